"""kill -9 at every step from what is due to what is sent: at most once, and never without need."""

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.ringer import STEPS, opened, set_due, started

MENTORS = 60


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/berichten.db"
    new: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return new()


def sent(folder: Path) -> Counter[str]:
    return Counter((folder / "verzonden").read_text("utf-8").split())


@pytest.mark.parametrize("step", STEPS)
def test_a_prompt_is_given_once_wherever_its_process_dies(
    url: str, tmp_path: Path, step: str
) -> None:
    victim = started(url, tmp_path, dies_after=step, mentors=1)
    victim.join()
    assert victim.exitcode == -9

    heir = started(url, tmp_path)
    heir.join()

    assert heir.exitcode == 0
    # Marked and not sent: it may have been sent, and is better lost than doubled.
    assert list(sent(tmp_path).values()) == ([] if step == "marked" else [1])


def test_of_several_processes_each_prompt_is_given_by_one(
    postgresql_url: str, tmp_path: Path
) -> None:
    store = opened(postgresql_url, tmp_path)
    set_due(store, MENTORS)
    store.close()

    at_work = [started(postgresql_url, tmp_path) for _ in range(3)]
    for one in at_work:
        one.join()

    assert [one.exitcode for one in at_work] == [0, 0, 0]
    assert list(sent(tmp_path).values()) == [1] * MENTORS


def test_kills_at_random_double_no_prompt(url: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    store = opened(url, tmp_path)
    set_due(store, MENTORS)
    store.close()
    (tmp_path / "verzonden").touch()

    for _ in range(6):
        victim = started(url, tmp_path)
        goal = (tmp_path / "verzonden").stat().st_size + chance.randrange(33, 300)
        while victim.is_alive() and (tmp_path / "verzonden").stat().st_size < goal:
            time.sleep(chance.random() / 200)
        victim.kill()
        victim.join()
    last = started(url, tmp_path)
    last.join()

    assert last.exitcode == 0
    counts = sent(tmp_path)
    assert set(counts.values()) == {1}
    assert len(counts) >= MENTORS - 6  # each kill loses at most the one that was being sent


@pytest.fixture
def postgresql_url(new_postgresql: Callable[[], str]) -> str:
    return new_postgresql()
