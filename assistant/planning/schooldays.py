"""Which days there is school, as far as is known without the school's own calendar."""

from datetime import date, datetime, time, timedelta

from assistant.planning.holidays import holiday
from assistant.states import Region

DIGEST_AT = time(8)
"""The wall time of the message of the month."""

_SATURDAY = 5
_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY = 1, 39, 50
"""Days after Easter."""

_FIXED = {(1, 1), (4, 27), (12, 25), (12, 26)}
"""New year's day, the king's day, Christmas; month and day."""


def is_school_day(day: date, region: Region | None) -> bool:
    """Whether there is school on a day, for all that is known.

    Args:
        day: any.
        region: whose holidays count; None: only where all regions are free.
    """
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    after_easter = (day - _easter(day.year)).days
    if after_easter in (_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY):
        return False
    return holiday(day, region) is None


def first_school_day(year: int, month: int, region: Region | None) -> date | None:
    """The first day of a month with school; None: it has none."""
    day = date(year, month, 1)
    while day.month == month:
        if is_school_day(day, region):
            return day
        day += timedelta(days=1)
    return None


def next_digest(at: datetime, region: Region | None) -> datetime:
    """The next first school day of a month at eight o'clock, after a moment, in its zone."""
    year, month = at.year, at.month
    while True:
        day = first_school_day(year, month, region)
        if day is not None:
            moment = datetime.combine(day, DIGEST_AT, at.tzinfo)
            if moment.timestamp() > at.timestamp():
                return moment
        year, month = year + month // 12, month % 12 + 1


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the computus of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
