"""Which sentences of a section answer the question, word for word."""

import re

from index.lexical import tokens
from knowledge.splitting import plain, sentences

SHORT = 420
"""A section up to this many characters is quoted whole; beyond it the best run of sentences is."""

LONGEST = 700
"""About what fits a phone's screen (DESIGN.md section 4)."""


# A line end inside a paragraph: the next line begins no list item, table row or quotation.
_SOFT_END = re.compile(r"(?<=\S)\n[ \t]*(?=\S)(?!(?:[-*+#|>]|\d+[.)])(?:\s|$))")


def quote(text: str, question: str, longest: int = LONGEST) -> str:
    """The run of whole sentences that answers best, as it stands in the text.

    Args:
        text: a section's Markdown.
        question: whose words are looked for.
        longest: most characters, unless one sentence has more.
    """
    short = min(SHORT, longest)
    if len(text) <= short:
        return text
    pieces = sentences(text)
    asked = set(tokens(question))
    shared = [asked & set(tokens(piece)) for piece in pieces]
    starts, ends = _places(text, pieces)
    best = (float("-inf"), 0, 0)
    for first in range(len(pieces)):
        named: set[str] = set()
        for last in range(first, len(pieces)):
            length = ends[last] - starts[first]
            if length > longest and last > first:
                break
            named |= shared[last]
            # The first sentence carries the answer in most texts, and a run should be no longer
            # than it has to be.
            score = len(named) + (1.0 if first == 0 else 0.0) - length / short
            best = max(best, (score, -first, -last))
    first, last = -best[1], -best[2]
    while last + 1 < len(pieces) and ends[last + 1] - starts[first] <= short:
        last += 1
    while first > 0 and ends[last] - starts[first - 1] <= short:
        first -= 1
    found = text[starts[first] : ends[last]]
    return found if len(found) <= longest else _cut(found, longest)


def shown(quoted: str) -> str:
    """A quote as a mentor reads it: without Markdown, a paragraph on one line."""
    return _SOFT_END.sub(" ", plain(quoted))


def first_lines(text: str, limit: int = 240) -> str:
    """The first sentences of a section, as many as fit, at least one."""
    pieces = sentences(text)
    starts, ends = _places(text, pieces)
    last = 0
    while last + 1 < len(pieces) and ends[last + 1] - starts[0] <= limit:
        last += 1
    found = text[starts[0] : ends[last]]
    return found if len(found) <= LONGEST else _cut(found, LONGEST)


def _places(text: str, pieces: list[str]) -> tuple[list[int], list[int]]:
    starts, ends, at = [], [], 0
    for piece in pieces:
        start = text.index(piece, at)
        at = start + len(piece)
        starts.append(start)
        ends.append(at)
    return starts, ends


def _cut(text: str, longest: int) -> str:
    """One sentence that is too long, up to a word's end."""
    end = text.rfind(" ", 1, longest)
    return text[: end if end > 0 else longest]
