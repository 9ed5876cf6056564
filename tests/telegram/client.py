"""How a test plays mentors and Telegram: say, press, edit, wait for replies, order faults."""

import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from tests.telegram.faults import Fault
from tests.telegram.limits import Limits
from tests.telegram.methods import membership
from tests.telegram.server import BotApiServer
from tests.telegram.world import Call, Json, Message


class Telegram:
    """The mentors' side of a running server."""

    def __init__(self, server: BotApiServer) -> None:
        self.server = server
        self._world = server.world
        self._presses = 0

    @classmethod
    def started(cls, limits: Limits | None = None) -> "Telegram":
        """One over a new server; enter it to start."""
        return cls(BotApiServer(limits=limits))

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        """What TELEGRAM_API_URL becomes."""
        return self.server.url

    # What mentors do

    def say(self, chat: int, text: str) -> Message:
        """Type a text in a private chat."""
        return self.send(chat, text=text)

    def send(self, chat: int, *, kind: str = "private", text: str = "", **more: Any) -> Message:
        """Send anything: `more` are the other fields of a Message (photo, sticker, voice…)."""
        written = self._world.write(
            self._world.chat(chat, kind=kind), from_bot=False, text=text, more=more
        )
        self._world.push("message", written.json())
        return written

    def upload(self, chat: int, name: str, content: bytes) -> Message:
        """Send a file."""
        where = self._world.chat(chat)
        written = self._world.write(where, from_bot=False, text="", document=(name, content))
        self._world.push("message", written.json())
        return written

    def edit(self, message: Message, text: str) -> None:
        """Change a message that was said."""
        with self._world.changed:
            message.text = text
            message.edits += 1
            self._world.push("edited_message", message.json())

    def press(self, chat: int, label: str, *, on: Message | None = None) -> str:
        """Press the newest button whose label begins so; the id of the press."""
        with self._world.changed:
            own = [on] if on else reversed(self.of_bot(chat))
            fitting = [
                (message, button)
                for message in own
                for row in message.keyboard
                for button in row
                if button["text"].startswith(label)
            ]
            if not fitting:
                raise LookupError(f"no button begins with {label!r}")
            message, button = fitting[0]
            return self.press_raw(chat, button["callback_data"], message)

    def press_raw(self, chat: int, data: str, message: Message) -> str:
        """A press with this callback data, known or not."""
        with self._world.changed:
            self._presses += 1
            press = str(9_000_000 + self._presses)
            self._world.open_presses.add(press)
            body = {
                "id": press,
                "from": {"id": chat, "is_bot": False, "first_name": "Mentor"},
                "message": message.json(),
                "chat_instance": "1",
                "data": data,
            }
            self._world.push("callback_query", body)
        return press

    def block(self, chat: int) -> None:
        """Block the bot."""
        self._world.chat(chat).blocked = True
        self._world.push("my_chat_member", membership(self._world, chat, "member", "kicked"))

    def unblock(self, chat: int) -> None:
        """Let the bot in again."""
        self._world.chat(chat).blocked = False
        self._world.push("my_chat_member", membership(self._world, chat, "kicked", "member"))

    def invite(self, group: int, *, kind: str = "group") -> None:
        """Put the bot in a group."""
        self._world.chat(group, kind=kind).member = True
        self._world.push("my_chat_member", membership(self._world, group, "left", "member"))

    def push(self, kind: str, body: Json) -> int:
        """Any update at all, also one that cannot be parsed."""
        return self._world.push(kind, body)

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more."""
        self._world.requeue(self._world.delivered[update_id])

    # What went wrong, and what came of it

    def fault(
        self,
        fault: Fault,
        method: str | None = "sendMessage",
        *,
        chat: int | None = None,
        times: int = 1,
    ) -> None:
        """Let the next `times` calls of this method (to this chat) go wrong."""
        fits: Callable[[Json], bool] = (
            fault.fits if chat is None else lambda params: str(params.get("chat_id")) == str(chat)
        )
        self.server.faults.add(replace(fault, method=method, times=times, fits=fits))

    def replies(self, chat: int, count: int, seconds: float = 10) -> list[Message]:
        """The bot's messages in a chat, once there are so many.

        Raises:
            AssertionError: there are not, in this time.
        """
        self.until(lambda: len(self.of_bot(chat)) >= count, seconds, f"{count} replies in {chat}")
        return self.of_bot(chat)

    def said(self, chat: int, count: int = 1) -> list[str]:
        """The texts of `replies`."""
        return [message.text for message in self.replies(chat, count)]

    def settle(self) -> None:
        """Give a message that should not come the time to come."""
        self.say(99, "na")
        self.replies(99, 1)

    def until(self, true: Callable[[], bool], seconds: float = 10, what: str = "it") -> None:
        """Wait until something holds.

        Raises:
            AssertionError: it does not, in this time.
        """
        deadline = time.monotonic() + seconds
        with self._world.changed:
            while not true():
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"waited {seconds} seconds in vain for {what}")
                self._world.changed.wait(min(left, 0.2))

    def calls(self, method: str) -> list[Call]:
        """What the bot called so far."""
        with self._world.changed:
            return [call for call in self._world.calls if call.method == method]

    def of_bot(self, chat: int) -> list[Message]:
        """What the bot has said in a chat so far, oldest first."""
        with self._world.changed:
            found = self._world.messages[chat].values()
            return [one for one in found if one.from_bot and not one.deleted]
