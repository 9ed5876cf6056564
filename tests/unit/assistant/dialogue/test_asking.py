from datetime import date

import pytest

from assistant.dialogue.answers import asking

TODAY = date(2026, 11, 24)


def read(text: str, **words: str) -> asking.Asked:
    return asking.read(text, TODAY, words)


@pytest.mark.parametrize(
    ("text", "trainees"),
    [
        ("hoeveel uur voor een lio?", {"lio"}),
        ("en de zij instromer?", {"zij-instromer"}),
        ("en een beginnende leerkracht", {"startende-leraar"}),
        ("mijn lio-student", {"lio"}),
        ("mijn stagiaire", {"student"}),
        ("mijn aspirant", {"student"}),
        ("n tweedejaars", {"student"}),
        ("een collega die net begint", {"startende-leraar"}),
        ("wat doet het maatje", {"startende-leraar"}),
        ("mijn klas", set()),
    ],
)
def test_for_whom_is_read_also_in_local_words(text: str, trainees: set[str]) -> None:
    assert read(text, aspirant="student", maatje="startersbegeleider").trainees == trainees


def test_the_year_of_study_is_read_from_words_and_digits() -> None:
    assert read("een tweede jaars en iemand uit jaar 3").years == {2, 3}


@pytest.mark.parametrize(
    "text", ["in het eerste jaar van een zij-instromer", "mijn eerste jaar als mentor"]
)
def test_a_year_of_work_is_no_year_of_study(text: str) -> None:
    assert read(text).years == frozenset()


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("ik ben net mentor", "startend"),
        ("ben pas net mentor geworden", "startend"),
        ("hoeveel studenten mag een beginnende coach", "startend"),
        ("ik ben voor het eerst mentor", "startend"),
        ("en als beginner?", "startend"),
        ("ik ben een ervaren mentor", "ervaren"),
        ("ik ben al tien jaar mentor", "ervaren"),
        ("ik", None),
    ],
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
        ("beslis ik dat of doet de pabo het", "who", None),
        ("waar ligt het handboek", "where", None),
        ("mag dat?", "may", None),
        ("hoe zit dat met de uren", "other", None),
        ("hoe pak ik het aan?", "how", None),
        ("feedback", "other", None),
    ],
)
def test_the_kind_of_answer_is_read(text: str, want: str, counted: str | None) -> None:
    asked = read(text)

    assert (asked.want, asked.counted) == (want, counted)


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


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("hoe vaak komt de bis kijken", {"schoolopleider"}),
        ("hoe vaak komt de schoolopleider kijken", {"schoolopleider"}),
        ("hoe vaak komt iemand van de pabo", {"instituutsopleider"}),
        ("hoe vaak komt er iemand", set()),
    ],
)
def test_the_roles_are_read_in_local_words_and_in_everybodys(text: str, roles: set[str]) -> None:
    assert read(text, bis="schoolopleider").roles == roles


def test_without_a_day_in_its_words_a_question_is_about_today() -> None:
    assert read("hoeveel uur krijg ik?").day is None
    assert read("hoeveel uur kreeg ik vorig schooljaar?").day == date(2025, 11, 24)
