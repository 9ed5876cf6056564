"""The paper for the own appraisal talk, read back."""

import io
from datetime import UTC, datetime

from pypdf import PdfReader

from assistant.growth.appraisal import Line
from assistant.growth.paper import write

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(*parts: tuple[str, list[Line]]) -> PdfReader:
    return PdfReader(
        io.BytesIO(write("Mijn gesprek", "Gemaakt vandaag", parts, "Zelf gekozen", AT))
    )


def text(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def test_every_line_can_be_read_and_copied_with_its_source() -> None:
    paper = read(
        ("Mijn rol", [Line("De mentor kijkt mee.", "Bron: Rollen · Noord")]),
        ("Wat ik wil", [Line("Ik wil naar Łódź, en naïef blijven – “ja”.")]),
    )

    assert text(paper) == (
        "Mijn gesprek Gemaakt vandaag Mijn rol • De mentor kijkt mee. Bron: Rollen · Noord "
        "Wat ik wil • Ik wil naar Łódź, en naïef blijven – “ja”. Zelf gekozen"
    )
    assert paper.metadata is not None
    assert paper.metadata.title == "Mijn gesprek"
    assert paper.root_object["/Lang"] == "nl"


def test_what_the_letters_do_not_have_is_a_box_and_nothing_is_lost_beside_it() -> None:
    assert "Ik lach □ vaak" in text(read(("Deed", [Line("Ik \u202elach 😀 vaak")])))


def test_many_long_lines_go_on_to_the_next_page() -> None:
    words = "heel " * 48

    paper = read(*((f"Deel {part}", [Line(words)] * 9) for part in range(5)))

    assert len(paper.pages) > 1
    assert text(paper).count("heel") == 48 * 45


def test_many_short_lines_go_on_to_the_next_page() -> None:
    paper = read(("Deed", [Line(f"Ik deed {number}.") for number in range(60)]))

    assert len(paper.pages) == 2
    assert text(paper).count("Ik deed") == 60


def test_a_word_longer_than_a_line_is_broken() -> None:
    paper = read(("Deed", [Line("a" * 250)]))

    assert text(paper).count("a") >= 250
