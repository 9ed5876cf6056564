"""Three processes on one PostgreSQL behind one address, one killed: every question is answered."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.bots import Bots, killed, stopped
from tests.contract.mentors import TWICE_AT_MOST, Mentors
from tests.telegram.client import Telegram
from tests.telegram.proxy import Proxy
from tests.telegram.running import free_port

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PROCESSES = 3
KILLS = int(os.environ.get("WEBHOOK_KILLS", "2"))


def test_whoever_is_killed_the_others_go_on_and_nothing_is_lost(
    new_postgresql: Callable[[], str], tmp_path: Path
) -> None:
    chance = random.Random(3)
    ports = [free_port() for _ in range(PROCESSES)]
    with Telegram.started() as telegram, Proxy(ports) as proxy:
        bots = Bots(telegram, new_postgresql(), tmp_path / "sleutel", proxy.url)
        at_work = [bots.start(port) for port in ports]
        mentors = Mentors(telegram)
        with mentors:
            for _ in range(KILLS):
                mentors.more_answers(chance.randrange(50, 150))
                which = chance.randrange(PROCESSES)
                killed(at_work[which])
                mentors.more_answers(chance.randrange(50, 150))
                at_work[which] = bots.start(ports[which])
        mentors.all_answered()
        for process in at_work:
            stopped(process)

        assert mentors.repeated() <= TWICE_AT_MOST * KILLS
