"""The prompt before a talk and the follow-up after it, when their moment is there.

All rules are decided here and now, on what is known when it comes: the store only knows that
something is due.
"""

from dataclasses import replace
from datetime import UTC, timedelta

from assistant.dialogue.reflections import flowing, inviting, reflecting, standing
from assistant.dialogue.talk import Talk
from assistant.dialogue.talks import settling
from assistant.dialogue.talks.wording import kind_name, near_said
from assistant.messages import Choice, Outcome, Reply
from assistant.planning import prompting
from assistant.states import Due, Planned
from assistant.texts.catalogue import say

_FRESH = timedelta(hours=1)
"""A reflection that was begun so short ago is not broken into, answered or not."""


def due(talk: Talk, name: str) -> Outcome | None:
    """A prompt or a follow-up whose moment is there; None: this name is not ours."""
    kind, _, named = name.partition(":")
    if kind not in (settling.PROMPT, settling.FOLLOW):
        return None
    one = next((one for one in talk.conversation.planned if one.id == named), None)
    if one is None:
        return _nothing(talk)
    return _prompt(talk, one) if kind == settling.PROMPT else _follow_up(talk, one)


def _prompt(talk: Talk, one: Planned) -> Outcome:
    now, at = talk.conversation, talk.incoming.at
    if one.prompt_at is None or at < one.prompt_at:
        # It was moved while this one was on its way.
        return replace(_nothing(talk), records=settling.due_of([one], at))
    verdict = prompting.may_prompt(one, now.prompting, paused=now.paused, now=at)
    if verdict == "nothing":
        return _nothing(talk)
    if verdict == "later":
        again = Due(f"{settling.PROMPT}:{one.id}", prompting.awake(at))
        return replace(_nothing(talk), records=(again,))
    sent = prompting.prompted(now.prompting, one.starts_at, at)
    there = talk.with_(now.with_(prompting=sent))
    moment = near_said(one.starts, talk.today).capitalize()
    line = say("planning.due.prompt", moment=moment, kind=kind_name(one.kind))
    flow = f"voor-{one.kind}"
    if _in_the_middle(talk):
        return _offered(there, (line, say("planning.due.offer")), settling.prepare_button(one))
    asked = inviting.withdrawn(there, flow, one) or reflecting.begin(there, flow, one)
    if asked is None or not asked.replies:
        return _offered(there, (line,))
    first, *rest = asked.replies
    first = replace(first, text=f"{line}\n\n{first.text}")
    return replace(asked, replies=(first, *rest), status="prompt")


def _follow_up(talk: Talk, one: Planned) -> Outcome:
    now, at = talk.conversation, talk.incoming.at
    if at < one.follow_up_at:
        return replace(_nothing(talk), records=settling.due_of([one], at))
    silent = now.paused or prompting.keeps_silent(now.prompting, at)
    if not silent and prompting.is_quiet(at):
        again = Due(f"{settling.FOLLOW}:{one.id}", prompting.awake(at, prompting.MORNING))
        return replace(_nothing(talk), records=(again,))
    after, coming = settling.moved_on(now, one, one.starts_at, at)
    records = settling.due_of([coming], at) if coming else settling.nothing_due(one)
    running = now.running
    if running and running.about == one.id:
        # The talk is over: there is nothing left to prepare for; what was written rests.
        busy = standing.is_busy(now)
        after = after.with_(running=replace(running, resting=True) if busy else None, choices=())
        records += (Due(flowing.SILENCE, None),) if busy else flowing.ENDED
    there = talk.with_(after)
    if silent:
        return replace(_nothing(there), records=records)
    moment = near_said(one.starts, talk.today)
    line = say("planning.due.follow", moment=moment, kind=kind_name(one.kind))
    button = inviting.button(say("planning.button.look_back"), inviting.AFTER, one)
    left = there.conversation.running
    writes = left is not None and not left.resting and standing.is_busy(there.conversation)
    ask = say("planning.due.follow_later") if writes else say("planning.due.follow_ask")
    outcome = _offered(there, (line, ask), button)
    return replace(outcome, records=records)


def _in_the_middle(talk: Talk) -> bool:
    """Whether the mentor is in a reflection that a prompt would break or throw away."""
    running = talk.conversation.running
    if running is None:
        return False
    if standing.is_busy(talk.conversation):
        return True
    fresh = talk.incoming.at.astimezone(UTC) - running.at.astimezone(UTC) < _FRESH
    return not running.resting and fresh


def _offered(talk: Talk, lines: tuple[str, ...], *choices: Choice) -> Outcome:
    """Lines with a button; what the running reflection asked can still be answered."""
    now = talk.conversation
    running = now.running is not None and not now.running.resting
    kept = (*choices, *now.choices) if running else choices
    conversation = now.with_(choices=kept, proposed=(), drafting=None)
    return Outcome((Reply("\n".join(lines), kept),), conversation, "prompt")


def _nothing(talk: Talk) -> Outcome:
    return Outcome((), talk.conversation)
