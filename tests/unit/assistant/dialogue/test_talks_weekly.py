"""Talks of every week: around holidays, moved for good, left out once."""

from collections.abc import Callable

import pytest

from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import CALENDAR, EVENT, Planner, at
from tests.unit.assistant.region import Mentor, said

New = Callable[..., Mentor]


@pytest.fixture
def weekly(planner: Planner) -> Planner:
    planner.says("elke woensdag 15:15 nabespreking")
    planner.says("ja")
    return planner


def test_a_weekly_talk_asks_once_for_the_region(weekly: Planner) -> None:
    assert weekly.mentor.labels[:4] == ["Noord", "Midden", "Zuid", "Weet ik niet"]
    assert said(weekly.presses("Noord")) == say("planning.settled.region", region="Noord")
    weekly.says("elke donderdag 15:15 nabespreking")
    outcome = weekly.says("ja")

    assert say("planning.ask.region") not in said(outcome)


def test_the_region_moves_what_falls_in_its_holiday(mentor: New) -> None:
    planner = Planner(mentor(), "2026-10-09T12:00")
    planner.says("elke maandag 15:15 nabespreking")
    planner.says("ja")
    assert planner.planned == [("lesnabespreking", "2026-10-12T15:15")]

    outcome = planner.presses("Noord")

    assert planner.planned == [("lesnabespreking", "2026-10-19T15:15")]
    assert "maandag 19 oktober om 15:15" in said(outcome)
    assert planner.due["prompt:1"] == at("2026-10-18T19:30")


def test_who_knows_no_region_is_not_asked_again(weekly: Planner) -> None:
    assert said(weekly.presses("Weet ik niet")) == say("planning.settled.no_region")
    weekly.says("/gesprekken")
    assert said(weekly.presses("Vakantieregio")) == say("planning.ask.region")


def test_it_moves_on_when_its_follow_up_comes(weekly: Planner) -> None:
    weekly.presses("Noord")
    weekly.until("2026-11-25T17:15")

    assert weekly.planned == [("lesnabespreking", "2026-12-02T15:15")]
    assert weekly.due["prompt:1"] == at("2026-12-01T19:30")


def test_moving_a_weekly_talk_says_that_it_moves_for_good(weekly: Planner) -> None:
    weekly.does("plan:move:1")
    assert said(weekly.says("woensdag 14:00")).startswith("Voortaan elke week een lesnabespreking")

    assert "elke week" in said(weekly.says("ja"))


def test_one_time_can_be_left_out(weekly: Planner) -> None:
    weekly.says("/gesprekken")
    weekly.presses("wo 25")
    weekly.presses("Sla een keer over")

    assert weekly.planned == [("lesnabespreking", "2026-12-02T15:15")]
    assert said(weekly.presses("Alle gesprekken")).count("elke week") == 1


def test_a_weekly_talk_is_cancelled_and_put_back_whole(weekly: Planner) -> None:
    assert "elke week" in said(weekly.does("plan:cancel:1"))
    assert "elke week" in said(weekly.presses("Zet terug"))

    assert weekly.mentor.conversation.planned[0].weekly


def test_a_series_ends_with_its_last_time(planner: Planner) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=1\r\n"
    planner.sends(CALENDAR.format(EVENT.format("Intake", "20261126T140000", rule)))
    planner.says("ja")

    assert said(planner.does("plan:skip:1")) == say("planning.last_skipped")
    assert (planner.planned, planner.due) == ([], {})


def test_the_christmas_holiday_is_skipped(mentor: New) -> None:
    planner = Planner(mentor(), "2026-12-17T12:00")
    planner.says("elke dinsdag 15:15 nabespreking")
    planner.says("ja")

    assert planner.planned == [("lesnabespreking", "2027-01-05T15:15")]
