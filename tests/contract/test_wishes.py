"""What mentors pass on, on both databases: shown in groups of closed months, and gone in time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from assistant.messages import Conversation
from assistant.ports import Handled
from assistant.states import Counted, Record, Uncounted, Unwished, Wish, Wished
from assistant.storage.database import Database
from assistant.storage.store import Store
from assistant.trends.figures import Wishes
from assistant.trends.reader import TrendReader
from tests.contract.places import SqlPlace, came
from tests.privacy.region import KNOWLEDGE

_PLACES = ("bestuur-1", "pv-a", "regio")
_AT = datetime(2026, 10, 7, 12, tzinfo=UTC)
_NOVEMBER = datetime(2026, 11, 3, tzinfo=UTC)
_KEY = "stuk#a"


def _wish(number: int, key: str = _KEY, places: tuple[str, ...] = _PLACES) -> Wish:
    words = f"Hoe regel ik zaak {number}?"
    return Wish(f"{number:032x}", f"{_AT.year}-{_AT.month}", places, key, words, _AT)


class _Talks:
    """Mentors whose messages are received and settled, each in a chat of its own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._update = 0

    def settles(
        self, chat: int, *records: Record, agreed: bool = True, forget: bool = False
    ) -> None:
        self._update += 1
        self.store.receive([came(self._update, chat)])
        [one] = self.store.waiting(1)
        wished = [
            Wished(record.id, record.text, record.at)
            for record in records
            if isinstance(record, Wish)
        ]
        wishes = (*one.conversation.wishes, *wished)
        now = Conversation(introduced=True, agreed=agreed, wishes=wishes)
        if forget:
            now = Conversation()
        self.store.settle([Handled(one.update_id, one.mentor, now, forget=forget, records=records)])

    def crowd(self, askers: int = 20) -> None:
        """So many mentors, in chats from 1000 on, of whom every one asked something."""
        for number in range(askers):
            self.settles(1000 + number, Counted("2026-10", _PLACES, "asked"))

    def close(self, now: datetime = _NOVEMBER) -> None:
        self.store.trends.close_months(now, KNOWLEDGE, 5)

    def shown(self, organisation: str = "bestuur-1", threshold: int = 5) -> tuple[Wishes, ...]:
        return TrendReader(self.store.trends, threshold).wishes(organisation)


def _rows(place: SqlPlace) -> int:
    with Database(place.url).transaction() as connection:
        return int(connection.execute(text("SELECT count(*) FROM wish")).scalar_one())


@pytest.fixture
def talks(sql: SqlPlace) -> _Talks:
    return _Talks(sql.open())


def test_a_group_is_shown_when_its_month_is_closed(talks: _Talks, sql: SqlPlace) -> None:
    talks.crowd()
    for number in range(5):
        talks.settles(number + 1, _wish(number))
    assert talks.shown() == ()

    talks.close()

    [group] = talks.shown()
    assert (group.period, group.nearest.document, group.nearest.section) == (
        "2026-10",
        "stuk",
        "a",
    )
    assert sorted(group.texts) == [f"Hoe regel ik zaak {number}?" for number in range(5)]
    assert talks.shown("bestuur-2") == ()
    raw = b"".join(one.read_bytes() for one in (sql.data_dir).rglob("*") if one.is_file())
    assert b"Hoe regel ik" not in raw


def test_four_mentors_are_no_group_however_much_they_wish(talks: _Talks, sql: SqlPlace) -> None:
    talks.crowd()
    for number in range(12):
        talks.settles(number % 4 + 1, _wish(number))

    talks.close()

    assert talks.shown() == talks.shown("regio") == ()
    assert _rows(sql) == 0  # nobody will ever see them: they are gone


def test_a_mentor_counts_once_in_a_group_and_is_shown_whole(talks: _Talks) -> None:
    talks.crowd()
    for number in range(7):
        talks.settles(number % 5 + 1, _wish(number))

    talks.close()

    assert len(talks.shown()[0].texts) == 7


