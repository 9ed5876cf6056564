"""The real model and the real command, each in folders of the tests' own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.config import PREFIX, settings
from index.encoders import DEFAULT_MODEL, packaged
from tests import postgresql
from tests.telegram.client import Telegram

ROOT = Path(__file__).parents[2]
WATERLAND = ROOT / "tests" / "regions" / "waterland"
_INSTALLED = Path(sys.executable).with_name("mentorkompas")
PROGRAM = (
    [str(_INSTALLED)]
    if _INSTALLED.exists()
    else [sys.executable, "-c", "from assistant.cli import main; main()"]
)


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the default model: the user's when it is current, else one made now."""
    mine = settings().models_dir
    if packaged.is_current(mine / DEFAULT_MODEL):
        return mine
    made = tmp_path_factory.mktemp("modellen")
    packaged.prepare(made, _silent)
    return made


def _silent(step: str, share: float) -> None:
    pass


@dataclass(frozen=True)
class Command:
    """Runs `mentorkompas` in a process of its own."""

    env: dict[str, str]
    program: list[str] = field(default_factory=lambda: PROGRAM)

    def with_(self, **changes: object) -> "Command":
        """The same with other settings; None takes one away."""
        env = self.env | {PREFIX + name.upper(): str(value) for name, value in changes.items()}
        for name in (name for name, value in changes.items() if value is None):
            del env[PREFIX + name.upper()]
        return replace(self, env=env)

    def __call__(self, *arguments: str, stdin: str | bytes = "") -> "Ran":
        sent = stdin if isinstance(stdin, bytes) else stdin.encode("utf-8", "surrogatepass")
        done = subprocess.run(
            [*self.program, *arguments],
            input=sent,
            env=self.env,
            capture_output=True,
            check=False,
            timeout=600,  # a guard against hanging, never a measure
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@contextmanager
def at_work(command: Command, name: str, said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command in a process of its own; stopped as an operator does, it leaves with 0."""
    with said.open("ab") as out:
        process = subprocess.Popen(
            [*command.program, name], env=command.env, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            code = process.wait(60)
    assert code == 0, said.read_text("utf-8")


@dataclass(frozen=True)
class Ran:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def command(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Over the region Waterland, with its index and what else is made once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    made = Command(kept).with_(
        models_dir=models_dir,
        data_dir=tmp_path_factory.mktemp("gegevens"),
        secret_key_file=tmp_path_factory.mktemp("sleutel") / "geheim",
        knowledge_dir=WATERLAND,
    )
    assert made("ask", "hoi").code == 0
    return made


@pytest.fixture
def fresh(command: Command, tmp_path: Path) -> Command:
    """The same without an index or a conversation."""
    return command.with_(data_dir=tmp_path / "gegevens")


@pytest.fixture
def newcomer(command: Command, tmp_path: Path) -> Command:
    """The same without a conversation; the index is there."""
    data = tmp_path / "gegevens"
    shutil.copytree(command.env[f"{PREFIX}DATA_DIR"], data)
    for file in data.glob("mentorkompas.db*"):
        file.unlink()
    return command.with_(data_dir=data)


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A Bot API server, and the mentors on it."""
    with Telegram.started() as started:
        yield started


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[], str]]:
    """Empties the tables of a real PostgreSQL, and gives its URL."""
    yield from postgresql.served()
