"""The command line: exit 0 done, 1 checked and found wanting, 2 wrong use or configuration."""

import os
import sys

import typer
from typer.exceptions import Abort, TyperException

from assistant.cli import (
    botting,
    chatting,
    doctor,
    evaluating,
    indexing,
    knowledge,
    modelling,
    people,
    privacy,
    trends,
    web,
)
from assistant.config import PREFIX
from assistant.errors import AssistantError
from index.errors import IndexingError
from knowledge.errors import KnowledgeError

_EXAMPLES = """\b
Examples:
  mentorkompas chat
  mentorkompas ask 'wie beoordeelt de stage?'
  mentorkompas knowledge check my-knowledge
  mentorkompas index build
"""

app = typer.Typer(
    help="Answers for mentors of student-teachers, from the documents that hold for them.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("ask")(chatting.ask)
app.command("chat")(chatting.chat)
app.command("bot")(botting.bot)
app.command("doctor")(doctor.doctor)
app.command("web")(web.web)
app.command("run")(web.run)
app.add_typer(knowledge.app, name="knowledge")
indexing.app.command("eval")(evaluating.evaluate)
app.add_typer(indexing.app, name="index")
app.add_typer(modelling.app, name="model")
app.add_typer(privacy.app, name="privacy")
app.add_typer(trends.app, name="trends")
app.add_typer(people.app, name="people")

_INTERRUPTED = 130
"""What a shell gives for Ctrl-C; typer gives it back as a return value."""


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
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Terminals and pipes that are not UTF-8 must not stop an answer with an é in it, nor a
        # question in another encoding.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = typer.main.get_command(app).main(prog_name="mentorkompas", standalone_mode=False)
        sys.stdout.flush()
        if code == _INTERRUPTED:
            typer.echo("Stopped.", err=True)
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
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        _abandon_output()  # the reader went away (head, less)
        sys.exit(0)
    except OSError as error:
        _abandon_output()
        _fail(f"The system refused: {error.strerror or type(error).__name__}.")
    except Exception as error:
        if os.environ.get(f"{PREFIX}LOG_LEVEL") == "DEBUG":
            raise
        # Only the kind of error: its text may hold what a mentor typed.
        _fail(
            f"This is a defect in Mentorkompas ({type(error).__name__}); please report it, with "
            f"what {PREFIX}LOG_LEVEL=DEBUG shows."
        )


def _abandon_output() -> None:
    """Send what is left of the output nowhere; Python would complain about it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> None:
    typer.echo(message if "Usage:" in message else " ".join(message.split()), err=True)
    sys.exit(2)
