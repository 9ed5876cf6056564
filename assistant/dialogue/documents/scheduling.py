"""/agenda: what falls when for those whom the mentor guides, and the card of it on Mondays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from assistant.dialogue import paging
from assistant.dialogue.answers.attributing import source_line, spoken_day
from assistant.dialogue.documents.tasking import concerns, for_whom
from assistant.dialogue.mentors import profiling
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Conversation, Outcome
from assistant.states import Due, Record
from assistant.texts.catalogue import say
from knowledge.document import Document, Moment

_AHEAD = timedelta(days=14)
"""How far the card of a Monday looks."""

MONDAY = "monday"
"""The name under which the card is due."""

_CARD_AT = time(7, 30)
"""The wall time of the card."""

_CARD_LASTS = timedelta(hours=12)
"""A card that is later than that, after a downtime, stays away: the next one says the same."""


@dataclass(frozen=True)
class _Falls:
    """Something that falls on a day, and the document that says so."""

    document: Document
    moment: Moment


def agenda(talk: Talk, value: str = "1") -> Outcome:
    """A page of what falls when: what is ahead first, then what has been, the latest first."""
    every = _every(talk)
    if not every:
        return talk.said(say("agenda.none"), talk.school_choice)
    ahead = [one for one in every if one.moment.date >= talk.today]
    past = [one for one in reversed(every) if one.moment.date < talk.today]
    some, number, pages = paging.part([*ahead, *past], value)
    coming = [one for one in some if one.moment.date >= talk.today]
    gone = [one for one in some if one.moment.date < talk.today]
    paragraphs = [] if ahead else [say("agenda.none_ahead")]
    if coming:
        paragraphs += [say("agenda.title"), *_told(talk, coming)]
    if gone:
        paragraphs += [say("agenda.past"), *_told(talk, gone)]
    if pages > 1:
        paragraphs.append(say("sources.page", page=number, pages=pages))
    if not talk.conversation.students:
        paragraphs.append(say("agenda.for_all"))
    turns = paging.turns("agenda:", number, pages)
    return talk.said("\n\n".join(paragraphs), (*turns, profiling.monday(talk.conversation)))


def every_monday(talk: Talk, value: str) -> Outcome | None:
    """Turn the card on or off; None: neither."""
    if value not in ("on", "off"):
        return None
    wanted = value == "on"
    now = talk.conversation.with_(monday=wanted)
    if not wanted:
        said = talk.said(say("agenda.unwanted"), (profiling.monday(now),), monday=False)
        return replace(said, records=(Due(MONDAY, None),))
    choices: tuple[Choice, ...] = (profiling.monday(now),)
    key = "agenda.wanted"
    if now.paused:
        key, choices = "agenda.wanted_paused", (profiling.pause(now), *choices)
    said = talk.said(say(key), choices, monday=True)
    return replace(said, records=(_next_card(talk.incoming.at),))


def card(talk: Talk) -> Outcome:
    """What falls in the coming two weeks, for who wants that; no reply when there is nothing.

    It is due, and sets when the next one is, also while nothing may be sent.
    """
    now, at = talk.conversation, talk.incoming.at
    if not now.monday:
        return Outcome((), now)
    records = (_next_card(at),)
    last = talk.today + _AHEAD
    coming = [one for one in _every(talk) if talk.today <= one.moment.date <= last]
    on_time = at - _monday_of(at) < _CARD_LASTS
    if now.paused or not on_time or not coming:
        return Outcome((), now, records=records)
    text = "\n\n".join([say("agenda.week"), *_told(talk, coming)])
    said = talk.said(text, (profiling.monday(now),), status="prompt")
    return replace(said, records=records)


def due(now: Conversation, at: datetime) -> tuple[Record, ...]:
    """When the card is due again, for who wants it."""
    return (_next_card(at),) if now.monday else ()


def _next_card(at: datetime) -> Due:
    this = _monday_of(at)
    return Due(MONDAY, this if this > at else _days_later(this, 7))


def _monday_of(at: datetime) -> datetime:
    """The moment of this week's card, in the mentor's zone."""
    return _days_later(datetime.combine(at.date(), _CARD_AT, at.tzinfo), -at.weekday())


def _days_later(moment: datetime, days: int) -> datetime:
    """The same wall time on another day."""
    return datetime.combine(moment.date() + timedelta(days=days), _CARD_AT, moment.tzinfo)


def _every(talk: Talk) -> list[_Falls]:
    """Everything about those who are guided, by date; the same of one document once."""
    found = [
        _Falls(document, moment)
        for document in talk.holding
        for moment in document.dates
        if concerns(moment, document, talk.conversation.students)
    ]
    return sorted(found, key=lambda one: one.moment.date)


def _told(talk: Talk, some: Sequence[_Falls]) -> list[str]:
    """A line for each, with the source under those that follow each other from one section."""
    blocks: list[tuple[str, list[str]]] = []
    for one in some:
        section = one.document.section_of(one.moment.quote)
        source = source_line(talk.knowledge, one.document, section) if section else ""
        line = say(
            "agenda.line",
            date=spoken_day(one.moment.date).capitalize(),
            what=one.moment.what.replace("-", " "),
            whom=for_whom(one.moment, one.document, talk.conversation.students),
        )
        if not blocks or blocks[-1][0] != source:
            blocks.append((source, []))
        blocks[-1][1].append(line)
    return ["\n".join([*lines, source] if source else lines) for source, lines in blocks]
