"""Joins what lasts: the dialogue and a durable store, on Telegram or at a terminal.

Apart from `bootstrap`, since an `ask` must not import a database; and a terminal no bot.
"""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.channels.terminal import Terminal
from assistant.config import Settings
from assistant.errors import ConfigurationError
from assistant.ports import Clock
from assistant.storage.own import OwnStore
from assistant.storage.rights import Rights
from assistant.storage.roles import Roles
from assistant.storage.store import Store
from assistant.storage.trends import TrendStore

if TYPE_CHECKING:
    from assistant.channels.telegram.bot import TelegramBot
    from assistant.channels.web.server import WebServer


def message_store(settings: Settings, clock: Clock) -> closing[Store]:
    """The durable store of the settings, open as long as it is used.

    Raises:
        ConfigurationError: the database or the key cannot be used.
        StoreUnavailableError: the database cannot be reached.
    """
    return closing(Store.open(_url(settings), settings.secret_key_file, settings.data_dir, clock))


def own_store(settings: Settings, clock: Clock) -> closing[OwnStore]:
    """The part of the same database that is the terminal's, also while a bot works on it.

    Raises:
        ConfigurationError: the database or the key cannot be used.
        StoreUnavailableError: the database cannot be reached.
    """
    return closing(
        OwnStore.open(_url(settings), settings.secret_key_file, settings.data_dir, clock)
    )


def trend_store(settings: Settings) -> closing[TrendStore]:
    """What is counted and released, also while a bot works on the same database.

    Raises:
        ConfigurationError: the database or the key cannot be used.
        StoreUnavailableError: the database cannot be reached.
    """
    return closing(TrendStore.open(_url(settings), settings.secret_key_file, settings.data_dir))


def rights(settings: Settings, clock: Clock) -> closing[Rights]:
    """What an operator does for mentors, also while a bot works on the same database.

    Raises:
        ConfigurationError: the database or the key cannot be used.
        StoreUnavailableError: the database cannot be reached.
    """
    return closing(Rights.open(_url(settings), settings.secret_key_file, settings.data_dir, clock))


def telegram_bot(
    settings: Settings, token: str, live: bootstrap.LiveSearcher, store: Store, clock: Clock
) -> "TelegramBot":
    """The dialogue on Telegram, not yet started; it closes the months of the trends as well."""
    from assistant.channels.telegram.bot import Options, TelegramBot

    secret = settings.webhook_secret
    options = Options(
        token,
        settings.telegram_api_url,
        settings.webhook_url,
        secret.get_secret_value() if secret else "",
        _address(settings.webhook_listen),
    )

    def close_months(now: datetime) -> None:
        store.trends.close_months(now, live.current().knowledge, settings.trends_threshold)

    dialogue = bootstrap.assistant(settings, live)
    roles = Roles(store.trends, settings.web_url, clock)
    return TelegramBot(options, store, dialogue, clock, hourly=close_months, role=roles.of)


def web_server(
    settings: Settings,
    live: bootstrap.LiveSearcher,
    store: TrendStore,
    clock: Clock,
    *,
    beside_bot: bool = False,
) -> "WebServer":
    """The schoolopleiders' pages, not yet started; they close the months of the trends as well.

    `beside_bot`: a bot works in the same process; it goes first.
    """
    from assistant.channels.web.app import make_app
    from assistant.channels.web.parts import Months, Parts
    from assistant.channels.web.server import WebServer
    from assistant.storage.access import Access
    from assistant.storage.marks import Marks
    from assistant.trends.reader import TrendReader

    access = Access(store.database)
    parts = Parts(
        access,
        Marks(store.database),
        Months(TrendReader(store, settings.trends_threshold)),
        live,
        clock,
        is_https=settings.web_url.startswith("https:"),
        beside_bot=beside_bot,
    )

    def tidy() -> None:
        now = clock.now()
        store.close_months(now, live.current().knowledge, settings.trends_threshold)
        access.sweep(now)

    return WebServer(make_app(parts), _address(settings.web_listen), tidy)


def terminal(
    settings: Settings, live: bootstrap.LiveSearcher, store: OwnStore, clock: Clock
) -> Terminal:
    """The dialogue at a terminal."""
    roles = Roles(store.trends, settings.web_url, clock)
    dialogue = bootstrap.assistant(settings, live)
    return Terminal(dialogue, store, clock, lambda: roles.of(store.mentor))


def database_url(settings: Settings) -> str:
    """The database of the settings; nothing is made."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return f"sqlite:///{settings.data_dir / 'mentorkompas.db'}"


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None: it is none."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _address(listen: str) -> tuple[str, int]:
    """Host and port of a setting that was checked; an IPv6 host without its brackets."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def _url(settings: Settings) -> str:
    """The database of the settings; the folder of SQLite's is made."""
    if settings.database_url is None:
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"Cannot write {settings.data_dir} ({error.strerror}); set MENTORKOMPAS_DATA_DIR "
                "to a folder that can be written."
            ) from error
    return database_url(settings)
