"""Updates a second: our bot with a trivial dialogue against a bare echo bot that keeps nothing.

Both talk to the same Bot API server in the same run, which lifts Telegram's limits. The bare one is
python-telegram-bot as its own examples write it: polling, one update after the other, on httpx.

    python -m tests.bench.telegram [--updates 3000] [--rounds 3]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.telegram.client import Telegram
from tests.telegram.running import free_port

CHATS = 300
BOTS = ("bare", "polling", "webhook")
_SECONDS = 300


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bare", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--ours", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.bare:
        _bare(*chosen.bare)
    elif chosen.ours:
        _ours(*chosen.ours)
    else:
        sys.stdout.write(json.dumps(_compared(chosen.updates, chosen.rounds)) + "\n")


def _compared(updates: int, rounds: int) -> dict[str, float]:
    rates: dict[str, list[float]] = {bot: [] for bot in BOTS}
    for _ in range(rounds):
        for bot in BOTS:
            rates[bot].append(_rate(bot, updates))
    middle = {bot: statistics.median(found) for bot, found in rates.items()}
    return {
        **{f"{bot} updates/s": round(rate) for bot, rate in middle.items()},
        "polling on SQLite / bare": round(middle["polling"] / middle["bare"], 2),
        "webhook / polling": round(middle["webhook"] / middle["polling"], 2),
    }


def _rate(bot: str, updates: int) -> float:
    """Updates a second from the first to the last answer, when all wait at once."""
    with Telegram.started() as telegram, tempfile.TemporaryDirectory() as folder:
        where = [telegram.url, telegram.server.token]
        port = str(free_port() if bot == "webhook" else 0)
        contestant = ["--bare", *where] if bot == "bare" else ["--ours", *where, folder, port]
        child = subprocess.Popen([sys.executable, "-m", "tests.bench.telegram", *contestant])
        try:
            # Everybody has met the bot before: a first meeting makes a key.
            for chat in range(1, CHATS + 1):
                telegram.say(chat, "hoi")
            _wait_for(telegram, child, CHATS)
            began = time.perf_counter()
            for number in range(updates):
                telegram.say(1 + number % CHATS, f"vraag {number}")
            _wait_for(telegram, child, CHATS + updates)
            return updates / (time.perf_counter() - began)
        finally:
            child.terminate()
            child.wait(20)


def _wait_for(telegram: Telegram, child: subprocess.Popen[bytes], answers: int) -> None:
    """Until so many were sent, looking seldom: the looking takes the processor too."""
    deadline = time.monotonic() + _SECONDS
    while len(telegram.calls("sendMessage")) < answers:
        if time.monotonic() > deadline or child.poll() is not None:
            raise SystemExit(f"only {len(telegram.calls('sendMessage'))} of {answers} answers")
        time.sleep(0.02)


def _bare(url: str, token: str) -> None:
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


def _ours(url: str, token: str, folder: str, port: str) -> None:
    from assistant.channels.telegram.bot import Options, TelegramBot
    from assistant.storage.store import Store
    from tests.telegram.running import Echo, RealClock, unlimited

    data = Path(folder) / "data"
    data.mkdir()
    clock = RealClock()
    options = Options(token, url)
    if port != "0":
        hook = f"http://127.0.0.1:{port}/hook"
        options = Options(token, url, hook, "geheim", ("127.0.0.1", int(port)))
    store = Store.open(f"sqlite:///{data / 'bot.sqlite'}", Path(folder) / "key", data, clock)
    try:
        TelegramBot(options, store, Echo(), clock, unlimited()).run()
    finally:
        store.close()


if __name__ == "__main__":
    main()
