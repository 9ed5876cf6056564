"""What goes in and out of the dialogue, whatever the channel; also the JSON of `ask`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.states import (
    Cycle,
    Draft,
    Intended,
    Kept,
    Planned,
    Prompting,
    Record,
    Running,
    Used,
    Wished,
    Wishing,
)
from knowledge.document import Audience, Trainee

Status = Literal["answered", "conflict", "unknown", "declined", "crisis", "personal_data"]
Why = Literal["expired", "not_yet", "other_scope", "near"]
Channel = Literal["terminal", "telegram"]
Step = Literal["agreement", "scope", "experience", "students", "year", "institute"]
Useful = Literal["yes", "no", "wrong", "different"]


class Output(BaseModel):
    """Frozen; its JSON is the contract's."""

    model_config = ConfigDict(frozen=True)


class Placed(Output):
    """A section, and the title and issuer of the document that it stands in."""

    document: str
    section: str
    title: str
    issuer: str

    @property
    def place(self) -> str:
        """`document#anchor`, as the index names it."""
        return f"{self.document}#{self.section}"


class Source(Placed):
    """A section that supports the answer, with the words that do."""

    level: str
    status: str
    valid_from: date | None
    valid_until: date | None
    quote: str
    score: float


class Hint(Placed):
    """A section that may still help, and why it is no answer."""

    why: Why


class Answer(Output):
    """What the assistant makes of one message; CONTRACTS.md section 2 has the fields.

    `quotes` are the verbatim pieces of documents in its text, in order; no part of the JSON.
    """

    question: str
    status: Status
    confidence: float | None
    answer: str
    sources: tuple[Source, ...] = ()
    hints: tuple[Hint, ...] = ()
    suggestions: tuple[str, ...] = ()
    as_of: date | None = None
    parts: tuple["Answer", ...] = ()
    quotes: tuple[str, ...] = Field(default=(), exclude=True)


@dataclass(frozen=True)
class Choice:
    """A button: what it says, and what pressing it means to the dialogue."""

    label: str
    action: str


@dataclass(frozen=True)
class File:
    """What goes along with a reply; `told` is what it shows, for who does not see it."""

    name: str
    type: str
    content: bytes
    told: str = ""


@dataclass(frozen=True)
class Reply:
    """One message to the mentor; `quotes` are the verbatim pieces of documents in its text."""

    text: str
    choices: tuple[Choice, ...] = ()
    quotes: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Student:
    """Whom the mentor guides, never by name; what is not known is None.

    `year` is of study, 1 to 4, of a student only; a starting teacher has no `institute`.
    """

    kind: Trainee = "student"
    year: int | None = None
    institute: str | None = None


@dataclass(frozen=True)
class Conversation:
    """What is known of the mentor and of where the talk is."""

    scope: str | None = None
    """The id of the organisation that the mentor chose."""

    institute: str | None = None
    """The one that the mentor named last outside the profile."""

    introduced: bool = False
    """The assistant has said what it is."""

    awaiting: Step | None = None
    """What the last reply asked for."""

    choices: tuple[Choice, ...] = ()
    """The latest buttons; their words can be typed as well."""

    previous: str | None = None
    """The question before, for follow-ups.

    It is never stored in clear, and not kept at all before the mentor has `agreed`.
    """

    previous_at: datetime | None = None
    """When that was asked."""

    experience: Audience | None = None
    students: tuple[Student, ...] = ()
    """Whom the mentor guides."""

    agreed: bool = False
    """The question before may be kept, and questions counted."""

    paused: bool = False
    """Nothing is sent that the mentor did not ask for."""

    monday: bool = False
    """The card of the week is wanted."""

    buttons: tuple[tuple[str, str], ...] = ()
    """The channel's: what a token means, of the last 200."""

    starting: bool = False
    """After the step that is `awaiting` the next one follows.

    After a question in the middle the step comes back.
    """

    returned: int = 0
    """How often in a row it came back."""

    planned: tuple[Planned, ...] = ()
    """The talks ahead, soonest first."""

    proposed: tuple[Planned, ...] = ()
    """Those that wait for a 'ja'."""

    drafting: Draft | None = None
    """One of which something is still asked."""

    prompting: Prompting = field(default_factory=Prompting)
    running: Running | None = None
    """A reflection that is not finished."""

    used: tuple[Used, ...] = ()
    """The last ones, without words, oldest first."""

    plans: tuple[Intended, ...] = ()
    """The if-then plans that were kept and not yet asked after."""

    cycle: Cycle | None = None
    """The own appraisal talk, while its lines are chosen."""

    uncounted: bool = False
    """Nothing of the mentor is counted for the trends."""

    wishing: Wishing | None = None
    """A question that is about to be passed on."""

    wishes: tuple[Wished, ...] = ()
    """Those that were."""

    digest: bool = False
    """A message about last month's figures is wanted, by somebody who may see them."""

    def with_(self, **changes: object) -> "Conversation":
        """A copy with these fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Role:
    """What the operator granted this mentor, who then sees the figures of groups as well.

    `code` is what the operator is told to grant something. `organisations` are those granted.
    `figures` reads what was released of an organisation's month, as JSON, and `closed` the newest
    month that is closed. `link` makes an address of the pages, which works once and for ten
    minutes.
    """

    code: str
    organisations: tuple[str, ...] = ()
    figures: Callable[[str, str], str | None] = lambda _organisation, _period: None
    closed: Callable[[], str | None] = lambda: None
    link: Callable[[], str] = str


@dataclass(frozen=True)
class Incoming:
    """A mentor's message: typed, or a button pressed (`action` of its `Choice`).

    Also what is due: then the action is `due:NAME`, and nobody typed anything. `file` is what was
    sent along. `kept` reads the reflections that the mentor keeps, oldest first, `kept_one` the one
    of an id; `role` what the mentor was granted, None where nobody can be granted anything.
    """

    text: str
    at: datetime
    conversation: Conversation = field(default_factory=Conversation)
    action: str | None = None
    channel: Channel = "terminal"
    file: File | None = None
    kept: Callable[[], tuple[Kept, ...]] = tuple
    kept_one: Callable[[str], Kept | None] = lambda _name: None
    role: Callable[[], Role | None] = lambda: None


@dataclass(frozen=True)
class Outcome:
    """What is to be said and kept; the core performs none of it.

    `forget`: everything of the mentor is to be erased. `records` are stored in the same transaction
    as the conversation. `clears`: what both sides said in the chat since then is to be removed from
    it, where the channel can.
    """

    replies: tuple[Reply, ...]
    conversation: Conversation
    status: str | None = None
    answer: Answer | None = None
    forget: bool = False
    records: tuple[Record, ...] = ()
    clears: datetime | None = None
