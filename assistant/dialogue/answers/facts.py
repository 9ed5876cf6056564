"""Which typed fact a question asks for, and which of them are about the one that it names."""

import re
from collections.abc import Mapping

import numpy as np

from assistant.dialogue.answers.asking import Asked
from assistant.texts.day_names import MONTHS
from index.lexical import concepts, tokens
from index.opened import Index
from index.search import Found
from knowledge.comparing import Fact, parse_unit
from knowledge.document import Document
from knowledge.holding import Knowledge

_TIMES = frozenset({"minuut", "uur", "dagdeel", "dag", "week", "maand", "jaar"})
_SPANS = frozenset({"minuut", "uur", "dagdeel"})
_DAYS = frozenset({"dag", "werkdag"})
_TERMS = frozenset({"werkdag", "dag", "week"})
_BEFOREHAND = re.compile(
    r"\b(?:van ?te ?voren|vd voren|tevoren|vooraf|voor (?:het|t|de|mn|mijn))\b"
)
_OF_THAT_KIND = 0.05
"""What a fact gains that is of the kind that is asked for: who, or how many of that unit."""

_NARROWED = 0.02
"""What a fact gains that is about the trainee who is named and about nobody else."""

_WORDS = 0.1
"""What a fact gains whose label and quote have all the words of the question."""

FACT_FLOOR = 0.75
"""Least score of a fact: what unrelated ones seldom reach."""

_SLACK = 0.02
"""A fact may score this much less than the best section's cosine."""

_AS_NEAR = 0.02
"""A question about the point as such is about as near to one document's words as to another's."""

_PLACES = 3
"""The fact stands in one of so many first sections."""

_CONSIDERED = 24
"""Facts that are looked at, nearest first."""

_COMMON = frozenset(
    tokens(
        "hoe vaak hoeveel hoelang lang wie wanneer welke beslist bepaalt komt doet moet mag jaar "
        "week uur keer student stage mentor eigenlijk precies nou schooljaar vorig volgend vanaf "
        + " ".join(MONTHS)
    )
)
"""Words that a question has whatever it is about, and those of its day."""

_VISITORS = ("schoolopleider", "instituutsopleider")
"""Roles by which the subjects of CONTRACTS.md tell two facts of one kind apart."""


def facts_asked(
    index: Index, asked: Asked, found: Found, documents: Mapping[str, Document]
) -> tuple[Fact, ...]:
    """The typed fact that the question asks for, if there is one, and others as near on its point.

    It is of the kind that is asked for, about as near to the question as the best section is as a
    whole, and it or its like in another document stands in one of the first sections: then the
    question is about this one point. Nearness is the cosine, more for the right kind, for the
    question's words in label and quote, and for being about this trainee alone. Chosen on the
    development sets (`python -m tests.bench.contradictions`).

    Args:
        index: holds the facts.
        asked: the question.
        found: its hits and its vector.
        documents: those that hold, by id.

    Returns:
        All on one subject or task, best first; empty: the question asks for no typed fact.
    """
    if index.knowledge is None or not found.hits:
        return ()
    words = {*tokens(asked.text), *(f"@{role}" for role in asked.roles)} - _COMMON
    words = {word for word in words if not word.isdigit()}
    likeness = index.fact_likeness(found.vector)
    scored: list[tuple[float, Fact]] = []
    for position in np.argsort(-likeness):
        fact = index.facts[position]
        if fact.document.id not in documents or not concerns(fact, asked):
            continue
        kind = _kind(fact, asked)
        if kind is not None:
            bonus = kind + _WORDS * _shared(index.knowledge, fact, words) + _narrowed(fact, asked)
            scored.append((float(likeness[position]) + bonus, fact))
        if len(scored) == _CONSIDERED:
            break
    if not scored:
        return ()
    scored.sort(key=lambda pair: -pair[0])
    score, best = scored[0]
    if score < max(FACT_FLOOR, found.hits[0].cosine - _SLACK):
        return ()
    places = {hit.id for hit in found.hits[:_PLACES]}
    alike = [(own, fact) for own, fact in scored if same_point(fact, best)]
    if not any(place(fact) in places for _, fact in alike):
        return ()
    return tuple(fact for own, fact in alike if own >= score - _AS_NEAR)


