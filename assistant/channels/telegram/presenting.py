"""How the bot presents itself in Telegram: commands, description, menu button, in two languages."""

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands
from telegram.error import TelegramError

from assistant.texts.catalogue import commands, say

_log = structlog.get_logger("mentorkompas.telegram")

_LANGUAGES = (("nl", None), ("en", "en"))
"""Of our texts, and Telegram's code: none is for everybody whose language has no own texts."""


async def present(bot: Bot) -> None:
    """Tell Telegram; what fails is as it was, and is tried at the next start."""
    try:
        for language, code in _LANGUAGES:
            menu = [BotCommand(name, does) for name, does in commands(language).items()]
            await bot.set_my_commands(menu, BotCommandScopeAllPrivateChats(), language_code=code)
            await bot.set_my_description(say(f"telegram.description.{language}"), code)
            await bot.set_my_short_description(say(f"telegram.short_description.{language}"), code)
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    except TelegramError as error:
        _log.warning("telegram did not take the menu", kind=type(error).__name__)
