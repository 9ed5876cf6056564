"""Facts of different documents laid side by side: which say the same, which contradict.

The rules are those of CONTRACTS.md, 'Contradiction'.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, product
from typing import get_args

from knowledge.document import (
    Agreement,
    Audience,
    Document,
    Narrowed,
    Task,
    Trainee,
    Value,
    squeeze,
)
from knowledge.holding import Knowledge

_SINGULAR = {
    "uren": "uur",
    "dagdelen": "dagdeel",
    "dagen": "dag",
    "werkdagen": "werkdag",
    "weken": "week",
    "maanden": "maand",
    "jaren": "jaar",
    "minuten": "minuut",
    "keren": "keer",
    "euro's": "euro",
    "euros": "euro",
    "studenten": "student",
    "perioden": "periode",
    "periodes": "periode",
    "schooljaren": "schooljaar",
}
UNITS = (
    "uur",
    "dagdeel",
    "dag",
    "werkdag",
    "week",
    "maand",
    "jaar",
    "minuut",
    "keer",
    "euro",
    "student",
)
PERIODS = ("week", "periode", "schooljaar", "maand", "student")
_EXACT = {"minuut": ("uur", 1 / 60), "dagdeel": ("uur", 4.0), "jaar": ("maand", 12.0)}
_EXACT_PER = {"week": ("schooljaar", 40.0)}
"""A school year counts 40 weeks (CONTRACTS.md section 1)."""

Cell = tuple[str, int, str]


@dataclass(frozen=True)
class Fact:
    """One typed fact of a document: the value of a subject, or who decides on a task.

    `key` is the subject or the task; `value` is a value in `unit`, or the role; `cells` are the
    (trainee, year of study, experience of the mentor) that it is about.
    """

    document: Document
    key: str
    value: Value
    unit: str | None
    quote: str
    cells: frozenset[Cell]
    is_task: bool

    @cached_property
    def anchor(self) -> str | None:
        """The section in which the quote stands."""
        section = self.document.section_of(self.quote)
        return section.anchor if section else None


@dataclass(frozen=True)
class Contradiction:
    """Two documents that say different things on one point, as two facts."""

    key: str
    one: Fact
    other: Fact


def parse_unit(unit: str | None) -> tuple[str, str | None] | None:
    """A unit as (what, per what), in the singular; None when it is no unit of CONTRACTS.md."""
    if not unit:
        return "", None
    what, _, per = (part.strip().lower() for part in unit.partition("/"))
    what, per = _SINGULAR.get(what, what), _SINGULAR.get(per, per)
    if what not in UNITS or ("/" in unit and per not in PERIODS):
        return None
    return what, per or None


def same_value(one: Value, unit: str | None, other: Value, other_unit: str | None) -> bool | None:
    """Whether two values are the same after exact conversion; None: they cannot be compared."""
    first, second = _number(one), _number(other)
    if first is None or second is None:
        return _plain(one) == _plain(other)
    left, right = _converted(first, unit), _converted(second, other_unit)
    if left is None or right is None or left[1] != right[1]:
        return None
    return abs(left[0] - right[0]) < 1e-6


def facts(document: Document) -> Iterator[Fact]:
    """The typed facts of a document: its agreements, and its tasks with `beslist`."""
    for agreement in document.agreements:
        yield _fact(document, agreement, agreement.subject, agreement.value, agreement.unit)
    for task in document.tasks:
        if task.part == "beslist":
            yield _fact(document, task, task.task, task.role, None)


def contradictions(
    knowledge: Knowledge, documents: Iterable[Document], *, within: bool = False
) -> Iterator[Contradiction]:
    """Every pair of facts that contradict each other among documents that hold together.

    Args:
        knowledge: tells the level of the issuers.
        documents: those that hold for one mentor on one day, or all that one reader compares;
            the facts of a pair come in their order.
        within: also the facts of one document with each other.
    """
    by_key: dict[tuple[str, bool], list[Fact]] = {}
    for document in documents:
        for fact in facts(document):
            by_key.setdefault((fact.key, fact.is_task), []).append(fact)
    for (key, is_task), found in by_key.items():
        for one, other in combinations(found, 2):
            alone = one.document.id == other.document.id
            if (alone and (is_task or not within)) or _may_differ(knowledge, one, other):
                continue
            differ = _roles_differ(found, one, other) if is_task else _values_differ(one, other)
            if differ:
                yield Contradiction(key, one, other)


def _fact(document: Document, narrowed: Narrowed, key: str, value: Value, unit: str | None) -> Fact:
    trainees = narrowed.trainee or document.trainee or get_args(Trainee)
    years = narrowed.years or document.years or (1, 2, 3, 4)
    audiences = narrowed.audience or document.audience or get_args(Audience)
    quote = narrowed.quote if isinstance(narrowed, Task | Agreement) else ""
    cells = frozenset(product(trainees, years, audiences))
    return Fact(document, key, value, unit, quote, cells, isinstance(narrowed, Task))


def _may_differ(knowledge: Knowledge, one: Fact, other: Fact) -> bool:
    """Two institutes may, and a document that says it deviates or replaces may."""
    first, second = one.document, other.document
    levels = {knowledge.issuer(first).level, knowledge.issuer(second).level}
    if levels == {"instituut"} and first.issuer != second.issuer:
        return True
    if _replaces(knowledge, first, second) or _replaces(knowledge, second, first):
        return True
    return _deviates(first, second.id, one) or _deviates(second, first.id, one)


def _replaces(knowledge: Knowledge, newer: Document, older: Document) -> bool:
    """Whether the one replaces the other, through documents between them if need be."""
    passed: set[str] = set()
    step: Document | None = newer
    while step is not None and step.replaces and step.replaces not in passed:
        if step.replaces == older.id:
            return True
        passed.add(step.replaces)
        step = knowledge.by_id.get(step.replaces)
    return False


def _deviates(document: Document, other: str, fact: Fact) -> bool:
    for deviation in document.deviates:
        if deviation.from_ == other:
            named = deviation.task if fact.is_task else deviation.subject
            everything = deviation.task is None and deviation.subject is None
            if everything or named == fact.key:
                return True
    return False


def _values_differ(one: Fact, other: Fact) -> bool:
    if not one.cells & other.cells:
        return False
    return same_value(one.value, one.unit, other.value, other.unit) is False


def _roles_differ(found: list[Fact], one: Fact, other: Fact) -> bool:
    """Whether for some cell that both speak of, the roles that decide are not the same.

    A document may let several decide together.
    """
    if one.value == other.value:
        return False
    for cell in one.cells & other.cells:
        deciding = [
            {fact.value for fact in found if fact.document is side.document and cell in fact.cells}
            for side in (one, other)
        ]
        if deciding[0] != deciding[1]:
            return True
    return False


def _number(value: Value) -> float | None:
    """The value as a number, also when it was typed as a text; None when it is none."""
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d+(?:[.,]\d+)?\s*", value):
        return float(value.replace(",", "."))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None


def _plain(value: Value) -> str:
    """A value as a text in which case, white space and punctuation do not count."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return squeeze(re.sub(r"[^\w\s]", " ", text)).casefold()


def _converted(number: float, unit: str | None) -> tuple[float, tuple[str, str | None]] | None:
    """The number in the unit that others of its kind convert to, and that unit."""
    parsed = parse_unit(unit)
    if parsed is None:
        return None
    what, per = parsed
    if what in _EXACT:
        what, factor = _EXACT[what]
        number *= factor
    if per in _EXACT_PER:
        per, factor = _EXACT_PER[per]
        number *= factor
    return number, (what, per)
