"""The command as people and programs meet it: CONTRACTS.md section 2, in processes of its own."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from tests.integration.conftest import PREFIX, Command, Ran
from tests.unit.index.folder import SmallFolder

QUESTION = "hoeveel tijd krijg ik voor n lio"
SCHOOL = ("--scope", "sch-otterburcht")
TYPED = "zonnebloemsoep7731"
FIELDS = [
    *("id", "question", "status", "confidence", "answer", "sources", "hints", "suggestions"),
    *("as_of", "parts", "elapsed_ms"),
]
SOURCE = [
    *("document", "section", "title", "issuer", "level", "status", "valid_from", "valid_until"),
    *("quote", "score"),
]


def rows(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def batch(command: Command, *lines: object) -> Ran:
    text = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines)
    return command("ask", "--batch", "-", "--json", stdin=text)


def assert_refused(ran: Ran, words: str) -> None:
    assert ran.code == 2, ran
    assert ran.out == ""
    assert words in ran.err
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err


# Help and version


def leaves(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, one in group.commands.items():
        deeper = leaves(one, (*path, name)) if hasattr(one, "commands") else [(*path, name)]
        found += deeper
    return found


def test_every_command_has_help_with_an_example() -> None:
    import typer.main

    for path in leaves(typer.main.get_command(app)):
        shown = CliRunner().invoke(app, [*path, "--help"])
        assert shown.exit_code == 0
        assert f"mentorkompas {' '.join(path)}" in " ".join(shown.stdout.split()), path


def test_help_and_version_go_to_stdout(command: Command) -> None:
    shown = command("--help")
    assert (shown.code, shown.err) == (0, "")
    assert "Examples:\n    mentorkompas chat\n" in shown.out
    version = command("--version")
    assert (version.code, version.err) == (0, "")
    assert re.fullmatch(r"mentorkompas \d+\.\d+\.\d+\S*\n", version.out)


def test_without_a_command_the_help_is_shown_and_it_is_wrong_use(command: Command) -> None:
    ran = command()

    assert ran.code == 2
    assert "Usage: mentorkompas" in ran.out + ran.err


# ask


def test_an_answer_goes_to_stdout_and_a_missing_index_is_built_first(
    fresh: Command, knowledge: SmallFolder
) -> None:
    over = fresh.with_(knowledge_dir=knowledge.path)
    asked = ("ask", "hoe vaak spreekt de mentor de student?", "--scope", "wilg")

    first, second = over(*asked), over(*asked)

    assert (first.code, second.code) == (0, 0)
    assert first.out == second.out
    assert "elke week een uur.\nBron: Contact, 'Overleg'" in first.out
    assert "passages" in first.err
    assert second.err == ""
    assert "\x1b" not in first.out + first.err


def test_json_has_the_fields_of_the_contract(command: Command) -> None:
    (row,) = rows(command("ask", QUESTION, *SCHOOL, "--today", "2026-11-24", "--json"))

    assert list(row) == FIELDS
    assert list(row["sources"][0]) == SOURCE
    assert (row["id"], row["question"], row["status"]) == (None, QUESTION, "answered")
    assert 0 <= row["confidence"] <= 1
    assert row["sources"][0]["issuer"] == "pv-dijkring"


def test_flags_and_fields_of_a_line_mean_the_same(command: Command) -> None:
    flags = ("--previous", QUESTION, "--institute", "pabo-kreekrug", "--today", "2026-11-24")
    (one,) = rows(command("ask", "en voor een zij-instromer?", *SCHOOL, *flags, "--json"))
    (other,) = rows(
        batch(
            command,
            {
                "id": 1,
                "question": "en voor een zij-instromer?",
                "scope": "sch-otterburcht",
                "institute": "pabo-kreekrug",
                "previous": QUESTION,
                "today": "2026-11-24",
            },
        )
    )

    changing = {"id": None, "elapsed_ms": 0}
    assert one | changing == other | changing
    assert one["answer"].startswith("Ik lees je vraag als: hoeveel tijd krijg ik voor n zij-")


def test_several_questions_give_parts_with_all_fields(command: Command) -> None:
    (row,) = rows(batch(command, {"id": "a", "question": f"{QUESTION}? wat is een zij-instromer?"}))

    assert [list(part) for part in row["parts"]] == [FIELDS, FIELDS]
    assert row["sources"] == row["parts"][0]["sources"]


def test_a_batch_answers_in_order_and_names_bad_lines_in_their_place(command: Command) -> None:
    good = {"id": "goed", "question": QUESTION, "scope": "sch-otterburcht", "extra": 1}
    bad = {
        "geen json": "line 2 is no JSON",
        "[1]": "line 3 has a field of a wrong kind",
        "null": "line 4 has a field of a wrong kind",
        '{"id": "x"}': "line 5: 'question' is missing",
        '{"id": "x", "question": 5}': "line 6: 'question' must be text",
        '{"id": "x", "question": "a", "scope": "weg"}': "line 7: There is no organisation 'weg'",
        '{"id": "x", "question": "a", "scope": ["b"]}': "line 8: 'scope' must be text",
        '{"id": "x", "question": "a", "institute": "sch-otterburcht"}': "is not an institute",
        '{"id": "x", "question": "a", "today": "gisteren"}': "line 10: 'today' is no day",
        '{"id": "x", "question": "a", "previous": {}}': "line 11: 'previous' must be text",
        "[" * 100_000: "line 12 is nested too deeply",
    }

    ran = batch(command, good, *bad, "", good | {"id": {"ook": "goed"}})

    assert ran.code == 1
    assert ran.err == ""
    first, *errors, last = rows(ran)
    assert (first["id"], last["id"]) == ("goed", {"ook": "goed"})
    assert first["status"] == last["status"] == "answered"
    for (line, words), row in zip(bad.items(), errors, strict=True):
        assert set(row) == {"id", "error"}
        assert row["id"] == ("x" if line.startswith("{") else None)
        assert words in row["error"]


def test_whatever_is_typed_gets_a_clear_sentence(command: Command) -> None:
    no_question = "Ik zag geen vraag."
    cases = {
        "": no_question,
        "  \n": no_question,
        "\x00": no_question,
        "👍🏽": no_question,
        "\ud800": no_question,
        "x" * 100_000: "Je bericht is te lang voor mij.",
        "hoi": "Hoi!",
        "dankjewel": "Graag gedaan.",
        "wie\x00beslist\x1b[31m": "",
        "ﷺ" * 4000: "",
        "who assesses the internship?": "",
        "من يقيم الطالب؟": "",
        "谁来评估学生？": "",
        "half \udc00 paar": "",
        "la " * 30_000 + "ik wil niet meer leven": "Bel nu 113",
    }

    ran = batch(command, *({"id": n, "question": text} for n, text in enumerate(cases)))

    assert (ran.code, ran.err) == (0, "")
    for row, (text, start) in zip(rows(ran), cases.items(), strict=True):
        assert row["answer"].startswith(start), text[:20]
        assert row["answer"]
        assert "\x1b" not in row["answer"]


def test_standard_input_in_another_encoding_stops_nothing(command: Command) -> None:
    line = '{"id": 1, "question": "wat doet een coördinator?"}\n'

    ran = command("ask", "--batch", "-", "--json", stdin=line.encode("latin-1"))

    assert (ran.code, ran.err) == (0, "")
    assert rows(ran)[0]["id"] == 1


def test_a_file_of_questions_may_begin_with_a_byte_order_mark(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "vragen.jsonl"
    file.write_text('\ufeff{"id": 1, "question": "hoi"}\n', "utf-8")

    assert command("ask", "--batch", str(file), "--json").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fiets"], "No such command 'fiets'."),
        (["ask"], "Give one question, or --batch FILE."),
        (["ask", "a", "--batch", "b"], "Give one question, or --batch FILE."),
        (["ask", "a", "b"], "unexpected extra argument"),
        (["ask", "a", "--kleur"], "No such option: --kleur"),
        (["ask", "a", "--today", "2026-13-01"], "--today is wrong: is no day"),
        (["ask", "a", "--scope", "weg"], "There is no organisation 'weg'"),
        (["ask", "a", "--institute", "sch-otterburcht"], "is not an institute"),
        (["ask", "--batch", "/weg/vragen.jsonl"], "cannot be read: No such file"),
        (["ask", "--batch", "/"], "cannot be read: Is a directory"),
        (["ask", "--batch", "-", "--scope", "weg"], "There is no organisation 'weg'"),
        (["chat", "--scope", "weg"], "There is no organisation 'weg'"),
        (["chat", "--script", "/weg.jsonl"], "cannot be read"),
        (["chat", "--at", "2026-11-24T19:30"], "--at goes with --script."),
        (["chat", "--script", "-", "--at", "straks"], "--at 'straks' is no time"),
        (["index", "search", "--batch", "-", "--k", "0"], "Invalid value for '--k'"),
    ],
)
def test_wrong_use_is_one_line_on_stderr(
    command: Command, arguments: list[str], words: str
) -> None:
    assert_refused(command(*arguments), words)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("timezone", "Mars/Noord", f"{PREFIX}TIMEZONE is wrong: no such time zone"),
        ("log_level", "hard", f"{PREFIX}LOG_LEVEL is wrong"),
        ("knowledge_dir", "/weg/kennis", "/weg/kennis"),
        ("data_dir", f"{__file__}/gegevens", "gegevens"),
        ("embedding_model", "weg", "weg"),
        ("telegram_api_url", "nergens", f"{PREFIX}TELEGRAM_API_URL is wrong: write an address"),
        ("webhook_url", "https://bot.example/x", "WEBHOOK_URL needs WEBHOOK_SECRET"),
        ("webhook_secret", "met spatie", f"{PREFIX}WEBHOOK_SECRET is wrong: use 1 to 256"),
        ("webhook_listen", "8080", f"{PREFIX}WEBHOOK_LISTEN is wrong: write host:port"),
        ("webhook_listen", "a:99999", f"{PREFIX}WEBHOOK_LISTEN is wrong: write host:port"),
        ("database_url", "mysql://a/b", f"{PREFIX}DATABASE_URL is wrong: write postgresql://"),
    ],
)
def test_a_wrong_setting_is_one_line_on_stderr(
    fresh: Command, setting: str, value: str, words: str
) -> None:
    assert_refused(fresh.with_(**{setting: value})("ask", "a"), words)


def test_a_folder_with_errors_and_no_index_is_refused_with_the_mend(
    fresh: Command, knowledge: SmallFolder
) -> None:
    (knowledge.path / "documents" / "fout.md").write_text("geen kop\n", "utf-8")

    ran = fresh.with_(knowledge_dir=knowledge.path)("ask", "a")

    assert_refused(ran, "mentorkompas knowledge check")


def test_an_index_older_than_its_folder_answers_and_says_so(
    fresh: Command, knowledge: SmallFolder
) -> None:
    over = fresh.with_(knowledge_dir=knowledge.path)
    assert over("index", "build").code == 0
    knowledge.add("nieuw", "## Nieuw\n\nNieuwe tekst.")
    stale = "The index is older than the knowledge folder; run: mentorkompas index build\n"

    for ran in (over("ask", "wat?"), over("chat", "--scope", "wilg", stdin="hoi\n")):
        assert (ran.code, ran.err) == (0, stale)
        assert ran.out
    assert over("index", "build").code == 0
    assert over("ask", "wat?").err == ""


def test_nothing_that_is_typed_comes_in_the_log(command: Command) -> None:
    loud = command.with_(log_level="DEBUG")
    lines = [{"id": 1, "question": f"{TYPED}?"}, {"id": 2, "question": "a", "scope": TYPED}]

    for ran in (
        batch(loud, *lines),
        loud("ask", TYPED),
        loud("chat", *SCHOOL, stdin=f"{TYPED}\n/{TYPED}\n"),
        loud("chat", "--script", "-", *SCHOOL, stdin=json.dumps({"say": TYPED})),
    ):
        assert ran.code in (0, 1)
        assert TYPED not in ran.err


def test_an_output_that_is_full_or_gone_is_no_trace(command: Command) -> None:
    arguments = [*command.program, "ask", QUESTION, *SCHOOL]
    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                arguments, env=command.env, stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert (done.returncode, done.stderr) == (
            2,
            b"The system refused: No space left on device.\n",
        )
    reading, writing = os.pipe()
    os.close(reading)
    gone = subprocess.run(
        arguments, env=command.env, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (gone.returncode, gone.stderr) in ((0, b""), (1, b""))
