"""A play's clock: moved on, over clock changes, past what falls due."""

from dataclasses import replace
from datetime import datetime

import pytest

from assistant.channels.script import Script, ScriptClock, ScriptError, moment
from assistant.channels.terminal import Terminal
from assistant.dialogue.assistant import Assistant
from assistant.messages import Conversation
from tests.unit.assistant.channels.conftest import PLANNED, ZONE, Echo, MemoryStore, played, texts


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


def test_who_is_forgotten_is_not_woken(script: Script) -> None:
    played(script, {"say": "wek een 2026-11-25T20:00:00+01:00"})
    played(script, {"say": "weg"})

    assert played(script, {"wait": "P2D"})["replies"] == []


def test_the_monday_card_comes_on_mondays(assistant: Assistant, clock: ScriptClock) -> None:
    store = MemoryStore(clock)
    talk = Terminal(assistant, store, clock)
    talk.settle("wilg", None)
    played(Script(talk, clock), {"say": "elke maandag"})

    assert store.due == {"monday": datetime(2026, 11, 30, 7, 30, tzinfo=ZONE)}
    played(Script(talk, clock), {"until": "2027-04-01T00:00"})

    assert store.due == {"monday": datetime(2027, 4, 5, 7, 30, tzinfo=ZONE)}
