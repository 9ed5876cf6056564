"""What an update is to us: a question, a press, something that cannot be read, a group, nothing.

Each update is parsed by itself, so that one that python-telegram-bot cannot read stops no other.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from assistant.channels.files import CALENDAR, file_type

T = TypeVar("T")
Raw = dict[str, Any]

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that we ask for."""

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sticker", ("sticker", "dice", "game")),
    ("voice", ("voice", "audio", "video_note")),
    ("photo", ("photo", "video", "animation", "paid_media", "story", "live_photo")),
    ("file", ("document",)),
    ("other", ("location", "venue", "contact", "poll", "checklist", "invoice")),
)
_LARGEST = 2**63 - 1
"""What a database can number."""

FORWARDED = "forwarded"
"""The sentence to what somebody else wrote."""

_OUT = ("left", "kicked")


@dataclass(frozen=True)
class Where:
    """The chat of an update, read from its JSON before anything is parsed."""

    update_id: int
    chat: int = field(repr=False)
    private: bool
    kind: str
    message_id: int | None = None
    press_id: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Asked:
    """A text that was typed. `beside` names what came with it that is not read.

    `forwarded`: somebody else wrote it.
    """

    message_id: int
    text: str = field(repr=False)
    edited: bool = False
    beside: str | None = None
    forwarded: bool = False


@dataclass(frozen=True)
class Invited:
    """An invitation as a file, which Telegram keeps under `file_id`; `size` in bytes, if known."""

    message_id: int
    file_id: str = field(repr=False)
    name: str = field(repr=False)
    size: int | None = None


@dataclass(frozen=True)
class Pressed:
    """A button; `message_id` is the message that it stands under."""

    message_id: int | None
    token: str
    label: str = field(repr=False)


@dataclass(frozen=True)
class Unreadable:
    """Something that is no text; `kind` is the key of the sentence that is said to it."""

    message_id: int
    kind: str


@dataclass(frozen=True)
class InGroup:
    """Something happened in a group; `out`: the bot is no longer in it."""

    out: bool


@dataclass(frozen=True)
class Nothing:
    """Nothing to answer; `blocked`: the mentor has blocked the bot."""

    why: Literal["blocked", "unblocked", "service"]


Read = Asked | Invited | Pressed | Unreadable | InGroup | Nothing


def where(raw: object) -> Where | None:
    """Where an update comes from; None: it has no number, or no chat to answer in."""
    number = _part(raw, "update_id", int)
    kind = next((one for one in ALLOWED if _part(raw, one, dict)), None)
    if number is None or kind is None:
        return None
    body = _part(raw, kind, dict)
    press = _part(body, "id", str) if kind == "callback_query" else None
    message = _part(body, "message", dict) if kind == "callback_query" else body
    chat = _part(message, "chat", dict)
    # A press on a message that is too old to come along is answered to who pressed.
    chat_id = _part(chat or _part(body, "from", dict), "id", int)
    if chat_id is None:
        return None
    private = _part(chat, "type", str) in (None, "private")
    return Where(number, chat_id, private, kind, _part(message, "message_id", int), press)


def _part(raw: object, name: str, kind: type[T]) -> T | None:
    """A field of JSON, if it is there and of this type."""
    found = raw.get(name) if isinstance(raw, dict) else None
    if isinstance(found, int) and abs(found) > _LARGEST:
        return None
    return found if isinstance(found, kind) else None


def read(raw: Raw) -> Read:
    """What an update asks of us.

    Raises:
        Exception: python-telegram-bot cannot parse it; which one depends on what is broken.
    """
    update = Update.de_json(raw, None)
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    message = update.message or update.edited_message
    if message is None:
        return Nothing("service")
    if message.chat.type != "private":
        return InGroup(out=False)
    return _message(message, edited=update.edited_message is not None)


def _pressed(press: CallbackQuery) -> Read:
    message = press.message
    if message is not None and message.chat.type != "private":
        return InGroup(out=False)
    markup = message.reply_markup if isinstance(message, Message) else None
    buttons = [button for row in (markup.inline_keyboard if markup else ()) for button in row]
    label = next((button.text for button in buttons if button.callback_data == press.data), "")
    return Pressed(message.message_id if message else None, press.data or "", label)


def _membership(change: ChatMemberUpdated) -> Read:
    out = change.new_chat_member.status in _OUT
    if change.chat.type != "private":
        return InGroup(out)
    return Nothing("blocked" if out else "unblocked")


def _message(message: Message, *, edited: bool) -> Read:
    if invited := _invited(message):
        return invited
    if message.forward_origin is not None:
        # Others wrote it, and never asked to be read by a program: an appointment at most.
        if message.text:
            return Asked(message.message_id, message.text, edited, forwarded=True)
        return Unreadable(message.message_id, FORWARDED)
    if message.text:
        return Asked(message.message_id, message.text, edited)
    for kind, fields in _KINDS:
        if any(getattr(message, name, None) for name in fields):
            if message.caption:
                return Asked(message.message_id, message.caption, edited, beside=kind)
            return Unreadable(message.message_id, kind)
    return Nothing("service")


def _invited(message: Message) -> Invited | None:
    """The invitation that came as a file."""
    sent = message.document
    if sent is None:
        return None
    name = sent.file_name or ""
    if CALENDAR not in (sent.mime_type, file_type(name)):
        return None
    return Invited(message.message_id, sent.file_id, name or "uitnodiging.ics", sent.file_size)
