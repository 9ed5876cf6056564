"""A question → an answer from the documents that hold, or the honest word that there is none."""

from dataclasses import dataclass
from datetime import date

from assistant.dialogue import asking
from assistant.dialogue.attributing import hint_line, source_line, spoken, whom_to_ask
from assistant.dialogue.disputing import dispute, fact_asked
from assistant.dialogue.quoting import LONGEST, first_lines, quote, shown
from assistant.dialogue.safety import Judge
from assistant.dialogue.suggesting import suggestions
from assistant.dialogue.tidying import shortened
from assistant.messages import Answer, Hint, Source, Why
from assistant.texts.catalogue import say
from index.calibration import THRESHOLD
from index.opened import Hit
from index.search import Found, Searcher
from knowledge.comparing import Fact
from knowledge.document import Document, Section
from knowledge.organisation import Scope

SUPPORTING = 0.05
"""A second source stands at most this much joined score below the first."""

HINT_MARGIN = 0.03
"""A document that does not hold is hinted at when it fits this much better (cosine) at least."""


@dataclass(frozen=True)
class Asker:
    """For whom and when: the mentor's scope and today; and what hears danger in their words."""

    scope: Scope
    today: date
    judge: Judge | None = None


def answer(
    searcher: Searcher,
    question: str,
    asker: Asker,
    *,
    previous: str | None = None,
    room: int = LONGEST,
    is_part: bool = False,
) -> Answer:
    """Answer one question.

    Args:
        searcher: over the newest index.
        question: one question, its planted instructions and personal data already left out.
        asker: whose documents hold.
        previous: the question before it, which a question without a subject leans on.
        room: about the most characters that may be quoted.
        is_part: of a message with several; what holds for all of them is then said once, by the
            caller.
    """
    completed = asking.completed(previous, question) if previous else question
    asked = asking.read(completed, asker.today, asker.scope.words)
    day = asked.day or asker.today
    found = searcher.ask(asked.text, asker.scope, day)
    writer = _Writer(searcher, asker, asked, day, found, room, is_part=is_part)
    written = writer.known() if _answers(found) else writer.unknown()
    text = written.answer
    if completed != question:
        text = say("answer.completed", question=shortened(completed)) + "\n\n" + text
    return written.model_copy(update={"question": question, "answer": text})


def _answers(found: Found) -> bool:
    return bool(found.hits) and found.answerable >= THRESHOLD


