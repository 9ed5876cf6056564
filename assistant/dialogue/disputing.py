"""Which typed fact a question asks for, and whether the documents that hold contradict it."""

from assistant.dialogue.asking import Asked
from index.encoders.protocol import Vectors
from index.search import Index
from knowledge.comparing import Contradiction, Fact, contradictions
from knowledge.document import Document
from knowledge.holding import Knowledge

ASKED_FOR = 0.5
"""Least likeness of question and fact."""


def fact_asked(
    index: Index, asked: Asked, vector: Vectors, section: str, documents: dict[str, Document]
) -> Fact | None:
    """The typed fact of this section that the question asks for, if there is one.

    Args:
        index: holds the facts and their vectors.
        asked: the question.
        vector: its embedding.
        section: `document#anchor` of the best hit.
        documents: those that hold, by id.
    """
    best: tuple[float, Fact] | None = None
    for position, fact in enumerate(index.facts):
        if fact.document.id not in documents or f"{fact.document.id}#{fact.anchor}" != section:
            continue
        if not _concerns(fact, asked) or index.fact_vectors is None:
            continue
        likeness = float(index.fact_vectors[position] @ vector) + _kind(fact, asked)
        if best is None or likeness > best[0]:
            best = (likeness, fact)
    return best[1] if best and best[0] >= ASKED_FOR else None


def dispute(
    knowledge: Knowledge, documents: tuple[Document, ...], fact: Fact, asked: Asked
) -> tuple[Fact, ...]:
    """The facts that contradict this one among documents that hold, nearest issuer first."""
    found: list[Fact] = []
    for pair in contradictions(knowledge, documents):
        if pair.key != fact.key:
            continue
        other = _other(pair, fact)
        if other is not None and _concerns(other, asked):
            found.append(other)
    return tuple(found)


def _other(pair: Contradiction, fact: Fact) -> Fact | None:
    if pair.one.document.id == fact.document.id:
        return pair.other
    if pair.other.document.id == fact.document.id:
        return pair.one
    return None


def _concerns(fact: Fact, asked: Asked) -> bool:
    """Whether the fact is about the trainee, year and mentor that the question names."""
    return any(
        (not asked.trainees or trainee in asked.trainees)
        and (not asked.years or year in asked.years)
        and (asked.audience is None or audience == asked.audience)
        for trainee, year, audience in fact.cells
    )


def _kind(fact: Fact, asked: Asked) -> float:
    """What the kind of answer that is asked for says about this fact."""
    if asked.want == "who":
        return 0.05 if fact.is_task else -0.05
    if asked.want == "number":
        return -0.05 if fact.is_task else 0.05
    return 0.0
