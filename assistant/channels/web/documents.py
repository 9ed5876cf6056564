"""What the documents alone tell an organisation; nobody's question has a part in it."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.dialogue.answers.attributing import place, spoken
from knowledge.comparing import Fact, contradictions
from knowledge.document import Document, Topic, Value
from knowledge.holding import Knowledge
from knowledge.organisation import LEVELS, Organisation

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
    """What an organisation has on the topics of the framework: the titles on each, in order."""

    organisation: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Told:
    """Everything that the documents of an organisation tell; its own row is the first."""

    differences: tuple[Difference, ...]
    endings: tuple[Ending, ...]
    rows: tuple[Row, ...]

    @property
    def empty(self) -> int:
        """Topics of the framework on which the organisation itself has nothing."""
        return sum(1 for cell in self.rows[0].cells if not cell)


def tell(knowledge: Knowledge, organisation: Organisation, day: date) -> Told:
    """Look through the documents that hold in an organisation, or in a part of it, on a day."""
    return Told(
        tuple(_differences(knowledge, organisation, day)),
        tuple(_endings(knowledge, organisation, day)),
        tuple(_rows(knowledge, organisation, day)),
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


def _rows(knowledge: Knowledge, organisation: Organisation, day: date) -> Iterator[Row]:
    """The organisation itself, then those that it is to agree with, then those in it."""
    scope = knowledge.organisations.scope(organisation.id)
    above = (one for one in scope.organisations if one.level not in ("landelijk", "school"))
    below = (
        one
        for one in knowledge.organisations.below(organisation.id)
        if one.level in ("partnerschap", "bestuur")  # schools agree on nothing of their own
    )
    own = knowledge.holding(scope, day)
    yield _row(organisation, own)
    for one in above:
        if one.id != organisation.id:
            yield _row(one, own)
    for one in sorted(below, key=lambda one: (-LEVELS.index(one.level), one.name.casefold())):
        yield _row(one, knowledge.holding(knowledge.organisations.scope(one.id), day))


def _row(organisation: Organisation, documents: Iterable[Document]) -> Row:
    issued = [one for one in documents if one.issuer == organisation.id]
    return Row(
        organisation.name,
        tuple(tuple(one.title for one in issued if topic in one.topics) for topic in FRAMEWORK),
    )
