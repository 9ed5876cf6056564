"""Which typed fact a question asks for, and whether the documents that hold contradict it."""

from collections.abc import Mapping

import numpy as np

from assistant.dialogue.asking import Asked
from index.lexical import tokens
from index.opened import Index
from index.search import Found
from knowledge.comparing import Fact, contradictions, parse_unit
from knowledge.document import Document
from knowledge.holding import Knowledge

_TIMES = frozenset({"minuut", "uur", "dagdeel", "dag", "werkdag", "week", "maand", "jaar"})
_SPANS = frozenset({"minuut", "uur", "dagdeel"})
_DAYS = frozenset({"dag", "werkdag"})
_OF_THAT_KIND = 0.05

FACT_FLOOR = 0.77
"""Least cosine of question and fact, its kind counted: what unrelated ones do not reach."""

_SLACK = 0.005


def fact_asked(
    index: Index, asked: Asked, found: Found, documents: Mapping[str, Document]
) -> Fact | None:
    """The typed fact that the question asks for, if there is one.

    It stands in one of the first three sections, is of the kind that is asked for, and is as near
    to the question as the best section is as a whole: then the question is about this one point of
    it. Measured on the development sets: 28 of 39 contradictions shown, 5 false ones in 550.

    Args:
        index: holds the facts.
        asked: the question.
        found: its hits and its vector.
        documents: those that hold, by id.
    """
    least = max(FACT_FLOOR, found.hits[0].cosine - _SLACK)
    best: tuple[float, Fact] | None = None
    likeness = index.fact_likeness(found.vector)
    for position in np.argsort(-likeness):
        cosine, fact = float(likeness[position]), index.facts[position]
        if cosine + _OF_THAT_KIND < (best[0] if best else least):
            break  # no fact further on can be the nearest
        if fact.document.id not in documents or not _concerns(fact, asked):
            continue
        kind = _kind(fact, asked)
        if kind is not None and cosine + kind > (best[0] if best else 0.0):
            best = (cosine + kind, fact)
    if best is None or best[0] < least:
        return None
    places = {hit.id for hit in found.hits[:3]}
    return best[1] if f"{best[1].document.id}#{best[1].anchor}" in places else None


def dispute(
    knowledge: Knowledge, documents: tuple[Document, ...], fact: Fact, asked: Asked
) -> tuple[Fact, ...]:
    """The facts that contradict this one among documents that hold, nearest issuer first."""
    found: list[Fact] = []
    seen: set[str] = set()
    for pair in contradictions(knowledge, documents):
        sides = (pair.one, pair.other)
        if fact in sides:
            other = sides[1 - sides.index(fact)]
            if _concerns(other, asked) and other.document.id not in seen:
                seen.add(other.document.id)
                found.append(other)
    return tuple(found)


def _concerns(fact: Fact, asked: Asked) -> bool:
    """Whether the fact is about the trainee, year and mentor that the question names."""
    return any(
        (not asked.trainees or trainee in asked.trainees)
        and (not asked.years or year in asked.years)
        and (asked.audience is None or audience == asked.audience)
        for trainee, year, audience in fact.cells
    )


def _kind(fact: Fact, asked: Asked) -> float | None:
    """What the kind of answer that is asked for says about this fact; None: it is another kind."""
    if asked.want == "who":
        return _OF_THAT_KIND if fact.is_task else None
    if asked.want == "number":
        if fact.is_task or not isinstance(fact.value, int | float) or not _counts(fact, asked):
            return None
        return _OF_THAT_KIND
    return 0.0


def _counts(fact: Fact, asked: Asked) -> bool:
    """Whether the fact is in what is asked to be counted: hours, times, students."""
    counted = asked.counted
    what, per = parse_unit(fact.unit) or ("", None)
    if counted is None or counted == "keer":
        return counted is None or what == "keer" or per is not None
    if counted == "tijd":
        return what in _TIMES
    known = parse_unit(counted)
    if known is None:  # no unit of ours: then the fact must name it
        return bool(set(tokens(counted)) & set(tokens(f"{fact.key} {fact.quote}")))
    return known[0] == what or any(known[0] in alike and what in alike for alike in (_SPANS, _DAYS))
