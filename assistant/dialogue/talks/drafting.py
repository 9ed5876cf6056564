"""From what a mentor typed to a proposal: what is missing or can be read twice is asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.dialogue.talk import Talk
from assistant.dialogue.talks.wording import (
    day_said,
    hour_said,
    kind_name,
    moment_label,
    moment_said,
    near_said,
)
from assistant.messages import Choice, Outcome
from assistant.planning.dates import Read, comes_twice, exists, moments
from assistant.planning.kinds import KINDS
from assistant.planning.prompting import next_time, timed, week_is_full
from assistant.states import Draft, Planned
from assistant.texts.catalogue import say

_WAITS = timedelta(hours=1)
"""How long an answer to a question about a draft still belongs to it."""

_MOST_READINGS = 6


def open_draft(talk: Talk) -> Draft | None:
    """The draft of which something was asked lately; None: there is none."""
    draft = talk.conversation.drafting
    return draft if draft and talk.incoming.at - draft.at <= _WAITS else None


def with_when(draft: Draft, when: Read) -> Draft:
    """A draft with what a phrase says of when; what the phrase leaves open stays as it was."""
    return replace(
        draft,
        days=when.days or draft.days,
        hours=when.hours or draft.hours,
        part=when.part or draft.part,
        weekly=when.weekly or draft.weekly,
        after_school=when.after_school or (draft.after_school and not when.hours),
        starts=None,
        ends=None,
        until=None,
        without=(),
    )


def refused(talk: Talk, draft: Draft, fault: str) -> Outcome:
    """Why a moment cannot be; another one is waited for, and nothing can be said yes to."""
    waits = replace(draft, days=(), hours=(), part=None, starts=None, ends=None)
    return _asked(talk, waits, say(f"planning.fault.{fault}"))


def go_on(talk: Talk, draft: Draft) -> Outcome:
    """Ask the next thing that is open, or put the talk forward."""
    now = talk.incoming.at
    starts = draft.starts
    if starts is None:
        when = Read(draft.days, draft.hours, draft.part, draft.weekly)
        if not draft.days or not draft.hours:
            return _ask_when(talk, draft)
        meant = moments(when, now)
        if meant.fault:
            return refused(talk, draft, meant.fault)
        if len(meant.starts) > 1:
            return _ask_reading(talk, draft, meant.starts)
        starts = meant.starts[0]
        draft = replace(draft, starts=starts)
    if len(draft.kinds) != 1:
        return _ask_kind(talk, draft, starts)
    return _proposed(talk, draft, starts)


def propose(talk: Talk, some: Sequence[Planned], lines: Sequence[str]) -> Outcome:
    """Put talks forward; nothing is planned before a yes."""
    named = some[0].id
    choices = (
        Choice(say("planning.propose.yes"), f"plan:yes:{named}"),
        *(
            (Choice(say("planning.propose.other"), f"plan:other:{named}"),)
            if len(some) == 1
            else ()
        ),
        Choice(say("planning.propose.no"), f"plan:no:{named}"),
    )
    return talk.said("\n".join(lines), choices, proposed=tuple(some), drafting=None)


def planned_from(talk: Talk, draft: Draft, starts: datetime, number: int) -> Planned | None:
    """The talk that a finished draft means; None: of a weekly one no next is left.

    Args:
        talk: the message that is handled.
        draft: with one kind.
        starts: the moment that was chosen, as wall time.
        number: how many talks before it have got an id.
    """
    now = talk.incoming.at
    prompting = talk.conversation.prompting
    one = Planned(
        draft.moves or str(number + 1),
        draft.kinds[0],
        starts,
        zone_name(now),
        follow_up_at=now,
        ends=draft.ends,
        weekly=draft.weekly,
        until=draft.until,
        without=draft.without,
    )
    coming = next_time(one, prompting.region, now) if draft.weekly else one
    return timed(coming, prompting.when, now) if coming else None


def zone_name(now: datetime) -> str:
    """The name of the mentor's time zone; UTC when it has none."""
    return now.tzinfo.key if isinstance(now.tzinfo, ZoneInfo) else "UTC"


def prompt_line(talk: Talk, one: Planned) -> str:
    """When the mentor will be helped to prepare."""
    if one.prompt_at is None:
        return say("planning.propose.no_prompt")
    local = one.prompt_at.astimezone(talk.incoming.at.tzinfo)
    return say("planning.propose.prompt", moment=near_said(local, talk.today))


