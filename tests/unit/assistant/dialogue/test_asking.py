from datetime import date

import pytest

from assistant.dialogue import asking

TODAY = date(2026, 11, 24)


def read(text: str, **words: str) -> asking.Asked:
    return asking.read(text, TODAY, words)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("wat geldt er op 2027-02-01?", date(2027, 2, 1)),
        ("wat geldt er op 1 februari 2027?", date(2027, 2, 1)),
        ("is het op 1 februari?", None),
        ("wat gebeurt er op 31 februari 2027?", None),
        ("wat gold in 2025-2026?", date(2025, 11, 24)),
        ("wat stond er in 2024 - 2027?", date(2024, 11, 24)),
        ("hoe was het vorig schooljaar?", date(2025, 11, 24)),
        ("en volgend jaar?", date(2027, 11, 24)),
        ("vanaf 2027?", date(2027, 1, 1)),
        ("hoe was het in 2024?", date(2024, 11, 24)),
        ("hoe is het in 2026?", None),
        ("hoeveel uur krijg ik?", None),
    ],
)
def test_the_day_is_the_one_that_the_words_name(text: str, day: date | None) -> None:
    assert read(text).day == day


def test_a_year_from_a_leap_day_has_a_day() -> None:
    assert asking.read("vorig jaar", date(2028, 2, 29), {}).day == date(2027, 2, 28)


def test_a_school_year_counts_from_august() -> None:
    assert asking.read("in 2025-2026", date(2026, 3, 1), {}).day == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "trainees"),
    [
        ("hoeveel uur voor een lio?", {"lio"}),
        ("en de zij instromer?", {"zij-instromer"}),
        ("en een beginnende leerkracht", {"startende-leraar"}),
        ("mijn lio-student", {"lio"}),
        ("mijn stagiaire", {"student"}),
        ("mijn aspirant", {"student"}),
        ("mijn klas", set()),
    ],
)
def test_for_whom_is_read_also_in_local_words(text: str, trainees: set[str]) -> None:
    assert read(text, aspirant="student").trainees == trainees


def test_the_year_of_study_is_read_from_words_and_digits() -> None:
    assert read("een tweede jaars en iemand uit jaar 3").years == {2, 3}


@pytest.mark.parametrize(
    ("text", "audience"),
    [("ik ben net mentor", "startend"), ("ik ben een ervaren mentor", "ervaren"), ("ik", None)],
)
def test_how_long_the_mentor_is_one(text: str, audience: str | None) -> None:
    assert read(text).audience == audience


@pytest.mark.parametrize(
    ("text", "want", "counted"),
    [
        ("hoeveel uur krijg ik?", "number", "uur"),
        ("hoe vaak komt hij?", "number", "keer"),
        ("hoelang duurt het?", "number", "tijd"),
        ("hoe oud is hij", "number", None),
        ("wanneer is het?", "when", None),
        ("wie beslist?", "who", None),
        ("mag dat?", "may", None),
        ("hoe pak ik het aan?", "how", None),
        ("feedback", "other", None),
    ],
)
def test_the_kind_of_answer_is_read(text: str, want: str, counted: str | None) -> None:
    asked = read(text)

    assert (asked.want, asked.counted) == (want, counted)


@pytest.mark.parametrize(
    "text",
    [
        "en bij een lio?",
        "waarom?",
        "en wie beslist dan?",
        "mag dat?",
        "hoe lang duurt ie",
        "voor een starter",
        "en mag ie dan ook invallen bij een ander?",
    ],
)
def test_a_question_without_subject_leans_on_the_one_before(text: str) -> None:
    assert asking.leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "hoeveel uur krijg ik voor een lio?",
        "en hoe vaak moet ik praten met mijn student?",
        "en mag ze mee naar de ouderavond?",
        "wie is de schoolopleider van onze school en waar zit die",
    ],
)
def test_a_question_with_a_subject_stands_alone(text: str) -> None:
    assert not asking.leans(text)
    assert asking.completed("hoeveel uur krijg ik?", text) == text


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (
            "hoeveel uur krijg ik voor een student?",
            "en bij een lio?",
            "hoeveel uur krijg ik voor een lio",
        ),
        ("welke dag komt n eerstejaars", "en n derdejaars?", "welke dag komt n derdejaars"),
        ("hoeveel uur krijg ik?", "en bij een lio?", "hoeveel uur krijg ik, en bij een lio?"),
        (
            "wie leidt de lio en de student?",
            "en een starter",
            "wie leidt de lio en de student, en een starter",
        ),
    ],
)
def test_a_follow_up_is_completed_with_what_it_leans_on(before: str, text: str, whole: str) -> None:
    assert asking.completed(before, text) == whole


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("wie beoordeelt de stage?", 1),
        ("wie beoordeelt de stage? en hoeveel uur krijg ik voor een lio?", 2),
        ("wie beoordeelt de stage en hoeveel uur krijg ik voor een lio", 2),
        ("wie beoordeelt de stage? hoeveel uur krijg ik voor een lio", 2),
        ("wie leidt de gouden driehoek en hoe vaak is dat", 1),
        ("wie mag mee? wat is een lio? hoeveel uur krijg ik? wanneer is de training?", 4),
        ("echt? mag dat?", 1),
    ],
)
def test_several_questions_in_a_message_are_told_apart(text: str, questions: int) -> None:
    assert len(asking.questions(text)) == questions


def test_what_stands_around_questions_is_not_lost() -> None:
    asked = asking.questions(
        "Ik heb een lio. Wie beoordeelt de stage?\nHoeveel uur krijg ik daarvoor? Alvast bedankt."
    )

    assert asked == [
        "Ik heb een lio. Wie beoordeelt de stage?",
        "Hoeveel uur krijg ik daarvoor? Alvast bedankt.",
    ]


def test_words_between_belong_to_the_question_after_them() -> None:
    asked = asking.questions("Wie beoordeelt de stage?\nIk ben ziek.\nWie belt de student dan?")

    assert asked[1] == "Ik ben ziek. Wie belt de student dan?"


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Wie beoordeelt de stage?", "wie beoordeelt de stage"),
        ("wie beoordeelt de stage", "wie beoordeelt de stage"),
        ("LIO of student?!", "LIO of student"),
        ("a", "a"),
        ("?", "?"),
    ],
)
def test_a_capital_or_a_mark_changes_nothing_in_what_is_searched(text: str, searched: str) -> None:
    assert read(text).text == searched
