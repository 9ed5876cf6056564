"""`mentorkompas model`: the embedding models on this machine."""

import json

import typer

from assistant.bootstrap import by_share
from assistant.cli.progress import progress
from assistant.config import settings

app = typer.Typer(help="Embedding models on this machine.", no_args_is_help=True)


@app.command()
def prepare() -> None:
    """Make the default model's folder, once.

    Example: mentorkompas model prepare
    """
    from index.encoders import packaged

    with progress() as report:
        folder = packaged.prepare(settings().models_dir, by_share(report, "model"))
    typer.echo(str(folder))


@app.command(name="list")
def list_models(as_json: bool = typer.Option(False, "--json", help="As JSON.")) -> None:
    """List the models that are here, and whether each is whole.

    Example: mentorkompas model list
    """
    from index.encoders import adapted, open_encoder
    from index.errors import IndexingError

    rows = []
    root = settings().models_dir
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.is_dir() and (folder / "config.json").exists():
            try:
                state = f"ok, {open_encoder(folder.name, root).dimension} dimensions"
                state += adapted.note(folder, root)
            except IndexingError as error:
                state = str(error)
            rows.append({"name": folder.name, "state": state, "folder": str(folder)})
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    for row in [] if as_json else rows:
        typer.echo(f"{row['name']}  {row['state']}  {row['folder']}")
    if not rows and not as_json:
        typer.echo("No model here yet; run: mentorkompas model prepare", err=True)
