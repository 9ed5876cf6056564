import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.channels.script import ScriptClock, ScriptError, moment, play
from assistant.channels.terminal import Terminal
from assistant.dialogue.assistant import Assistant
from assistant.errors import AssistantError
from assistant.messages import Choice, Conversation, File, Incoming, Outcome, Reply

ZONE = ZoneInfo("Europe/Amsterdam")


class MemoryStore:
    def __init__(self) -> None:
        self.kept = Conversation()

    def load(self) -> Conversation:
        return self.kept

    def save(self, conversation: Conversation) -> None:
        self.kept = conversation.with_(previous=None)


class Echo:
    """Says what was said, with buttons; goes wrong on request."""

    def handle(self, incoming: Incoming) -> Outcome:
        if incoming.text == "kapot":
            raise ZeroDivisionError("geheim")
        if incoming.text == "fout":
            raise AssistantError("the disk is full")
        if incoming.text == "bestand":
            file = File("a.json", "application/json", b"{}\n")
            return Outcome((Reply("Kijk", files=(file,)),), incoming.conversation)
        choices = (Choice("Ja, graag", "ja"), Choice("Ja", "kort"), Choice("Nee", "nee"))
        said = f"{incoming.text} {incoming.action or ''}".strip()
        conversation = incoming.conversation.with_(choices=choices, previous=incoming.text)
        return Outcome((Reply(said, choices),), conversation, "answered")


@pytest.fixture
def clock() -> ScriptClock:
    return ScriptClock(datetime(2026, 11, 24, 19, 30, tzinfo=ZONE), ZONE)


@pytest.fixture
def talk(clock: ScriptClock) -> Terminal:
    return Terminal(Echo(), MemoryStore(), clock)  # type: ignore[arg-type]


def played(talk: Terminal, clock: ScriptClock, line: Any) -> dict[str, Any]:
    return play(talk, clock, 1, line if isinstance(line, str) else json.dumps(line))


def test_a_line_out_has_the_fields_of_the_contract(talk: Terminal, clock: ScriptClock) -> None:
    assert played(talk, clock, {"say": "hoi"}) == {
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


def test_files_are_named_with_their_type_and_size(talk: Terminal, clock: ScriptClock) -> None:
    (reply,) = played(talk, clock, {"say": "bestand"})["replies"]

    assert reply["files"] == [{"name": "a.json", "type": "application/json", "bytes": 3}]


@pytest.mark.parametrize(
    ("press", "action"), [(1, "ja"), (3, "nee"), ("Ja", "kort"), ("ja, g", "ja"), ("NE", "nee")]
)
def test_buttons_are_pressed_by_number_label_or_prefix(
    talk: Terminal, clock: ScriptClock, press: object, action: str
) -> None:
    played(talk, clock, {"say": "hoi"})

    out = played(talk, clock, {"press": press})

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
        ({"file": "x.ics"}, "files are not read yet"),
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
    talk: Terminal, clock: ScriptClock, line: object, words: str
) -> None:
    played(talk, clock, {"say": "hoi"})

    out = played(talk, clock, line)

    assert set(out) == {"in", "error"}
    assert words in out["error"]
    assert "geheim" not in out["error"]
    assert played(talk, clock, {"say": "verder"})["status"] == "answered"


def test_without_buttons_none_can_be_pressed(talk: Terminal, clock: ScriptClock) -> None:
    assert (
        played(talk, clock, {"press": "Ja"})["error"] == "there is no button 'Ja'; there are: none"
    )


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
def test_the_clock_moves_on(
    talk: Terminal, clock: ScriptClock, line: dict[str, str], at: str
) -> None:
    out = played(talk, clock, line)

    assert (out["at"], out["status"], out["replies"]) == (at, None, [])


def test_days_are_of_the_calendar_and_hours_go_by_when_the_clock_changes(talk: Terminal) -> None:
    clock = ScriptClock(moment("2027-03-27T12:00", ZONE), ZONE)

    assert played(talk, clock, {"wait": "P1D"})["at"] == "2027-03-28T12:00:00+02:00"
    clock = ScriptClock(moment("2027-03-28T01:30", ZONE), ZONE)
    assert played(talk, clock, {"wait": "PT1H"})["at"] == "2027-03-28T03:30:00+02:00"


def test_a_time_that_the_clock_skips_is_the_one_that_it_shows() -> None:
    assert moment("2027-03-28T02:30", ZONE).isoformat() == "2027-03-28T03:30:00+02:00"


def test_a_time_before_all_time_is_none() -> None:
    with pytest.raises(ScriptError, match="is no time"):
        moment("0001-01-01T00:00+14:00", ZONE)


def test_a_restart_forgets_what_only_memory_holds(clock: ScriptClock) -> None:
    store = MemoryStore()
    talk = Terminal(Echo(), store, clock)  # type: ignore[arg-type]
    played(talk, clock, {"say": "een vraag"})

    assert played(talk, clock, {"restart": True})["replies"] == []
    assert store.kept.previous is None


def test_settling_puts_the_mentor_past_the_start(assistant: Assistant, clock: ScriptClock) -> None:
    talk = Terminal(assistant, MemoryStore(), clock)
    assert talk.school is None
    talk.settle(None, None)
    assert talk.school is None

    talk.settle("wilg", None)

    assert talk.school == "Basisschool De Wilg"
    assert len(talk.say("hoi").replies) == 1
    assert talk.now() == clock.now()
