import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from assistant.channels import console
from assistant.channels.terminal import Terminal
from assistant.dialogue.assistant import Assistant
from assistant.errors import AssistantError
from assistant.messages import Conversation, File, Incoming, Outcome, Reply
from tests.unit.assistant.channels.conftest import MemoryStore

LINES = "hoi\nelzenboom\nhoe laat belt een zieke student?\n\nstop\nstop\nnooit meer\n"


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, tzinfo=UTC)


class Broken(Assistant):
    """Goes wrong, as a defect or as a disk that refuses."""

    def __init__(self, error: Exception, inner: Assistant) -> None:
        self._error = error
        self._inner = inner

    def school(self, conversation: Conversation) -> str | None:
        return self._inner.school(conversation)

    def handle(self, incoming: Incoming) -> Outcome:
        if incoming.text.strip() == "kapot":
            raise self._error
        return self._inner.handle(incoming)


def talked(
    assistant: Assistant,
    typed: str,
    monkeypatch: pytest.MonkeyPatch,
    first: str | None = None,
    due: Sequence[str] = (),
    **known: object,
) -> str:
    store = MemoryStore(FixedClock())
    store.saved = Conversation().with_(**known)
    store.due = dict.fromkeys(due, FixedClock().now())
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    monkeypatch.setattr("sys.stdout", out)
    console.talk(Terminal(assistant, store, FixedClock()), first)
    return out.getvalue()


def test_a_pipe_talks_line_by_line_until_stop_is_said_twice(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talked(assistant, LINES, monkeypatch)

    assert out.startswith("Hoi, ik ben Mentorkompas, een computerprogramma.")
    assert "Je school is nu De Elzenboom." in out
    assert out.count("Ik stop.") == 2
    assert "nooit meer" not in out


def test_with_a_school_nothing_is_said_first(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talked(assistant, "hoi\n", monkeypatch, scope="els", introduced=True)

    assert out == "Hoi! Stel je vraag in gewone woorden, dan zoek ik het op.\n\n\n"


def test_buttons_are_numbered_and_lines_fit_80_columns(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = talked(assistant, "geeft een student alleen les?\n1\n", monkeypatch, introduced=True)

    assert "  [1] " in out
    assert max(map(len, out.split("\n"))) <= 78


def test_a_narrow_terminal_gets_narrow_lines(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = talked(assistant, "/privacy\n", monkeypatch, scope="els", introduced=True)

    assert max(map(len, out.split("\n"))) <= 39


def test_list_items_hang(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lists(Broken):
        def handle(self, incoming: Incoming) -> Outcome:
            return Outcome((Reply("- een zij-instromer is al in dienst"),), incoming.conversation)

    monkeypatch.setenv("COLUMNS", "30")
    out = talked(Lists(ZeroDivisionError(), assistant), "hoi\n", monkeypatch, scope="els")

    assert out == "- een zij-instromer is al in\n  dienst\n\n\n"


def test_a_defect_is_told_and_the_talk_goes_on(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Broken(ZeroDivisionError("geheim"), assistant)

    out = talked(broken, "kapot\nhoi\n", monkeypatch, scope="els", introduced=True)

    assert out.startswith("Er ging iets mis bij mij. Stel je vraag nog een keer.\n\nHoi!")
    assert "geheim" not in out


def test_what_the_operator_must_mend_ends_the_talk(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Broken(AssistantError("the disk is full"), assistant)

    with pytest.raises(AssistantError):
        talked(broken, "kapot\n", monkeypatch, scope="els", introduced=True)


def test_what_fell_due_is_shown_before_the_next_line(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wakes(Broken):
        def handle(self, incoming: Incoming) -> Outcome:
            if incoming.action == "due:kapot":
                raise self._error
            if incoming.action and incoming.action.startswith("due:"):
                return Outcome((Reply(incoming.action),), incoming.conversation, "prompt")
            return self._inner.handle(incoming)

    wakes = Wakes(ZeroDivisionError("geheim"), assistant)
    known = {"scope": "els", "introduced": True}

    out = talked(wakes, "hoi\n", monkeypatch, due=("kapot", "een"), **known)

    trouble, hello, due = out.split("\n\n")[:3]
    assert trouble.startswith("Er ging iets mis")
    assert hello.startswith("Hoi!")
    assert due.strip() == "due:een"


def test_a_flow_can_be_tried_out_at_once(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talked(assistant, "", monkeypatch, first="dankjewel", introduced=True)

    assert out.startswith("Graag gedaan.")


class Pictured(Broken):
    """Answers with a picture."""

    def handle(self, incoming: Incoming) -> Outcome:
        file = File("beeld.png", "image/png", b"\x89PNG\xff", "Uren: 5 tot 9 mentoren")
        return Outcome((Reply("Kijk:", files=(file,)),), incoming.conversation)


def test_of_a_picture_a_terminal_shows_the_words(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talked(Pictured(ValueError(), assistant), "hoi\n", monkeypatch, scope="wilg")

    assert "Kijk:\n\nbeeld.png\nUren: 5 tot 9 mentoren\n" in out
    assert "PNG\ufffd" not in out
