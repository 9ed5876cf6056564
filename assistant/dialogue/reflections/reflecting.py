"""The room of the guided reflection: what a mentor says and presses in it, what silence does.

What comes of it stands in `flowing`, how it is shown in `posing`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import get_args

from assistant.dialogue import smalltalk
from assistant.dialogue.reflections import flowing, inviting, posing
from assistant.dialogue.reflections.flowing import EXPIRE, LASTS, SILENCE, SILENT, Reflection
from assistant.dialogue.reflections.inviting import button, withdrawn
from assistant.dialogue.reflections.minding import Told, tells_of_person
from assistant.dialogue.talk import Talk
from assistant.dialogue.tidying import has_words
from assistant.messages import Choice, Conversation, Outcome
from assistant.planning import phrases, prompting
from assistant.reflection import reading
from assistant.reflection.engine import CARD, PLAN
from assistant.states import Due, Planned
from assistant.texts.catalogue import say
from index.lexical import folded
from knowledge.document import Conversation as Kind
from knowledge.flow import SCALE

__all__ = [
    "begin",
    "button",
    "choose",
    "due",
    "heard",
    "is_busy",
    "is_open",
    "pressed",
    "settled",
    "takes_number",
    "withdrawn",
    "word",
]

LONGEST = 1000
"""Characters of an answer."""

_MOST_BUTTONS = 8

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


def is_busy(conversation: Conversation) -> bool:
    """Whether there is a reflection with answers that a new one would throw away."""
    running = conversation.running
    return running is not None and any(one.answer is not None for one in running.given)


def word(talk: Talk, plain: str) -> Outcome | None:
    """A word that always works in a reflection: stop, later, overslaan, terug, bewaar, verder."""
    running = talk.conversation.running
    action = _WORDS.get(plain)
    if action is None or (running is None and action == "stop"):
        return None
    if talk.conversation.cycle and not any(_is_ours(one) for one in talk.conversation.choices):
        return None  # the word is for the appraisal talk that is prepared now
    if running is None:
        return talk.said(say("reflection.nothing"), (_all(),))
    if running.resting and action in ("skip", "back", "later"):
        return talk.said(say("reflection.rests"), (posing.resume(),))
    if action == "keep" and running.step != CARD:
        found = _current(talk)
        return found.again(say("reflection.keep_later")) if found else _gone(talk)
    return _done(talk, action)


def heard(talk: Talk, text: str, ask: Callable[[str], Outcome]) -> Outcome | None:
    """What is said while a reflection is open; `ask` answers a question halfway. None: none is."""
    if not is_open(talk.conversation):
        return None
    now = _current(talk)
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
        if found.status in ("answered", "conflict"):
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
    now = _current(talk)
    if now is None:
        return _gone(talk)
    step, _, number = rest.partition(":")
    if step != now.running.step:
        return now.again(say("reflection.old"))
    return _answered(now, number) if kind == "answer" else _done(talk, kind)


def due(talk: Talk, name: str) -> Outcome | None:
    """What comes of silence; None: this name is not ours."""
    if name not in (SILENCE, EXPIRE):
        return None
    running, at = talk.conversation.running, talk.incoming.at
    nothing = Outcome((), talk.conversation)
    if running is None:
        return nothing
    waits = SILENT if name == SILENCE else LASTS
    if at - running.at < waits:  # something was said since it was set
        if running.resting and name == SILENCE:
            return nothing
        return replace(nothing, records=(Due(name, running.at + waits),))
    now = _current(talk)
    if name == EXPIRE or now is None:
        return Outcome((), flowing.left(talk), records=flowing.ENDED)
    key = "reflection.silence_card" if running.step == CARD else "reflection.silence"
    closed = now.put_aside(say(key, title=now.flow.title))
    # A prompt that nobody answered, or a pause: it closes without a word.
    unheard = talk.conversation.paused or bool(running.about and not running.given)
    if not unheard and not prompting.is_quiet(at):
        return closed
    # At night it closes now, and that is told in the morning.
    records = closed.records
    if not unheard:
        records += (Due(SILENCE, prompting.awake(at, prompting.MORNING)),)
    conversation = closed.conversation.with_(choices=talk.conversation.choices)
    return replace(closed, replies=(), conversation=conversation, records=records)


def is_open(conversation: Conversation) -> bool:
    """Whether what is typed now answers a reflection: its question was the last thing said."""
    running = conversation.running
    if running is None or running.resting or running.step == CARD or conversation.awaiting:
        return False
    return any(_is_ours(one) for one in conversation.choices)


def takes_number(talk: Talk) -> bool:
    """Whether a number that is typed is an answer, and not the place of a button.

    On a scale it always is. In words it is on Telegram, which shows no numbers before buttons.
    """
    running = talk.conversation.running
    if running is None or not is_open(talk.conversation):
        return False
    flow = talk.knowledge.flows.get(running.flow)
    step = flow.step(running.step) if flow else None
    return talk.on_telegram or (step is not None and step.answer == "schaal")


def settled(talk: Talk, outcome: Outcome) -> Outcome:
    """What another room's outcome means for the reflection that was open before it.

    In danger it ended, and nothing is due any more. A card that was left lying rests. Else the
    way back is a button; where the mentor said nothing, the question just stays open.
    """
    before, now = talk.conversation, outcome.conversation
    running = before.running
    names = {one.name for one in outcome.records if isinstance(one, Due)}
    if running is None or outcome.forget or names & {SILENCE, EXPIRE}:
        return outcome
    if now.running is None:
        records = (*outcome.records, *flowing.ENDED)
        return replace(
            outcome, conversation=now.with_(used=flowing.left(talk).used), records=records
        )
    ours = tuple(one for one in before.choices if _is_ours(one))
    if running.resting or not ours or any(_is_ours(one) for one in now.choices):
        return outcome
    if talk.incoming.action and talk.incoming.action.startswith("due:"):
        return replace(outcome, conversation=now.with_(choices=(*now.choices, *ours)))
    if running.step == CARD:
        rests = replace(running, resting=True)
        expires = Due(EXPIRE, running.at + LASTS)
        records = (*outcome.records, Due(SILENCE, None), expires)
        rested = replace(outcome, conversation=now.with_(running=rests), records=records)
        return _with_way_back(rested)
    open_ = _current(talk)
    if outcome.answer is not None and open_ is not None:  # a suggestion was pressed
        return open_.halfway(outcome)
    return _with_way_back(outcome)


# What is done


def _done(talk: Talk, action: str) -> Outcome | None:
    """One of the words that always work, typed or pressed."""
    now = _current(talk)
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


def _current(talk: Talk) -> Reflection | None:
    """The unfinished reflection; None: its flow is gone, or has changed under it."""
    running = talk.conversation.running
    flow = talk.knowledge.flows.get(running.flow) if running else None
    if running is None or flow is None:
        return None
    is_there = running.step in (CARD, PLAN) or flow.step(running.step) is not None
    return Reflection(talk, flow, running) if is_there else None


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


# What is shown


def _with_way_back(outcome: Outcome) -> Outcome:
    choices = (*outcome.conversation.choices, posing.resume())
    if not outcome.replies or len(choices) > _MOST_BUTTONS + 1:
        return outcome
    *rest, last = outcome.replies
    last = replace(last, choices=(*last.choices, posing.resume()))
    conversation = outcome.conversation.with_(choices=choices)
    return replace(outcome, replies=(*rest, last), conversation=conversation)


def _is_ours(choice: Choice) -> bool:
    return choice.action.startswith("flow:") and choice.action != posing.resume().action


def _all() -> Choice:
    return Choice(say("reflection.button.choose"), "flow:choose")
