"""What a conversation remembers of planned talks and of reflection, and what is recorded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge.document import Conversation as Kind

PromptTime = Literal["evening", "morning", "hour"]
Region = Literal["noord", "midden", "zuid"]
CountedKind = Literal["asked", "topic", "unanswered", "contradiction", "feedback", "reflection"]
Done = Literal["answered", "skipped", "left"]
"""`left`: it was asked, and the reflection ended there."""


@dataclass(frozen=True)
class Planned:
    """A talk with a student that lies ahead; of a weekly one the next.

    `starts` and `ends` are wall time in `zone`, so that a talk at 14:00 stays there when the clock
    changes. `prompt_at` and `follow_up_at` are moments: when the mentor hears of it, None when not
    before it. `id` is unique for this mentor, for ever. `until` is the last day of a weekly one,
    `without` the days on which it is left out.
    """

    id: str
    kind: Kind
    starts: datetime
    zone: str
    follow_up_at: datetime
    prompt_at: datetime | None = None
    ends: datetime | None = None
    weekly: bool = False
    until: date | None = None
    without: tuple[date, ...] = ()

    @property
    def starts_at(self) -> datetime:
        """The moment that it starts, with its zone."""
        return self.starts.replace(tzinfo=ZoneInfo(self.zone))


@dataclass(frozen=True)
class Prompting:
    """How the mentor wants to be prompted, and what became of the last prompts.

    `sent` are the moments of the prompts of this week. `unanswered` are the starts of the talks
    that the mentor was prompted for and has said nothing since. `region_asked`: whose holidays are
    skipped was asked; without a `region` the mentor did not know. `numbered`: how many talks have
    got an id.
    """

    when: PromptTime = "evening"
    region: Region | None = None
    sent: tuple[datetime, ...] = ()
    unanswered: tuple[datetime, ...] = ()
    region_asked: bool = False
    numbered: int = 0


@dataclass(frozen=True)
class Draft:
    """A talk that is being planned, as far as it is known; never the words that were typed.

    `days` and `hours` are what the mentor can have meant, `starts` the moment that was chosen, all
    wall time. `moves` is the id of the talk that gets this moment. `at` is when it was last asked
    about.
    """

    at: datetime
    days: tuple[date, ...] = ()
    hours: tuple[time, ...] = ()
    part: Literal["morning", "afternoon", "evening", "night"] | None = None
    kinds: tuple[Kind, ...] = ()
    weekly: bool = False
    after_school: bool = False
    starts: datetime | None = None
    ends: datetime | None = None
    until: date | None = None
    without: tuple[date, ...] = ()
    moves: str | None = None


@dataclass(frozen=True)
class Given:
    """One step that was asked: in which words, and the mentor's own; None is no answer."""

    step: str
    question: str
    answer: str | None = None


@dataclass(frozen=True)
class Running:
    """A reflection that is not finished.

    `given` are the steps so far, in order; `step` is the one that is open, asked as `question`.
    `about` is the id of the planned talk, `kind` what kind of talk it is about. `at` is when the
    mentor last said something in it. `resting`: closed for now, and can be gone on with. `began` is
    when it was begun; `asks_after` the id of the kept reflection whose plan it asks after first.
    """

    flow: str
    step: str
    question: str
    at: datetime
    given: tuple[Given, ...] = ()
    about: str | None = None
    kind: Kind | None = None
    resting: bool = False
    began: datetime | None = None
    asks_after: str | None = None


@dataclass(frozen=True)
class Intended:
    """An if-then plan that was kept and not yet asked after.

    `kept` is the id of the reflection it stands in, `flow` and `kind` are that one's, `about` the
    id of the planned talk that it was made for.
    """

    kept: str
    plan: str
    flow: str
    kind: Kind | None = None
    about: str | None = None


@dataclass(frozen=True)
class Asked:
    """How one step went, without words; `score` is the answer to a scale, 0 to 10."""

    step: str
    variant: int
    done: Done
    score: int | None = None


