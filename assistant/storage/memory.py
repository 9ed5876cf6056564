"""The store in dictionaries: for tests of channels, under the same contract as the durable one."""

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.messages import Conversation
from assistant.ports import Claimed, Clock, Handled, Outgoing, Received, Sent, due_body
from assistant.states import Kept
from assistant.storage.base import OWN_CHAT
from assistant.storage.expiring import expires_at, without_expired
from assistant.storage.inbox import DEATHS, NO_QUESTION, in_turn
from assistant.storage.memory_rows import Later, Memory, Unsent, Waiting
from assistant.storage.news import OwnNews
from assistant.storage.outbox import LONGEST_WAIT


class MemoryStore:
    """`MessageStore` of one process, kept nowhere."""

    def __init__(self, clock: Clock, memory: Memory | None = None) -> None:
        self._clock = clock
        self._memory = Memory() if memory is None else memory
        self._handling: set[int] = set()
        self._alone = False
        self._sending: dict[int, str] = {}
        self._news = OwnNews()
        self._lock = threading.RLock()

    def pseudonym(self, chat: int) -> str:
        """As `MessageStore.pseudonym`."""
        return hashlib.sha256(b"%d" % chat).hexdigest()[:32]

    def offset(self) -> int | None:
        """As `MessageStore.offset`."""
        return self._memory.offset

    def receive(self, updates: Sequence[Received], offset: int | None = None) -> int:
        """As `MessageStore.receive`."""
        with self._lock:
            kept, now = self._memory, self._clock.now()
            before = len(kept.seen)
            for one in updates:
                if one.update_id not in kept.seen:
                    mentor = self.pseudonym(one.chat)
                    kept.seen[one.update_id] = now
                    kept.inbox[one.update_id] = Waiting(mentor, one.body, now)
                    kept.chats.setdefault(mentor, one.chat)
            if offset is not None:
                kept.offset = offset
            self._news.tell()
            return len(kept.seen) - before

    def waiting(self, limit: int) -> list[Claimed]:
        """As `MessageStore.waiting`."""
        with self._lock:
            chosen = [] if self._alone else self._choose(limit)
            self._alone = self._alone or any(self._memory.inbox[one].attempts for one in chosen)
            return [self._claim(update_id) for update_id in chosen]

    def settle(self, done: Sequence[Handled]) -> None:
        """As `MessageStore.settle`."""
        with self._lock:
            for one in done:
                if self._memory.inbox.pop(one.update_id, None):
                    self._memory.store(one, self._clock.now())
            self._end(one.update_id for one in done)
            self._news.tell()

    def release(self, update_ids: Sequence[int]) -> None:
        """As `MessageStore.release`."""
        with self._lock:
            for one in update_ids:
                if row := self._memory.inbox.get(one):
                    self._memory.inbox[one] = replace(row, attempts=max(0, row.attempts - 1))
            self._end(update_ids)
            self._news.tell()

    def conversation(self, mentor: str) -> Conversation:
        """As `MessageStore.conversation`."""
        return self._memory.conversations.get(mentor, Conversation())

    def kept(self, mentor: str) -> tuple[Kept, ...]:
        """As `MessageStore.kept`."""
        mine = [one for (whose, _), one in self._memory.kept.items() if whose == mentor]
        return tuple(sorted(mine, key=lambda one: (one.at, one.id)))

    def kept_one(self, mentor: str, name: str) -> Kept | None:
        """As `MessageStore.kept_one`."""
        return self._memory.kept.get((mentor, name))

    def ring(self, limit: int) -> int:
        """As `MessageStore.ring`."""
        with self._lock:
            kept, now = self._memory, self._clock.now()
            waiting = sum(number < 0 for number in kept.inbox)
            waiting += sum(
                row.message.update_id < 0 and row.not_before <= now for row in kept.outbox.values()
            )
            ripe = sorted(
                (row.at, row.number, *key) for key, row in self._ringing().items() if row.at <= now
            )
            moved = 0
            for _, number, mentor, name in ripe[: max(0, limit - waiting)]:
                del kept.due[mentor, name]
                if mentor in kept.chats.keys() - kept.blocked - kept.leaving:
                    kept.inbox[-number] = Waiting(mentor, due_body(name), now)
                    moved += 1
            if moved:
                self._news.tell()
            return moved

    def next_due(self) -> datetime | None:
        """As `MessageStore.next_due`."""
        with self._lock:
            return min((row.at for row in self._ringing().values()), default=None)

    def _ringing(self) -> dict[tuple[str, str], Later]:
        own = self.pseudonym(OWN_CHAT)
        return {key: row for key, row in self._memory.due.items() if key[0] != own}

    def due(self, limit: int) -> list[Outgoing]:
        """As `MessageStore.due`."""
        with self._lock:
            now = self._clock.now()
            met = set(self._sending.values())
            firsts: list[Unsent] = []
            for row in self._memory.outbox.values():
                mentor = row.message.mentor
                if mentor in met:
                    continue
                met.add(mentor)
                waits = now < row.not_before <= now + LONGEST_WAIT
                if not waits and mentor not in self._memory.blocked:
                    firsts.append(row)
            firsts.sort(key=lambda row: (row.message.update_id < 0, row.message.id))
            taken = [row.message for row in firsts[:limit]]
            self._sending.update({one.id: one.mentor for one in taken})
            chats = self._memory.chats
            return [replace(one, chat=chats[one.mentor]) for one in taken]

    def sending(self, ids: Sequence[int]) -> None:
        """As `MessageStore.sending`."""
        with self._lock:
            for number in ids:
                self._memory.change(number, maybe_sent=True)

    def sent(self, done: Sequence[Sent]) -> None:
        """As `MessageStore.sent`."""
        with self._lock:
            kept, now = self._memory, self._clock.now()
            for one in done:
                self._sending.pop(one.id, None)
                if (row := kept.outbox.pop(one.id, None)) is None:
                    continue
                mentor = row.message.mentor
                if one.message_id is not None:
                    question = one.question_id or NO_QUESTION
                    kept.answers.setdefault((mentor, question, one.message_id), now)
                if mentor in kept.leaving and not self._memory.under_way(mentor):
                    kept.leaving.discard(mentor)
                    kept.chats.pop(mentor)
                    self._memory.erase_answers(mentor)

    def drop(self, ids: Sequence[int]) -> None:
        """As `MessageStore.drop`."""
        self.sent([Sent(number) for number in ids])

    def retry(self, id: int, not_before: datetime) -> None:  # noqa: A002 - the port's name
        """As `MessageStore.retry`."""
        with self._lock:
            until = min(not_before, self._clock.now() + LONGEST_WAIT)
            if row := self._memory.outbox.get(id):
                self._memory.change(id, attempts=row.message.attempts + 1, maybe_sent=False)
                self._memory.outbox[id] = replace(self._memory.outbox[id], not_before=until)
            self._sending.pop(id, None)

    def blocked(self, mentor: str) -> None:
        """As `MessageStore.blocked`."""
        with self._lock:
            if mentor in self._memory.chats:
                self._memory.blocked.add(mentor)
            self._memory.erase_unsent(mentor)
            self._memory.erase_due(mentor)
            self._sending = {one: who for one, who in self._sending.items() if who != mentor}

    def migrate(self, old_chat: int, new_chat: int) -> None:
        """As `MessageStore.migrate`."""
        with self._lock:
            if (mentor := self.pseudonym(old_chat)) in self._memory.chats:
                self._memory.chats[mentor] = new_chat

    def answers_to(self, mentor: str, question_id: int) -> tuple[int, ...]:
        """As `MessageStore.answers_to`."""
        with self._lock:
            return tuple(
                sorted(
                    message
                    for whose, question, message in self._memory.answers
                    if (whose, question) == (mentor, question_id)
                )
            )

    def messages_since(self, mentor: str, moment: datetime) -> tuple[int, ...]:
        """As `MessageStore.messages_since`."""
        with self._lock:
            found = self._memory.answers.items()
            return tuple(sorted({one[2] for one, at in found if one[0] == mentor and at >= moment}))

    def forget(self, mentor: str) -> None:
        """As `MessageStore.forget`."""
        with self._lock:
            kept = self._memory
            kept.inbox = {i: row for i, row in kept.inbox.items() if row.mentor != mentor}
            self._memory.erase_kept(mentor)
            kept.chats.pop(mentor, None)
            kept.blocked.discard(mentor)
            kept.leaving.discard(mentor)

    def prune(self, before: datetime) -> None:
        """As `MessageStore.prune`."""
        with self._lock:
            kept = self._memory
            kept.seen = {one: at for one, at in kept.seen.items() if at >= before}
            kept.answers = {one: at for one, at in kept.answers.items() if at >= before}

    def sweep(self, now: datetime) -> None:
        """As `MessageStore.sweep`."""
        with self._lock:
            for mentor, state in self._memory.conversations.items():
                expiry = expires_at(state)
                if expiry is not None and expiry <= now:
                    self._memory.conversations[mentor] = without_expired(state, now)

    def may_poll(self) -> bool:
        """As `MessageStore.may_poll`."""
        return True

    def wait(self, timeout_seconds: float) -> bool:
        """As `MessageStore.wait`."""
        return self._news.wait(timeout_seconds)

    def close(self) -> None:
        """As `MessageStore.close`."""
        self.release(list(self._handling))
        self._news.close()

    def _choose(self, limit: int) -> list[int]:
        """Fresh updates, each its mentor's first, or one that was in a dead process' hands."""
        chosen: list[int] = []
        met: set[str] = set()
        for update_id in sorted(self._memory.inbox, key=in_turn):
            row = self._memory.inbox[update_id]
            is_first = row.mentor not in met
            met.add(row.mentor)
            if not is_first or update_id in self._handling:
                continue
            if row.attempts:
                return chosen or ([] if self._handling else [update_id])
            chosen.append(update_id)
            if len(chosen) == limit:
                break
        return chosen

    def _claim(self, update_id: int) -> Claimed:
        row = self._memory.inbox[update_id]
        self._memory.inbox[update_id] = replace(row, attempts=row.attempts + 1)
        self._handling.add(update_id)
        state = self.conversation(row.mentor)
        set_aside = row.attempts >= DEATHS
        return Claimed(update_id, row.mentor, row.body, state, row.received_at, set_aside)

    def _end(self, update_ids: Iterable[int]) -> None:
        self._handling.difference_update(update_ids)
        self._alone = self._alone and bool(self._handling)
