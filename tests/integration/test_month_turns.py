"""`mentorkompas run` while a month ends: it is closed, and told of on the first school day."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from assistant.channels.telegram.sending import AT_ONCE
from assistant.storage.people import People
from tests.integration.conftest import PREFIX, ROOT, Command, at_work
from tests.integration.month import (
    BOARD,
    OTHER,
    VOG,
    ask,
    counted,
    due,
    figures,
    is_empty,
    known,
    month_keys,
    opened,
    replayed,
    role_of,
    tick,
    wants,
)
from tests.integration.moved import ZONE, Mover
from tests.integration.web.website import press
from tests.telegram.client import Telegram
from tests.telegram.running import free_port

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ANNA, BERT, CARLA = 11, 22, 33
KILLS = 2


@pytest.fixture
def clock(tmp_path: Path) -> Mover:
    return Mover(tmp_path / "klok")


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest,
    newcomer: Command,
    telegram: Telegram,
    clock: Mover,
    tmp_path: Path,
) -> Command:
    """Everything that `run` needs, on either database."""
    url = f"sqlite:///{tmp_path}/gegevens/mentorkompas.db"
    if request.param == "postgresql":
        new: Callable[[], str] = request.getfixturevalue("new_postgresql")
        url = new()
    pages = free_port()
    program = [sys.executable, "-m", "tests.integration.moved", str(clock.file)]
    own = newcomer.with_(
        telegram_token=telegram.server.token,
        telegram_api_url=telegram.url,
        database_url=url,
        secret_key_file=tmp_path / "sleutel" / "geheim",
        web_listen=f"127.0.0.1:{pages}",
        web_url=f"http://127.0.0.1:{pages}",
        webhook_listen=f"127.0.0.1:{free_port()}",
    )
    return replace(own, program=program, env=own.env | {"PYTHONPATH": str(ROOT)})


def test_a_running_bot_closes_the_month_and_loses_nothing_of_the_next(
    office: Command, telegram: Telegram, clock: Mover, tmp_path: Path
) -> None:
    clock.to("2026-11-30T12:00")
    replayed(office, "2026-11", lio=9, vog=11)
    early, late = range(100, 101), range(200, 224)
    known(office, telegram, [*early, *late])
    with at_work(office, "run", tmp_path / "gezegd"):
        ask(telegram, early)  # the tenth
        assert month_keys(office) == ["2026-11"]
        assert figures(office, "2026-11")["state"] == "open"

        clock.to("2026-12-01T00:00:01")
        ask(telegram, late)  # while the month closes
        telegram.until(lambda: month_keys(office) == ["2026-12"], 60, "the key to be destroyed")

        closed = figures(office, "2026-11")
        assert counted(office) == {"2026-12": len(late)}
        clock.to("2027-01-01T00:00:01")
        telegram.until(lambda: month_keys(office) == [], 60, "the second key to be destroyed")

    assert closed["state"] == "released"
    assert [one["mentors"] for one in closed["topics"]] == ["10-19"]
    assert [one["mentors"] for one in closed["unanswered"]] == ["10-19"]
    assert figures(office, "2026-11") == closed
    second = figures(office, "2026-12")
    assert (second["state"], second["topics"]) == ("released", [])  # what all asked is hidden
    assert counted(office) == {}


def test_on_the_first_school_day_comes_what_there_is_to_know(
    office: Command, telegram: Telegram, clock: Mover, tmp_path: Path
) -> None:
    clock.to("2026-12-15T12:00")
    replayed(office, "2026-12", lio=12, vog=11, alone=8)
    known(office, telegram, range(ANNA, CARLA + 1))
    with at_work(office, "run", tmp_path / "gezegd"):
        for chat in (ANNA, BERT):
            role_of(office, telegram, chat)
            wants(telegram, chat)
        assert set(due(office).values()) == {datetime(2027, 1, 4, 8, tzinfo=ZONE)}
        role_of(office, telegram, BERT, "revoke")
        heard = {chat: len(telegram.of_bot(chat)) for chat in (ANNA, BERT)}

        # New year's day, the weekend in the holidays, and too early.
        for at in ("2027-01-01T09:00", "2027-01-03T12:00", "2027-01-04T07:50"):
            clock.to(at)
            tick(telegram)
        assert {chat: len(telegram.of_bot(chat)) for chat in (ANNA, BERT)} == heard

        clock.to("2027-01-04T08:00:01")
        tick(telegram)
        text, picture = telegram.replies(ANNA, heard[ANNA] + 2, 60)[heard[ANNA] :]
        tick(telegram)
        assert len(telegram.of_bot(BERT)) == heard[BERT]
        assert set(due(office).values()) == {datetime(2027, 2, 1, 8, tzinfo=ZONE)}

        assert "december 2026" in text.text
        assert [line[:3] for line in text.text.splitlines() if line[1:3] == ". "] == [
            "1. ",
            "2. ",
            "3. ",
        ]
        assert picture.document is not None
        assert picture.document[1].startswith(b"\x89PNG")
        assert len(telegram.calls("sendPhoto")) == 1
        assert "december 2026" in picture.text
        words = text.text.partition("Op de afbeelding")[2]
        assert sorted(words.split(": ")[-1] for words in words.splitlines()[1:]) == [
            "10 tot 19 mentoren",
            "5 tot 9 mentoren",
        ]

        telegram.press(ANNA, "Bekijk alles")
        told = telegram.replies(ANNA, heard[ANNA] + 3, 60)[-1].text
        root = office.env[PREFIX + "WEB_URL"]
        link = next(word for word in told.split() if word.startswith(root))
        with httpx.Client(base_url=root, timeout=30) as browser:
            entered = press(browser, browser.get(link), "/binnen")
            assert entered.status_code == 303
            assert "december 2026" in browser.get("/", follow_redirects=True).text
            assert browser.get(link).status_code == 410

        telegram.press(ANNA, "Bekijk alles")
        told = telegram.replies(ANNA, heard[ANNA] + 4, 60)[-1].text
        link = next(word for word in told.split() if word.startswith(root))
        clock.to("2027-01-04T08:20")
        assert httpx.get(link).status_code == 410

        clock.to("2027-02-01T08:00:01")  # nobody asked anything in January but OTHER
        tick(telegram)
        (short,) = telegram.replies(ANNA, heard[ANNA] + 5, 60)[heard[ANNA] + 4 :]
        assert "januari 2027. Minder dan 15 mentoren" in short.text
        assert len(telegram.of_bot(BERT)) == heard[BERT]


def test_it_comes_once_with_two_processes_and_kills(
    office: Command, telegram: Telegram, clock: Mover
) -> None:
    clock.to("2026-12-15T12:00")
    replayed(office, "2026-12", lio=12, vog=11, alone=8)
    chats = range(300, 324)
    known(office, telegram, chats)
    with opened(office) as store:
        for chat in chats:
            code = store.trends.keys.code(store.pseudonym(chat))
            People(store.trends.database).grant(code, BOARD, datetime.now(UTC))

    def begin() -> subprocess.Popen[bytes]:
        own = office.with_(webhook_listen=f"127.0.0.1:{free_port()}")
        return subprocess.Popen([*own.program, "bot"], env=own.env)

    workers = 1 if office.env[PREFIX + "DATABASE_URL"].startswith("sqlite") else 2
    at_once = [begin() for _ in range(workers)]
    wants(telegram, *chats)
    before = {chat: len(telegram.of_bot(chat)) for chat in chats}

    def came() -> int:
        return sum(len(telegram.of_bot(chat)) - before[chat] for chat in chats)

    clock.to("2027-01-04T08:00:01")
    telegram.say(OTHER, VOG)
    for _ in range(KILLS):
        goal = came() + 1
        telegram.until(lambda goal=goal: came() >= min(goal, 2 * len(chats)), 120, "some more")
        victim = at_once.pop(0)
        victim.kill()
        victim.wait()
        at_once.append(begin())
    telegram.say(OTHER, VOG)
    telegram.until(lambda: is_empty(office), 120, "the last one")
    for one in at_once:
        one.terminate()
        assert one.wait(60) == 0

    messages = [telegram.of_bot(chat)[before[chat] :] for chat in chats]
    heads = [sum("december 2026. Dit" in one.text for one in own) for own in messages]
    pictures = [sum(one.document is not None for one in own) for own in messages]
    assert max(heads) == max(pictures) == 1
    # A kill loses what was marked and under way; nobody gets it twice for that.
    assert sum(heads) >= len(chats) - AT_ONCE * KILLS
    assert sum(pictures) >= len(chats) - AT_ONCE * KILLS
