"""Puts first what is about the one that the question names: this trainee, year, kind of mentor.

An answer about a student is a wrong answer about a zij-instromer, however alike the words are.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from assistant.dialogue.answers.asking import Asked, named_trainees, named_years
from assistant.dialogue.answers.facts import concerns, place, same_point
from index.opened import Hit, Index
from index.search import Found
from knowledge.comparing import Fact
from knowledge.document import Document

MISFIT = 0.08
"""What a section loses that is about somebody else, in joined score."""


def fitted(index: Index, found: Found, asked: Asked, documents: Mapping[str, Document]) -> Found:
    """The same hits, those about the one that is named first.

    Where the first one's fact is about somebody else and a document that holds has the same fact
    about the one that is named, that one comes first, found or not.

    Args:
        index: holds the facts.
        found: best first.
        asked: the question.
        documents: those that hold, by id, nearest issuer first.
    """
    if not (asked.trainees or asked.years or asked.audience) or not found.hits:
        return found
    at = _facts_at(index)
    hits = tuple(
        sorted(
            (
                replace(hit, score=hit.score - MISFIT)
                if _is_about_others(index, hit, at.get(hit.id, ()), asked)
                else hit
                for hit in found.hits
            ),
            key=lambda hit: -hit.score,
        )
    )
    instead = _instead(index, found, at.get(hits[0].id, ()), asked, documents)
    if instead is not None:
        name, document = instead
        known = next((hit for hit in hits if hit.id == name), hits[0])
        first = Hit(name, document, hits[0].score, known.cosine)
        hits = (first, *(hit for hit in hits if hit.id != name))
    return replace(found, hits=hits)


@lru_cache(maxsize=1)
def _facts_at(index: Index) -> Mapping[str, tuple[Fact, ...]]:
    """Section → the typed facts that stand in it."""
    found: dict[str, tuple[Fact, ...]] = {}
    for fact in index.facts:
        found[place(fact)] = (*found.get(place(fact), ()), fact)
    return found


def _is_about_others(index: Index, hit: Hit, facts: tuple[Fact, ...], asked: Asked) -> bool:
    """Whether a section is narrowed to others and does not speak of the one that is named."""
    assert index.knowledge is not None  # noqa: S101 - hits of a knowledge folder
    document = index.knowledge.by_id[hit.document]
    narrowed = (
        (asked.trainees, document.trainee),
        (asked.years, document.years),
        ({asked.audience} - {None}, document.audience),
    )
    is_narrowed = any(named and to and not named & set(to) for named, to in narrowed)
    others_only = bool(facts) and not any(concerns(fact, asked) for fact in facts)
    if not (is_narrowed or others_only) or any(concerns(fact, asked) for fact in facts):
        return False
    section = document.section(hit.id.partition("#")[2])
    text = f"{section.title}\n{section.text}" if section else ""
    words = index.knowledge.organisations.words_of(document.issuer)
    speaks = named_trainees(text, words) & asked.trainees or named_years(text) & asked.years
    return not speaks


def _instead(
    index: Index,
    found: Found,
    own: tuple[Fact, ...],
    asked: Asked,
    documents: Mapping[str, Document],
) -> tuple[str, str] | None:
    """The section and document with a fact that the first hit's `own` are about somebody else."""
    if not own:
        return None
    likeness = index.fact_likeness(found.vector)
    near = {id(fact): float(likeness[number]) for number, fact in enumerate(index.facts)}
    meant = max(own, key=lambda fact: near[id(fact)])
    if any(same_point(fact, meant) and concerns(fact, asked) for fact in own):
        return None
    order = list(documents)
    fitting = [
        fact
        for fact in index.facts
        if same_point(fact, meant) and fact.document.id in documents and concerns(fact, asked)
    ]
    if not fitting:
        return None
    best = min(fitting, key=lambda fact: (order.index(fact.document.id), -near[id(fact)]))
    return place(best), best.document.id
