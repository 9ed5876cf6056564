"""The command as people and programs meet it: CONTRACTS.md section 2, in processes of its own."""

import contextlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from tests.integration.conftest import PREFIX, ROOT, Command, Ran
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


# chat


def test_a_conversation_through_a_pipe_is_plain_text_of_80_columns(newcomer: Command) -> None:
    typed = [QUESTION, "school kiezen", "otterburgt", QUESTION, "en bij een zij-instromer?"]
    typed += ["dankjewel", "/help", "stop", "\x00"]

    ran = newcomer("chat", stdin="\n".join(typed))

    assert ran.code == 0
    assert ran.out.startswith("Hoi, ik ben Mentorkompas, een computerprogramma.")
    assert "] School kiezen\n" in ran.out
    assert "Je school is nu De Otterburcht." in ran.out
    assert "Graag gedaan." in ran.out
    assert "\x1b" not in ran.out
    assert max(map(len, ran.out.splitlines())) < 80
    again = newcomer("chat", stdin="hoi\n")
    assert again.out == "Hoi! Stel je vraag in gewone woorden, dan zoek ik het op.\n\n\n"


def test_what_is_kept_holds_no_word_of_the_mentor(newcomer: Command, tmp_path: Path) -> None:
    newcomer("chat", *SCHOOL, stdin=f"{TYPED} {QUESTION}\n{TYPED}\n")

    kept = [path for path in (tmp_path / "gegevens").rglob("*") if path.is_file()]
    assert any(path.name == "terminal.json" for path in kept)
    assert not any(TYPED.encode() in path.read_bytes() for path in kept)


def test_control_c_ends_with_one_line(command: Command) -> None:
    with subprocess.Popen(
        [*command.program, "chat", *SCHOOL],
        env=command.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A job in the background of a script ignores Ctrl-C, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b"hoi\n")
        running.stdin.flush()
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)

    assert (running.returncode, err) == (130, b"Stopped.\n")


def test_a_program_can_converse(newcomer: Command) -> None:
    with subprocess.Popen(
        [*newcomer.program, "chat", "--script", "-", "--at", "2026-11-24T19:30"],
        env=newcomer.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for sent in ({"say": QUESTION}, {"press": "School"}, {"wait": "P1D"}):
            running.stdin.write(json.dumps(sent) + "\n")
            running.stdin.flush()
            out = json.loads(running.stdout.readline())
            assert out["in"] == sent
            assert list(out) == ["in", "at", "status", "flow", "replies", "planned"]
        running.stdin.close()
        assert running.wait(60) == 0
    assert out["at"] == "2026-11-25T19:30:00+01:00"


def test_calls_over_one_data_dir_are_one_mentor(newcomer: Command, command: Command) -> None:
    folder = ("--data-dir", newcomer.env[f"{PREFIX}DATA_DIR"])

    def chat(*lines: object) -> Ran:
        sent = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines)
        return command("chat", "--script", "-", *folder, stdin=sent)

    first = chat({"say": "/start"}, {"say": "blauwe gemaal"})
    second = chat("geen json", {"press": 9}, {"restart": True}, {"say": "wat is n bis"})

    assert "computerprogramma" in rows(first)[0]["replies"][0]["text"]
    assert "Het Blauwe Gemaal" in rows(first)[1]["replies"][0]["text"]
    assert (first.code, second.code) == (0, 1)
    bad, impossible, restarted, answered = rows(second)
    assert set(bad) == set(impossible) == {"in", "error"}
    assert restarted["replies"] == []
    assert "computerprogramma" not in answered["replies"][0]["text"]
    assert "School kiezen" not in answered["replies"][0]["buttons"]


READY = "\x1b[?2004h"
"""What a terminal is sent when a line may be typed: paste comes in brackets."""


class Screen:
    """Reads what a program shows on a terminal, up to certain words."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._unread = ""

    def until(self, words: str, seconds: float = 60) -> str:
        ends = time.monotonic() + seconds
        while words not in self._unread and time.monotonic() < ends:
            self._read()
        assert words in self._unread, self._unread
        shown, _, self._unread = self._unread.partition(words)
        return shown

    def until_end(self, running: subprocess.Popen[bytes], seconds: float = 60) -> None:
        """A terminal that nobody reads would hold its program up."""
        ends = time.monotonic() + seconds
        while running.poll() is None and time.monotonic() < ends:
            self._read()

    def _read(self) -> None:
        if select.select([self._terminal], [], [], 0.2)[0]:
            with contextlib.suppress(OSError):
                self._unread += os.read(self._terminal, 65_536).decode("utf-8", "replace")


def test_at_a_terminal_the_arrow_key_brings_back_what_was_typed(newcomer: Command) -> None:
    ours, theirs = pty.openpty()
    screen = Screen(ours)
    env = newcomer.env | {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(
        [*newcomer.program, "chat", *SCHOOL],
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as running:
        try:
            assert "Ctrl-D" in screen.until(READY)
            for typed in (b"dankjewel\r", b"\x1b[A\r"):
                os.write(ours, typed)
                screen.until("Graag gedaan")
                screen.until(READY)
            os.write(ours, b"\x04")
            screen.until_end(running)
        finally:
            running.kill()
        assert running.returncode == 0
    os.close(theirs)
    os.close(ours)


# Dialogues: what the mentor says, and what must come


@pytest.mark.parametrize(
    "file", sorted((ROOT / "tests" / "dialogues").glob("*.jsonl")), ids=lambda file: file.stem
)
def test_a_dialogue_goes_as_it_is_written(newcomer: Command, file: Path) -> None:
    about, *turns = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    sent = "".join(json.dumps(turn["in"]) + "\n" for turn in turns)
    options = ("--script", "-", "--at", "2026-11-24T19:30", *about["options"])

    ran = newcomer("chat", *options, stdin=sent)

    assert ran.code == 0, ran.err
    for turn, out in zip(turns, rows(ran), strict=True):
        said = "\n".join(reply["text"] for reply in out["replies"])
        expected = turn.get("status", [out["status"]])
        assert out["status"] in (expected if isinstance(expected, list) else [expected]), out
        for words in turn.get("has", ()):
            assert words in said, (turn["in"], said)
        for words in turn.get("not", ()):
            assert words not in said, (turn["in"], said)
        for label in turn.get("buttons", ()):
            assert label in out["replies"][-1]["buttons"], (turn["in"], out)
