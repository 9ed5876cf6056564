"""When prompts and follow-ups come, and when they stay away."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning.holidays import REGIONS, holiday
from assistant.planning.prompting import (
    awake,
    follow_up_at,
    is_quiet,
    keeps_silent,
    may_prompt,
    next_time,
    prompt_at,
    prompted,
)
from assistant.states import Planned, Prompting, PromptTime, Region

ZONE = ZoneInfo("Europe/Amsterdam")


def wall(text: str) -> datetime:
    """A wall time."""
    return datetime.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def talk(starts: str, **more: object) -> Planned:
    wall = datetime.fromisoformat(starts)
    known = {"id": "1", "kind": "voortgangsgesprek", "zone": "Europe/Amsterdam"}
    return Planned(starts=wall, follow_up_at=at(starts), **(known | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "now", "starts", "expected"),
    [
        ("evening", "2026-11-24T12:00", "2026-11-26T14:00", "2026-11-25T19:30"),
        ("morning", "2026-11-24T12:00", "2026-11-26T14:00", "2026-11-26T07:30"),
        ("hour", "2026-11-24T12:00", "2026-11-26T14:00", "2026-11-26T13:00"),
        # The moment is past: the next one.
        ("evening", "2026-11-25T19:30", "2026-11-26T14:00", "2026-11-26T07:30"),
        ("evening", "2026-11-26T08:00", "2026-11-26T14:00", "2026-11-26T13:00"),
        # In the quiet hours, or not before the talk.
        ("hour", "2026-11-24T12:00", "2026-11-26T07:45", "2026-11-26T07:00"),
        ("morning", "2026-11-24T12:00", "2026-11-26T07:30", "2026-11-26T07:00"),
        ("hour", "2026-11-24T12:00", "2026-11-26T06:30", "2026-11-25T19:30"),
        ("hour", "2026-11-24T12:00", "2026-11-26T22:30", "2026-11-26T07:30"),
        ("evening", "2026-11-26T13:10", "2026-11-26T14:00", None),
        ("hour", "2026-11-26T05:00", "2026-11-26T06:30", None),
        # Across a change of the clock the wall time stays.
        ("evening", "2027-03-20T12:00", "2027-03-28T14:00", "2027-03-27T19:30"),
        ("evening", "2027-10-20T12:00", "2027-10-31T14:00", "2027-10-30T19:30"),
    ],
)
def test_the_prompt_comes_when_the_mentor_wants_it(
    when: PromptTime, now: str, starts: str, expected: str | None
) -> None:
    found = prompt_at(at(starts), when, at(now))

    assert found == (at(expected) if expected else None)


@given(
    st.datetimes(wall("2026-01-01T00:00"), wall("2028-12-31T00:00")),
    st.timedeltas(timedelta(), timedelta(days=20)),
    st.sampled_from(["evening", "morning", "hour"]),
)
def test_a_prompt_is_never_in_the_quiet_hours_nor_after_the_start(
    now: datetime, ahead: timedelta, when: PromptTime
) -> None:
    moment = now.replace(tzinfo=UTC).astimezone(ZONE)
    starts = (moment.astimezone(UTC) + ahead).astimezone(ZONE)

    found = prompt_at(starts, when, moment)

    if found is not None:
        assert not is_quiet(found)
        assert moment.timestamp() < found.timestamp() < starts.timestamp()
    assert not is_quiet(follow_up_at(starts))
    assert follow_up_at(starts).timestamp() - starts.timestamp() >= 7200


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2026-11-26T14:00", None, "2026-11-26T16:00"),
        ("2026-11-26T14:00", "2026-11-26T14:45", "2026-11-26T14:45"),
        ("2026-11-26T14:00", "2026-11-26T13:00", "2026-11-26T16:00"),
        ("2026-11-26T19:30", None, "2026-11-27T07:30"),
        ("2026-11-26T18:59", None, "2026-11-26T20:59"),
        ("2026-11-26T04:00", None, "2026-11-26T07:30"),
        ("2026-11-26T05:00", None, "2026-11-26T07:00"),
        # Two hours go by, also when the clock changes.
        ("2027-10-31T01:30", None, "2027-10-31T07:30"),
    ],
)
def test_the_follow_up_comes_afterwards(starts: str, ends: str | None, expected: str) -> None:
    assert follow_up_at(at(starts), at(ends) if ends else None) == at(expected)


def test_what_falls_in_the_quiet_hours_waits_until_seven() -> None:
    assert awake(at("2026-11-26T21:00")) == at("2026-11-27T07:00")
    assert awake(at("2026-11-26T06:59")) == at("2026-11-26T07:00")
    assert awake(at("2026-11-26T20:59")) == at("2026-11-26T20:59")


def test_a_third_prompt_in_a_week_stays_away_until_monday() -> None:
    known = Prompting()
    for day in ("2026-11-23T19:30", "2026-11-24T19:30"):
        known = prompted(known, at("2026-12-30T12:00"), at(day))

    def verdict(now: str) -> str:
        return may_prompt(talk("2026-12-30T12:00"), known, paused=False, now=at(now))

    assert verdict("2026-11-29T19:30") == "nothing"
    assert verdict("2026-11-30T07:30") == "send"


def test_the_week_of_the_new_year_is_one_week() -> None:
    known = prompted(Prompting(), at("2027-01-05T12:00"), at("2026-12-31T19:30"))
    known = prompted(known, at("2027-01-05T12:00"), at("2027-01-01T19:30"))

    assert len(known.sent) == 2
    planned = talk("2027-01-05T12:00")
    assert may_prompt(planned, known, paused=False, now=at("2027-01-03T12:00")) == "nothing"


def test_two_ignored_in_a_row_make_silence() -> None:
    known = prompted(Prompting(), at("2026-11-24T14:00"), at("2026-11-23T19:30"))
    known = prompted(known, at("2026-11-26T14:00"), at("2026-11-25T19:30"))

    assert not keeps_silent(known, at("2026-11-26T13:59"))
    assert keeps_silent(known, at("2026-11-26T14:00"))
    later = at("2026-12-01T19:30")
    assert may_prompt(talk("2026-12-02T14:00"), known, paused=False, now=later) == "nothing"


@pytest.mark.parametrize(
    ("now", "paused", "expected"),
    [
        ("2026-11-26T13:59", False, "send"),
        ("2026-11-26T13:59", True, "nothing"),
        ("2026-11-26T14:00", False, "nothing"),
        ("2026-11-25T23:00", False, "later"),
    ],
)
def test_what_is_late_is_judged_when_it_comes(now: str, paused: bool, expected: str) -> None:
    planned = talk("2026-11-26T14:00")

    assert may_prompt(planned, Prompting(), paused=paused, now=at(now)) == expected


def test_in_the_night_before_an_early_talk_nothing_comes() -> None:
    planned = talk("2026-11-26T06:30")

    now = at("2026-11-26T05:00")
    assert may_prompt(planned, Prompting(), paused=False, now=now) == "nothing"


@pytest.mark.parametrize("region", REGIONS)
def test_a_weekly_talk_skips_the_holidays_and_keeps_its_wall_time(region: Region) -> None:
    now, last = talk("2026-09-01T15:15", weekly=True), at("2027-08-31T00:00")
    seen = []
    while now.starts_at < last:
        seen.append(now.starts)
        following = next_time(now, region, now.starts_at)
        assert following is not None
        now = following

    assert {one.time().isoformat() for one in seen} == {"15:15:00"}
    assert {one.weekday() for one in seen} == {1}
    assert not [one for one in seen if holiday(one.date(), region)]
    assert 36 <= len(seen) <= 42
    offsets = {one.replace(tzinfo=ZONE).utcoffset() for one in seen}
    assert len(offsets) == 2


def test_a_weekly_talk_skips_the_hour_that_does_not_exist() -> None:
    following = next_time(talk("2027-03-21T02:30", weekly=True), None, at("2027-03-21T02:30"))

    assert following is not None
    assert following.starts == wall("2027-04-04T02:30")


def test_a_series_that_began_years_ago_has_a_next() -> None:
    following = next_time(talk("2016-01-05T15:15", weekly=True), None, at("2026-11-24T15:15"))

    assert following is not None
    assert following.starts == wall("2026-12-01T15:15")


def test_a_series_skips_the_days_that_its_calendar_leaves_out() -> None:
    planned = talk("2026-11-24T15:15", weekly=True, without=(date(2026, 12, 1),))
    following = next_time(planned, None, at("2026-11-24T15:15"))

    assert following is not None
    assert following.starts == wall("2026-12-08T15:15")


def test_a_series_that_ends_has_no_next() -> None:
    planned = talk("2026-11-24T15:15", weekly=True, until=date(2026, 11, 30))

    assert next_time(planned, None, at("2026-11-24T15:15")) is None


def test_without_a_region_only_the_holidays_of_all_are_known() -> None:
    assert holiday(date(2026, 12, 25), None) == "kerstvakantie"
    assert holiday(date(2026, 10, 12), None) is None
    assert holiday(date(2026, 10, 12), "noord") == "herfstvakantie"
    assert holiday(date(2031, 7, 20), "noord") is None


def test_every_holiday_is_a_saturday_to_a_sunday_in_one_school_year() -> None:
    for region in REGIONS:
        free = [
            day
            for day in (date(2025, 9, 8) + timedelta(days=n) for n in range(1092))
            if holiday(day, region)
        ]
        # Five holidays a year: 7 + 2 + 1 or so weeks of seven days, and their extra weekend day.
        first = [day for day in free if day - timedelta(days=1) not in free]
        last = [day for day in free if day + timedelta(days=1) not in free]
        assert {day.weekday() for day in first} == {5}
        assert {day.weekday() for day in last} == {6}
        assert len(first) == 15
