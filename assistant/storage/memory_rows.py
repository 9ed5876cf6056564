"""The rows of the store in memory: what would lie on disk, and what each change does to them."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.messages import Conversation
from assistant.ports import Handled, Outgoing
from assistant.states import Dropped, Due, Kept
from assistant.storage.base import moment
from assistant.storage.inbox import NO_QUESTION
from assistant.storage.keeping import may_keep

_START = moment(0)


@dataclass(frozen=True)
class Waiting:
    """A row of the inbox."""

    mentor: str
    body: bytes
    received_at: datetime
    attempts: int = 0


@dataclass(frozen=True)
class Unsent:
    """A row of the outbox; the chat of `message` is looked up when it is sent."""

    message: Outgoing
    not_before: datetime = _START


@dataclass(frozen=True)
class Later:
    """A row of what is due."""

    number: int
    at: datetime


@dataclass
class Memory:
    """What would lie on disk: give it to a second `MemoryStore` to play a restart."""

    offset: int | None = None
    inbox: dict[int, Waiting] = field(default_factory=dict)
    seen: dict[int, datetime] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    outbox: dict[int, Unsent] = field(default_factory=dict)
    chats: dict[str, int] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)
    answers: dict[tuple[str, int, int], datetime] = field(default_factory=dict)
    due: dict[tuple[str, str], Later] = field(default_factory=dict)
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    last_id: int = 0
    last_due: int = 0

    def store(self, one: Handled, now: datetime) -> None:
        """What came of an update."""
        if one.update_id < 0 and one.mentor in self.leaving | self.blocked:
            return
        self.leaving.discard(one.mentor)
        self.blocked.discard(one.mentor)
        if one.forget:
            self.erase_kept(one.mentor)
            self.erase_rung(one.mentor)
            self.leaving.add(one.mentor)
        else:
            if one.conversation is not None:
                self.conversations[one.mentor] = one.conversation
            self._keep_records(one)
        if one.blocks:
            self.blocked.add(one.mentor)
            self.erase_unsent(one.mentor)
            self.erase_due(one.mentor)
            self.erase_rung(one.mentor)
            return
        for position, body in enumerate(one.messages):
            self.last_id += 1
            message = Outgoing(self.last_id, one.mentor, 0, one.update_id, position, body)
            self.outbox[self.last_id] = Unsent(message)
        if not one.forget:
            for number in one.received:
                self.answers.setdefault((one.mentor, NO_QUESTION, number), now)

    def set_due(self, key: tuple[str, str], at: datetime | None) -> None:
        """Something due later, at another moment, or no more."""
        later = self.due
        if at is None:
            later.pop(key, None)
        elif key in later:
            later[key] = replace(later[key], at=at)
        else:
            self.last_due += 1
            later[key] = Later(self.last_due, at)

    def change(self, number: int, **changes: int) -> None:
        """Change a message of the outbox, if it is there still."""
        if row := self.outbox.get(number):
            message = replace(row.message, **changes)  # type: ignore[arg-type]
            self.outbox[number] = replace(row, message=message)

    def under_way(self, mentor: str) -> bool:
        """Whether anything to or from a mentor waits."""
        waits = any(row.mentor == mentor for row in self.inbox.values())
        return waits or any(row.message.mentor == mentor for row in self.outbox.values())

    def erase_kept(self, mentor: str) -> None:
        """Erase what stays of a mentor."""
        self.erase_unsent(mentor)
        self.erase_due(mentor)
        kept = self.kept.items()
        self.kept = {key: one for key, one in kept if key[0] != mentor}
        self.conversations.pop(mentor, None)
        self.erase_answers(mentor)

    def erase_unsent(self, mentor: str) -> None:
        """Erase what waits to be sent."""
        out = self.outbox
        for number in [one for one, row in out.items() if row.message.mentor == mentor]:
            del out[number]

    def erase_rung(self, mentor: str) -> None:
        """Erase what is due and waits in the inbox."""
        rows = self.inbox.items()
        self.inbox = {i: row for i, row in rows if row.mentor != mentor or i >= 0}

    def erase_due(self, mentor: str) -> None:
        """Erase what is due later."""
        later = self.due.items()
        self.due = {key: row for key, row in later if key[0] != mentor}

    def erase_answers(self, mentor: str) -> None:
        """Erase which messages answered which."""
        answers = self.answers
        self.answers = {one: at for one, at in answers.items() if one[0] != mentor}

    def _keep_records(self, one: Handled) -> None:
        for record in one.records:
            match record:
                case Kept() if may_keep(one):
                    self.kept[one.mentor, record.id] = record
                case Dropped():
                    self.kept.pop((one.mentor, record.id), None)
                case Due():
                    self.set_due((one.mentor, record.name), record.at)
