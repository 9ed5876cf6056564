"""A build that is killed, stopped, raced, or refused by the disk: what was in use stays in use."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import bootstrap
from assistant.bootstrap import LiveSearcher
from assistant.config import Settings
from index.build import build_index, knowledge_rows
from index.errors import IndexingError
from index.search import Index, Searcher
from index.version import IndexHome
from knowledge.holding import Knowledge
from tests.fakes import HashEncoder
from tests.unit.index.folder import TODAY, SmallFolder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")

ROOT = Path(__file__).parents[2]
ENCODER = HashEncoder()
OLD, NEW = "oud", "nieuw"

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
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Knowledge]:
    """Word → the knowledge that says it in every document."""
    root = tmp_path_factory.mktemp("beide")
    return {word: _filled(SmallFolder(root / word), word) for word in (OLD, NEW)}


Build = Callable[[str, IndexHome], bool]


@pytest.fixture(scope="module")
def build(both: dict[str, Knowledge]) -> Build:
    rows = {word: knowledge_rows(held, ENCODER) for word, held in both.items()}

    def run(word: str, home: IndexHome) -> bool:
        return build_index(home, rows[word], ENCODER, content=word, knowledge=both[word])

    return run


@pytest.fixture
def home(tmp_path: Path, build: Build) -> IndexHome:
    """With the old version in use."""
    made = IndexHome(tmp_path / "index")
    build(OLD, made)
    return made


def answer(home: IndexHome) -> str:
    """Opens what is in use, checks that it is whole, and tells which of the two it is."""
    version = home.current()
    assert version is not None
    searcher = Searcher(Index(version), ENCODER)
    return said_by(searcher)


def said_by(searcher: Searcher) -> str:
    scope = searcher.knowledge.organisations.scope("wilg")
    for word in (OLD, NEW):
        hit = searcher.ask(f"wat is {word} 7?", scope, TODAY).hits[0]
        document = searcher.knowledge.by_id[hit.document]
        if word in document.sections[0].text:
            assert hit.id == "stuk-07#deel"
            assert searcher.index.manifest.content == word
            return word
    raise AssertionError("the index says neither")


def is_tidy(home: IndexHome) -> bool:
    """Whether nothing stands there but the version in use, the one before, and the pointers."""
    names = [path.name for path in home.root.iterdir()]
    versions = [name for name in names if name.startswith("v-")]
    return len(versions) <= 2 and set(names) - set(versions) == {"CURRENT", "build.lock"}


def in_child(action: Callable[[], object]) -> tuple[int, str]:
    """Runs the action in a process of its own: how it ended, and what it raised or returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code, said = 0, ""
        try:
            said = str(action())
        except IndexingError as error:
            code, said = 2, error.message
        except KeyboardInterrupt:
            code = 130
        except BaseException as error:
            code, said = 99, repr(error)
        finally:
            sys.setprofile(None)
            os.write(writing, said.encode())
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def interrupted(action: Callable[[], object], number: int, moment: int) -> Callable[[], int]:
    """The action, sent a signal by itself at its moment-th call or return.

    Counted in calls and not in seconds, so that each run meets the same moments on any machine;
    returns how many there were.
    """

    def run() -> int:
        seen = 0

        def count(*_: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), number)

        sys.setprofile(count)
        action()
        sys.setprofile(None)
        return seen

    return run


def moments(action: Callable[[], object], number: int) -> Iterator[int]:
    """So many moments of the action, one in each equal part of it; the action is done once."""
    code, total = in_child(interrupted(action, signal.SIGKILL, 0))
    assert code == 0
    step = int(total) / number
    chance = random.Random(number)
    return (int(step * part + chance.uniform(1, step)) for part in range(number))


