"""`mentorkompas index eval`: how good the answers are, and at what price."""

from pathlib import Path
from typing import Annotated

import typer

from assistant import bootstrap
from assistant.cli.indexing import Json
from assistant.cli.lines import emit
from assistant.cli.opening import warn_if_stale
from assistant.cli.progress import progress
from assistant.cli.writing import write_picture
from assistant.config import settings
from assistant.errors import ConfigurationError


def evaluate(
    file: Annotated[Path, typer.Argument(help="Questions with what is expected, JSON lines.")],
    models: Annotated[
        str | None,
        typer.Option(help="Compare these, with commas between; 'default' is the one in use."),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Draw the figures into this SVG file too.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure the search and the answers on labelled questions.

    Intervals are 95%, bootstrapped over the questions. 'Unanswerable refused at 5%' is what a bar
    for the confidence would refuse that wrongly refuses 5% of the questions with an answer.

    \b
    Examples:
      mentorkompas index eval questions.jsonl --picture figures.svg
      mentorkompas index eval questions.jsonl --models default,all-MiniLM-L6-v2
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from assistant.cli import apart, tables
    from assistant.evaluation import judge, read_questions
    from index import evaluation

    if models is not None and picture is not None:
        raise ConfigurationError("--picture draws one model: leave --models or --picture out.")
    if picture is not None and not picture.absolute().parent.is_dir():
        raise ConfigurationError(f"There is no folder {picture.parent} for the picture; make it.")
    if not read_questions(file):
        raise ConfigurationError(f"{file} holds no questions.")
    read = settings()
    today = bootstrap.SystemClock(read).now().date()
    if models is not None:
        priced = apart.compare(models.split(","), file, today)
        if as_json:
            typer.echo(tables.comparison_as_json(priced))
        else:
            tables.show_comparison(priced)
        return
    with progress() as report:
        live = bootstrap.live_searcher(read, today, report)
        found = evaluation.evaluate(
            judge(
                file,
                bootstrap.assistant(read, live),
                live,
                today,
                lambda done, total: report("questions", done, total),
            )
        )
    warn_if_stale(read)
    if picture is not None:
        from assistant.picturing import draw

        write_picture(picture, draw(found, file.name))
        typer.echo(f"picture: {picture}", err=True)
    if as_json:
        emit(evaluation.as_json(found))
    else:
        tables.show(found)
