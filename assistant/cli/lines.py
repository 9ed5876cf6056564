"""JSON lines in and out: files or standard input, and what is wrong with a line."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.dialogue.tidying import whole
from assistant.errors import ConfigurationError


def lines(file: str) -> Iterator[tuple[int, str]]:
    """(line number, text) of a file of lines, or of standard input (-); empty lines are skipped.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        if file == "-":
            yield from _filled(sys.stdin)
            return
        with Path(file).open(encoding="utf-8", errors="replace") as opened:
            yield from _filled(opened)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None


def _filled(found: Iterable[str]) -> Iterator[tuple[int, str]]:
    # Some programs begin a file with a byte order mark.
    numbered = ((n, line.removeprefix("\ufeff")) for n, line in enumerate(found, 1))
    yield from ((n, line) for n, line in numbered if line.strip())


def emit(value: object) -> None:
    """One JSON object on a line of standard output, flushed."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def why(error: Exception, line: int) -> str:
    """What was wrong with a line, for the one who wrote it."""
    if isinstance(error, json.JSONDecodeError):
        return f"line {line} is no JSON: {error.msg}"
    if isinstance(error, KeyError):
        return f"line {line} lacks the field {error}"
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        if not first["loc"]:
            return f"line {line} is no JSON object"
        return f"line {line}: '{first['loc'][0]}' {reason(first)}"
    if isinstance(error, RecursionError):
        return f"line {line} is nested too deeply"
    if isinstance(error, TypeError | AttributeError):
        return f"line {line} has a field of a wrong kind"
    return f"line {line}: {error}"


def reason(error: ErrorDetails) -> str:
    """What pydantic found wrong, in a few words."""
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "string_type":
        return "must be text"
    return str(error["msg"]).removeprefix("Value error, ")


def without_halves(value: object) -> object:
    """Text that can be encoded; anything else as it is, for the model to judge."""
    return whole(value) if isinstance(value, str) else value


def a_day(value: object) -> date | None:
    """YYYY-MM-DD as a date; nothing, or an empty text, as None.

    Raises:
        ValueError: it is something else.
    """
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("is no day; write YYYY-MM-DD") from None
