"""Telegram's pace: so many messages a second for a chat and over all, else 429."""

import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.world import RefusedError


@dataclass
class Limits:
    """Messages a second that are let through; what comes sooner is refused for `retry_after`."""

    per_chat: int = 1
    overall: int = 30
    retry_after: int = 1
    _sent: deque[float] = field(default_factory=deque)
    _chats: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat: Any) -> None:
        """Count a message.

        Raises:
            RefusedError: it comes too soon.
        """
        now = time.monotonic()
        for sent, most in ((self._sent, self.overall), (self._chats[str(chat)], self.per_chat)):
            while sent and now - sent[0] >= 1:
                sent.popleft()
            if len(sent) >= most:
                raise RefusedError(
                    429,
                    f"Too Many Requests: retry after {self.retry_after}",
                    retry_after=self.retry_after,
                )
        self._sent.append(now)
        self._chats[str(chat)].append(now)