def same_point(one: Fact, other: Fact) -> bool:
    """Whether two facts are about the same subject or task."""
    return one.key == other.key and one.is_task == other.is_task


def place(fact: Fact) -> str:
    """The `document#anchor` in which it stands."""
    return f"{fact.document.id}#{fact.anchor}"


def concerns(fact: Fact, asked: Asked) -> bool:
    """Whether the fact is about the trainee, year and mentor that the question names."""
    return any(
        (not asked.trainees or trainee in asked.trainees)
        and (not asked.years or year in asked.years)
        and (asked.audience is None or audience == asked.audience)
        for trainee, year, audience in fact.cells
    )


def _narrowed(fact: Fact, asked: Asked) -> float:
    is_so = asked.trainees and {trainee for trainee, _, _ in fact.cells} <= asked.trainees
    return _NARROWED if is_so else 0.0


def _shared(knowledge: Knowledge, fact: Fact, words: set[str]) -> float:
    """Share of the question's words that stand in the fact's label, name or quote."""
    if not words:
        return 0.0
    labels = knowledge.tasks if fact.is_task else knowledge.subjects
    named = re.sub(r"[.-]", " ", fact.key)
    text = f"{labels.get(fact.key, '')} {named} {fact.quote}"
    own = knowledge.organisations.words_of(fact.document.issuer)
    return len(words & {*tokens(text), *concepts(text, own)}) / len(words)


def _kind(fact: Fact, asked: Asked) -> float | None:
    """What the kind of answer that is asked for says about this fact; None: it is another kind."""
    if not _by_whom(fact, asked):
        return None
    if asked.want == "who":
        return _OF_THAT_KIND if fact.is_task else None
    is_count = isinstance(fact.value, int | float) and not isinstance(fact.value, bool)
    what = (parse_unit(fact.unit) or ("", None))[0]
    if asked.want == "number":
        return _OF_THAT_KIND if is_count and not fact.is_task and _counts(fact, asked) else None
    if fact.is_task:
        return None if asked.want in ("when", "where") else 0.0
    if asked.want == "when":
        return 0.0 if is_count and what in _TERMS else None
    if asked.want == "may":
        # 'mag ik er twee tegelijk': of counts only how many at a time is a matter of may or must.
        return None if is_count and what != "student" else 0.0
    if asked.want in ("where", "how"):
        return 0.0 if isinstance(fact.value, str) else None
    return 0.0


def _by_whom(fact: Fact, asked: Asked) -> bool:
    """Whether a fact that is about one of two visitors is about the one that is named."""
    named = asked.roles & set(_VISITORS)
    visitor = next((role for role in _VISITORS if fact.key.endswith(role)), None)
    return not named or visitor is None or visitor in named


def _counts(fact: Fact, asked: Asked) -> bool:
    """Whether the fact is in what is asked to be counted: hours, times, students."""
    counted = asked.counted
    what, per = parse_unit(fact.unit) or ("", None)
    if counted is None or counted == "keer":
        return counted is None or what == "keer" or per is not None
    if counted == "tijd":
        return what in _TIMES or (what in _DAYS and bool(_BEFOREHAND.search(asked.text)))
    known = parse_unit(counted)
    if known is None:  # no unit of ours: then the fact must name it, and not as who comes
        is_visit = any(fact.key.endswith(role) for role in _VISITORS)
        named = bool(set(tokens(counted)) & set(tokens(f"{fact.key} {fact.quote}")))
        return named and not is_visit
    return known[0] == what or any(known[0] in alike and what in alike for alike in (_SPANS, _DAYS))
