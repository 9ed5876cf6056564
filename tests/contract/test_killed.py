"""kill -9 at random moments under load: every update is answered, in order, counted once."""

import random
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.worker import AT_ONCE, MENTORS, opened, started

KILLS = 8


@pytest.mark.parametrize(("backend", "workers"), [("sqlite", 1), ("postgresql", 2)])
def test_killed_processes_lose_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str, workers: int
) -> None:
    url = f"sqlite:///{tmp_path}/data/berichten.db"
    if backend == "postgresql":
        new: Callable[[], str] = request.getfixturevalue("new_postgresql")
        url = new()
    chance = random.Random(5)
    sent_file = tmp_path / "verzonden"
    sent_file.touch()

    at_work = [started(url, tmp_path, sent_file, receives=True) for _ in range(workers)]
    for kill in range(KILLS):
        goal = sent_file.stat().st_size + chance.randrange(200, 4000)
        while sent_file.stat().st_size < goal:
            assert all(worker.is_alive() for worker in at_work)
            time.sleep(chance.random() / 100)
        victim = at_work.pop(0)
        victim.kill()
        victim.join()
        if kill + workers < KILLS:
            at_work.append(started(url, tmp_path, sent_file, receives=True))
    assert not at_work
    last = started(url, tmp_path, sent_file, receives=False)
    last.join()
    assert last.exitcode == 0

    store = opened(url, tmp_path)
    received = store.offset() or 0
    assert store.waiting(1) == store.due(1) == []
    store.close()
    lines = [tuple(map(int, line.split())) for line in sent_file.read_text("utf-8").splitlines()]
    by_mentor = defaultdict(list)
    for mentor, *answer in lines:
        # A message goes again only where it was the mentor's last: nothing overtakes it.
        if by_mentor[mentor][-1:] != [answer]:
            by_mentor[mentor].append(answer)
    parts = sum(1 + number % 2 for number in range(received))
    repeated = len(lines) - sum(map(len, by_mentor.values()))
    set_aside = {number for _, number, _, aside, _ in lines if aside}

    assert sum(map(len, by_mentor.values())) == parts
    assert repeated <= KILLS * AT_ONCE
    assert len(set_aside) <= KILLS // 2
    assert len(by_mentor) == MENTORS
    for mentor, answers in by_mentor.items():
        count = 0
        expected = []
        for number in range(mentor, received, MENTORS):
            aside = int(number in set_aside)
            count += 1 - aside
            expected += [[number, count, aside, part] for part in range(1 + number % 2)]
        assert answers == expected
