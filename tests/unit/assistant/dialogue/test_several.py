"""Several questions in one message, each with its own answer."""

from collections.abc import Callable

from assistant.messages import Answer
from tests.unit.assistant.region import Mentor

New = Callable[..., Mentor]
Ask = Callable[..., Answer]

UREN = "hoeveel uur krijgt de mentor voor elke student?"
ZIEK = "hoe laat belt een zieke student de school?"
CRISIS = "ik wil niet meer leven"


def test_several_questions_are_answered_one_by_one(ask: Ask) -> None:
    given = ask(f"{ZIEK} geeft een student alleen les?")

    assert [part.status for part in given.parts] == ["answered", "answered"]
    assert given.sources == given.parts[0].sources
    assert given.answer.startswith(f"1. {ZIEK}\nEen zieke student")
    assert "\n\n2. geeft een student alleen les?\n" in given.answer


def test_a_part_may_lean_on_the_part_before(ask: Ask) -> None:
    given = ask("hoeveel uur krijgt de mentor voor een student? en bij een zij-instromer?")

    assert (
        "Ik lees je vraag als: hoeveel uur krijgt de mentor voor een zij" in given.parts[1].answer
    )


def test_more_than_three_questions_are_too_many_at_once(ask: Ask) -> None:
    given = ask(f"{ZIEK} {UREN} geeft een student alleen les? wie repareert lampen?", scope=None)

    assert len(given.parts) == 3
    assert "Ik beantwoord 3 vragen tegelijk." in given.answer
    assert given.answer.endswith("Kies je school, dan zoek ik ook in jullie afspraken.")


def test_each_leans_on_the_last_that_stood_by_itself(ask: Ask) -> None:
    given = ask("hoeveel uur krijgt de mentor voor een student? en wanneer dan? en bij een lio?")

    assert [part.answer.split("\n")[0] for part in given.parts[1:]] == [
        "Ik lees je vraag als: wanneer krijgt de mentor voor een student",
        "Ik lees je vraag als: hoeveel uur krijgt de mentor voor een lio",
    ]


def test_of_three_questions_one_may_be_a_cry_for_help(ask: Ask) -> None:
    given = ask(f"{UREN} {CRISIS}. {ZIEK}")

    assert (given.status, given.parts, given.sources) == ("crisis", (), ())


def test_a_long_story_is_searched_by_what_it_asks(ask: Ask) -> None:
    told = "De zaal was vol en de muziek stond hard toen wij binnenkwamen. " * 30
    given = ask(f"{told}{ZIEK} Alvast bedankt.")

    assert len(told) > 1800
    assert given.status == "answered"
    assert given.answer.startswith("Ik lees je vraag als: hoe laat belt een zieke student")
    assert given.sources[0].document == "afspraken"


def test_the_same_words_are_not_quoted_twice_but_each_answer_is_whole(ask: Ask) -> None:
    given = ask(f"{ZIEK} {ZIEK}")

    assert given.parts[0].sources[0].quote == given.parts[1].sources[0].quote
    assert given.answer.endswith("Dat staat in hetzelfde stuk als bij 1.")
    assert given.parts[1].answer.startswith("Een zieke student belt")
