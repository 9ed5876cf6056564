"""The chat for programs: JSON lines in and out, with a clock that the script moves."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.channels.terminal import Terminal
from assistant.errors import AssistantError
from assistant.messages import Choice, Outcome
from index.errors import IndexingError

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class ScriptError(Exception):
    """A line that is impossible; the text says why."""


class ScriptClock:
    """Stands still until it is moved."""

    def __init__(self, moment: datetime, zone: ZoneInfo) -> None:
        self._moment = moment.astimezone(zone)
        self.zone = zone

    def now(self) -> datetime:
        """The moment, with its zone."""
        return self._moment

    def move(self, moment: datetime) -> None:
        """Set it.

        Raises:
            ScriptError: the moment lies behind.
        """
        if moment < self._moment:
            raise ScriptError("the clock cannot go back")
        self._moment = moment


def play(terminal: Terminal, clock: ScriptClock, number: int, raw: str) -> dict[str, Any]:
    """Play one line; what is impossible gives `{"in", "error"}`."""
    line: Any = raw.strip()
    try:
        line = json.loads(raw)
        outcome = _played(terminal, clock, line)
    except json.JSONDecodeError as error:
        return {"in": line, "error": f"line {number} is no JSON: {error.msg}"}
    except ScriptError as error:
        return {"in": line, "error": str(error)}
    except (AssistantError, IndexingError) as error:
        return {"in": line, "error": f"line {number}: {error}"}
    except Exception as error:
        # A defect of ours ends no conversation; its text may hold what was typed.
        return {"in": line, "error": f"line {number} met a defect ({type(error).__name__})"}
    at = clock.now().isoformat(timespec="seconds")
    replies = [
        {
            "text": reply.text,
            "buttons": [choice.label for choice in reply.choices],
            "files": [
                {"name": file.name, "type": file.type, "bytes": len(file.content)}
                for file in reply.files
            ],
            "at": at,
        }
        for reply in (outcome.replies if outcome else ())
    ]
    status = outcome.status if outcome else None
    return {"in": line, "at": at, "status": status, "flow": None, "replies": replies, "planned": []}


def _played(terminal: Terminal, clock: ScriptClock, line: Any) -> Outcome | None:
    if not isinstance(line, dict) or len(line) != 1:
        raise ScriptError("a line has one of: say, press, wait, until, file, restart")
    (kind, value), *_ = line.items()
    if kind == "say" and isinstance(value, str):
        return terminal.say(value)
    if kind == "press" and isinstance(value, str | int) and not isinstance(value, bool):
        return terminal.press(_button(terminal.choices, value))
    if kind == "wait" and isinstance(value, str):
        clock.move(_later(clock.now(), value))
        return None
    if kind == "until" and isinstance(value, str):
        clock.move(moment(value, clock.zone))
        return None
    if kind == "restart" and value is True:
        terminal.restart()
        return None
    if kind == "file":
        raise ScriptError("files are not read yet")
    raise ScriptError("a line has one of: say, press, wait, until, file, restart, with its value")


def _button(choices: tuple[Choice, ...], wanted: str | int) -> Choice:
    if isinstance(wanted, int):
        if not 1 <= wanted <= len(choices):
            raise ScriptError(f"there is no button {wanted}; there are {len(choices)}")
        return choices[wanted - 1]
    plain = wanted.casefold().strip()
    fitting = [choice for choice in choices if choice.label.casefold() == plain]
    fitting += [choice for choice in choices if choice.label.casefold().startswith(plain)]
    if not plain or not fitting:
        labels = ", ".join(choice.label for choice in choices) or "none"
        raise ScriptError(f"there is no button '{wanted}'; there are: {labels}")
    return fitting[0]


def _later(now: datetime, text: str) -> datetime:
    """The moment after an ISO duration: days are days of the calendar, hours go by."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        raise ScriptError(f"'{text}' is no duration; write for example P1D or PT2H")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        day = now + timedelta(weeks=weeks, days=days)
        passed = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return (day.astimezone(UTC) + passed).astimezone(now.tzinfo)
    except OverflowError:
        raise ScriptError(f"'{text}' is longer than there is time") from None


def moment(text: str, zone: ZoneInfo) -> datetime:
    """An ISO time in this zone; without an offset it is the zone's wall time.

    Raises:
        ScriptError: it is none.
    """
    try:
        read = datetime.fromisoformat(text)
        # By way of UTC a wall time that the clock skips becomes the one that it shows.
        return read.replace(tzinfo=read.tzinfo or zone).astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError):
        raise ScriptError(f"'{text}' is no time; write YYYY-MM-DDTHH:MM") from None
