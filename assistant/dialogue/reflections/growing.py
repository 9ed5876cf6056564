"""The room of the mentor's own growth: shown to nobody else, compared with nobody."""

from collections.abc import Sequence
from datetime import UTC, date, tzinfo

from assistant.dialogue import paging
from assistant.dialogue.answers.attributing import spoken
from assistant.dialogue.reflections import appraising
from assistant.dialogue.talk import Talk
from assistant.dialogue.tidying import shortened
from assistant.growth import confidence
from assistant.growth.confidence import Point
from assistant.messages import Choice, File, Outcome, Reply
from assistant.states import Dropped, Kept
from assistant.texts.catalogue import say

_TOLD = 6
"""Most points of a line that are put into words; the picture has all."""

_PLANS = 3
_SHORT_SENTENCE, _SHORT_PLAN, _LABEL = 120, 200, 60
_FEWEST_WORDS = 3


def growth(talk: Talk) -> Outcome | None:
    """/mijngroei: how sure I feel over time, in my own words."""
    return _growth(talk, "1")


def cycle(talk: Talk) -> Outcome | None:
    """/gesprekkencyclus: for the mentor's own appraisal talk, chosen line by line."""
    return appraising.begin(talk)


def heard(talk: Talk, text: str) -> Outcome | None:
    """What is typed while the appraisal talk is prepared; None: it is not."""
    return appraising.heard(talk, text)


def stopped(talk: Talk) -> Outcome | None:
    """The mentor stops with the appraisal talk; None: it is not prepared."""
    return appraising.stopped(talk)


def pressed(talk: Talk, value: str) -> Outcome | None:
    """What a button of either does (`grow:VALUE`)."""
    name, _, rest = value.partition(":")
    match name:
        case "lines":
            return _growth(talk, rest)
        case "kept":
            return _kept(talk, rest)
        case "show":
            return _shown(talk, rest)
        case "drop":
            return _asked(talk, rest)
        case "dropped":
            return _dropped(talk, rest)
        case _:
            return appraising.pressed(talk, name, rest)


def _growth(talk: Talk, value: str) -> Outcome:
    kept = talk.incoming.kept()
    lines = confidence.lines(
        [one for one in talk.conversation.used if _is_before(talk, one.flow)],
        [one for one in kept if _is_before(talk, one.flow)],
        _zone(talk),
    )
    if not lines and not kept:
        agreed = [] if talk.conversation.agreed else [say("growth.not_agreed")]
        begin = Choice(say("growth.begin"), "command:/reflectie")
        return talk.said(" ".join([say("growth.none"), *agreed]), (begin,))
    some, number, pages = paging.part(list(lines), value)
    named = {_name(kind): lines[kind] for kind in some}
    first = [_in_words(talk, named)]
    if pages > 1:
        first.append(say("sources.page", page=number, pages=pages))
    words = [
        *_sentences(talk, kept, some),
        *_plans(talk, kept),
        " ".join([say("growth.helps"), *([say("growth.telegram")] if talk.on_telegram else [])]),
    ]
    read = (Choice(say("growth.all"), "grow:kept:1"),) if kept else ()
    choices = (*read, *paging.turns("grow:lines:", number, pages))
    files = (_picture(talk, named),) if named else ()
    replies = (Reply("\n".join(first), files=files), Reply("\n\n".join(words), choices))
    return Outcome(replies, talk.conversation.with_(choices=choices), "command")


def _is_before(talk: Talk, name: str) -> bool:
    """Whether a flow stands before a talk: what is asked after one is not how sure one feels."""
    flow = talk.knowledge.flows.get(name)
    return flow is None or not flow.after


def _in_words(talk: Talk, named: dict[str, list[Point]]) -> str:
    """What the picture shows."""
    if not named:
        return say("growth.no_lines")
    told = []
    for kind, points in named.items():
        each = [say("growth.point", score=one.score, day=_day(talk, one.on)) for one in points]
        if len(each) > _TOLD:
            later = ", ".join(each[1 - _TOLD :])
            told.append(
                say(
                    "growth.line", kind=kind, points=say("growth.first", first=each[0], later=later)
                )
            )
        else:
            told.append(say("growth.line", kind=kind, points=", ".join(each)))
    return "\n".join([say("growth.lines"), *told])


def _picture(talk: Talk, named: dict[str, list[Point]]) -> File:
    # Pillow is loaded for who asks for a picture, and not at each start.
    from assistant.growth.picture import draw

    days = [point.on for points in named.values() for point in points]
    content = draw(named, _day(talk, min(days)), _day(talk, max(days)))
    return File(say("growth.picture"), "image/png", content)


def _sentences(talk: Talk, kept: Sequence[Kept], kinds: Sequence[str]) -> list[str]:
    """A sentence of the mentor's own beside each line; without lines of the newest reflections."""
    newest = list(reversed(kept))
    if kinds:
        beside = [next((one for one in newest if one.kind == kind), None) for kind in kinds]
    else:
        beside = list(newest[:_PLANS])
    found = [
        say(
            "growth.sentence",
            what=_name(one.kind) if one.kind else one.title,
            day=_day(talk, _date(talk, one)),
            words=shortened(words, _SHORT_SENTENCE),
        )
        for one in beside
        if one is not None and (words := _own_words(one))
    ]
    return ["\n".join([say("growth.wrote"), *found])] if found else []


