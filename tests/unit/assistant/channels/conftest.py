"""A dialogue that does what it is told, and a store without a disk, for the terminal."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.channels.script import Script, ScriptClock
from assistant.channels.terminal import Terminal
from assistant.errors import AssistantError
from assistant.messages import Choice, Conversation, File, Incoming, Outcome, Reply
from assistant.ports import Clock
from assistant.states import Due, Kept, Planned, Record, Running

ZONE = ZoneInfo("Europe/Amsterdam")


class MemoryStore:
    """One mentor's part of a store, kept nowhere."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.saved = Conversation()
        self.due: dict[str, datetime] = {}
        self.reflections: tuple[Kept, ...] = ()

    def load(self) -> Conversation:
        return self.saved

    def save(
        self, conversation: Conversation, records: Sequence[Record] = (), *, forget: bool = False
    ) -> None:
        self.saved = conversation.with_(previous=None)
        if forget:
            self.due.clear()
        for record in records:
            if isinstance(record, Kept):
                self.reflections += (record,)
            elif isinstance(record, Due) and record.at is not None:
                self.due[record.name] = record.at
            elif isinstance(record, Due):
                self.due.pop(record.name, None)

    def kept(self) -> tuple[Kept, ...]:
        return self.reflections

    def kept_one(self, name: str) -> Kept | None:
        return next((one for one in self.reflections if one.id == name), None)

    def next_due(self) -> datetime | None:
        return min(self.due.values(), default=None)

    def take_due(self) -> str | None:
        first = min(self.due, key=lambda name: self.due[name], default=None)
        if first is None or self.due[first] > self.clock.now():
            return None
        del self.due[first]
        return first

    def close(self) -> None:
        pass


class Echo:
    """Says what was said, with buttons; goes wrong, sets an alarm, or plans on request."""

    def handle(self, incoming: Incoming) -> Outcome:
        now = incoming.conversation
        if incoming.text == "kapot":
            raise ZeroDivisionError("geheim")
        if incoming.text == "fout":
            raise AssistantError("the disk is full")
        if incoming.text == "bestand":
            file = File("a.json", "application/json", b"{}\n")
            return Outcome((Reply("Kijk", files=(file,)),), now)
        if incoming.text.startswith("wek "):
            _, name, *at = incoming.text.split()
            due = Due(name, datetime.fromisoformat(at[0]) if at else None)
            return Outcome((), now, "command", records=(due,))
        if incoming.text == "bewaar":
            kept = Kept("a", "een-minuut", "Een minuut", incoming.at)
            return Outcome((Reply(str(len(incoming.kept()))),), now, records=(kept,))
        if incoming.text == "weg":
            return Outcome((Reply("Weg"),), Conversation(), "command", forget=True)
        if incoming.text in ("begin", "later"):
            resting = incoming.text == "later"
            running = Running("een-minuut", "a", "Wat?", incoming.at, resting=resting)
            return Outcome((Reply("Wat?"),), now.with_(running=running), "flow")
        if incoming.text == "plan":
            return Outcome((), now.with_(planned=PLANNED), "command")
        if incoming.file is not None:
            file = incoming.file
            return Outcome((Reply(f"{file.name} {file.type} {len(file.content)}"),), now, "command")
        if incoming.action == "due:stil":
            return Outcome((), now)
        if incoming.action == "due:kapot":
            raise ZeroDivisionError("geheim")
        if incoming.action and incoming.action.startswith("due:"):
            name = incoming.action.removeprefix("due:")
            return Outcome((Reply(f"wek {name}"),), now.with_(choices=WAKE), "prompt")
        choices = (Choice("Ja, graag", "ja"), Choice("Ja", "kort"), Choice("Nee", "nee"))
        said = f"{incoming.text} {incoming.action or ''}".strip()
        conversation = now.with_(choices=choices, previous=incoming.text)
        return Outcome((Reply(said, choices),), conversation, "answered")


WAKE = (Choice("Wakker", "wakker"),)

PLANNED = (
    Planned(
        "1",
        "startgesprek",
        datetime(2026, 11, 24, 19, 0),  # noqa: DTZ001 - wall time
        "Europe/Amsterdam",
        datetime(2026, 11, 24, 20, tzinfo=UTC),
    ),
    Planned(
        "2",
        "voortgangsgesprek",
        datetime(2027, 4, 1, 14, 0),  # noqa: DTZ001
        "Europe/Amsterdam",
        datetime(2027, 4, 1, 14, tzinfo=UTC),
        datetime(2027, 3, 31, 17, 30, tzinfo=UTC),
    ),
)


@pytest.fixture
def clock() -> ScriptClock:
    return ScriptClock(datetime(2026, 11, 24, 19, 30, tzinfo=ZONE), ZONE)


@pytest.fixture
def talk(clock: ScriptClock) -> Terminal:
    return Terminal(Echo(), MemoryStore(clock), clock)  # type: ignore[arg-type]


@pytest.fixture
def script(talk: Terminal, clock: ScriptClock) -> Script:
    return Script(talk, clock)


def played(script: Script, line: Any) -> dict[str, Any]:
    return script.play(1, line if isinstance(line, str) else json.dumps(line))


def texts(out: dict[str, Any]) -> list[str]:
    return [reply["text"] for reply in out["replies"]]
