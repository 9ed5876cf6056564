"""A filled data folder of `tests.bench.trends`, and its pages at work."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from assistant import serving
from assistant.config import PREFIX, Settings
from assistant.storage.access import Access
from assistant.storage.people import People
from tests.bench.trends_region import PARTNERSHIPS, REGION, ROOT, Region
from tests.telegram.running import RealClock, free_port

PROGRAM = [sys.executable, "-c", "from assistant.cli import main; main()"]
_CODE = "AAAA-BBBB-CCCC"


@dataclass
class Place:
    """A filled data folder, and its pages once they run."""

    name: str
    read: Settings
    site: str = ""

    @property
    def env(self) -> dict[str, str]:
        """The settings of a command of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        own = {
            "DATA_DIR": self.read.data_dir,
            "KNOWLEDGE_DIR": self.read.knowledge_dir,
            "SECRET_KEY_FILE": self.read.secret_key_file,
            "WEB_LISTEN": self.site.rpartition("/")[2],
            "WEB_URL": self.site,
        }
        return kept | {PREFIX + name: str(value) for name, value in own.items()}

    @contextmanager
    def pages(self) -> Iterator[None]:
        """`mentorkompas web` at work."""
        self.site = f"http://127.0.0.1:{free_port()}"
        with (self.read.data_dir / "web.log").open("ab") as log:
            process = subprocess.Popen(
                [*PROGRAM, "web"], env=self.env, cwd=ROOT, stdout=log, stderr=log
            )
            try:
                while True:
                    try:
                        httpx.get(f"{self.site}/healthz")
                        break
                    except httpx.TransportError:
                        if process.poll() is not None:
                            raise SystemExit("the pages did not start") from None
                        time.sleep(0.1)
                yield
            finally:
                process.terminate()
                process.wait(20)


def keys(region: Region, read: Settings, count: int) -> list[str]:
    """What so many browsers hold of somebody who came in by a link and may see everything."""
    found = []
    with serving.trend_store(read) as store:
        access, people = Access(store.database), People(store.database)
        for one in (REGION, *PARTNERSHIPS, *region.boards()):
            people.grant(_CODE, one, RealClock().now())
        for _ in range(count):
            now = RealClock().now()
            key = access.enter(access.issue_link(_CODE, now), now)
            assert key is not None
            found.append(key)
    return found


def say(line: str) -> None:
    """Print it at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
