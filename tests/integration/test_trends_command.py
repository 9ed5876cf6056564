"""`mentorkompas trends` and `people`, in processes of their own: CONTRACTS.md, 'trends'."""

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from assistant.cli import app
from tests.integration.conftest import Command, Ran

SCHOOL = "sch-otterburcht"
LIO = "hoeveel tijd krijg ik voor n lio"
CODE = "ABCD-EFGH-IJKL"


def line(mentor: object, at: str, question: str = LIO, **more: object) -> dict[str, object]:
    return {"mentor": mentor, "scope": SCHOOL, "at": at, "question": question, **more}


def replay(command: Command, *lines: object) -> Ran:
    text = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines)
    return command("trends", "replay", "-", stdin=text)


def board_of(command: Command) -> str:
    ran = command("ask", LIO, "--scope", SCHOOL, "--json")
    assert json.loads(ran.out)["status"] in ("answered", "conflict")
    organisations = Path(command.env["MENTORKOMPAS_KNOWLEDGE_DIR"]) / "organisations.yaml"
    listed: Any = YAML(typ="safe").load(organisations)
    return str(next(one["parents"][0] for one in listed["organisations"] if one["id"] == SCHOOL))


def trends(command: Command, scope: str, *more: str, at: str = "2026-11-24T10:00") -> Any:
    ran = command("trends", "--scope", scope, "--at", at, "--json", *more)
    assert ran.code == 0, ran.err
    assert ran.out.count("\n") == 1
    return json.loads(ran.out)


def test_a_history_is_released_once_its_month_has_ended(newcomer: Command) -> None:
    board = board_of(newcomer)
    lines = [
        line(number, f"2026-10-{number % 28 + 1:02}T23:30:00", LIO if number < 11 else "wat is vog")
        for number in range(20)
    ]
    assert replay(newcomer, *lines, *lines).code == 0

    before = trends(newcomer, board, "--period", "2026-10", at="2026-10-31T23:59")
    after = trends(newcomer, board)

    assert before == {
        "scope": board,
        "period": "2026-10",
        "state": "open",
        "threshold": 5,
        "topics": [],
        "unanswered": [],
        "contradictions": [],
        "feedback": [],
        "reflection": None,
    }
    assert after["state"] == "released"
    assert [one["mentors"] for one in after["topics"]][:1] == ["10-19"]
    assert set(after["topics"][0]) == {"topic", "title", "mentors", "change"}
    assert after["topics"][0]["change"] is None

    late = replay(newcomer, line("laat", "2026-10-03T10:00:00+02:00"), line("nu", "2026-11-03"))
    assert late.code == 0
    assert "1 line(s) for a closed month skipped." in late.err
    assert trends(newcomer, board) == after
    assert trends(newcomer, board, "--period", "2026-09")["state"] == "too_small"
    plain = newcomer("trends", "--scope", board, "--at", "2026-11-24")
    assert "Wat mentoren vroegen" in plain.out
    assert "10-19" in plain.out


def test_broken_lines_are_counted_and_the_rest_is_recorded(newcomer: Command) -> None:
    ran = replay(
        newcomer,
        line(1, "2026-10-01T10:00"),
        "kapot",
        {"mentor": 1},
        line(1, "gisteren"),
        line(1, "2026-10-01", scope="nergens"),
        line(None, "2026-10-01"),
        line("later", "2031-01-01T10:00"),
        line("eerder", "2026-09-01T10:00"),
    )

    assert ran.code == 1
    assert ran.out == ""
    assert "3 line(s) recorded." in ran.err
    assert "5 line(s) could not be read and were left out." in ran.err
    assert "1 line(s) lie in the future" in ran.err
    assert "line 2 is no JSON" in ran.err
    assert "Traceback" not in ran.err


def test_a_line_that_is_json_and_no_object_is_left_out_too(newcomer: Command) -> None:
    ran = replay(newcomer, "[]", "null", '"hoi"', line(1, "2026-10-01T10:00"))

    assert ran.code == 1
    assert "1 line(s) recorded." in ran.err
    assert "line 2 is no JSON object" in ran.err
    assert "3 line(s) could not be read and were left out." in ran.err


def test_a_history_that_begins_with_a_byte_order_mark_is_read_from_standard_input(
    newcomer: Command,
) -> None:
    ran = replay(newcomer, "\ufeff" + json.dumps(line(1, "2026-10-01T10:00")))

    assert ran.code == 0
    assert "1 line(s) recorded." in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--scope", "nergens"), "There is no organisation 'nergens'"),
        (("--scope", SCHOOL), "is of level school"),
        (("--scope", "landelijk"), "is of level landelijk"),
        (("--scope", "BOARD", "--period", "2026-13"), "'2026-13' is no month"),
        (("--scope", "BOARD", "--at", "morgen"), "'morgen' is no time"),
        ((), "--scope ORG"),
    ],
)
def test_wrong_use_is_one_line(newcomer: Command, arguments: tuple[str, ...], words: str) -> None:
    board = board_of(newcomer)

    ran = newcomer("trends", "--json", *(board if one == "BOARD" else one for one in arguments))

    assert ran.code == 2
    assert ran.out == ""
    assert words in ran.err
    assert ran.err.count("\n") == 1


def test_people_are_granted_listed_and_revoked(newcomer: Command) -> None:
    board = board_of(newcomer)

    assert newcomer("people", "grant", board, "abcdefghijkl").code == 0
    listed = json.loads(newcomer("people", "list", "--json").out)
    assert [(one["organisation"], one["code"]) for one in listed] == [(board, CODE)]
    assert newcomer("people", "revoke", board, CODE).code == 0
    again = newcomer("people", "revoke", board, CODE)
    assert again.code == 2
    assert "has no grant" in again.err
    assert newcomer("people", "grant", SCHOOL, CODE).code == 2
    assert newcomer("people", "grant", board, "1234").code == 2


def test_every_command_shows_an_example() -> None:
    for path in (("trends",), ("trends", "replay"), ("people", "grant"), ("people", "list")):
        assert "mentorkompas" in CliRunner().invoke(app, [*path, "--help"]).output
