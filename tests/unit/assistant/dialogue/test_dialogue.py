"""Whole turns: what a mentor says, and what comes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.messages import Answer
from tests.unit.assistant.region import CertainSearcher, Mentor, question_of, said

New = Callable[..., Mentor]
Ask = Callable[..., Answer]

UREN = "hoeveel uur krijgt de mentor voor elke student?"
ZIEK = "hoe laat belt een zieke student de school?"
CRISIS = "ik wil niet meer leven"


def test_the_first_message_tells_that_it_is_a_program_and_what_it_keeps(mentor: New) -> None:
    someone = mentor(introduced=False)

    first, second = someone.says(ZIEK), someone.says(ZIEK)

    assert "een computerprogramma" in first.replies[0].text
    assert "Ik bewaar welke school" in first.replies[0].text
    assert first.replies[1].text.startswith("Een zieke student belt")
    assert "computerprogramma" not in said(second)


@pytest.mark.parametrize("text", ["", "  ", "\n", "👍", "?!", "\x00", "\ud800"])
def test_a_message_without_words_gets_a_clear_sentence(mentor: New, text: str) -> None:
    outcome = mentor().says(text)

    assert said(outcome) == "Ik zag geen vraag. Typ je vraag in één of twee zinnen."


def test_an_endless_message_gets_a_clear_sentence(mentor: New) -> None:
    assert said(mentor().says("x" * 100_000)).startswith("Je bericht is te lang")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("dankjewel", "Graag gedaan"),
        ("doei", "Tot de volgende"),
        ("weet ik niet", "Ik vroeg je nu niets"),
    ],
)
def test_thanks_get_a_kind_word_and_the_buttons_stay(mentor: New, text: str, start: str) -> None:
    someone = mentor()
    someone.says(UREN)
    labels = someone.labels

    outcome = someone.says(text)

    assert said(outcome).startswith(start)
    assert outcome.status is None
    assert someone.labels == labels


def test_a_greeting_while_a_school_is_asked_asks_again(mentor: New) -> None:
    someone = mentor(scope=None, awaiting="scope")

    assert "Op welke school werk je?" in said(someone.says("hoi"))
    assert someone.conversation.awaiting == "scope"


def test_who_asks_what_this_is_is_told(mentor: New) -> None:
    assert "computerprogramma" in said(mentor().says("wie ben jij?"))
    assert "/school" in said(mentor().says("wat kun je?"))
    assert "Dit bewaar ik van je" in said(mentor().says("wat bewaar je van mij?"))


@pytest.mark.parametrize("text", ["stop", "Stop!", "/stop"])
def test_stop_stops(mentor: New, text: str) -> None:
    someone = mentor(scope=None, awaiting="scope")

    assert said(someone.says(text)).startswith("Ik stop.")
    assert someone.conversation.awaiting is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/help", "Stel je vraag"),
        ("/privacy", "Dit bewaar ik van je"),
        ("/school", "Op welke school"),
        ("/HELP", "Stel je vraag"),
        ("/onzin", "Dat commando ken ik niet"),
        ("/", "Dat commando ken ik niet"),
        ("/school elzenboom", "Je school is nu De Elzenboom"),
        ("/school zonnebloem", "Die school vind ik niet"),
        ("andere school", "Op welke school"),
    ],
)
def test_commands_do_what_they_say(mentor: New, text: str, words: str) -> None:
    outcome = mentor().says(text)

    assert words in said(outcome)
    assert outcome.status == "command"


def test_buttons_are_pressed_typed_and_numbered(mentor: New, region: CertainSearcher) -> None:
    someone = mentor()
    for press in (
        lambda: someone.presses(1),
        lambda: someone.says("1"),
        lambda: someone.says("[1]"),
    ):
        someone.says(question_of(region, "afspraken"))
        assert someone.labels
        assert press().replies
    someone.says(ZIEK)
    outcome = someone.says(someone.labels[0].upper())
    assert outcome.answer is not None


def test_read_on_shows_the_whole_section_and_leaves_the_other_buttons(mentor: New) -> None:
    someone = mentor()
    someone.says("op welk rek blijven regenlaarzen buiten bij de kapstok?")
    assert someone.labels[0] == "Lees verder"
    rest = someone.labels[1:]

    outcome = someone.says("lees verder")

    assert "kapstok nummer 20" in said(outcome)
    assert said(outcome).split("\n")[-1].startswith("Bron: Afspraken, 'Kapstokken'")
    assert someone.labels == rest


def test_read_on_is_offered_for_what_may_help(mentor: New) -> None:
    someone = mentor()
    someone.says("welke tandartsstoel repareren de kapstok lampen deuren ramen?")

    assert someone.conversation.choices[0].action == "read:afspraken#kapstokken"


@pytest.mark.parametrize("action", ["read:weg#weg", "scope:weg", "iets:anders"])
def test_a_button_whose_meaning_is_gone_says_so(mentor: New, action: str) -> None:
    assert said(mentor().does(action)).startswith("Die knop is er niet meer.")


def test_a_number_without_button_says_so(mentor: New) -> None:
    assert said(mentor().says("7")).startswith("Die knop is er niet meer.")


def test_long_suggestions_get_short_labels(mentor: New) -> None:
    someone = mentor()
    someone.says(ZIEK)

    assert all(len(label) <= 60 for label in someone.labels)


def test_a_follow_up_leans_on_the_question_before(mentor: New) -> None:
    someone = mentor()
    someone.says("hoeveel uur krijgt de mentor voor een student?")

    first = said(someone.says("en voor een lio?"))
    second = said(someone.says("en voor een starter?"))

    assert "Ik lees je vraag als: hoeveel uur krijgt de mentor voor een lio" in first
    assert "Ik lees je vraag als: hoeveel uur krijgt de mentor voor een starter" in second


def test_after_a_day_the_question_before_is_forgotten(mentor: New) -> None:
    someone = mentor()
    someone.says("hoeveel uur krijgt de mentor voor een student?")
    someone.now += timedelta(hours=25)

    assert "Ik lees je vraag als" not in said(someone.says("en voor een lio?"))


def test_a_greeting_as_one_question_gets_a_kind_word(ask: Ask) -> None:
    given = ask("hoi")

    assert (given.status, given.confidence, given.sources) == ("unknown", 0.0, ())
    assert given.answer.startswith("Hoi!")


def test_a_follow_up_on_a_follow_up_is_about_the_last_one_named(mentor: New) -> None:
    someone = mentor()
    someone.says("hoeveel uur krijgt de mentor voor een student?")
    someone.says("en bij een lio?")

    assert "de mentor voor een lio" in said(someone.says("en volgend schooljaar?"))


@pytest.mark.parametrize("text", ["en of de het", "wat is dat", "waarom?", "mag dat?", "zo niet"])
def test_small_words_alone_name_no_topic(mentor: New, text: str) -> None:
    outcome = mentor().says(text)

    assert said(outcome).startswith("Ik zie niet waar je vraag over gaat.")
    assert outcome.answer is None


def test_small_words_after_a_question_lean_on_it(mentor: New) -> None:
    someone = mentor()
    someone.says(UREN)

    assert said(someone.says("waarom?")).startswith("Ik lees je vraag als: hoeveel uur krijgt")


@pytest.mark.parametrize(
    "text",
    ["who assesses the gymnasium of the school", "wer hat die Schule und das Haus", "谁来评估"],
)
def test_another_language_is_told_kindly_in_dutch(ask: Ask, text: str) -> None:
    given = ask(text)

    assert given.status == "unknown"
    assert given.answer.startswith("Ik lees alleen Nederlands.")
    assert given.answer.endswith("Vraag het aan Kantoor De Wilg.")


def test_another_language_is_answered_when_the_search_is_sure(ask: Ask) -> None:
    given = ask("what is the kapstok nummer in the gang naast lokaal")

    assert given.status == "answered"


def test_a_name_in_another_language_is_not_repeated(ask: Ask) -> None:
    given = ask("my student is Sanne de Vries and she has the flu")

    assert given.status == "personal_data"
    assert "Sanne" not in given.answer
