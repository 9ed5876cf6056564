"""The chat for programs: JSON lines in and out, with a clock that the script moves."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assistant.channels.files import LARGEST_FILE, file_type
from assistant.channels.terminal import Terminal
from assistant.errors import AssistantError
from assistant.messages import Choice, Conversation, File, Outcome, Reply
from assistant.planning.prompting import next_time, timed
from assistant.states import Planned
from index.errors import IndexingError

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")

_KINDS = "say, press, wait, until, file, restart"


@dataclass(frozen=True)
class _Delivered:
    """What came of something, and when."""

    outcome: Outcome
    at: datetime


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
        self.may_move(moment)
        self._moment = moment.astimezone(self.zone)

    def may_move(self, moment: datetime) -> None:
        """Say so if it cannot be set to this moment.

        Raises:
            ScriptError: the moment lies behind.
        """
        if moment < self._moment:
            raise ScriptError(f"the clock cannot go back; it stands at {_written(self._moment)}")


class Script:
    """Plays lines, one after the other, to one mentor's terminal."""

    def __init__(self, terminal: Terminal, clock: ScriptClock) -> None:
        self._terminal = terminal
        self._clock = clock
        self._delivered: list[_Delivered] = []
        """What no line has told yet: a line that is impossible tells nothing, and loses nothing."""

    def begin(self, text: str) -> None:
        """Type something before the first line; what comes of it goes out with that line."""
        self._deliver(self._terminal.advance(self._clock.now()))
        self._answer(self._terminal.say(text))

    def play(self, number: int, raw: str) -> dict[str, Any]:
        """Play one line; what is impossible gives `{"in", "error"}`."""
        line: Any = raw.strip()
        try:
            line = json.loads(raw)
            # What fell due before, while no process ran: of this moment now.
            self._deliver(self._terminal.advance(self._clock.now()))
            self._play(line)
        except json.JSONDecodeError as error:
            return {"in": line, "error": f"line {number} is no JSON: {error.msg}"}
        except ScriptError as error:
            return {"in": line, "error": str(error)}
        except (AssistantError, IndexingError) as error:
            return {"in": line, "error": f"line {number}: {error}"}
        except Exception as error:
            # A defect of ours ends no conversation; its text may hold what was typed.
            return {"in": line, "error": f"line {number} met a defect ({type(error).__name__})"}
        told, self._delivered = self._delivered, []
        now = self._terminal.conversation
        running = now.running if now.running and not now.running.resting else None
        return {
            "in": line,
            "at": _written(self._clock.now()),
            "status": told[-1].outcome.status if told else None,
            "flow": running.flow if running else None,
            "replies": [_told(reply, one.at) for one in told for reply in one.outcome.replies],
            "planned": [_planned(one, self._clock.zone) for one in self._ahead(now)],
        }

    def _ahead(self, known: Conversation) -> list[Planned]:
        """The talks still ahead; of a weekly one that has begun, the next."""
        at, prompting = self._clock.now(), known.prompting
        ahead = [one for one in known.planned if one.starts_at > at]
        for begun in (one for one in known.planned if one.weekly and one.starts_at <= at):
            if coming := next_time(begun, prompting.region, at):
                ahead.append(timed(coming, prompting.when, at))
        return sorted(ahead, key=lambda one: one.starts_at)

    def _deliver(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.replies or outcome.status is not None:
                self._delivered.append(_Delivered(outcome, self._clock.now()))

    def _play(self, line: Any) -> None:
        if not isinstance(line, dict) or len(line) != 1:
            raise ScriptError(f"a line has one of: {_KINDS}")
        (kind, value), *_ = line.items()
        terminal, clock = self._terminal, self._clock
        if kind == "say" and isinstance(value, str):
            self._answer(terminal.say(value))
        elif kind == "press" and isinstance(value, str | int) and not isinstance(value, bool):
            self._answer(terminal.press(_button(terminal.choices, value)))
        elif kind == "file" and isinstance(value, str):
            self._answer(terminal.send(_file(Path(value))))
        elif kind == "wait" and isinstance(value, str):
            self._wait(_later(clock.now(), value))
        elif kind == "until" and isinstance(value, str):
            self._wait(moment(value, clock.zone))
        elif kind == "restart" and value is True:
            terminal.restart()
        else:
            raise ScriptError(f"a line has one of: {_KINDS}, with its value")

    def _answer(self, outcome: Outcome) -> None:
        self._delivered.append(_Delivered(outcome, self._clock.now()))

    def _wait(self, until: datetime) -> None:
        """Let the time pass, and stop at every moment at which something falls due."""
        self._clock.may_move(until)
        self._deliver(self._terminal.advance(until, self._clock.move))
        self._clock.move(until)


def _told(reply: Reply, at: datetime) -> dict[str, Any]:
    return {
        "text": reply.text,
        "buttons": [choice.label for choice in reply.choices],
        "files": [
            {"name": file.name, "type": file.type, "bytes": len(file.content)}
            for file in reply.files
        ],
        "at": _written(at),
    }


def _planned(one: Planned, zone: ZoneInfo) -> dict[str, str | None]:
    return {
        "kind": one.kind,
        "starts_at": _written(one.starts_at.astimezone(zone)),
        "prompt_at": _written(one.prompt_at.astimezone(zone)) if one.prompt_at else None,
        "follow_up_at": _written(one.follow_up_at.astimezone(zone)),
    }


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _file(path: Path) -> File:
    """A file to send, its type by its name.

    Raises:
        ScriptError: it cannot be read.
    """
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise ScriptError(f"'{path}' cannot be read: {reason}") from None
    # A byte too many is enough for the dialogue to say that it is too large.
    return File(path.name, file_type(path.name), content)


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
