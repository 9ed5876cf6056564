"""A poster as one A4 in SVG: black on white, no script, no font of its own.

Everything on it is text, so that it can be searched, read aloud and copied; only the QR code is a
drawing. What is long makes the page taller, and a taller page is shown smaller, never cut off.
"""

from itertools import groupby
from xml.etree import ElementTree

import segno

from assistant.dialogue.answers.attributing import whom_to_ask
from assistant.texts.catalogue import say
from knowledge.poster import Poster

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 20.0
"""Millimetres, as every length here."""

_INNER = _WIDTH - 2 * _MARGIN
_CODE, _GAP = 84.0, 10.0
_QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""

_LEADING = 1.3
_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_PAGE = "@page { size: A4; margin: 0 }"

# Widths in parts of the font's size, a little more than Helvetica's, since another may stand in.
_NARROW, _WIDE = frozenset("iljtfr.,:;'‘’!|()[]/ "), frozenset("mwMW@%—")


def draw(poster: Poster) -> str:
    """Draw a poster.

    Returns:
        One SVG document of 210 by 297 mm.
    """
    page = _Page(poster)
    organisation = poster.organisation.name
    page.write(say("poster.for", organisation=organisation), size=6.5)
    page.write(say("poster.title"), size=13.5, bold=True, above=2)
    page.write(say("poster.what"), size=6.0, above=3)
    page.y += 9
    _way_in(page, poster.link)
    page.write(say("poster.type", link=_short(poster.link)), size=5.2, above=1)
    if poster.questions:
        page.write(say("poster.examples"), size=7, bold=True, above=8)
        page.y += 1
    for question in poster.questions:
        _bubble(page, say("poster.question", question=_as_written(question)))
    page.y += 7
    page.add("line", x1=_MARGIN, y1=page.y, x2=_WIDTH - _MARGIN, y2=page.y, stroke="#000000")
    page.write(say("poster.privacy"), size=4.8, above=3)
    contact = whom_to_ask(poster.scope)
    who = say("poster.who", contact=contact) if contact else say("poster.nobody")
    page.write(who, size=4.8, bold=True, above=2)
    return page.document()


class _Page:
    """Writes from top to bottom; `y` is how far it is filled."""

    def __init__(self, poster: Poster) -> None:
        self.y = _MARGIN
        self._root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": f"{_WIDTH:.0f}mm",
                "height": f"{_HEIGHT:.0f}mm",
                "lang": "nl",
                "aria-labelledby": "title",
                "aria-describedby": "description",
                "font-family": _FONT,
                "stroke-width": "0.5",
            },
        )
        title = say("poster.name", organisation=poster.organisation.name)
        description = [say("poster.what"), say("poster.code", link=poster.link)]
        for kind, words in (("title", title), ("desc", " ".join(description))):
            name = "description" if kind == "desc" else kind
            ElementTree.SubElement(self._root, kind, {"id": name}).text = _printable(words)
        ElementTree.SubElement(self._root, "style").text = _PAGE
        self._paper = self.add("rect", fill="#ffffff")

    def add(
        self, kind: str, parent: ElementTree.Element | None = None, **attributes: object
    ) -> ElementTree.Element:
        """Add an element; underscores in names stand for hyphens."""
        given = {
            name.replace("_", "-"): f"{value:.2f}" if isinstance(value, float) else str(value)
            for name, value in attributes.items()
        }
        return ElementTree.SubElement(self._root if parent is None else parent, kind, given)

    def write(
        self,
        words: str,
        *,
        size: float,
        x: float = _MARGIN,
        width: float = _INNER,
        bold: bool = False,
        above: float = 0,
    ) -> None:
        """Write text from `y` on, in as many lines as it needs."""
        self.y += above
        text = self.add("text", font_size=size, font_weight="bold" if bold else "normal")
        for line in _lines(_printable(words), width / size / (1.06 if bold else 1)):
            baseline = self.y + size
            # The space keeps two lines apart for whoever copies or hears them.
            self.add("tspan", text, x=x, y=baseline).text = f"{line} "
            self.y += size * _LEADING

    def document(self) -> str:
        """The whole; a page that became too tall is seen from farther away."""
        scale = max(1.0, (self.y + _MARGIN / 2) / _HEIGHT)
        width, height = _WIDTH * scale, _HEIGHT * scale
        left = (_WIDTH - width) / 2
        self._root.set("viewBox", f"{left:.2f} 0 {width:.2f} {height:.2f}")
        for name, value in (("x", left), ("y", 0.0), ("width", width), ("height", height)):
            self._paper.set(name, f"{value:.2f}")
        ElementTree.indent(self._root)
        return ElementTree.tostring(self._root, "unicode") + "\n"


