"""Puts into words what was found: quotes with their sources, both sides, or that there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.dialogue.answers.asking import Asked
from assistant.dialogue.answers.attributing import ask_line, hint_line, spoken, whom_to_ask
from assistant.dialogue.answers.citing import Citer
from assistant.dialogue.answers.disputing import Deviation, Point, agree
from assistant.dialogue.answers.facts import place
from assistant.dialogue.answers.meaning import meanings
from assistant.dialogue.answers.quoting import first_lines, shown
from assistant.dialogue.answers.suggesting import suggestions
from assistant.messages import Answer, Hint, Source, Why
from assistant.texts.catalogue import say
from index.opened import Hit
from index.search import Found, Searcher
from knowledge.comparing import Fact
from knowledge.document import Document
from knowledge.organisation import Scope

SUPPORTING = 0.05
"""A second source stands at most this much joined score below the first."""

HINT_MARGIN = 0.03
"""A document that does not hold is hinted at when it fits this much better (cosine) at least."""

_INSTITUTE_SUPPORTING = 3 * SUPPORTING
"""Another institute's section may stand further below: it is no extra, but one of the answers."""

_MOST_SOURCES = 3
"""As CONTRACTS.md has it."""

_SEVERAL = 170
"""What several quotes get together, in hundredths of the room of one."""


@dataclass(frozen=True)
class Sought:
    """One reading of a question and what was found for it.

    `documents` are those that hold on `day`, by id, nearest issuer first; `facts` are the typed
    ones that are asked for, if there are any; `is_known` tells whether that is an answer.
    """

    asked: Asked
    day: date
    found: Found
    documents: Mapping[str, Document]
    facts: tuple[Fact, ...]
    is_known: bool


