"""Measures each embedding model in processes of its own, so that its memory is its own.

The command starts a process that runs `main`, sends it one `Task` and reads one `Done`. Progress
goes to the same standard error. Building and asking are two processes: what embedding a folder
needs would hide what answering needs.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import typer
from pydantic import BaseModel

from assistant import bootstrap, pricing
from assistant.cli.progress import progress
from assistant.config import PREFIX, Settings, settings
from assistant.errors import AssistantError, ConfigurationError
from index.errors import IndexingError, ModelError
from index.evaluation import Evaluation, evaluate
from knowledge.errors import KnowledgeError

IN_USE = ("", "default")
"""What stands for the model of the settings among the names."""

# Ctrl-C reaches both processes: this one just ends, the command says so and clears up.
_PROGRAM = """\
import signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
from assistant.cli.apart import main
main()
"""


class Task(BaseModel):
    """What a process has to do; `models` are one, but for `open`."""

    step: Literal["open", "build", "ask"]
    models: tuple[str, ...]
    file: Path
    data_dir: Path
    today: date


class Done(BaseModel):
    """What it did, or why it could not; `defect` is an error that nobody foresaw."""

    built: pricing.Built | None = None
    asked: pricing.Asked | None = None
    error: str | None = None
    defect: str | None = None


@dataclass(frozen=True)
class Priced:
    """One model: what it finds and what it costs; `name` is as it was asked for, if it was."""

    name: str
    evaluation: Evaluation
    built: pricing.Built
    memory_mb: float | None


def compare(models: Sequence[str], file: Path, today: date) -> list[Priced]:
    """Measure each model on the same questions, over a temporary index of the same folder.

    Args:
        models: names or folders as for MENTORKOMPAS_EMBEDDING_MODEL, or one of IN_USE.
        file: a question set, already found to be one.
        today: the day of the questions that name none.

    Raises:
        AssistantError: a model cannot be opened, or the folder cannot be indexed.
    """
    found = []
    with tempfile.TemporaryDirectory(prefix="mentorkompas-") as place:
        names = tuple(name.strip() for name in models)
        # A wrong name is found before the default model is made, should that be missing.
        first = tuple(sorted(names, key=lambda name: name in IN_USE))
        _run(Task(step="open", models=first, file=file, data_dir=Path(place), today=today))
        for number, name in enumerate(names):
            task = Task(
                step="build",
                models=(name,),
                file=file,
                data_dir=Path(place) / str(number),
                today=today,
            )
            typer.echo(f"model {number + 1} of {len(names)}: {name or 'default'}", err=True)
            built = _run(task).built
            asked = _run(task.model_copy(update={"step": "ask"})).asked
            if built is None or asked is None:
                raise RuntimeError(name)  # the other side of this file broke its promise
            own = built.model if name in IN_USE else name
            found.append(Priced(own, evaluate(asked.judged), built, asked.memory_mb))
    return found


def _run(task: Task) -> Done:
    """Do a task in a process of its own."""
    ended = subprocess.run(  # noqa: S603 - this program itself
        # -P: a file of the user's own in this folder must not stand in for a module.
        [sys.executable, "-P", "-c", _PROGRAM],
        input=task.model_dump_json(),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if ended.returncode:
        raise ConfigurationError(
            f"Measuring {task.models[0] or 'the model'} ended with code {ended.returncode}; "
            "perhaps there is too little memory for it."
        )
    # A model's library may print lines of its own before.
    done = Done.model_validate_json(ended.stdout.rstrip().rpartition("\n")[2])
    if done.defect:
        raise RuntimeError(done.defect)
    if done.error:
        raise ConfigurationError(done.error)
    return done


def _do(task: Task) -> Done:
    with progress() as report:
        for name in task.models:
            # The model in use is not named here: the settings know which it is.
            named = None if name in IN_USE else name
            read = settings(data_dir=task.data_dir, embedding_model=named)
            if task.step == "open":
                _open(read, report)
            elif task.step == "build":
                return Done(built=pricing.build(read, task.today, report))
            else:
                return Done(asked=pricing.ask(read, task.file, task.today, report))
    return Done()


def _open(read: Settings, report: bootstrap.Report) -> None:
    try:
        bootstrap.encoder(read, report)
    except ModelError as error:
        # Its line tells how to mend the setting that the name usually stands in.
        raise ModelError(error.message.replace(f"{PREFIX}EMBEDDING_MODEL", "--models")) from None


def main() -> None:
    """Read a task from standard input, and write what became of it as the last line."""
    try:
        done = _do(Task.model_validate_json(sys.stdin.buffer.read()))
    except (AssistantError, IndexingError, KnowledgeError) as error:
        done = Done(error=str(error))
    except Exception as error:
        if os.environ.get(f"{PREFIX}LOG_LEVEL") == "DEBUG":
            raise
        done = Done(defect=type(error).__name__)
    sys.stdout.buffer.write(done.model_dump_json().encode() + b"\n")
    sys.stdout.buffer.flush()
