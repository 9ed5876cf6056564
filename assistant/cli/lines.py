"""JSON lines in and out: files or standard input, and what is wrong with a line."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.dialogue.tidying import whole
from assistant.errors import ConfigurationError


def lines(file: str) -> Iterator[tuple[int, str]]:
    """(line number, text) of a file of lines, or of standard input (-); empty lines are skipped.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        if file == "-":
            yield from ((n, line) for n, line in enumerate(sys.stdin, 1) if line.strip())
            return
        # Some programs begin a file with a byte order mark.
        with Path(file).open(encoding="utf-8-sig", errors="replace") as opened:
            yield from ((n, line) for n, line in enumerate(opened, 1) if line.strip())
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None


def emit(value: Any) -> None:
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
        return f"line {line}: '{error.errors()[0]['loc'][0]}' {reason(error.errors()[0])}"
    if isinstance(error, RecursionError):
        return f"line {line} is nested too deeply"
    if isinstance(error, TypeError | AttributeError):
        return f"line {line} has a field of a wrong kind"
    return f"line {line}: {error}"


def reason(error: Any) -> str:
    """What pydantic found wrong, in a few words."""
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "string_type":
        return "must be text"
    return str(error["msg"]).removeprefix("Value error, ")


def without_halves(value: Any) -> Any:
    """Text that can be encoded; anything else as it is, for the model to judge."""
    return whole(value) if isinstance(value, str) else value


def a_day(value: Any) -> Any:
    """YYYY-MM-DD as a date.

    Raises:
        ValueError: it is none.
    """
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ValueError("is no day; write YYYY-MM-DD") from None
