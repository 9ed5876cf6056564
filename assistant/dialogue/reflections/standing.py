"""Where a reflection stands while the mentor says something else, or nothing.

What is said and pressed in it stands in `reflecting`.
"""

from dataclasses import replace

from assistant.dialogue.reflections import flowing, posing
from assistant.dialogue.reflections.flowing import EXPIRE, LASTS, SILENCE, SILENT, Reflection
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Conversation, Outcome
from assistant.planning import prompting
from assistant.reflection.engine import CARD, PLAN
from assistant.states import Due
from assistant.texts.catalogue import say

_MOST_BUTTONS = 8


def is_busy(conversation: Conversation) -> bool:
    """Whether there is a reflection with answers that a new one would throw away."""
    running = conversation.running
    return running is not None and any(one.answer is not None for one in running.given)


def is_open(conversation: Conversation) -> bool:
    """Whether what is typed now answers a reflection: its question was the last thing said."""
    running = conversation.running
    if running is None or running.resting or running.step == CARD or conversation.awaiting:
        return False
    return any(is_ours(one) for one in conversation.choices)


def is_ours(choice: Choice) -> bool:
    """Whether a button is one of an open question; the way back to it is not."""
    return choice.action.startswith("flow:") and choice.action != posing.resume().action


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


def current(talk: Talk) -> Reflection | None:
    """The unfinished reflection; None: its flow is gone, or has changed under it."""
    running = talk.conversation.running
    flow = talk.knowledge.flows.get(running.flow) if running else None
    if running is None or flow is None:
        return None
    is_there = running.step in (CARD, PLAN) or flow.step(running.step) is not None
    return Reflection(talk, flow, running) if is_there else None


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
    now = current(talk)
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
    ours = tuple(one for one in before.choices if is_ours(one))
    if running.resting or not ours or any(is_ours(one) for one in now.choices):
        return outcome
    if talk.incoming.action and talk.incoming.action.startswith("due:"):
        return replace(outcome, conversation=now.with_(choices=(*now.choices, *ours)))
    if running.step == CARD:
        rests = replace(running, resting=True)
        expires = Due(EXPIRE, running.at + LASTS)
        records = (*outcome.records, Due(SILENCE, None), expires)
        rested = replace(outcome, conversation=now.with_(running=rests), records=records)
        return _with_way_back(rested)
    open_ = current(talk)
    if outcome.answer is not None and open_ is not None:  # a suggestion was pressed
        return open_.halfway(outcome)
    return _with_way_back(outcome)


def _with_way_back(outcome: Outcome) -> Outcome:
    choices = (*outcome.conversation.choices, posing.resume())
    if not outcome.replies or len(choices) > _MOST_BUTTONS + 1:
        return outcome
    *rest, last = outcome.replies
    last = replace(last, choices=(*last.choices, posing.resume()))
    conversation = outcome.conversation.with_(choices=choices)
    return replace(outcome, replies=(*rest, last), conversation=conversation)
