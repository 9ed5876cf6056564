"""Who belongs to whom: organisations, a mentor's scope among them, and each one's own words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from pydantic import Field

from knowledge.document import Conversation, Model, Name, Role, Text
from knowledge.errors import KnowledgeError

Level = Literal["school", "bestuur", "partnerschap", "instituut", "regio", "landelijk"]
Concept = Literal[Role, Conversation]

LEVELS: tuple[Level, ...] = get_args(Level)
"""Nearest to the mentor first."""

CONCEPTS: tuple[str, ...] = (*get_args(Role), *get_args(Conversation))


class Contact(Model):
    """Whom to ask at an organisation; an office may have a role that is none of ours."""

    name: Text
    role: Text | None = None
    email: str | None = None
    phone: str | None = None


class Organisation(Model):
    """One organisation and what it is part of."""

    id: Name
    name: Text
    level: Level
    parents: tuple[Name, ...] = ()
    institutes: tuple[Name, ...] = ()
    code: str | None = None
    contact: Contact | None = None
    words: dict[Text, Concept] = Field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """The organisations whose documents hold for one mentor, nearest first.

    `chosen` is the organisation that the mentor named, None when none was. `institute` is the one
    that the student studies at, if that is known.
    """

    chosen: Organisation | None
    organisations: tuple[Organisation, ...]
    institute: str | None = None

    @cached_property
    def distance(self) -> Mapping[str, int]:
        """Organisation id → the rank of its level, 0 is nearest."""
        return {one.id: LEVELS.index(one.level) for one in self.organisations}

    def __contains__(self, organisation: object) -> bool:
        """Whether the organisation with this id is in scope."""
        return organisation in self.distance

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The mentor's word → concept, the nearest organisation's meaning first.

        An institute's words explain only its own documents.
        """
        meanings: dict[str, str] = {}
        for one in self.organisations:
            if one.level != "instituut":
                for word, concept in one.words.items():
                    meanings.setdefault(word.lower(), concept)
        return meanings

    @property
    def contacts(self) -> tuple[tuple[Organisation, Contact], ...]:
        """Whom this mentor can ask, nearest first; institutes last."""
        with_contact = [(one, one.contact) for one in self.organisations if one.contact]
        return tuple(sorted(with_contact, key=lambda pair: pair[0].level == "instituut"))


class Organisations:
    """All organisations of a folder, and the scopes among them."""

    def __init__(self, organisations: tuple[Organisation, ...]) -> None:
        self._by_id = {one.id: one for one in organisations}

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._by_id.values())

    def __contains__(self, organisation: object) -> bool:
        return organisation in self._by_id

    def __getitem__(self, organisation: str) -> Organisation:
        """The organisation with this id.

        Raises:
            KnowledgeError: there is none.
        """
        try:
            return self._by_id[organisation]
        except KeyError:
            known = ", ".join(sorted(self._by_id))
            raise KnowledgeError(
                f"There is no organisation '{organisation}'; choose one of: {known}."
            ) from None

    def above(self, organisation: str) -> tuple[Organisation, ...]:
        """The organisation and everything above it through `parents`, each once."""
        found: dict[str, Organisation] = {}
        waiting = [organisation]
        while waiting:
            one = self._by_id.get(waiting.pop(0))
            if one is not None and one.id not in found:
                found[one.id] = one
                waiting.extend(one.parents)
        return tuple(found.values())

    def below(self, organisation: str) -> tuple[Organisation, ...]:
        """Every organisation that has this one above it."""
        return tuple(
            one
            for one in self
            if one.id != organisation and any(up.id == organisation for up in self.above(one.id))
        )

    def scope(self, organisation: str | None, institute: str | None = None) -> Scope:
        """What holds for a mentor of this organisation.

        Args:
            organisation: an id, usually a school's; None: only national organisations hold.
            institute: the institute that the student studies at; it then is the only one, also
                when the partnership does not work with it.

        Raises:
            KnowledgeError: an id does not exist, or `institute` is no institute.
        """
        national = [one for one in self if one.level == "landelijk"]
        found = {one.id: one for one in national}
        chosen = None
        if organisation is not None:
            chosen = self[organisation]
            up = self.above(organisation)
            found |= {one.id: one for one in up}
            if institute is None:
                partners = (name for one in up for name in one.institutes)
                found |= {name: self._by_id[name] for name in partners if name in self._by_id}
        if institute is not None:
            if self[institute].level != "instituut":
                raise KnowledgeError(f"'{institute}' is not an institute; choose one that is.")
            found[institute] = self[institute]
        order = sorted(found.values(), key=lambda one: LEVELS.index(one.level))
        return Scope(chosen, tuple(order), institute)

    def words_of(self, organisation: str) -> Mapping[str, str]:
        """The words in which this organisation writes, word → concept, its own first."""
        meanings: dict[str, str] = {}
        above = sorted(self.above(organisation), key=lambda one: LEVELS.index(one.level))
        for one in above:
            if one.id == organisation or one.level != "instituut":
                for word, concept in one.words.items():
                    meanings.setdefault(word.lower(), concept)
        return meanings
