import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.answers.quoting import LONGEST, first_lines, quote, shown

SENTENCES = [f"Dit is zin {word} over iets anders dan de rest." for word in "abcdefghijklmnopqrst"]
TEXT = " ".join([*SENTENCES[:12], "De sleutel ligt bij de conciërge.", *SENTENCES[12:]])


def test_a_short_section_is_quoted_whole() -> None:
    assert quote("Kort. En goed.", "wat?") == "Kort. En goed."


def test_of_a_long_section_the_sentences_that_answer_are_quoted() -> None:
    quoted = quote(TEXT, "waar ligt de sleutel van de conciërge?")

    assert "De sleutel ligt bij de conciërge." in quoted
    assert quoted in TEXT
    assert len(quoted) <= LONGEST


def test_the_last_sentence_gets_what_stands_before_it() -> None:
    text = " ".join([*SENTENCES, "De sleutel ligt bij de conciërge."])

    quoted = quote(text, "waar ligt de sleutel van de conciërge?")

    assert quoted.startswith("Dit is zin")
    assert quoted.endswith("De sleutel ligt bij de conciërge.")


@pytest.mark.parametrize("text", ["woord " * 300, "x" * 2000])
def test_one_endless_sentence_is_cut(text: str) -> None:
    assert 0 < len(quote(text, "woord")) <= LONGEST
    assert 0 < len(first_lines(text)) <= LONGEST
    assert text.startswith(quote(text, "woord"))


def test_an_endless_sentence_is_cut_behind_a_whole_word() -> None:
    quoted = quote("regenlaars " * 300, "regenlaars")

    assert set(quoted.split()) == {"regenlaars"}


def test_first_lines_are_whole_sentences() -> None:
    assert first_lines(TEXT, 100) == " ".join(SENTENCES[:2])


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Een regel die\ndoorloopt.", "Een regel die doorloopt."),
        ("- een\n- twee", "- een\n- twee"),
        ("- een punt\n  dat doorloopt\n- twee", "- een punt dat doorloopt\n- twee"),
        ("1. een\n2. twee", "1. een\n2. twee"),
        ("Eerste alinea.\n\nTweede.", "Eerste alinea.\n\nTweede."),
        ("Regel een  \nregel twee", "Regel een  \nregel twee"),
        ("Er zijn\n40 uur.", "Er zijn 40 uur."),
        ("**vet** en [een woord](https://a.example)", "vet en een woord"),
    ],
)
def test_a_quote_is_shown_as_people_read_it(markdown: str, text: str) -> None:
    assert shown(markdown) == text


@given(
    st.lists(st.text("abc .?!\n-", min_size=1, max_size=80), min_size=1, max_size=30),
    st.integers(120, LONGEST),
)
def test_a_quote_always_stands_in_its_section(pieces: list[str], room: int) -> None:
    text = ". ".join(pieces).strip() or "leeg"

    quoted = quote(text, "abc ab a", room)

    assert quoted in text
    assert len(quoted) <= max(room, 420)
