from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.answers.dating import moment, only_moment

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2021, 1, 1), date(2039, 12, 31))


def day(text: str, today: date = TODAY) -> date | None:
    found = moment(text, today)
    return found.day if found else None


def school_year(of: date) -> int:
    """The calendar year in which a school year begins, on 1 August."""
    return of.year if of.month >= 8 else of.year - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wat geldt er op 2027-02-01?", date(2027, 2, 1)),
        ("wat geldt er op 1 februari 2027?", date(2027, 2, 1)),
        ("wat geldt er op 1 feb 2027?", date(2027, 2, 1)),
        ("is het op 1 februari?", None),
        ("wat gebeurt er op 31 februari 2027?", None),
        ("hoe vaak was dat in maart 2026?", date(2026, 3, 1)),
        ("hoe vaak is dat vanaf sept 2027?", date(2027, 9, 1)),
        ("wat gold in 2025-2026?", date(2025, 11, 24)),
        ("wat stond er in 2024 - 2027?", date(2024, 11, 24)),
        ("hoe was het vorig schooljaar?", date(2025, 11, 24)),
        ("hoe was het afgelopen jaar?", date(2025, 11, 24)),
        ("hoe was het twee jaar geleden?", date(2024, 11, 24)),
        ("en volgend jaar?", date(2027, 11, 24)),
        ("wat is het vanaf volgend jaar?", date(2027, 11, 24)),
        ("en volgend schooljaar?", date(2027, 11, 24)),
        ("hoe is het over drie jaar?", date(2029, 11, 24)),
        ("vanaf 2027?", date(2027, 1, 1)),
        ("hoe was het in 2024?", date(2024, 11, 24)),
        ("wat gold in 2025?", date(2025, 11, 24)),
        ("hoe is het in 2026?", None),
        ("hoeveel uur krijg ik?", None),
    ],
)
def test_the_day_is_the_one_that_the_words_name(text: str, expected: date | None) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ik heb vorig jaar de training gedaan, moet dat opnieuw?",
        "ik heb twee jaar geleden de cursus gevolgd is die nog geldig",
        "vorig schooljaar kreeg ik veertig uur. hoeveel is het nu?",
        "wil volgend jaar graag een student, bij wie moet ik dat zeggen",
    ],
)
def test_a_year_in_what_a_mentor_tells_is_no_day_to_look_at(text: str) -> None:
    assert day(text) is None


def test_a_year_that_the_question_points_back_at_is_one() -> None:
    assert day("volgend jaar wil ik een lio, hoeveel uur krijg ik dan?") == date(2027, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "hoeveel uur kreeg je vroeger?",
        "wie besliste voorheen over de stage",
        "wat stond er in de oude stagegids",
    ],
)
def test_formerly_names_no_day(text: str) -> None:
    found = moment(text, TODAY)

    assert found is not None
    assert found.formerly


@pytest.mark.parametrize("text", ["mag ze vroeger naar huis?", "kan het eerder"])
def test_earlier_on_a_day_is_no_former_time(text: str) -> None:
    assert moment(text, TODAY) is None


def test_from_a_year_on_asks_for_what_begins_then() -> None:
    found = moment("wat geldt er vanaf 2027?", TODAY)

    assert found is not None
    assert (found.begins, found.first, found.last) == (True, date(2027, 1, 1), date(2027, 12, 31))


def test_a_year_from_a_leap_day_has_a_day() -> None:
    assert day("vorig jaar", date(2028, 2, 29)) == date(2027, 2, 28)


def test_a_school_year_counts_from_august() -> None:
    assert day("in 2025-2026", date(2026, 3, 1)) == date(2026, 3, 1)


@given(DAYS)
def test_last_and_next_school_year_are_the_ones_before_and_after(today: date) -> None:
    for words, years in (("vorig schooljaar", -1), ("volgend schooljaar", 1)):
        found = moment(f"hoeveel uur was het {words}?", today)
        assert found is not None
        assert school_year(found.day) == school_year(today) + years
        assert found.first <= found.day <= found.last
        assert (found.first.month, found.first.day) == (8, 1)
        assert found.last == found.first.replace(year=found.first.year + 1) - timedelta(days=1)


@given(DAYS, st.integers(2021, 2039))
def test_a_named_year_is_that_year_or_today(today: date, year: int) -> None:
    found = moment(f"wat gold in {year}?", today)

    assert (found is None) == (year == today.year)
    if found is not None:
        assert found.day.year == year
        assert found.first <= found.day <= found.last


@given(DAYS, DAYS)
def test_a_written_day_is_that_day(today: date, named: date) -> None:
    assert day(f"wat geldt er op {named.isoformat()}?", today) == named


@pytest.mark.parametrize("text", ["en volgend schooljaar", "in 2025", "en in maart 2026 dan"])
def test_a_few_words_may_name_a_day_and_nothing_else(text: str) -> None:
    assert only_moment(text)


@pytest.mark.parametrize("text", ["hoeveel uur in 2025", "en bij een lio", ""])
def test_other_words_name_more_than_a_day(text: str) -> None:
    assert not only_moment(text)