def test_a_higher_threshold_hides_more(talks: _Talks) -> None:
    talks.crowd()
    for number in range(6):
        talks.settles(number + 1, _wish(number))
    talks.close()

    assert len(talks.shown(threshold=6)) == 1
    assert talks.shown(threshold=7) == ()


def test_a_small_organisation_shows_nothing(talks: _Talks) -> None:
    talks.crowd(8)
    for number in range(6):
        talks.settles(number + 1, _wish(number))

    talks.close()

    assert talks.shown() == ()


def test_whose_wish_is_hidden_below_cannot_be_found_from_above(talks: _Talks) -> None:
    talks.crowd()
    for number in range(20):
        talks.settles(2000 + number, Counted("2026-10", ("bestuur-2", "pv-a", "regio"), "asked"))
    for number in range(6):
        talks.settles(number + 1, _wish(number))
    talks.settles(99, _wish(99, places=("bestuur-2", "pv-a", "regio")))

    talks.close()

    assert len(talks.shown("bestuur-1")[0].texts) == 6
    assert talks.shown("bestuur-2") == talks.shown("pv-a") == ()


@pytest.mark.parametrize("closed", [False, True], ids=["open month", "closed month"])
@pytest.mark.parametrize("how", ["message", "operator", "taken back"])
def test_who_leaves_takes_the_wish_along(talks: _Talks, how: str, closed: bool) -> None:
    talks.crowd()
    for number in range(6):
        talks.settles(number + 1, _wish(number))
    if closed:
        talks.close()

    if how == "message":
        talks.settles(1, forget=True)
    elif how == "operator":
        talks.store.forget(talks.store.pseudonym(1))
    else:
        talks.settles(1, Unwished(_wish(0).id))
    talks.close()

    [group] = talks.shown()
    assert "Hoe regel ik zaak 0?" not in group.texts
    assert len(group.texts) == 5

    talks.store.forget(talks.store.pseudonym(2))
    assert talks.shown() == ()  # four are no group any more


def test_who_is_not_counted_any_more_still_passed_it_on(talks: _Talks) -> None:
    talks.crowd()
    for number in range(5):
        talks.settles(number + 1, _wish(number))
    talks.settles(1, Uncounted())

    talks.close()

    assert len(talks.shown()[0].texts) == 5


def test_who_did_not_agree_passes_nothing_on(talks: _Talks, sql: SqlPlace) -> None:
    talks.settles(1, _wish(1), agreed=False)

    assert _rows(sql) == 0


def test_what_comes_for_a_closed_month_is_not_kept(talks: _Talks, sql: SqlPlace) -> None:
    talks.close()
    talks.settles(1, _wish(1))

    assert _rows(sql) == 0


def test_within_sixty_days_it_is_gone_from_both_sides(talks: _Talks, sql: SqlPlace) -> None:
    talks.crowd()
    for number in range(5):
        talks.settles(number + 1, _wish(number))
    talks.close()
    own = talks.store.pseudonym(1)

    talks.store.sweep(_AT + timedelta(days=58))
    assert len(talks.shown()) == 1
    assert len(talks.store.conversation(own).wishes) == 1
    talks.store.sweep(_AT + timedelta(days=60))

    assert _rows(sql) == 0
    assert talks.store.conversation(own).wishes == ()


def test_a_closed_month_links_no_two_wishes_of_a_mentor(talks: _Talks, sql: SqlPlace) -> None:
    talks.crowd()
    for number in range(5):
        talks.settles(number + 1, _wish(number), _wish(100 + number, "stuk#b"))
    with Database(sql.url).transaction() as connection:
        before = set(connection.execute(text("SELECT hash FROM wish")).scalars())
    talks.close()
    with Database(sql.url).transaction() as connection:
        after = connection.execute(text("SELECT DISTINCT hash, organisation, key FROM wish")).all()

    assert len({bytes(row.hash) for row in after}) == len(after) == 3 * 2 * 5
    assert not before & {row.hash for row in after}
