"""Replies become messages that Telegram takes whole: lengths, marks in UTF-16, buttons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.telegram.outgoing import Document, Text, read, written
from assistant.channels.telegram.rendering import (
    LONGEST,
    REMEMBERED_BUTTONS,
    remembered,
    render,
    token,
    units,
)
from assistant.messages import Choice, File, Reply


def texts(reply: Reply) -> list[Text]:
    rendered = render(reply, reply_to=7, question=7)
    return [one for one in rendered if isinstance(one, Text)]


def marked(message: Text, kind: str) -> list[str]:
    utf16 = message.text.encode("utf-16-le")
    return [
        utf16[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le")
        for one in message.marks
        if one.type == kind
    ]


def test_a_quote_and_its_source_are_marked_behind_characters_of_two_units() -> None:
    (one,) = texts(
        Reply(
            "😀 Zo zit het:\nDe mentor 👩‍🏫 adviseert.\nBron: Gids, 'Rol' · Pabo",
            quotes=("De mentor 👩‍🏫 adviseert.",),
        )
    )

    assert marked(one, "blockquote") == ["De mentor 👩‍🏫 adviseert."]
    assert marked(one, "italic") == ["Bron: Gids, 'Rol' · Pabo"]
    assert (one.reply_to, one.question) == (7, 7)


def test_the_same_quote_twice_is_marked_in_both_places() -> None:
    (one,) = texts(Reply("Ja.\nEn nog eens:\nJa.", quotes=("Ja.", "Ja.")))

    assert [mark.offset for mark in one.marks] == [0, 17]


def test_a_line_of_a_quote_that_begins_like_a_source_is_part_of_the_quote() -> None:
    (one,) = texts(Reply("Zo:\nWater.\nBron: de put\nBron: Gids", quotes=("Water.\nBron: de put",)))

    assert marked(one, "blockquote") == ["Water.\nBron: de put"]
    assert marked(one, "italic") == ["Bron: Gids"]


def test_a_long_quote_is_folded() -> None:
    (one,) = texts(Reply("x " * 200, quotes=(("x " * 200).strip(),)))

    assert [mark.type for mark in one.marks] == ["expandable_blockquote"]


def test_markup_in_a_text_stays_text() -> None:
    text = "<b>vet</b> *schuin* [link](https://x.example) &amp; \\_"

    (one,) = texts(Reply(text))

    assert (one.text, one.marks) == (text, ())


def test_a_long_text_is_cut_between_paragraphs_and_keeps_its_marks() -> None:
    first, second = "a" * 3000, "b" * 3000
    choices = (Choice("Lees verder", "read:x"),)

    one, two = texts(Reply(f"{first}\n\n{second}\nBron: hier", choices, quotes=(second,)))

    assert one.text == first
    assert two.text == f"{second}\nBron: hier"
    assert marked(two, "italic") == ["Bron: hier"]
    assert marked(two, "expandable_blockquote") == [second]
    assert one.keyboard == ()
    assert [row[0].label for row in two.keyboard] == ["Lees verder"]


def test_a_quote_across_a_cut_is_marked_on_both_sides() -> None:
    quote = "\n\n".join(["woord " * 300 + "einde"] * 4)

    parts = texts(Reply(quote, quotes=(quote,)))

    assert len(parts) > 1
    assert all(marked(part, "expandable_blockquote") == [part.text] for part in parts)


@given(
    st.text(alphabet=st.sampled_from("a 😀\n.\x00\r é\ud800Bron: "), min_size=1, max_size=50),
    st.integers(1, 400),
)
def test_every_part_fits_and_nothing_that_can_be_read_is_lost(piece: str, times: int) -> None:
    text = piece * times
    parts = texts(Reply(text, quotes=(piece.strip(),)))

    assert all(0 < units(part.text) <= LONGEST for part in parts)
    assert all(part.text == part.text.strip() for part in parts)
    for part in parts:
        for mark in part.marks:
            assert 0 <= mark.offset < mark.offset + mark.length <= units(part.text)
    said = "".join("".join(part.text.split()) for part in parts)
    assert said == "".join(text.replace("\x00", "").replace("\ud800", "").split())


def test_short_buttons_share_a_row_and_long_ones_do_not() -> None:
    labels = ["Ja", "Nee", "Later", "Stop", "Wie beoordeelt de stage eigenlijk?", "Terug"]
    (one,) = texts(Reply("Kies", tuple(Choice(label, label) for label in labels)))

    assert [[button.label for button in row] for row in one.keyboard] == [
        ["Ja", "Nee", "Later"],
        ["Stop"],
        ["Wie beoordeelt de stage eigenlijk?"],
        ["Terug"],
    ]


@given(st.text())
def test_a_token_is_short_and_always_the_same(action: str) -> None:
    assert len(token(action).encode()) == 8
    assert token(action) == token(action)


def test_the_last_buttons_are_remembered_and_one_that_is_used_again_is_new() -> None:
    held = remembered((), [Choice(str(n), f"ask:{n}") for n in range(REMEMBERED_BUTTONS)])
    held = remembered(held, [Choice("0", "ask:0"), Choice("nieuw", "ask:nieuw")])

    actions = [action for _, action in held]
    assert len(held) == REMEMBERED_BUTTONS
    assert "ask:1" not in actions
    assert actions[-2:] == ["ask:0", "ask:nieuw"]


@pytest.mark.parametrize("content", [b"\x00\xff{}", b"BEGIN:VCALENDAR"])
def test_what_lies_in_the_outbox_comes_back_as_it_was(content: bytes) -> None:
    reply = Reply(
        "Hier\nBron: x",
        (Choice("Ja", "a"),),
        quotes=("Hier",),
        files=(File("mijn.json", "application/json", content),),
    )

    messages = render(reply, reply_to=3)

    assert [read(written(message)) for message in messages] == messages
    assert isinstance(messages[1], Document)


def test_no_repr_shows_what_is_said() -> None:
    messages = render(Reply("geheim", (Choice("geheim", "x"),)), reply_to=1)

    assert "geheim" not in repr(messages)
