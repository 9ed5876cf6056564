"""What in a conversation is kept for a while only (DESIGN.md principle 5), and what is left of it.

A sweep erases it when its time has come, without the mentor having to write again.
"""

from datetime import datetime, timedelta

from assistant.messages import Conversation
from assistant.states import WISHES_KEPT

QUESTION_KEPT = timedelta(hours=24)
"""How long the question before is kept."""

REFLECTION_KEPT = timedelta(days=7)
"""How long a reflection that is not finished is kept."""

CYCLE_KEPT = timedelta(hours=24)
"""How long the choices for an own appraisal talk are kept."""

WISHING_KEPT = timedelta(hours=24)
"""How long a question that is about to be passed on is kept."""


def expires_at(conversation: Conversation) -> datetime | None:
    """When the first of what expires does; None: nothing in it expires."""
    ends = []
    if conversation.previous_at is not None:
        ends.append(conversation.previous_at + QUESTION_KEPT)
    if conversation.running is not None:
        ends.append(conversation.running.at + REFLECTION_KEPT)
    if conversation.cycle is not None:
        ends.append(conversation.cycle.at + CYCLE_KEPT)
    if conversation.wishing is not None:
        ends.append(conversation.wishing.at + WISHING_KEPT)
    ends += [one.at + WISHES_KEPT for one in conversation.wishes]
    return min(ends, default=None)


def without_expired(conversation: Conversation, now: datetime) -> Conversation:
    """The conversation as it is to be kept from now on."""
    asked, running, cycle = conversation.previous_at, conversation.running, conversation.cycle
    if asked is not None and asked + QUESTION_KEPT <= now:
        conversation = conversation.with_(previous=None, previous_at=None)
    if running is not None and running.at + REFLECTION_KEPT <= now:
        conversation = conversation.with_(running=None)
    if cycle is not None and cycle.at + CYCLE_KEPT <= now:
        conversation = conversation.with_(cycle=None)
    wishing = conversation.wishing
    if wishing is not None and wishing.at + WISHING_KEPT <= now:
        conversation = conversation.with_(wishing=None)
    wishes = tuple(one for one in conversation.wishes if one.at + WISHES_KEPT > now)
    return conversation.with_(wishes=wishes)
