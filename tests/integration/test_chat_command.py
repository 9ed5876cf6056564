"""`mentorkompas chat` as people and programs meet it, in processes of its own."""

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import PREFIX, ROOT, Command, Ran

QUESTION = "hoeveel tijd krijg ik voor n lio"
SCHOOL = ("--scope", "sch-otterburcht")
TYPED = "zonnebloemsoep7731"


def rows(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


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
    assert again.out.startswith("Hoi! Stel je vraag in gewone woorden, dan zoek ik het op.\n\n")


def test_what_is_kept_holds_no_word_of_the_mentor(newcomer: Command, tmp_path: Path) -> None:
    newcomer("chat", *SCHOOL, stdin=f"{TYPED} {QUESTION}\n{TYPED}\n")

    kept = [path for path in (tmp_path / "gegevens").rglob("*") if path.is_file()]
    assert any(path.name == "mentorkompas.db" for path in kept)
    assert not any(TYPED.encode() in path.read_bytes() for path in kept)


def test_control_c_ends_with_one_line(newcomer: Command) -> None:
    with subprocess.Popen(
        [*newcomer.program, "chat", *SCHOOL],
        env=newcomer.env,
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
