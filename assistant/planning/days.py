"""Which day words name: 'donderdag', 'volgende vrijdag', '3 december', 'over twee weken'.

A day can be read in two ways; then both are there, and the mentor is asked.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.planning.wording import (
    DAY,
    MONTH,
    MONTHS,
    NUMBER,
    Cut,
    Part,
    number,
    part_of_day,
    weekday,
)

_LATELY = timedelta(days=61)
"""A day without a year that passed so short ago is that one, and not next year's."""

_YEAR = r"(?:,? (?P<year>20\d\d)\b(?!:))?"
_ISO = r"\b(?P<year>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"
_NUMERIC_YEAR = r"(?<!\d)(?P<d>\d{1,2})([-/.])(?P<m>\d{1,2})\2(?P<year>20\d\d|\d\d)(?!\d)"
_NAMED = rf"(?<![\d:.])\b(?P<d>{NUMBER})(?:e|de|ste)? (?P<month>{MONTH})\b\.?{_YEAR}"
_NUMERIC = r"(?<![\d:.\-/])(?P<d>\d{1,2})[-/](?P<m>\d{1,2})(?![\d:\-/]| ?(?:uur|u)\b)"
_NOT_A_DAY = r"\bgroep(?:en)? ?\d ?(?:[-/]|en) ?\d\b"
_OF_MONTH = (
    r"\b(?:de|den) (?P<d>\d{1,2})(?:e|de|ste)\b"
    r"(?! (?:jaars|les|keer|week|groep|gesprek|stage|periode|blok))"
)
_NEXT_WEEK = r"(?:in )?(?:de )?(?:volgende|komende) week"
_AHEAD = rf"over (?P<n>{NUMBER}) (?P<unit>dag|dagen|week|weken|maand|maanden)\b"
_SOON = r"(?:deze|komende|aankomende|aanstaande|as|eerstvolgende|eerst volgende)"
_TODAY = r"\b(?:vandaag|straks|zo ?meteen|van(?P<part>ochtend|morgen|middag|avond))\b"
_TOMORROW = r"\bmorgen(?: ?(?P<part>ochtend|middag|avond|vroeg))?\b"
_PAST = r"\b(?:gisteren|eergisteren|gister\w+)\b"


@dataclass(frozen=True)
class Days:
    """The days that words can mean, the part of the day with them, and why there is none.

    `exist` is False when a day was named that the calendar does not have.
    """

    days: tuple[date, ...] = ()
    part: Part | None = None
    exist: bool = True


def days(cut: Cut, today: date) -> Days:
    """The days that a text names; what names them is cut from it."""
    cut.take(_NOT_A_DAY)
    try:
        fixed = _fixed(cut, today)
    except ValueError:
        return Days(exist=False)
    part = None
    for found in cut.takes(_TODAY):
        fixed.append(today)
        part = part_of_day(found["part"]) or part
    if cut.take(r"\bovermorgen\b"):
        fixed.append(today + timedelta(days=2))
    if found_past := cut.take(_PAST):
        back = 2 if found_past[0].startswith("eer") else 1
        fixed.append(today - timedelta(days=back))
    named, of_week = _of_week(cut, today)
    part = of_week or part
    # Only now: in 'maandag morgen' the morning is meant.
    if found_tomorrow := cut.take(_TOMORROW):
        fixed.append(today + timedelta(days=1))
        part = part_of_day(found_tomorrow["part"]) or part
    if ahead := cut.take(rf"\b{_AHEAD}"):
        fixed.append(_ahead(today, ahead))
    return Days(_agreed(fixed, named), part)


def _fixed(cut: Cut, today: date) -> list[date]:
    """The days of the calendar.

    Raises:
        ValueError: the calendar has no such day.
    """
    found: list[date] = []
    for one in cut.takes(_ISO):
        found.append(date(int(one["year"]), int(one["m"]), int(one["d"])))
    for one in cut.takes(_NUMERIC_YEAR):
        year = int(one["year"])
        found.append(date(year if year > 99 else 2000 + year, int(one["m"]), int(one["d"])))
    for one in cut.takes(_NAMED):
        month = MONTHS[one["month"]]
        if one["year"]:
            found.append(date(int(one["year"]), month, number(one["d"])))
        else:
            found.append(_yearless(number(one["d"]), month, today))
    for one in cut.takes(_NUMERIC):
        first, second = int(one["d"]), int(one["m"])
        day = _yearless(first, second, today)
        found.append(day)
        if second <= calendar.monthrange(today.year, min(first, 12))[1] and first <= 12:
            other = _yearless(second, first, today)
            # '1-2' is 1 February; but if 2 January comes sooner, who knows.
            if today <= other < day:
                found.append(other)
    for one in cut.takes(_OF_MONTH):
        found.append(_of_month(int(one["d"]), today))
    return found


