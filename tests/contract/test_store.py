"""What every store does, whatever it keeps things in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from assistant.messages import Choice, Conversation
from assistant.ports import Handled, MessageStore, Sent
from tests.contract.places import Place, answered, bodies, came, numbers

A_WHILE = timedelta(minutes=5)


@pytest.fixture
def store(place: Place) -> Iterator[MessageStore]:
    store = place.open()
    yield store
    if not hasattr(place, "close"):
        store.close()


def test_an_update_comes_once_however_often_it_is_delivered(store: MessageStore) -> None:
    assert store.receive([came(1), came(2, chat=2), came(1)]) == 2
    assert store.receive([came(2, chat=2), came(3, chat=3)]) == 1

    store.settle([answered(one) for one in store.waiting(10)])

    assert store.receive([came(1)]) == 0
    assert store.waiting(10) == []


def test_the_offset_moves_with_the_updates_and_outlives_the_process(place: Place) -> None:
    store = place.open()
    assert store.offset() is None

    store.receive([came(7)], offset=8)
    store.receive([], offset=12)
    store.receive([came(9)])
    place.die(store)

    assert place.open().offset() == 12


def test_the_oldest_come_first_and_one_of_a_mentor_at_a_time(store: MessageStore) -> None:
    store.receive([came(4, chat=2), came(1), came(2), came(3, chat=3)])

    first = store.waiting(10)
    assert numbers(first) == [1, 3, 4]
    assert [one.body for one in first] == [b"bericht 1", b"bericht 3", b"bericht 4"]
    assert store.waiting(10) == []

    store.settle([answered(first[0])])
    assert numbers(store.waiting(10)) == [2]


def test_no_more_are_given_than_asked_for(store: MessageStore) -> None:
    store.receive([came(number, chat=number) for number in range(1, 6)])

    assert numbers(store.waiting(2)) == [1, 2]
    assert numbers(store.waiting(2)) == [3, 4]
    assert numbers(store.waiting(2)) == [5]


def test_a_flood_from_one_chat_does_not_go_before_the_others(store: MessageStore) -> None:
    store.receive([came(number) for number in range(1, 500)])
    store.receive([came(1000, chat=2)])

    assert numbers(store.waiting(10)) == [1, 1000]


def test_when_it_came_is_known(place: Place, store: MessageStore) -> None:
    store.receive([came(1)])
    came_at = place.clock.now()
    place.clock.move(A_WHILE)

    assert store.waiting(1)[0].received_at == came_at


def test_what_came_of_an_update_is_kept_in_one_go(place: Place) -> None:
    store = place.open()
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    assert one.conversation == Conversation()
    talk = Conversation(
        "wilg",
        "pabo",
        True,
        "scope",
        (Choice("Lees verder", "read:a#b"),),
        "Een vraag?",
        datetime(2026, 11, 24, tzinfo=UTC),
    )

    store.settle([Handled(1, one.mentor, talk, (b"een", b"twee"))])
    place.die(store)

    after = place.open()
    assert after.conversation(one.mentor) == talk
    assert [(one.update_id, one.conversation) for one in after.waiting(10)] == [(2, talk)]
    (message,) = after.due(10)
    assert (message.body, message.position, message.update_id) == (b"een", 0, 1)


def test_a_conversation_that_is_not_given_stays(store: MessageStore) -> None:
    store.receive([came(1), came(2)])
    (one,) = store.waiting(1)
    store.settle([Handled(1, one.mentor, Conversation("wilg"))])

    (two,) = store.waiting(1)
    store.settle([Handled(2, two.mentor)])

    assert store.conversation(one.mentor) == Conversation("wilg")


def test_messages_go_out_in_order_one_of_a_mentor_at_a_time(store: MessageStore) -> None:
    store.receive([came(1, chat=11), came(2, chat=-22), came(3, chat=11)])
    one, two = store.waiting(10)
    store.settle([answered(two, b"c"), answered(one, b"a", b"b")])
    store.settle([answered(three, b"d") for three in store.waiting(10)])

    due = store.due(10)
    assert {(message.chat, message.body) for message in due} == {(11, b"a"), (-22, b"c")}
    assert store.due(10) == []

    store.sent([Sent(message.id) for message in due])
    (second,) = store.due(10)
    assert (second.body, second.position, second.chat) == (b"b", 1, 11)
    store.drop([second.id])
    assert bodies(store.due(10)) == [b"d"]


def test_no_more_messages_are_given_than_asked_for(store: MessageStore) -> None:
    store.receive([came(number, chat=number) for number in range(1, 4)])
    store.settle([answered(one) for one in store.waiting(10)])

    assert len(store.due(2)) == 2
    assert len(store.due(2)) == 1


def test_a_message_that_is_put_back_waits_and_holds_up_what_follows(
    place: Place, store: MessageStore
) -> None:
    store.receive([came(1), came(2, chat=2)])
    one, two = store.waiting(10)
    store.settle([answered(one, b"a", b"b"), answered(two, b"c")])
    first, other = store.due(10)

    store.retry(first.id, place.clock.now() + A_WHILE)
    store.sent([Sent(other.id)])
    assert store.due(10) == []

    place.clock.move(A_WHILE)
    (again,) = store.due(10)
    assert (again.id, again.body, again.attempts) == (first.id, b"a", 1)


def test_a_clock_that_is_turned_back_holds_no_message_up(place: Place, store: MessageStore) -> None:
    store.receive([came(1)])
    store.settle([answered(one) for one in store.waiting(10)])
    (message,) = store.due(10)
    store.retry(message.id, place.clock.now() + A_WHILE)

    place.clock.move(-timedelta(days=1))

    assert bodies(store.due(10)) == [b"antwoord 1"]


def test_no_message_waits_longer_than_an_hour(place: Place, store: MessageStore) -> None:
    store.receive([came(1)])
    store.settle([answered(one) for one in store.waiting(10)])
    (message,) = store.due(10)

    store.retry(message.id, place.clock.now() + timedelta(days=3))
    place.clock.move(timedelta(minutes=59))
    assert store.due(10) == []

    place.clock.move(timedelta(minutes=1))
    assert bodies(store.due(10)) == [b"antwoord 1"]


def test_what_was_under_way_at_a_death_goes_again(place: Place) -> None:
    store = place.open()
    store.receive([came(1)])
    store.settle([answered(one, b"a", b"b") for one in store.waiting(10)])
    (first,) = store.due(10)
    place.die(store)

    (again,) = place.open().due(10)
    assert (again.id, again.body, again.maybe_sent) == (first.id, b"a", False)


def test_of_what_was_marked_it_is_known_that_it_may_have_been_sent(place: Place) -> None:
    store = place.open()
    store.receive([came(1)])
    store.settle([answered(one) for one in store.waiting(10)])
    store.sending([message.id for message in store.due(10)])
    place.die(store)

    after = place.open()
    (message,) = after.due(10)
    assert message.maybe_sent

    after.retry(message.id, place.clock.now())
    (message,) = after.due(10)
    assert not message.maybe_sent


def test_what_was_in_hand_at_a_death_comes_alone(place: Place) -> None:
    store = place.open()
    store.receive([came(1), came(2, chat=2), came(3, chat=3)])
    assert len(store.waiting(2)) == 2
    place.die(store)

    after = place.open()
    (one,) = after.waiting(10)
    assert (one.update_id, one.set_aside) == (1, False)
    assert after.waiting(10) == []
    after.settle([answered(one)])
    (two,) = after.waiting(10)
    assert two.update_id == 2
    after.settle([answered(two)])
    assert numbers(after.waiting(10)) == [3]


def test_beside_what_was_in_hand_at_a_death_nothing_is_handled(place: Place) -> None:
    store = place.open()
    store.receive([came(1)])
    store.waiting(10)
    place.die(store)

    after = place.open()
    after.receive([came(2, chat=2)])
    (one,) = after.waiting(10)
    assert one.update_id == 1
    assert after.waiting(10) == []

    after.settle([answered(one)])
    assert numbers(after.waiting(10)) == [2]


def test_what_was_in_hand_at_a_death_waits_for_empty_hands(place: Place) -> None:
    store = place.open()
    store.receive([came(5)])
    store.waiting(1)
    place.die(store)

    after = place.open()
    after.receive([came(1, chat=2), came(9, chat=3)])
    (fresh,) = after.waiting(10)
    assert fresh.update_id == 1
    assert after.waiting(10) == []

    after.settle([answered(fresh)])
    assert numbers(after.waiting(10)) == [5]


def test_a_message_that_two_processes_died_of_is_set_aside(place: Place) -> None:
    for _ in range(2):
        store = place.open()
        store.receive([came(1), came(2)])
        assert not store.waiting(10)[0].set_aside
        place.die(store)

    store = place.open()
    (poison,) = store.waiting(10)
    assert (poison.update_id, poison.set_aside) == (1, True)
    store.settle([answered(poison, b"dat ging niet")])

    assert bodies(store.due(10)) == [b"dat ging niet"]
    assert [(one.update_id, one.set_aside) for one in store.waiting(10)] == [(2, False)]


def test_what_was_not_begun_is_given_back_as_new(place: Place) -> None:
    for _ in range(3):
        store = place.open()
        store.receive([came(1), came(2, chat=2)])
        assert numbers(store.waiting(10)) == [1, 2]
        store.release([1, 2])
        place.die(store)


def test_closing_gives_back_what_is_in_hand(place: Place) -> None:
    for _ in range(3):
        store = place.open()
        store.receive([came(1), came(2, chat=2)])
        claimed = store.waiting(10)
        assert numbers(claimed) == [1, 2]
        store.close()

    assert not any(one.set_aside for one in place.open().waiting(10))


def test_a_blocked_bot_writes_no_more_until_the_mentor_does(store: MessageStore) -> None:
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([answered(one, b"a", b"b")])
    store.due(10)

    store.blocked(one.mentor)
    assert store.due(10) == []

    (two,) = store.waiting(10)
    store.settle([answered(two, b"c")])
    assert bodies(store.due(10)) == [b"c"]


def test_an_update_that_says_blocked_erases_what_is_unsent(store: MessageStore) -> None:
    store.receive([came(1), came(2), came(3)])
    (one,) = store.waiting(10)
    store.settle([answered(one, b"a", b"b")])
    (two,) = store.waiting(10)

    store.settle([Handled(2, two.mentor, blocks=True)])
    assert store.due(10) == []

    store.settle([answered(three, b"c") for three in store.waiting(10)])
    assert bodies(store.due(10)) == [b"c"]


def test_a_chat_that_moved_gets_what_is_under_way(store: MessageStore) -> None:
    store.receive([came(1, chat=-5)])
    store.settle([answered(one) for one in store.waiting(10)])

    store.migrate(-5, -1005)
    store.migrate(-6, -1006)

    assert [message.chat for message in store.due(10)] == [-1005]


def test_which_messages_answered_a_question_is_known_for_a_while(
    place: Place, store: MessageStore
) -> None:
    store.receive([came(1)])
    store.settle([answered(one, b"a", b"b", b"c") for one in store.waiting(10)])
    mentor = store.pseudonym(1)
    for message_id in (31, 32, None):
        store.sent([Sent(message.id, message_id, 20) for message in store.due(10)])

    assert store.answers_to(mentor, 20) == (31, 32)
    assert store.answers_to(mentor, 21) == ()
    assert store.answers_to("iemand anders", 20) == ()

    store.prune(place.clock.now())
    assert store.answers_to(mentor, 20) == (31, 32)
    store.prune(place.clock.now() + A_WHILE)
    assert store.answers_to(mentor, 20) == ()


def test_a_mentor_who_wants_to_be_forgotten_gets_the_receipt_and_is_gone(
    store: MessageStore,
) -> None:
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation("wilg"), (b"a", b"b"))])
    (message,) = store.due(10)
    store.sent([Sent(message.id, 31, 20)])
    (two,) = store.waiting(10)

    store.settle([Handled(2, one.mentor, two.conversation, (b"alles is weg",), forget=True)])

    assert store.conversation(one.mentor) == Conversation()
    assert store.answers_to(one.mentor, 20) == ()
    (receipt,) = store.due(10)
    assert receipt.body == b"alles is weg"
    store.sent([Sent(receipt.id)])
    store.migrate(1, 1000)  # there is no address left to change
    store.receive([came(3)])
    store.settle([answered(one) for one in store.waiting(10)])
    assert [message.chat for message in store.due(10)] == [1]


def test_who_writes_after_being_forgotten_is_somebody_new(store: MessageStore) -> None:
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, None, (b"alles is weg",), forget=True)])
    (two,) = store.waiting(10)
    assert two.conversation == Conversation()

    store.settle([Handled(2, two.mentor, Conversation("eik"), (b"hallo",))])
    for expected in (b"alles is weg", b"hallo"):
        (message,) = store.due(10)
        assert message.body == expected
        store.sent([Sent(message.id)])

    assert store.conversation(one.mentor) == Conversation("eik")


def test_of_a_mentor_whom_the_operator_forgets_nothing_comes_back(store: MessageStore) -> None:
    store.receive([came(1), came(2, chat=2), came(3)])
    one, two = store.waiting(10)
    store.settle([Handled(2, two.mentor, Conversation("eik"), (b"x",))])
    (message,) = store.due(10)

    store.forget(one.mentor)
    store.forget(two.mentor)
    store.settle([Handled(1, one.mentor, Conversation("wilg"), (b"te laat",))])
    store.sent([Sent(message.id, 31, 20)])

    assert store.due(10) == []
    assert store.waiting(10) == []
    assert store.conversation(one.mentor) == Conversation()
    assert store.conversation(two.mentor) == Conversation()
    assert store.answers_to(two.mentor, 20) == ()


def test_rows_that_are_gone_harm_nobody(place: Place, store: MessageStore) -> None:
    store.settle([Handled(99, store.pseudonym(1), Conversation("wilg"), (b"x",))])
    store.sent([Sent(99, 1, 2)])
    store.drop([99])
    store.retry(99, place.clock.now())
    store.sending([99])
    store.release([99])
    store.blocked(store.pseudonym(1))
    store.settle([])
    store.sent([])

    assert store.receive([]) == 0
    assert store.due(10) == []
    assert store.conversation(store.pseudonym(1)) == Conversation()


def test_settling_twice_is_settling_once(store: MessageStore) -> None:
    store.receive([came(1)])
    done = [answered(one) for one in store.waiting(10)]

    store.settle(done)
    store.settle(done)

    assert bodies(store.due(10)) == [b"antwoord 1"]
    assert store.due(10) == []


def test_what_is_said_late_of_a_message_hits_no_other(store: MessageStore) -> None:
    store.receive([came(1), came(2)])
    for number in (1, 2):
        store.settle([answered(one) for one in store.waiting(10)])
        (message,) = store.due(10)
        if number == 1:
            store.sent([Sent(message.id)])
            late = message.id

    store.drop([late])
    store.retry(message.id, datetime(2026, 1, 1, tzinfo=UTC))

    assert bodies(store.due(10)) == [b"antwoord 2"]


def test_who_waits_is_woken_by_what_comes(store: MessageStore) -> None:
    store.wait(0)
    while store.wait(0):
        pass

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.wait, 30)
        store.receive([came(1)])
        assert waiting.result()
    while store.wait(0):
        pass
    store.settle([answered(one) for one in store.waiting(10)])
    assert store.wait(30)


def test_one_process_alone_may_poll(store: MessageStore) -> None:
    assert store.may_poll()
    assert store.may_poll()


def test_threads_share_the_work_without_doing_it_twice(store: MessageStore) -> None:
    store.receive([came(number, chat=number % 7) for number in range(200)])

    def work(_: int) -> list[bytes]:
        sent: list[bytes] = []
        for _ in range(1000):
            claimed = store.waiting(3)
            store.settle([answered(one) for one in claimed])
            due = store.due(3)
            sent += bodies(due)
            store.sent([Sent(message.id) for message in due])
            if not claimed and not due and not store.wait(0.01):
                break
        return sent

    with ThreadPoolExecutor(4) as pool:
        sent = [body for bodies in pool.map(work, range(4)) for body in bodies]
    sent += work(0)

    assert sorted(sent) == sorted(b"antwoord %d" % number for number in range(200))


def test_nothing_of_a_mentor_is_in_a_repr(store: MessageStore) -> None:
    update = came(1, chat=987654321, body=b"geheim")
    store.receive([update])
    claimed = store.waiting(10)
    talk = Conversation(previous="geheim")
    done = [Handled(1, claimed[0].mentor, talk, (b"geheim",))]
    store.settle(done)
    shown = repr([update, claimed, done, store.due(10)])

    assert "geheim" not in shown
    assert "987654321" not in shown
