"""`mentorkompas trends`: what was released of a month; `trends replay`: a simulated history."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, BeforeValidator, Field

from assistant import bootstrap
from assistant.channels.script import ScriptError, moment
from assistant.cli.lines import lines, why, without_halves
from assistant.cli.progress import progress
from assistant.cli.releasing import show
from assistant.config import Settings, settings
from assistant.errors import ConfigurationError
from knowledge.errors import KnowledgeError
from knowledge.organisation import Organisations

app = typer.Typer(add_completion=False)

_AT_ONCE = 20_000
"""Lines of a history that are recorded in one transaction."""

_TOLD = 3
"""Wrong lines that are told one by one."""

DataDir = Annotated[Path | None, typer.Option(help="Instead of DATA_DIR.")]


class _Line(BaseModel):
    """A line of `trends replay`; CONTRACTS.md, 'trends'."""

    mentor: Annotated[str, Field(min_length=1, coerce_numbers_to_str=True)]
    scope: str
    at: str
    question: Annotated[str, BeforeValidator(without_halves)]


@app.callback(invoke_without_command=True)
def trends(
    context: typer.Context,
    scope: Annotated[
        str | None, typer.Option(help="A board, a partnership or a region, by its id.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="YYYY-MM; default the last closed month.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="The moment, ISO; default the clock's.")] = None,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what was released of a month; months that have ended are closed first.

    \b
    Examples:
      mentorkompas trends --scope bestuur-kwartelveld
      mentorkompas trends --scope pv-zandloper --period 2026-10 --json
      mentorkompas trends replay history.jsonl --data-dir scratch
    """  # noqa: D301 - \b keeps the lines of the examples apart
    if context.invoked_subcommand is not None:
        return
    from assistant import serving
    from assistant.trends.figures import before, is_period
    from assistant.trends.reader import TrendReader

    read = settings(data_dir=data_dir)
    now = _moment(at, read)
    if scope is None:
        raise ConfigurationError("Say of which organisation: --scope ORG.")
    if period is not None and not is_period(period):
        raise ConfigurationError(f"--period is wrong: '{period}' is no month; write YYYY-MM.")
    knowledge = bootstrap.indexed_knowledge(read, now.date())
    figured(knowledge.organisations, scope)
    with serving.trend_store(read) as store:
        store.close_months(now, knowledge, read.trends_threshold)
        reader = TrendReader(store, read.trends_threshold)
        asked = period or before(f"{now.year:04}-{now.month:02}")
        found = reader.month(scope, asked)
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False))
    else:
        show(found, knowledge)


@app.command()
def replay(
    file: Annotated[str, typer.Argument(help="JSON lines; - is standard input.")],
    data_dir: DataDir = None,
) -> None:
    """Record a simulated history, each line as if it was asked then; no month is closed.

    Example: mentorkompas trends replay history.jsonl --data-dir scratch
    """
    from assistant import serving
    from assistant.replaying import Line, Replay

    read = settings(data_dir=data_dir)
    clock = bootstrap.SystemClock(read)
    with progress() as report:
        live = bootstrap.live_searcher(read, clock.now().date(), report)
    player = Replay(bootstrap.assistant(read, live), live)
    organisations = live.current().knowledge.organisations
    wrong: list[str] = []
    done = late = ahead = 0

    def readable() -> Iterator[Line]:
        for number, raw in lines(file):
            try:
                yield _read(raw, read, organisations)
            except Exception as error:
                wrong.append(f"line {number}: {error}" if _is_told(error) else why(error, number))

    with serving.trend_store(read) as store, progress() as report:
        for chunk in _chunks(readable()):
            closed = store.closed_through()
            open_lines = [one for one in chunk if closed is None or _period(one.at) > closed]
            late += len(chunk) - len(open_lines)
            ahead += sum(one.at > clock.now() for one in open_lines)
            # Apart from the names of the bot's own mentors, whatever stands in the file.
            store.record([(f"replay {who}", what) for who, what in player.counted(open_lines)])
            done += len(open_lines)
            report("lines recorded", done, done)
    typer.echo(f"{done} line(s) recorded.", err=True)
    if late:
        typer.echo(f"{late} line(s) for a closed month skipped.", err=True)
    if ahead:
        typer.echo(f"{ahead} line(s) lie in the future; they count in their own month.", err=True)
    for one in wrong[:_TOLD]:
        typer.echo(one, err=True)
    if wrong:
        typer.echo(f"{len(wrong)} line(s) could not be read and were left out.", err=True)
    raise typer.Exit(1 if wrong else 0)


def figured(organisations: Organisations, scope: str) -> str:
    """The name of an organisation that can have figures.

    Raises:
        ConfigurationError: there is none with this id, or none of its level has.
    """
    from assistant.trends.reader import has_figures

    one = organisations[scope]
    if not has_figures(one):
        raise ConfigurationError(
            f"'{scope}' is of level {one.level}; figures are of a bestuur, a partnerschap or a "
            "regio."
        )
    return one.name


def _moment(at: str | None, read: Settings) -> datetime:
    if at is None:
        return bootstrap.SystemClock(read).now()
    try:
        return moment(at, read.zone)
    except ScriptError as error:
        raise ConfigurationError(f"--at {error}.") from None


def _read(raw: str, read: Settings, organisations: Organisations) -> Any:
    from assistant.replaying import Line

    line = _Line.model_validate(json.loads(raw))
    organisations.scope(line.scope)
    return Line(line.mentor, line.scope, moment(line.at, read.zone), line.question)


def _is_told(error: Exception) -> bool:
    """Whether its own text says what was wrong with a line."""
    return isinstance(error, ScriptError | KnowledgeError)


def _period(at: datetime) -> str:
    return f"{at.year:04}-{at.month:02}"


def _chunks(found: Iterator[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for one in found:
        chunk.append(one)
        if len(chunk) == _AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
