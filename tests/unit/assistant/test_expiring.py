"""What in a conversation is kept for a while only."""

from datetime import UTC, datetime, timedelta

from assistant.messages import Conversation
from assistant.states import Cycle, Running
from assistant.storage.expiring import expires_at, without_expired

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_nothing_that_expires_expires_never() -> None:
    known = Conversation(scope="wilg", agreed=True)

    assert expires_at(known) is None
    assert without_expired(known, NOW + timedelta(days=999)) == known


def test_the_first_that_expires_counts() -> None:
    running = Running("een-minuut", "a", "Wat?", NOW - timedelta(days=6, hours=12))
    known = Conversation(previous="vraag", previous_at=NOW, running=running, cycle=Cycle(NOW))

    assert expires_at(known) == NOW + timedelta(hours=12)
    left = without_expired(known, NOW + timedelta(hours=12))
    assert left == known.with_(running=None)
    assert expires_at(left) == NOW + timedelta(hours=24)
    assert without_expired(left, NOW + timedelta(hours=24)) == Conversation()
