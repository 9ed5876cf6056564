"""Dutch phrases to moments: what a mentor may mean by 'volgende vrijdag half drie'.

An own grammar, since dateparser read three of our first twelve phrases and a few of the rest
wrongly ('14u' as half past nine tomorrow). Nothing is guessed: of two readings both are given.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from assistant.planning.days import Days, days
from assistant.planning.hours import Hours, at_part, hours
from assistant.planning.wording import NUMBER, Cut, Part, number
from assistant.texts.day_names import WEEKDAYS

Fault = Literal["past", "no_day", "no_time", "skipped", "rhythm"]
"""Why a phrase names no moment that can be planned: it is past; the calendar has no such day, the
clock no such hour; the clock skips that hour; it comes back in another rhythm than weekly."""

_WEEK = "|".join(WEEKDAYS)
_OTHER_RHYTHM = (
    rf"\bom de (?:andere )?(?:week|dag|maand|{_WEEK}|twee weken|2 weken)\b"
    r"|\b(?:elke|iedere|per|om de) (?:twee|2|drie|3|vier|4|andere) (?:weken|week|dagen|maanden)\b"
    r"|\b(?:twee|2|drie|3)-? ?wekelijks\w*\b|\bmaandelijks\w*\b|\bdagelijks\w*\b|\b(?:elke|iedere) "
    r"(?:maand|dag|ochtend|middag|eerste|laatste)\b"
)
_WEEKLY = (
    rf"\b(?:elke|iedere|elk|ieder|alle) (?:week )?(?:op )?(?:de )?(?={_WEEK}|(?:ma|di|wo|do|vr)\b)"
    r"|\b(?:wekelijks|elke week|iedere week|wekelijkse)\b"
)
_ON_DAYS = rf"\b(?P<day>{_WEEK})(?:s|en)\b"
_IN_A_WHILE = (
    r"\bover (?:(?P<half>een half|een halve?|half|anderhalf|anderhalve|een kwartier"
    rf"|(?P<n>{NUMBER})) ?"
    r"(?P<unit>uur|uurtje|minuten|minuut|min|kwartier)?)\b"
)


@dataclass(frozen=True)
class Read:
    """What a phrase says of when: what it leaves open is empty.

    `days` and `hours` are what the words can mean, of the day and of the hour; `rest` is the phrase
    without the words that say when. `after_school`: the hour is what we take that to be.
    """

    days: tuple[date, ...] = ()
    hours: tuple[time, ...] = ()
    part: Part | None = None
    weekly: bool = False
    after_school: bool = False
    fault: Fault | None = None
    rest: str = ""

    @property
    def says_when(self) -> bool:
        """Whether the phrase names a day, an hour, or one that cannot be."""
        return bool(self.days or self.hours or self.fault)


@dataclass(frozen=True)
class Moments:
    """The moments that are meant, soonest first, as wall time; or why there is none."""

    starts: tuple[datetime, ...] = ()
    fault: Fault | None = None


def read(text: str, now: datetime, *, bare: bool = False) -> Read:
    """What a phrase says of when.

    Args:
        text: any.
        now: with its zone; days count from it.
        bare: a number on its own is an hour, as where the hour was asked for.
    """
    cut = Cut(text)
    if cut.take(_OTHER_RHYTHM):
        return Read(fault="rhythm", rest=cut.text)
    weekly = bool(cut.take(_WEEKLY))
    if found := cut.take(_ON_DAYS):
        weekly = True
        cut.text = f"{found['day']} {cut.text}"
    if soon := _in_a_while(cut, now):
        return Read((soon.date(),), (soon.time(),), rest=_tidy(cut))
    of_day: Days = days(cut, now.date())
    of_hour: Hours = hours(cut, of_day.part, bare=bare)
    fault: Fault | None = None
    if not of_day.exist:
        fault = "no_day"
    elif not of_hour.exist:
        fault = "no_time"
    return Read(
        of_day.days,
        of_hour.hours,
        of_hour.part,
        weekly,
        of_hour.after_school,
        fault,
        _tidy(cut),
    )


def moments(said: Read, now: datetime) -> Moments:
    """The moments that a phrase with a day and an hour means, without those that cannot be.

    Args:
        said: what was read; days that are past may be among it.
        now: with its zone.
    """
    if said.fault:
        return Moments(fault=said.fault)
    zone = now.tzinfo
    every = [
        datetime.combine(day, at_part(hour, said.part)) for day in said.days for hour in said.hours
    ]
    real = [one for one in every if exists(one, zone)]
    ahead = sorted({one for one in real if one.replace(tzinfo=zone).timestamp() > now.timestamp()})
    if ahead:
        if said.weekly:  # of each day and hour of the week the next
            ahead = list({(one.weekday(), one.time()): one for one in reversed(ahead)}.values())
        return Moments(tuple(sorted(ahead)))
    return Moments(fault="past" if real else "skipped")


def exists(wall: datetime, zone: tzinfo | None) -> bool:
    """Whether the clock shows this time: in spring it skips an hour."""
    moment = wall.replace(tzinfo=zone)
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def comes_twice(wall: datetime, zone: tzinfo | None) -> bool:
    """Whether the clock shows this time twice: in autumn it goes back; the first one is meant."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return exists(wall, zone) and first.utcoffset() != second.utcoffset()


def _in_a_while(cut: Cut, now: datetime) -> datetime | None:
    """The moment of 'over een uur', to the minute."""
    found = re.search(_IN_A_WHILE, cut.text)
    if not found or not (found["unit"] or found["half"].endswith("kwartier")):
        return None
    cut.take(_IN_A_WHILE)
    count, unit = found["half"], found["unit"] or ""
    if count.endswith("kwartier") or unit == "kwartier":
        minutes = 15 * (number(found["n"]) if found["n"] else 1)
    elif unit.startswith("min"):
        minutes = number(found["n"]) if found["n"] else 1
    elif found["n"]:
        minutes = 60 * number(found["n"])
    else:
        minutes = 90 if count.startswith("anderhal") else 30
    then = (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)
    return then.replace(tzinfo=None, second=0, microsecond=0)


def _tidy(cut: Cut) -> str:
    return " ".join(re.findall(r"[\w'-]+", cut.text))
