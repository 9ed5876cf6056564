"""Joins what the bot is made of: the dialogue, a durable store, Telegram.

Apart from `bootstrap`, since an `ask` must not import a database and a bot.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant import bootstrap
from assistant.channels.telegram.bot import Options, TelegramBot
from assistant.config import Settings
from assistant.errors import ConfigurationError
from assistant.ports import Clock, MessageStore
from assistant.storage.store import Store


@contextmanager
def message_store(settings: Settings, clock: Clock) -> Iterator[MessageStore]:
    """The durable store of the settings, open as long as it is used.

    Raises:
        ConfigurationError: the database or the key cannot be used.
        StoreUnavailableError: the database cannot be reached.
    """
    url = settings.database_url
    place = settings.data_dir / "mentorkompas.db"
    if url is None:
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"Cannot write {settings.data_dir} ({error.strerror}); set MENTORKOMPAS_DATA_DIR "
                "to a folder that can be written."
            ) from error
    store = Store.open(
        url.get_secret_value() if url else f"sqlite:///{place}",
        settings.secret_key_file,
        settings.data_dir,
        clock,
    )
    try:
        yield store
    finally:
        store.close()


def telegram_bot(
    settings: Settings, token: str, live: bootstrap.LiveSearcher, store: MessageStore, clock: Clock
) -> TelegramBot:
    """The dialogue on Telegram, not yet started."""
    host, _, port = settings.webhook_listen.rpartition(":")
    secret = settings.webhook_secret
    options = Options(
        token,
        settings.telegram_api_url,
        settings.webhook_url,
        secret.get_secret_value() if secret else "",
        (host.strip("[]"), int(port)),
    )
    return TelegramBot(options, store, bootstrap.assistant(settings, live), clock)
