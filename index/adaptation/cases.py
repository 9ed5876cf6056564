"""The example questions of a knowledge folder, as cases to learn from and to be judged by."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.rows import typed_facts
from knowledge.document import Document, squeeze
from knowledge.holding import Knowledge
from knowledge.organisation import LEVELS, Scope

_SEED = 0
"""Fixed, so that a folder is split and asked in the same way each time."""


@dataclass(frozen=True)
class Case:
    """One example question, asked where and when its document holds.

    Attributes:
        section: the `document#anchor` that it stands at.
        right: that section, and others at which the same question stands.
    """

    question: str
    section: str
    right: frozenset[str]
    scope: Scope
    day: date


class Likeness:
    """Which sections may answer the same question, so that one is never wrong for the other's."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._points: dict[str, set[str]] = {}
        for section, question in _questions(knowledge):
            self._points.setdefault(section, set()).add(plain(question))
        for fact in typed_facts(knowledge):
            place = f"{fact.document.id}#{fact.anchor}"
            self._points.setdefault(place, set()).add(f"{fact.is_task} {fact.key}")

    def __call__(self, one: str, other: str) -> bool:
        """Whether they are the same section, or share an example question or a typed fact's key."""
        nothing: set[str] = set()
        shared = self._points.get(one, nothing) & self._points.get(other, nothing)
        return one == other or bool(shared)


def cases(knowledge: Knowledge, today: date) -> list[Case]:
    """All example questions that some mentor may get answered.

    Each is asked by one of the nearest organisations to which its document holds, drawn at random,
    on the day today or, where the document does not hold today, on its last or first day.
    """
    drawn = random.Random(_SEED)  # noqa: S311 - the same each time, no secret
    standing: dict[str, set[str]] = {}
    for section, question in _questions(knowledge):
        standing.setdefault(plain(question), set()).add(section)
    scopes = [knowledge.organisations.scope(one.id) for one in knowledge.organisations]
    askers: dict[str, list[tuple[Scope, date]]] = {}
    found = []
    for section, question in _questions(knowledge):
        name = section.partition("#")[0]
        if name not in askers:
            askers[name] = _askers(knowledge, knowledge.by_id[name], scopes, today)
        if askers[name]:
            scope, day = drawn.choice(askers[name])
            right = frozenset(standing[plain(question)])
            found.append(Case(question, section, right, scope, day))
    return found


def folds(found: Sequence[Case], number: int) -> NDArray[np.int64]:
    """Deal the cases into folds, shape (cases,), so that none is judged by what it has seen.

    A question that stands at several sections lies in one fold. Of every second group of sections
    that share questions all lie in one fold: those are judged as sections that nobody wrote a
    question for. Of the others each question may lie in another fold: judged as a new question at
    a section that has some.
    """
    groups: dict[str, list[str]] = {}
    top = _groups(found)
    for case in found:
        asked = groups.setdefault(top[case.section], [])
        if plain(case.question) not in asked:
            asked.append(plain(case.question))
    drawn = random.Random(_SEED)  # noqa: S311 - the same each time, no secret
    names = drawn.sample(sorted(groups), len(groups))
    fold: dict[str, int] = {}
    filled = [0] * number
    for place, name in enumerate(names):
        order = drawn.sample(range(number), number) if place % 2 else [filled.index(min(filled))]
        for turn, question in enumerate(groups[name]):
            fold[question] = order[turn % len(order)]
            filled[fold[question]] += 1
    return np.array([fold[plain(case.question)] for case in found], dtype=np.int64)


def sections_apart(found: Sequence[Case]) -> int:
    """How many groups of sections there are that share no question with each other."""
    return len(set(_groups(found).values()))


def without(knowledge: Knowledge, questions: set[str]) -> Knowledge:
    """The same knowledge, as if nobody had thought of these example questions (as `plain`)."""
    documents = tuple(
        document.model_copy(
            update={
                "questions": {
                    anchor: tuple(one for one in asked if plain(one) not in questions)
                    for anchor, asked in document.questions.items()
                }
            }
        )
        for document in knowledge.documents
    )
    return replace(knowledge, documents=documents)


def plain(question: str) -> str:
    """By which a question is the same as another: without case, spare space and a question mark."""
    return squeeze(question).casefold().rstrip(" ?.!")


def _groups(found: Sequence[Case]) -> dict[str, str]:
    """Section → the name of the group of sections that it shares questions with."""
    above: dict[str, str] = {}

    def top(section: str) -> str:
        while above.setdefault(section, section) != section:
            section = above[section]
        return section

    for case in found:
        for other in case.right:
            above[top(other)] = top(case.section)
    return {section: top(section) for case in found for section in case.right}


def _questions(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """(document#anchor, question) of all documents that may answer."""
    for document in knowledge.documents:
        if document.status != "concept":
            for anchor, asked in document.questions.items():
                yield from ((f"{document.id}#{anchor}", question) for question in asked)


def _askers(
    knowledge: Knowledge, document: Document, scopes: list[Scope], today: date
) -> list[tuple[Scope, date]]:
    """The nearest organisations to which a document holds, each with a day on which it does."""
    days = [day for day in (today, document.valid_until, document.valid_from) if day]
    if knowledge.issuer(document).level == "instituut":
        # Nobody may work with it; then a student of it who comes to no school in the folder.
        scopes = [*scopes, knowledge.organisations.scope(None, document.issuer)]
    found: dict[int, list[tuple[Scope, date]]] = {}
    for scope in scopes:
        level = LEVELS.index(scope.chosen.level) if scope.chosen else len(LEVELS)
        for day in days:
            if knowledge.hindrance(document, scope, day) is None:
                found.setdefault(level, []).append((scope, day))
                break
    return found[min(found)] if found else []
