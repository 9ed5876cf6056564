"""What can be sent to a chat, and how it lies in the outbox until then.

The texts and files in here are a mentor's words and answers: no `repr` shows them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

MarkType = Literal["italic", "blockquote", "expandable_blockquote"]


@dataclass(frozen=True)
class Mark:
    """A piece of text that is shown in its own way; offset and length in UTF-16 units."""

    type: MarkType
    offset: int
    length: int


@dataclass(frozen=True)
class Button:
    """`token` is what Telegram gives back when it is pressed: 1 to 64 bytes."""

    label: str
    token: str


@dataclass(frozen=True)
class Text:
    """A message.

    `reply_to` is the message that it answers. `question` is set when that one is the mentor's own,
    so that the answer is found when the mentor changes the question. `once`: better lost than
    sent twice, as a prompt is.
    """

    text: str = field(repr=False)
    marks: tuple[Mark, ...] = ()
    keyboard: tuple[tuple[Button, ...], ...] = field(default=(), repr=False)
    reply_to: int | None = None
    question: int | None = None
    once: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Document:
    """A file; `caption` stands under it."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    reply_to: int | None = None
    question: int | None = None
    once: bool = False
    caption: str = field(default="", repr=False)
    kind: Literal["document"] = "document"


@dataclass(frozen=True)
class Renew:
    """What answered this question so far gets a line instead that it is answered anew."""

    question: int
    once: Literal[False] = False
    kind: Literal["renew"] = "renew"


@dataclass(frozen=True)
class Leave:
    """The bot leaves the chat, which is a group."""

    once: Literal[False] = False
    kind: Literal["leave"] = "leave"


@dataclass(frozen=True)
class Clear:
    """What both sides said since then is removed from the chat.

    `partly`: that goes back further than Telegram allows, which the mentor is told.
    """

    since: datetime
    partly: bool = False
    once: Literal[False] = False
    kind: Literal["clear"] = "clear"


Message = Text | Document | Renew | Leave | Clear
"""What the channel sends; `ports.Outgoing` is the row of the outbox that carries one."""

_ADAPTER: TypeAdapter[Message] = TypeAdapter(
    Message, config={"ser_json_bytes": "base64", "val_json_bytes": "base64"}
)


def written(message: Message) -> bytes:
    """The message as the outbox keeps it."""
    return _ADAPTER.dump_json(message, exclude_defaults=False)


def read(body: bytes) -> Message:
    """The message that `written` made.

    Raises:
        ValueError: another version wrote it and this one cannot read it.
    """
    return _ADAPTER.validate_json(body)
