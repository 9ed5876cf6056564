"""An evaluation as one picture: SVG without script, style sheet or font of its own.

Nothing is told by colour alone: every mark has its figure beside it or a shape of its own, and the
description says the same in words. A plotting library would weigh more than the rest of the
program's display; three small charts need lines, circles and text.
"""

from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np

from index.evaluation import CUTS, SUREST, Evaluation, Rate
from index.reliability import COVERAGES

_WIDTH, _HEIGHT = 880, 664
_INK, _SOFT, _GRID, _FILL, _BAND = "#1b1b1b", "#555555", "#d5d5d5", "#1f5f99", "#c9dcee"
_FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
_LABELS = dict(zip(CUTS, ("first", "in the first three", "in the first ten"), strict=True))
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_BARS_TOP, _BAR_STEP, _BAR = 112, 38, 20
_PLOT_TOP, _SIDE = 298, 270


def draw(found: Evaluation, name: str) -> str:
    """Draw recall with intervals, stated against true confidence, and error against coverage.

    Args:
        found: what was measured.
        name: of the question set, for the title.

    Returns:
        One SVG document.
    """
    canvas = _Canvas(f"How well {name} is answered", _description(found))
    answerable = found.ranking["recall@1"].n
    canvas.text(32, 42, f"How well {name} is answered", size=20, weight="bold")
    canvas.text(
        32, 64, f"{found.n} questions, {answerable} with an answer; lines are 95% intervals"
    )
    _bars(canvas, found)
    _reliability(canvas, _Frame(canvas, 92, "Does stated confidence come true?"), found)
    _coverage(canvas, _Frame(canvas, 540, "How much goes wrong, surest first?"), found)
    return canvas.document()


class _Canvas:
    """Writes shapes into one SVG element; coordinates are pixels from the top left."""

    def __init__(self, title: str, description: str) -> None:
        self._root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_WIDTH} {_HEIGHT}",
                "role": "img",
                "aria-labelledby": "title description",
                "font-family": _FONT,
                "lang": "en",
            },
        )
        ElementTree.SubElement(self._root, "title", {"id": "title"}).text = title
        ElementTree.SubElement(self._root, "desc", {"id": "description"}).text = description
        self.shape("rect", width=_WIDTH, height=_HEIGHT, fill="#ffffff")

    def shape(self, kind: str, **attributes: object) -> ElementTree.Element:
        """Add an element; underscores in names stand for hyphens."""
        given = {
            name.replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
            for name, value in attributes.items()
        }
        return ElementTree.SubElement(self._root, kind, given)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        size: int = 13,
        weight: str = "normal",
        fill: str = _INK,
        **more: object,
    ) -> None:
        self.shape(
            "text",
            x=x,
            y=y,
            text_anchor=anchor,
            font_size=size,
            font_weight=weight,
            fill=fill,
            **more,
        ).text = words

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: object) -> None:
        self.shape("line", **{"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": _INK} | attributes)

    def document(self) -> str:
        ElementTree.indent(self._root)
        return ElementTree.tostring(self._root, "unicode") + "\n"


class _Frame:
    """A square plot of shares: 0 to 1 on both axes."""

    def __init__(self, canvas: _Canvas, left: float, title: str) -> None:
        self._left = left
        canvas.text(left - 60, _PLOT_TOP - 20, title, size=15, weight="bold")
        for tick in _TICKS:
            x, y = self.at(tick, tick)
            label = f"{tick:.0%}"
            canvas.line(left, y, left + _SIDE, y, stroke=_GRID)
            canvas.text(left - 8, y + 4, label, anchor="end", size=12, fill=_SOFT)
            canvas.text(x, _PLOT_TOP + _SIDE + 18, label, anchor="middle", size=12, fill=_SOFT)
        canvas.line(*self.at(0, 0), *self.at(1, 0))
        canvas.line(*self.at(0, 0), *self.at(0, 1))

    def at(self, across: float, up: float) -> tuple[float, float]:
        """Where a pair of shares lies, in pixels."""
        return self._left + across * _SIDE, _PLOT_TOP + (1 - up) * _SIDE

    def name_axes(self, canvas: _Canvas, across: str, up: str) -> None:
        x, y = self.at(0.5, 0)
        canvas.text(x, y + 38, across, anchor="middle", size=12)
        x, y = self._left - 48, self.at(0, 0.5)[1]
        canvas.text(x, y, up, anchor="middle", size=12, transform=f"rotate(-90 {x:.0f} {y:.0f})")