@dataclass(frozen=True)
class Used:
    """A flow that was finished or left, without words; `on` is the day, `kind` the talk's.

    `before` are the uses of the same flow right before it of which no more is known.
    """

    flow: str
    on: date
    asked: tuple[Asked, ...] = ()
    kind: Kind | None = None
    before: int = 0


@dataclass(frozen=True)
class Due:
    """Something that is to happen at a moment, by its name; `at` None: not any more.

    A name is set once: a second moment takes the place of the first. When the moment is there, the
    mentor's dialogue gets an `Incoming` with the action `due:NAME`, at most once.
    """

    name: str
    at: datetime | None


@dataclass(frozen=True)
class Kept:
    """A reflection that the mentor chose to keep, encrypted under the mentor's own key.

    `sentences` are the mentor's own, in order, each with the step it answers. `plan` is the if-then
    plan, `outcome` what the mentor later said of it. With an `id` that is kept already it takes
    that one's place.
    """

    id: str
    flow: str
    title: str
    at: datetime
    given: tuple[Given, ...] = ()
    kind: Kind | None = None
    plan: str | None = None
    outcome: str | None = None
    score: int | None = None


@dataclass(frozen=True)
class Dropped:
    """What was kept under this id is to be erased; nothing happens when it is gone already."""

    id: str


CyclePart = Literal["role", "did", "grew", "want", "need"]
"""The parts of what a mentor brings to the own appraisal talk, in this order."""


@dataclass(frozen=True)
class Weighed:
    """A line for the own appraisal talk that the mentor said yes or no to.

    `ref` names where its words stand, so that they are not stored again; what the mentor typed
    for it has `words` and no `ref`.
    """

    part: CyclePart
    taken: bool
    ref: str = ""
    words: str | None = None


@dataclass(frozen=True)
class Cycle:
    """The own appraisal talk while its lines are chosen; gone when that is done or stopped.

    `at` is when the mentor last did something for it; after a day it is gone as well.
    """

    at: datetime
    part: CyclePart = "role"
    weighed: tuple[Weighed, ...] = ()


WISHES_KEPT = timedelta(days=60)
"""How long a wish is kept, by the mentor and by those who may read it."""


@dataclass(frozen=True)
class Wishing:
    """A wish that is being put into words; nothing of it has left the conversation.

    `text` is scrubbed, and is exactly what a yes to `id` passes on: other words get another id.
    `key` is what it is about; `at` is when it was last shown.
    """

    id: str
    key: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Wished:
    """A wish that was passed on, as its mentor keeps it.

    `hears`: tell when it is answered. `before` stands for what was found for it when that was
    asked, so that this is not told as something new; empty: nothing was.
    """

    id: str
    text: str
    at: datetime
    hears: bool = False
    before: str = ""


@dataclass(frozen=True)
class Counted:
    """Something that is counted once a month of each mentor, without a word of theirs.

    `period` is the month, YYYY-MM. `organisations` are all that it counts for. What `key` names
    depends on the kind: of "topic" and "unanswered" the section, of "contradiction" the subject
    and the documents, of "feedback" what was thought of which section; of "asked" (a question came,
    whatever it was about) and "reflection" it is empty. `topic`: what is said of a question that
    counts only if its topic, the section, does.
    """

    period: str
    organisations: tuple[str, ...]
    kind: CountedKind
    key: str = ""
    topic: str | None = None


@dataclass(frozen=True)
class Uncounted:
    """The mentor is taken out of every month that is not closed, as if nothing was ever asked."""


@dataclass(frozen=True)
class Wish:
    """A question that nothing answered, passed on in the mentor's own words after they saw them.

    `key` is the section that came nearest, or a topic. `organisations` are all whose
    schoolopleiders may read it, once enough others wished something for the same. `text` is
    scrubbed. `at` is when it was passed on; after `WISHES_KEPT` it is gone.
    """

    id: str
    period: str
    organisations: tuple[str, ...]
    key: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Unwished:
    """The wish under this id is taken back; nothing happens when it is gone already."""

    id: str


Record = Due | Kept | Dropped | Counted | Uncounted | Wish | Unwished
"""What is stored beside the conversation, in the same transaction."""
