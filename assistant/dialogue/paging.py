"""Long lists in pages of six, which is what fits under one message."""

from collections.abc import Sequence
from typing import TypeVar

from assistant.messages import Choice
from assistant.texts.catalogue import say

SIZE = 6

T = TypeVar("T")


def part(items: Sequence[T], value: str) -> tuple[Sequence[T], int, int]:
    """What stands on a page, which one that is, and how many there are.

    Args:
        items: all of them.
        value: the page as a button carries it, counted from 1; what is no page is the first.
    """
    pages = max(1, -(-len(items) // SIZE))
    number = int(value) if value.isdecimal() else 1
    number = min(max(1, number), pages)
    return items[(number - 1) * SIZE : number * SIZE], number, pages


def turns(action: str, number: int, pages: int) -> tuple[Choice, ...]:
    """The buttons to the pages before and after; `action` is what a page number is put behind."""
    found = []
    if number > 1:
        found.append(Choice(say("sources.previous"), f"{action}{number - 1}"))
    if number < pages:
        found.append(Choice(say("sources.next"), f"{action}{number + 1}"))
    return tuple(found)
