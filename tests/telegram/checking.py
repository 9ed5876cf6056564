"""Refuses what Telegram refuses: lengths, entities, keyboards, replies."""

import json
from itertools import pairwise
from typing import Any

from tests.telegram.world import Json, RefusedError

_ENTITIES = frozenset(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline "
    "strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention "
    "custom_emoji date_time".split()
)
_QUOTES = ("blockquote", "expandable_blockquote")


def structured(value: Any) -> Any:
    """A parameter that is JSON within a form field."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise RefusedError(400, "Bad Request: can't parse parameter as JSON") from None


def text_of(params: Json, name: str = "text", limit: int = 4096) -> str:
    """The text, of which Telegram cuts off white space at both ends."""
    text = str(params.get(name, ""))
    if name == "text" and not text.strip():
        raise RefusedError(400, "Bad Request: message text is empty")
    if _units(text) > limit:
        kind = "message is too long" if name == "text" else f"message {name} is too long"
        raise RefusedError(400, f"Bad Request: {kind}")
    return text


def entities_of(params: Json, text: str, name: str = "entities") -> list[Json]:
    """The entities, each inside the text and on whole characters."""
    found: list[Json] = structured(params.get(name)) or []
    starts = _boundaries(text)
    for one in found:
        first, last = one["offset"], one["offset"] + one["length"]
        if one["type"] not in _ENTITIES:
            raise RefusedError(
                400, "Bad Request: can't parse MessageEntity: unsupported type specified"
            )
        if first < 0 or one["length"] <= 0 or last > _units(text):
            raise RefusedError(
                400,
                f"Bad Request: entity beginning at UTF-16 offset {first} ends after the end of "
                f"the text at UTF-16 offset {last}",
            )
        if first not in starts or last not in starts:
            raise RefusedError(
                400, f"Bad Request: entity begins in a middle of a UTF-16 symbol {first}"
            )
    quotes = sorted(
        (one["offset"], one["offset"] + one["length"]) for one in found if one["type"] in _QUOTES
    )
    if any(one[1] > other[0] for one, other in pairwise(quotes)):
        raise RefusedError(400, "Bad Request: blockquotes can't be nested")
    return found


def keyboard_of(params: Json) -> list[list[Json]]:
    """The rows of an inline keyboard; empty when there is none."""
    markup = structured(params.get("reply_markup"))
    rows: list[list[Json]] = (markup or {}).get("inline_keyboard", [])
    if sum(len(row) for row in rows) > 100:
        raise RefusedError(400, "Bad Request: reply markup is too long")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise RefusedError(400, "Bad Request: inline keyboard button text must be non-empty")
        data = button.get("callback_data")
        if data is None and "url" not in button:
            raise RefusedError(
                400, "Bad Request: text buttons are unallowed in the inline keyboard"
            )
        if data is not None and not 1 <= len(str(data).encode()) <= 64:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def replied_to(params: Json, known: Any) -> int | None:
    """The id of the message that this one answers; None when it is gone and that is allowed."""
    reply = structured(params.get("reply_parameters"))
    if not reply:
        return None
    if reply["message_id"] in known:
        return int(reply["message_id"])
    if reply.get("allow_sending_without_reply"):
        return None
    raise RefusedError(400, "Bad Request: message to be replied not found")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _boundaries(text: str) -> set[int]:
    at, found = 0, {0}
    for character in text:
        at += 2 if ord(character) > 0xFFFF else 1
        found.add(at)
    return found
