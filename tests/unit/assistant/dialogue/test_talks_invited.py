"""Talks from a calendar file: proposed, never planned unasked."""

import pytest

from assistant.storage import state
from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import CALENDAR, EVENT, TALK, Planner, at
from tests.unit.assistant.region import said


def test_an_invitation_is_a_proposal_and_its_follow_up_comes_at_its_end(planner: Planner) -> None:
    more = "DTEND:20261126T143000\r\nATTENDEE:mailto:sanne@voorbeeld.example\r\n"
    planner.sends(CALENDAR.format(EVENT.format("Voortgangsgesprek Sanne", "20261126T140000", more)))
    assert planner.planned == []
    planner.presses("Ja")

    assert planner.planned == TALK
    assert planner.due["follow:1"] == at("2026-11-26T14:30")
    assert b"sanne" not in state.written(planner.mentor.conversation).lower()


def test_a_calendar_with_an_hour_that_the_clock_skips_is_told_so(planner: Planner) -> None:
    outcome = planner.sends(CALENDAR.format(EVENT.format("Intake", "20270328T023000", "")))

    assert said(outcome) == say("planning.fault.skipped")
    assert planner.mentor.labels == []


def test_a_weekly_event_leaves_out_what_its_calendar_does(planner: Planner) -> None:
    more = "RRULE:FREQ=WEEKLY\r\nEXDATE:20261126T140000,20261210T140000\r\n"
    planner.sends(CALENDAR.format(EVENT.format("Intake", "20261126T140000", more)))
    planner.says("ja")
    assert planner.planned == [("kennismaking", "2026-12-03T14:00")]
    planner.until("2026-12-04T12:00")

    assert planner.planned == [("kennismaking", "2026-12-17T14:00")]


def test_a_whole_day_is_asked_for_its_hour(planner: Planner) -> None:
    day = EVENT.format("eindgesprek", "20261212", "").replace("DTSTART:", "DTSTART;VALUE=DATE:")
    planner.sends(CALENDAR.format(day))
    planner.says("10")
    planner.says("ja")

    assert planner.planned == [("eindgesprek", "2026-12-12T10:00")]


def test_of_many_events_the_talks_are_proposed_together(planner: Planner) -> None:
    many = [
        EVENT.format("Nabespreking" if day % 2 else "Zwemles", f"202612{day:02}T{hour}0000", "")
        for day in range(1, 31)
        for hour in range(10, 20)
    ]
    outcome = planner.sends(CALENDAR.format("".join(many)))
    assert "neem er hoogstens 10" in said(outcome)
    assert planner.mentor.labels == ["Ja", "Nee"]
    planner.presses("Ja")

    assert len(planner.planned) == 10
    assert len({one.id for one in planner.mentor.conversation.planned}) == 10


def test_of_many_events_those_known_past_or_far_are_left_out(with_talk: Planner) -> None:
    rule = "RRULE:FREQ=WEEKLY\r\n"
    every = [
        EVENT.format("Voortgangsgesprek", "20261126T140000", ""),
        EVENT.format("Intake", "20261101T140000", ""),
        EVENT.format("Eindgesprek", "20270601T140000", ""),
        EVENT.format("Nabespreking", "20261102T150000", rule),
    ]
    outcome = with_talk.sends(CALENDAR.format("".join(every)))

    assert "Maandag 30 november om 15:00: lesnabespreking, elke week" in said(outcome)
    with_talk.presses("Ja")
    assert len(with_talk.planned) == 2


def test_every_event_that_is_proposed_leaves_nothing_out(planner: Planner) -> None:
    both = [EVENT.format("Intake", f"202612{day}T140000", "") for day in (10, 11)]

    outcome = planner.sends(CALENDAR.format("".join(both)))

    assert "De rest laat ik weg" not in said(outcome)


def test_a_weekly_series_that_has_ended_is_past(planner: Planner) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=2\r\n"
    outcome = planner.sends(CALENDAR.format(EVENT.format("Intake", "20261001T140000", rule)))

    assert said(outcome) == say("planning.fault.ended")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("hallo", "planning.file.unreadable"),
        (CALENDAR.format(""), "planning.file.empty"),
        ("x" * 1_000_001, "planning.file.too_large"),
        (
            CALENDAR.format(EVENT.format("Zwemles", "20261126T140000", "") * 3),
            "planning.file.none",
        ),
        (
            CALENDAR.format(EVENT.format("Intake", "20261026T140000", "")),
            "planning.fault.past",
        ),
    ],
)
def test_a_file_that_gives_no_talk_says_so(planner: Planner, content: str, text: str) -> None:
    assert said(planner.sends(content)) == say(text)
    assert planner.mentor.labels == []


def test_another_file_is_not_a_calendar(planner: Planner) -> None:
    assert said(planner.sends(b"%PDF", "rooster.pdf")) == say("file.unknown")
