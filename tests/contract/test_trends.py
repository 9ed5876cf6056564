"""Counting and closing on both databases: once, for good, and as if who left had never asked."""

import random
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.messages import Conversation
from assistant.ports import Handled
from assistant.states import Counted, CountedKind, Record, Uncounted
from assistant.storage.database import Database
from assistant.storage.people import People, read_code
from assistant.storage.trends import TrendStore
from assistant.trends.figures import Figures
from assistant.trends.reader import TrendReader
from tests.contract.places import SqlPlace, came
from tests.privacy.region import KNOWLEDGE

_PLACES = ("bestuur-1", "pv-a", "regio")
_NOVEMBER = datetime(2026, 11, 3, tzinfo=UTC)


def _open(place: SqlPlace) -> TrendStore:
    place.data_dir.mkdir(exist_ok=True)
    return TrendStore.open(place.url, place.key_file, place.data_dir)


def _asked(key: str, period: str = "2026-10", kind: CountedKind = "topic") -> list[Counted]:
    return [Counted(period, _PLACES, "asked"), Counted(period, _PLACES, kind, key)]


def _crowd(askers: int = 9, period: str = "2026-10") -> list[tuple[str, Counted]]:
    return [
        (f"m{number}", one)
        for number in range(20)
        for one in _asked("stuk#a" if number < askers else "stuk#b", period)
    ]


def _figures(store: TrendStore, period: str = "2026-10") -> Figures:
    return TrendReader(store, 5).month("bestuur-1", period)


def _keys(place: SqlPlace) -> list[Path]:
    folder = Path(f"{place.key_file}.d") / "months"
    return sorted(folder.iterdir()) if folder.exists() else []


def _rows(place: SqlPlace) -> int:
    with Database(place.url).transaction() as connection:
        return int(connection.execute(text("SELECT count(*) FROM counted")).scalar_one())


def test_a_month_is_released_once_and_its_rows_and_key_are_gone(sql: SqlPlace) -> None:
    store = _open(sql)
    store.record(_crowd())
    assert [one.name[:7] for one in _keys(sql)] == ["2026-10"]
    assert _figures(store).state == "open"

    assert store.close_months(_NOVEMBER, KNOWLEDGE, 5) == ("2026-10",)

    assert {one.topic: one.mentors for one in _figures(store).topics} == {
        "stuk#a": "5-9",
        "stuk#b": "10-19",
    }
    assert _rows(sql) == 0
    assert _keys(sql) == []
    store.close()


def test_who_asked_stands_nowhere_on_disk_once_a_month_is_closed(sqlite: SqlPlace) -> None:
    beside = sqlite.open()  # a bot that stays at work, so that SQLite keeps its log
    store = _open(sqlite)
    store.record(_crowd())
    with store.database.reading() as connection:
        names = {
            bytes(one) for one in connection.execute(text("SELECT hash FROM counted")).scalars()
        }
    assert len(names) == 20

    store.close_months(_NOVEMBER, KNOWLEDGE, 5)

    on_disk = b"".join(one.read_bytes() for one in sqlite.data_dir.glob("*.db*"))
    assert not [one for one in names if one in on_disk]
    store.close()
    beside.close()


def test_what_comes_late_changes_nothing_and_is_told(sql: SqlPlace) -> None:
    store = _open(sql)
    store.record(_crowd())
    store.close_months(_NOVEMBER, KNOWLEDGE, 5)
    before = _figures(store)

    assert store.record(_crowd(3)) == 40
    assert store.record(_crowd(3, "2026-07")) == 40
    store.close_months(datetime(2026, 12, 9, tzinfo=UTC), KNOWLEDGE, 5)

    assert _figures(store) == before
    assert _figures(store, "2026-07").state == "too_small"
    assert store.months("bestuur-1") == ("2026-10",)
    assert _keys(sql) == []
    store.close()


def test_a_clock_that_jumped_back_and_forth_changes_no_month(sql: SqlPlace) -> None:
    store = _open(sql)
    store.record(_crowd())
    store.close_months(datetime(2027, 3, 1, tzinfo=UTC), KNOWLEDGE, 5)
    before = _figures(store)

    store.record(_crowd(20))
    store.close_months(_NOVEMBER, KNOWLEDGE, 5)

    assert _figures(store) == before
    store.close()


def test_eight_topics_of_a_mentor_count_and_repeats_once(sql: SqlPlace) -> None:
    store = _open(sql)
    for _ in range(2):
        for number in range(12):
            store.record([("m", one) for one in _asked(f"stuk#{number}")])
    store.record([("m", one) for one in _asked("stuk#3", kind="unanswered")])

    assert _rows(sql) == 3 * (1 + 8 + 1)
    store.close()


