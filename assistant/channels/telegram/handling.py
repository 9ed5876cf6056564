"""One update and what comes of it: what is asked goes to the dialogue, the rest gets a sentence."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from assistant.channels.files import CALENDAR, LARGEST_FILE
from assistant.channels.telegram import rendering
from assistant.channels.telegram.fetching import Fetch, FetchError, TooLargeError
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.outgoing import (
    Clear,
    Document,
    Leave,
    Message,
    Renew,
    Text,
    written,
)
from assistant.channels.telegram.updates import (
    FORWARDED,
    Asked,
    InGroup,
    Invited,
    Nothing,
    Pressed,
    Unreadable,
    Where,
    read,
    where,
)
from assistant.messages import Choice, Conversation, File, Incoming, Outcome, Reply, Role
from assistant.ports import Claimed, Clock, Handled, due_name
from assistant.states import Kept
from assistant.texts.catalogue import say

ERASABLE = timedelta(hours=48)
"""So long a bot may remove a message (https://core.telegram.org/bots/api#deletemessage)."""

_log = structlog.get_logger("mentorkompas.telegram")


class Dialogue(Protocol):
    """Who answers; `assistant.dialogue.assistant.Assistant` does."""

    def handle(self, incoming: Incoming) -> Outcome:
        """Answer one message; may be called from several threads."""


class Shelf(Protocol):
    """Where mentors' reflections are kept; a `MessageStore` is one."""

    def kept(self, mentor: str) -> tuple[Kept, ...]:
        """As `MessageStore.kept`."""

    def kept_one(self, mentor: str, name: str) -> Kept | None:
        """As `MessageStore.kept_one`."""


class Handler:
    """Turns claimed updates into what is to be stored and sent."""

    def __init__(
        self,
        dialogue: Dialogue,
        shelf: Shelf,
        fetch: Fetch,
        clock: Clock,
        metrics: Metrics,
        name: str = "",
        role: Callable[[str], Role | None] = lambda _mentor: None,
    ) -> None:
        """Join the parts.

        Args:
            dialogue: who answers.
            shelf: has what a mentor keeps.
            fetch: brings the files that mentors send.
            clock: tells when.
            metrics: counts.
            name: the bot's own, as in '/help@name'.
            role: reads what the operator granted a mentor.
        """
        self._dialogue = dialogue
        self._shelf = shelf
        self._fetch = fetch
        self._clock = clock
        self._metrics = metrics
        self._name = name
        self._role = role

    def handle(self, claimed: Claimed) -> Handled:
        """What comes of it; a defect of ours costs one answer and stops nothing."""
        at = None
        try:
            raw = json.loads(claimed.body or b"null")
            at = where(raw)
            due = due_name(raw)
            if claimed.set_aside:
                _log.error("a message was set aside: the process died of it twice")
                return self._told(claimed, at, "telegram.set_aside", "set_aside")
            if claimed.update_id < 0 and due is not None:
                return self._due(claimed, due)
            return self._read(claimed, at, raw)
        except Exception as error:
            # Its text may hold what was typed.
            _log.error("a message met a defect", kind=type(error).__name__)
            return self._told(claimed, at, "trouble", "defect")

    def _read(self, claimed: Claimed, at: Where | None, raw: dict[str, object]) -> Handled:
        try:
            found = read(raw)
        except Exception as error:
            _log.error("an update cannot be parsed", kind=type(error).__name__)
            return self._told(claimed, at, "telegram.unreadable", "unparsed")
        match found:
            case Asked():
                return self._asked(claimed, found)
            case Invited():
                return self._invited(claimed, found)
            case Pressed():
                return self._pressed(claimed, found)
            case Unreadable(message_id, kind):
                return self._refused(claimed, message_id, kind)
            case InGroup(out):
                return self._in_group(claimed, out)
            case Nothing(why):
                self._metrics.handled.labels(why).inc()
                return Handled(claimed.update_id, claimed.mentor, blocks=why == "blocked")

    def _asked(self, claimed: Claimed, asked: Asked) -> Handled:
        number = asked.message_id
        outcome = self._answered(claimed, self._own_command(asked.text))
        if asked.forwarded and not _appoints(outcome, claimed.conversation):
            return self._refused(claimed, number, FORWARDED)
        if asked.beside:
            beside = Reply(say(f"telegram.beside.{asked.beside}"))
            outcome = replace(outcome, replies=(*outcome.replies, beside))
        first = (Renew(number),) if asked.edited else ()
        return self._settled(claimed, outcome, number, number, first)

    def _invited(self, claimed: Claimed, invited: Invited) -> Handled:
        """An invitation; one that does not come is asked for again, the rest stays as it is."""
        number = invited.message_id
        try:
            if (invited.size or 0) > LARGEST_FILE:
                raise TooLargeError("the file is too large")
            file = File(invited.name, CALENDAR, self._fetch(invited.file_id))
        except TooLargeError:
            return self._refused(claimed, number, "file_large")
        except FetchError as error:
            _log.warning("a file could not be brought", kind=type(error).__name__)
            return self._refused(claimed, number, "file_failed")
        return self._settled(claimed, self._answered(claimed, "", file=file), number, number)

    def _pressed(self, claimed: Claimed, pressed: Pressed) -> Handled:
        action = dict(claimed.conversation.buttons).get(pressed.token)
        if action is None:
            self._metrics.handled.labels("unknown button").inc()
            replies: tuple[Reply, ...] = (Reply(say("command.no_button")),)
            return _handled(claimed, None, _messages(replies, pressed.message_id, None))
        outcome = self._answered(claimed, pressed.label, action)
        return self._settled(claimed, outcome, pressed.message_id, None)

    def _due(self, claimed: Claimed, name: str) -> Handled:
        """Something whose moment is there; what is said then is better lost than said twice."""
        outcome = self._answered(claimed, "", f"due:{name}")
        messages = [
            replace(one, once=True) if isinstance(one, Text | Document) else one
            for one in _messages(outcome.replies, None, None)
        ]
        return _handled(claimed, outcome, messages)

    def _refused(self, claimed: Claimed, message_id: int, kind: str) -> Handled:
        """A sentence to what cannot be read."""
        self._metrics.handled.labels("unreadable").inc()
        messages = _messages((Reply(say(f"telegram.{kind}")),), message_id, message_id)
        return _handled(claimed, None, messages, received=message_id)

    def _settled(
        self,
        claimed: Claimed,
        outcome: Outcome,
        reply_to: int | None,
        question: int | None,
        first: Sequence[Message] = (),
    ) -> Handled:
        """What the dialogue made of a message; `question` is its number, when it was typed."""
        messages = [*first, *_messages(outcome.replies, reply_to, question)]
        if outcome.clears is not None:
            # What is removed can be replied to no more, and neither can the button's message.
            messages = _messages(outcome.replies, None, None)
            too_old = self._clock.now() - outcome.clears > ERASABLE
            messages.insert(0, Clear(outcome.clears, partly=too_old))
        return _handled(claimed, outcome, messages, received=question)

    def _answered(
        self, claimed: Claimed, text: str, action: str | None = None, file: File | None = None
    ) -> Outcome:
        began = time.perf_counter()
        now: datetime = self._clock.now()
        incoming = Incoming(
            text,
            now,
            claimed.conversation,
            action,
            channel="telegram",
            file=file,
            kept=partial(self._shelf.kept, claimed.mentor),
            kept_one=partial(self._shelf.kept_one, claimed.mentor),
            role=partial(self._role, claimed.mentor),
        )
        outcome = self._dialogue.handle(incoming)
        self._metrics.handling.observe(time.perf_counter() - began)
        self._metrics.handled.labels(outcome.status or "none").inc()
        return outcome

    def _own_command(self, text: str) -> str:
        """'/help@mentorkompas_bot' without the name, which Telegram adds in places."""
        first, space, rest = text.partition(" ")
        if first.startswith("/") and first.lower().endswith(f"@{self._name.lower()}"):
            first = first[: -len(self._name) - 1]
        return first + space + rest

    def _in_group(self, claimed: Claimed, out: bool) -> Handled:
        """Say once that this is no place for it, and leave."""
        self._metrics.handled.labels("group").inc()
        if out:
            return Handled(claimed.update_id, claimed.mentor, forget=True)
        if claimed.conversation.introduced:
            return _handled(claimed, None, [Leave()])
        said = _messages((Reply(say("telegram.group")),), None, None)
        known = Outcome((), Conversation(introduced=True))
        return _handled(claimed, known, [*said, Leave()])

    def _told(self, claimed: Claimed, at: Where | None, key: str, outcome: str) -> Handled:
        """One sentence instead of an answer, where there is somebody to say it to."""
        self._metrics.handled.labels(outcome).inc()
        nobody_asked = claimed.update_id < 0
        if nobody_asked or (at is not None and (not at.private or at.kind == "my_chat_member")):
            return Handled(claimed.update_id, claimed.mentor)
        message_id = at.message_id if at else None
        return _handled(claimed, None, _messages((Reply(say(key)),), message_id, None))


def _messages(
    replies: tuple[Reply, ...], reply_to: int | None, question: int | None
) -> list[Message]:
    return [
        message
        for reply in replies
        for message in rendering.render(reply, reply_to=reply_to, question=question)
    ]


def _handled(
    claimed: Claimed,
    outcome: Outcome | None,
    messages: Sequence[Message],
    *,
    received: int | None = None,
) -> Handled:
    """What is to be stored; `received` is the number of the mentor's own message."""
    bodies = tuple(written(message) for message in messages)
    own = () if received is None else (received,)
    if outcome is None:
        return Handled(claimed.update_id, claimed.mentor, None, bodies, received=own)
    choices: list[Choice] = [choice for reply in outcome.replies for choice in reply.choices]
    conversation = outcome.conversation
    if choices:
        buttons = rendering.remembered(conversation.buttons, choices)
        conversation = conversation.with_(buttons=buttons)
    return Handled(
        claimed.update_id,
        claimed.mentor,
        conversation,
        bodies,
        forget=outcome.forget,
        records=outcome.records,
        received=own,
    )


def _appoints(outcome: Outcome, before: Conversation) -> bool:
    """Whether what somebody else wrote is an appointment; of danger in it the mentor hears too."""
    proposed = outcome.conversation.proposed
    return outcome.status == "crisis" or (bool(proposed) and proposed != before.proposed)
