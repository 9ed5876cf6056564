"""What the operator sets and sees: webhook, token, port, and a log without words."""

import http.client
import logging
from datetime import datetime, timedelta

import pytest

from assistant.channels.telegram.bot import Options, TelegramBot
from assistant.errors import AssistantError, ConfigurationError
from assistant.messages import Incoming, Reply
from assistant.storage.memory import MemoryStore
from tests.telegram import faults
from tests.telegram.client import Telegram
from tests.telegram.running import Echo, RealClock, Running, free_port, running

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ANNA, BERT = 700_113_345, 700_113_346


def hooked(port: int) -> dict[str, object]:
    return {
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_secret": "geheim",
        "listen": ("127.0.0.1", port),
    }


def status(port: int, path: str, data: bytes | None = None, secret: str = "") -> int:
    return ask(port, path, data, secret)[0]


def ask(port: int, path: str, data: bytes | None = None, secret: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        connection.request("POST" if data is not None else "GET", path, data, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def failure(telegram: Telegram, **options: object) -> BaseException | None:
    chosen = {"token": telegram.server.token, "api_url": telegram.url} | options
    bot = TelegramBot(
        Options(**chosen),  # type: ignore[arg-type]
        MemoryStore(RealClock()),
        Echo(),
        RealClock(),
    )
    run = Running(bot)
    run.start()
    return run.ended()


def test_the_webhook_needs_its_secret_and_keeps_what_comes(telegram: Telegram) -> None:
    with (
        running(telegram, **hooked(port := free_port())),
    ):
        telegram.say(ANNA, "een")
        telegram.say(ANNA, "twee")

        assert telegram.said(ANNA, 2) == ["echo een", "echo twee"]
        assert status(port, "/hook", data=b"{}") == 403
        assert status(port, "/hook", data=b"{}", secret="geheim") == 200  # noqa: S106
        assert status(port, "/hook", data=b"kapot", secret="geheim") == 400  # noqa: S106
        assert [status(port, path) for path in ("/healthz", "/readyz", "/metrics", "/x")] == [
            200,
            200,
            200,
            404,
        ]


@pytest.mark.parametrize("token", ["", "kaal", "4242:fout"])
def test_a_wrong_token_is_one_sentence_without_it(telegram: Telegram, token: str) -> None:
    error = failure(telegram, token=token)

    assert isinstance(error, ConfigurationError)
    assert "MENTORKOMPAS_TELEGRAM_TOKEN" in str(error)
    assert not token or token not in str(error)


def test_an_api_that_cannot_be_reached_is_one_sentence(telegram: Telegram) -> None:
    error = failure(telegram, api_url=f"http://127.0.0.1:{free_port()}")

    assert isinstance(error, AssistantError)
    assert "cannot be reached" in str(error)
    assert telegram.server.token not in str(error)


def test_a_port_in_use_is_one_sentence(telegram: Telegram) -> None:
    port = int(telegram.url.rsplit(":", 1)[1])
    error = failure(telegram, **hooked(port))

    assert isinstance(error, ConfigurationError)
    assert "MENTORKOMPAS_WEBHOOK_LISTEN" in str(error)


def test_no_line_and_no_figure_holds_a_word_or_the_token(
    telegram: Telegram,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "kanarie-7f3a"

    def broken(incoming: Incoming) -> Reply:
        if "stuk" in incoming.text:
            raise RuntimeError(incoming.text)
        return Reply(f"{canary} {incoming.text}")

    telegram.fault(faults.html(200), chat=ANNA)
    telegram.fault(faults.error(400, f"Bad Request: {canary}"), chat=BERT, times=3)
    with running(telegram, Echo(broken), **hooked(port := free_port())):
        telegram.say(ANNA, canary)
        telegram.say(ANNA, f"{canary} stuk")
        telegram.say(BERT, canary)
        telegram.replies(ANNA, 2)
        _, figures = ask(port, "/metrics")

    out = capsys.readouterr()
    everything = out.out + out.err + caplog.text + figures
    assert "a message met a defect" in everything
    for secret in (canary, telegram.server.token, str(ANNA) + ":"):
        assert secret not in everything


def test_what_answered_what_is_forgotten_after_two_days(telegram: Telegram) -> None:
    class Tidy(MemoryStore):
        pruned: list[datetime] = []  # noqa: RUF012 - of this test alone

        def prune(self, before: datetime) -> None:
            self.pruned.append(before)
            super().prune(before)

    with running(telegram, store=Tidy(RealClock())):
        telegram.until(lambda: bool(Tidy.pruned))

    assert RealClock().now() - Tidy.pruned[0] >= timedelta(hours=48)
    assert len(Tidy.pruned) == 1
