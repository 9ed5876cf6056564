"""PostgreSQL goes away and comes back while questions come in: they wait, and none is lost."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.contract.bots import Bots, stopped
from tests.contract.mentors import TWICE_AT_MOST, Mentors
from tests.postgresql import Server, own
from tests.telegram.client import Telegram

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

AWAY_SECONDS = float(os.environ.get("DATABASE_AWAY_SECONDS", "1"))
PROCESSES = 2


server = pytest.fixture(own)


@contextmanager
def _stopped(server: Server) -> Iterator[None]:
    server.stop()
    yield
    server.ensure_postgres_running()


@contextmanager
def _killed(server: Server) -> Iterator[None]:
    """As a power cut does: what it has to say to nobody, it says to nobody."""
    processes = _processes(server)
    for process in processes:
        process.kill()
    psutil.wait_procs(processes)
    yield
    server.ensure_postgres_running()


@contextmanager
def _frozen(server: Server) -> Iterator[None]:
    """It keeps its connections and answers nothing, as a stuck disk makes it."""
    processes = _processes(server)
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def _processes(server: Server) -> list[psutil.Process]:
    postmaster = psutil.Process(server.get_pid())
    return [postmaster, *postmaster.children()]


@pytest.mark.parametrize("away", [_stopped, _killed, _frozen])
def test_a_database_that_was_away_costs_no_question(
    server: Server, tmp_path: Path, away: Callable[[Server], Iterator[None]]
) -> None:
    with Telegram.started() as telegram:
        bots = Bots(telegram, str(server.get_uri()), tmp_path / "sleutel")
        at_work = [bots.start() for _ in range(PROCESSES)]
        mentors = Mentors(telegram)
        with mentors:
            mentors.more_answers(50)
            with away(server):
                time.sleep(AWAY_SECONDS)
            mentors.more_answers(50)
        mentors.all_answered()
        for process in at_work:
            stopped(process)

        assert mentors.repeated() <= TWICE_AT_MOST * PROCESSES


@pytest.mark.parametrize(("away", "code"), [(_stopped, 0), (_frozen, 1)])
def test_it_ends_though_the_database_is_away(
    server: Server, tmp_path: Path, away: Callable[[Server], Iterator[None]], code: int
) -> None:
    with Telegram.started() as telegram:
        bot = Bots(telegram, str(server.get_uri()), tmp_path / "sleutel").start()
        mentors = Mentors(telegram)
        with mentors:
            mentors.more_answers(50)
            with away(server):
                time.sleep(AWAY_SECONDS)
                bot.terminate()
                bot.join(60)

        assert bot.exitcode == code
