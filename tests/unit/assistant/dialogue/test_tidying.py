import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.tidying import has_words, shortened, tidied, whole


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("wie\x00beslist", "wie beslist"),
        ("\x1b[31mrood\x1b[0m", "[31mrood [0m"),
        ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
        ("\u202eomgekeerd\u202c", "omgekeerd"),
        ("\ud83d\ude00", "\U0001f600"),
        ("half \ud800", "half \ufffd"),
        ("👩🏽\u200d🏫", "👩🏽\u200d🏫"),
        ("   ", ""),
    ],
)
def test_what_is_no_text_is_taken_out(sent: str, text: str) -> None:
    assert tidied(sent) == text


@given(st.text(st.characters(), max_size=200))
def test_anything_becomes_text_that_can_be_sent(sent: str) -> None:
    assert tidied(sent).encode("utf-8") is not None
    assert not any(ord(c) < 32 and c not in "\n\t" for c in tidied(sent))


def test_plain_text_stays_as_it_is() -> None:
    assert whole("gewoon") == "gewoon"


@pytest.mark.parametrize(
    ("text", "asks"), [("👍", False), ("...?!", False), ("a", True), ("谁", True)]
)
def test_only_letters_and_digits_can_ask(text: str, asks: bool) -> None:
    assert has_words(text) is asks


def test_a_long_question_is_not_said_again_in_full() -> None:
    assert shortened("een\n twee") == "een twee"
    assert shortened("woord " * 100, 20) == "woord woord woord …"
    assert shortened("x" * 100, 10) == "x" * 10 + " …"