def test_a_contradiction_about_a_ninth_topic_counts_no_more_than_the_topic(sql: SqlPlace) -> None:
    store = _open(sql)
    for number in range(9):
        met = Counted("2026-10", _PLACES, "contradiction", f"uren|stuk|{number}", f"stuk#{number}")
        store.record([("m", one) for one in (*_asked(f"stuk#{number}"), met)])

    assert _rows(sql) == 3 * (1 + 8 + 8)
    store.close()


@pytest.mark.parametrize("seed", range(3))
def test_forgetting_or_opting_out_equals_never_having_asked(sql: SqlPlace, seed: int) -> None:
    rng = random.Random(seed)
    store = sql.open()
    gone = [store.pseudonym(chat) for chat in (1, 2)]
    crowd = [
        (who, one)
        for who in (*gone, *(f"m{number}" for number in range(rng.choice((14, 15, 30)))))
        for _ in range(rng.randrange(1, 5))
        for one in _asked(f"stuk#{rng.randrange(3)}", rng.choice(("2026-10", "2026-11")))
    ]
    trends = _open(sql)
    trends.record([pair for pair in crowd if pair[0] not in gone])
    without = _everything(sql)
    trends.record(crowd)
    assert _everything(sql) != without

    store.forget(gone[0])
    store.receive([came(7, chat=2)])
    assert store.waiting(1)[0].mentor == gone[1]
    records: tuple[Record, ...] = (Uncounted(), *_asked("stuk#9"))
    store.settle([Handled(7, gone[1], Conversation(agreed=True), records=records)])

    assert _everything(sql) == without
    trends.close()


def test_what_is_settled_is_counted_with_it(sql: SqlPlace) -> None:
    store = sql.open()
    store.receive([came(1)])
    (claimed,) = store.waiting(1)

    store.settle([Handled(1, claimed.mentor, Conversation(), records=tuple(_asked("stuk#a")))])
    store.settle([Handled(1, claimed.mentor, Conversation(), records=tuple(_asked("stuk#b")))])

    assert _rows(sql) == 6


def test_a_lost_key_begins_the_month_anew(sql: SqlPlace) -> None:
    store = _open(sql)
    store.record(_crowd(9))
    _keys(sql)[0].unlink()
    store.record(_crowd(4))
    store.close_months(_NOVEMBER, KNOWLEDGE, 5)

    assert [one.topic for one in _figures(store).topics] == []
    assert _figures(store).state == "released"
    store.close()


def test_an_old_copy_of_the_data_releases_no_month_in_another_form(sql: SqlPlace) -> None:
    store = _open(sql)
    store.record(_crowd())
    # Its key was destroyed when the month was closed in the data that this is a copy of.
    _keys(sql)[0].unlink()
    store.close_months(_NOVEMBER, KNOWLEDGE, 5)

    assert _figures(store).state == "too_small"
    assert _rows(sql) == 0
    store.close()


def test_two_databases_beside_one_key_file_know_nothing_of_each_other(
    sqlite: SqlPlace, tmp_path: Path
) -> None:
    other = TrendStore.open(f"sqlite:///{tmp_path}/elders.db", sqlite.key_file, sqlite.data_dir)
    store = _open(sqlite)
    for one in (store, other):
        one.record(_crowd())

    store.close_months(_NOVEMBER, KNOWLEDGE, 5)
    other.close_months(_NOVEMBER, KNOWLEDGE, 5)

    assert _figures(other) == _figures(store)
    assert _figures(other).state == "released"
    store.close()
    other.close()


def test_several_that_close_and_count_at_once_release_once(postgresql: SqlPlace) -> None:
    stores = [_open(postgresql) for _ in range(4)]
    stores[0].record(_crowd())
    closed: list[tuple[str, ...]] = []

    def work(store: TrendStore) -> None:
        store.record(_crowd(20, "2026-11"))
        closed.append(store.close_months(_NOVEMBER, KNOWLEDGE, 5))

    threads = [threading.Thread(target=work, args=[store]) for store in stores]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(closed) == [(), (), (), ("2026-10",)]
    assert _figures(stores[0]).topics != ()
    for store in stores:
        store.close()


def test_a_grant_is_given_seen_and_taken_back(sql: SqlPlace) -> None:
    store = _open(sql)
    people = People(store.database)
    code = read_code(store.keys.code("een mentor").lower().replace("-", " "))
    assert code is not None

    assert people.grant(code, "pv-a", _NOVEMBER)
    assert not people.grant(code, "pv-a", _NOVEMBER)
    assert people.granted(code) == ("pv-a",)
    assert [one.at for one in people.all()] == [_NOVEMBER]
    assert people.revoke(code, "pv-a")
    assert not people.revoke(code, "pv-a")
    assert people.granted(code) == ()
    assert read_code("ABCD-1234") is None
    store.close()


def _everything(place: SqlPlace) -> set[tuple[object, ...]]:
    with Database(place.url).transaction() as connection:
        rows = connection.execute(text("SELECT period, organisation, kind, key, hash FROM counted"))
        return {(*row[:4], bytes(row[4])) for row in rows}