def _bars(canvas: _Canvas, found: Evaluation) -> None:
    left, width = 180, 460
    canvas.text(32, _BARS_TOP - 14, "Where the right section stands", size=15, weight="bold")
    for row, (cut, label) in enumerate(_LABELS.items()):
        rate = found.ranking[f"recall@{cut}"]
        y = _BARS_TOP + row * _BAR_STEP
        middle = y + _BAR / 2
        canvas.text(left - 12, middle + 5, label, anchor="end")
        canvas.shape("rect", x=left, y=y, width=width, height=_BAR, fill="none", stroke=_GRID)
        if not np.isnan(rate.value):
            canvas.shape("rect", x=left, y=y, width=rate.value * width, height=_BAR, fill=_FILL)
            low, high = left + rate.low * width, left + rate.high * width
            # White below the ink, so that the line is seen on the bar and beside it.
            for ink, thick in (("#ffffff", 5), (_INK, 2)):
                canvas.line(low, middle, high, middle, stroke=ink, stroke_width=thick)
                for end in (low, high):
                    canvas.line(end, middle - 6, end, middle + 6, stroke=ink, stroke_width=thick)
        canvas.text(left + width + 12, middle + 5, _with_interval(rate))


def _reliability(canvas: _Canvas, frame: _Frame, found: Evaluation) -> None:
    frame.name_axes(canvas, "confidence that was stated", "share that was right")
    canvas.line(*frame.at(0, 0), *frame.at(1, 1), stroke=_SOFT, stroke_dasharray="5 4")
    most = max(rate.n for _, rate in found.reliability)
    for said, rate in found.reliability:
        if not rate.n:
            continue
        x, y = frame.at(said, rate.value)
        canvas.line(x, frame.at(0, rate.low)[1], x, frame.at(0, rate.high)[1], stroke_width=1.5)
        radius = 3 + 6 * (rate.n / most) ** 0.5
        dot = canvas.shape("circle", cx=x, cy=y, r=radius, fill=_FILL, stroke="#ffffff")
        ElementTree.SubElement(dot, "title").text = _bin_words(said, rate)
    left, below = 32, _PLOT_TOP + _SIDE + 62
    canvas.text(left, below, "A larger dot holds more questions; on the dashed line said is true.")
    if found.ece.n:
        canvas.text(left, below + 18, f"Apart by {found.ece.value:.3f} on average (ece).")


def _coverage(canvas: _Canvas, frame: _Frame, found: Evaluation) -> None:
    frame.name_axes(canvas, "questions answered, the surest first", "share that went wrong")
    if not found.ece.n:
        return
    rates = found.coverage
    upper = [frame.at(share, rate.high) for share, rate in zip(COVERAGES, rates, strict=True)]
    lower = [frame.at(share, rate.low) for share, rate in zip(COVERAGES, rates, strict=True)]
    curve = [frame.at(share, rate.value) for share, rate in zip(COVERAGES, rates, strict=True)]
    canvas.shape("polygon", points=_points([*upper, *reversed(lower)]), fill=_BAND)
    canvas.shape("polyline", points=_points(curve), fill="none", stroke=_FILL, stroke_width=2.5)
    sure = found.surest_right
    x, y = frame.at(SUREST, 1 - sure.value)
    canvas.line(x, y, *frame.at(SUREST, 0), stroke_dasharray="2 3")
    canvas.shape("rect", x=x - 5, y=y - 5, width=10, height=10, fill=_INK)
    above = frame.at(0, 1 - sure.low)[1] - 12  # clear of the band
    words = f"surest {SUREST:.0%}: {1 - sure.value:.0%} wrong"
    canvas.text(
        x - 8,
        max(above, _PLOT_TOP + 14),
        words,
        anchor="end",
        stroke="#ffffff",
        stroke_width=4,
        paint_order="stroke",
    )


def _description(found: Evaluation) -> str:
    """The picture in words."""
    parts = [
        f"Right section {label}: {_with_interval(found.ranking[f'recall@{cut}'])}."
        for cut, label in _LABELS.items()
    ]
    if found.ece.n:
        parts.append("Stated confidence against the share that was right:")
        parts += [f"{_bin_words(said, rate)}." for said, rate in found.reliability if rate.n]
        parts.append(f"Calibration error {found.ece.value:.3f}.")
        parts.append("Share wrong among the surest questions:")
        steps = list(zip(COVERAGES, found.coverage, strict=True))[3::4]
        parts += [f"of {share:.0%}, {rate.value:.0%}." for share, rate in steps]
    return " ".join(parts)


def _bin_words(said: float, rate: Rate) -> str:
    return f"said {said:.0%}, right {_with_interval(rate)}, {rate.n} questions"


def _with_interval(rate: Rate) -> str:
    if np.isnan(rate.value):
        return "not measured"
    return f"{rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})"


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
