"""Mentors who leave something with a store: reflections, planned talks, wishes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.dialogue.assistant import Assistant
from assistant.dialogue.talk import Talk
from assistant.messages import File, Incoming, Outcome
from assistant.states import Dropped, Due, Kept
from assistant.storage import state
from tests.unit.assistant.region import CertainSearcher, Mentor, Searchers, said
from tests.unit.index.folder import SmallFolder

ZONE = ZoneInfo("Europe/Amsterdam")

DAY = timedelta(hours=24)

ASKS = "hoeveel uur krijgt de mentor voor elke student?"
"""What the region's documents answer."""

QUESTION = "Hoe vaak komt de glazenwasser op donderdag?"
"""What nothing answers."""

BUTTON = "Geef mijn vraag door"

TO_THE_CARD = (
    ("/reflectie voor-startgesprek", "doel a?"),
    ("leren", "zeker a?"),
    ("een 8", "gelukt a?"),
    ("Ik wachtte tot ze zelf begon", "plan a?"),
    ("Als ze stilvalt, dan wacht ik", "Klaar."),
)
"""What a mentor says in a whole reflection, and words of what comes of it."""

TALK = [("voortgangsgesprek", "2026-11-26T14:00")]
"""What the fixture `with_talk` has planned."""

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{}END:VCALENDAR\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:{0}{1}\r\nDTSTART:{1}\r\nSUMMARY:{0}\r\n{2}END:VEVENT\r\n"


class Keeper(Mentor):
    """Remembers, beside the conversation, what is to be kept and what is removed."""

    def __init__(
        self, searcher: CertainSearcher, kept: Iterable[Kept] = (), **known: object
    ) -> None:
        super().__init__(Assistant(Searchers(searcher)), **({"scope": "wilg"} | known))
        self.kept = tuple(kept)

    def _handle(self, text: str, action: str | None) -> Outcome:
        outcome = self.assistant.handle(
            Incoming(
                text,
                self.now,
                self.conversation,
                action,
                self.channel,
                kept=lambda: self.kept,
                kept_one={one.id: one for one in self.kept}.get,
            )
        )
        self.conversation = outcome.conversation
        gone = {one.id for one in outcome.records if isinstance(one, Dropped)}
        new = tuple(one for one in outcome.records if isinstance(one, Kept))
        self.kept = (*(one for one in self.kept if one.id not in gone), *new)
        return outcome


