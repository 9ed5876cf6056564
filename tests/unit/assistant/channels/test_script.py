import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.channels.script import Script, ScriptClock, ScriptError, moment
from assistant.channels.terminal import Terminal
from assistant.dialogue.assistant import Assistant
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


def test_a_line_out_has_the_fields_of_the_contract(script: Script) -> None:
    assert played(script, {"say": "hoi"}) == {
        "in": {"say": "hoi"},
        "at": "2026-11-24T19:30:00+01:00",
        "status": "answered",
        "flow": None,
        "replies": [
            {
                "text": "hoi",
                "buttons": ["Ja, graag", "Ja", "Nee"],
                "files": [],
                "at": "2026-11-24T19:30:00+01:00",
            }
        ],
        "planned": [],
    }


def test_files_are_named_with_their_type_and_size(script: Script) -> None:
    (reply,) = played(script, {"say": "bestand"})["replies"]

    assert reply["files"] == [{"name": "a.json", "type": "application/json", "bytes": 3}]


@pytest.mark.parametrize(
    ("press", "action"), [(1, "ja"), (3, "nee"), ("Ja", "kort"), ("ja, g", "ja"), ("NE", "nee")]
)
def test_buttons_are_pressed_by_number_label_or_prefix(
    script: Script, press: object, action: str
) -> None:
    played(script, {"say": "hoi"})

    out = played(script, {"press": press})

    assert out["replies"][0]["text"].endswith(f" {action}")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"press": 9}, "there is no button 9; there are 3"),
        ({"press": 0}, "there is no button 0"),
        ({"press": "weg"}, "there are: Ja, graag, Ja, Nee"),
        ({"press": ""}, "there is no button ''"),
        ({"press": True}, "a line has one of"),
        ({"say": 5}, "a line has one of"),
        ({"restart": False}, "a line has one of"),
        ({"say": "a", "press": 1}, "a line has one of"),
        ({}, "a line has one of"),
        ([1], "a line has one of"),
        ({"file": "weg.ics"}, "'weg.ics' cannot be read: No such file"),
        ({"file": "a\0b"}, "cannot be read: no such name"),
        ({"file": "."}, "cannot be read: Is a directory"),
        ({"file": True}, "a line has one of"),
        ({"wait": "een dag"}, "is no duration"),
        ({"wait": "P"}, "is no duration"),
        ({"wait": "P999999999D"}, "longer than there is time"),
        ({"until": "morgen"}, "is no time"),
        ({"until": "2026-11-24T19:00"}, "cannot go back"),
        ("geen json", "line 1 is no JSON"),
        ("[" * 100_000, "line 1 met a defect (RecursionError)"),
        ({"say": "kapot"}, "line 1 met a defect (ZeroDivisionError)"),
        ({"say": "fout"}, "line 1: the disk is full"),
    ],
)
def test_an_impossible_line_is_an_error_and_the_play_goes_on(
    script: Script, line: object, words: str
) -> None:
    played(script, {"say": "hoi"})

    out = played(script, line)

    assert set(out) == {"in", "error"}
    assert words in out["error"]
    assert "geheim" not in out["error"]
    assert played(script, {"say": "verder"})["status"] == "answered"


def test_without_buttons_none_can_be_pressed(script: Script) -> None:
    assert played(script, {"press": "Ja"})["error"] == "there is no button 'Ja'; there are: none"


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ({"wait": "P1D"}, "2026-11-25T19:30:00+01:00"),
        ({"wait": "P1WT2H3M4S"}, "2026-12-01T21:33:04+01:00"),
        ({"until": "2026-11-26T13:00"}, "2026-11-26T13:00:00+01:00"),
        ({"until": "2026-11-26T13:00:00Z"}, "2026-11-26T14:00:00+01:00"),
        ({"until": "2027-07-01T09:00"}, "2027-07-01T09:00:00+02:00"),
    ],
)
def test_the_clock_moves_on(script: Script, line: dict[str, str], at: str) -> None:
    out = played(script, line)

    assert (out["at"], out["status"], out["replies"]) == (at, None, [])


