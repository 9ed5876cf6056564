"""What was asked most in a month, as a PNG that is read on a phone.

Bars are as long as the band is high, not as the number: that is not known. Each has its name and
its band in letters, so that nothing is told by length or colour alone.
"""

import io
import textwrap
from collections.abc import Sequence
from importlib.resources.abc import Traversable

from PIL import Image, ImageDraw, ImageFont

from assistant.fonts import BOLD, REGULAR
from assistant.trends.figures import BANDS, Topic

WIDTH = 1080
"""Pixels; a phone shows them on about 360 points, so that 36 pixels are 12 points."""

_MARGIN = 48
_TITLE, _SMALL = 46, 36
_LETTERS = 46
"""Letters of a title on one line."""

_LINES = 2
_LINE, _BAR, _GAP, _HEAD, _FOOT = 48, 44, 34, 92, 64
_BESIDE = 20
_ROOM = 150
"""Beside the longest bar, for its band."""

_PAPER, _INK, _SOFT, _GRID, _FILL = "#fafaf8", "#1b1b1b", "#555555", "#d0d0cc", "#1f5f99"


def draw(title: str, topics: Sequence[Topic], axis: str) -> bytes:
    """Draw topics, one under the other, in the order given.

    Args:
        title: above them.
        topics: at least one.
        axis: what the bands count, under them.

    Returns:
        A PNG of 1080 pixels wide.
    """
    small, bold = _font(REGULAR, _SMALL), _font(BOLD, _TITLE)
    rows = [(_wrapped(one.title), one.mentors) for one in topics]
    height = 2 * _MARGIN + _HEAD + _FOOT
    height += sum(len(lines) * _LINE + _BAR + _GAP for lines, _ in rows)
    image = Image.new("RGB", (WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((_MARGIN, _MARGIN), title, font=bold, fill=_INK)
    y = _MARGIN + _HEAD
    step = (WIDTH - 2 * _MARGIN - _ROOM) / len(BANDS)
    for lines, band in rows:
        for line in lines:
            pen.text((_MARGIN, y), line, font=small, fill=_INK)
            y += _LINE
        right = _MARGIN + step * (BANDS.index(band) + 1)
        pen.rectangle((_MARGIN, y, right, y + _BAR), fill=_FILL)
        for number in range(1, BANDS.index(band) + 1):
            x = _MARGIN + step * number
            pen.line((x, y, x, y + _BAR), fill=_PAPER, width=4)
        pen.text((right + _BESIDE, y + _BAR / 2), band, font=small, fill=_INK, anchor="lm")
        y += _BAR + _GAP
    pen.line((_MARGIN, y, WIDTH - _MARGIN, y), fill=_GRID, width=3)
    pen.text((_MARGIN, y + _GAP / 2), axis, font=small, fill=_SOFT)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _wrapped(title: str) -> list[str]:
    return textwrap.wrap(title, _LETTERS, max_lines=_LINES, placeholder=" …") or [""]


def _font(letters: Traversable, size: int) -> ImageFont.FreeTypeFont:
    with letters.open("rb") as file:
        return ImageFont.truetype(io.BytesIO(file.read()), size)
