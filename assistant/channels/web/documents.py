"""What the documents alone tell an organisation; nobody's question has a part in it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.dialogue.answers.attributing import place, spoken
from knowledge.comparing import Fact, contradictions
from knowledge.document import Document, Topic, Value
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation

SOON = timedelta(days=61)
"""A document that ends within two months, as in `knowledge check`."""

FRAMEWORK: Final[tuple[Topic, ...]] = (
    "inhoud",
    "vorm",
    "certificering",
    "rollen",
    "verdieping",
    "kwaliteitscultuur",
)
"""What institutes, boards and partnerships are to agree on: 'Mentoren van morgen', its end."""

_PLURAL = {
    "dagdeel": "dagdelen",
    "dag": "dagen",
    "werkdag": "werkdagen",
    "week": "weken",
    "maand": "maanden",
    "minuut": "minuten",
    "student": "studenten",
}
"""Units that Dutch counts in the plural; uur, jaar, keer and euro it does not."""


@dataclass(frozen=True)
class Side:
    """What one document says on a point."""

    issuer: str
    says: str
    quote: str
    place: str


@dataclass(frozen=True)
class Difference:
    """A point on which issuers say different things; `label` is the point in Dutch."""

    label: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Ending:
    """A document that ends soon, and what takes its place."""

    title: str
    issuer: str
    until: date
    successor: str | None


@dataclass(frozen=True)
class Row:
    """A topic of the framework: for each organisation the titles of what it has on it."""

    topic: Topic
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Matrix:
    """The framework: a column for each organisation, nearest first, and a row for each topic."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Told:
    """Everything that the documents of an organisation tell."""

    differences: tuple[Difference, ...]
    endings: tuple[Ending, ...]
    matrix: Matrix

    @property
    def empty(self) -> int:
        """Topics of the framework on which the organisation itself has nothing."""
        return sum(1 for row in self.matrix.rows if not row.cells[0])


def tell(knowledge: Knowledge, organisation: Organisation, day: date) -> Told:
    """Look through the documents that hold in an organisation, or in a part of it, on a day."""
    return Told(
        tuple(_differences(knowledge, organisation, day)),
        tuple(_endings(knowledge, organisation, day)),
        _matrix(knowledge, organisation, day),
    )


def subject_label(knowledge: Knowledge, key: str) -> str:
    """A subject or task in Dutch; its own name where the folder has no label for it."""
    return knowledge.subjects.get(key) or knowledge.tasks.get(key) or key


def _differences(
    knowledge: Knowledge, organisation: Organisation, day: date
) -> Iterator[Difference]:
    """Each point once for all who differ on it, as far as one document links them."""
    groups: list[tuple[str, dict[tuple[str, str], Fact]]] = []
    for documents in _held_together(knowledge, organisation, day):
        for pair in contradictions(knowledge, documents):
            if pair.one.document.issuer == pair.other.document.issuer:
                continue
            names = {fact.document.id: fact for fact in (pair.one, pair.other)}
            group = next(
                (
                    sides
                    for key, sides in groups
                    if key == pair.key and any(one in names for one, _ in sides)
                ),
                None,
            )
            if group is None:
                group = {}
                groups.append((pair.key, group))
            for name, fact in names.items():
                group.setdefault((name, fact.quote), fact)
    for key, sides in sorted(groups, key=lambda group: subject_label(knowledge, group[0])):
        label = subject_label(knowledge, key)
        yield Difference(label, tuple(_side(knowledge, fact) for fact in sides.values()))


def _held_together(
    knowledge: Knowledge, organisation: Organisation, day: date
) -> Iterator[tuple[Document, ...]]:
    """What holds for the organisation, and for each one below it, every set of documents once."""
    seen: set[frozenset[str]] = set()
    for one in (organisation, *knowledge.organisations.below(organisation.id)):
        documents = knowledge.holding(knowledge.organisations.scope(one.id), day)
        names = frozenset(document.id for document in documents)
        if names not in seen:
            seen.add(names)
            yield documents


def _side(knowledge: Knowledge, fact: Fact) -> Side:
    document = fact.document
    section = document.section(fact.anchor) if fact.anchor else None
    where = place(knowledge, document, section) if section else document.title
    return Side(knowledge.issuer(document).name, _said(fact.value, fact.unit), fact.quote, where)


def _said(value: Value, unit: str | None) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, str):
        with contextlib.suppress(ValueError):  # an index keeps a day as a text
            value = date.fromisoformat(value)
    if isinstance(value, date):
        return spoken(value)
    said = f"{value:g}".replace(".", ",") if isinstance(value, int | float) else str(value)
    if not unit:
        return said
    what, _, per = unit.partition("/")
    many = what if value == 1 else _PLURAL.get(what, what)
    return f"{said} {many} per {per}" if per else f"{said} {many}"


def _endings(knowledge: Knowledge, organisation: Organisation, day: date) -> Iterator[Ending]:
    documents = knowledge.holding(knowledge.organisations.scope(organisation.id), day)
    soon = [
        (one.valid_until, one)
        for one in documents
        if one.valid_until is not None and one.valid_until <= day + SOON
    ]
    for until, one in sorted(soon, key=lambda pair: (pair[0], pair[1].id)):
        newer = next(
            (
                other.title
                for other in knowledge.documents
                if other.replaces == one.id and other.status != "concept"
            ),
            None,
        )
        yield Ending(one.title, knowledge.issuer(one).name, until, newer)


def _matrix(knowledge: Knowledge, organisation: Organisation, day: date) -> Matrix:
    scope = knowledge.organisations.scope(organisation.id)
    documents = knowledge.holding(scope, day)
    # The organisation itself first, then those that it is to agree with; the rest is background.
    others = (one for one in scope.organisations if one.level != "landelijk")
    columns = [organisation, *(one for one in others if one.id != organisation.id)]
    rows = tuple(
        Row(
            topic,
            tuple(
                tuple(
                    one.title
                    for one in documents
                    if one.issuer == column.id and topic in one.topics
                )
                for column in columns
            ),
        )
        for topic in FRAMEWORK
    )
    return Matrix(tuple(one.name for one in columns), rows)
