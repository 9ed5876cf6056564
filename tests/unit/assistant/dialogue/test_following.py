import pytest

from assistant.dialogue.answers.following import completed, leans, readings


@pytest.mark.parametrize(
    "text",
    [
        "en bij een lio?",
        "waarom?",
        "van wie moet dat?",
        "en wie dan?",
        "en wie beslist dan?",
        "en in jaar 3?",
        "mag dat?",
        "hoe lang duurt ie",
        "hoe lang dan?",
        "voor een starter",
        "ook niet heel even?",
        "waar moet ik dan heen?",
        "en volgend schooljaar?",
        "en mag ie dan ook invallen bij een ander?",
    ],
)
def test_a_question_without_subject_leans_on_the_one_before(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "hoeveel uur krijg ik voor een lio?",
        "en hoe vaak moet ik praten met mijn student?",
        "en mag ze mee naar de ouderavond?",
        "wie is de schoolopleider van onze school en waar zit die",
        "waar ligt het handboek van de school",
    ],
)
def test_a_question_with_a_subject_stands_alone(text: str) -> None:
    assert not leans(text)
    assert completed("hoeveel uur krijg ik?", text) == text


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        # Somebody else in the same place
        (
            "hoeveel uur krijg ik voor een student?",
            "en bij een lio?",
            "hoeveel uur krijg ik voor een lio",
        ),
        ("welke dag komt n eerstejaars", "en n derdejaars?", "welke dag komt n derdejaars"),
        ("welke dag komt n eerstejaars", "en in jaar 3?", "welke dag komt n student in jaar 3"),
        (
            "welke dag komt een student in jaar 1",
            "en in jaar 3?",
            "welke dag komt een student in jaar 3",
        ),
        ("hoeveel uur krijg ik?", "en bij een lio?", "hoeveel uur krijg ik, en bij een lio?"),
        (
            "wie leidt de lio en de student?",
            "en een starter",
            "wie leidt de lio en de student, en een starter",
        ),
        # Another name
        (
            "wanneer is de tussenbeoordeling?",
            "en de eindbeoordeling?",
            "wanneer is de eindbeoordeling",
        ),
        ("wat is ALACT", "en STARR?", "wat is STARR"),
        # Another question about the same
        (
            "hoe vaak komt de stagedocent in de les",
            "en wanneer dan?",
            "wanneer komt de stagedocent in de les",
        ),
        ("mag ik filmen in de klas", "waarom niet?", "waarom mag ik filmen in de klas"),
        (
            "moet ik elke week praten?",
            "van wie moet dat?",
            "van wie moet ik elke week praten",
        ),
        ("wie beslist over de stage", "waarom?", "wie beslist over de stage, waarom?"),
        # Another day
        (
            "hoeveel uur krijg ik voor een lio?",
            "en volgend schooljaar?",
            "hoeveel uur krijg ik voor een lio volgend schooljaar",
        ),
        # Whatever else
        ("ik ben ziek", "en als het lang duurt?", "ik ben ziek, en als het lang duurt?"),
    ],
)
def test_a_follow_up_is_completed_with_what_it_leans_on(before: str, text: str, whole: str) -> None:
    assert completed(before, text) == whole


def test_what_a_word_points_at_is_looked_for_in_more_ways_but_shown_in_one() -> None:
    found = readings("hoeveel dagdelen is de basistraining", "en wat leer je daar?")

    assert "wat leer je bij de basistraining" in [one.searched for one in found]
    assert found[0].shown == "hoeveel dagdelen is de basistraining, en wat leer je daar?"


@pytest.mark.parametrize(
    ("before", "text", "searched"),
    [
        ("hoe vaak is er intervisie", "en wie leidt dat?", "wie leidt intervisie"),
        (
            "wanneer start de mentortraining",
            "hoe geef ik me daarvoor op?",
            "hoe geef ik me voor de mentortraining op",
        ),
        (
            "wat staat er in de praktijkgids",
            "wat doe ik daarmee?",
            "wat doe ik met de praktijkgids",
        ),
        (
            "wanneer is de ouderavond",
            "en als ze ziek is?",
            "als ze ziek is bij de ouderavond",
        ),
        (
            "wat moet een lio doen bij ziekte",
            "en krijgt ze vrij?",
            "en krijgt de lio vrij?",
        ),
        ("wat is dat", "en krijg ik geld?", "en krijg ik geld?"),
    ],
)
def test_a_pointing_word_is_read_as_what_was_spoken_of(
    before: str, text: str, searched: str
) -> None:
    assert searched in [one.searched for one in readings(before, text)]


def test_what_can_be_read_in_one_way_only_is_searched_once() -> None:
    assert len(readings("hoeveel uur voor een student", "en bij een lio?")) == 1
    assert len(readings("wat is er?", "en als ze huilt?")) == 1
