"""Asks Telegram who a token is, and what time it is there; for `doctor` alone.

One request, without a bot around it. No error that leaves here holds the address, which holds the
token.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from assistant.channels.telegram.connecting import unreachable, wrong_token
from assistant.channels.telegram.request import proxy_to

_SECONDS = 10.0
_UNKNOWN = (401, 404)
"""What Telegram answers to a token that is no bot's."""


@dataclass(frozen=True)
class Known:
    """The bot's name, and the moment by Telegram's clock; None: it did not say."""

    name: str
    at: datetime | None


def ask(token: str, api_url: str) -> Known:
    """Ask getMe.

    Raises:
        ConfigurationError: Telegram does not know the token.
        AssistantError: it cannot be reached, or what answers is not Telegram.
    """
    return asyncio.run(_ask(token, api_url))


async def _ask(token: str, api_url: str) -> Known:
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, proxy=proxy_to(api_url)) as session,
            session.get(f"{api_url}/bot{token}/getMe", allow_redirects=False) as answer,
        ):
            if answer.status in _UNKNOWN:
                raise wrong_token()
            told = json.loads(await answer.read())
            return Known(str(told["result"]["username"]), _moment(answer.headers.get("Date")))
    except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
        raise unreachable(api_url, error) from None


def _moment(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
