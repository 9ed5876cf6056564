"""The chat for people: line editing and history at a terminal, plain lines through a pipe."""

import sys
import textwrap
from collections.abc import Iterator

from assistant.channels.terminal import Terminal
from assistant.messages import Outcome

WIDTH = 78


def talk(terminal: Terminal) -> None:
    """Talk until the input ends, or the mentor types /stop twice or presses Ctrl-D."""
    if not terminal.has_scope:
        _show(terminal.say("/start"))
    for line in _typed():
        if line.strip():
            _show(terminal.say(line))


def _typed() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()
    while True:
        try:
            yield session.prompt("> ")
        except KeyboardInterrupt:
            continue  # Ctrl-C clears the line, as in a shell
        except EOFError:
            return


def _show(outcome: Outcome) -> None:
    for reply in outcome.replies:
        sys.stdout.write("\n" + _wrapped(reply.text) + "\n")
    buttons = outcome.replies[-1].choices if outcome.replies else ()
    for number, choice in enumerate(buttons, 1):
        sys.stdout.write(f"  [{number}] {choice.label}\n")
    sys.stdout.write("\n")
    sys.stdout.flush()


def _wrapped(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        indent = "  " if line.lstrip().startswith(("- ", "* ")) else ""
        lines += textwrap.wrap(line, WIDTH, subsequent_indent=indent) or [""]
    return "\n".join(lines)
