"""Asks Telegram for updates and confirms them only once they are kept.

Confirming is asking for what comes after them. The first question of a process confirms nothing:
Telegram then gives everything that it still has, and what was kept before is known by its number.
So nothing hangs on a number that a former process wrote, or that Telegram drew anew after a silent
week (https://core.telegram.org/bots/api#update).
"""

import asyncio
import warnings
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from assistant.channels.telegram.connecting import wrong_token
from assistant.channels.telegram.intake import Intake
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.request import pause_seconds
from assistant.channels.telegram.threads import Threads
from assistant.channels.telegram.updates import ALLOWED
from assistant.ports import MessageStore, StoreUnavailableError

_log = structlog.get_logger("mentorkompas.telegram")

POLL_SECONDS = 25
"""Telegram answers at once when there is something, else after this time."""

_GRACE_SECONDS = 10
"""So much longer than Telegram holds the request we wait for its answer."""

_MOST = 100
"""Updates of one answer, the most there can be (https://core.telegram.org/bots/api#getupdates)."""

_LONGEST_PAUSE_SECONDS = 30.0
"""Pauses after failures double up to this one."""

_CONFLICT_SECONDS = 5.0
"""Until we ask again while another program polls for the same bot."""

_OTHER_POLLS_SECONDS = 2.0
"""Until we look again whether another process of ours still polls."""

_SILENCE_SECONDS = 6 * 24 * 3600
"""Telegram may number anew after seven days without updates."""


class Poller:
    """Brings updates to the intake, one batch after the other."""

    def __init__(
        self,
        bot: Bot,
        store: MessageStore,
        threads: Threads,
        intake: Intake,
        metrics: Metrics,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Join the parts; `pause` waits so many seconds."""
        self._bot = bot
        self._store = store
        self._threads = threads
        self._intake = intake
        self._metrics = metrics
        self._pause = pause
        self._offset: int | None = None
        self._heard_at = 0.0
        self._failures = 0
        self._in_conflict = False

    async def run(self) -> None:
        """Poll until it is cancelled.

        Raises:
            ConfigurationError: Telegram does not know the token any more.
        """
        # The call wants the word of python-telegram-bot's own method, which loses a whole batch
        # for one update that it cannot parse.
        warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)
        while True:
            try:
                if await self._threads.run(self._store.may_poll):
                    await self._once()
                else:
                    # Another process does; this one takes over when that one is gone.
                    self._offset = None
                    await self._pause(_OTHER_POLLS_SECONDS)
            except StoreUnavailableError:
                # Nothing was confirmed: Telegram gives it again.
                self._failed("database")
                await self._back_off()

    async def _once(self) -> None:
        try:
            updates = await self._ask()
        except InvalidToken:
            raise wrong_token() from None
        except Conflict:
            self._conflicting()
            await self._pause(_CONFLICT_SECONDS)
            return
        except RetryAfter as error:
            self._failed("too many requests")
            await self._pause(pause_seconds(error))
            return
        except TelegramError as error:  # also an answer that is no JSON
            self._failed(type(error).__name__)
            await self._back_off()
            return
        if updates:
            await self._take(updates)
        else:
            self._recovered()

    async def _ask(self) -> list[object]:
        now = asyncio.get_running_loop().time()
        if now - self._heard_at > _SILENCE_SECONDS:
            self._offset = None
        asked = {"timeout": POLL_SECONDS, "limit": _MOST, "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            asked["offset"] = self._offset
        found = await self._bot.do_api_request(
            "getUpdates", api_kwargs=asked, read_timeout=POLL_SECONDS + _GRACE_SECONDS
        )
        if not isinstance(found, list):
            raise TelegramError("what was answered is no list of updates")
        return found

    async def _take(self, updates: list[object]) -> None:
        numbers = [
            one["update_id"]
            for one in updates
            if isinstance(one, dict) and isinstance(one.get("update_id"), int)
        ]
        if not numbers:
            self._failed("no numbers")
            await self._back_off()
            return
        # They may come in any order.
        after = max(numbers) + 1
        await self._intake.keep(updates, after)
        self._recovered()
        self._offset = after
        self._heard_at = asyncio.get_running_loop().time()

    # What the operator hears: once when it begins, once when it is over

    def _conflicting(self) -> None:
        self._metrics.polls.labels("conflict").inc()
        if not self._in_conflict:
            self._in_conflict = True
            _log.error(
                "another program asks Telegram for this bot's updates; stop it, or give it a "
                "token of its own"
            )

    def _failed(self, why: str) -> None:
        self._metrics.polls.labels("failed").inc()
        self._failures += 1
        if self._failures == 1:
            _log.warning("cannot get updates, trying again", why=why)

    def _recovered(self) -> None:
        self._metrics.polls.labels("answered").inc()
        if self._failures or self._in_conflict:
            _log.info("updates come in again", failures=self._failures)
        self._failures = 0
        self._in_conflict = False

    async def _back_off(self) -> None:
        await self._pause(min(_LONGEST_PAUSE_SECONDS, 0.5 * 2 ** min(self._failures, 10)))
