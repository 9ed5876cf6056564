"""Talks from a calendar file: one is asked on like a phrase, of many the near ones are proposed."""

from dataclasses import replace
from datetime import UTC, timedelta

from assistant.dialogue.talk import Talk
from assistant.dialogue.talks import drafting
from assistant.dialogue.talks.wording import kind_name, moment_said
from assistant.messages import File, Outcome
from assistant.planning.calendars import CalendarError, Event, events, is_calendar
from assistant.planning.kinds import kinds
from assistant.states import Draft, Planned
from assistant.texts.catalogue import say

_AHEAD = timedelta(days=60)
"""How far in a calendar with many events talks are looked for."""

_MOST_EVENTS = 10


def invited(talk: Talk, file: File) -> Outcome | None:
    """An .ics file; None: it is none."""
    if not is_calendar(file.name, file.type, file.content):
        return None
    now = talk.incoming.at
    try:
        every = events(file.content, now.tzinfo or UTC)
    except CalendarError as error:
        return talk.said(say(f"planning.file.{error.trouble}"))
    if len(every) == 1:
        return _one_event(talk, every[0])
    found: list[Planned] = []
    number = talk.conversation.prompting.numbered
    known = {(one.kind, one.starts) for one in talk.conversation.planned}
    for event in every:
        named = kinds(event.title, talk.scope.words)
        if len(named) != 1 or not event.hour_said:
            continue
        one = drafting.planned_from(talk, _of_event(talk, event), event.starts, number)
        near = one and now < one.starts_at <= now + _AHEAD
        if one and near and (one.kind, one.starts) not in known:
            found.append(one)
            known.add((one.kind, one.starts))
            number += 1
    if not found:
        return talk.said(say("planning.file.none"))
    some = sorted(found, key=lambda one: one.starts_at)[:_MOST_EVENTS]
    lines = [say("planning.propose.several")]
    for one in some:
        key = "planning.propose.several_weekly" if one.weekly else "planning.propose.several_line"
        moment = moment_said(one.starts, talk.today).capitalize()
        lines.append(say(key, moment=moment, kind=kind_name(one.kind)))
    if len(some) < len(every):
        lines.append(say("planning.propose.several_more", days=_AHEAD.days, number=_MOST_EVENTS))
    lines += [
        say("planning.propose.several_often"),
        say("planning.propose.several_ask"),
        say("planning.propose.keeps"),
    ]
    return drafting.propose(talk, some, lines)


def _one_event(talk: Talk, event: Event) -> Outcome:
    draft = _of_event(talk, event)
    if not event.hour_said:
        draft = replace(draft, starts=None, ends=None, days=(event.starts.date(),))
    return drafting.go_on(talk, draft)


def _of_event(talk: Talk, event: Event) -> Draft:
    """What is kept of an event: which talk it can be, and when."""
    return Draft(
        talk.incoming.at,
        kinds=kinds(event.title, talk.scope.words),
        weekly=event.weekly,
        starts=event.starts,
        ends=event.ends,
        until=event.until,
        without=event.without,
    )
