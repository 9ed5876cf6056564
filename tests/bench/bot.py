"""Memory and start of the real bot: `python -m tests.bench.bot [--questions 150] [--rounds 5]`.

`mentorkompas bot` runs as an operator starts it, with the real model and the shipped knowledge,
against a Bot API server on this machine. Its start is compared with a process that only imports the
packages that it runs on.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.config import PREFIX
from tests.telegram.client import Telegram
from tests.telegram.running import free_port

ROOT = Path(__file__).parents[2]
CHATS = 50
MOST_MB = 350
TIMES_THE_IMPORT = 2.0

# What pyproject.toml names and a bot on SQLite needs while it runs, by the name of the module.
RUNTIME = (
    "telegram aiohttp sqlalchemy alembic.migration cryptography.fernet prometheus_client structlog "
    "pydantic pydantic_settings platformdirs typer rich.progress ruamel.yaml markdown_it rapidfuzz "
    "numpy faiss bm25s Stemmer threadpoolctl filelock onnxruntime tokenizers"
).split()

_PROGRAM = [sys.executable, "-c", "from assistant.cli import main; main()"]
_SECONDS = 300


def main() -> None:
    """Print a line for each target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with Telegram.started() as telegram, tempfile.TemporaryDirectory() as place:
        env = _settings(telegram, Path(place))
        resident, peak = _memory(telegram, env, chosen.questions)
        _say(f"resident memory of the bot: {resident:.0f} MB, at most {peak:.0f} (limit {MOST_MB})")
        ours, theirs = [], []
        for _ in range(chosen.rounds):
            ours.append(_ready(env))
            theirs.append(_imported(env))
        one, other = statistics.median(ours), statistics.median(theirs)
        _say(
            f"bot ready / importing what it runs on: {one / other:.2f} (limit {TIMES_THE_IMPORT}; "
            f"{one:.2f} s against {other:.2f} s)"
        )


def _settings(telegram: Telegram, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own = {
        "TELEGRAM_TOKEN": telegram.server.token,
        "TELEGRAM_API_URL": telegram.url,
        "DATA_DIR": folder / "data",
        "MODELS_DIR": folder / "models",
        "SECRET_KEY_FILE": folder / "keys" / "secret",
        "WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}",
    }
    return kept | {PREFIX + name: str(value) for name, value in own.items()}


@contextmanager
def _bot(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """The bot at work, and how many seconds after its start it was."""
    began = time.perf_counter()
    bot = subprocess.Popen([*_PROGRAM, "bot"], env=env, cwd=ROOT, text=True, stderr=subprocess.PIPE)
    assert bot.stderr
    try:
        # Its own line on stderr; before that there may be progress.
        if not any("is running" in line for line in bot.stderr):
            raise SystemExit("the bot did not start")
        yield bot, time.perf_counter() - began
    finally:
        bot.terminate()
        bot.stderr.close()
        bot.wait(20)


def _memory(telegram: Telegram, env: dict[str, str], count: int) -> tuple[float, float]:
    """Resident megabytes after so many questions, and the most that there were."""
    lines = (ROOT / "tests/questions/shipped_dev.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][:count]
    # The first start prepares the model and the index; what that takes is not the bot's.
    with _bot(env):
        pass
    with _bot(env) as (bot, _):
        for chat in range(1, CHATS + 1):
            telegram.say(chat, "/start")
        asked = [
            telegram.say(1 + number % CHATS, question).id
            for number, question in enumerate(questions)
        ]

        def answered() -> bool:
            found = {one.reply_to for chat in range(1, CHATS + 1) for one in telegram.of_bot(chat)}
            return found >= set(asked)

        telegram.until(answered, _SECONDS, "the answers")
        status = Path(f"/proc/{bot.pid}/status").read_text("utf-8").splitlines()
        sizes = dict(line.split(":", 1) for line in status)
        return _megabytes(sizes["VmRSS"]), _megabytes(sizes["VmHWM"])


def _megabytes(size: str) -> float:
    return int(size.split()[0]) / 1000


def _ready(env: dict[str, str]) -> float:
    with _bot(env) as (_, seconds):
        return seconds


def _imported(env: dict[str, str]) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-c", f"import {', '.join(RUNTIME)}"]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    return time.perf_counter() - began


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
