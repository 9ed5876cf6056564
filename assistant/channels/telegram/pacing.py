"""When a message may go out: Telegram's limits, and the pauses that it asks for.

One a second for a chat and thirty a second over all
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). A message counts
from its start until a second after its end, so that Telegram sees no more whenever it arrived.
"""

from collections import deque

SECOND = 1.0

SPARED = 10
"""One in so many messages of a second is kept for answers: prompts to thousands delay none."""


class Pace:
    """Tells how long to wait; all moments are seconds of one clock that only goes on."""

    def __init__(self, *, overall: int = 30, chat_seconds: float = SECOND) -> None:
        """`overall` messages a second; `chat_seconds` between two in a chat, 0 for no limit."""
        self._overall = overall
        self._chat_seconds = chat_seconds
        self._under_way = 0
        self._ended: deque[float] = deque()
        self._chats: dict[int, float] = {}
        self._held: dict[int, float] = {}
        self._all_held = 0.0

    def chat_wait(self, chat: int, now: float) -> float:
        """Seconds until this chat may get its next message; 0: now."""
        until = max(self._held.get(chat, 0.0), self._chats.get(chat, 0.0))
        if until <= now:
            self._held.pop(chat, None)
        return max(0.0, until - now)

    def overall_wait(self, now: float, *, waited_for: bool = True) -> float:
        """Seconds until any message may go out; 0: now.

        What nobody waits for leaves a part of each second to what somebody does.
        """
        while self._ended and self._ended[0] + SECOND <= now:
            self._ended.popleft()
        wait = max(0.0, self._all_held - now)
        most = self._overall if waited_for else self._overall - self._overall // SPARED
        if self._ended and self._under_way + len(self._ended) >= most:
            wait = max(wait, self._ended[0] + SECOND - now)
        return wait

    def begin(self) -> None:
        """A message goes out."""
        self._under_way += 1

    def end(self, chat: int, now: float) -> None:
        """It is there, or failed."""
        self._under_way -= 1
        self._ended.append(now)
        if self._chat_seconds:
            self._chats.pop(chat, None)
            self._chats[chat] = now + self._chat_seconds
            while (oldest := next(iter(self._chats))) != chat and self._chats[oldest] <= now:
                del self._chats[oldest]

    def hold(self, chat: int, seconds: float, now: float) -> bool:
        """Telegram asked for a pause; whether all have to wait.

        It does not say whom it means. One chat is that chat; a second one while the first still
        waits is the whole bot.
        """
        others = [until for one, until in self._held.items() if one != chat and until > now]
        self._held[chat] = now + seconds
        if others:
            self._all_held = max(self._all_held, now + seconds)
        return bool(others)
