"""`mentorkompas web`: the schoolopleiders' pages; `run`: those and the bot in one process."""

import typer

from assistant import bootstrap
from assistant.cli.botting import log_to_stderr
from assistant.cli.opening import opened
from assistant.config import settings


def web() -> None:
    """Show schoolopleiders what mentors ask, until the process is told to stop.

    \b
    Examples:
      mentorkompas web
      MENTORKOMPAS_WEB_LISTEN=0.0.0.0:8090 MENTORKOMPAS_WEB_URL=https://trends.example.nl mentorkompas web
    """  # noqa: D301, E501 - \b keeps the lines of the examples apart, and they whole
    from assistant import serving

    read = settings()
    log_to_stderr(read.log_level)
    clock = bootstrap.SystemClock(read)
    live = opened(read, clock.now().date())
    with serving.trend_store(read) as store:
        server = serving.web_server(read, live, store, clock)
        server.run(lambda: typer.echo(f"The pages are at {read.web_url}.", err=True))


def run() -> None:
    """Chat with mentors on Telegram and show the pages, in one process.

    Example: MENTORKOMPAS_TELEGRAM_TOKEN_FILE=token.txt mentorkompas run
    """
    from assistant import serving

    read = settings()
    token = read.token()  # what is wrong with it is said before anything is built
    log_to_stderr(read.log_level)
    clock = bootstrap.SystemClock(read)
    live = opened(read, clock.now().date())
    with serving.message_store(read, clock) as store:
        server = serving.web_server(read, live, store.trends, clock, beside_bot=True)
        running = serving.telegram_bot(read, token, live, store, clock)
        server.start()
        try:
            running.run(
                lambda: typer.echo(
                    f"The bot is running, and the pages are at {read.web_url}; "
                    "stop both with Ctrl-C.",
                    err=True,
                )
            )
        finally:
            server.stop()
