"""The room of the guided reflection: what a mentor says and presses in it.

What comes of it stands in `flowing`, how it is shown in `posing`, and what becomes of it when the
mentor says something else or nothing in `standing`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import get_args

from assistant.dialogue import smalltalk
from assistant.dialogue.reflections import flowing, inviting, posing, standing
from assistant.dialogue.reflections.flowing import Reflection
from assistant.dialogue.reflections.minding import Told, tells_of_person
from assistant.dialogue.talk import Talk
from assistant.dialogue.tidying import has_words
from assistant.messages import Choice, Outcome
from assistant.planning import phrases
from assistant.reflection import reading
from assistant.reflection.engine import CARD
from assistant.states import Planned
from assistant.texts.catalogue import say
from index.lexical import folded
from knowledge.document import Conversation as Kind
from knowledge.flow import SCALE

LONGEST = 1000
"""Characters of an answer."""

_OWN_WORDS = 3
"""So many words where a choice is asked are an answer of the mentor's own."""

_GREETS = re.compile(r"(?:hoi|hallo|hey|hai|hi|goede\w+|goeie\w+)\b")
"""A greeting that is nothing else: 'morgen' can be an answer."""

_TELLS: Mapping[Told, str] = {"name": "reflection.name", "person": "reflection.person"}

_WORDS = {
    "overslaan": "skip",
    "sla over": "skip",
    "terug": "back",
    "later": "later",
    "stop": "stop",
    "verder": "go",
    "bewaar": "keep",
    "bewaren": "keep",
    "ruim op": "clear",
}
"""What can always be typed."""


def choose(talk: Talk, flow: str) -> Outcome | None:
    """/reflectie: begin this flow, or show which there are."""
    flows = talk.knowledge.flows
    if not flows:
        return talk.said(say("reflection.none"))
    if not flow:
        return inviting.offered(talk, "")
    wanted = folded(flow).strip(" .!?")
    named = [one for one in flows.values() if wanted in (one.id, folded(one.title))]
    named = named or [
        one for one in flows.values() if wanted in one.id or wanted in folded(one.title)
    ]
    if len(named) != 1:
        return inviting.offered(
            talk, say("reflection.unknown", ids=", ".join(inviting.in_order(flows.values())))
        )
    return flowing.begin(talk, named[0])


def begin(talk: Talk, flow: str, about: Planned | None = None) -> Outcome | None:
    """Ask the first question of a flow, about a planned talk; None: there is no such flow."""
    found = talk.knowledge.flows.get(flow)
    if found is None:
        return None
    return flowing.begin(talk, found, about.kind if about else None, about.id if about else None)


def word(talk: Talk, plain: str) -> Outcome | None:
    """A word that always works in a reflection: stop, later, overslaan, terug, bewaar, verder."""
    running = talk.conversation.running
    action = _WORDS.get(plain)
    if action is None or (running is None and action == "stop"):
        return None
    choices = talk.conversation.choices
    if talk.conversation.cycle and not any(standing.is_ours(one) for one in choices):
        return None  # the word is for the appraisal talk that is prepared now
    if running is None:
        return talk.said(say("reflection.nothing"), (_all(),))
    if running.resting and action in ("skip", "back", "later"):
        return talk.said(say("reflection.rests"), (posing.resume(),))
    if action == "keep" and running.step != CARD:
        found = standing.current(talk)
        return found.again(say("reflection.keep_later")) if found else _gone(talk)
    return _done(talk, action)


def heard(talk: Talk, text: str, ask: Callable[[str], Outcome]) -> Outcome | None:
    """What is said while a reflection is open; `ask` answers a question halfway. None: none is."""
    if not standing.is_open(talk.conversation):
        return None
    now = standing.current(talk)
    if now is None:
        return _gone(talk)
    if not has_words(text):
        return now.again(say("reflection.no_words"))
    step = now.flow.step(now.running.step)
    if _GREETS.match(folded(text)) and smalltalk.kind(text) == "greeting":
        return now.again(say("reflection.greeted"))
    if not now.running.given and phrases.plans_only(text, talk.incoming.at, talk.scope.words):
        return None  # a prompt that is passed by, and the next talk
    if step is not None and step.answer in ("schaal", "keuze"):
        return _picked(now, step.answer, step.choices, text, ask)
    if len(text) > LONGEST:
        return now.again(say("reflection.too_long"))
    if told := tells_of_person(now.talk.knowledge, text):
        return now.again(say(_TELLS[told]), status="personal_data")
    if reading.asks_assistant(text, now.running.question):
        found = ask(text)
        is_unknown = found.status == "unknown" and reading.only_asks(text)
        if is_unknown or found.status in ("answered", "conflict"):
            return now.halfway(found)
    return now.answered(text)


