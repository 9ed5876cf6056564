"""Which lines are about the mentor, and which tell something of a student."""

from datetime import UTC, datetime

import pytest

from assistant.growth.appraisal import about_others, own_lines
from assistant.states import Given, Kept

AT = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "Ik stelde mijn student meer open vragen.",
        "Ik vroeg haar wat goed ging.",
        "Ik liet een stilte vallen",
        "Heb meer tijd nodig voor begeleiding",
        "Scholing over lastige gesprekken",
        "Als mijn student stilvalt, dan wacht ik vijf tellen.",
        "Als ze stilvalt dan wacht ik.",
        "Ik wil studenten meer laten zoeken.",
        "Wij zijn als team beter gaan overleggen.",
        "Ik begeleid graag een zij-instromer.",
    ],
)
def test_a_line_about_the_mentor_can_be_brought(line: str) -> None:
    assert not about_others(line)


@pytest.mark.parametrize(
    "line",
    [
        "Mijn student durfde eindelijk voor de groep.",
        "Gisteren durfde mijn student voor de groep, en ik was blij.",
        "Ik zag dat ze onzeker was.",
        "Hij komt vaak te laat",
        "Haar lessen zijn rommelig.",
        "Ik schrok, want mijn stagiaire huilde.",
        "Goed dat de student zelf begon",
        "Als ik help, dan leert hij niets.",
        "Zij vond het moeilijk.",
    ],
)
def test_a_line_about_a_student_cannot(line: str) -> None:
    assert about_others(line)


def test_plans_are_what_one_wants_and_what_came_of_them_is_growth() -> None:
    kept = [
        Kept(
            "a",
            "na-gesprek",
            "Na een gesprek",
            AT,
            (
                Given("deed", "Wat deed je?", "Ik vroeg door. Ja. Daarna wachtte ik even."),
                Given("plan", "Wat neem je je voor?", "Als het stil is, dan wacht ik."),
            ),
            plan="Als het stil is, dan wacht ik.",
            outcome="Ik wachtte langer.",
        ),
        Kept(
            "b", "mijn-kracht", "Mijn kracht", AT, (Given("trots", "Waarop?", "Ik bleef rustig."),)
        ),
    ]

    told = {part: [line.words for _, line in own_lines(kept, part)] for part in ("did", "want")}

    assert told == {
        "did": ["Ik vroeg door.", "Daarna wachtte ik even."],
        "want": ["Als het stil is, dan wacht ik."],
    }
    assert {line.words for _, line in own_lines(kept, "grew")} == {
        "Ik wachtte langer.",
        "Ik bleef rustig.",
    }
    assert list(own_lines(kept, "need")) == []


def test_what_was_said_before_a_talk_is_what_one_wants() -> None:
    given = (Given("doel", "Wat wil je?", "Ik wil rustig beginnen."),)

    (line,) = own_lines([Kept("a", "voor-eindgesprek", "Voor", AT, given)], "want")

    assert line[1].words == "Ik wil rustig beginnen."
