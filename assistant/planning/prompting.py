"""When a prompt and a follow-up come, and when they stay away.

The rules are the contract's: the evening before at 19:30, that morning at 07:30, or an hour before;
nothing between 21:00 and 07:00; two prompts a week; silence after two in a row that were ignored.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Literal

from assistant.planning.dates import exists
from assistant.planning.holidays import holiday
from assistant.states import Planned, Prompting, PromptTime, Region

EVENING = time(19, 30)
MORNING = time(7, 30)
QUIET_FROM = time(21)
QUIET_UNTIL = time(7)
FOLLOW_UP_AFTER = timedelta(hours=2)
A_WEEK = 2
"""Most prompts from Monday to Sunday."""

IGNORED = 2
"""After so many in a row that were ignored nothing comes until the mentor writes."""

_REMEMBERED = 8
"""Of how many prompts it is remembered that nothing was said since."""

_WEEKS = 60
"""How far the next of a weekly talk is looked for; no holiday is that long."""

PROMPT_TIMES: tuple[PromptTime, ...] = ("evening", "morning", "hour")

Verdict = Literal["send", "later", "nothing"]


def is_quiet(moment: datetime) -> bool:
    """Whether a moment, in its own zone, falls in the hours in which nothing is sent."""
    return not QUIET_UNTIL <= moment.time() < QUIET_FROM


def prompt_at(starts: datetime, when: PromptTime, now: datetime) -> datetime | None:
    """The moment at which a mentor is prompted for a talk.

    It is the one that the mentor chose. When that is past, or falls in the quiet hours, or not
    before the talk, it is the next in the order evening, morning, hour before; else the last that
    there was before it. An hour before that falls in the night becomes 07:00.

    Args:
        starts: of the talk, with its zone.
        when: what the mentor chose.
        now: with a zone; nothing comes before it, or at it.

    Returns:
        A moment in the zone of `starts`; None: there is no such moment any more.
    """
    zone = starts.tzinfo
    hour = (starts.astimezone(UTC) - timedelta(hours=1)).astimezone(zone)
    if hour.time() < QUIET_UNTIL:
        hour = datetime.combine(hour.date(), QUIET_UNTIL, zone)
    options = {
        "evening": datetime.combine(starts.date() - timedelta(days=1), EVENING, zone),
        "morning": datetime.combine(starts.date(), MORNING, zone),
        "hour": hour,
    }
    chosen = PROMPT_TIMES.index(when)
    order = (*PROMPT_TIMES[chosen:], *reversed(PROMPT_TIMES[:chosen]))
    fits = (options[one] for one in order if _is_between(now, options[one], starts))
    return next((one for one in fits if not is_quiet(one)), None)


def follow_up_at(starts: datetime, ends: datetime | None = None) -> datetime:
    """The moment after a talk at which the mentor is asked to look back.

    Two hours after its start, or at its end when a calendar gave one; in the quiet hours 07:30.

    Args:
        starts: with its zone.
        ends: likewise.
    """
    zone = starts.tzinfo
    after = ends if ends and ends > starts else starts.astimezone(UTC) + FOLLOW_UP_AFTER
    return awake(after.astimezone(zone), MORNING)


def awake(moment: datetime, first: time = QUIET_UNTIL) -> datetime:
    """The moment itself, or in the quiet hours the first one after them, at `first`."""
    if not is_quiet(moment):
        return moment
    ahead = moment.time() >= QUIET_FROM
    return datetime.combine(moment.date() + timedelta(days=ahead), first, moment.tzinfo)


def timed(planned: Planned, when: PromptTime, now: datetime) -> Planned:
    """A talk with the moments of its prompt and its follow-up."""
    starts = planned.starts_at
    ends = planned.ends.replace(tzinfo=starts.tzinfo) if planned.ends else None
    return replace(
        planned,
        prompt_at=prompt_at(starts, when, now),
        follow_up_at=follow_up_at(starts, ends),
    )


def next_time(planned: Planned, region: Region | None, after: datetime) -> Planned | None:
    """The next of a weekly talk that starts after a moment; None: that was the last.

    It keeps its wall time, and skips school holidays, an hour that the clock skips, and the days
    that its calendar leaves out.

    Args:
        planned: the one before; it counts only after a moment that lies past it.
        region: whose holidays are skipped.
        after: with a zone.
    """
    zone = planned.starts_at.tzinfo
    # A calendar may hold a series that began years ago.
    passed = max(0, (after.astimezone(zone).date() - planned.starts.date()).days // 7)
    for weeks in range(passed, passed + _WEEKS * 2):
        ahead = timedelta(days=7 * weeks)
        starts = planned.starts + ahead
        if planned.until and starts.date() > planned.until:
            return None
        is_past = starts.replace(tzinfo=zone).timestamp() <= after.timestamp()
        if is_past or starts.date() in planned.without or holiday(starts.date(), region):
            continue
        if exists(starts, zone):
            ends = planned.ends + ahead if planned.ends else None
            return replace(planned, starts=starts, ends=ends)
    return None


def may_prompt(planned: Planned, prompting: Prompting, *, paused: bool, now: datetime) -> Verdict:
    """Whether a prompt whose moment has come is sent.

    Args:
        planned: the talk that it is for.
        prompting: what became of those before.
        paused: the mentor wants nothing unasked.
        now: with the mentor's zone.
    """
    if paused or now.timestamp() >= planned.starts_at.timestamp() or keeps_silent(prompting, now):
        return "nothing"
    if is_quiet(now):
        return "later" if awake(now) < planned.starts_at else "nothing"
    return "send" if len(_this_week(prompting.sent, now)) < A_WEEK else "nothing"


def week_is_full(
    one: Planned, others: Iterable[Planned], prompting: Prompting, now: datetime
) -> bool:
    """Whether the week of a talk's prompt has its most already, sent or still ahead."""
    if one.prompt_at is None:
        return False
    ahead = (other.prompt_at for other in others if other.id != one.id)
    moments = (*prompting.sent, *(at for at in ahead if at and at > now))
    return len(_this_week(moments, one.prompt_at)) >= A_WEEK


def keeps_silent(prompting: Prompting, now: datetime) -> bool:
    """Whether the last prompts were ignored: their talks have begun and nothing was said since."""
    return sum(start <= now for start in prompting.unanswered) >= IGNORED


def prompted(prompting: Prompting, starts: datetime, now: datetime) -> Prompting:
    """What is remembered once a prompt was sent for a talk that starts then."""
    return replace(
        prompting,
        sent=(*_this_week(prompting.sent, now), now),
        unanswered=(*prompting.unanswered, starts)[-_REMEMBERED:],
    )


def _is_between(before: datetime, one: datetime, after: datetime) -> bool:
    # By the second: two times of one zone are compared as the wall shows them, also in the hour
    # that comes twice.
    return before.timestamp() < one.timestamp() < after.timestamp()


def _this_week(moments: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    return tuple(one for one in moments if _week(one, now.tzinfo) == _week(now, now.tzinfo))


def _week(moment: datetime, zone: tzinfo | None) -> tuple[int, int]:
    year, week, _ = moment.astimezone(zone).isocalendar()
    return year, week
