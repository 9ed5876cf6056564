"""How sure a mentor felt, as a PNG that is read on a phone.

Telegram shows no SVG, so pixels are drawn. Pillow comes along with fpdf2, which makes the PDF; a
plotting library would weigh ten times as much. The picture has a background of its own, so that it
reads alike in a light and in a dark chat. Nothing is told by colour: each line stands in a field of
its own, with its name and with figures beside its first and last point.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources.abc import Traversable

from PIL import Image, ImageDraw, ImageFont

from assistant.fonts import BOLD, REGULAR
from assistant.growth.confidence import Point

WIDTH = 1080
"""Pixels; a phone shows them on about 360 points, so that 36 pixels are 12 points."""

_MARGIN, _LEFT, _RIGHT = 48, 120, 100
_FIELD, _PLOT, _NAME = 282, 160, 80
_FOOT = 90
_PAPER, _INK, _SOFT, _GRID, _LINE = "#fafaf8", "#1b1b1b", "#555555", "#d0d0cc", "#1f5f99"
_SMALL, _LARGE = 36, 42
_DOT, _BESIDE, _INSET = 11, 24, 80
_THICK = 6
_HIGHEST = 10
_TICKS = (0, 5, 10)

_Font = ImageFont.FreeTypeFont


def draw(named: Mapping[str, Sequence[Point]], first: str, last: str) -> bytes:
    """Draw a field for each line, under each other, all over the same days.

    Args:
        named: the name of each line → its points, oldest first; at least one line and point.
        first: how the first day of all is written.
        last: the same of the last; where both are one day, the first alone is written.

    Returns:
        A PNG of 1080 pixels wide.
    """
    height = _MARGIN + len(named) * _FIELD + _FOOT
    image = Image.new("RGB", (WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(image)
    small, large = _font(REGULAR, _SMALL), _font(BOLD, _LARGE)
    days = [point.on for points in named.values() for point in points]
    top = _MARGIN
    for name, points in named.items():
        pen.text((_MARGIN, top), name, font=large, fill=_INK)
        plot = _Plot(top + _NAME, min(days), max(days))
        _grid(pen, plot, small)
        _line(pen, plot, points, small)
        top += _FIELD
    bottom = top - 16
    if min(days) == max(days):
        pen.text((plot.across(min(days)), bottom), first, font=small, fill=_SOFT, anchor="ma")
    else:
        pen.text((_LEFT, bottom), first, font=small, fill=_SOFT, anchor="la")
        pen.text((WIDTH - _MARGIN, bottom), last, font=small, fill=_SOFT, anchor="ra")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Plot:
    """Where a day and a score lie in one field, in pixels."""

    def __init__(self, top: float, first: date, last: date) -> None:
        self._top = top
        self._first = first
        self._days = (last - first).days

    def across(self, day: date) -> float:
        width = WIDTH - _RIGHT - _LEFT
        part = (day - self._first).days / self._days if self._days else 0.5
        return _LEFT + _INSET + part * (width - _INSET - _DOT)

    def down(self, score: int) -> float:
        return self._top + _PLOT * (1 - score / _HIGHEST)


def _grid(pen: ImageDraw.ImageDraw, plot: _Plot, font: _Font) -> None:
    for tick in _TICKS:
        y = plot.down(tick)
        pen.line((_LEFT, y, WIDTH - _RIGHT, y), fill=_GRID, width=3)
        pen.text((_LEFT - 18, y), str(tick), font=font, fill=_SOFT, anchor="rm")


def _line(pen: ImageDraw.ImageDraw, plot: _Plot, points: Sequence[Point], font: _Font) -> None:
    places = [(plot.across(point.on), plot.down(point.score)) for point in points]
    pen.line(places, fill=_LINE, width=_THICK, joint="curve")
    for x, y in places:
        pen.ellipse((x - _DOT, y - _DOT, x + _DOT, y + _DOT), fill=_LINE)
    # Left of the first point and right of the last there is no line.
    x, y = places[-1]
    _figure(pen, (x + _BESIDE, y), str(points[-1].score), font, "lm")
    if len(points) > 1:
        x, y = places[0]
        _figure(pen, (x - _BESIDE, y), str(points[0].score), font, "rm")


def _figure(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], words: str, font: _Font, anchor: str
) -> None:
    """A figure that stays readable where a line runs behind it."""
    pen.text(at, words, font=font, fill=_INK, anchor=anchor, stroke_width=5, stroke_fill=_PAPER)


def _font(letters: Traversable, size: int) -> _Font:
    with letters.open("rb") as file:
        return ImageFont.truetype(io.BytesIO(file.read()), size)
