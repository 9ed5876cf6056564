"""A mentor tells where they work, and where their student studies."""

from collections.abc import Callable

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer, Conversation
from assistant.texts.catalogue import say
from tests.unit.assistant.region import Mentor, said

New = Callable[..., Mentor]
Ask = Callable[..., Answer]

ZIEK = "hoe laat belt een zieke student de school?"


def test_a_school_is_chosen_by_typing_a_part_of_its_name(mentor: New) -> None:
    someone = mentor(scope=None)
    someone.says("/school")

    assert said(someone.says("elzenbom")) == "Je school is nu De Elzenboom. Stel je vraag maar."
    assert (someone.conversation.scope, someone.conversation.awaiting) == ("els", None)


def test_several_schools_become_buttons(mentor: New) -> None:
    someone = mentor(scope=None, awaiting="scope")

    assert said(someone.says("wilg")) == "Welke bedoel je?"
    assert someone.labels == ["Basisschool De Wilg", "Kindcentrum Wilgenrijk"]
    someone.says("2")
    assert someone.conversation.scope == "wilgenrijk"


def test_another_organisation_than_a_school_can_be_chosen(mentor: New) -> None:
    assert said(mentor(scope=None, awaiting="scope").says("noord")).startswith("Ik zoek nu voor")


def test_a_name_that_is_not_known_is_not_said_again(mentor: New) -> None:
    outcome = mentor(scope=None, awaiting="scope").says("Vlinderhof")

    assert said(outcome).startswith("Die school vind ik niet.")
    assert "Vlinderhof" not in said(outcome)


@pytest.mark.parametrize("question", [ZIEK, "zieke student belt school"])
def test_a_question_is_answered_while_a_school_is_asked(mentor: New, question: str) -> None:
    someone = mentor(scope="noord", awaiting="scope")

    assert someone.says(question).status == "answered"


def test_a_mentor_who_tells_where_they_work_is_believed(mentor: New) -> None:
    someone = mentor(scope=None)

    assert "De Elzenboom" in said(someone.says("ik werk op de elzenboom"))
    assert said(someone.says("ik werk op de zonnebloem")).startswith("Dat staat niet")


def test_a_school_that_is_told_but_unknown_is_asked_again(mentor: New) -> None:
    someone = mentor(scope=None, awaiting="scope")

    assert said(someone.says("ik werk op de zonnebloem")).startswith("Die school vind ik niet")


def test_a_bare_school_name_is_heard_later_too(mentor: New) -> None:
    someone = mentor()

    someone.says("elzenboom")

    assert someone.conversation.scope == "els"


def test_a_few_words_that_nobody_knows_are_unknown(mentor: New) -> None:
    assert mentor().says("tandartsstoel repareren").status == "unknown"


def test_where_the_student_studies_is_remembered_until_another_school(mentor: New) -> None:
    someone = mentor()

    assert "Pabo Linge" in said(someone.says("mijn student zit op pabo linge"))
    answer = someone.says("stagedagen vallen op?").answer
    assert answer is not None
    assert "donderdag" in answer.answer
    assert "maandag" not in answer.answer
    someone.says("/school elzenboom")
    assert someone.conversation.institute is None


def test_the_school_button_asks_for_the_school(mentor: New) -> None:
    someone = mentor(scope=None)
    someone.says("geeft een student alleen les?")
    assert someone.labels[-1] == "School kiezen"

    someone.says("school kiezen")

    assert someone.conversation.awaiting == "scope"
    assert said(someone.does("school:")) == say("scope.ask")


def test_the_chosen_school_has_a_name(assistant: Assistant) -> None:
    assert assistant.school(Conversation(scope="els")) == "De Elzenboom"
    assert assistant.school(Conversation(scope="weg")) is None
    assert assistant.school(Conversation()) is None


def test_buttons_to_choose_a_school_stay_when_the_school_has_gone(mentor: New) -> None:
    someone = mentor(scope="weg")
    someone.says("geeft een student alleen les?")

    assert "School kiezen" in someone.labels