def _way_in(page: _Page, link: str) -> None:
    """The code, and beside it what to do with it."""
    top = page.y
    _qr_code(page, link, top)
    step, left = _CODE / 3, _MARGIN + _CODE + _GAP
    for number, key in enumerate(("poster.scan", "poster.open", "poster.ask")):
        middle = top + step * (number + 0.5)
        page.add("circle", cx=left + 5, cy=middle, r=5.0, fill="none", stroke="#000000")
        digit = page.add(
            "text",
            x=left + 5,
            y=middle + 2.3,
            font_size=6.5,
            font_weight="bold",
            text_anchor="middle",
        )
        digit.text = f"{number + 1}"
        page.y = middle - 8
        page.write(say(key), size=6.2, x=left + 14, width=_INNER - _CODE - _GAP - 14)
    page.y = top + _CODE


def _qr_code(page: _Page, link: str, top: float) -> None:
    """The code as one path of runs; a quarter of it may be torn off or painted over."""
    code = segno.make(link, error="q", micro=False)
    rows = [bytes(row) for row in code.matrix]
    module = _CODE / (len(rows) + 2 * _QUIET)
    # The quiet zone reaches into the margin, so that the code's edge lines up with the text.
    start_x, start_y = _MARGIN, top + _QUIET * module
    runs = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, cells in groupby(row):
            length = len(list(cells))
            if is_dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    group = page.add(
        "g",
        id="qr",
        role="img",
        aria_labelledby="qr-title",
        transform=f"translate({start_x:.2f} {start_y:.2f}) scale({module:.4f})",
    )
    page.add("title", group, id="qr-title").text = say("poster.code", link=link)
    page.add("path", group, d="".join(runs), shape_rendering="crispEdges", fill="#000000")


def _bubble(page: _Page, words: str) -> None:
    """A question in a frame of its own, as tall as it needs."""
    top = page.y + 3
    frame = page.add("rect", x=_MARGIN, y=top, width=_INNER, rx=3, fill="none", stroke="#000000")
    page.y = top + 2.2
    page.write(words, size=6.5, x=_MARGIN + 6, width=_INNER - 12)
    page.y += 1.6
    frame.set("height", f"{page.y - top:.2f}")


def _lines(words: str, most: float) -> list[str]:
    """Break text into lines of at most `most` times the font's size; a word that is longer, too."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if _measure(longer) <= most:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if _measure(lines[-1] + letter) > most:
                lines.append("")
            lines[-1] += letter
    return lines


def _measure(words: str) -> float:
    return sum(map(_width, words))


def _width(letter: str) -> float:
    if letter in _NARROW:
        return 0.3
    if letter in _WIDE:
        return 0.9
    # Letters of other scripts may be as wide as they are high.
    return (0.7 if letter.isupper() else 0.56) if letter < "ɐ" else 1.0


def _printable(words: str) -> str:
    """Text without what XML forbids and paper cannot show."""
    return "".join(one if one.isprintable() else " " for one in words)


def _as_written(question: str) -> str:
    """A typed question as one that hangs on a wall: a capital, and a mark at its end."""
    marked = question if question[-1] in ".?!" else f"{question}?"
    return marked[0].upper() + marked[1:]


def _short(link: str) -> str:
    return link.removeprefix("https://")
