"""`mentorkompas bot`: the dialogue on Telegram."""

import logging
import sys

import typer

from assistant import bootstrap
from assistant.cli.opening import opened
from assistant.config import settings


def bot() -> None:
    """Chat with mentors on Telegram until the process is told to stop.

    \b
    Examples:
      MENTORKOMPAS_TELEGRAM_TOKEN=123456789:ABC… mentorkompas bot
      MENTORKOMPAS_TELEGRAM_TOKEN_FILE=token.txt mentorkompas bot
    """  # noqa: D301 - \b keeps the lines of the examples apart
    # Only here: an `ask` must not wait for a database, a bot and a log to be imported.
    from assistant import serving

    read = settings()
    token = read.token()  # what is wrong with it is said before anything is built
    log_to_stderr(read.log_level)
    clock = bootstrap.SystemClock(read)
    live = opened(read, clock.now().date())
    with serving.message_store(read, clock) as store:
        running = serving.telegram_bot(read, token, live, store, clock)
        running.run(lambda: typer.echo("The bot is running; stop it with Ctrl-C.", err=True))


def log_to_stderr(level: str) -> None:
    """Log our own lines as JSON; their fields never hold a text, a name or the token."""
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
