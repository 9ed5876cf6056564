import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import Document, Section
from knowledge.splitting import (
    Split,
    passages,
    plain,
    sentences,
    slug,
    split,
    windows,
    without_comments,
)

WORDS = st.text(st.sampled_from("abcdé"), min_size=1, max_size=8)
LINES = st.one_of(
    WORDS.map(lambda word: f"tekst {word}."),
    st.tuples(st.integers(1, 6), WORDS, st.sampled_from(["", " {#een}", " {#twee}"])).map(
        lambda parts: f"{'#' * parts[0]} {parts[1]}{parts[2]}"
    ),
    st.sampled_from(["", "", "- punt", "<!-- weg -->", "> citaat", "| a | b |", "1. eerst"]),
)
BODIES = st.lists(LINES, max_size=25).map("\n".join)
PROSE = st.lists(
    st.sampled_from(
        ["De mentor beslist.", "Bel dhr. Bos!", "Echt?", "\n\n", "\n- punt", "3.", "o.a. dit", "x"]
    ),
    max_size=30,
).map(" ".join)


def words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Wie beoordeelt de stage?", "wie-beoordeelt-de-stage"),
        ("  Élan & Co: coördinatie  ", "elan-co-coordinatie"),
        ("Artikel 4.2", "artikel-4-2"),
        ("???", "sectie"),
    ],
)
def test_an_anchor_is_the_heading_in_plain_letters(title: str, anchor: str) -> None:
    assert slug(title) == anchor


def test_headings_make_sections_with_their_path_and_line() -> None:
    body = "Vooraf.\n\n# Gids\n\n## Uren\n\nEen.\n\n### Voor lio's {#lio}\n\nTwee.\n\n"
    body += "## Geld\n\nDrie.\n"

    found = split(body, title="Gids", first_line=10).sections

    assert [(s.anchor, s.path, s.text, s.line) for s in found] == [
        ("inleiding", (), "Vooraf.", 10),
        ("uren", ("Uren",), "Een.", 14),
        ("lio", ("Uren", "Voor lio's"), "Twee.", 18),
        ("geld", ("Geld",), "Drie.", 22),
    ]


def test_a_second_heading_of_the_same_name_gets_a_number() -> None:
    found = split("# A\n\n1\n\n# A\n\n2\n\n# A-2\n\n3\n\n# A\n\n4\n")

    assert [section.anchor for section in found.sections] == ["a", "a-2", "a-2-2", "a-3"]
    assert found.twice == ()


def test_the_same_written_anchor_twice_is_reported() -> None:
    found = split("# A {#x}\n\n1\n\n# B {#x}\n\n2\n", first_line=5)

    assert found.twice == (("x", 9),)


def test_only_a_heading_without_text_and_without_deeper_ones_is_empty() -> None:
    found = split("# A\n\n## B\n\ntekst\n\n## C\n\n<!-- later -->\n\n# D\n")

    assert found.empty == (("C", 7), ("D", 11))


@pytest.mark.parametrize(
    "body",
    [
        "```\n# geen kop\n```",
        "<!-- \n# geen kop\n-->\n\ntekst",
        "- lijst\n  # geen kop",
        "> # geen kop",
        "    # geen kop",
    ],
)
def test_what_only_looks_like_a_heading_makes_no_section(body: str) -> None:
    assert [section.anchor for section in split(body).sections] == ["inleiding"]


def test_a_heading_may_be_underlined() -> None:
    found = split("Uren\n====\n\nVeertig.\n").sections

    assert [(s.anchor, s.text) for s in found] == [("uren", "Veertig.")]


def test_a_title_is_read_without_its_markdown() -> None:
    (section,) = split("# **Uren** &amp; [geld](https://x.example) \\#1 {#geld}\n\nx\n").sections

    assert (section.title, section.anchor) == ("Uren & geld #1", "geld")


def test_comments_leave_the_line_numbers_as_they_were() -> None:
    assert without_comments("a <!-- b\nc --> d\ne <!-- open\nf") == "a \n d\ne \n"


