"""`mentorkompas index`: build, search, look; `evaluating` measures."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import bootstrap, corpora
from assistant.cli.lines import emit, lines, why
from assistant.cli.opening import opened
from assistant.cli.progress import progress
from assistant.config import settings
from assistant.errors import ConfigurationError

app = typer.Typer(help="The index that answers.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command()
def build(
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Leave documents with errors out.")
    ] = False,
    corpus: Annotated[
        Path | None, typer.Option(help="A foreign collection: JSON lines, may be .gz.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the collection's index goes.")] = None,
) -> None:
    """Build a new version of the index and swap it in.

    Example: mentorkompas index build --skip-faulty
    """
    read = settings()
    with progress() as report:
        foreign = corpus is not None or out is not None
        model = bootstrap.encoder(bootstrap.general(read) if foreign else read, report)
        if foreign:
            if corpus is None or out is None:
                raise ConfigurationError("--corpus and --out go together.")
            changed, passages = corpora.build(corpus, out, model, report)
            left_out: tuple[str, ...] = ()
        else:
            built = bootstrap.build(
                read,
                model,
                bootstrap.SystemClock(read).now().date(),
                report,
                skip_faulty=skip_faulty,
            )
            changed, passages, left_out = built.changed, built.passages, built.left_out
    for file in left_out:
        typer.echo(f"left out: {file}", err=True)
    state = "built" if changed else "up to date"
    typer.echo(f"{state}: {passages} passages", err=True)


@app.command()
def search(
    batch: Annotated[str, typer.Option(help="Questions as JSON lines; - is standard input.")],
    index: Annotated[Path | None, typer.Option(help="A foreign collection's index.")] = None,
    k: Annotated[int, typer.Option(min=1, help="Most hits for each question.")] = 10,
    as_json: Json = False,
) -> None:
    """Search for each line {"id", "text"}; without --index also {"scope", "institute", "today"}.

    Example: mentorkompas index search --batch questions.jsonl --k 10 --json
    """
    read = settings()
    today = bootstrap.SystemClock(read).now().date()
    if index is None:
        searcher = opened(read, today).current()
    else:
        with progress() as report:
            model = bootstrap.encoder(bootstrap.general(read), report)
            searcher = corpora.searcher(index, model)
    wanting = False
    for line, raw in lines(batch):
        started = time.perf_counter()
        try:
            asked = json.loads(raw)
            text, name = asked["text"], asked["id"]
            if not isinstance(text, str):
                raise TypeError
            if index is None:
                scope = searcher.knowledge.organisations.scope(
                    asked.get("scope"), asked.get("institute")
                )
                day = date.fromisoformat(asked["today"]) if asked.get("today") else today
                found = searcher.ask(text, scope, day, limit=k)
            else:
                found = searcher.foreign(text, limit=k)
        except Exception as error:
            wanting = True
            emit({"id": _id(raw), "error": why(error, line)})
            continue
        hits = [{"id": hit.id, "score": round(hit.score, 6)} for hit in found.hits]
        elapsed = round((time.perf_counter() - started) * 1000, 2)
        if as_json:
            emit(
                {
                    "id": name,
                    "hits": hits,
                    "answerable": round(found.answerable, 4),
                    "elapsed_ms": elapsed,
                }
            )
        else:
            typer.echo(f"{name}\t" + "  ".join(f"{hit['id']} {hit['score']:.3f}" for hit in hits))
    raise typer.Exit(1 if wanting else 0)


@app.command()
def train(as_json: Json = False) -> None:
    """Adapt the model to this folder's example questions; it is kept only when it finds more.

    Judged by questions that it has not seen. Takes some minutes, and the extra `training`.

    Example: mentorkompas index train
    """
    from assistant import training

    read = settings()
    with progress() as report:
        found = training.train(read, bootstrap.SystemClock(read).now().date(), report)
    if as_json:
        emit(training.as_json(found))
        return
    for line in training.as_text(found):
        typer.echo(line)


@app.command()
def status(as_json: Json = False) -> None:
    """Tell what the index holds, of which model, and whether it is fresh.

    Example: mentorkompas index status
    """
    read = settings()
    home = bootstrap.index_home(read)
    found = bootstrap.status(read)
    if found is None:
        typer.echo("There is no index yet; run: mentorkompas index build", err=True)
        raise typer.Exit(1)
    if as_json:
        emit(found | {"folder": str(home.root)})
        return
    for name, value in found.items():
        typer.echo(f"{name}: {value}")


def _id(raw: str) -> Any:
    try:
        return json.loads(raw).get("id")
    except (ValueError, AttributeError):
        return None
