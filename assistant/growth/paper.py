"""What a mentor brings to the own appraisal talk, as a PDF of one or two pages."""

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import as_file
from unicodedata import normalize

from fpdf import FPDF
from fpdf.fonts import TTFFont

from assistant.fonts import BOLD, REGULAR
from assistant.growth.appraisal import Line

_MARGIN = 22.0
_SIZE, _LARGE, _HEAD, _FINE = 11.5, 18.0, 13.0, 9.5
_LEADING = 1.35
_POINT = 0.3528
"""Millimetres; all other lengths here are millimetres too, sizes of letters aside."""

_INDENT = 5.0
_MISSING = "□"


def write(
    title: str, made: str, parts: Sequence[tuple[str, Sequence[Line]]], foot: str, at: datetime
) -> bytes:
    """Write the parts that hold lines.

    Args:
        title: of the paper.
        made: when it was made, in words.
        parts: the heading and the lines of each, in order.
        foot: whose it is, at the end.
        at: when it was made.

    Returns:
        One PDF on A4. A letter that the font does not have stands as a box.
    """
    paper = _Paper(title, at)
    paper.put(title, size=_LARGE, bold=True)
    paper.put(made, size=_FINE, above=1)
    for heading, lines in parts:
        paper.head(heading)
        for line in lines:
            paper.put(line.words, above=2, bullet=True)
            if line.source:
                paper.put(line.source, size=_FINE, above=0.5, indent=_INDENT)
    paper.put(foot, size=_FINE, above=10)
    return paper.content()


class _Paper:
    """Writes from top to bottom, page after page."""

    def __init__(self, title: str, at: datetime) -> None:
        self._pdf = pdf = FPDF(format="A4")
        pdf.set_margin(_MARGIN)
        pdf.set_auto_page_break(auto=True, margin=_MARGIN)
        pdf.set_lang("nl")
        pdf.set_title(title)
        pdf.set_creation_date(at)
        for style, letters in (("", REGULAR), ("B", BOLD)):
            with as_file(letters) as path:
                pdf.add_font("letters", style, path)
        font = pdf.fonts["letters"]
        self._letters = frozenset(font.cmap if isinstance(font, TTFFont) else ())
        pdf.add_page()

    def head(self, words: str) -> None:
        """A heading, never alone at the end of a page."""
        if self._pdf.will_page_break(30):
            self._pdf.add_page()
        self.put(words, size=_HEAD, bold=True, above=7)

    def put(
        self,
        words: str,
        *,
        size: float = _SIZE,
        bold: bool = False,
        above: float = 0,
        indent: float = 0,
        bullet: bool = False,
    ) -> None:
        """Write a paragraph; with a bullet its lines stand behind that."""
        pdf, height = self._pdf, size * _LEADING * _POINT
        pdf.set_font("letters", "B" if bold else "", size)
        if pdf.will_page_break(above + height):
            pdf.add_page()
        else:
            pdf.set_y(pdf.get_y() + above)
        if bullet:
            indent = _INDENT
            pdf.cell(indent, height, "•")
        pdf.set_x(_MARGIN + indent)
        pdf.multi_cell(0, height, self._shown(words), align="L", new_x="LMARGIN", new_y="NEXT")

    def content(self) -> bytes:
        """The whole."""
        return bytes(self._pdf.output())

    def _shown(self, words: str) -> str:
        return "".join(
            letter if ord(letter) in self._letters or letter == "\n" else _MISSING
            for letter in normalize("NFC", words)
            if letter.isprintable() or letter == "\n"
        )
