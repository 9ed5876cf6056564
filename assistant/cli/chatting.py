"""`mentorkompas ask` and `mentorkompas chat`: the dialogue on the command line."""

import json
import time
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import bootstrap
from assistant.cli.indexing import emit, lines, warn_if_stale, why
from assistant.cli.progress import progress
from assistant.config import settings
from assistant.dialogue.assistant import Assistant
from assistant.errors import ConfigurationError

Scope = Annotated[str | None, typer.Option(help="An organisation's id, usually a school's.")]
Institute = Annotated[str | None, typer.Option(help="The institute that the student studies at.")]


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    scope: Scope = None,
    institute: Institute = None,
    previous: Annotated[str | None, typer.Option(help="The question before it.")] = None,
    today: Annotated[str | None, typer.Option(help="YYYY-MM-DD; default the clock's.")] = None,
    batch: Annotated[
        str | None, typer.Option(help="Questions as JSON lines; - is standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Answer one question, or a line for every line.

    Example: mentorkompas ask 'wie beoordeelt de stage?' --scope school-papieren-kraan
    """
    if (question is None) == (batch is None):
        raise ConfigurationError("Give one question, or --batch FILE.")
    read = settings()
    clock = bootstrap.SystemClock(read)
    with progress() as report:
        live = bootstrap.live_searcher(read, clock.now().date(), report)
    warn_if_stale(read)
    assistant = bootstrap.assistant(live)
    flags = {"scope": scope, "institute": institute, "previous": previous, "today": today}
    if question is not None:
        given = _answered(assistant, {"id": None, "question": question} | flags, clock.now().date())
        if as_json:
            emit(given)
        else:
            typer.echo(given["answer"])
        return
    wanting = False
    for number, raw in lines(str(batch)):
        name = None
        try:
            asked = json.loads(raw)
            name = asked.get("id")
            merged = flags | {key: value for key, value in asked.items() if value is not None}
            emit(_answered(assistant, merged, clock.now().date()))
        except Exception as error:
            wanting = True
            emit({"id": name, "error": why(error, number)})
    raise typer.Exit(1 if wanting else 0)


def chat(
    scope: Scope = None,
    institute: Institute = None,
    script: Annotated[
        str | None, typer.Option(help="Play JSON lines; - is standard input.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="The script's clock, ISO.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Instead of DATA_DIR.")] = None,
) -> None:
    """Talk in the terminal.

    Example: mentorkompas chat --scope school-papieren-kraan
    """
    read = settings(data_dir=data_dir)
    clock = bootstrap.SystemClock(read)
    with progress() as report:
        live = bootstrap.live_searcher(read, clock.now().date(), report)
    warn_if_stale(read)
    organisations = live.current().knowledge.organisations
    organisations.scope(scope, institute)  # a wrong one is said at once
    from assistant.channels import console
    from assistant.channels import script as scripts

    if script is None:
        if at is not None:
            raise ConfigurationError("--at goes with --script.")
        console.talk(bootstrap.terminal(read, live, clock, scope, institute))
        return
    moved = scripts.ScriptClock(_moment(at, clock, read))
    talk = bootstrap.terminal(read, live, moved, scope, institute)
    wanting = False
    for number, raw in lines(script):
        out = scripts.play(talk, moved, number, raw)
        wanting = wanting or "error" in out
        emit(out)
    raise typer.Exit(1 if wanting else 0)


def _moment(at: str | None, clock: bootstrap.SystemClock, read: Any) -> datetime:
    if at is None:
        return clock.now()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise ConfigurationError(f"--at {at} is no time; write YYYY-MM-DDTHH:MM.") from None
    return (
        moment.replace(tzinfo=read.zone) if moment.tzinfo is None else moment.astimezone(read.zone)
    )


def _answered(assistant: Assistant, asked: dict[str, Any], today: date) -> dict[str, Any]:
    started = time.perf_counter()
    day = date.fromisoformat(asked["today"]) if asked.get("today") else today
    given = assistant.ask(
        asked["question"],
        scope=asked.get("scope"),
        institute=asked.get("institute"),
        previous=asked.get("previous"),
        today=day,
    )
    elapsed = round((time.perf_counter() - started) * 1000, 2)
    return {"id": asked.get("id")} | given.model_dump(mode="json") | {"elapsed_ms": elapsed}