class Reflector(Keeper):
    """A mentor whose store also keeps what is due, and whose clock can be moved."""

    def __init__(self, searcher: CertainSearcher, **known: object) -> None:
        super().__init__(searcher, **known)
        self.searcher = searcher
        self.due: dict[str, object] = {}

    def _handle(self, text: str, action: str | None) -> Outcome:
        outcome = super()._handle(text, action)
        for one in outcome.records:
            if isinstance(one, Due):
                self.due.pop(one.name, None)
                if one.at:
                    self.due[one.name] = one.at
        by_id = {one.id: one for one in self.kept}  # a record takes the place of its own id
        self.kept = tuple(by_id.values())
        return outcome

    def waits(self, time: timedelta) -> list[Outcome]:
        """The clock moves on; what falls due on the way is delivered."""
        until = self.now + time
        outcomes = []
        while ready := sorted((at, name) for name, at in self.due.items() if at <= until):  # type: ignore[operator]
            self.now, name = ready[0]  # type: ignore[assignment]
            del self.due[name]
            outcomes.append(self._handle("", f"due:{name}"))
        self.now = until
        return outcomes

    def plays(self, *turns: tuple[str, str]) -> None:
        """What the mentor says, and words that the answer to it has."""
        for typed, answer in turns:
            outcome = self.says(typed)
            assert answer in said(outcome), (typed, said(outcome))

    def talk(self, action: str | None = None) -> Talk:
        """What the rooms work with when a message comes now."""
        incoming = Incoming("", self.now, self.conversation, action, self.channel)
        return Talk(self.searcher, incoming)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Planner:
    """A mentor whose clock moves on, to whom what falls due is delivered, once."""

    def __init__(self, mentor: Mentor, now: str = "2026-11-24T12:00") -> None:
        self.mentor = mentor
        mentor.now = at(now)
        self.due: dict[str, datetime] = {}
        self.sent: list[tuple[datetime, Outcome]] = []

    def says(self, text: str) -> Outcome:
        return self._noted(self.mentor.says(text))

    def presses(self, label: str) -> Outcome:
        whole = next(one for one in self.mentor.labels if one.startswith(label))
        return self._noted(self.mentor.pushes(whole))

    def does(self, action: str) -> Outcome:
        return self._noted(self.mentor.does(action))

    def sends(self, content: str | bytes, name: str = "gesprek.ics") -> Outcome:
        body = content.encode() if isinstance(content, str) else content
        mentor = self.mentor
        file = File(name, "", body)
        outcome = mentor.assistant.handle(
            Incoming("", mentor.now, mentor.conversation, None, "terminal", file)
        )
        mentor.conversation = outcome.conversation
        return self._noted(outcome)

    def until(self, moment: str) -> list[Outcome]:
        """Every message that came by itself until then."""
        before = len(self.sent)
        while self.due and min(self.due.values()) <= at(moment):
            name = min(self.due, key=lambda one: self.due[one])
            self.mentor.now = max(self.mentor.now, self.due.pop(name).astimezone(ZONE))
            outcome = self.does(f"due:{name}")
            if outcome.replies and name.startswith(("prompt", "follow")):
                self.sent.append((self.mentor.now, outcome))
            # As every store does: what is kept is read back from its JSON.
            written = state.written(self.mentor.conversation)
            self.mentor.conversation = state.read(written)
        self.mentor.now = at(moment)
        return [outcome for _, outcome in self.sent[before:]]

    @property
    def planned(self) -> list[tuple[str, str]]:
        return [
            (one.kind, one.starts.isoformat(timespec="minutes"))
            for one in self.mentor.conversation.planned
        ]

    def _noted(self, outcome: Outcome) -> Outcome:
        for one in outcome.records:
            if isinstance(one, Due) and one.at is None:
                self.due.pop(one.name, None)
            elif isinstance(one, Due) and one.at is not None:
                self.due[one.name] = one.at
        return outcome


def shown_to(mentor: Mentor, question: str = QUESTION) -> Outcome:
    """The words that would be passed on of a question that nothing answers."""
    assert mentor.says(question).status == "unknown"
    return mentor.pushes(BUTTON)


FLOW = """\
id: na-gesprek
title: Na een gesprek
about: Je kijkt terug.
after: true
steps:
  - id: zeker
    purpose: hoe het ging
    idea: "eigen"
    answer: schaal
    ask: ["Hoe ging het, 0 tot 10?", "Hoe liep het, 0 tot 10?", "Geef het een cijfer, 0 tot 10."]
"""


def add_roles(folder: SmallFolder) -> None:
    """Two role descriptions that hold for De Wilg, one that does not, and a flow after a talk."""
    (folder.path / "flows").mkdir()
    (folder.path / "flows" / "na-gesprek.yaml").write_text(FLOW, "utf-8")
    folder.add(
        "rol-wilg",
        "## Op school\n\nDe coach staat naast de student. Dat kost tijd.\n\n"
        "## Schoolopleider\n\nDe schoolopleider helpt de mentor.",
        issuer="wilg",
        title="Rol op De Wilg",
        kind="rolbeschrijving",
    )
    folder.add(
        "rol-noord",
        "## Begeleiden\n\nDe mentor begeleidt **elke** stagedag.\n\n"
        "## Lio\n\nDe mentor laat een lio los.",
        issuer="noord",
        title="Rol in Noord",
        kind="rolbeschrijving",
        tasks=[
            {
                "task": "dagelijkse-begeleiding",
                "role": "mentor",
                "part": "doet",
                "quote": "De mentor begeleidt **elke** stagedag.",
            },
            {
                "task": "plaatsing",
                "role": "mentor",
                "part": "weet",
                "trainee": ["lio"],
                "quote": "De mentor laat een lio los.",
            },
        ],
    )
    folder.add(
        "rol-zuid",
        "## Zuid\n\nDe mentor zwemt.",
        issuer="zuid",
        title="Rol in Zuid",
        kind="rolbeschrijving",
    )
