"""Passing a question on that nothing answered: in the mentor's own words, seen before they go.

What the mentor typed is scrubbed and shown; a yes passes on exactly what was shown. Nothing is
ever gathered from what mentors ask.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from hashlib import blake2b
from uuid import uuid4

from assistant.dialogue.answers.answering import Asker
from assistant.dialogue.answers.attributing import spoken
from assistant.dialogue.answers.composing import compose
from assistant.dialogue.reflections.minding import scrubbed, tells_of_person
from assistant.dialogue.talk import Talk
from assistant.dialogue.tidying import shortened
from assistant.messages import Answer, Choice, Outcome
from assistant.planning.schooldays import is_school_day
from assistant.states import WISHES_KEPT, Due, Region, Unwished, Wish, Wished, Wishing
from assistant.texts.catalogue import say
from assistant.trends import counting
from assistant.trends.naming import OTHER, title

DUE = "wish"
"""Under this name, with the wish's id behind it, it is looked up whether it is answered."""

MOST = 8
"""Wishes of one mentor at a time; as many topics as count of a mentor in a month."""

LONGEST = 500
"""Characters of a wish."""

_LOOKED_UP_AT = time(16)
"""The wall time at which a wish is looked up: lessons are over."""

_SHOWN = 60
"""Characters of a wish in a list or on a button."""

_SEARCHED = ("answered", "conflict", "unknown")


def button(talk: Talk, given: Answer) -> Choice | None:
    """The button under an answer that says it does not know; None: there is nothing to pass on."""
    asked = given.parts[-1] if given.parts else given
    if given.status not in _SEARCHED or asked.status != "unknown":
        return None
    if not talk.conversation.agreed or not counting.places(talk.scope, talk.organisations):
        return None
    about = counting.about(asked, talk.knowledge)
    # Only when it was asked: a button stays for longer than the words may.
    return Choice(say("wishes.button.pass"), f"wish:begin:{_second(talk.incoming.at)}:{about}")


def pressed(talk: Talk, value: str) -> Outcome | None:
    """What a button of the wishes does (`wish:VALUE`); None: there is no such button."""
    does, _, rest = value.partition(":")
    match does:
        case "begin":
            return _begun(talk, rest)
        case "yes" | "words" | "no":
            now = talk.conversation.wishing
            if now is None or now.id != rest:
                return talk.said(say("wishes.gone"))
            return {"yes": _passed, "words": _retyped, "no": _dropped}[does](talk, now)
        case "hear" | "rest" | "back":
            wish = next((one for one in talk.conversation.wishes if one.id == rest), None)
            if wish is None:
                return talk.said(say("wishes.back_gone"))
            return _taken_back(talk, wish) if does == "back" else _heard(talk, wish, does == "hear")
        case "list":
            return listed(talk)
        case _:
            return None


def heard(talk: Talk, text: str) -> Outcome | None:
    """Other words for what is to be passed on; None: none are waited for."""
    now = talk.conversation.wishing
    if now is None or not _is_open(talk, now) or _offers(talk, f"wish:yes:{now.id}"):
        return None
    if len(text) > LONGEST:
        return _again(talk, now, "wishes.too_long")
    return _shown(talk, now.key, text)


def stopped(talk: Talk) -> Outcome | None:
    """Pass nothing on; None: nothing was about to be."""
    now = talk.conversation.wishing
    return _dropped(talk, now) if now is not None and _is_open(talk, now) else None


def listed(talk: Talk, before: str = "") -> Outcome:
    """What the mentor passed on and is still kept, each with a way to take it back."""
    wishes = _live(talk)
    if not wishes:
        return talk.said(say("wishes.list_none"))
    lines = [before or say("wishes.list")]
    for number, one in enumerate(wishes, 1):
        date = spoken(one.at.astimezone(talk.incoming.at.tzinfo).date())
        lines.append(say("wishes.list_line", number=number, wish=one.text, date=date))
    choices = [
        Choice(
            say("wishes.button.one_back", wish=shortened(one.text, _SHOWN)), f"wish:back:{one.id}"
        )
        for one in wishes
    ]
    return talk.said("\n".join(lines), tuple(choices))


def list_button(talk: Talk) -> tuple[Choice, ...]:
    """The way to what the mentor passed on, where there is something."""
    return (Choice(say("wishes.button.list"), "wish:list"),) if _live(talk) else ()


def next_look(at: datetime, region: Region | None) -> datetime:
    """When a wish is looked up next: the first school day of which the hour is still to come."""
    day = at.date()
    while True:
        moment = datetime.combine(day, _LOOKED_UP_AT, at.tzinfo)
        if moment > at and is_school_day(day, region):
            return moment
        day += timedelta(days=1)


def found(talk: Talk, wish: Wished) -> Answer:
    """What the documents that hold for the mentor say to a wish now; nobody asked, none counts."""
    now = talk.conversation
    asker = Asker(talk.scope, talk.today, None, now.students, now.experience)
    return compose(talk.searcher, wish.text, asker, None)