def _own_words(kept: Kept) -> str | None:
    """The first answer that is a sentence, rather than a figure or a choice."""
    answers = (one.answer for one in kept.given if one.answer and one.answer != kept.plan)
    return next((one for one in answers if len(one.split()) >= _FEWEST_WORDS), None)


def _plans(talk: Talk, kept: Sequence[Kept]) -> list[str]:
    found = []
    for one in [one for one in reversed(kept) if one.plan][:_PLANS]:
        plan = say(
            "growth.plan",
            day=_day(talk, _date(talk, one)),
            plan=shortened(str(one.plan), _SHORT_PLAN),
        )
        found.append(f"{plan}\n{_came(one)}")
    return ["\n".join([say("growth.planned"), *found])] if found else []


def _came(kept: Kept) -> str:
    if not kept.outcome:
        return say("growth.open")
    return say("growth.came", outcome=shortened(kept.outcome, _SHORT_PLAN))


# One by one


def _kept(talk: Talk, value: str) -> Outcome:
    """A page of the reflections that are kept."""
    newest = tuple(reversed(talk.incoming.kept()))
    back = Choice(say("growth.back"), "grow:lines:1")
    if not newest:
        begin = Choice(say("growth.begin"), "command:/reflectie")
        return talk.said(say("growth.nothing_kept"), (begin, back))
    some, number, pages = paging.part(newest, value)
    before = (number - 1) * paging.SIZE
    choices = [
        Choice(shortened(_entry(talk, one, before + at), _LABEL), f"grow:show:{one.id}")
        for at, one in enumerate(some, 1)
    ]
    paragraphs = [say("growth.kept")]
    if pages > 1:
        paragraphs.append(say("sources.page", page=number, pages=pages))
    turns = paging.turns("grow:kept:", number, pages)
    return talk.said("\n".join(paragraphs), (*choices, *turns, back))


def _entry(talk: Talk, kept: Kept, number: int) -> str:
    day = _day(talk, _date(talk, kept))
    return say("growth.entry", number=number, day=day, title=kept.title)


def _shown(talk: Talk, name: str) -> Outcome:
    """One reflection, in the mentor's own words."""
    one = _found(talk, name)
    if one is None:
        return talk.said(say("growth.gone"), _all())
    paragraphs = [f"{one.title}, {spoken(_date(talk, one))}"]
    paragraphs += [f"{step.question}\n'{step.answer}'" for step in one.given if step.answer]
    if one.plan:
        if all(step.answer != one.plan for step in one.given):
            paragraphs.append(f"{say('growth.planned')}\n'{one.plan}'")
        told = say("growth.came", outcome=one.outcome) if one.outcome else say("growth.open")
        paragraphs.append(told)
    drop = Choice(say("growth.drop"), f"grow:drop:{one.id}")
    return talk.said("\n\n".join(paragraphs), (drop, *_all()))


def _asked(talk: Talk, name: str) -> Outcome:
    """Whether one is to be removed."""
    one = _found(talk, name)
    if one is None:
        return talk.said(say("growth.gone"), _all())
    choices = (
        Choice(say("growth.drop_yes"), f"grow:dropped:{name}"),
        Choice(say("growth.drop_no"), f"grow:show:{name}"),
    )
    text = say("growth.drop_ask", day=_day(talk, _date(talk, one)), title=one.title)
    # A 'ja' is an answer to this question, and to none that was asked before.
    return talk.said(text, choices, proposed=())


def _dropped(talk: Talk, name: str) -> Outcome:
    """One is removed, with how sure the mentor felt in it."""
    one = _found(talk, name)
    if one is None:
        return talk.said(say("growth.gone"), _all())
    now = talk.conversation
    choices = _all()
    conversation = now.with_(
        choices=choices,
        plans=tuple(plan for plan in now.plans if plan.kept != name),
        used=confidence.without(now.used, one, _zone(talk)),
    )
    said = [say("growth.dropped", day=_day(talk, _date(talk, one)))]
    if talk.on_telegram:
        said.append(say("growth.dropped_telegram"))
    reply = Reply(" ".join(said), choices)
    return Outcome((reply,), conversation, "command", records=(Dropped(name),))


def _found(talk: Talk, name: str) -> Kept | None:
    return talk.incoming.kept_one(name)


def _all() -> tuple[Choice, ...]:
    return (Choice(say("growth.all"), "grow:kept:1"), Choice(say("growth.back"), "grow:lines:1"))


def _name(kind: str) -> str:
    """A kind of talk as a heading: 'Voortgangsgesprek'."""
    said = say(f"concept.{kind}").removeprefix("het ").removeprefix("de ")
    return said[:1].upper() + said[1:]


def _zone(talk: Talk) -> tzinfo:
    return talk.incoming.at.tzinfo or UTC


def _date(talk: Talk, kept: Kept) -> date:
    return kept.at.astimezone(_zone(talk)).date()


def _day(talk: Talk, day: date) -> str:
    """A day as short as it can be: 3 november, and its year when that is another one."""
    said = spoken(day)
    return said.removesuffix(f" {day.year}") if day.year == talk.today.year else said
