"""What the subjects ask of the world around them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.errors import AssistantError
from assistant.messages import Conversation
from assistant.states import Kept, Record
from index.search import Searcher


class SearcherSource(Protocol):
    """Gives the searcher over the newest index version."""

    def current(self) -> Searcher:
        """The searcher to use for one message; a later call may give a newer one."""


class Clock(Protocol):
    """Tells the time; passed in, so that tests and scripts can move it."""

    def now(self) -> datetime:
        """The moment, with its zone."""


class OwnStore(Protocol):
    """One mentor's own part of the store, for a channel that answers while the mentor waits."""

    def load(self) -> Conversation:
        """The conversation as it was saved; a new one when there is none."""

    def save(
        self, conversation: Conversation, records: Sequence[Record] = (), *, forget: bool = False
    ) -> None:
        """Store what came of one message, in one durable transaction; `forget` erases all."""

    def kept(self) -> tuple[Kept, ...]:
        """The reflections that the mentor keeps, oldest first."""

    def kept_one(self, name: str) -> Kept | None:
        """The one that is kept under this id."""

    def next_due(self) -> datetime | None:
        """When the next thing is due; None: nothing is."""

    def take_due(self) -> str | None:
        """The name of what has been due the longest at the clock's moment, given out once."""

    def close(self) -> None:
        """Close it."""


@dataclass(frozen=True)
class PassedOn:
    """What so many different mentors passed on in a month about one thing, without their words."""

    period: str
    key: str
    title: str
    mentors: int


class ReleasedStore(Protocol):
    """What was released of closed months, and nothing of what it was made from."""

    def released(self, organisation: str, period: str) -> str | None:
        """The figures of an organisation's month, as JSON; None: none were released."""

    def months(self, organisation: str) -> tuple[str, ...]:
        """The months of which an organisation has figures, or was too small, oldest first."""

    def closed_through(self) -> str | None:
        """The newest month that is closed; what comes for it or before it is not counted."""

    def wishes(self, organisation: str) -> tuple[PassedOn, ...]:
        """What mentors passed on, of closed months, newest first: groups that were enough then."""

    def wished(self, organisation: str, period: str, key: str) -> tuple[str, ...]:
        """The words of one of these groups, in no order."""


class StoreUnavailableError(AssistantError):
    """The database cannot be reached or written at this moment; the same call may work later."""


@dataclass(frozen=True)
class Received:
    """An update as it came in; `chat` is where its writer is reached, `body` the channel's own."""

    update_id: int
    chat: int = field(repr=False)
    body: bytes = field(repr=False)


def due_body(name: str) -> bytes:
    """The body of the update that the store makes of something due."""
    return json.dumps({"due": name}).encode()


def due_name(raw: object) -> str | None:
    """The name of what is due, of an update's body as JSON; None: the channel wrote it."""
    name = raw.get("due") if isinstance(raw, dict) else None
    return name if isinstance(name, str) else None


@dataclass(frozen=True)
class Claimed:
    """An update that this process is to handle now, with the conversation as it stands.

    `set_aside`: it has brought a process down twice (or cannot be read any more). It must not be
    handled; settle it with a sentence that says so to its mentor.
    """

    update_id: int
    mentor: str
    body: bytes = field(repr=False)
    conversation: Conversation = field(repr=False)
    received_at: datetime
    set_aside: bool = False


