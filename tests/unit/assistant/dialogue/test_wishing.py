"""A question that nothing answers is passed on by its mentor, in words that the mentor has seen."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.messages import Outcome
from assistant.states import Counted, Due, Kept, Uncounted, Unwished, Wish
from tests.unit.assistant.keeper import BUTTON, QUESTION, shown_to
from tests.unit.assistant.region import Mentor, said

Make = Callable[..., Mentor]


def wish_of(outcome: Outcome) -> Wish | None:
    return next((one for one in outcome.records if isinstance(one, Wish)), None)


def test_what_is_passed_on_is_exactly_what_was_shown(mentor: Make) -> None:
    anna = mentor()

    shown = shown_to(anna)
    passed = anna.says("ja")

    wish = wish_of(passed)
    assert wish is not None
    assert wish.text == QUESTION
    assert f"‘{wish.text}’" in said(shown)
    assert wish.organisations == ("noord", "regio")
    assert wish.period == "2026-11"
    assert wish_of(shown) is None
    assert [one.text for one in anna.conversation.wishes] == [QUESTION]
    assert anna.conversation.wishing is None


def test_the_button_can_be_typed(mentor: Make) -> None:
    anna = mentor()
    anna.says(QUESTION)

    assert QUESTION in said(anna.says("geef mijn vraag door"))


def test_names_and_numbers_are_taken_out_before_it_is_shown(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)
    anna.says("typ hem anders")

    shown = anna.says("Mag ik Fatima Yilmaz bellen op 06-12345678 over de glazenwasser?")
    wish = wish_of(anna.says("ja"))

    assert "Fatima" not in said(shown)
    assert "heb ik eruit gehaald" in said(shown)
    assert wish is not None
    assert wish.text == "Mag ik [NAME] bellen op [PHONE] over de glazenwasser?"


def test_other_words_take_the_place_of_the_first(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)
    old_yes = anna.conversation.choices[0].action

    waits = anna.pushes("Typ hem anders")
    again = anna.says("Wie betaalt de glazenwasser?")
    late = anna.does(old_yes)

    assert "Ik laat hem eerst zien" in said(waits)
    assert "Wie betaalt de glazenwasser?" in said(again)
    # The yes under the words that were replaced passes nothing on.
    assert wish_of(late) is None
    assert anna.conversation.wishes == ()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("???", "Ik zag geen vraag"),
        ("waarom " * 100, "Dat is te lang"),
        ("Mijn student heeft een depressie, wie helpt haar?", "over één persoon"),
    ],
)
def test_words_that_cannot_be_passed_on_are_asked_for_again(
    mentor: Make, words: str, answer: str
) -> None:
    anna = mentor()
    shown_to(anna)
    anna.pushes("Typ hem anders")

    assert answer in said(anna.says(words))
    assert "Wie betaalt de glazenwasser?" in said(anna.says("Wie betaalt de glazenwasser?"))


def test_who_says_no_to_keeping_meanwhile_passes_nothing_on(mentor: Make) -> None:
    anna = mentor()
    anna.says(QUESTION)
    begin = next(one.action for one in anna.conversation.choices if one.label == BUTTON)
    shown_to(anna)
    yes = anna.conversation.choices[0].action
    anna.conversation = anna.conversation.with_(agreed=False)

    assert wish_of(anna.does(yes)) is None
    assert "/profiel" in said(anna.does(begin))


def test_danger_comes_before_a_wish(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)
    anna.pushes("Typ hem anders")

    assert anna.says("Ik wil niet meer leven").status == "crisis"
    assert anna.conversation.wishing is None


@pytest.mark.parametrize("words", [False, True], ids=["shown", "waiting for words"])
def test_stop_passes_nothing_on(mentor: Make, words: bool) -> None:
    anna = mentor()
    shown_to(anna)
    if words:
        anna.pushes("Typ hem anders")

    stopped = anna.says("stop")

    assert "geef niets door" in said(stopped)
    assert anna.conversation.wishing is None


def test_stop_after_something_else_is_not_about_the_wish(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)
    anna.says("/bronnen")

    assert "geef niets door" not in said(anna.says("stop"))


def test_no_means_that_nothing_is_passed_on(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)

    dropped = anna.pushes("Niet doorgeven")

    assert dropped.records == ()
    assert anna.conversation.wishing is None
    assert anna.conversation.wishes == ()


@pytest.mark.parametrize("known", [{"agreed": False}, {"scope": None}, {"starting": True}], ids=str)
def test_who_did_not_agree_or_chose_no_school_is_not_offered_it(
    mentor: Make, known: dict[str, object]
) -> None:
    anna = mentor(**known)
    anna.says(QUESTION)

    assert BUTTON not in anna.labels


@pytest.mark.parametrize(
    "question", ["Hoeveel uur krijgt de mentor voor elke student?", "hoi", "Ik wil dood"]
)
def test_what_is_answered_or_is_no_question_is_not_passed_on(mentor: Make, question: str) -> None:
    anna = mentor()
    anna.says(question)

    assert BUTTON not in anna.labels


def test_a_button_of_an_older_question_passes_nothing_on(mentor: Make) -> None:
    anna = mentor()
    anna.says(QUESTION)
    old = next(one.action for one in anna.conversation.choices if one.label == BUTTON)
    anna.now += timedelta(minutes=1)
    anna.says("Waar staat de piano van meester Jansma?")

    assert "heb ik niet meer" in said(anna.does(old))
    assert QUESTION not in old


def test_after_a_day_the_question_is_gone(mentor: Make) -> None:
    anna = mentor()
    anna.says(QUESTION)
    anna.now += timedelta(hours=25)

    assert "heb ik niet meer" in said(anna.pushes(BUTTON))


def test_passing_on_counts_nothing_more_than_asking_did(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)

    assert not any(isinstance(one, Counted | Kept) for one in anna.says("ja").records)


def test_nine_wishes_are_one_too_many(mentor: Make) -> None:
    anna = mentor()
    for number in range(8):
        shown_to(anna, f"Hoe vaak komt glazenwasser {number}?")
        anna.says("ja")
        anna.now += timedelta(minutes=1)
    shown_to(anna)

    full = anna.says("ja")

    assert wish_of(full) is None
    assert "al 8 vragen" in said(full)
    assert len([one for one in anna.labels if one.startswith("Trek in")]) == 8


def test_a_wish_can_be_taken_back_at_once_and_later(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)
    anna.says("ja")
    [wish] = anna.conversation.wishes

    anna.says("/privacy")
    anna.pushes("Wat ik doorgaf")
    assert QUESTION in said(anna.says("wat ik doorgaf"))
    back = anna.presses(1)

    assert back.records == (Unwished(wish.id), Due(f"wish:{wish.id}", None))
    assert anna.conversation.wishes == ()
    assert "niet meer" in said(anna.does(f"wish:back:{wish.id}"))
    assert "niets door" in said(anna.says("wat ik doorgaf"))


def test_who_takes_back_the_agreement_takes_back_the_wishes(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)
    anna.says("ja")
    [wish] = anna.conversation.wishes

    anna.does("profile:agreement")
    outcome = anna.says("nee")

    assert Uncounted() in outcome.records
    assert Unwished(wish.id) in outcome.records
    assert anna.conversation.wishes == ()


def test_all_that_was_passed_on_is_in_the_own_file_and_told_when_it_is_erased(mentor: Make) -> None:
    anna = mentor()
    shown_to(anna)
    anna.says("ja")

    [file] = anna.says("/mijngegevens").replies[0].files

    assert QUESTION in file.content.decode()
    assert "wat je doorgaf (1)" in said(anna.says("/vergeetmij"))


@pytest.mark.parametrize("action", ["wish:yes:x", "wish:back:x", "wish:begin", "wish:zomaar:x"])
def test_a_button_whose_meaning_is_gone_changes_nothing(mentor: Make, action: str) -> None:
    anna = mentor()

    outcome = anna.does(action)

    assert outcome.records == ()
    assert outcome.replies
