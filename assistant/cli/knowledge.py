"""`mentorkompas knowledge`: what the keeper of a folder of documents needs."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.writing import write_picture
from assistant.config import settings
from assistant.errors import ConfigurationError
from knowledge.checking import check as check_folder
from knowledge.document import Document
from knowledge.holding import Hindrance, Knowledge
from knowledge.loading import Loaded, load
from knowledge.organisation import Scope
from knowledge.starting import start

app = typer.Typer(
    help="The folder of documents: start it, check it, see what holds.", no_args_is_help=True
)

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="The knowledge folder.", show_default="KNOWLEDGE_DIR"),
]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]

_REASONS: dict[Hindrance, str] = {
    "concept": "a concept never answers",
    "other_scope": "holds for others",
    "not_yet": "does not hold yet",
    "expired": "holds no longer",
}


@dataclass(frozen=True)
class _Listed:
    """What `list` tells about one document, under the names of its JSON."""

    document: str
    title: str
    issuer: str
    level: str | None
    status: str
    valid_from: str | None
    valid_until: str | None
    file: str
    holds: bool
    why: Hindrance | None
    replaced_by: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why it does not hold, in words; empty when it does."""
        replaced = f", replaced by {' and '.join(self.replaced_by)}" if self.replaced_by else ""
        return f"{_REASONS[self.why]}{replaced}" if self.why else ""


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    background: Annotated[
        bool,
        typer.Option(
            "--with-background/--without-background",
            help="Bring the national background documents along.",
        ),
    ] = True,
) -> None:
    """Start a knowledge folder: one example of each kind of document, with comments.

    Example: mentorkompas knowledge init my-knowledge --without-background
    """
    for path in start(folder, background=background):
        typer.echo(str(path))
    typer.echo(f"Change the examples, then run: mentorkompas knowledge check {folder}", err=True)


@app.command()
def check(folder: Folder = None, as_json: Json = False) -> None:
    """Report all faults at once, each with file, line and what to write instead.

    Exit 1 when there are errors; warnings alone give 0.

    Example: mentorkompas knowledge check my-knowledge --json
    """
    loaded, faults = check_folder(_folder(folder), _today(None))
    if as_json:
        typer.echo(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=1))
    for fault in () if as_json else faults:
        typer.echo(str(fault))
    errors = sum(fault.level == "error" for fault in faults)
    counts = (
        _count(errors, "error"),
        _count(len(faults) - errors, "warning"),
        _count(len(loaded.knowledge.documents), "document"),
        _count(len(list(loaded.knowledge.organisations)), "organisation"),
    )
    typer.echo("{}, {}; {} and {} can be read".format(*counts), err=True)
    raise typer.Exit(1 if errors else 0)


@app.command(name="list")
def list_documents(
    folder: Folder = None,
    scope: Annotated[
        str | None, typer.Option(metavar="ORG", help="Whose documents, usually a school's.")
    ] = None,
    institute: Annotated[
        str | None, typer.Option(metavar="ORG", help="Where the student studies.")
    ] = None,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="On which day: YYYY-MM-DD.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List which documents hold for a scope on a day, and why the others do not.

    Example: mentorkompas knowledge list --scope school-de-wilg --today 2026-11-24
    """
    loaded = load(_folder(folder))
    knowledge = loaded.knowledge
    reach = knowledge.organisations.scope(scope, institute)
    day = _today(today)
    holding = knowledge.holding(reach, day)
    held = {document.id for document in holding}
    others = sorted((d for d in knowledge.documents if d.id not in held), key=lambda d: d.id)
    rows = [_listed(knowledge, document, reach, day) for document in (*holding, *others)]
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        for line in _table(rows):
            typer.echo(line)
    _tell_unread(loaded)
    where = scope or "no scope: national documents only"
    typer.echo(f"{len(holding)} of {len(rows)} hold on {day} ({where})", err=True)


@app.command(name="poster")
def make_poster(
    organisation: Annotated[
        str, typer.Argument(metavar="ORG", help="Whose staff room; it needs a `code`.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.svg", help="Where the poster goes.", show_default="poster-ORG.svg"
        ),
    ] = None,
    bot: Annotated[
        str | None, typer.Option(metavar="NAME", help="The bot's user name on Telegram.")
    ] = None,
) -> None:
    """Draw an A4 for the staff room: QR code, three real questions, whom to ask.

    A browser prints it, or saves it as PDF.

    Example: mentorkompas knowledge poster school-de-wilg --bot mentorkompas_bot
    """
    from assistant.dialogue import safety
    from assistant.poster import draw
    from knowledge.poster import QUESTIONS, compose

    if bot is None:
        raise ConfigurationError(
            "The poster needs the bot's user name on Telegram; add: --bot NAME"
        )
    file = out or Path(f"poster-{organisation}.svg")
    if file.suffix.lower() != ".svg":
        raise ConfigurationError(
            f"A poster is SVG: let '{file}' end in .svg, and let a browser save that as PDF."
        )
    loaded = load(_folder(None))
    made = compose(
        loaded.knowledge,
        organisation,
        bot,
        _today(None),
        lambda question: safety.assess(question).concern is None,
    )
    write_picture(file, draw(made))
    typer.echo(str(file))
    _tell_unread(loaded)
    if len(made.questions) < QUESTIONS:
        few = f"{_count(len(made.questions), 'example question')} to show"
        typer.echo(f"{few}; write more under `questions:` in a document", err=True)


def _tell_unread(loaded: Loaded) -> None:
    unread = len(loaded.documents) - len(loaded.knowledge.documents)
    if unread:
        left = f"{_count(unread, 'document')} with faults left out"
        typer.echo(f"{left}; see: mentorkompas knowledge check", err=True)


def _listed(knowledge: Knowledge, document: Document, scope: Scope, day: date) -> _Listed:
    why = knowledge.hindrance(document, scope, day)
    known = document.issuer in knowledge.organisations
    newer = knowledge.replacing(document) if why == "expired" else ()
    return _Listed(
        document=document.id,
        title=document.title,
        issuer=document.issuer,
        level=knowledge.issuer(document).level if known else None,
        status=document.status,
        valid_from=document.valid_from.isoformat() if document.valid_from else None,
        valid_until=document.valid_until.isoformat() if document.valid_until else None,
        file=document.file,
        holds=why is None,
        why=why,
        replaced_by=tuple(one.id for one in newer),
    )


def _table(rows: Iterable[_Listed]) -> list[str]:
    """The rows as columns that are as wide as they need to be."""
    cells = [("HOLDS", "DOCUMENT", "ISSUER", "STATUS", "FROM", "UNTIL", "WHY NOT")]
    cells += [
        (
            "yes" if row.holds else "no",
            row.document,
            row.issuer,
            row.status,
            row.valid_from or "",
            row.valid_until or "",
            row.reason,
        )
        for row in rows
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]


def _folder(given: Path | None) -> Path:
    return given if given is not None else settings().knowledge_dir


def _today(given: str | None) -> date:
    if given is None:
        return datetime.now(settings().zone).date()
    try:
        return date.fromisoformat(given)
    except ValueError:
        message = f"'{given}' is no day; write YYYY-MM-DD"
        raise typer.BadParameter(message, param_hint="--today") from None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
