"""Makes of whatever a keyboard, a phone or a program sends text that every later part can read."""

import re
import unicodedata

_JOINERS = "\u200c\u200d"
"""Invisible, but parts of letters in some scripts and of composed emoji."""

_SENTENCE_END = re.compile(r"(?<=[.!?\n])\s+")


def whole(text: str) -> str:
    """The text with surrogate halves joined; those without their other half become U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def tidied(text: str) -> str:
    """The text without characters that are no text: controls, halves, invisible marks.

    Line ends and tabs stay. A control character (NUL and escape among them) becomes a space, so
    that the words around it stay apart.
    """
    kept = []
    for character in whole(text).replace("\r\n", "\n").replace("\r", "\n"):
        kind = unicodedata.category(character)
        if character in "\n\t":
            kept.append(character)
        elif kind == "Cc":
            kept.append(" ")
        elif kind != "Cf" or character in _JOINERS:
            kept.append(character)
    return "".join(kept).strip()


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it: an emoji or a row of dots asks nothing."""
    return any(character.isalnum() for character in text)


def sentences(text: str) -> list[str]:
    """What was typed, cut behind each mark and line end; documents have their own."""
    return _SENTENCE_END.split(text)


def shortened(text: str, limit: int = 160) -> str:
    """The text on one line, cut at a word's end when it is too long to be said again."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    end = line.rfind(" ", 1, limit)
    return line[: end if end > 0 else limit] + " …"