def marked(talk: Talk, given: Answer) -> str:
    """Stands for the section that answers, as it reads now; empty: none does."""
    if given.status not in ("answered", "conflict"):
        return ""
    first = given.sources[0]
    known = talk.knowledge.find(f"{first.document}#{first.section}")
    words = known[1].text if known else first.quote
    place = f"{first.document}#{first.section}\n{words}"
    return blake2b(place.encode("utf-8", "replace"), digest_size=8).hexdigest()


def without(wishes: Iterable[Wished], gone: Wished) -> tuple[Wished, ...]:
    """The wishes but this one."""
    return tuple(one for one in wishes if one.id != gone.id)


def _begun(talk: Talk, value: str) -> Outcome:
    """Show the question that was asked just now, scrubbed."""
    now = talk.conversation
    asked_at, _, key = value.partition(":")
    if not now.agreed:
        return talk.said(say("wishes.not_agreed"))
    if not now.previous or now.previous_at is None or asked_at != str(_second(now.previous_at)):
        return talk.said(say("wishes.gone"))
    return _shown(talk, key, now.previous)


def _shown(talk: Talk, key: str, text: str) -> Outcome:
    """What would be passed on, to the letter, with a yes, other words, and no."""
    line = " ".join(text.split())
    words = scrubbed(talk.knowledge, line)
    wish = Wishing(uuid4().hex, key, words, talk.incoming.at)
    if tells_of_person(talk.knowledge, words) is not None:
        return _again(talk, replace(wish, text=""), "wishes.person")
    lines = [say("wishes.show"), f"‘{words}’"]
    if words != line:
        lines.append(say("wishes.scrubbed"))
    if key != OTHER:
        lines.append(say("wishes.about", title=title(talk.knowledge, key)))
    choices = (
        Choice(say("wishes.button.yes"), f"wish:yes:{wish.id}"),
        Choice(say("wishes.button.words"), f"wish:words:{wish.id}"),
        _no(wish),
    )
    return talk.said("\n".join((*lines, "", say("wishes.who"))), choices, wishing=wish)


def _passed(talk: Talk, now: Wishing) -> Outcome:
    """Pass on what was shown."""
    places = counting.places(talk.scope, talk.organisations)
    wishes = _live(talk)
    if not talk.conversation.agreed or not places or not now.text:
        return talk.said(say("wishes.gone"), wishing=None)
    if len(wishes) >= MOST:
        return listed(talk, say("wishes.full", number=MOST))
    at = talk.incoming.at
    wish = Wished(now.id, now.text, at)
    choices = (
        Choice(say("wishes.button.hear"), f"wish:hear:{wish.id}"),
        Choice(say("wishes.button.rest"), f"wish:rest:{wish.id}"),
        Choice(say("wishes.button.back"), f"wish:back:{wish.id}"),
    )
    said = talk.said(say("wishes.passed"), choices, wishing=None, wishes=(*wishes, wish))
    return replace(
        said, records=(Wish(wish.id, counting.period(at), places, now.key, wish.text, at),)
    )


def _retyped(talk: Talk, now: Wishing) -> Outcome:
    """Wait for other words."""
    return _again(talk, now, "wishes.retype")


def _dropped(talk: Talk, _now: Wishing) -> Outcome:
    """Pass nothing on."""
    return talk.said(say("wishes.dropped"), wishing=None)


def _heard(talk: Talk, wish: Wished, hears: bool) -> Outcome:
    """Tell of it or not when a document answers it."""
    now, at = talk.conversation, talk.incoming.at
    before = marked(talk, found(talk, wish)) if hears else ""
    changed = replace(wish, hears=hears, before=before)
    wishes = tuple(changed if one.id == wish.id else one for one in now.wishes)
    name = f"{DUE}:{wish.id}"
    if not hears:
        said = talk.said(say("wishes.rests"), wishes=wishes)
        return replace(said, records=(Due(name, None),))
    said = talk.said(say("wishes.hears_paused" if now.paused else "wishes.hears"), wishes=wishes)
    return replace(said, records=(Due(name, next_look(at, now.prompting.region)),))


def _taken_back(talk: Talk, wish: Wished) -> Outcome:
    said = talk.said(say("wishes.back"), wishes=without(talk.conversation.wishes, wish))
    return replace(said, records=(Unwished(wish.id), Due(f"{DUE}:{wish.id}", None)))


def _again(talk: Talk, now: Wishing, key: str) -> Outcome:
    """Wait for other words, after a sentence."""
    wish = replace(now, at=talk.incoming.at)
    return talk.said(say(key), (_no(wish),), wishing=wish)


def _live(talk: Talk) -> tuple[Wished, ...]:
    """Those that are kept still, whether or not a sweep has come by."""
    return tuple(one for one in talk.conversation.wishes if talk.incoming.at - one.at < WISHES_KEPT)


def _is_open(talk: Talk, now: Wishing) -> bool:
    """Whether the last thing said was about this wish."""
    return _offers(talk, f"wish:no:{now.id}")


def _offers(talk: Talk, action: str) -> bool:
    return any(one.action == action for one in talk.conversation.choices)


def _no(wish: Wishing) -> Choice:
    return Choice(say("wishes.button.no"), f"wish:no:{wish.id}")


def _second(at: datetime) -> int:
    return int(at.timestamp())
