"""A talk that a mentor tells of: understood, asked on where something is missing, confirmed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.storage import state
from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import TALK, Planner, at
from tests.unit.assistant.region import Mentor, said

New = Callable[..., Mentor]


def test_nothing_is_planned_before_a_yes(planner: Planner) -> None:
    outcome = planner.says("donderdag 14:00 voortgangsgesprek")

    assert said(outcome).startswith("Voortgangsgesprek op donderdag 26 november om 14:00. Klopt")
    assert "morgen om 19:30" in said(outcome)
    assert (planner.planned, planner.due) == ([], {})
    assert planner.mentor.labels == ["Ja", "Anders", "Nee"]

    planner.presses("Ja")

    assert planner.planned == TALK
    assert planner.due == {"prompt:1": at("2026-11-25T19:30"), "follow:1": at("2026-11-26T16:00")}


@pytest.mark.parametrize("word", ["nee", "Nee hoor", "laat maar"])
def test_a_no_plans_nothing(planner: Planner, word: str) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")

    assert said(planner.says(word)) == say("planning.settled.dropped")
    assert planner.says("ja").records == ()
    assert planner.planned == []


def test_another_moment_can_be_typed_at_once_or_after_anders(planner: Planner) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")
    assert "om 15:30. Klopt" in said(planner.says("15:30"))

    planner.presses("Anders")
    planner.says("vrijdag")
    planner.says("klopt")

    assert planner.planned == [("voortgangsgesprek", "2026-11-27T15:30")]


def test_another_talk_told_whole_does_not_get_the_kind_of_the_one_before(planner: Planner) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")
    outcome = planner.says("vrijdag 10:00 gesprek met de pabo")
    assert said(outcome).startswith("Wat voor gesprek is het, op vrijdag 27 november om 10:00")

    planner.says("donderdag 14:00 voortgangsgesprek")
    assert "vrijdag 27 november om 10:00. Klopt" in said(planner.says("het gesprek is vrijdag 10u"))


def test_another_talk_does_not_answer_what_kind_the_first_is(planner: Planner) -> None:
    planner.says("vrijdag 10:00 gesprek")

    assert said(planner.says("elke dag 9:00 nabespreking")) == say("planning.fault.rhythm")


def test_a_series_on_two_days_is_asked_which(planner: Planner) -> None:
    planner.says("elke woensdag en vrijdag 15:00 nabespreking")
    assert planner.mentor.labels == ["wo 25 nov 15:00", "vr 27 nov 15:00"]
    planner.presses("vr")
    planner.says("ja")

    assert planner.planned == [("lesnabespreking", "2026-11-27T15:00")]
    assert planner.mentor.conversation.planned[0].weekly


def test_what_is_missing_is_asked_one_thing_at_a_time(planner: Planner) -> None:
    outcome = planner.says("overmorgen ochtend gesprek")
    assert said(outcome).startswith("Hoe laat is dat, op donderdag 26 november?")
    outcome = planner.says("9")
    assert said(outcome).startswith("Wat voor gesprek is het")
    assert len(planner.mentor.labels) == 8
    planner.says("driehoek")
    planner.says("ja")

    assert planner.planned == [("driehoeksgesprek", "2026-11-26T09:00")]


def test_without_a_day_today_and_tomorrow_are_buttons(planner: Planner) -> None:
    planner.says("om 3 uur nabespreking")
    assert planner.mentor.labels == ["Vandaag", "Morgen"]
    planner.presses("Morgen")
    planner.presses("Ja")

    assert planner.planned == [("lesnabespreking", "2026-11-25T15:00")]


def test_an_hour_that_is_past_today_can_only_be_tomorrow(planner: Planner) -> None:
    planner.says("9:00 nabespreking")

    assert planner.mentor.labels == ["Morgen"]


def test_neither_day_nor_hour_is_asked_as_one_question(planner: Planner) -> None:
    assert said(planner.says("plan een voortgangsgesprek")) == say("planning.ask.when")
    planner.says("donderdag 14:00")
    planner.says("ja")

    assert planner.planned == TALK


def test_two_readings_are_two_buttons(planner: Planner) -> None:
    planner.says("volgende vrijdag 14:00 driehoek")
    assert planner.mentor.labels == ["vr 27 nov 14:00", "vr 4 dec 14:00"]

    planner.says("2")
    planner.presses("Ja")

    assert planner.planned == [("driehoeksgesprek", "2026-12-04T14:00")]


def test_two_days_without_an_hour_are_asked_after_the_hour(planner: Planner) -> None:
    assert said(planner.says("volgende vrijdag driehoek")) == say("planning.ask.time_reading")
    planner.says("14:00")

    assert len(planner.mentor.labels) == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31 februari 10:00 voortgangsgesprek", "no_day"),
        ("28 maart 2027 02:30 voortgangsgesprek", "skipped"),
        ("donderdag 25:00 voortgangsgesprek", "no_time"),
        ("gisteren 10:00 voortgangsgesprek", "past"),
        ("gisteren een voortgangsgesprek", "past"),
        ("elke twee weken donderdag 15:00 nabespreking", "rhythm"),
    ],
)
def test_what_cannot_be_is_said_and_no_yes_puts_up_another(
    planner: Planner, text: str, fault: str
) -> None:
    outcome = planner.says(text)

    assert said(outcome) == say(f"planning.fault.{fault}")
    assert planner.mentor.labels == []
    planner.says("ja")
    assert planner.planned == []
    assert "Klopt dat?" in said(planner.says("donderdag 15:00")) or fault == "rhythm"


def test_the_hour_that_comes_twice_is_the_first_and_said_to_be(planner: Planner) -> None:
    outcome = planner.says("31 oktober 2027 02:30 eindgesprek")
    planner.says("ja")

    assert "Ik neem de eerste keer" in said(outcome)
    assert planner.mentor.conversation.planned[0].starts_at.utcoffset() == timedelta(hours=2)


def test_after_school_is_said_to_be_a_quarter_past_three(planner: Planner) -> None:
    assert "'na schooltijd' bedoel ik 15:15" in said(
        planner.says("morgen na schooltijd lesbespreking")
    )


@pytest.mark.parametrize(
    "text", ["wanneer is het voortgangsgesprek?", "hoeveel gesprekken moet ik voeren?"]
)
def test_a_question_stays_a_question(planner: Planner, text: str) -> None:
    outcome = planner.says(text)

    assert outcome.answer is not None
    assert planner.mentor.conversation.proposed == ()


def test_a_name_in_the_phrase_is_nowhere_kept(planner: Planner) -> None:
    planner.says("donderdag 14:00 gesprek met Sanne Bakker")
    planner.presses("Voortgang")
    planner.says("ja")

    assert b"sanne" not in state.written(planner.mentor.conversation).lower()


def test_after_a_question_in_between_a_bare_number_is_no_hour(planner: Planner) -> None:
    planner.says("donderdag voortgangsgesprek")
    planner.says("hoe laat belt een zieke student de school?")
    planner.says("2")

    assert planner.mentor.conversation.proposed == ()


def test_another_talk_told_whole_takes_the_place_of_the_draft(planner: Planner) -> None:
    planner.says("om 3 uur nabespreking")
    planner.says("vrijdag 10:00 eindgesprek")
    planner.says("ja")

    assert planner.planned == [("eindgesprek", "2026-11-27T10:00")]


def test_the_same_talk_is_not_planned_twice(with_talk: Planner) -> None:
    assert said(with_talk.says("donderdag 14:00 voortgangsgesprek")).startswith("Dat staat er al")


def test_more_than_fifty_are_not_remembered(planner: Planner) -> None:
    for hour in range(50):
        planner.says(f"{hour // 5 + 1} maart 2027 1{hour % 5}:00 nabespreking")
        planner.says("ja")
    planner.says("1 april 2027 10:00 nabespreking")
    outcome = planner.says("ja")

    assert said(outcome).startswith("Je hebt al 50 gesprekken gepland.")
    assert len(planner.planned) == 50
    assert len(state.written(planner.mentor.conversation)) < 20_000


def test_a_yes_that_comes_after_the_talk_plans_nothing(planner: Planner) -> None:
    planner.says("vandaag 14:00 nabespreking")
    planner.mentor.now = at("2026-11-24T15:00")

    assert said(planner.presses("Ja")) == say("planning.fault.past")
    assert planner.planned == []


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("plan:yes:7", "planning.settled.gone"),
        ("plan:at:2026-11-27T14:00", "planning.settled.gone"),
        ("plan:at:vrijdag", "planning.settled.gone"),
        ("plan:kind:eindgesprek", "planning.settled.gone"),
        ("plan:undo:7", "planning.settled.gone"),
        ("plan:show:7", "planning.list.gone"),
        ("plan:cancel:7", "planning.list.gone"),
        ("plan:when:x", "command.no_button"),
        ("plan:region:x", "command.no_button"),
        ("plan:weg", "command.no_button"),
    ],
)
def test_an_old_button_says_what_to_do(planner: Planner, action: str, text: str) -> None:
    assert said(planner.does(action)) == say(text)


def test_a_broken_button_of_an_open_draft_says_what_to_do(planner: Planner) -> None:
    planner.says("volgende vrijdag 14:00 driehoek")

    assert said(planner.does("plan:at:vrijdag")) == say("planning.settled.gone")


def test_anders_and_nee_can_be_typed_or_pressed(planner: Planner) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")
    assert said(planner.says("anders")) == say("planning.ask.when")
    assert said(planner.says("31 februari")) == say("planning.fault.no_day")
    assert said(planner.says("nee")) == say("planning.settled.dropped")
    planner.says("donderdag 14:00 voortgangsgesprek")
    assert said(planner.presses("Nee")) == say("planning.settled.dropped")


def test_an_hour_with_two_readings_is_asked_after_the_day(planner: Planner) -> None:
    assert said(planner.says("om 7 uur driehoek")) == say("planning.ask.day_reading")
    planner.says("donderdag")
    assert planner.mentor.labels == ["do 26 nov 07:00", "do 26 nov 19:00"]
    planner.presses("do 26 nov 19")
    planner.presses("Ja")

    assert planner.planned == [("driehoeksgesprek", "2026-11-26T19:00")]


@pytest.mark.parametrize("today", range(23, 30))
def test_next_friday_has_two_readings_on_every_day(mentor: New, today: int) -> None:
    planner = Planner(mentor(), f"2026-11-{today}T12:00")

    planner.says("volgende vrijdag 14:00 driehoek")

    assert len(planner.mentor.labels) == 2
    assert all(label.startswith("vr ") for label in planner.mentor.labels)


def test_a_word_that_names_no_talk_leaves_the_draft_open(planner: Planner) -> None:
    planner.says("donderdag 14:00 gesprek")
    planner.says("dank je")
    planner.says("driehoek")
    planner.says("ja")

    assert planner.planned == [("driehoeksgesprek", "2026-11-26T14:00")]
