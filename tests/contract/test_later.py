"""What is due later, and what a mentor keeps: the same on every store."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from assistant.messages import Conversation
from assistant.ports import Claimed, Handled, MessageStore, Sent, due_name
from assistant.states import Cycle, Dropped, Due, Given, Kept, Record, Running
from tests.contract.places import Place, answered, bodies, came, numbers

AGREED = Conversation(agreed=True)


@pytest.fixture
def store(place: Place) -> Iterator[MessageStore]:
    opened = place.open()
    yield opened
    opened.close()


def said(
    store: MessageStore, number: int, *records: Record, chat: int = 1, state: Conversation = AGREED
) -> str:
    """A message of this chat from which these records came; its mentor."""
    store.receive([came(number, chat)])
    (one,) = store.waiting(1)
    store.settle([Handled(number, one.mentor, state, records=records)])
    return one.mentor


def names(claimed: list[Claimed]) -> list[str | None]:
    return [due_name_of(one) for one in claimed]


def due_name_of(one: Claimed) -> str | None:

    return due_name(json.loads(one.body))


def kept(name: str, at: datetime, plan: str | None = None) -> Kept:
    given = (Given("doel", "Wat wil je bereiken?", "rust in de klas"),)
    return Kept(name, "een-minuut", "Een minuut", at, given, plan=plan)


def test_what_is_due_comes_as_an_update_once_its_moment_is_there(
    place: Place, store: MessageStore
) -> None:
    now = place.clock.now()
    said(store, 1, Due("prompt:1", now + timedelta(hours=1)), Due("monday", now))
    assert store.next_due() == now

    assert store.ring(30) == 1
    (one,) = store.waiting(5)
    assert one.update_id < 0
    assert one.conversation == AGREED
    assert names([one]) == ["monday"]
    store.settle([answered(one)])
    assert store.ring(30) == 0
    assert store.next_due() == now + timedelta(hours=1)
    place.clock.move(timedelta(hours=1))
    store.sent([Sent(message.id) for message in store.due(5)])

    assert store.ring(30) == 1
    assert names(store.waiting(5)) == ["prompt:1"]
    assert store.next_due() is None


def test_a_name_is_due_once_and_can_be_taken_back(place: Place, store: MessageStore) -> None:
    now = place.clock.now()
    later = now + timedelta(days=1)
    said(store, 1, Due("a", now), Due("b", now), Due("c", now), Due("c", later))
    said(store, 2, Due("a", later), Due("b", None), Due("nooit", None))

    assert store.ring(30) == 0
    assert store.next_due() == later
    place.clock.move(timedelta(days=1))
    assert store.ring(30) == 2


def test_what_is_set_again_while_it_waits_to_be_handled_is_due_again(
    place: Place, store: MessageStore
) -> None:
    said(store, 1, Due("a", place.clock.now()))
    store.ring(30)
    (one,) = store.waiting(1)

    store.settle([Handled(one.update_id, one.mentor, None, records=(Due("a", place.clock.now()),))])

    assert store.ring(30) == 1
    (again,) = store.waiting(1)
    assert again.update_id < one.update_id


def test_no_more_is_under_way_than_was_asked_for(place: Place, store: MessageStore) -> None:
    for chat in range(1, 8):
        said(store, chat, Due("a", place.clock.now()), chat=chat)

    assert store.ring(3) == 3
    assert store.ring(3) == 0
    done = store.waiting(10)
    store.settle([answered(one) for one in done])
    assert store.ring(3) == 0  # their messages are not sent yet
    first, *_ = due = store.due(10)
    store.retry(first.id, place.clock.now() + timedelta(minutes=5))
    store.sent([Sent(one.id) for one in due[1:]])

    assert store.ring(3) == 3  # what Telegram holds back holds up nobody else


def test_the_longest_due_comes_first(place: Place, store: MessageStore) -> None:
    now = place.clock.now()
    said(store, 1, Due("twee", now - timedelta(minutes=1)), chat=1)
    said(store, 2, Due("een", now - timedelta(minutes=2)), chat=2)

    assert store.ring(1) == 1

    assert names(store.waiting(5)) == ["een"]


def test_what_mentors_say_goes_before_what_is_due(place: Place, store: MessageStore) -> None:
    for chat in (1, 2, 3):
        said(store, chat, Due("a", place.clock.now()), chat=chat)
    store.ring(30)
    store.receive([came(10, 3), came(11, 4)])

    first = store.waiting(3)

    assert numbers(first)[:2] == [10, 11]
    assert first[2].update_id < 0
    # Of the mentor of chat 3 the question is in hand, so what is due waits.
    assert len(store.waiting(5)) == 1


def test_answers_go_out_before_what_nobody_asked_for(place: Place, store: MessageStore) -> None:
    for chat in (1, 2):
        said(store, chat, Due("a", place.clock.now()), chat=chat)
    store.ring(30)
    store.settle([answered(one) for one in store.waiting(5)])
    store.receive([came(10, 3)])
    store.settle([answered(one) for one in store.waiting(5)])

    assert bodies(store.due(1)) == [b"antwoord 10"]
    assert len(store.due(5)) == 2


def test_the_terminals_own_is_left_to_the_terminal(place: Place, store: MessageStore) -> None:
    said(store, 1, Due("a", place.clock.now()), chat=0)

    assert store.next_due() is None
    assert store.ring(30) == 0


def test_who_has_blocked_or_forgotten_the_bot_hears_nothing(
    place: Place, store: MessageStore
) -> None:
    now = place.clock.now()
    blocker = said(store, 1, Due("a", now), chat=1)
    said(store, 2, Due("a", now), chat=2)
    leaver = said(store, 3, Due("a", now), chat=3)
    store.blocked(blocker)
    store.receive([came(4, 2)])
    (one,) = store.waiting(1)
    store.settle([Handled(4, one.mentor, blocks=True)])
    store.forget(leaver)

    assert store.next_due() is None
    assert store.ring(30) == 0


def test_who_leaves_while_something_due_waits_does_not_come_back(
    place: Place, store: MessageStore
) -> None:
    now = place.clock.now()
    mentor = said(store, 1, Due("a", now), Due("b", now))
    store.ring(30)
    store.receive([came(2)])
    (one,) = store.waiting(1)

    store.settle([Handled(2, mentor, Conversation(), (b"gewist",), forget=True)])

    assert store.waiting(5) == []
    assert bodies(store.due(5)) == [b"gewist"]
    assert store.ring(30) == 0
    assert one.mentor == mentor


def test_a_block_while_something_due_is_in_hand_stands(place: Place, store: MessageStore) -> None:
    said(store, 1, Due("a", place.clock.now()))
    store.ring(30)
    (one,) = store.waiting(1)
    store.blocked(one.mentor)

    store.settle([answered(one)])

    assert store.due(5) == []


def test_what_is_due_at_a_death_comes_again_and_is_set_aside_after_the_second(place: Place) -> None:
    store = place.open()
    said(store, 1, Due("a", place.clock.now()))
    store.ring(30)
    for set_aside in (False, False, True):
        (one,) = store.waiting(5)
        assert one.set_aside is set_aside
        assert names([one]) == ["a"]
        place.die(store)
        store = place.open()
    store.close()


def test_what_a_mentor_keeps_comes_back_oldest_first(place: Place) -> None:
    store = place.open()
    now = place.clock.now()
    new, old = kept("nieuw", now), kept("oud", now - timedelta(days=1), "als dan")
    mentor = said(store, 1, new, old)
    place.die(store)
    store = place.open()

    assert store.kept(mentor) == (old, new)
    said(store, 2, kept("oud", now - timedelta(days=1), "iets anders"), Dropped("nieuw"))
    said(store, 3, Dropped("weg"))

    assert [one.plan for one in store.kept(mentor)] == ["iets anders"]
    assert store.kept("0" * 32) == ()
    changed = store.kept_one(mentor, "oud")
    assert changed
    assert changed.plan == "iets anders"
    assert store.kept_one(mentor, "nieuw") is None
    assert store.kept_one("0" * 32, "oud") is None
    store.close()


def test_without_agreement_nothing_is_kept(place: Place, store: MessageStore) -> None:
    now = place.clock.now()
    mentor = said(store, 1, kept("a", now), Due("b", now), state=Conversation())

    assert store.kept(mentor) == ()
    assert store.next_due() == now


def test_a_mentor_who_leaves_keeps_nothing(place: Place, store: MessageStore) -> None:
    now = place.clock.now()
    mentor = said(store, 1, kept("a", now))
    other = said(store, 2, kept("a", now), chat=2)
    store.receive([came(3)])
    (one,) = store.waiting(1)
    store.settle([Handled(3, one.mentor, AGREED, forget=True, records=(kept("b", now),))])
    store.forget(other)

    assert store.kept(mentor) == store.kept(other) == ()


def test_who_blocks_the_bot_keeps_what_was_kept(place: Place, store: MessageStore) -> None:
    mentor = said(store, 1, kept("a", place.clock.now()))

    store.blocked(mentor)

    assert len(store.kept(mentor)) == 1


def test_a_sweep_erases_what_is_kept_for_a_while_only(place: Place, store: MessageStore) -> None:
    now = place.clock.now()
    running = Running("een-minuut", "a", "Wat?", now)
    whole = AGREED.with_(
        scope="wilg", previous="een vraag", previous_at=now, running=running, cycle=Cycle(now)
    )
    mentor = said(store, 1, state=whole)

    store.sweep(now + timedelta(hours=24) - timedelta(seconds=1))
    assert store.conversation(mentor) == whole
    store.sweep(now + timedelta(hours=24))
    left = AGREED.with_(scope="wilg", running=running)
    assert store.conversation(mentor) == left
    store.sweep(now + timedelta(days=7) - timedelta(seconds=1))
    assert store.conversation(mentor) == left
    store.sweep(now + timedelta(days=7))
    assert store.conversation(mentor) == AGREED.with_(scope="wilg")


def test_what_both_sides_said_is_found_for_a_while(place: Place, store: MessageStore) -> None:
    began = place.clock.now()
    store.receive([came(1)])
    (one,) = store.waiting(1)
    store.settle([Handled(1, one.mentor, AGREED, (b"a", b"b"), received=(70,))])
    (first,) = store.due(5)
    store.sent([Sent(first.id, 71, 70)])
    place.clock.move(timedelta(minutes=1))
    (second,) = store.due(5)
    store.sent([Sent(second.id, 72)])

    assert store.messages_since(one.mentor, began) == (70, 71, 72)
    assert store.messages_since(one.mentor, began + timedelta(seconds=30)) == (72,)
    assert store.answers_to(one.mentor, 70) == (71,)
    store.prune(began + timedelta(seconds=30))
    assert store.messages_since(one.mentor, began) == (72,)
    store.forget(one.mentor)
    assert store.messages_since(one.mentor, began) == ()