def _yearless(day: int, month: int, today: date) -> date:
    """The next such day, or the last when that was lately.

    Raises:
        ValueError: there is none.
    """
    for year in (today.year - 1, today.year, today.year + 1):
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
            continue
        if date(year, month, day) >= today - _LATELY:
            return date(year, month, day)
    raise ValueError("the calendar has no such day")


def _of_month(day: int, today: date) -> date:
    """The next day of a month with this number.

    Raises:
        ValueError: no month has it.
    """
    if not 1 <= day <= 31:
        raise ValueError("no month has so many days")
    for ahead in range(12):
        year, month = divmod(today.month - 1 + ahead, 12)
        if day <= calendar.monthrange(today.year + year, month + 1)[1]:
            found = date(today.year + year, month + 1, day)
            if found >= today:
                return found
    raise AssertionError("every day up to 31 comes within a year")


def _of_week(cut: Cut, today: date) -> tuple[list[tuple[date, ...]], Part | None]:
    """The readings of each day of the week that is named, and the part of the day with it."""
    forms = (
        rf"\b(?P<over>over (?P<n>{NUMBER}) (?P<unit>weken|week|dagen)) (?:op )?{DAY}",
        rf"\b{DAY} (?P<after>over) (?P<n>{NUMBER}) (?P<unit>weken|week|dagen)\b",
        rf"\b(?P<next>{_NEXT_WEEK}) (?:op )?{DAY}",
        rf"\b{DAY} (?P<next>{_NEXT_WEEK})\b",
        rf"\b(?P<this>deze week) (?:op )?{DAY}",
        rf"\b{DAY} (?P<this>(?:van )?deze week)\b",
        rf"\b(?P<last>vorige|afgelopen|verleden) (?:week )?(?:op )?{DAY}",
        rf"\b(?P<soon>{_SOON}) {DAY}",
        rf"\b(?P<coming>volgende|volgend) {DAY}",
        rf"\b{DAY}",
    )
    readings, part = [], None
    for form in forms:
        for found in cut.takes(form):
            readings.append(_readings(found, today))
            part = part_of_day(found["part"]) or part
    return readings, part


def _readings(found: re.Match[str], today: date) -> tuple[date, ...]:
    """The days that a named day of the week can mean, in the form that was found."""
    how = {name: value for name, value in found.groupdict().items() if value}
    monday = today - timedelta(days=today.weekday())
    day = weekday(found)
    # On a Tuesday the next Tuesday is a week from now, and today's is meant as well.
    coming = today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)
    on_the_day = coming == today + timedelta(days=7)
    if "over" in how or "after" in how:
        ahead = _days_in(how["n"], how["unit"])
        if "after" in how:
            later = coming + timedelta(days=ahead)
            return (today + timedelta(days=ahead), later) if on_the_day else (later,)
        there = today + timedelta(days=ahead)
        in_week = there + timedelta(days=day - there.weekday())
        return tuple(
            sorted({in_week, coming + timedelta(days=ahead)} if not on_the_day else {in_week})
        )
    if "next" in how:
        return (monday + timedelta(days=7 + day),)
    if "this" in how:
        return (monday + timedelta(days=day),)
    if "last" in how:
        return (coming - timedelta(days=7 if not on_the_day else 14),)
    if "coming" in how:
        # This one or the one after: people mean either, also on a Sunday.
        after = max(coming + timedelta(days=1), monday + timedelta(days=7))
        return (coming, after + timedelta(days=(day - after.weekday()) % 7))
    if "soon" in how:
        return (today,) if on_the_day and how["soon"] == "deze" else (coming,)
    return (today, coming) if on_the_day else (coming,)


def _days_in(count: str, unit: str) -> int:
    """How many days 'twee weken' or '14 dagen' are; '8 dagen' is a week."""
    if unit.startswith("week") or unit == "weken":
        return 7 * number(count)
    return 7 if number(count) == 8 else number(count)


def _ahead(today: date, found: re.Match[str]) -> date:
    count, unit = number(found["n"]), found["unit"]
    if unit.startswith("dag"):
        return today + timedelta(days=count)
    if unit.startswith("we"):
        return today + timedelta(days=7 * count)
    year, month = divmod(today.month - 1 + count, 12)
    last = calendar.monthrange(today.year + year, month + 1)[1]
    return date(today.year + year, month + 1, min(today.day, last))


def _agreed(fixed: list[date], named: list[tuple[date, ...]]) -> tuple[date, ...]:
    """What is left when a date and a day of the week are both named.

    Where they do not agree ('vrijdag 26 november', and that is a Thursday) both are meant.
    """
    of_week = [day for readings in named for day in readings]
    if not fixed or not of_week:
        return tuple(sorted({*fixed, *of_week}))
    weekdays = {day.weekday() for day in of_week}
    both = {day for day in fixed if day.weekday() in weekdays}
    return tuple(sorted(both or {*fixed, of_week[0]}))
