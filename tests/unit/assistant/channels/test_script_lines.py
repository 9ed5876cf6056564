"""A play line by line: what goes in, what comes out, and lines that cannot be."""

from pathlib import Path

import pytest

from assistant.channels.script import Script, ScriptClock
from assistant.channels.terminal import Terminal
from assistant.dialogue.assistant import Assistant
from tests.unit.assistant.channels.conftest import MemoryStore, played, texts


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


def test_a_restart_forgets_what_only_memory_holds(script: Script, talk: Terminal) -> None:
    played(script, {"say": "een vraag"})
    assert talk.conversation.previous == "een vraag"

    assert played(script, {"restart": True})["replies"] == []
    assert talk.conversation.previous is None


def test_the_flow_that_runs_is_named_until_it_rests(script: Script) -> None:
    begun = played(script, {"say": "begin"})
    assert (begun["status"], begun["flow"]) == ("flow", "een-minuut")
    assert played(script, {"say": "hoi"})["flow"] == "een-minuut"
    assert played(script, {"restart": True})["flow"] == "een-minuut"

    assert played(script, {"say": "later"})["flow"] is None


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
