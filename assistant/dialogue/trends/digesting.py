"""The message of the month: three things to know of last month's groups, for who may see them.

It says nothing that was not released, in the sentences of the pages, and leads to those.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from itertools import islice, zip_longest

from assistant.dialogue.talk import Talk
from assistant.dialogue.trends import trending
from assistant.messages import Choice, File, Outcome, Reply, Role
from assistant.planning.prompting import awake, is_quiet
from assistant.planning.schooldays import next_digest
from assistant.states import Due
from assistant.texts.catalogue import say
from assistant.trends.counting import period
from assistant.trends.figures import Figures, Topic, before

_FOREMOST = 3
"""As many as the pages begin with."""

_IN_PICTURE = 5
"""Topics in the picture."""

_MOST = 5
"""Organisations that are told of in one month; the others stand behind /trends."""

_WAIT = timedelta(hours=1)
_LATEST = time(18)
"""So long it waits for the month to be closed, which an operator may do by hand."""


def due(talk: Talk, name: str) -> Outcome | None:
    """The message whose hour is there; None: this name is not ours."""
    if name != trending.DIGEST:
        return None
    now, at = talk.conversation, talk.incoming.at
    nothing = Outcome((), now)
    role = talk.incoming.role() if now.digest else None
    granted = trending.organisations(talk, role) if role else ()
    if role is None or not granted:
        return replace(nothing, conversation=now.with_(digest=False))
    following = Due(name, next_digest(at, now.prompting.region))
    if is_quiet(at) and not now.paused:
        return replace(nothing, records=(Due(name, awake(at)),))
    month = before(period(at))
    if now.paused or (closed := role.closed()) is None:
        return replace(nothing, records=(following,))
    if closed < month:
        again = Due(name, at + _WAIT) if at.time() < _LATEST else following
        return replace(nothing, records=(again,))
    *rest, last = [_told(talk, role, one, month) for one in granted[:_MOST]]
    look = [
        Choice(
            say("trends.button.look", organisation=talk.organisations[one].name),
            f"trends:open:{one}",
        )
        for one in granted[:_MOST]
    ]
    choices = (*look, trending.monthly(talk))
    replies = (*rest, replace(last, choices=choices))
    # What else was asked just before gives way, as it does to a prompt.
    conversation = now.with_(choices=choices, proposed=(), drafting=None)
    return Outcome(replies, conversation, "prompt", records=(following,))


def _told(talk: Talk, role: Role, organisation: str, month: str) -> Reply:
    """What there is to know of an organisation's month, with a picture where there are topics."""
    name = talk.organisations[organisation].name
    of_month = {"organisation": name, "month": _spoken(month)}
    body = role.figures(organisation, month)
    figures = Figures.model_validate_json(body) if body is not None else None
    if figures is None or figures.state != "released":
        return Reply(say("digest.too_small", **of_month))
    things = list(islice(_things(talk, figures), _FOREMOST))
    if not things:
        return Reply(say("digest.nothing", **of_month))
    lines = [say("digest.head", **of_month)]
    lines += [say("digest.line", number=at, finding=one) for at, one in enumerate(things, 1)]
    if not figures.topics:
        return Reply("\n".join(lines))
    shown = figures.topics[:_IN_PICTURE]
    words = [
        say("digest.picture.line", title=one.title, mentors=_mentors(one.mentors)) for one in shown
    ]
    lines += ["", say("digest.picture.words"), *words]
    return Reply("\n".join(lines), files=(_picture(shown, month, words),))


def _things(talk: Talk, figures: Figures) -> Iterator[str]:
    """Each as a sentence: of every kind the largest first; then what was asked most."""
    unanswered = [
        say(
            "web.finding.unanswered",
            mentors=_mentors(one.mentors),
            title=one.nearest.title,
        )
        for one in figures.unanswered
    ]
    known = talk.knowledge
    contradictions = [
        say(
            "web.finding.contradiction",
            mentors=_mentors(one.mentors),
            title=known.subjects.get(one.subject) or known.tasks.get(one.subject) or one.subject,
        )
        for one in figures.contradictions
    ]
    said = [
        say(
            "web.finding.said",
            mentors=_mentors(one.mentors),
            what=say(
                "web.finding.wrong" if one.judgement == "wrong" else "web.finding.different",
                title=one.title,
            ),
        )
        for one in figures.feedback
    ]
    month = _spoken(before(figures.period)).split()[0]
    rising = [_rising(one, month) for one in figures.topics if one.change in ("up", "new")]
    kinds = zip_longest(unanswered, contradictions, said, rising)
    yield from (one for turn in kinds for one in turn if one is not None)
    for one in figures.topics:
        if one.change not in ("up", "new"):
            yield say("web.finding.topic", mentors=_mentors(one.mentors), title=one.title)


def _rising(one: Topic, month: str) -> str:
    mentors = _mentors(one.mentors)
    if one.change == "up":
        return say("web.finding.more", title=one.title, mentors=mentors, month=month)
    return say("web.finding.new", title=one.title, mentors=mentors)


def _picture(topics: tuple[Topic, ...], month: str, words: list[str]) -> File:
    """The topics, with the same in words."""
    from assistant.trends import picture  # Pillow takes a while, and hardly anybody needs it

    title = say("digest.picture.title", month=_spoken(month))
    content = picture.draw(title, topics, say("digest.picture.axis"))
    told = "\n".join([f"{title}:", *words])
    return File(say("digest.picture.file", period=month), "image/png", content, told)


def _mentors(band: str) -> str:
    """A band in a sentence: 5 tot 9; 50 of meer."""
    return band.replace("-", " tot ").replace("50+", "50 of meer")


def _spoken(month: str) -> str:
    """A month as people write it: oktober 2026."""
    name = say("digest.months").split()[int(month[5:]) - 1]
    return f"{name} {month[:4]}"
