"""Other questions that a mentor may ask next: the authors' own, of sections that hold."""

from functools import lru_cache

from assistant.dialogue import safety
from index.lexical import folded
from index.search import Found, Searcher

MOST = 3

_LOOKED_AT = 6
"""Sections whose questions may be suggested, best first."""


def suggestions(
    searcher: Searcher, found: Found, question: str, cited: set[str]
) -> tuple[str, ...]:
    """Questions about sections that stand near the answer, at most three.

    What was found holds for this mentor, so each has its answer here.

    Args:
        searcher: over the newest index.
        found: what was found for the question.
        question: what was asked; it is not suggested again.
        cited: `document#anchor` of what the answer already quotes.
    """
    chosen: list[str] = []
    for hit in found.hits[:_LOOKED_AT]:
        document = searcher.knowledge.by_id[hit.document]
        if hit.id in cited or len(chosen) == MOST:
            continue
        for one in document.questions.get(hit.id.partition("#")[2], ())[:1]:
            is_new = one not in chosen and folded(one) != folded(question)
            if is_new and _is_harmless(one):
                chosen.append(one)
    return tuple(chosen)


@lru_cache(maxsize=5000)
def _is_harmless(question: str) -> bool:
    """Whether it would be searched, not met as a concern; the same questions come often."""
    return safety.assess(question).concern is None
