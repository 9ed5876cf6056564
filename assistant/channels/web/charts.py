"""Bands as bars: one inline SVG, coloured by the page's style sheet.

A band is a class, not a number: a bar is as many steps long as its band is high, and says the band
itself in words. The page shows the same as a table beside it, and a sentence that sums it up.
"""

import textwrap
from collections.abc import Sequence
from xml.etree import ElementTree

STEPS: dict[str, int] = {"5-9": 1, "10-19": 2, "20-49": 3, "50+": 4}
"""Band → how many steps long its bar is."""

_WIDTH = 320
_LETTERS = 42
"""Letters that fit on one line of a label."""
_LINE, _BAR, _GAP = 17, 14, 12
_ROOM = 56
"""Beside the longest bar, for its band in words."""


def bars(rows: Sequence[tuple[str, str]], *, name: str, title: str, description: str) -> str:
    """Draw the bands of titles, in their order.

    Args:
        rows: title and band.
        name: for the ids inside the page, a-z.
        title: what the chart is of.
        description: the sentence that says what it shows.
    """
    root = ElementTree.Element(
        "svg",
        {
            "class": "bars",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-description",
            "xmlns": "http://www.w3.org/2000/svg",
        },
    )
    ElementTree.SubElement(root, "title", {"id": f"{name}-title"}).text = title
    ElementTree.SubElement(root, "desc", {"id": f"{name}-description"}).text = description
    step = (_WIDTH - _ROOM) / max(STEPS.values())
    y = 0
    for label, band in rows:
        for line in textwrap.wrap(label, _LETTERS, max_lines=2, placeholder="…") or [""]:
            y += _LINE
            _text(root, 0, y - 5, line, "label")
        width = step * STEPS.get(band, 1)
        _bar(root, y, width, step)
        _text(root, width + 8, y + _BAR - 2, band, "band")
        y += _BAR + _GAP
    root.set("viewBox", f"0 0 {_WIDTH} {max(y - _GAP, 1) + 4}")
    return ElementTree.tostring(root, "unicode")


def _bar(root: ElementTree.Element, y: float, width: float, step: float) -> None:
    """A bar of whole steps, each its own block: it is counted, not measured."""
    x = 0.0
    while x < width - 1:
        ElementTree.SubElement(
            root,
            "rect",
            {
                "class": "bar",
                "x": f"{x:.1f}",
                "y": f"{y}",
                "width": f"{step - 3:.1f}",
                "height": f"{_BAR}",
                "rx": "2",
            },
        )
        x += step


def _text(root: ElementTree.Element, x: float, y: float, words: str, kind: str) -> None:
    given = {"x": f"{x:.1f}", "y": f"{y:.1f}", "class": kind}
    ElementTree.SubElement(root, "text", given).text = words
