"""A build that is killed, stopped, raced, or refused by the disk: what was in use stays in use."""

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import bootstrap
from assistant.bootstrap import LiveSearcher
from assistant.config import Settings
from index.errors import IndexingError
from index.rows import knowledge_rows
from index.version import IndexHome
from knowledge.holding import Knowledge
from tests.integration.children import (
    ENCODER,
    NEW,
    OLD,
    Builder,
    answer,
    as_nobody,
    in_child,
    said_by,
    started,
    take_lock,
)
from tests.unit.index.folder import SmallFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and forks are POSIX")

ROOT = Path(__file__).parents[2]

_PROGRAM = """
import os, time
from assistant import bootstrap
from assistant.cli import main
from tests.fakes import HashEncoder

class Slow(HashEncoder):
    def encode_passages(self, texts):
        time.sleep(float(os.environ["PAUSE"]))
        return super().encode_passages(texts)

bootstrap.encoder = lambda settings, report: Slow()
main()
"""
"""The real command with a model that takes its time."""


def _filled(folder: SmallFolder, word: str) -> Knowledge:
    """Thirty documents, with facts and example questions, that all say this word."""
    for number in range(30):
        quote = f"De mentor krijgt {number} uur."
        folder.add(
            f"stuk-{number:02}",
            f"## Deel\n\n{quote} Dit is {word}.\n\n## Rest\n\nMeer over nummer {number}.",
            issuer="noord",
            questions={"deel": [f"wat is {word} {number}?"]},
            agreements=[
                {
                    "subject": "facilitering.uren-per-student",
                    "value": number,
                    "unit": "uur/schooljaar",
                    "quote": quote,
                }
            ],
        )
    return folder.load()


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    root = tmp_path_factory.mktemp("beide")
    held = {word: _filled(SmallFolder(root / word), word) for word in (OLD, NEW)}
    # Words that all rows share make the files of the word index the largest of all.
    shared = tuple(f"gedeeld{number}" for number in range(400))
    rows = {
        word: [replace(row, words=row.words + shared) for row in knowledge_rows(known, ENCODER)]
        for word, known in held.items()
    }
    return Builder(held, rows)


@pytest.fixture
def home(tmp_path: Path, build: Builder) -> IndexHome:
    """With the old version in use."""
    made = IndexHome(tmp_path / "index")
    build(OLD, made)
    return made


def is_tidy(home: IndexHome) -> bool:
    """Whether nothing stands there but the version in use, the one before, and the pointers."""
    names = [path.name for path in home.root.iterdir()]
    versions = [name for name in names if name.startswith("v-")]
    return len(versions) <= 2 and set(names) - set(versions) == {"CURRENT", "build.lock"}


def moments(home: IndexHome, build: Builder, number: int) -> Iterator[int]:
    """So many moments of a build, one in each equal part of it; ends with the old one in use."""
    code, total = in_child(build.interrupted, home, signal.SIGKILL, 0)
    assert code == 0
    build(OLD, home)
    step = int(total) / number
    chance = random.Random(number)
    return (int(step * part + chance.uniform(1, step)) for part in range(number))


def test_a_build_that_is_killed_at_any_moment_leaves_an_index_that_answers(
    home: IndexHome, build: Builder
) -> None:
    for moment in moments(home, build, 40):
        code, _ = in_child(build.interrupted, home, signal.SIGKILL, moment)
        assert code in (-signal.SIGKILL, 0)
        assert answer(home) in (OLD, NEW)

        build(NEW, home)
        assert answer(home) == NEW
        assert is_tidy(home)
        build(OLD, home)


@pytest.mark.parametrize("event", ["open", "os.rename", "os.mkdir", "os.remove", "shutil.rmtree"])
def test_a_build_that_is_killed_before_any_step_on_the_disk_leaves_an_index_that_answers(
    event: str, home: IndexHome, build: Builder
) -> None:
    found = []
    for step in itertools.count(1):
        build(NEW, home)
        build(OLD, home)
        code, _ = in_child(build.killed_before, home, event, step)
        found.append(answer(home))

        build(NEW, home)
        assert answer(home) == NEW
        assert is_tidy(home)
        if code == 0:
            break
        assert code == -signal.SIGKILL

    # The old one until the swap, the new one from then on.
    assert found == sorted(found, reverse=True)
    assert found[0] == OLD
    assert found[-1] == NEW
    assert len(found) > 1


def test_a_build_that_is_stopped_at_any_moment_leaves_an_index_that_answers(
    home: IndexHome, build: Builder
) -> None:
    ends = set()
    for moment in moments(home, build, 25):
        code, said = in_child(build.interrupted, home, signal.SIGINT, moment)
        assert code in (130, 0), said
        ends.add(code)
        assert answer(home) in (OLD, NEW)

        build(NEW, home)
        assert answer(home) == NEW
        assert is_tidy(home)
        build(OLD, home)

    assert 130 in ends


def test_two_builds_at_once_take_turns_while_a_chat_goes_on(
    home: IndexHome, build: Builder
) -> None:
    live = LiveSearcher(home, ENCODER)
    assert said_by(live.current()) == OLD

    builds = [started(build.often, home) for _ in range(2)]
    answers = []
    while any(one.is_alive() for one in builds):
        answers.append(said_by(live.current()))

    assert [one.exitcode for one in builds] == [0, 0]
    assert set(answers) <= {OLD, NEW}
    assert answer(home) in (OLD, NEW)
    assert is_tidy(home)


