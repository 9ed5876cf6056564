"""`mentorkompas ask` and `mentorkompas chat`: the dialogue on the command line."""

import json
import time
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic import BaseModel, BeforeValidator, ValidationError

from assistant import bootstrap
from assistant.channels import console
from assistant.channels import script as scripts
from assistant.cli.lines import a_day, emit, lines, reason, why, without_halves
from assistant.cli.opening import opened
from assistant.config import settings
from assistant.dialogue.assistant import Assistant
from assistant.errors import ConfigurationError


class Question(BaseModel):
    """A line of `ask --batch`, or its flags; CONTRACTS.md section 2 has the fields."""

    id: Any = None
    question: Annotated[str, BeforeValidator(without_halves)]
    scope: str | None = None
    institute: str | None = None
    previous: Annotated[str | None, BeforeValidator(without_halves)] = None
    today: Annotated[date | None, BeforeValidator(a_day)] = None


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

    \b
    Examples:
      mentorkompas ask 'wie beoordeelt de stage?' --scope school-papieren-kraan
      mentorkompas ask 'en bij een lio?' --previous 'wie beoordeelt de stage?' --json
      mentorkompas ask --batch questions.jsonl --json > answers.jsonl
    """  # noqa: D301 - \b keeps the lines of the examples apart
    if (question is None) == (batch is None):
        raise ConfigurationError("Give one question, or --batch FILE.")
    flags = {"scope": scope, "institute": institute, "previous": previous, "today": today}
    asked = None if question is None else _one({"question": question} | flags)
    read = settings()
    clock = bootstrap.SystemClock(read)
    live = opened(read, clock.now().date())
    assistant = bootstrap.assistant(read, live)
    if asked is not None:
        given = _answered(assistant, asked, clock.now().date())
        if as_json:
            emit(given)
        else:
            typer.echo(given["answer"])
        return
    live.current().knowledge.organisations.scope(scope, institute)  # a wrong one is said at once
    _one({"question": ""} | flags)
    wanting = False
    for number, raw in lines(str(batch)):
        name = None
        try:
            line = json.loads(raw)
            name = line.get("id")
            merged = flags | {key: value for key, value in line.items() if value is not None}
            given = _answered(assistant, Question.model_validate(merged), clock.now().date())
        except Exception as error:
            wanting = True
            given = {"id": name, "error": why(error, number)}
        emit(given)
    raise typer.Exit(1 if wanting else 0)


def chat(
    scope: Scope = None,
    institute: Institute = None,
    script: Annotated[
        str | None, typer.Option(help="Play JSON lines; - is standard input.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="The script's clock, ISO.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Instead of DATA_DIR.")] = None,
    flow: Annotated[
        str | None, typer.Option(help="Begin with this reflection, to try it out.")
    ] = None,
) -> None:
    """Talk in the terminal.

    \b
    Examples:
      mentorkompas chat --scope school-papieren-kraan
      mentorkompas chat --scope school-papieren-kraan --flow een-minuut
      mentorkompas chat --script talk.jsonl --at 2026-11-24T19:30 --data-dir scratch
    """  # noqa: D301 - \b keeps the lines of the examples apart
    if at is not None and script is None:
        raise ConfigurationError("--at goes with --script.")
    read = settings(data_dir=data_dir)
    clock = bootstrap.SystemClock(read)
    moved = scripts.ScriptClock(_moment(at, read.zone) or clock.now(), read.zone)
    live = opened(read, clock.now().date())
    live.current().knowledge.organisations.scope(scope, institute)  # a wrong one is said at once
    first = None if flow is None else f"/reflectie {flow}"
    # Only here: an `ask` must not wait for a database to be imported.
    from assistant import serving

    with serving.own_store(read, clock if script is None else moved) as store:
        talk = serving.terminal(read, live, store, clock if script is None else moved)
        talk.settle(scope, institute)
        if script is None:
            console.talk(talk, first)
            return
        playing = scripts.Script(talk, moved)
        if first is not None:
            playing.begin(first)
        wanting = False
        for number, raw in lines(script):
            out = playing.play(number, raw)
            wanting = wanting or "error" in out
            emit(out)
    raise typer.Exit(1 if wanting else 0)


def _moment(at: str | None, zone: ZoneInfo) -> datetime | None:
    if at is None:
        return None
    try:
        return scripts.moment(at, zone)
    except scripts.ScriptError as error:
        raise ConfigurationError(f"--at {error}.") from None


def _one(fields: dict[str, Any]) -> Question:
    """The question on the command line.

    Raises:
        ConfigurationError: a flag has no sense.
    """
    try:
        return Question.model_validate(fields)
    except ValidationError as error:
        one = error.errors()[0]
        raise ConfigurationError(f"--{one['loc'][0]} is wrong: {reason(one)}.") from None


def _answered(assistant: Assistant, asked: Question, today: date) -> dict[str, Any]:
    started = time.perf_counter()
    given = assistant.ask(
        asked.question,
        scope=asked.scope,
        institute=asked.institute,
        previous=asked.previous,
        today=asked.today or today,
    )
    around = {"id": asked.id}
    elapsed = {"elapsed_ms": round((time.perf_counter() - started) * 1000, 2)}
    fields = given.model_dump(mode="json")
    fields["parts"] = [around | part | elapsed for part in fields["parts"]]
    return around | fields | {"question": asked.question} | elapsed
