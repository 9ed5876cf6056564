from datetime import UTC, date, datetime

import pytest

from assistant.planning.schooldays import first_school_day, is_school_day, next_digest
from assistant.states import Region


@pytest.mark.parametrize(
    ("year", "month", "region", "day"),
    [
        (2026, 12, None, date(2026, 12, 1)),
        (2027, 1, None, date(2027, 1, 4)),  # Christmas holidays until the 3rd
        (2026, 8, "noord", date(2026, 8, 17)),
        (2026, 8, "midden", date(2026, 8, 31)),
        (2029, 4, None, date(2029, 4, 3)),  # Easter Monday is the 2nd
        (2027, 5, None, date(2027, 5, 3)),  # the holidays end on the 2nd
    ],
)
def test_the_first_school_day_of_a_month(
    year: int, month: int, region: Region | None, day: date
) -> None:
    assert first_school_day(year, month, region) == day


def test_a_month_without_school_has_none() -> None:
    days = [date(2027, 8, one) for one in range(1, 29)]

    assert first_school_day(2027, 8, "noord") == date(2027, 8, 23)
    assert not any(is_school_day(one, "zuid") for one in days)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-12-01T07:59", "2026-12-01T08:00"),
        ("2026-12-01T08:00", "2027-01-04T08:00"),
        ("2026-06-20T12:00", "2026-07-01T08:00"),
    ],
)
def test_the_message_of_the_month_comes_at_eight_on_that_day(at: str, moment: str) -> None:
    found = next_digest(datetime.fromisoformat(at).replace(tzinfo=UTC), None)

    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "day", [date(2027, 3, 29), date(2027, 5, 6), date(2028, 6, 5), date(2029, 1, 1)], ids=str
)
def test_easter_ascension_whitsun_and_new_year_are_free(day: date) -> None:
    assert not is_school_day(day, None)