@pytest.mark.parametrize("short", [1, 100, 3000])
def test_a_file_that_the_disk_takes_only_in_part_is_never_swapped_in(
    short: int, home: IndexHome, build: Builder
) -> None:
    version = home.current()
    assert version is not None
    sizes = {p.stat().st_size for p in version.rglob("*") if p.is_file()}

    for size in sorted(size for size in sizes if size > short):
        code, said = in_child(build.limited, home, size - short)
        if code == 0:  # every file of the new version is short enough
            assert answer(home) == NEW
            build(OLD, home)
            continue
        assert (code, "\n" in said) == (2, False)
        assert said.startswith(f"Cannot write {home.root}: ")
        assert answer(home) == OLD
        assert is_tidy(home)

    build(NEW, home)
    assert answer(home) == NEW


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of 2 MB."""
    place = tmp_path / "schijf"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk; the test above limits files instead")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_loses_nothing(small_disk: Path, build: Builder) -> None:
    home = IndexHome(small_disk / "index")
    build(OLD, home)
    used = shutil.disk_usage(small_disk).used
    filler = small_disk / "vol"
    refusals = []
    for pages in range(0, used // 4096 + 4, 2):
        filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - pages * 4096))
        try:
            build(NEW, home)
        except IndexingError as error:
            refusals.append(error.message)
            assert answer(home) == OLD
        filler.unlink()
        if answer(home) == NEW:
            break
        assert is_tidy(home)

    full = f"Cannot write {home.root}: the disk is full; free some room and try again."
    assert set(refusals) == {full}
    assert len(refusals) > 10
    assert answer(home) == NEW
    assert is_tidy(home)


@pytest.fixture
def anyones() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_a_folder_that_may_only_be_read_answers_and_says_why_it_cannot_be_built(
    anyones: Path, build: Builder
) -> None:
    home = IndexHome(anyones / "index")
    build(OLD, home)
    home.root.chmod(0o555)

    assert in_child(as_nobody, answer, home) == (0, OLD)
    assert in_child(as_nobody, build, OLD, home) == (0, "False")  # up to date
    code, said = in_child(as_nobody, build, NEW, home)

    home.root.chmod(0o755)
    assert code == 2
    assert said == (
        f"Cannot write {home.root}: it may not be written; "
        "set MENTORKOMPAS_DATA_DIR (or --out) to a folder that may."
    )
    assert answer(home) == OLD
    assert is_tidy(home)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")
def test_a_lock_of_another_user_is_said(anyones: Path) -> None:
    home = IndexHome(anyones / "index")
    with home.lock():
        home.root.chmod(0o777)
        (home.root / "build.lock").chmod(0o600)

    code, said = in_child(as_nobody, take_lock, home)

    assert code == 2
    assert "may not be written" in said


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Starts the program over the small folder in `kennis`."""

    def start(*arguments: str, pause: float) -> "subprocess.Popen[str]":
        own = {
            "MENTORKOMPAS_KNOWLEDGE_DIR": str(tmp_path / "kennis"),
            "MENTORKOMPAS_DATA_DIR": str(tmp_path / "data"),
            "PAUSE": str(pause),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *arguments],
            env=os.environ | own,
            cwd=tmp_path,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A job in the background of a script ignores Ctrl-C, and its children would too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    return start


@pytest.fixture
def own_home(tmp_path: Path) -> IndexHome:
    """Where the command keeps its index."""
    return bootstrap.index_home(
        Settings(knowledge_dir=tmp_path / "kennis", data_dir=tmp_path / "data")
    )


def test_ctrl_c_halfway_a_build_says_one_line_and_keeps_the_old_index(
    knowledge: SmallFolder,
    own_home: IndexHome,
    command: Callable[..., "subprocess.Popen[str]"],
    build: Builder,
) -> None:
    build(OLD, own_home)
    _filled(knowledge, NEW)
    with command("index", "build", pause=600) as running:
        assert running.stderr is not None
        assert running.stdout is not None
        assert running.stderr.readline() == "passages: preparing …\n"
        running.send_signal(signal.SIGINT)
        said = running.stderr.read().split("\n")

        assert [line for line in said if line] == ["Stopped."]
        assert running.stdout.read() == ""
    assert running.returncode == 130
    assert answer(own_home) == OLD
    assert is_tidy(own_home)

    with command("index", "build", pause=0) as again:
        assert again.communicate()[1].endswith("built: 61 passages\n")
    assert again.returncode == 0
    assert is_tidy(own_home)


def test_two_commands_at_once_build_once(
    knowledge: SmallFolder,
    own_home: IndexHome,
    command: Callable[..., "subprocess.Popen[str]"],
) -> None:
    _filled(knowledge, NEW)
    with (
        command("index", "build", pause=0.1) as one,
        command("index", "build", pause=0.1) as other,
    ):
        said = [running.communicate()[1].splitlines()[-1] for running in (one, other)]

    assert (one.returncode, other.returncode) == (0, 0)
    assert sorted(said) == ["built: 61 passages", "up to date: 61 passages"]
    assert is_tidy(own_home)
