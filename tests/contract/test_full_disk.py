"""A disk that is really full under the bot: nothing is confirmed that is not kept, and it goes on.

The disk is a small one of memory where mounting is allowed. Elsewhere only the limit is left that
no file of the bot may grow, which the system tells with another error.
"""

import os
import resource
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.bots import Bots, killed, stopped
from tests.contract.mentors import TWICE_AT_MOST, Mentors
from tests.telegram.client import Telegram

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

TIMES = int(os.environ.get("DISK_FULL_TIMES", "1"))


class Disk(ABC):
    """Where the database lies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def fill(self, process: Any, /) -> None:
        """From now on there is no room for this process to keep anything more."""

    @abstractmethod
    def free(self, process: Any, /) -> None:
        """There is room again."""


class SmallDisk(Disk):
    """16 MB of memory, of which ballast takes what is left."""

    def fill(self, _process: Any) -> None:
        with (self.folder / "ballast").open("ab", buffering=0) as ballast:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        ballast.write(b"x" * size)
                except OSError:  # no space left on device
                    continue

    def free(self, _process: Any) -> None:
        (self.folder / "ballast").unlink()


class Limited(Disk):
    """Any disk: no file of the process may grow beyond the largest that there is."""

    def fill(self, process: Any) -> None:
        largest = max(file.stat().st_size for file in self.folder.iterdir())
        self._limit(process, largest)

    def free(self, process: Any) -> None:
        if process.is_alive():
            self._limit(process, resource.RLIM_INFINITY)

    def _limit(self, process: Any, most_bytes: int) -> None:
        limits = (most_bytes, resource.RLIM_INFINITY)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield Limited(folder)
        return
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "dies"])
def test_a_full_disk_costs_no_question(disk: Disk, tmp_path: Path, dies: bool) -> None:
    with Telegram.started() as telegram:
        bots = Bots(telegram, f"sqlite:///{disk.folder}/berichten.db", tmp_path / "sleutel")
        bot = bots.start()
        mentors = Mentors(telegram)
        with mentors:
            for _ in range(TIMES):
                mentors.more_answers(20)
                disk.fill(bot)
                telegram.until(lambda: _brought_again(telegram), 120, "updates that are not kept")
                if dies:
                    killed(bot)
                disk.free(bot)
                if dies:
                    bot = bots.start()
                mentors.more_answers(100)
        mentors.all_answered()
        stopped(bot)

        assert mentors.repeated() <= (TWICE_AT_MOST * TIMES if dies else 0)


def _brought_again(telegram: Telegram) -> bool:
    """Whether the bot asks for the same updates for the third time."""
    asked = [call.params.get("offset") for call in telegram.calls("getUpdates")[-3:]]
    return len(asked) == 3 and len(set(asked)) == 1
