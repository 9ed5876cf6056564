"""Calls and deaths in any order: every store does as the one in memory, and loses nothing."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assistant.messages import Conversation
from assistant.ports import Claimed, Handled, MessageStore, Outgoing, Sent
from tests.contract.places import FakeClock, MemoryPlace, Place, SqlPlace, came

CHATS = 3
Pair = TypeVar("Pair")


class Life(RuleBasedStateMachine):
    """One bot that may die at any moment, beside the same one in memory."""

    place: Place
    """The store under test; set anew for each run."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = [self.place, MemoryPlace(self.place.clock)]
        self.stores = [place.open() for place in self.places]
        self.next_update = 1
        self.chat_of: dict[int, int] = {}
        self.in_hand: list[list[Claimed]] = []
        self.out: list[list[Outgoing]] = []
        self.answered: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.settled: set[int] = set()
        self.gone: set[int] = set()

    def both(self, call: Callable[[MessageStore], object]) -> object:
        first, second = [call(store) for store in self.stores]
        assert first == second
        return first

    @rule(chats=st.lists(st.integers(0, CHATS - 1), max_size=4), again=st.integers(0, 3))
    def receive(self, chats: list[int], again: int) -> None:
        first = max(1, self.next_update - again)
        for chat in chats:
            self.chat_of[self.next_update] = chat
            self.next_update += 1
        updates = [came(n, self.chat_of[n]) for n in range(first, self.next_update)]
        new = self.both(lambda store: store.receive(updates, self.next_update))
        assert new == len(chats)

    @rule(limit=st.integers(1, 4))
    def take(self, limit: int) -> None:
        pairs = [store.waiting(limit) for store in self.stores]
        first, second = [
            [(one.update_id, one.body, one.conversation, one.set_aside) for one in claimed]
            for claimed in pairs
        ]
        assert first == second
        self.in_hand += [list(pair) for pair in zip(*pairs, strict=True)]
        mentors = [self.chat_of[pair[0].update_id] for pair in self.in_hand]
        assert len(set(mentors)) == len(mentors)

    @rule(data=st.data(), messages=st.integers(0, 3), forget=st.booleans(), blocks=st.booleans())
    def settle(self, data: st.DataObject, messages: int, forget: bool, blocks: bool) -> None:
        pairs = _some(data, self.in_hand)
        self.in_hand = [pair for pair in self.in_hand if pair not in pairs]
        for which, store in enumerate(self.stores):
            store.settle(
                [
                    Handled(
                        pair[which].update_id,
                        pair[which].mentor,
                        Conversation(previous=str(pair[which].update_id)),
                        tuple(b"%d" % part for part in range(messages)),
                        blocks=blocks,
                        forget=forget,
                    )
                    for pair in pairs
                ]
            )
        for pair in pairs:
            number = pair[0].update_id
            assert number not in self.settled
            self.settled.add(number)

    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        pairs = _some(data, self.in_hand)
        self.in_hand = [pair for pair in self.in_hand if pair not in pairs]
        self.both(lambda store: store.release([pair[0].update_id for pair in pairs]))

    @rule(limit=st.integers(1, 4))
    def take_messages(self, limit: int) -> None:
        pairs = [store.due(limit) for store in self.stores]
        assert len({tuple(map(_shown, due)) for due in pairs}) == 1
        self.out += [list(pair) for pair in zip(*pairs, strict=True)]
        chats = [pair[0].chat for pair in self.out]
        assert len(set(chats)) == len(chats)
        for message in pairs[0]:
            before = self.answered[message.chat]
            what = (message.update_id, message.position)
            assert not before or before[-1] <= what
            before.append(what)

    @rule(data=st.data(), question=st.integers(1, 3))
    def say_sent(self, data: st.DataObject, question: int) -> None:
        pairs = _some(data, self.out)
        self.out = [pair for pair in self.out if pair not in pairs]
        for which, store in enumerate(self.stores):
            store.sent([Sent(pair[which].id, pair[0].update_id, question) for pair in pairs])

    @rule(data=st.data(), minutes=st.integers(0, 120))
    def put_back(self, data: st.DataObject, minutes: int) -> None:
        until = self.place.clock.now() + timedelta(minutes=minutes)
        for pair in _some(data, self.out):
            self.out.remove(pair)
            for message, store in zip(pair, self.stores, strict=True):
                store.retry(message.id, until)

    @rule(data=st.data())
    def mark(self, data: st.DataObject) -> None:
        pairs = _some(data, self.out)
        for which, store in enumerate(self.stores):
            store.sending([pair[which].id for pair in pairs])

    @rule(chat=st.integers(0, CHATS - 1))
    def block(self, chat: int) -> None:
        self.out = [pair for pair in self.out if pair[0].chat != chat]
        for store in self.stores:
            store.blocked(store.pseudonym(chat))

    @rule(chat=st.integers(0, CHATS - 1))
    def forget(self, chat: int) -> None:
        self.gone |= {n for n, whose in self.chat_of.items() if whose == chat}
        for store in self.stores:
            store.forget(store.pseudonym(chat))

    @rule(minutes=st.integers(-90, 90))
    def time_passes(self, minutes: int) -> None:
        self.place.clock.move(timedelta(minutes=minutes))

    @rule()
    def die(self) -> None:
        for place, store in zip(self.places, self.stores, strict=True):
            place.die(store)
        self._begin_again()

    @rule()
    def stop(self) -> None:
        for store in self.stores:
            store.close()
        self._begin_again()

    def _begin_again(self) -> None:
        self.stores = [place.open() for place in self.places]
        self.in_hand, self.out = [], []

    @invariant()
    def both_know_the_same(self) -> None:
        self.both(lambda store: store.offset())
        for chat in range(CHATS):
            self.both(lambda store, chat=chat: store.conversation(store.pseudonym(chat)))  # type: ignore[misc]
            for question in (1, 2, 3):
                self.both(
                    lambda store, chat=chat, question=question: store.answers_to(  # type: ignore[misc]
                        store.pseudonym(chat), question
                    )
                )

    def teardown(self) -> None:
        """Whatever happened: what was received and neither settled nor forgotten still comes."""
        self.stop()
        left = []
        while claimed := self.stores[0].waiting(10):
            left += [one.update_id for one in claimed]
            self.stores[0].settle([Handled(one.update_id, one.mentor) for one in claimed])
        assert set(left) == set(self.chat_of) - self.settled - self.gone
        assert len(left) == len(set(left))
        for store in self.stores:
            store.close()


