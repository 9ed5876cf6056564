"""What Telegram knows in a test: chats, messages, updates that wait, and every call that was made.

All of it is read and written under `changed`, because tests and the server run in two threads.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

BOT_ID = 4242
BOT_NAME = "mentorkompas_bot"


class RefusedError(Exception):
    """An answer with `ok: false`, as Telegram words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Chat:
    """Somebody who talks to the bot, or a group that it is in."""

    id: int
    type: str = "private"
    blocked: bool = False
    member: bool = True
    migrated_to: int | None = None

    def json(self) -> Json:
        named = {"first_name": "Mentor"} if self.type == "private" else {"title": "Team"}
        return {"id": self.id, "type": self.type, **named}


@dataclass
class Message:
    """One message in a chat; `sent_at` is monotonic seconds."""

    id: int
    chat: Chat
    from_bot: bool
    text: str
    entities: list[Json] = field(default_factory=list)
    keyboard: list[list[Json]] = field(default_factory=list)
    reply_to: int | None = None
    document: tuple[str, bytes] | None = None
    sent_at: float = field(default_factory=time.monotonic)
    edits: int = 0
    deleted: bool = False
    more: Json = field(default_factory=dict)

    @property
    def buttons(self) -> list[str]:
        """What the buttons say, row by row."""
        return [button["text"] for row in self.keyboard for button in row]

    def marked(self, kind: str) -> list[str]:
        """The pieces of text under entities of this kind."""
        units = self.text.encode("utf-16-le")
        return [
            units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
            for one in self.entities
            if one["type"] == kind
        ]

    def json(self) -> Json:
        sender = (
            {"id": BOT_ID, "is_bot": True, "first_name": "Mentorkompas", "username": BOT_NAME}
            if self.from_bot
            else {"id": abs(self.chat.id), "is_bot": False, "first_name": "Mentor"}
        )
        found: Json = {
            "message_id": self.id,
            "date": 1764000000,
            "chat": self.chat.json(),
            "from": sender,
            **self.more,
        }
        if self.document:
            found["document"] = {
                "file_id": f"file-{self.id}",
                "file_unique_id": f"unique-{self.id}",
                "file_name": self.document[0],
                "file_size": len(self.document[1]),
            }
            if self.text:
                found["caption"] = self.text
        elif self.text:
            found["text"] = self.text
            if self.entities:
                found["entities"] = self.entities
        if self.keyboard:
            found["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.edits:
            found["edit_date"] = 1764000001
        return found


@dataclass(frozen=True)
class Call:
    """A request that the bot made; `at` is monotonic seconds, `code` the HTTP status or 0."""

    method: str
    params: Json
    at: float
    code: int


class World:
    """The state behind the server."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Message]] = defaultdict(dict)
        self.updates: deque[Json] = deque()
        self.delivered: dict[int, Json] = {}
        self.calls: list[Call] = []
        self.open_presses: set[str] = set()
        self.settings: dict[str, Any] = {}
        self.on_update: Callable[[], None] = lambda: None
        self._update_id = 700_000_000
        self._message_id = 0

    def chat(self, chat_id: int, *, kind: str = "private") -> Chat:
        """The chat with this id, made when it is new."""
        with self.changed:
            return self.chats.setdefault(chat_id, Chat(chat_id, kind))

    def reachable(self, chat_id: Any) -> Chat:
        """The chat that the bot may write to.

        Raises:
            RefusedError: as Telegram does for unknown, blocked, left and moved chats.
        """
        try:
            chat = self.chats[int(chat_id)]
        except (KeyError, TypeError, ValueError):
            raise RefusedError(400, "Bad Request: chat not found") from None
        if chat.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if not chat.member:
            raise RefusedError(403, "Forbidden: bot is not a member of the group chat")
        if chat.migrated_to is not None:
            raise RefusedError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def write(self, chat: Chat, *, from_bot: bool, text: str, **more: Any) -> Message:
        """Add a message to a chat."""
        with self.changed:
            self._message_id += 1
            message = Message(self._message_id, chat, from_bot, text, **more)
            self.messages[chat.id][message.id] = message
            self.changed.notify_all()
            return message

    def push(self, kind: str, body: Any) -> int:
        """An update that waits for the bot; its id."""
        with self.changed:
            self._update_id += 1
            self.requeue({"update_id": self._update_id, kind: body})
            return self._update_id

    def requeue(self, update: Json) -> None:
        """Put this update, which may have been delivered before, at the end of what waits."""
        with self.changed:
            self.updates.append(update)
        self.on_update()

    def confirm(self, below: int) -> None:
        """Forget the updates whose id is lower, as an offset does."""
        with self.changed:
            self.updates = deque(one for one in self.updates if one["update_id"] >= below)

    def note(self, method: str, params: Json, code: int) -> None:
        """Record a call."""
        with self.changed:
            self.calls.append(Call(method, params, time.monotonic(), code))
            self.changed.notify_all()
