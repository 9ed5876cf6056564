"""The buttons under an answer, and what comes of pressing them."""

from dataclasses import replace
from typing import get_args

from assistant.dialogue.answers.attributing import reached
from assistant.dialogue.answers.quoting import first_lines
from assistant.dialogue.talk import Talk
from assistant.dialogue.trends import tallying, wishing
from assistant.messages import Answer, Choice, Outcome, Source, Useful
from assistant.texts.catalogue import say

MOST = 8
"""More buttons than these are a list; four of them stand in a row."""

_LABEL = 60
"""Most characters of a button; more are cut off."""


def choices(talk: Talk, given: Answer) -> tuple[Choice, ...]:
    """Read on, the suggestions, whether it was useful, whom to ask, or the choice of a school.

    While the mentor is still starting only what leads on to more words: the step's own buttons
    come right after.
    """
    if given.status == "crisis":
        return ()
    first = given.parts[-1] if given.status == "personal_data" and given.parts else given
    reads = _reads(talk, first)
    rest: list[Choice] = []
    if not talk.conversation.starting:
        rest += _useful(first)
        if talk.scope.chosen is not None and talk.contact:
            rest.append(Choice(say("whom.button"), "contact:"))
        if passes_on := wishing.button(talk, given):
            rest.append(passes_on)
    rest += talk.school_choice
    room = max(0, MOST - len(reads) - len(rest))
    asks = [Choice(_label(asked), f"ask:{asked}") for asked in given.suggestions[:room]]
    return (*reads, *asks, *rest)


def useful(talk: Talk, value: str) -> Outcome | None:
    """What the mentor thinks of an answer, and whom to tell; None: it is about nothing known."""
    name, _, place = value.partition(":")
    kind = next((one for one in get_args(Useful) if one == name), None)
    found = talk.knowledge.find(place)
    if kind is None or found is None:
        return None
    left = tuple(one for one in talk.conversation.choices if not one.action.startswith("useful:"))
    contact = talk.contact
    if kind == "yes":
        text = say("useful.thanks")
    elif kind == "no":
        text = say("useful.pity", contact=contact) if contact else say("useful.pity_nobody")
    else:
        issuer = talk.knowledge.issuer(found[0])
        if kind == "wrong" and issuer.contact:
            contact = reached(issuer, issuer.contact)
        text = say(f"useful.{kind}", contact=contact or say("useful.nobody"))
    return replace(talk.said(text, left), records=tallying.judged(talk, place, kind))


def contact(talk: Talk) -> Outcome:
    """Whom to ask; nothing is sent."""
    if talk.scope.chosen is None:
        return talk.said(say("whom.no_school"), talk.school_choice)
    left = tuple(one for one in talk.conversation.choices if one.action != "contact:")
    own = [pair for pair in talk.scope.contacts if pair[1].role == "schoolopleider"]
    if own:
        return talk.said(say("whom.school", contact=reached(*own[0])), left)
    if talk.contact:
        return talk.said(say("whom.nearest", contact=talk.contact), left)
    return talk.said(say("whom.nobody"), left)


def _reads(talk: Talk, given: Answer) -> list[Choice]:
    """Where there is more to read: of the first source, and of the others that contradict it."""
    found = []
    told = [(one.place, one.quote) for one in given.sources[:1]]
    near = [hint for hint in given.hints if hint.why == "near"]
    told += [(one.place, "") for one in near[:1]]
    for name, quoted in told:
        at = talk.knowledge.find(name)
        if at and len(at[1].text) > len(quoted or first_lines(at[1].text)):
            found.append(Choice(say("answer.more"), f"read:{name}"))
    if given.status != "conflict":
        return found
    issuers = [one.issuer for one in given.sources]
    others = {
        _issuer(talk, one) if issuers.count(one.issuer) == 1 else one.title: one
        for one in given.sources[1:]
    }
    return found + [
        Choice(say("answer.more_of", of=of), f"read:{one.place}") for of, one in others.items()
    ]


def _issuer(talk: Talk, one: Source) -> str:
    return talk.organisations[one.issuer].name


def _useful(given: Answer) -> list[Choice]:
    if given.status not in ("answered", "conflict") or not given.sources:
        return []
    place = given.sources[0].place
    return [
        Choice(say(f"useful.button.{kind}"), f"useful:{kind}:{place}") for kind in get_args(Useful)
    ]


def _label(question: str) -> str:
    return question if len(question) <= _LABEL else question[: _LABEL - 2].rstrip() + " …"