@pytest.fixture
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Place]:
    count = iter(range(10**6))

    def new(backend: str) -> Place:
        folder = tmp_path / str(next(count))
        if backend == "memory":
            return MemoryPlace(FakeClock())
        if backend == "sqlite":
            return SqlPlace(f"sqlite:///{folder}/data/berichten.db", folder, FakeClock())
        return SqlPlace(request.getfixturevalue("new_postgresql")(), folder, FakeClock())

    return new


@pytest.mark.parametrize("backend", ["memory", "sqlite", "postgresql"])
def test_any_order_of_calls_and_deaths_loses_nothing(
    new_place: Callable[[str], Place], backend: str
) -> None:
    class LifeHere(Life):
        def __init__(self) -> None:
            self.place = new_place(backend)
            super().__init__()

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        LifeHere,
        settings=settings(
            max_examples=15 if backend == "postgresql" else 40,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _some(data: st.DataObject, of: list[Pair]) -> list[Pair]:
    """Some of these, in their order."""
    return [one for one in of if data.draw(st.booleans())]


def _shown(message: Outgoing) -> tuple[object, ...]:
    """All but the mentor, whose pseudonym each store makes itself."""
    return (
        message.chat,
        message.update_id,
        message.position,
        message.body,
        message.attempts,
        message.maybe_sent,
    )