def _proposed(talk: Talk, draft: Draft, starts: datetime) -> Outcome:
    now = talk.conversation
    if not exists(starts, talk.incoming.at.tzinfo):  # a calendar may hold an hour that is skipped
        return refused(talk, draft, "skipped")
    one = planned_from(talk, draft, starts, now.prompting.numbered)
    if one is None:
        return refused(talk, draft, "ended")
    if one.starts_at.astimezone(UTC) <= talk.incoming.at.astimezone(UTC):
        return refused(talk, draft, "past")
    same = (one.kind, one.starts)
    if any((other.kind, other.starts) == same for other in now.planned if other.id != one.id):
        moment = moment_said(one.starts, talk.today)
        said = say("planning.fault.same", kind=kind_name(one.kind), moment=moment)
        return talk.said(said, (all_button(),), proposed=(), drafting=None)
    form = "weekly" if one.weekly else "once"
    if draft.moves:
        form = "moved_weekly" if one.weekly else "moved"
    kind, moment = kind_name(one.kind), moment_said(one.starts, talk.today)
    first = {
        "once": say("planning.propose.once", kind=kind.capitalize(), moment=moment),
        "weekly": say("planning.propose.weekly", kind=kind, moment=moment),
        "moved": say("planning.propose.moved", kind=kind.capitalize(), moment=moment),
        "moved_weekly": say("planning.propose.moved_weekly", kind=kind, moment=moment),
    }[form]
    lines = [first]
    if draft.after_school:
        lines.append(say("planning.propose.after_school", time=hour_said(one.starts)))
    if comes_twice(one.starts, talk.incoming.at.tzinfo):
        lines.append(say("planning.propose.twice", time=hour_said(one.starts)))
    lines.append(prompt_line(talk, one))
    if week_is_full(one, now.planned, now.prompting, talk.incoming.at):
        lines.append(say("planning.propose.several_often"))
    if not draft.moves:
        lines.append(say("planning.propose.keeps"))
    return propose(talk, (one,), lines)


def all_button() -> Choice:
    """The way back to every talk."""
    return Choice(say("planning.button.all"), "plan:list:1")


def _ask_when(talk: Talk, draft: Draft) -> Outcome:
    """Ask for the day, the hour, or both."""
    if not draft.days and not draft.hours:
        return _asked(talk, draft, say("planning.ask.when"))
    if not draft.days:
        if len(draft.hours) > 1:
            return _asked(talk, draft, say("planning.ask.day_reading"))
        said = say("planning.ask.day", time=draft.hours[0].strftime("%H:%M"))
        today = datetime.combine(talk.today, draft.hours[0], talk.incoming.at.tzinfo)
        near = [talk.today] if today > talk.incoming.at else []
        near.append(talk.today + timedelta(days=1))
        names = {talk.today: say("planning.today"), near[-1]: say("planning.tomorrow")}
        choices = [Choice(names[day].capitalize(), f"plan:day:{day.isoformat()}") for day in near]
        return _asked(talk, draft, said, choices)
    if draft.days[-1] < talk.today:
        return refused(talk, draft, "past")
    if len(draft.days) > 1:
        return _asked(talk, draft, say("planning.ask.time_reading"))
    return _asked(talk, draft, say("planning.ask.time", day=day_said(draft.days[0], talk.today)))


def _ask_reading(talk: Talk, draft: Draft, starts: Sequence[datetime]) -> Outcome:
    choices = [
        Choice(moment_label(one, talk.today), f"plan:at:{one.isoformat(timespec='minutes')}")
        for one in starts[:_MOST_READINGS]
    ]
    return _asked(talk, draft, say("planning.ask.reading"), choices)


def _ask_kind(talk: Talk, draft: Draft, starts: datetime) -> Outcome:
    moment = moment_said(starts, talk.today)
    choices = [
        Choice(kind_name(kind).capitalize(), f"plan:kind:{kind}") for kind in draft.kinds or KINDS
    ]
    return _asked(talk, draft, say("planning.ask.kind", moment=moment), choices)


def _asked(talk: Talk, draft: Draft, text: str, choices: Sequence[Choice] = ()) -> Outcome:
    waits = replace(draft, at=talk.incoming.at)
    return talk.said(text, tuple(choices), proposed=(), drafting=waits)