class _Writer:
    """Writes the answer to one question from what was found."""

    def __init__(
        self,
        searcher: Searcher,
        asker: Asker,
        asked: asking.Asked,
        day: date,
        found: Found,
        room: int,
        *,
        is_part: bool,
    ) -> None:
        self._searcher = searcher
        self._knowledge = searcher.knowledge
        self._scope = asker.scope
        self._today = asker.today
        self._asked = asked
        self._day = day
        self._found = found
        self._room = room
        self._is_part = is_part
        self._holding = searcher.index.filter(asker.scope, day).documents

    def known(self) -> Answer:
        """From the first hit, with the other side when a document that holds contradicts it."""
        first = self._found.hits[0]
        document, section = self._at(first)
        fact = fact_asked(self._searcher.index, self._asked, self._found, self._holding)
        if fact is not None:
            against = dispute(self._knowledge, tuple(self._holding.values()), fact, self._asked)
            sides = self._sides(fact, against[0], first) if against else ()
            if len(sides) > 1:
                return self._conflict(sides)
        needed = fact.quote if fact and fact.document.id == document.id else None
        others = self._other_institutes(first, document)
        # Each institute's words are shown, so that each gets a share of the room.
        room = self._room * 17 // (10 * (1 + len(others))) if others else self._room
        sources = [self._source(document, section, first.score, room, needed)]
        sources += [self._source(*self._at(hit), hit.score, room) for hit in others]
        sources += self._supporting(first, sources)
        return self._answered(tuple(sources[:3]), 1 + len(others))

    def _answered(self, sources: tuple[Source, ...], told: int) -> Answer:
        """The words of the first `told` sources; of the others where they stand."""
        paragraphs = [*self._about_the_day()]
        if told > 1:
            paragraphs.append(say("answer.each_institute"))
        paragraphs += [self._told(source, named=told > 1) for source in sources[:told]]
        if sources[told:]:
            lines = [self._line(source) for source in sources[told:]]
            paragraphs.append("\n".join([say("answer.also"), *lines]))
        if self._scope.chosen is None and not self._is_part:
            paragraphs.append(say("answer.no_scope"))
        return self._made("answered", "\n\n".join(paragraphs), sources)

    def _sides(self, fact: Fact, against: Fact, hit: Hit) -> tuple[Source, ...]:
        """Both sides of a contradiction, the nearest issuer first."""
        near = self._scope.distance
        sides = sorted((fact, against), key=lambda side: near[side.document.issuer])
        places = [(side, side.document.section_of(side.quote)) for side in sides]
        return tuple(
            self._source(side.document, section, hit.score, self._room, side.quote, exact=True)
            for side, section in places
            if section is not None
        )

    def _conflict(self, sources: tuple[Source, ...]) -> Answer:
        paragraphs = [*self._about_the_day(), say("answer.conflict")]
        paragraphs += [self._told(source, named=True) for source in sources]
        contact = whom_to_ask(self._scope)
        paragraphs.append(
            say("answer.ask_contact", contact=contact) if contact else say("answer.ask_nobody")
        )
        return self._made("conflict", "\n\n".join(paragraphs), sources)

    def unknown(self) -> Answer:
        """That nothing that holds answers, what comes nearest, and whom to ask."""
        paragraphs = [say("unknown.plain")]
        if self._day != self._today:
            paragraphs[0] += " " + say("unknown.on_day", date=spoken(self._day))
        hints = []
        elsewhere = self._elsewhere()
        if elsewhere is not None:
            hit, why = elsewhere
            document, section = self._at(hit)
            issuer = self._knowledge.issuer(document).name
            when = spoken(document.valid_from) if document.valid_from else ""
            paragraphs.append(say(f"unknown.{why}", title=document.title, issuer=issuer, date=when))
            hints.append(self._hint(document, section, why))
        if self._found.hits:
            document, section = self._at(self._found.hits[0])
            paragraphs.append(
                say("unknown.near")
                + "\n"
                + shown(first_lines(section.text))
                + "\n"
                + hint_line(self._knowledge, document, section)
            )
            hints.append(self._hint(document, section, "near"))
        contact = whom_to_ask(self._scope)
        paragraphs.append(
            say("unknown.ask", contact=contact) if contact else say("unknown.ask_nobody")
        )
        if self._scope.chosen is None and not self._is_part:
            paragraphs.append(say("unknown.no_scope"))
        return self._made("unknown", "\n\n".join(paragraphs), (), tuple(hints))

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

    def _other_institutes(self, first: Hit, document: Document) -> list[Hit]:
        """Where the other institutes speak of it, when the student's is not known; at most two."""
        if self._knowledge.issuer(document).level != "instituut" or self._scope.institute:
            return []
        found: dict[str, Hit] = {}
        for hit in self._found.hits[1:]:
            other = self._knowledge.by_id[hit.document]
            is_other = self._knowledge.issuer(other).level == "instituut"
            near = hit.score >= first.score - 3 * SUPPORTING
            if is_other and near and other.issuer != document.issuer:
                found.setdefault(other.issuer, hit)
        return list(found.values())[:2]

    def _supporting(self, first: Hit, sources: list[Source]) -> list[Source]:
        """Further sections that fit almost as well."""
        taken = {(source.document, source.section) for source in sources}
        found = []
        for hit in self._found.hits[1:3]:
            document, section = self._at(hit)
            near = hit.score >= first.score - SUPPORTING
            if near and (document.id, section.anchor) not in taken:
                found.append(self._source(document, section, hit.score, self._room))
        return found

    def _made(
        self, status: str, text: str, sources: tuple[Source, ...], hints: tuple[Hint, ...] = ()
    ) -> Answer:
        cited = {f"{source.document}#{source.section}" for source in sources}
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
            }
        )

    def _told(self, source: Source, *, named: bool) -> str:
        told = f"{shown(source.quote)}\n{self._line(source)}"
        if named:
            issuer = self._knowledge.organisations[source.issuer].name
            told = say("answer.conflict_side", issuer=issuer) + "\n" + told
        return told

    def _line(self, source: Source) -> str:
        document = self._knowledge.by_id[source.document]
        section = next(one for one in document.sections if one.anchor == source.section)
        return source_line(self._knowledge, document, section)

    def _about_the_day(self) -> list[str]:
        if self._day == self._today:
            return []
        key = "answer.as_of" if self._day < self._today else "answer.as_of_future"
        return [say(key, date=spoken(self._day))]

    def _source(
        self,
        document: Document,
        section: Section,
        score: float,
        room: int,
        needed: str | None = None,
        *,
        exact: bool = False,
    ) -> Source:
        words = needed if exact and needed else quote(section.text, self._asked.text, room)
        if needed and needed not in words and needed in section.text:
            words = needed
        return Source(
            document=document.id,
            section=section.anchor,
            title=document.title,
            issuer=document.issuer,
            level=self._knowledge.issuer(document).level,
            status=document.status,
            valid_from=document.valid_from,
            valid_until=document.valid_until,
            quote=words,
            score=round(score, 4),
        )

    def _hint(self, document: Document, section: Section, why: Why) -> Hint:
        return Hint(
            document=document.id,
            section=section.anchor,
            title=document.title,
            issuer=document.issuer,
            why=why,
        )

    def _at(self, hit: Hit) -> tuple[Document, Section]:
        document = self._knowledge.by_id[hit.document]
        anchor = hit.id.partition("#")[2]
        return document, next(one for one in document.sections if one.anchor == anchor)