def test_a_build_that_is_killed_at_any_moment_leaves_an_index_that_answers(
    home: IndexHome, build: Build
) -> None:
    words, ends = [NEW, OLD], set()
    for moment in moments(lambda: build(NEW, home), 40):
        build(words[1], home)
        code, _ = in_child(interrupted(lambda: build(words[0], home), signal.SIGKILL, moment))
        assert code in (-signal.SIGKILL, 0)
        ends.add(answer(home) == words[0])

        build(words[0], home)
        assert answer(home) == words[0]
        assert is_tidy(home)
        words.reverse()

    assert ends == {True, False}  # killed before the swap as well as after it


@pytest.mark.parametrize("event", ["open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"])
def test_a_build_that_is_killed_before_any_step_on_the_disk_leaves_an_index_that_answers(
    event: str, home: IndexHome, build: Build
) -> None:
    def killed_before(step: int) -> int:
        seen = 0

        def count(name: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            if name == event and str(home.root) in str(arguments[0]):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        build(NEW, home)
        return seen

    killed = 0
    while True:
        code, _ = in_child(lambda: killed_before(killed + 1))
        said = answer(home)
        build(NEW, home)
        assert answer(home) == NEW
        assert is_tidy(home)
        build(OLD, home)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        assert said in (OLD, NEW)
        killed += 1
    assert killed > 0


def test_a_build_that_is_stopped_at_any_moment_leaves_an_index_that_answers(
    home: IndexHome, build: Build
) -> None:
    ends = set()
    for moment in moments(lambda: build(NEW, home), 25):
        build(OLD, home)
        code, said = in_child(interrupted(lambda: build(NEW, home), signal.SIGINT, moment))
        assert code in (130, 0), said
        ends.add(code)
        assert answer(home) in (OLD, NEW)

        build(NEW, home)
        assert answer(home) == NEW
        assert is_tidy(home)

    assert 130 in ends


def test_two_builds_at_once_take_turns_while_a_chat_goes_on(home: IndexHome, build: Build) -> None:
    live = LiveSearcher(home, ENCODER)
    assert said_by(live.current()) == OLD

    def often() -> None:
        for word in [NEW, OLD] * 6:
            build(word, home)

    def fork() -> int:
        child = os.fork()
        if child == 0:
            try:
                often()
            except BaseException:
                os._exit(1)
            os._exit(0)
        return child

    waiting = {fork(), fork()}
    answers = []
    while waiting:
        answers.append(said_by(live.current()))
        for child in list(waiting):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                waiting.remove(child)
                assert os.waitstatus_to_exitcode(status) == 0

    assert set(answers) <= {OLD, NEW}
    assert answer(home) in (OLD, NEW)
    assert is_tidy(home)


@pytest.mark.parametrize("short", [1, 100, 3000])
def test_a_file_that_the_disk_takes_only_in_part_is_never_swapped_in(
    short: int, home: IndexHome, build: Build
) -> None:
    version = home.current()
    assert version is not None
    sizes = {p.stat().st_size for p in version.rglob("*") if p.is_file()}

    def limited(most: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        build(NEW, home)

    for size in sorted(size for size in sizes if size > short):
        code, said = in_child(lambda most=size - short: limited(most))  # type: ignore[misc]
        if code == 0:  # this one is shorter in the new version
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


def test_a_full_disk_loses_nothing(small_disk: Path, build: Build) -> None:
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


def as_nobody(action: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        return action()

    return run


def test_a_folder_that_may_only_be_read_answers_and_says_why_it_cannot_be_built(
    anyones: Path, build: Build
) -> None:
    home = IndexHome(anyones / "index")
    build(OLD, home)
    home.root.chmod(0o555)

    assert in_child(as_nobody(lambda: answer(home))) == (0, OLD)
    assert in_child(as_nobody(lambda: build(OLD, home))) == (0, "False")  # up to date
    code, said = in_child(as_nobody(lambda: build(NEW, home)))

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

    def take() -> None:
        with home.lock():
            pass

    code, said = in_child(as_nobody(take))

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
    build: Build,
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