def test_days_are_of_the_calendar_and_hours_go_by_when_the_clock_changes(script: Script) -> None:
    played(script, {"until": "2027-03-27T12:00"})

    assert played(script, {"wait": "P1D"})["at"] == "2027-03-28T12:00:00+02:00"
    played(script, {"until": "2027-10-31T02:30"})
    assert played(script, {"wait": "PT1H"})["at"] == "2027-10-31T02:30:00+01:00"


def test_a_time_that_the_clock_skips_is_the_one_that_it_shows() -> None:
    assert moment("2027-03-28T02:30", ZONE).isoformat() == "2027-03-28T03:30:00+02:00"


def test_a_time_before_all_time_is_none() -> None:
    with pytest.raises(ScriptError, match="is no time"):
        moment("0001-01-01T00:00+14:00", ZONE)


def test_a_restart_forgets_what_only_memory_holds(script: Script, talk: Terminal) -> None:
    played(script, {"say": "een vraag"})
    assert talk.conversation.previous == "een vraag"

    assert played(script, {"restart": True})["replies"] == []
    assert talk.conversation.previous is None


def test_what_falls_due_comes_at_its_own_moment(script: Script) -> None:
    for name, at in (("twee", "2026-11-26T07:30:00+01:00"), ("een", "2026-11-25T20:00:00+01:00")):
        assert played(script, {"say": f"wek {name} {at}"})["status"] == "command"
    played(script, {"say": "wek nooit 2026-11-25T08:00:00+01:00"})
    played(script, {"say": "wek nooit"})
    played(script, {"say": "wek stil 2026-11-26T08:00:00+01:00"})

    out = played(script, {"wait": "P2D"})

    assert texts(out) == ["wek een", "wek twee"]
    assert [reply["at"] for reply in out["replies"]] == [
        "2026-11-25T20:00:00+01:00",
        "2026-11-26T07:30:00+01:00",
    ]
    assert (out["at"], out["status"]) == ("2026-11-26T19:30:00+01:00", "prompt")
    assert played(script, {"press": "wakker"})["replies"][0]["text"] == "Wakker wakker"
    assert played(script, {"wait": "P9D"})["replies"] == []


def test_what_fell_due_while_nobody_played_comes_before_the_first_line(
    talk: Terminal, clock: ScriptClock
) -> None:
    played(Script(talk, clock), {"say": "wek een 2026-11-24T21:00:00+01:00"})
    clock.move(moment("2026-11-25T09:00", ZONE))

    out = played(Script(talk, clock), {"say": "hoi"})

    assert texts(out) == ["wek een", "hoi"]
    assert {reply["at"] for reply in out["replies"]} == {"2026-11-25T09:00:00+01:00"}
    assert out["status"] == "answered"


def test_a_line_that_is_impossible_loses_nothing_that_fell_due(
    talk: Terminal, clock: ScriptClock
) -> None:
    played(Script(talk, clock), {"say": "wek een 2026-11-24T21:00:00+01:00"})
    clock.move(moment("2026-11-25T09:00", ZONE))
    script = Script(talk, clock)

    assert "error" in played(script, {"press": "Nergens"})

    assert texts(played(script, {"say": "hoi"})) == ["wek een", "hoi"]


def test_a_clock_that_cannot_go_back_delivers_nothing(script: Script) -> None:
    played(script, {"say": "wek een 2026-11-25T20:00:00+01:00"})

    assert "cannot go back" in played(script, {"until": "2026-11-23T00:00"})["error"]


def test_a_defect_in_what_falls_due_keeps_the_rest(script: Script) -> None:
    played(script, {"say": "wek kapot 2026-11-25T20:00:00+01:00"})
    played(script, {"say": "wek een 2026-11-25T19:00:00+01:00"})
    played(script, {"say": "wek twee 2026-11-25T21:00:00+01:00"})

    assert "met a defect (ZeroDivisionError)" in played(script, {"wait": "P2D"})["error"]

    assert texts(played(script, {"wait": "P2D"})) == ["wek een", "wek twee"]


