"""The command line: exit 0 done, 1 checked and found wanting, 2 wrong use or configuration."""

import os
import sys

import typer
from typer.exceptions import Abort, TyperException

from assistant.cli import chatting, indexing, knowledge, modelling
from assistant.errors import AssistantError
from index.errors import IndexingError
from knowledge.errors import KnowledgeError

app = typer.Typer(
    help="Answers for mentors of student-teachers, from the documents that hold for them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("ask")(chatting.ask)
app.command("chat")(chatting.chat)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(indexing.app, name="index")
app.add_typer(modelling.app, name="model")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"mentorkompas {version('mentorkompas')}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the version.", is_eager=True, callback=_version
    ),
) -> None:
    pass


def main() -> None:
    """Run a command; whatever goes wrong is one line on stderr, never a trace."""
    for stream in (sys.stdout, sys.stderr):
        # Terminals and pipes that are not UTF-8 must not stop an answer with an é in it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = typer.main.get_command(app).main(prog_name="mentorkompas", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except TyperException as error:
        message = error.format_message()
        # Without arguments the message is the help itself.
        context = getattr(error, "ctx", None) if "Usage:" not in message else None
        _fail(f"{message} See: {context.command_path} --help" if context else message)
    except (AssistantError, IndexingError, KnowledgeError) as error:
        _fail(str(error))
    except (KeyboardInterrupt, Abort):
        typer.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader went away (head, less); Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _fail(message: str) -> None:
    typer.echo(message if "Usage:" in message else " ".join(message.split()), err=True)
    sys.exit(2)
