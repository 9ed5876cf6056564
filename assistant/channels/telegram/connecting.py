"""The first word with Telegram: a bot that it knows, or one sentence that says what is wrong."""

import logging

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from assistant.channels.telegram.request import AiohttpRequest
from assistant.errors import AssistantError, ConfigurationError


def made(token: str, api_url: str, updates: AiohttpRequest, others: AiohttpRequest) -> Bot:
    """A bot that asks for updates on one connection and does the rest on others.

    Raises:
        ConfigurationError: this can be no token.
    """
    root = api_url.rstrip("/")
    try:
        return Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=others,
            get_updates_request=updates,
        )
    except InvalidToken:
        raise wrong_token() from None


async def introduced(bot: Bot, api_url: str) -> str:
    """The bot's own name, once Telegram knows it.

    Raises:
        ConfigurationError: Telegram does not know the token.
        AssistantError: it cannot be reached.
    """
    try:
        await bot.initialize()
    except InvalidToken:  # its text holds the token
        raise wrong_token() from None
    except TelegramError as error:
        raise unreachable(api_url, error) from None
    return bot.username


def wrong_token() -> ConfigurationError:
    """What the operator is told when Telegram does not know the token."""
    return ConfigurationError(
        "Telegram does not know this bot's token; set MENTORKOMPAS_TELEGRAM_TOKEN to the one "
        "that BotFather gives."
    )


def unreachable(api_url: str, error: Exception) -> AssistantError:
    """What the operator is told when nothing answers; of `error` only its kind: no token."""
    return AssistantError(
        f"Telegram cannot be reached at {api_url} ({type(error).__name__}); look at the "
        "network, or at MENTORKOMPAS_TELEGRAM_API_URL."
    )


def quieten() -> None:
    """Keep other libraries' own lines out of the log: they hold texts, addresses and the token."""
    for name in ("telegram", "httpx", "httpcore", "aiohttp"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
