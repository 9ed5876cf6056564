"""`mentorkompas web` and `run` as an operator starts them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.integration.conftest import PREFIX, Command, at_work
from tests.telegram.client import Telegram
from tests.telegram.running import free_port

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def pages(newcomer: Command, tmp_path: Path) -> Command:
    port = free_port()
    return newcomer.with_(
        web_listen=f"127.0.0.1:{port}",
        web_url=f"http://127.0.0.1:{port}",
        secret_key_file=tmp_path / "sleutel" / "geheim",
        log_level="DEBUG",
    )


@contextmanager
def open_to_readers(command: Command, name: str, said: Path) -> Iterator[str]:
    """The command at work, as soon as its pages answer; gives their root."""
    root = command.env[f"{PREFIX}WEB_URL"]
    with at_work(command, name, said) as process:
        for _ in range(600):
            try:
                httpx.get(f"{root}/healthz")
                break
            except httpx.TransportError:
                assert process.poll() is None, said.read_text("utf-8")
                time.sleep(0.1)
        yield root


def status(address: str) -> int:
    return httpx.get(address).status_code


def test_the_pages_run_alone_and_log_no_address(pages: Command, tmp_path: Path) -> None:
    said = tmp_path / "gezegd"
    with open_to_readers(pages, "web", said) as root:
        assert status(f"{root}/") == 401
        assert status(f"{root}/binnen/kanarie") == 410

    assert "kanarie" not in said.read_text("utf-8")
    assert f"The pages are at {root}." in said.read_text("utf-8")


def test_bot_and_pages_run_in_one_process(pages: Command, tmp_path: Path) -> None:
    with Telegram.started() as telegram:
        both = pages.with_(
            telegram_token=telegram.server.token,
            telegram_api_url=telegram.url,
            webhook_listen=f"127.0.0.1:{free_port()}",
        )
        with open_to_readers(both, "run", tmp_path / "gezegd") as root:
            telegram.say(11, "/start")
            assert telegram.replies(11, 1, 120)
            assert status(f"{root}/") == 401


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("web", "web_listen", "ergens"),
        ("web", "web_url", "trends.example.nl"),
        ("web", "web_url", "https://example.nl/trends"),
        ("web", "web_listen", "192.0.2.1:8090"),
        ("run", "telegram_token", None),
    ],
)
def test_what_is_set_wrong_is_one_line(
    pages: Command, name: str, setting: str, value: str | None
) -> None:
    changed = pages if value is None else pages.with_(**{setting: value})

    ran = changed(name)

    assert ran.code == 2
    assert ran.err.strip().count("\n") == 0
    assert f"{PREFIX}{setting.upper()}" in ran.err