@given(BODIES)
def test_every_line_of_text_stands_in_exactly_one_section(body: str) -> None:
    found = split(body)
    text = [line.strip() for line in without_comments(body).split("\n")]
    lines = [line for line in text if line and not line.startswith("#")]

    kept = [line.strip() for section in found.sections for line in section.text.split("\n")]

    assert [line for line in kept if line] == lines


@given(BODIES)
def test_anchors_are_unique_unless_reported(body: str) -> None:
    found: Split = split(body)
    anchors = [section.anchor for section in found.sections]
    written_twice = {anchor for anchor, _ in found.twice}

    assert all(anchors.count(a) == 1 for a in anchors if a not in written_twice)


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_split(body: str) -> None:
    for section in split(body).sections:
        assert section.text.strip()
        assert re.fullmatch(r"\S+", section.anchor)


@given(PROSE)
def test_sentences_joined_cover_the_text_in_order(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(max_size=200))
def test_each_sentence_stands_in_the_text_as_it_is(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        at = text.index(sentence, at) + len(sentence)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("De mentor beslist. De pabo niet.", 2),
        ("Bel bijv. Anna of dhr. Bos. Zij weten het.", 2),
        ("Kies een van deze:\n- de mentor\n- de pabo", 3),
        ('Hij zei: "Stop." Daarna ging het beter.', 2),
        ("Een alinea\n\nNog een", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(PROSE, st.integers(3, 20))
def test_windows_fit_and_hold_every_word(text: str, limit: int) -> None:
    found = list(windows(text, limit=limit, count_tokens=words))

    assert all(words(window) <= limit for window in found)
    assert set(text.split()) == {word for window in found for word in window.split()}


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.integers(2, 30))
def test_windows_fit_however_long_a_word_is(text: str, limit: int) -> None:
    for window in windows(text, limit=limit, count_tokens=len):
        assert len(window) <= limit


def test_windows_overlap_by_a_sentence() -> None:
    text = "Een twee drie. Vier vijf zes. Zeven acht negen."

    assert list(windows(text, limit=6, count_tokens=words)) == [
        "Een twee drie.\nVier vijf zes.",
        "Vier vijf zes.\nZeven acht negen.",
    ]


def test_a_section_is_one_passage_with_its_headings(document: Callable[..., Document]) -> None:
    sections = (
        Section(anchor="inleiding", title="Gids", path=(), text="Vooraf.", line=1),
        Section(anchor="lio", title="Lio", path=("Uren", "Lio"), text="Twee.", line=3),
    )

    found = list(passages([document("gids", sections=sections)], limit=50, count_tokens=words))

    assert [(p.id, p.heading, p.text) for p in found] == [
        ("gids#inleiding", "gids", "Vooraf."),
        ("gids#lio", "Uren > Lio", "Twee."),
    ]


@given(st.integers(4, 30), st.integers(1, 40), st.integers(1, 60))
def test_heading_and_text_together_never_exceed_the_limit(
    limit: int, heading: int, text: int
) -> None:
    section = Section(
        anchor="a",
        title="t",
        path=("kop " * heading, "onder " * heading),
        text="woord " * text,
        line=1,
    )
    document = Document.model_construct(id="d", title="d", sections=(section,))

    for passage in passages([document], limit=limit, count_tokens=words):
        assert words(passage.heading) + words(passage.text) <= limit
        assert passage.heading


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**Let op**: *de* `mentor`", "Let op: de mentor"),
        ("[de gids](https://x.example)", "de gids"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "- a · b\n- 1 · 2"),
        ("> Zo staat het er", "Zo staat het er"),
        ("2 * 3 * 4 en mijn_naam_hier", "2 * 3 * 4 en mijn_naam_hier"),
    ],
)
def test_markdown_reads_well_without_its_marks(markdown: str, text: str) -> None:
    assert plain(markdown) == text
