"""The chat for people: line editing and history at a terminal, plain lines through a pipe."""

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator

from assistant.channels.terminal import Terminal
from assistant.errors import AssistantError
from assistant.messages import File, Outcome
from assistant.texts.catalogue import say
from index.errors import IndexingError

WIDTH = 78
"""Columns of text at most; lines that are longer read badly."""


def talk(terminal: Terminal, first: str | None = None) -> None:
    """Talk until the input ends, the mentor presses Ctrl-D, or says stop twice in a row.

    What falls due is shown before the next line is read. `first` is said for the mentor at once.
    """
    person = sys.stdin.isatty() and sys.stdout.isatty()
    school = terminal.school
    if school is None and first is None:
        _show(terminal.say("/start"))
    elif person:
        _write(say("scope.still", name=school))
    if person:
        _write(say("terminal.leave"))
    stopped = False
    _show_due(terminal)
    if first is not None:
        _show(terminal.say(first))
    for line in _typed(person, lambda: _show_due(terminal)):
        if not line.strip():
            continue
        try:
            outcome = terminal.say(line)
        except (AssistantError, IndexingError):
            raise  # with a sentence for the operator
        except Exception:
            # A defect of ours ends no conversation.
            _write(say("trouble"))
            continue
        _show(outcome)
        stops = line.strip().lower() in ("stop", "/stop")
        if stops and stopped:
            return
        stopped = stops


def _show_due(terminal: Terminal) -> None:
    """Show what fell due meanwhile; a defect in it stops nobody from talking."""
    try:
        for outcome in terminal.advance(terminal.now()):
            if outcome.replies:
                _show(outcome)
    except (AssistantError, IndexingError):
        raise
    except Exception:
        _write(say("trouble"))


def _typed(person: bool, before: Callable[[], None]) -> Iterator[str]:
    """The lines; `before` is called before each is waited for."""
    if not person:
        for line in sys.stdin:
            yield line
            before()
        return
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()
    while True:
        before()
        try:
            yield session.prompt("> ")
        except KeyboardInterrupt:
            continue  # Ctrl-C clears the line, as in a shell
        except EOFError:
            return


def _show(outcome: Outcome) -> None:
    number = {choice: at for at, choice in enumerate(outcome.conversation.choices, 1)}
    for reply in outcome.replies:
        _write(reply.text)
        for file in reply.files:
            _write(f"{file.name}\n{_readable(file)}")
        for choice in reply.choices:
            sys.stdout.write(f"  [{number[choice]}] {choice.label}\n")
        # A turn ends with an empty line more than a paragraph, so that turns can be told apart.
        sys.stdout.write("\n" if reply.choices else "")
    sys.stdout.write("\n")
    sys.stdout.flush()


def _readable(file: File) -> str:
    """What a terminal can show of a file: a text as it is, a picture as the words beside it."""
    try:
        return file.content.decode("utf-8")
    except UnicodeDecodeError:
        return file.told


def _write(text: str) -> None:
    sys.stdout.write(_wrapped(text) + "\n\n")


def _wrapped(text: str) -> str:
    width = max(20, min(WIDTH, shutil.get_terminal_size((WIDTH + 1, 24)).columns - 1))
    lines = []
    for line in text.split("\n"):
        indent = "  " if line.lstrip().startswith(("- ", "* ")) else ""
        # A word with a hyphen stays whole: zij-instromer, an address, a web page.
        lines += textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [
            ""
        ]
    return "\n".join(lines)
