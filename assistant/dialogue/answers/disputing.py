"""What documents that hold say on the point that is asked: against each other, or on purpose."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dialogue.answers.asking import Asked
from assistant.dialogue.answers.facts import concerns, same_point
from knowledge.comparing import Contradiction, Fact, contradictions, facts, same_value
from knowledge.document import Document
from knowledge.holding import Knowledge
from knowledge.organisation import Scope

_MOST = 3
"""Institutes that are each given their own words."""

_MOST_DEVIATIONS = 2


@dataclass(frozen=True)
class Deviation:
    """One document differs from another on purpose: what each says, and why."""

    here: Fact
    there: Fact
    why: str


@dataclass(frozen=True)
class Point:
    """What is asked for, as typed facts, among the documents that hold, nearest issuer first.

    `facts` are all on one subject or task, the one most asked for first.
    """

    knowledge: Knowledge
    scope: Scope
    documents: tuple[Document, ...]
    facts: tuple[Fact, ...]
    asked: Asked

    def sides(self) -> list[Fact]:
        """Both sides of a contradiction, the nearest issuer first; empty: there is no other side.

        Which institute the student studies at may not be known: then two of them may stand against
        the same document.
        """
        against = next((found for fact in self.facts if (found := self.against(fact))), ())
        if not against:
            return []
        sides = [against[0].one, against[0].other]
        institutes = [side for side in sides if self._is_institutes(side)]
        if institutes and not self.scope.institute:
            rest = next(side for side in sides if side not in institutes)
            issuers = {side.document.issuer for side in institutes}
            sides += [
                pair.other
                for pair in self.against(rest)
                if self._is_institutes(pair.other) and pair.other.document.issuer not in issuers
            ][:1]
        near = self.scope.distance
        return sorted(sides, key=lambda side: near[side.document.issuer])

    def against(self, fact: Fact) -> tuple[Contradiction, ...]:
        """What contradicts a fact, nearest issuer first, one for each document.

        A document may say it for several trainees, years or mentors apart; those of them that the
        question may mean all count. `one` is this document's, `other` the one against it.
        """
        found = []
        for document in self.documents:
            if document.id == fact.document.id or not self._like(fact, document):
                continue
            pairs = [
                pair
                for pair in contradictions(self.knowledge, (fact.document, document))
                if same_point(pair.one, fact)
                and concerns(pair.one, self.asked)
                and concerns(pair.other, self.asked)
            ]
            # Of those that the question may mean, the one that it means most.
            found += sorted(pairs, key=lambda pair: pair.one != fact)[:1]
        return tuple(found)

    def own_lines(self) -> list[Fact]:
        """Each institute's own line, when the student's is not known; empty: one at most has one.

        Two institutes never contradict each other: which one holds depends on the student.
        """
        first = self.facts[0]
        if not self._is_institutes(first) or self.scope.institute:
            return []
        own = {first.document.issuer: first}
        for document in self.documents:
            if self.knowledge.issuer(document).level == "instituut":
                for one in self._like(first, document):
                    own.setdefault(document.issuer, one)
        return list(own.values())[:_MOST] if len(own) > 1 else []

    def deviations(self) -> tuple[Deviation, ...]:
        """Where one document says here something else than others on purpose; mostly nowhere."""
        first = self.facts[0]
        held = [one for document in self.documents for one in self._like(first, document)]
        found: dict[tuple[str, str], Deviation] = {}
        for one in (fact for fact in held if fact.document.id == first.document.id):
            for other in held:
                if one.cells & other.cells and not _agree(one, other):
                    for here, there in ((one, other), (other, one)):
                        why = _why(here, there)
                        if why is not None:
                            pair = (here.document.id, there.document.id)
                            found.setdefault(pair, Deviation(here, there, why))
        every = tuple(found.values())
        return tuple(one for one in every if one.here.document is every[0].here.document)[
            :_MOST_DEVIATIONS
        ]

    def _like(self, fact: Fact, document: Document) -> list[Fact]:
        """What a document says on this point about the one that the question names."""
        return [
            one for one in facts(document) if same_point(one, fact) and concerns(one, self.asked)
        ]

    def _is_institutes(self, fact: Fact) -> bool:
        return self.knowledge.issuer(fact.document).level == "instituut"


def agree(said: Sequence[Fact]) -> bool:
    """Whether facts on one point say the same, or cannot be compared."""
    return all(_agree(said[0], other) for other in said[1:])


def _agree(one: Fact, other: Fact) -> bool:
    if one.is_task:
        return one.value == other.value
    return same_value(one.value, one.unit, other.value, other.unit) is not False


def _why(here: Fact, there: Fact) -> str | None:
    """The reason that the one gives for differing from the other; None: it gives none."""
    for deviation in here.document.deviates:
        named = deviation.task if here.is_task else deviation.subject
        everything = deviation.task is None and deviation.subject is None
        if deviation.from_ == there.document.id and (everything or named == here.key):
            return deviation.why
    return None