class Writer:
    """Writes the answer to one question from what was found."""

    def __init__(
        self,
        searcher: Searcher,
        scope: Scope,
        today: date,
        sought: Sought,
        room: int,
        *,
        is_part: bool,
    ) -> None:
        self._searcher = searcher
        self._knowledge = searcher.knowledge
        self._scope = scope
        self._today = today
        self._sought = sought
        self._asked = sought.asked
        self._day = sought.day
        self._found = sought.found
        self._room = room
        self._is_part = is_part
        self._cite = Citer(searcher.knowledge, sought.asked.text)

    def known(self) -> Answer:
        """From the first hit; with the other side when a document that holds contradicts it."""
        facts = self._sought.facts
        if facts:
            documents = tuple(self._sought.documents.values())
            point = Point(self._knowledge, self._scope, documents, facts, self._asked)
            if sides := point.sides():
                return self._conflict(self._quoted(sides, exact=True), point)
            if own := point.own_lines():
                return self._answered(self._quoted(own), len(own), differs=not agree(own))
            if differing := point.deviations():
                return self._on_purpose(differing)
        first = self._found.hits[0]
        document, section = self._cite.at(first)
        needed = next((fact.quote for fact in facts if place(fact) == first.id), None)
        others = self._other_institutes(first, document)
        # Each institute's words are shown, so that each gets a share of the room.
        room = self._share(1 + len(others))
        sources = [self._cite.source(document, section, first.score, room, needed)]
        sources += [self._cite.source(*self._cite.at(hit), hit.score, room) for hit in others]
        sources += self._supporting(first, sources)
        return self._answered(tuple(sources[:_MOST_SOURCES]), 1 + len(others))

    def unknown(self, *, foreign: bool = False) -> Answer:
        """That nothing that holds answers, what comes nearest, and whom to ask.

        Args:
            foreign: the question is in another language than Dutch.
        """
        paragraphs = [say("other_language") if foreign else say("unknown.plain")]
        if self._day != self._today:
            paragraphs[0] += " " + say("unknown.on_day", date=spoken(self._day))
        hints = []
        elsewhere = self._elsewhere()
        if elsewhere is not None:
            hit, why = elsewhere
            document, section = self._cite.at(hit)
            issuer = self._knowledge.issuer(document).name
            when = spoken(document.valid_from) if document.valid_from else ""
            paragraphs.append(say(f"unknown.{why}", title=document.title, issuer=issuer, date=when))
            hints.append(self._cite.hint(document, section, why))
        quotes: tuple[str, ...] = ()
        if self._found.hits:
            document, section = self._cite.at(self._found.hits[0])
            quotes = (shown(first_lines(section.text)),)
            line = hint_line(self._knowledge, document, section)
            paragraphs.append("\n".join((say("unknown.near"), *quotes, line)))
            hints.append(self._cite.hint(document, section, "near"))
        contact = whom_to_ask(self._scope)
        paragraphs.append(
            say("unknown.ask", contact=contact) if contact else say("unknown.ask_nobody")
        )
        if self._scope.chosen is None and not self._is_part:
            paragraphs.append(say("unknown.no_scope"))
        return self._made("unknown", "\n\n".join(paragraphs), (), quotes, tuple(hints))

    # The forms of an answer

    def _answered(
        self, sources: tuple[Source, ...], told: int, *more: str, differs: bool = True
    ) -> Answer:
        """The words of the first `told` sources; of the others where they stand."""
        paragraphs = [*self._about_the_day()]
        if told > 1 and differs:
            paragraphs.append(say("answer.each_institute"))
        paragraphs += [self._cite.told(source, named=told > 1) for source in sources[:told]]
        paragraphs += more
        if sources[told:]:
            lines = [self._cite.line(source) for source in sources[told:]]
            paragraphs.append("\n".join([say("answer.also"), *lines]))
        paragraphs += self._meanings(sources[0])
        if self._scope.chosen is None and not self._is_part:
            paragraphs.append(say("answer.no_scope"))
        return self._made("answered", "\n\n".join(paragraphs), sources, _quotes(sources[:told]))

    def _conflict(self, sources: tuple[Source, ...], point: Point) -> Answer:
        told = len(sources)
        paragraphs = [*self._about_the_day(), say("answer.conflict")]
        paragraphs += [self._cite.told(source, named=True) for source in sources]
        if differing := point.deviations():
            # A third document differs from one of the two on purpose: that is worth knowing too.
            if differing[0].here.document.id not in {source.document for source in sources}:
                sources = (*sources, *self._quoted([differing[0].here], exact=True))
            sources = sources[:_MOST_SOURCES]
            paragraphs += [self._cite.told(source, named=True) for source in sources[told:]]
            paragraphs += [self._why(one) for one in differing]
        paragraphs += self._meanings(sources[0])
        paragraphs.append(ask_line(whom_to_ask(self._scope)))
        return self._made("conflict", "\n\n".join(paragraphs), sources, _quotes(sources))

    def _on_purpose(self, differing: tuple[Deviation, ...]) -> Answer:
        """What holds here, that it differs on purpose and why, and where the others stand."""
        sides = [differing[0].here, *(one.there for one in differing)]
        sources = self._quoted(sides, share=False)
        return self._answered(sources, 1, *(self._why(one) for one in differing))

    def _why(self, differing: Deviation) -> str:
        here, there = differing.here.document, differing.there.document
        why = differing.why.rstrip(". ") + "."
        if here.issuer == there.issuer:
            return say("answer.deviates_within", here=here.title, title=there.title, why=why)
        issuer = self._knowledge.issuer(here)
        who = (
            issuer.name
            if issuer.level in ("instituut", "landelijk")
            else say(f"own.{issuer.level}")
        )
        other = self._knowledge.issuer(there).name
        return say("answer.deviates", who=who, title=there.title, issuer=other, why=why)

    # What is quoted

    def _quoted(
        self, sides: list[Fact], *, exact: bool = False, share: bool = True
    ) -> tuple[Source, ...]:
        """The sections of typed facts, quoted with them or, if `exact`, to their words alone."""
        score = {hit.id: hit.score for hit in self._found.hits}
        last = self._found.hits[-1].score
        room = self._share(len(sides)) if share and not exact else self._room
        return tuple(
            self._cite.source(
                side.document,
                section,
                score.get(place(side), last),
                room,
                side.quote,
                exact=exact,
            )
            for side in sides
            if (section := side.document.section_of(side.quote)) is not None
        )

    def _share(self, told: int) -> int:
        """The room for each of several quotes, which together get somewhat more than one."""
        return self._room * _SEVERAL // (100 * told) if told > 1 else self._room

    def _other_institutes(self, first: Hit, document: Document) -> list[Hit]:
        """Where the other institutes speak of it, when the student's is not known; at most two."""
        if self._knowledge.issuer(document).level != "instituut" or self._scope.institute:
            return []
        found: dict[str, Hit] = {}
        for hit in self._found.hits[1:]:
            other = self._knowledge.by_id[hit.document]
            is_other = self._knowledge.issuer(other).level == "instituut"
            near = hit.score >= first.score - _INSTITUTE_SUPPORTING
            if is_other and near and other.issuer != document.issuer:
                found.setdefault(other.issuer, hit)
        return list(found.values())[: _MOST_SOURCES - 1]

    def _supporting(self, first: Hit, sources: list[Source]) -> list[Source]:
        """Further sections that fit almost as well."""
        taken = {(source.document, source.section) for source in sources}
        found = []
        for hit in self._found.hits[1:3]:
            document, section = self._cite.at(hit)
            near = hit.score >= first.score - SUPPORTING
            if near and (document.id, section.anchor) not in taken:
                found.append(self._cite.source(document, section, hit.score, self._room))
        return found

    def _elsewhere(self) -> tuple[Hit, Why] | None:
        """A section of a document that does not hold, if it fits clearly better."""
        found = self._searcher.anywhere(self._asked.text, self._found.vector, self._scope)
        best = self._found.hits[0].cosine if self._found.hits else 0.0
        for hit in found[:1]:
            document = self._knowledge.by_id[hit.document]
            why = self._knowledge.hindrance(document, self._scope, self._day)
            # A concept is never named; it is not in the index either.
            if why and why != "concept" and hit.cosine >= best + HINT_MARGIN:
                return hit, why
        return None

    # The pieces

    def _made(
        self,
        status: str,
        text: str,
        sources: tuple[Source, ...],
        quotes: tuple[str, ...],
        hints: tuple[Hint, ...] = (),
    ) -> Answer:
        cited = {source.place for source in sources}
        return Answer.model_validate(
            {
                "question": self._asked.text,
                "status": status,
                "confidence": round(self._found.answerable, 3),
                "answer": text,
                "sources": sources,
                "hints": hints,
                "suggestions": suggestions(self._searcher, self._found, self._asked.text, cited),
                "as_of": self._day if self._day != self._today else None,
                "quotes": quotes,
            }
        )

    def _meanings(self, source: Source) -> tuple[str, ...]:
        return meanings(self._knowledge, self._scope, self._asked.text, *self._cite.cited(source))

    def _about_the_day(self) -> list[str]:
        if self._day == self._today:
            return []
        key = "answer.as_of" if self._day < self._today else "answer.as_of_future"
        return [say(key, date=spoken(self._day))]


def _quotes(sources: tuple[Source, ...]) -> tuple[str, ...]:
    """The words of the sources that are told, as they stand in the text."""
    return tuple(shown(source.quote) for source in sources)
