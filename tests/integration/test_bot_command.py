"""`mentorkompas bot` as an operator starts it, with the real dialogue, over real HTTP."""

import urllib.request
from pathlib import Path

import pytest

from tests.integration.conftest import PREFIX, Command, at_work
from tests.telegram.client import Telegram
from tests.telegram.running import free_port

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

CANARY = "Kanariegeel Vogelbekdier"
ANNA = 11


@pytest.fixture
def bot(newcomer: Command, telegram: Telegram, tmp_path: Path) -> Command:
    return newcomer.with_(
        telegram_token=telegram.server.token,
        telegram_api_url=telegram.url,
        secret_key_file=tmp_path / "sleutel" / "geheim",
        webhook_listen=f"127.0.0.1:{free_port()}",
        log_level="DEBUG",
    )


def test_a_mentor_is_answered_and_no_word_stays_behind(
    bot: Command, telegram: Telegram, tmp_path: Path
) -> None:
    said = tmp_path / "gezegd"
    with at_work(bot, "bot", said):
        telegram.say(ANNA, "/start")
        telegram.replies(ANNA, 1, 120)
        telegram.say(ANNA, f"wat vindt {CANARY} ervan, en hoeveel uur krijg ik voor een lio?")
        telegram.until(
            lambda: any(
                "Noem geen namen" in m.text or "Bron:" in m.text for m in telegram.of_bot(ANNA)
            ),
            60,
        )
        port = bot.env[PREFIX + "WEBHOOK_LISTEN"]
        with urllib.request.urlopen(f"http://{port}/metrics") as page:
            metrics = page.read().decode()
        with urllib.request.urlopen(f"http://{port}/readyz") as page:
            assert page.status == 200
    with at_work(bot, "bot", said):  # what was chosen and offered is there again
        before = len(telegram.of_bot(ANNA))
        telegram.say(ANNA, "/mijngegevens")
        telegram.replies(ANNA, before + 1, 120)

    heard = said.read_bytes() + metrics.encode()
    data = Path(bot.env[PREFIX + "DATA_DIR"])
    kept = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
    for word in (*CANARY.split(), telegram.server.token):
        assert word.encode() not in heard
        assert word.encode() not in kept


def test_without_a_token_it_says_what_to_do(command: Command) -> None:
    ran = command("bot")

    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert f"{PREFIX}TELEGRAM_TOKEN" in ran.err


def test_a_token_file_that_is_not_there_is_one_line(command: Command, tmp_path: Path) -> None:
    ran = command.with_(telegram_token_file=tmp_path / "weg")("bot")

    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert f"{PREFIX}TELEGRAM_TOKEN_FILE cannot be read" in ran.err


def test_a_data_folder_that_cannot_be_written_is_one_line(bot: Command, telegram: Telegram) -> None:
    ran = bot.with_(database_url=f"sqlite:///{__file__}/berichten.db")("bot")

    assert ran.code == 2
    assert telegram.server.token not in ran.err
    assert "Traceback" not in ran.err
