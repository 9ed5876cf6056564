import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reflection import reading

CHOICES = ("Wat al lukt", "Een leerdoel bijstellen", "Een zorg op tijd noemen")


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("7", 7),
        ("zeven", 7),
        ("een 7", 7),
        ("Een zeven!", 7),
        ("7/10", 7),
        ("10/10", 10),
        ("7 van de 10", 7),
        ("ik denk een 7", 7),
        ("7+", 7),
        ("8-", 8),
        ("zo'n 6", 6),
        ("een dikke 8", 8),
        ("vijf ofzo", 5),
        ("7, want ik heb het voorbereid met mijn collega", 7),
        ("één", 1),
        ("nul", 0),
        ("tien", 10),
        ("\uff13", 3),
        ("7,5", None),
        ("7 of 8", None),
        ("11", None),
        ("-3", None),
        ("heel zeker", None),
        ("een stuk of wat", None),
        ("ik heb 3 studenten dus ik weet het niet", None),
        ("", None),
        ("99999999999999999999", None),
    ],
)
def test_a_score_is_read_as_people_type_it(typed: str, score: int | None) -> None:
    assert reading.score(typed) == score


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("wat al lukt", 0),
        ("Een zorg op tijd noemen.", 2),
        ("leerdoel", 1),
        ("2", 1),
        ("een zrog op tijd noemen", 2),
        ("een leerdoel bijstellen denk ik", 1),
        ("een", None),
        ("4", None),
        ("ja", None),
        ("geen idee", None),
    ],
)
def test_a_choice_is_read_by_its_words_or_number(typed: str, chosen: int | None) -> None:
    assert reading.choice(typed, CHOICES) == (None if chosen is None else CHOICES[chosen])


@pytest.mark.parametrize(
    "typed",
    [
        "hoeveel uur krijg ik voor mijn student?",
        "hoeveel uur krijg je voor een student",
        "even tussendoor: wie beoordeelt de stage?",
        "Geen idee. Hoeveel uur krijg ik voor mijn student?",
        "wie beoordeelt de stage",
        "kloppen die uren?",
    ],
)
def test_a_question_halfway_is_heard(typed: str) -> None:
    assert reading.asks_assistant(typed, "Wat zag je?")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ik vroeg haar: wat ging goed?", "Wat zag je?"),
        ("ze vroeg of ik kon helpen?", "Wat zag je?"),
        ("ik wachtte. Wat nu? Geen idee.", "Wat zag je?"),
        ("wat wil jij leren?", "Wat wil je weten?"),
        ("wat heeft de student nodig?", "Met welke vraag begin je?"),
        ("hoe kan ik je helpen?", "Met welke vraag begin je?"),
        ("zij zei 'wat doe ik nu?'", "Wat hoorde je?"),
        ("hoe " + "heel " * 30 + "lang?", "Wat zag je?"),
        ("ik bleef rustig", "Wat deed je?"),
    ],
)
def test_an_answer_with_a_question_in_it_stays_an_answer(typed: str, asked: str) -> None:
    assert not reading.asks_assistant(typed, asked)


def test_asking_for_oneself_is_heard_where_a_question_is_asked_for() -> None:
    assert reading.asks_assistant("hoeveel uur krijg ik?", "Met welke vraag begin je?")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert reading.score(text) in (None, *range(11))
    assert reading.choice(text, CHOICES) in (None, *CHOICES)
    reading.asks_assistant(text, text)
