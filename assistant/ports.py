"""What the subjects ask of the world around them."""

from datetime import datetime
from typing import Protocol

from assistant.messages import Conversation
from index.search import Searcher


class SearcherSource(Protocol):
    """Gives the searcher over the newest index version."""

    def current(self) -> Searcher:
        """The searcher to use for one message; a later call may give a newer one."""


class Clock(Protocol):
    """Tells the time; passed in, so that tests and scripts can move it."""

    def now(self) -> datetime:
        """The moment, with its zone."""


class Store(Protocol):
    """Keeps a conversation between processes."""

    def load(self) -> Conversation:
        """The conversation as it was saved; a new one when there is none."""

    def save(self, conversation: Conversation) -> None:
        """Keep it, without any words of the mentor."""
