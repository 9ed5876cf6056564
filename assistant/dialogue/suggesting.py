"""Other questions that a mentor may ask next: the authors' own, and only those with an answer."""

from datetime import date
from weakref import WeakKeyDictionary

from assistant.dialogue import asking, safety
from index.calibration import THRESHOLD
from index.lexical import folded
from index.search import Found, Searcher
from knowledge.organisation import Scope

MOST = 3

_LOOKED_AT = 6
"""Sections whose questions may be suggested, best first."""

_Verdicts = dict[tuple[str, str | None, str | None, date], bool]
_VERDICTS: WeakKeyDictionary[Searcher, _Verdicts] = WeakKeyDictionary()
_MOST_VERDICTS = 20_000
"""Whether an author's question has an answer in a scope on a day: the same ones come often."""


def suggestions(
    searcher: Searcher, found: Found, question: str, cited: set[str], scope: Scope, today: date
) -> tuple[str, ...]:
    """Questions about sections that stand near the answer, at most three.

    Args:
        searcher: over the newest index.
        found: what was found for the question.
        question: what was asked; it is not suggested again.
        cited: `document#anchor` of what the answer already quotes.
        scope: whose documents hold.
        today: the day on which the suggestion would be asked.
    """
    chosen: list[str] = []
    for hit in found.hits[:_LOOKED_AT]:
        document = searcher.knowledge.by_id[hit.document]
        anchor = hit.id.partition("#")[2]
        if hit.id in cited or len(chosen) == MOST:
            continue
        for one in document.questions.get(anchor, ())[:1]:
            is_new = one not in chosen and folded(one) != folded(question)
            if is_new and _is_answered(searcher, one, scope, today):
                chosen.append(one)
    return tuple(chosen)


def _is_answered(searcher: Searcher, question: str, scope: Scope, today: date) -> bool:
    """Whether this mentor would get an answer to this question today."""
    verdicts = _VERDICTS.setdefault(searcher, {})
    if len(verdicts) > _MOST_VERDICTS:
        verdicts.clear()
    chosen = scope.chosen.id if scope.chosen else None
    key = (question, chosen, scope.institute, today)
    if key not in verdicts:
        asked = asking.read(question, today, scope.words)
        found = searcher.ask(question, scope, asked.day or today, limit=1)
        answers = bool(found.hits) and found.answerable >= THRESHOLD
        verdicts[key] = answers and safety.assess(question).concern is None
    return verdicts[key]
