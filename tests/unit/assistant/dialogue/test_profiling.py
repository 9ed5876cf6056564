"""/profiel: everything that is known of a mentor, and each part changed."""

from collections.abc import Callable

import pytest

from assistant.messages import Student
from assistant.texts.catalogue import say
from tests.unit.assistant.region import Mentor, said

New = Callable[..., Mentor]


def test_the_profile_shows_everything_with_a_button_for_each(mentor: New) -> None:
    someone = mentor(
        experience="ervaren",
        students=(Student("student", 2, "pabo-delta"), Student("lio")),
        institute="pabo-linge",
        monday=True,
        paused=True,
    )

    assert said(someone.says("/profiel")).split("\n") == [
        "Dit weet ik van jou:",
        "School: Basisschool De Wilg",
        "Ervaring: ervaren mentor",
        "Je begeleidt: student, jaar 2, Pabo Delta; lio",
        "Opleiding waar ik op let: Pabo Linge",
        "Vorige vraag bewaren en meetellen: ja",
        "Elke maandag de agenda: ja",
        "Berichten uit mezelf: gepauzeerd",
        "",
        "Wat wil je veranderen?",
    ]
    assert someone.labels == [
        "School",
        "Ervaring",
        "Wie ik begeleid",
        "Bewaren",
        "Niet elke maandag",
        "Hervat berichten",
    ]


def test_a_change_comes_back_to_the_profile(mentor: New) -> None:
    someone = mentor()
    someone.says("profiel")
    someone.pushes("Ervaring")

    outcome = someone.says("startend")

    assert said(outcome).startswith(say("step.is_startend") + "\n\nDit weet ik van jou:")
    assert someone.conversation.awaiting is None


def test_a_school_from_the_profile_is_just_chosen(mentor: New) -> None:
    someone = mentor()
    someone.says("/profiel")
    someone.pushes("School")

    assert (
        said(someone.pushes("De Elzenboom")) == "Je school is nu De Elzenboom. Stel je vraag maar."
    )


def test_students_are_added_and_left_out(mentor: New) -> None:
    someone = mentor(institute="pabo-linge")
    someone.says("/profiel")
    someone.pushes("Wie ik begeleid")
    someone.pushes("Lio")  # whose institute was told before
    someone.pushes("Startende leraar")
    someone.pushes("Startende leraar")
    someone.pushes("Klaar")
    lio, starter = Student("lio", None, "pabo-linge"), Student("startende-leraar")
    assert someone.conversation.students == (lio, starter)
    assert someone.conversation.institute is None

    someone.says("wie ik begeleid")
    someone.pushes("Weg: lio, Pabo Linge")
    assert someone.conversation.students == (starter,)
    someone.pushes("Iemand erbij")
    someone.pushes("Zij-instromer")
    assert someone.labels == ["Pabo Delta", "Pabo Linge", "Overslaan"]
    assert said(someone.says("pabo")) == say("step.several")
    someone.pushes("Pabo Elders")
    someone.pushes("Klaar")
    assert someone.conversation.students == (starter, Student("zij-instromer", None, "pabo-elders"))


def test_the_last_one_left_out_leaves_nobody(mentor: New) -> None:
    someone = mentor(students=(Student("lio"),))
    someone.says("wie ik begeleid")

    outcome = someone.pushes("Weg: lio")

    assert say("profile.nobody") in said(outcome)
    assert said(someone.does("remove:lio//")) == say("command.no_button")


def test_there_is_an_end_to_how_many_are_guided(mentor: New) -> None:
    known = (*(Student("student", year) for year in (1, 2, 3, 4)), Student("lio"))
    someone = mentor(students=known)

    someone.does("student:startende-leraar")
    assert someone.labels == ["Klaar"]
    assert said(someone.does("student:zij-instromer")).startswith(say("step.full", number=6))
    assert len(someone.conversation.students) == 6


def test_what_the_folder_no_longer_has_is_not_chosen(mentor: New) -> None:
    outcome = mentor(scope="weg", institute="weg").says("/profiel")

    assert "School: nog niet gekozen" in said(outcome)
    assert "Opleiding" not in said(outcome)


@pytest.mark.parametrize(
    ("text", "paused"), [("pauzeer", True), ("hervat", False), ("pauzeer berichten", True)]
)
def test_messages_are_paused_by_a_word(mentor: New, text: str, paused: bool) -> None:
    someone = mentor(paused=not paused)

    someone.says(text)

    assert someone.conversation.paused is paused


def test_stop_with_nothing_running_offers_to_pause(mentor: New) -> None:
    someone = mentor()

    assert said(someone.says("stop")) == say("command.nothing_runs")
    someone.pushes("Pauzeer berichten")
    assert said(someone.says("/stop")) == say("command.already")
    assert someone.labels == ["Hervat berichten"]
