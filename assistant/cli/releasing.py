"""A month's figures as Dutch tables: what a schoolopleider can read without the page."""

from collections.abc import Sequence

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from assistant.texts.catalogue import say
from assistant.trends.figures import Figures
from assistant.trends.naming import document_title, subject_title
from knowledge.holding import Knowledge

_WIDE = 200
"""Columns where there is no terminal: lines are never folded there."""


def show(found: Figures, knowledge: Knowledge) -> None:
    """Print what was released of a month, or why nothing is; `knowledge` gives it its names."""
    name = knowledge.organisations[found.scope].name
    typer.echo(say("figures.head", organisation=name, period=found.period))
    if found.state == "open":
        typer.echo(say("figures.open"))
        return
    if found.state == "too_small":
        typer.echo(say("figures.too_small"))
        return
    mentors = say("figures.mentors")
    tables = (
        (
            say("figures.topics"),
            (say("figures.topic"), mentors, say("figures.change")),
            [(one.title, one.mentors, _change(one.change)) for one in found.topics],
        ),
        (
            say("figures.unanswered"),
            (say("figures.nearest"), mentors),
            [(one.nearest.title, one.mentors) for one in found.unanswered],
        ),
        (
            say("figures.contradictions"),
            (say("figures.topic"), say("figures.documents"), mentors),
            [
                (
                    subject_title(knowledge, one.subject),
                    ", ".join(document_title(knowledge, document) for document in one.documents),
                    one.mentors,
                )
                for one in found.contradictions
            ],
        ),
        (
            say("figures.feedback"),
            (say("figures.topic"), say("figures.judgement"), mentors),
            [(one.title, _judgement(one.judgement), one.mentors) for one in found.feedback],
        ),
    )
    for title, heads, rows in tables:
        if rows:
            typer.echo(f"\n{title}")
            _print(heads, rows)
    if not any(rows for _, _, rows in tables):
        typer.echo(say("figures.nothing"))
    if found.reflection is not None:
        typer.echo("\n" + say("figures.reflection", mentors=found.reflection))
    typer.echo("\n" + say("figures.threshold", number=found.threshold))


def _change(change: str | None) -> str:
    named = {
        "up": say("figures.up"),
        "down": say("figures.down"),
        "same": say("figures.same"),
        "new": say("figures.new"),
    }
    return named.get(change or "", "")


def _judgement(judgement: str) -> str:
    return say("figures.wrong") if judgement == "wrong" else say("figures.different")


def _print(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    console = Console(markup=False, highlight=False, emoji=False)
    plain = not console.is_terminal
    table = Table(box=None if plain else box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    if plain:
        console.width = _WIDE
    with console.capture() as text:
        console.print(table)
    for line in text.get().splitlines():
        typer.echo(line.rstrip(), color=True)  # rich has judged whether colours may be used
