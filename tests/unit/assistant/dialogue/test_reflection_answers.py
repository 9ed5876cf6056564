"""What counts as an answer in a reflection, and what is said of the rest."""

from collections.abc import Callable

import pytest

from assistant.dialogue.reflections import minding, standing
from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import ASKS, TO_THE_CARD, Reflector
from tests.unit.assistant.region import CertainSearcher, said

New = Callable[..., Reflector]


def test_own_words_where_a_choice_is_asked_are_an_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(TO_THE_CARD[0], ("eerst samen de regels bekijken", "moment a?"))


def test_a_greeting_is_no_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(TO_THE_CARD[0], ("goedemorgen", "doel a?"), *TO_THE_CARD[1:3])
    someone.plays(("hallo", "Je bent nog bij deze vraag"), ("morgen", "plan a?"))
    assert [one.answer for one in someone.conversation.running.given][-1] == "morgen"  # type: ignore[union-attr]


def test_a_talk_planned_at_an_unanswered_first_question_is_no_answer(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    outcome = someone.says("vrijdag 14:00 voortgangsgesprek")
    assert "Klopt dat?" in said(outcome)
    assert someone.labels == ["Ja", "Anders", "Nee", "Verder"]
    assert someone.conversation.running is not None

    someone.pushes("Verder")
    assert "Je schreef" in said(someone.says("vrijdag 14:00 een rustig voortgangsgesprek gehad"))


@pytest.mark.parametrize("typed", ["ik weet het niet", "7 of 8", "twaalf"])
def test_what_is_no_number_is_asked_again(reflector: New, typed: str) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], (typed, "zeker a?"), ("7/10", "gelukt a?"))


def test_what_is_no_choice_is_asked_again(reflector: New) -> None:
    someone = reflector()
    someone.plays(TO_THE_CARD[0], ("blauw", "doel a?"), ("2", "moment a?"))


def test_a_number_on_a_scale_is_no_place_of_a_button(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("11", "zeker a?"), ("3", "klein a?"))

    assert someone.conversation.running is not None
    assert someone.conversation.running.given[-1].answer == "3"


def test_on_telegram_a_number_can_be_an_answer_in_words(reflector: New) -> None:
    someone = reflector()
    assert not standing.takes_number(someone.talk())
    someone.channel = "telegram"
    someone.plays(("/reflectie een-minuut", "moment a?"), ("2", "aandeel a?"))


def test_long_answers_and_stickers_lose_nothing(reflector: New) -> None:
    someone = reflector()
    someone.plays(
        *TO_THE_CARD[:3],
        ("ik zag " * 300, "in een paar zinnen"),
        ("woord " * 2000, "in een paar zinnen"),
        ("\U0001f642", "geen woorden"),
        ("dat lukte", "plan a?"),
    )


def test_a_bare_word_of_the_menu_is_an_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(("/reflectie een-minuut", "moment a?"), ("school", "aandeel a?"))


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_a_question_halfway_is_answered_and_the_flow_goes_on(reflector: New, turns: int) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[: turns + 1])
    open_question = someone.conversation.running
    outcome = someone.says(ASKS)

    assert outcome.status == "conflict"
    assert "Bron:" in outcome.replies[0].text
    assert open_question is not None
    assert open_question.question in outcome.replies[-1].text
    assert someone.conversation.running == open_question
    assert [one.label for one in outcome.replies[-1].choices] == someone.labels[
        : len(outcome.replies[-1].choices)
    ]


def test_a_question_that_nobody_can_answer_is_no_answer_to_a_scale(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("hoe heet de tandarts?", "zeker a?"))
    someone.plays(("waarom zeker", "heel getal"))


def test_a_question_that_nobody_can_answer_is_no_answer_in_words(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3])
    open_question = someone.conversation.running
    outcome = someone.says("hoeveel glazenwassers komen er op donderdag")

    assert outcome.status == "unknown"
    assert someone.conversation.running == open_question
    someone.plays(("wat als ik de glazenwasser niet begreep", "plan a?"))


def test_words_with_a_question_in_them_are_an_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3], ("ik vroeg haar: wat ging goed?", "plan a?"))
    someone.says("terug")
    someone.plays(("tandartsstoel?", "plan a?"))


def test_a_suggestion_that_is_pressed_halfway_leads_back(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    outcome = someone.does(f"ask:{ASKS}")

    assert "moment a?" in outcome.replies[-1].text


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Sanne gaf een les over breuken", "reflection.name"),
        ("mail haar op s@school.nl", "reflection.name"),
        ("ze heeft adhd", "reflection.person"),
    ],
)
def test_a_name_is_noticed_and_not_kept(reflector: New, typed: str, key: str) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    outcome = someone.says(typed)

    assert outcome.status == "personal_data"
    assert said(outcome) == f"{say(key)}\n\nmoment a?"
    assert typed not in repr(someone.conversation)
    someone.plays(("mijn student gaf een les", "aandeel a?"))


def test_a_name_where_a_number_is_asked_is_noticed_too(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("vraag het Fatima maar", "mijn student"))


@pytest.mark.parametrize(
    "typed", ["Als ze stilvalt, dan wacht ik", "Groep 5 was druk, ik bleef rustig", "De Wilg helpt"]
)
def test_ordinary_words_are_no_persons(reflecting_region: CertainSearcher, typed: str) -> None:
    assert minding.tells_of_person(reflecting_region.knowledge, typed) is None
