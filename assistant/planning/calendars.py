"""A calendar file (.ics) to the talks in it; who comes and what it is about is not read.

The file is a stranger's: nothing in it is repeated, expanded or followed, and its own definitions
of time zones are left out (a rule in one can keep a reader busy for ever).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Literal

MOST_BYTES = 1_000_000
"""A larger file is no invitation, which has a few thousand."""

_MOST_EVENTS = 2000
"""Events of a calendar that is read."""

_MOST_OUT = 60
"""Days that a weekly talk leaves out: more than a year has weeks."""

_ZONES = re.compile(rb"^BEGIN:VTIMEZONE\b.*?^END:VTIMEZONE[^\n]*\n?", re.M | re.S | re.I)
_BEGINS = re.compile(rb"^BEGIN:VEVENT\b", re.M | re.I)
_A_WEEK = timedelta(days=7)

Trouble = Literal["too_large", "unreadable", "too_many", "empty", "cancelled"]


class CalendarError(Exception):
    """A file that gives no talks; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Event:
    """Something in a calendar, in wall time; `title` is only looked at, and never kept.

    `hour_said` is False for what takes the whole day. `weekly`: it comes back every week, until
    the day `until`, that one included; None: for ever; not on the days `without`.
    """

    title: str
    starts: datetime
    ends: datetime | None = None
    hour_said: bool = True
    weekly: bool = False
    until: date | None = None
    without: tuple[date, ...] = ()


def is_calendar(name: str, kind: str, content: bytes) -> bool:
    """Whether a file says that it is a calendar."""
    starts = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper()
    return (
        name.lower().endswith((".ics", ".ical"))
        or "calendar" in kind
        or starts == b"BEGIN:VCALENDAR"
    )


def events(content: bytes, zone: tzinfo) -> tuple[Event, ...]:
    """What a calendar file holds, soonest first.

    A time without a zone, or in one that nobody knows, is wall time.

    Args:
        content: the file.
        zone: the mentor's.

    Raises:
        CalendarError: there is nothing in it that can be read.
    """
    if len(content) > MOST_BYTES:
        raise CalendarError("too_large")
    if len(_BEGINS.findall(content)) > _MOST_EVENTS:
        raise CalendarError("too_many")
    calendar = _read(content)
    found = []
    cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    for one in calendar.walk("VEVENT"):
        if cancelled or str(one.get("STATUS", "")).upper() == "CANCELLED":
            cancelled = True
        elif event := _event(one, zone):
            found.append(event)
    if not found:
        raise CalendarError("cancelled" if cancelled else "empty")
    return tuple(sorted(found, key=lambda one: one.starts))


def _read(content: bytes) -> Any:
    # Here, since it takes a twentieth of a second that only an invitation needs.
    import icalendar

    try:
        return icalendar.Calendar.from_ical(_ZONES.sub(b"", content))
    except Exception as error:
        # Whatever a parser of a stranger's file stumbles over, the file is no calendar to us.
        raise CalendarError("unreadable") from error


def _event(one: Any, zone: tzinfo) -> Event | None:
    """What one event says of when; None: nothing that can be read."""
    try:
        begin = one["DTSTART"].dt
        end = one["DTEND"].dt if "DTEND" in one else None
        if end is None and "DURATION" in one:
            end = begin + one["DURATION"].dt
        starts, ends = _wall(begin, zone), _wall(end, zone) if end is not None else None
        weekly, until = _weekly(one, starts, zone)
        without = _left_out(one, starts, zone) if weekly else ()
    except Exception:
        # A broken event is left out; the others count.
        return None
    title = str(one.get("SUMMARY", ""))[:200]
    return Event(title, starts, ends, isinstance(begin, datetime), weekly, until, without)


def _wall(moment: Any, zone: tzinfo) -> datetime:
    """The wall time of what stands in a calendar.

    Raises:
        TypeError: it is neither a day nor a moment.
    """
    if isinstance(moment, datetime):
        local = moment.astimezone(zone) if moment.tzinfo else moment
        return local.replace(tzinfo=None, second=0, microsecond=0, fold=0)
    if isinstance(moment, date):
        return datetime.combine(moment, datetime.min.time())
    raise TypeError("a calendar gives days and moments")


def _weekly(one: Any, starts: datetime, zone: tzinfo) -> tuple[bool, date | None]:
    """Whether an event comes back every week on its own day, and until when."""
    rule = one.get("RRULE")
    if not isinstance(rule, dict):
        return False, None
    every = rule.get("FREQ") == ["WEEKLY"] and rule.get("INTERVAL", [1]) == [1]
    if not every or len(rule.get("BYDAY", ["."])) != 1:
        return False, None
    if "UNTIL" in rule:
        return True, _wall(rule["UNTIL"][0], zone).date()
    if "COUNT" in rule:
        return True, starts.date() + _A_WEEK * (min(int(rule["COUNT"][0]), 1000) - 1)
    return True, None


def _left_out(one: Any, starts: datetime, zone: tzinfo) -> tuple[date, ...]:
    """The days of a weekly event that the calendar leaves out (EXDATE), the last of them."""
    said = one.get("EXDATE")
    lists = said if isinstance(said, list) else [said] if said is not None else []
    out = {_wall(each.dt, zone).date() for dates in lists for each in dates.dts}
    return tuple(sorted(day for day in out if day.weekday() == starts.weekday()))[-_MOST_OUT:]
