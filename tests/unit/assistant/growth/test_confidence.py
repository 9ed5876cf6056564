"""A line of one's own: from what was asked without words, and from what was kept."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from assistant.growth.confidence import Point, lines, without
from assistant.states import Asked, Kept, Used

ZONE = ZoneInfo("Europe/Amsterdam")


def used(day: int, score: int | None, kind: str | None = "voortgangsgesprek") -> Used:
    asked = (Asked("doel", 0, "answered"), Asked("zeker", 0, "answered", score))
    return Used(f"voor-{kind}", date(2026, 11, day), asked, kind)  # type: ignore[arg-type]


def kept(at: datetime, score: int | None = 6, kind: str = "voortgangsgesprek") -> Kept:
    return Kept(at.isoformat(), f"voor-{kind}", "Titel", at, kind=kind, score=score)  # type: ignore[arg-type]


def test_each_kind_has_its_own_line_and_the_latest_comes_first() -> None:
    found = lines([used(3, 4), used(9, 2, "eindgesprek"), used(12, 7), used(1, 5)], [], ZONE)

    assert list(found) == ["voortgangsgesprek", "eindgesprek"]
    assert found["voortgangsgesprek"] == [
        Point(date(2026, 11, 1), 5),
        Point(date(2026, 11, 3), 4),
        Point(date(2026, 11, 12), 7),
    ]


def test_what_has_no_score_or_is_about_no_talk_is_no_point() -> None:
    assert lines([used(3, None), used(4, 5, None)], [kept(datetime.now(UTC), None)], ZONE) == {}


def test_a_reflection_that_was_kept_as_well_counts_once() -> None:
    both = kept(datetime(2026, 11, 3, 20, tzinfo=UTC))
    older = kept(datetime(2025, 11, 3, 20, tzinfo=UTC))

    found = lines([used(3, 6), used(4, 6)], [older, both], ZONE)

    assert [point.on for point in found["voortgangsgesprek"]] == [
        date(2025, 11, 3),
        date(2026, 11, 3),
        date(2026, 11, 4),
    ]


def test_one_that_goes_on_past_midnight_counts_once() -> None:
    # 23:30 UTC is half past twelve at night in Amsterdam.
    late = kept(datetime(2026, 11, 3, 23, 30, tzinfo=UTC))

    assert lines([used(3, 6)], [late], ZONE) == {"voortgangsgesprek": [Point(date(2026, 11, 3), 6)]}
    assert lines([], [late], ZONE) == {"voortgangsgesprek": [Point(date(2026, 11, 4), 6)]}


def test_what_is_removed_takes_its_score_along() -> None:
    gone = kept(datetime(2026, 11, 3, 20, tzinfo=UTC))
    before = (used(2, 6), used(3, 6), used(3, 6))

    after = without(before, gone, ZONE)

    assert after == (used(2, 6), used(3, None), used(3, 6))
    assert without(after[:1], kept(datetime(2026, 11, 20, tzinfo=UTC)), ZONE) == after[:1]