def pressed(talk: Talk, value: str) -> Outcome | None:
    """What a button of a reflection does (`flow:VALUE`); None: it does nothing any more."""
    kind, _, rest = value.partition(":")
    if kind == "begin":
        name, _, about = rest.partition(":")
        talk_kind, _, planned = about.partition(":")
        flow = talk.knowledge.flows.get(name)
        known: Kind | None = next((one for one in get_args(Kind) if one == talk_kind), None)
        return flowing.begin(talk, flow, known, planned or None) if flow else choose(talk, name)
    if kind == "choose":
        return choose(talk, "")
    if kind == "clear":
        return _cleared(talk, rest)
    if talk.conversation.running is None:
        was_ours = kind in ("answer", *_WORDS.values())
        return talk.said(say("reflection.nothing"), (_all(),)) if was_ours else None
    if kind not in ("answer", "skip", "back"):
        return _done(talk, kind)
    now = standing.current(talk)
    if now is None:
        return _gone(talk)
    step, _, number = rest.partition(":")
    if step != now.running.step:
        return now.again(say("reflection.old"))
    return _answered(now, number) if kind == "answer" else _done(talk, kind)


# What is done


def _done(talk: Talk, action: str) -> Outcome | None:
    """One of the words that always work, typed or pressed."""
    now = standing.current(talk)
    if now is None:
        return _gone(talk)
    match action:
        case "skip":
            return now.resumed() if now.running.step == CARD else now.answered(None)
        case "back":
            return now.back()
        case "later":
            return now.later()
        case "stop":
            return now.stopped()
        case "go":
            return now.resumed()
        case "keep":
            return now.keep() if now.running.step == CARD else None
        case "clear":
            return _cleared(talk, "")
        case _:
            return None


def _gone(talk: Talk) -> Outcome:
    said = talk.with_(flowing.left(talk)).said(say("reflection.gone"), (_all(),), status="closed")
    return replace(said, records=flowing.ENDED)


def _picked(
    now: Reflection,
    kind: str,
    choices: tuple[str, ...],
    text: str,
    ask: Callable[[str], Outcome],
) -> Outcome:
    """What is typed where a number or a choice was asked."""
    score = reading.score(text) if kind == "schaal" else None
    picked = reading.choice(text, choices) if score is None else str(score)
    if picked is not None:
        return now.answered(picked)
    if told := tells_of_person(now.talk.knowledge, text):
        return now.again(say(_TELLS[told]), status="personal_data")
    if reading.is_question(text) and len(text) <= LONGEST:
        found = ask(text)
        if found.status in ("answered", "conflict", "declined") or text.endswith("?"):
            return now.halfway(found)
    if kind == "keuze" and len(text.split()) >= _OWN_WORDS and len(text) <= LONGEST:
        return now.answered(text)  # the mentor's own words say more than a choice
    key = "reflection.no_score" if kind == "schaal" else "reflection.no_choice"
    return now.again(say(key))


def _answered(now: Reflection, number: str) -> Outcome | None:
    """A button under a scale or a choice."""
    step = now.flow.step(now.running.step)
    place = int(number) if number.isdecimal() else -1
    if step is None or place < 0:
        return None
    if step.answer == "schaal":
        return now.answered(str(place)) if place in SCALE else None
    return now.answered(step.choices[place]) if place < len(step.choices) else None


def _cleared(talk: Talk, began: str) -> Outcome | None:
    """Take the reflection out of the chat, where there is one."""
    running = talk.conversation.running
    if not talk.on_telegram:
        left = talk.conversation.choices
        return talk.said(say("reflection.no_chat"), left, status="flow" if running else "command")
    if began.isdecimal():
        since = datetime.fromtimestamp(int(began[:12]), talk.incoming.at.tzinfo)
    elif running is not None:
        since = running.began or running.at
    else:
        return None
    is_own = running is not None and int((running.began or running.at).timestamp()) == int(
        since.timestamp()
    )
    now = flowing.left(talk) if is_own else talk.conversation
    said = talk.with_(now).said(say("reflection.cleared"), status="closed")
    return replace(said, clears=since, records=flowing.ENDED if is_own else ())


def _all() -> Choice:
    return Choice(say("reflection.button.choose"), "flow:choose")
