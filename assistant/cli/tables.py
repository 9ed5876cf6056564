"""Evaluations as text: aligned, with lines and weight on a terminal, plain elsewhere."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from assistant.cli.apart import Priced
from index.evaluation import DECLINED, SUREST, Evaluation, Rate, as_json

_RANKING = {
    "recall@1": "right section first",
    "recall@3": "in the first three",
    "recall@10": "in the first ten",
    "mrr": "MRR",
    "ndcg@10": "nDCG@10",
}
_SHARES = ("recall@1", "recall@3", "recall@10")
_WIDE = 200
"""Columns where there is no terminal: lines are never folded there."""


@dataclass(frozen=True)
class _Line:
    """One figure; without a value it is a heading."""

    label: str
    value: str = ""
    interval: str = ""
    n: str = ""


def show(found: Evaluation) -> None:
    """Print one evaluation with its intervals."""
    table = _table("", "figure", "95% interval", "questions")
    for line in _lines(found):
        table.add_row(line.label, line.value, line.interval, line.n, style=_style(line))
    _print(table)


def show_comparison(priced: Sequence[Priced]) -> None:
    """Print a column for each model: quality with intervals, then the price."""
    table = _table("", *(one.built.model for one in priced))
    for lines in zip(*(_lines(one.evaluation) for one in priced), strict=True):
        cells = [
            f"{line.value} ({line.interval})" if line.interval else line.value for line in lines
        ]
        table.add_row(lines[0].label, *cells, style=_style(lines[0]))
    prices = [_prices(one) for one in priced]
    table.add_row("price", style="bold")
    for label in prices[0]:
        table.add_row(label, *(price[label] for price in prices))
    _print(table)


def comparison_as_json(priced: Sequence[Priced]) -> str:
    """A list with the figures of each model and what it costs."""
    return json.dumps(
        [
            {
                "model": one.name,
                **as_json(one.evaluation),
                "build_s": round(one.built.seconds, 2),
                "memory_mb": _rounded(one.memory_mb),
                "model_mb": _rounded(one.built.model_mb),
                "index_mb": _rounded(one.built.index_mb),
            }
            for one in priced
        ],
        ensure_ascii=False,
    )


def _print(table: Table) -> None:
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDE
    with console.capture() as text:
        console.print(table)
    for line in text.get().splitlines():
        typer.echo(line.rstrip(), color=True)  # rich has judged whether colours may be used


def _table(*heads: str) -> Table:
    plain = not Console().is_terminal
    table = Table(box=None if plain else box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(head, justify="right" if head else "left", overflow="fold")
    return table


def _style(line: _Line) -> str:
    return "" if line.value else "bold"


def _lines(found: Evaluation) -> Iterator[_Line]:
    yield _Line("finding")
    for name, label in _RANKING.items():
        yield _share(label, found.ranking[name], decimal=name not in _SHARES)
    yield _Line("right status where expected")
    for name, rate in found.status.items():
        yield _share(name, rate)
    yield _Line("trust")
    yield _share("answered from wrong section", found.wrong_source)
    yield _share("calibration error (ece)", found.ece, decimal=True)
    yield _share(f"right among the surest {SUREST:.0%}", found.surest_right)
    for name, refused in DECLINED.items():
        label = f"unanswerable refused at {refused:.0%}"
        yield _share(label, found.declined[name])
    yield _Line("time of an answer")
    for percentile, ms in found.latency_ms.items():
        label = "median" if percentile == 50 else f"within which {percentile}% come"
        yield _Line(f"  {label}", f"{ms:.1f} ms", n=str(found.n))


def _share(label: str, rate: Rate, *, decimal: bool = False) -> _Line:
    if not rate.n or np.isnan(rate.value):
        return _Line(f"  {label}", "–", n=str(rate.n))
    if decimal:
        return _Line(
            f"  {label}", f"{rate.value:.3f}", f"{rate.low:.3f}–{rate.high:.3f}", str(rate.n)
        )
    return _Line(
        f"  {label}", f"{rate.value:.0%}", f"{rate.low * 100:.0f}–{rate.high:.0%}", str(rate.n)
    )


def _prices(one: Priced) -> dict[str, str]:
    return {
        "  building the index": f"{one.built.seconds:.1f} s",
        "  memory while answering": _megabytes(one.memory_mb),
        "  model on disk": _megabytes(one.built.model_mb),
        "  index on disk": _megabytes(one.built.index_mb),
    }


def _megabytes(size: float | None) -> str:
    return "unknown" if size is None else f"{size:.1f} MB" if size < 10 else f"{size:.0f} MB"


def _rounded(size: float | None) -> float | None:
    return None if size is None else round(size, 1)
