"""Which hour words name: '14:00', 'half drie', 'kwart over twee', 'na schooltijd', '3 uur'.

'3 uur' is 15:00: schools are open then. Only '7 uur' can be both, and is asked.
"""

from dataclasses import dataclass
from datetime import time

from assistant.planning.wording import NUMBER, PART, Cut, Part, number, part_of_day

AFTER_SCHOOL = time(15, 15)
"""What 'na schooltijd' is taken for; the mentor reads it and can change it."""

_EITHER = 7
"""The hour that can be the morning's and the evening's; those before it are the afternoon's."""

_END = r"(?: ?(?:uur|u)\b)?"
_CLOCK = r"(?P<h>\d{1,2})(?P<sep>[:.])(?P<m>\d\d)"
_RANGE = rf"(?<![\d:.]){_CLOCK}{_END} ?(?:-|tot|t/m) ?\d{{1,2}}(?:[:.]\d\d)?{_END}(?![\d:])"
_HOURS_RANGE = (
    rf"\b(?:(?:van|tussen) (?P<h>{NUMBER}){_END} (?:tot|en|-) {NUMBER}(?: ?(?:uur|u)\b)?"
    rf"|(?P<h2>{NUMBER}) ?(?:-|tot) ?{NUMBER} ?(?:uur|u)\b)"
)
_HALF = rf"\b(?:(?P<off>{NUMBER}) (?P<way>over|voor) )?half ?(?P<h>{NUMBER})\b"
_PAST = (
    rf"\b(?P<off>{NUMBER}|kwart|kwartier)(?: minuten)? (?P<way>over|voor) (?P<h>{NUMBER})\b{_END}"
)
_AFTER = r"\b(?:direct )?na (?:de )?school(?:tijd|tijden|dag)?\b"
_NUMBERED = r"(?<![\d:.])(?P<h>\d{1,2}) ?(?:u|uur|h) ?(?P<m>\d\d)\b(?!:)"
_FOUR = r"\b(?P<h>\d\d)(?P<m>\d\d) ?(?:uur|u)\b"
_NOT_LONG = r"(?<!van )(?<!duurt )(?<!ongeveer )(?<!zo'n )(?<!over )(?<!half )"
_WHOLE = (
    rf"{_NOT_LONG}(?<![\d:.-])\b(?P<om>om )?(?P<h>{NUMBER}) ?(?:uur|u|h)\b"
    r"(?! (?:lang|per|voor|duren)\b)"
)
_NOT_AN_HOUR = r"(?:(?:student|leerling|kind|mentor)\w*|les|lessen|week|weken|dag|dagen)\b"
_AT = rf"\bom (?P<h>{NUMBER})\b(?![:.\d]| {_NOT_AN_HOUR})"
_PART = rf"\b(?:(?:in|aan het eind van|eind van) de )?(?P<part>{PART})s?\b"


@dataclass(frozen=True)
class Hours:
    """The hours that words can mean, and the part of the day that they name.

    `exist` is False when an hour was named that no clock has. `after_school`: that was said.
    """

    hours: tuple[time, ...] = ()
    part: Part | None = None
    exist: bool = True
    after_school: bool = False


def hours(cut: Cut, part: Part | None = None, *, bare: bool = False) -> Hours:
    """The hours that a text names; what names them is cut from it.

    Args:
        cut: the text, from which days have been cut already.
        part: the part of the day that was named with the day.
        bare: a number on its own is an hour, as where the hour was asked for.
    """
    cut.take(r"\btussen de middag\b")
    if cut.take(_AFTER):
        return Hours((AFTER_SCHOOL,), after_school=True)
    clock = _clock(cut)
    if clock is None:
        clock = _spoken(cut)
    if clock is None and bare:
        alone = cut.take(rf"^\W*(?:om |rond )?(?P<h>{NUMBER})\W*$")
        clock = (number(alone["h"]), 0, False) if alone else None
    for found in cut.takes(_PART):
        part = part_of_day(found["part"])
    if clock is None:
        return Hours(part=part)
    hour, minute, literal = clock
    if hour > 23 or minute > 59:
        return Hours(exist=False)
    return Hours(_meant(hour, minute, literal, part), part)


def at_part(hour: time, part: Part | None) -> time:
    """An hour that was said alone, in the part of the day that was said before."""
    return _meant(hour.hour, hour.minute, False, part)[0] if part and hour.hour < 13 else hour


def _clock(cut: Cut) -> tuple[int, int, bool] | None:
    """Hour, minute, and whether it is of 24 hours; written in digits."""
    for pattern in (_RANGE, rf"(?<![\d:.])\b{_CLOCK}{_END}(?![\d:]|\.\d)"):
        if found := cut.take(pattern):
            # '7:30' is of the morning and '19:30' of the evening; only '3:30' leans on school.
            early = found["h"].startswith("0") or int(found["h"]) >= _EITHER
            return int(found["h"]), int(found["m"]), early
    for pattern in (_NUMBERED, _FOUR):
        if found := cut.take(pattern):
            return int(found["h"]), int(found["m"]), int(found["h"]) >= _EITHER
    return None


def _spoken(cut: Cut) -> tuple[int, int, bool] | None:
    """The same in words, mostly of 12 hours."""
    if found := cut.take(_HALF):
        return _around(number(found["h"]), -30, found["off"], found["way"])
    if found := cut.take(_PAST):
        return _around(number(found["h"]), 0, found["off"], found["way"])
    if found := cut.take(_HOURS_RANGE):
        hour = number(found["h"] or found["h2"])
        return hour, 0, hour > 12
    for pattern in (_WHOLE, _AT):
        found = cut.take(pattern)
        if found and (found["h"] != "een" or "om " in found[0]):
            hour = number(found["h"])
            return hour, 0, hour > 12 or found["h"].startswith("0")
    return None


def _around(hour: int, minutes: int, off: str | None, way: str | None) -> tuple[int, int, bool]:
    """'tien over half drie': that many minutes from the hour, on a clock of 12 hours."""
    if off:
        away = 15 if off.startswith("kwart") else number(off)
        minutes += away if way == "over" else -away
    of_24 = hour > 12
    total = (hour * 60 + minutes) % (24 * 60 if of_24 else 12 * 60)
    return total // 60 or (0 if of_24 else 12), total % 60, of_24


def _meant(hour: int, minute: int, literal: bool, part: Part | None) -> tuple[time, ...]:
    """The hours of 24 that an hour can be."""
    if part == "night" and hour <= 12:
        return (time(hour % 12, minute),)
    if hour > 12 or hour == 0 or (literal and part is None):
        return (time(hour, minute),)
    later = time(hour % 12 + 12, minute)
    if part == "evening":
        return (later,) if hour >= 5 else (time(hour, minute),)
    if part == "afternoon":
        return (later,) if hour <= 6 or hour == 12 else (time(hour, minute),)
    if part == "morning" or literal or hour > _EITHER:
        return (time(hour, minute),)
    return (time(hour, minute), later) if hour == _EITHER else (later,)
