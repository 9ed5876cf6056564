"""`mentorkompas people`: who may see the figures of which organisation.

Somebody types /trends in the bot and gets a code; the operator grants it here. The code tells
nobody who it is: the operator knows it from whoever gave it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import bootstrap
from assistant.cli.trends import DataDir, figured
from assistant.config import settings
from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.storage.people import People

app = typer.Typer(help="Who may see the trends of which organisation.", no_args_is_help=True)

Organisation = Annotated[str, typer.Argument(help="A board, a partnership or a region, by its id.")]
Code = Annotated[str, typer.Argument(help="What the bot answered to /trends, ABCD-EFGH-IJKL.")]


@app.command()
def grant(organisation: Organisation, code: Code, data_dir: DataDir = None) -> None:
    """Let whoever has this code see an organisation's trends.

    Example: mentorkompas people grant bestuur-kwartelveld ABCD-EFGH-IJKL
    """
    read = settings(data_dir=data_dir)
    clock = bootstrap.SystemClock(read)
    known = bootstrap.indexed_knowledge(read, clock.now().date()).organisations
    name = figured(known, organisation)
    wanted = _code(code)
    with _people(data_dir) as people:
        new = people.grant(wanted, organisation, clock.now())
    typer.echo(
        f"{wanted} may see {name}." if new else f"{wanted} may see {name} already.", err=True
    )


@app.command()
def revoke(organisation: Organisation, code: Code, data_dir: DataDir = None) -> None:
    """Take it back, from the next look on.

    Example: mentorkompas people revoke bestuur-kwartelveld ABCD-EFGH-IJKL
    """
    wanted = _code(code)
    with _people(data_dir) as people:
        was = people.revoke(wanted, organisation)
    if not was:
        raise ConfigurationError(
            f"{wanted} has no grant for '{organisation}'; see them with: mentorkompas people list"
        )
    typer.echo(f"{wanted} may no longer see {organisation}.", err=True)


@app.command("list")
def list_(
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show every grant.

    Example: mentorkompas people list --json
    """
    zone = settings().zone
    with _people(data_dir) as people:
        found = people.all()
    if as_json:
        rows = [
            {
                "code": one.code,
                "organisation": one.organisation,
                "at": one.at.astimezone(zone).isoformat(timespec="seconds"),
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one.organisation}  {one.code}  {one.at.astimezone(zone):%Y-%m-%d}")


def _code(typed: str) -> str:
    from assistant.storage.people import read_code

    code = read_code(typed)
    if code is None:
        raise ConfigurationError(
            f"'{typed}' is no code; /trends in the bot gives one such as ABCD-EFGH-IJKL."
        )
    return code


@contextmanager
def _people(data_dir: "Path | None") -> "Iterator[People]":
    from assistant import serving
    from assistant.storage.people import People

    with serving.trend_store(settings(data_dir=data_dir)) as store:
        yield People(store.database)