@dataclass(frozen=True)
class Handled:
    """What came of a claimed update; all of it is stored in one transaction, or nothing.

    `conversation` None leaves it as it is. `messages` are the channel's own, in order. `blocks`:
    the update said that the mentor does not want to be written to any more. `forget`: everything
    of the mentor goes, `messages` (the receipt) being the last that is sent. `records` are stored
    beside the conversation; a `Kept` only of a mentor who agreed. `received` are the channel's
    numbers of the mentor's own messages.
    """

    update_id: int
    mentor: str
    conversation: Conversation | None = field(default=None, repr=False)
    messages: tuple[bytes, ...] = field(default=(), repr=False)
    blocks: bool = False
    forget: bool = False
    records: tuple[Record, ...] = field(default=(), repr=False)
    received: tuple[int, ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """A message to send now, first of its mentor; `chat` is where to.

    `position` counts the messages that answer one update, from 0. `attempts` counts `retry`.
    `maybe_sent`: a process marked it with `sending` and never said what came of it.
    """

    id: int
    mentor: str
    chat: int = field(repr=False)
    update_id: int
    position: int
    body: bytes = field(repr=False)
    attempts: int = 0
    maybe_sent: bool = False


@dataclass(frozen=True)
class Sent:
    """A message of the outbox that the mentor has; with both ids, which question it answers."""

    id: int
    message_id: int | None = None
    question_id: int | None = None


class MessageStore(Protocol):
    """Holds every word that is under way, and each mentor's conversation.

    Nothing is lost when the process dies between two calls. Safe to call from several threads;
    every method may raise `StoreUnavailableError`, and may then be called again as it was.
    """

    def pseudonym(self, chat: int) -> str:
        """The name by which this chat is known everywhere behind the address book."""

    def offset(self) -> int | None:
        """The first update not yet received, as `receive` was last told; None: none was."""

    def receive(self, updates: Sequence[Received], offset: int | None = None) -> int:
        """Keep updates that are to be handled, each `update_id` once, and move the offset.

        Durable when it returns: only then may the channel confirm them.

        Returns:
            How many were new.
        """

    def waiting(self, limit: int) -> list[Claimed]:
        """Take updates to handle, oldest first, one of a mentor at a time.

        What is due comes after what mentors said: after this mentor's own, and after others'.
        What was in a process' hands when it died comes alone, while nothing else is claimed here,
        so that a message that brings the process down takes no other with it. Every claim ends
        with `settle` or `release`.
        """

    def settle(self, done: Sequence[Handled]) -> None:
        """Store what came of claimed updates and erase them, in one durable transaction.

        An update that is gone meanwhile (its mentor was forgotten, or another process handled it
        while this one had lost the database) changes nothing.
        """

    def release(self, update_ids: Sequence[int]) -> None:
        """Give back claimed updates that were not begun, as if they had never been taken."""

    def conversation(self, mentor: str) -> Conversation:
        """The conversation as it stands; a new one when there is none that can be read."""

    def kept(self, mentor: str) -> tuple[Kept, ...]:
        """The reflections that the mentor keeps, oldest first."""

    def kept_one(self, mentor: str, name: str) -> Kept | None:
        """The one that the mentor keeps under this id."""

    def ring(self, limit: int) -> int:
        """Move what is due into the inbox, oldest first; each is given out once, come what may.

        Its update has a number below zero and a body that `due_name` reads. A mentor who cannot be
        written to gets nothing; what was due then is gone. What is due at the terminal stays.
        Together with what waits still, no more than `limit`, so that thousands that are due at
        once fill neither inbox nor outbox.

        Returns:
            How many were moved; less than `limit` when there is no more, or when what was moved
            before waits still.
        """

    def next_due(self) -> datetime | None:
        """When the next thing is due; None: nothing is."""

    def due(self, limit: int) -> list[Outgoing]:
        """Take messages to send now: the first unsent one of each mentor, oldest first.

        What comes of something due comes after the answers to other mentors.
        A mentor whose message is out for sending, waits for its time or has blocked the bot gives
        none. Every one taken ends with `sent`, `retry` or `drop`.
        """

    def sending(self, ids: Sequence[int]) -> None:
        """Mark messages that may not be sent twice, durably, right before they are sent."""

    def sent(self, done: Sequence[Sent]) -> None:
        """Erase what has been sent."""

    def retry(self, id: int, not_before: datetime) -> None:  # noqa: A002 - the row's own name
        """Put a message back; it, and what follows it to its mentor, waits until then."""

    def drop(self, ids: Sequence[int]) -> None:
        """Erase messages that will not be sent."""

    def blocked(self, mentor: str) -> None:
        """The mentor blocked the bot: nothing is sent until the mentor writes again.

        What is unsent goes, and what is due later; what the mentor keeps stays.
        """

    def migrate(self, old_chat: int, new_chat: int) -> None:
        """What is under way to the old chat goes to the new one."""

    def answers_to(self, mentor: str, question_id: int) -> tuple[int, ...]:
        """The messages that answered this one, oldest first; kept until `prune`."""

    def messages_since(self, mentor: str, moment: datetime) -> tuple[int, ...]:
        """Both sides' messages in the chat since then, as far as `prune` left them."""

    def forget(self, mentor: str) -> None:
        """Erase everything of a mentor and destroy the key, so that no backup can be read."""

    def prune(self, before: datetime) -> None:
        """Erase which messages answered which, and which updates were seen, before then."""

    def sweep(self, now: datetime) -> None:
        """Erase in the conversations what is kept for a while only, and has been (`expiring`)."""

    def may_poll(self) -> bool:
        """Whether this process is the one that asks for updates; ask again before each time."""

    def wait(self, timeout_seconds: float) -> bool:
        """Wait for news from this or another process; False when the time ran out."""

    def close(self) -> None:
        """Give back what is claimed and close the database."""