def test_the_flow_that_runs_is_named_until_it_rests(script: Script) -> None:
    begun = played(script, {"say": "begin"})
    assert (begun["status"], begun["flow"]) == ("flow", "een-minuut")
    assert played(script, {"say": "hoi"})["flow"] == "een-minuut"
    assert played(script, {"restart": True})["flow"] == "een-minuut"

    assert played(script, {"say": "later"})["flow"] is None


def test_what_is_planned_is_told_while_it_lies_ahead(script: Script) -> None:
    ahead = {
        "kind": "voortgangsgesprek",
        "starts_at": "2027-04-01T14:00:00+02:00",
        "prompt_at": "2027-03-31T19:30:00+02:00",
        "follow_up_at": "2027-04-01T16:00:00+02:00",
    }

    assert played(script, {"say": "plan"})["planned"] == [ahead]
    assert played(script, {"until": "2027-04-01T13:59"})["planned"] == [ahead]
    assert played(script, {"until": "2027-04-01T14:00"})["planned"] == []


def test_of_a_weekly_talk_that_has_begun_the_next_is_told(
    clock: ScriptClock,
) -> None:
    store = MemoryStore(clock)
    store.saved = Conversation(planned=(replace(PLANNED[0], weekly=True), PLANNED[1]))
    script = Script(Terminal(Echo(), store, clock), clock)  # type: ignore[arg-type]

    following, _ = played(script, {"say": "hoi"})["planned"]

    assert following == {
        "kind": "startgesprek",
        "starts_at": "2026-12-01T19:00:00+01:00",
        "prompt_at": "2026-11-30T19:30:00+01:00",
        "follow_up_at": "2026-12-02T07:30:00+01:00",
    }


def test_a_file_goes_along_with_its_type(script: Script, tmp_path: Path) -> None:
    (tmp_path / "Overleg.ICS").write_bytes(b"BEGIN:VCALENDAR")

    out = played(script, {"file": str(tmp_path / "Overleg.ICS")})

    assert texts(out) == ["Overleg.ICS text/calendar 15"]


def test_of_a_file_that_is_too_large_no_more_is_read_than_tells_so(
    script: Script, tmp_path: Path
) -> None:
    (tmp_path / "groot.ics").write_bytes(b"x" * 2_000_000)

    out = played(script, {"file": str(tmp_path / "groot.ics")})

    assert texts(out) == ["groot.ics text/calendar 1000001"]


def test_what_is_kept_can_be_read_back(script: Script) -> None:
    assert texts(played(script, {"say": "bewaar"})) == ["0"]
    assert texts(played(script, {"say": "bewaar"})) == ["1"]


def test_who_is_forgotten_is_not_woken(script: Script) -> None:
    played(script, {"say": "wek een 2026-11-25T20:00:00+01:00"})
    played(script, {"say": "weg"})

    assert played(script, {"wait": "P2D"})["replies"] == []


def test_a_flow_that_is_tried_out_comes_before_the_first_line(script: Script) -> None:
    script.begin("/reflectie een-minuut")

    assert texts(played(script, {"say": "hoi"})) == ["/reflectie een-minuut", "hoi"]


def test_settling_puts_the_mentor_past_the_start(assistant: Assistant, clock: ScriptClock) -> None:
    talk = Terminal(assistant, MemoryStore(clock), clock)
    assert talk.school is None
    talk.settle(None, None)
    assert talk.school is None

    talk.settle("wilg", None)

    assert talk.school == "Basisschool De Wilg"
    assert len(talk.say("hoi").replies) == 1
    assert talk.now() == clock.now()


def test_the_monday_card_comes_on_mondays(assistant: Assistant, clock: ScriptClock) -> None:
    store = MemoryStore(clock)
    talk = Terminal(assistant, store, clock)
    talk.settle("wilg", None)
    played(Script(talk, clock), {"say": "elke maandag"})

    assert store.due == {"monday": datetime(2026, 11, 30, 7, 30, tzinfo=ZONE)}
    played(Script(talk, clock), {"until": "2027-04-01T00:00"})

    assert store.due == {"monday": datetime(2027, 4, 5, 7, 30, tzinfo=ZONE)}
