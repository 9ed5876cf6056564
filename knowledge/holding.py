"""Which documents hold for a mentor on a day: the one place that every reader goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from knowledge.document import Document, Section
from knowledge.flow import Flow
from knowledge.organisation import Organisation, Organisations, Scope

Hindrance = Literal["concept", "other_scope", "expired", "not_yet"]


@dataclass(frozen=True)
class Knowledge:
    """Everything that a folder holds, checked; `flows` by their id."""

    organisations: Organisations
    documents: tuple[Document, ...]
    subjects: dict[str, str]
    tasks: dict[str, str]
    flows: Mapping[str, Flow] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Document]:
        """Document id → document."""
        return {document.id: document for document in self.documents}

    @cached_property
    def _replacing(self) -> dict[str, tuple[Document, ...]]:
        found: dict[str, tuple[Document, ...]] = {}
        for document in self.documents:
            if document.replaces and document.status != "concept":
                older = document.replaces
                found[older] = (*found.get(older, ()), document)
        return found

    def replacing(self, document: Document) -> tuple[Document, ...]:
        """The documents that replace this one, for whomever they hold; a concept never does."""
        return self._replacing.get(document.id, ())

    def hindrance(self, document: Document, scope: Scope, day: date) -> Hindrance | None:
        """Why this document does not hold for this scope on this day; None: it holds."""
        if document.status == "concept":
            return "concept"
        if not _in_scope(document, scope):
            return "other_scope"
        if document.valid_from and day < document.valid_from:
            return "not_yet"
        if document.valid_until and day > document.valid_until:
            return "expired"
        for newer in self.replacing(document):
            # Once replaced it does not come back, also when the newer one has expired.
            if _in_scope(newer, scope) and day >= (newer.valid_from or date.min):
                return "expired"
        return None

    def holding(self, scope: Scope, day: date) -> tuple[Document, ...]:
        """The documents that hold for this scope on this day, nearest issuer first."""
        found = [d for d in self.documents if self.hindrance(d, scope, day) is None]
        return tuple(sorted(found, key=lambda document: scope.distance[document.issuer]))

    def issuer(self, document: Document) -> Organisation:
        """The organisation that issued this document."""
        return self.organisations[document.issuer]

    def find(self, reference: str) -> tuple[Document, Section] | None:
        """The document and section of a `document#anchor`, if both exist."""
        name, _, anchor = reference.partition("#")
        document = self.by_id.get(name)
        section = document.section(anchor) if document else None
        return (document, section) if document and section else None


def _in_scope(document: Document, scope: Scope) -> bool:
    if document.issuer not in scope:
        return False
    return not document.holds_for or any(one in scope for one in document.holds_for)
