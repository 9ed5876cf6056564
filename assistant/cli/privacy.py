"""`mentorkompas privacy`: what the operator can do with personal data."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import bootstrap
from assistant.cli.lines import emit, lines, why, without_halves
from assistant.cli.trends import DataDir
from assistant.config import settings
from assistant.errors import ConfigurationError
from assistant.privacy.exporting import exported
from assistant.privacy.registry import MESSAGES_KEPT
from assistant.privacy.scrubbing import Scrubber, replaced
from knowledge.loading import load

if TYPE_CHECKING:
    from assistant.storage.rights import Held, Rights

Mentor = Annotated[
    str,
    typer.Argument(
        help="The number of the chat with the bot (0: the terminal), or the 32 characters by which "
        "the data knows the mentor."
    ),
]

app = typer.Typer(
    help="Personal data: found, taken out, exported, forgotten.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    pass


@app.command()
def scrub(
    file: Annotated[str, typer.Argument(help='JSON lines {"text"}; - is standard input.')] = "-",
) -> None:
    """Replace what points at a person in each line {"text"} by its type, such as [NAME].

    What the knowledge folder calls by name stays: institutes, partnerships, titles, words.

    Example: mentorkompas privacy scrub messages.jsonl
    """
    read = settings()
    today = bootstrap.SystemClock(read).now().date()
    scrubber = Scrubber.of(load(read.knowledge_dir).knowledge, today)
    wanting = False
    for line, raw in lines(file):
        try:
            text = _text(raw)
        except Exception as error:
            wanting = True
            emit({"error": why(error, line)})
            continue
        found = scrubber.find(text)
        emit(
            {
                "text": replaced(text, found),
                "found": [{"start": f.start, "end": f.end, "type": f.type} for f in found],
            }
        )
    raise typer.Exit(1 if wanting else 0)


@app.command()
def export(mentor: Mentor, data_dir: DataDir = None) -> None:
    """Show what is kept of a mentor, as JSON, for a request to see it.

    It holds no word that the mentor typed, and no reflection: /mijngegevens gives those, to the
    mentor alone.

    Example: mentorkompas privacy export 123456789
    """
    from assistant import serving

    read = settings(data_dir=data_dir)
    clock = bootstrap.SystemClock(read)
    with serving.rights(read, clock) as store:
        name, held = _held(store, mentor)
    emit(
        exported(name, clock.now(), held.conversation, held.rows, held.due, held.roles, held.heard)
    )


@app.command()
def forget(
    mentor: Mentor,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="The receipt as JSON.")] = False,
) -> None:
    """Erase everything of a mentor, and destroy the key; there is no way back.

    Older copies of the data no longer open for this mentor either. The chat itself stays with
    Telegram until the mentor erases it there.

    Example: mentorkompas privacy forget 123456789
    """
    from assistant import serving

    read = settings(data_dir=data_dir)
    clock = bootstrap.SystemClock(read)
    with serving.rights(read, clock) as store:
        name, held = _held(store, mentor)
        store.forget(name)
    erased = {table: number for table, number in held.rows.items() if number}
    at = clock.now().isoformat(timespec="seconds")
    if as_json:
        emit({"mentor": name, "at": at, "erased": erased, "key_destroyed": held.has_key})
        return
    told = ", ".join(f"{table} {number}" for table, number in erased.items()) or "nothing"
    typer.echo(f"{name} was forgotten at {at}. Erased (table, rows): {told}.")
    if held.has_key:
        typer.echo("The mentor's key is destroyed: older copies of the data no longer open.")


@app.command()
def sweep(data_dir: DataDir = None) -> None:
    """Erase now whatever has been kept for its term; a running bot does so every hour.

    Also closes the months that have ended, and puts what an older key in SECRET_KEY_FILE encrypted
    under the newest.

    Example: mentorkompas privacy sweep
    """
    from assistant import serving

    read = settings(data_dir=data_dir)
    now = bootstrap.SystemClock(read).now()
    with serving.rights(read, bootstrap.SystemClock(read)) as store:
        renewed = store.renew_keys()
        store.sweep(now)
        store.prune(now - MESSAGES_KEPT)
        knowledge = bootstrap.indexed_knowledge(read, now.date())
        closed = store.trends.close_months(now, knowledge, read.trends_threshold)
    typer.echo("Whatever was past its term is erased.", err=True)
    if closed:
        typer.echo(f"Closed: {', '.join(closed)}.", err=True)
    if renewed:
        typer.echo(f"{renewed} key(s) and row(s) were put under the newest key.", err=True)


def _held(store: "Rights", mentor: str) -> "tuple[str, Held]":
    """The mentor's pseudonym, and what there is.

    Raises:
        ConfigurationError: nobody has this name; it is not repeated, since errors end up in logs.
    """
    name = store.named(mentor.strip())
    if name is None:
        raise ConfigurationError(
            "This is no mentor's name; write the number of the chat, or the 32 characters (0-9, "
            "a-f) by which the data knows the mentor."
        )
    held = store.held(name)
    if held.is_nothing:
        raise ConfigurationError(
            "Nothing is kept of a mentor with this name; look at the number of the chat, at "
            "--data-dir, or at MENTORKOMPAS_DATABASE_URL."
        )
    return name, held


def _text(raw: str) -> str:
    """The text of a line.

    Raises:
        ValueError: the line is no JSON, or its text is none.
        KeyError: it has no text.
    """
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise ValueError('is no object; write {"text": "..."}')
    text = value["text"]
    if not isinstance(text, str):
        raise ValueError("'text' must be text")
    return str(without_halves(text))
