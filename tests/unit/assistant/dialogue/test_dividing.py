import pytest

from assistant.dialogue.answers.dividing import gist, questions, telling


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("wie beoordeelt de stage?", 1),
        ("wie beoordeelt de stage? en hoeveel uur krijg ik voor een lio?", 2),
        ("wie beoordeelt de stage en hoeveel uur krijg ik voor een lio", 2),
        ("wie beoordeelt de stage? hoeveel uur krijg ik voor een lio", 2),
        ("wie leidt de gouden driehoek en hoe vaak is dat", 2),
        ("wie leidt de driehoek, hoe vaak is dat en telt het mee", 3),
        ("mag ze filmen en krijgt ze een sleutel", 2),
        ("wat is alact? en starr?", 2),
        ("wanneer is de regiodag\nwanneer start de training", 2),
        ("wie mag mee? wat is een lio? hoeveel uur krijg ik? wanneer is de training?", 4),
        ("echt? mag dat?", 1),
        ("mijn student wil mee, mag dat?", 1),
        ("als ik ziek ben, mag ze dan alleen?", 1),
        ("ik wil weten wie wat doet en wie beslist", 1),
        ("is de student ziek en de mentor ook", 1),
        ("\nwie beoordeelt de stage?", 1),
        ("", 1),
    ],
)
def test_several_questions_in_a_message_are_told_apart(text: str, count: int) -> None:
    assert len(questions(text)) == count


def test_what_stands_around_questions_is_not_lost() -> None:
    asked = questions(
        "Ik heb een lio. Wie beoordeelt de stage?\nHoeveel uur krijg ik daarvoor? Alvast bedankt."
    )

    assert asked == [
        "Ik heb een lio. Wie beoordeelt de stage?",
        "Hoeveel uur krijg ik daarvoor? Alvast bedankt.",
    ]


def test_words_between_belong_to_the_question_after_them() -> None:
    asked = questions("Wie beoordeelt de stage?\nIk ben ziek.\nWie belt de student dan?")

    assert asked[1] == "Ik ben ziek. Wie belt de student dan?"


def test_what_is_told_is_known_apart_from_what_is_asked() -> None:
    text = "Ik heb een lio. Wie beoordeelt de stage?"

    assert telling(text) == "Ik heb een lio."
    assert telling("wie beoordeelt de stage") == ""


def test_the_gist_of_a_long_message_is_what_it_asks() -> None:
    told = "Mijn student is aardig maar de les loopt steeds uit. " * 20

    assert gist(f"{told} Wanneer moet mijn advies binnen zijn? Bedankt!") == (
        "Wanneer moet mijn advies binnen zijn?"
    )
    assert gist(told) == ""


def test_the_gist_of_a_story_without_a_full_stop_begins_at_its_last_question_word() -> None:
    told = "en toen zei ze dat het lastig was en dat de klas druk bleef " * 10

    assert (
        gist(f"{told} hoeveel uur krijg ik voor een lio?") == "hoeveel uur krijg ik voor een lio?"
    )
    assert gist(f"{told}?") == ""
