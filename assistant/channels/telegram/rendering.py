"""A reply of the dialogue as messages of Telegram.

This is the one place where text meets Telegram's markup. There is no `parse_mode`: what is shown
in another way is marked by its place, so no character of a document or mentor can be markup, and
nothing has to be escaped.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator

from assistant.channels.telegram.outgoing import Button, Document, Mark, MarkType, Message, Text
from assistant.messages import Choice, Reply
from assistant.texts.catalogue import say

LONGEST = 4096
"""UTF-16 units of one message (https://core.telegram.org/bots/api#sendmessage)."""

LONGEST_CAPTION = 1024
"""UTF-16 units under a file (https://core.telegram.org/bots/api#sendphoto)."""

REMEMBERED_BUTTONS = 200
"""Buttons of a chat that still work; of older ones the mentor is told what to do."""

_LONG_QUOTE = 300
"""Characters of a quote from which on it is folded until the mentor opens it."""

_SHORT_LABEL = 12
_MOST_IN_A_ROW = 3

# What Telegram drops or cannot hold, and would shift every mark behind it.
_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff]")

_BREAKS = ("\n\n", "\n", ". ", " ")
"""Where a text is cut, the best first."""

_Piece = tuple[int, int, MarkType]
"""First and last character (exclusive) of what is marked."""


def render(reply: Reply, *, reply_to: int | None, question: int | None = None) -> list[Message]:
    """The messages of one reply, in order; buttons stand under its last text.

    Args:
        reply: of the dialogue.
        reply_to: the message that it answers.
        question: the same, when it is the mentor's own message.
    """
    text = _sendable(reply.text)
    pieces = _pieces(text, [_sendable(quote) for quote in reply.quotes])
    rows = _rows(reply.choices)
    cuts = list(_cuts(text))
    rendered: list[Message] = []
    for number, (first, last) in enumerate(cuts, 1):
        rendered.append(
            Text(
                text[first:last],
                tuple(_marks(text, pieces, first, last)),
                rows if number == len(cuts) else (),
                reply_to,
                question,
            )
        )
    files = [
        Document(file.name, file.content, reply_to, question, caption=_caption(file.told))
        for file in reply.files
    ]
    return rendered + files


def token(action: str) -> str:
    """What a button of this action carries: the same one in every message, eight characters."""
    digest = hashlib.blake2b(action.encode("utf-8", "replace"), digest_size=6).digest()
    return urlsafe_b64encode(digest).decode()


def remembered(
    buttons: tuple[tuple[str, str], ...], choices: Iterable[Choice]
) -> tuple[tuple[str, str], ...]:
    """The buttons that work from now on, as (token, action), newest last."""
    kept = dict(buttons)
    for choice in choices:
        kept.pop(token(choice.action), None)
        kept[token(choice.action)] = choice.action
    return tuple(kept.items())[-REMEMBERED_BUTTONS:]


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 units."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def _sendable(text: str) -> str:
    return _UNSENDABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _rows(choices: tuple[Choice, ...]) -> tuple[tuple[Button, ...], ...]:
    """Buttons under each other; short ones that follow each other share a row."""
    rows: list[list[Button]] = []
    was_short = False
    for choice in choices:
        label = _sendable(choice.label)
        if not label:
            continue
        short = len(label) <= _SHORT_LABEL
        if short and was_short and len(rows[-1]) < _MOST_IN_A_ROW:
            rows[-1].append(Button(label, token(choice.action)))
        else:
            rows.append([Button(label, token(choice.action))])
        was_short = short
    return tuple(tuple(row) for row in rows)


def _pieces(text: str, quotes: list[str]) -> list[_Piece]:
    """What is marked: quotes where they stand, then the lines that name a source."""
    found: list[_Piece] = []
    after = 0
    for quote in quotes:
        first = text.find(quote, after) if quote else -1
        if first < 0:
            continue
        after = first + len(quote)
        long = len(quote) > _LONG_QUOTE
        found.append((first, after, "expandable_blockquote" if long else "blockquote"))
    begins = tuple(say(key, place="") for key in ("answer.source", "answer.hint"))
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        quoted = any(first < end and at < last for first, last, _ in found)
        if line.startswith(begins) and not quoted:
            found.append((at, end, "italic"))
        at = end + 1
    return sorted(found)


def _marks(text: str, pieces: list[_Piece], first: int, last: int) -> Iterator[Mark]:
    """The pieces as far as they stand in this part of the text."""
    for piece_start, piece_end, kind in pieces:
        start, end = max(piece_start, first), min(piece_end, last)
        if start < end:
            yield Mark(kind, units(text[first:start]), units(text[start:end]))


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text, each short enough and without white space at its ends."""
    first = 0
    while first < len(text):
        last = first + _fitting(text[first : first + LONGEST])
        if last < len(text):
            last = _break_before(text, first, last)
        part = text[first:last]
        if part.strip():
            left = len(part) - len(part.lstrip())
            yield first + left, first + len(part.rstrip())
        first = last


def _caption(text: str) -> str:
    """What stands under a file; what does not fit is left out, since the text says it too."""
    text = _sendable(text)
    return text[: _fitting(text, LONGEST_CAPTION)].strip()


def _fitting(text: str, longest: int = LONGEST) -> int:
    """How many characters of the text fit into a message."""
    room, count = longest, 0
    for character in text:
        room -= 2 if character > "\uffff" else 1
        if room < 0:
            break
        count += 1
    return count


def _break_before(text: str, first: int, last: int) -> int:
    """The best place to cut in the second half of a part, its end when there is none."""
    for mark in _BREAKS:
        # What ends a paragraph may stand just behind the limit, where it is cut off.
        found = text.rfind(mark, first + (last - first) // 2, last + len(mark))
        if found >= 0:
            return min(last, found + len(mark))
    return last
