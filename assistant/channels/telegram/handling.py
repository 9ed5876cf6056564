"""One update and what comes of it: what is asked goes to the dialogue, the rest gets a sentence."""

import json
import time
from datetime import datetime
from typing import Protocol

import structlog

from assistant.channels.telegram import rendering
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.outgoing import Leave, Outgoing, Renew, written
from assistant.channels.telegram.updates import (
    Asked,
    InGroup,
    Nothing,
    Pressed,
    Unreadable,
    Where,
    read,
    where,
)
from assistant.messages import Choice, Conversation, Incoming, Outcome, Reply
from assistant.ports import Claimed, Clock, Handled
from assistant.texts.catalogue import say

_log = structlog.get_logger("mentorkompas.telegram")


class Dialogue(Protocol):
    """Who answers; `assistant.dialogue.assistant.Assistant` does."""

    def handle(self, incoming: Incoming) -> Outcome:
        """Answer one message; may be called from several threads."""


class Handler:
    """Turns claimed updates into what is to be stored and sent."""

    def __init__(self, dialogue: Dialogue, clock: Clock, metrics: Metrics, name: str = "") -> None:
        """Join the parts; `name` is the bot's own, as in '/help@name'."""
        self._dialogue = dialogue
        self._clock = clock
        self._metrics = metrics
        self._name = name

    def handle(self, claimed: Claimed) -> Handled:
        """What comes of it; a defect of ours costs one answer and stops nothing."""
        at = None
        try:
            raw = json.loads(claimed.body or b"null")
            at = where(raw)
            if claimed.set_aside:
                _log.error("a message was set aside: the process died of it twice")
                return self._told(claimed, at, "telegram.set_aside", "set_aside")
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
            case Pressed():
                return self._pressed(claimed, found)
            case Unreadable(message_id, kind):
                self._metrics.handled.labels("unreadable").inc()
                replies = (Reply(say(f"telegram.{kind}")),)
                return _handled(claimed, None, _messages(replies, message_id, message_id))
            case InGroup(out):
                return self._in_group(claimed, out)
            case Nothing(why):
                self._metrics.handled.labels(why).inc()
                return Handled(claimed.update_id, claimed.mentor, blocks=why == "blocked")

    def _asked(self, claimed: Claimed, asked: Asked) -> Handled:
        outcome = self._answered(claimed, self._own_command(asked.text), None)
        replies = outcome.replies
        if asked.beside:
            replies = (*replies, Reply(say(f"telegram.beside.{asked.beside}")))
        messages = _messages(replies, asked.message_id, asked.message_id)
        if asked.edited:
            messages = [Renew(asked.message_id), *messages]
        return _handled(claimed, outcome.conversation, messages, replies, forget=outcome.forget)

    def _pressed(self, claimed: Claimed, pressed: Pressed) -> Handled:
        action = dict(claimed.conversation.buttons).get(pressed.token)
        if action is None:
            self._metrics.handled.labels("unknown button").inc()
            replies: tuple[Reply, ...] = (Reply(say("command.no_button")),)
            return _handled(claimed, None, _messages(replies, pressed.message_id, None))
        outcome = self._answered(claimed, pressed.label, action)
        messages = _messages(outcome.replies, pressed.message_id, None)
        return _handled(
            claimed, outcome.conversation, messages, outcome.replies, forget=outcome.forget
        )

    def _answered(self, claimed: Claimed, text: str, action: str | None) -> Outcome:
        began = time.perf_counter()
        now: datetime = self._clock.now()
        incoming = Incoming(text, now, claimed.conversation, action, channel="telegram")
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
        return _handled(claimed, Conversation(introduced=True), [*said, Leave()])

    def _told(self, claimed: Claimed, at: Where | None, key: str, outcome: str) -> Handled:
        """One sentence instead of an answer, where there is somebody to say it to."""
        self._metrics.handled.labels(outcome).inc()
        if at is not None and (not at.private or at.kind == "my_chat_member"):
            return Handled(claimed.update_id, claimed.mentor)
        message_id = at.message_id if at else None
        return _handled(claimed, None, _messages((Reply(say(key)),), message_id, None))


def _messages(
    replies: tuple[Reply, ...], reply_to: int | None, question: int | None
) -> list[Outgoing]:
    return [
        message
        for reply in replies
        for message in rendering.render(reply, reply_to=reply_to, question=question)
    ]


def _handled(
    claimed: Claimed,
    conversation: Conversation | None,
    messages: list[Outgoing],
    replies: tuple[Reply, ...] = (),
    *,
    forget: bool = False,
) -> Handled:
    choices: list[Choice] = [choice for reply in replies for choice in reply.choices]
    if conversation is not None and choices:
        buttons = rendering.remembered(conversation.buttons, choices)
        conversation = conversation.with_(buttons=buttons)
    bodies = tuple(written(message) for message in messages)
    return Handled(claimed.update_id, claimed.mentor, conversation, bodies, forget=forget)
