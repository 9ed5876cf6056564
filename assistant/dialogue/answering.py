"""A question → an answer from the documents that hold, or the honest word that there is none."""

from dataclasses import dataclass
from datetime import date

from assistant.dialogue import asking
from assistant.dialogue.disputing import dispute, fact_asked
from assistant.dialogue.quoting import first_lines, quote, shown
from assistant.messages import Answer, Hint, Source, Why
from assistant.texts.catalogue import say
from index.calibration import THRESHOLD
from index.search import Found, Hit, Searcher
from knowledge.comparing import Fact
from knowledge.document import Document, Section
from knowledge.holding import Knowledge
from knowledge.organisation import Scope

_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"

SUPPORTING = 0.08
"""A second source stands at most this much joined score below the first."""

HINT_MARGIN = 0.03
"""A document that does not hold is hinted at when it fits this much better (cosine) at least."""


@dataclass(frozen=True)
class Asker:
    """For whom and when: the mentor's scope and today."""

    scope: Scope
    today: date


def answer(
    searcher: Searcher, question: str, asker: Asker, *, previous: str | None = None
) -> Answer:
    """Answer one question.

    Args:
        searcher: over the newest index.
        question: one question, its planted instructions and personal data already left out.
        asker: whose documents hold.
        previous: the question before it, which a question without a subject leans on.
    """
    completed = None
    if previous and asking.leans(question):
        completed = f"{previous.strip()} {question.strip()}"
    asked = asking.read(completed or question, asker.today, asker.scope.words)
    day = asked.day or asker.today
    found = searcher.ask(asked.text, asker.scope, day)
    writer = _Writer(searcher, asker, asked, day, found)
    written = writer.known() if found.hits and found.answerable >= THRESHOLD else writer.unknown()
    text = written.answer
    if completed:
        text = say("answer.completed", question=completed) + "\n\n" + text
    return written.model_copy(update={"question": question, "answer": text})


def whom_to_ask(scope: Scope) -> str | None:
    """The nearest contact of this mentor, as a name with a way to reach it."""
    for organisation, contact in scope.contacts:
        reach = "".join(f", {way}" for way in (contact.email, contact.phone) if way)
        return say("contact", name=contact.name, organisation=organisation.name, reach=reach)
    return None


def source_line(knowledge: Knowledge, document: Document, section: Section) -> str:
    """`Bron: …` with title, section, issuer and date, and that it is an example when it is."""
    begin, end = document.valid_from, document.valid_until
    if begin and end:
        when = say("answer.period", date=spoken(begin), until=spoken(end))
    elif begin:
        when = say("answer.since", date=spoken(begin))
    elif end:
        when = say("answer.until", date=spoken(end))
    else:
        when = say("answer.undated")
    line = say(
        "answer.source",
        title=document.title,
        section=section.title,
        issuer=knowledge.issuer(document).name,
        date=when,
    )
    return f"{line} · {say('answer.example')}" if document.status == "voorbeeld" else line


def spoken(day: date) -> str:
    """A date as people write it: 1 augustus 2025."""
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"


class _Writer:
    """Writes the answer to one question from what was found."""

    def __init__(
        self, searcher: Searcher, asker: Asker, asked: asking.Asked, day: date, found: Found
    ) -> None:
        self._searcher = searcher
        self._knowledge = searcher.knowledge
        self._scope = asker.scope
        self._today = asker.today
        self._asked = asked
        self._day = day
        self._found = found
        self._holding = {d.id: d for d in self._knowledge.holding(asker.scope, day)}

    def known(self) -> Answer:
        """From the first hit, with the other side when a document that holds contradicts it."""
        first = self._found.hits[0]
        document, section = self._at(first)
        fact = fact_asked(self._searcher.index, self._asked, self._found, self._holding)
        if fact is not None:
            against = dispute(self._knowledge, tuple(self._holding.values()), fact, self._asked)
            if against:
                return self._conflict(fact, against, first)
        needed = fact.quote if fact and fact.document.id == document.id else None
        sources = [self._source(document, section, first.score, needed)]
        sources += self._other_institutes(first, document)
        sources += self._supporting(first, sources)
        return self._answered(tuple(sources[:3]))

    def _answered(self, sources: tuple[Source, ...]) -> Answer:
        shared = list({source.issuer: source for source in reversed(sources)}.values())[::-1]
        shared = [source for source in shared if source.level == "instituut"]
        by_institute = sources[0].level == "instituut" and len(shared) > 1
        paragraphs = [*self._about_the_day()]
        if by_institute:
            paragraphs.append(say("answer.each_institute"))
        for source in shared if by_institute else sources[:1]:
            paragraphs.append(self._told(source, named=by_institute))
        if self._scope.chosen is None:
            paragraphs.append(say("answer.no_scope"))
        return self._made("answered", "\n\n".join(paragraphs), sources)

    def _conflict(self, fact: Fact, against: tuple[Fact, ...], hit: Hit) -> Answer:
        """Both sides, the nearest issuer first."""
        near = self._scope.distance
        sides = sorted((fact, against[0]), key=lambda side: near[side.document.issuer])
        sources = []
        for side in sides:
            section = side.document.section_of(side.quote)
            if section is not None:
                sources.append(
                    self._source(side.document, section, hit.score, side.quote, exact=True)
                )
        paragraphs = [*self._about_the_day(), say("answer.conflict")]
        paragraphs += [self._told(source, named=True) for source in sources]
        contact = whom_to_ask(self._scope)
        if contact:
            paragraphs.append(say("answer.ask_contact", contact=contact))
        return self._made("conflict", "\n\n".join(paragraphs), tuple(sources))

    def unknown(self) -> Answer:
        """That nothing that holds answers, what comes nearest, and whom to ask."""
        paragraphs = [*self._about_the_day(), say("unknown.plain")]
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
                + source_line(self._knowledge, document, section)
            )
            hints.append(self._hint(document, section, "near"))
        contact = whom_to_ask(self._scope)
        paragraphs.append(
            say("unknown.ask", contact=contact) if contact else say("unknown.ask_nobody")
        )
        if self._scope.chosen is None:
            paragraphs.append(say("answer.no_scope"))
        return self._made("unknown", "\n\n".join(paragraphs), (), tuple(hints))

    def _elsewhere(self) -> tuple[Hit, Why] | None:
        """A section of a document that does not hold, if it fits clearly better."""
        found = self._searcher.anywhere(self._asked.text, self._found.vector, self._scope)
        best = self._found.hits[0].cosine if self._found.hits else 0.0
        for hit in found[:1]:
            why = self._knowledge.hindrance(
                self._knowledge.by_id[hit.document], self._scope, self._day
            )
            if why in ("expired", "not_yet", "other_scope") and hit.cosine >= best + HINT_MARGIN:
                return hit, why
        return None

    def _other_institutes(self, first: Hit, document: Document) -> list[Source]:
        """What the other institutes say, when it is not known at which one the student is."""
        if self._knowledge.issuer(document).level != "instituut" or self._scope.institute:
            return []
        found: dict[str, Source] = {document.issuer: self._source(*self._at(first), first.score)}
        for hit in self._found.hits[1:]:
            other, section = self._at(hit)
            is_institute = self._knowledge.issuer(other).level == "instituut"
            if (
                is_institute
                and other.issuer not in found
                and hit.score >= first.score - 3 * SUPPORTING
            ):
                found[other.issuer] = self._source(other, section, hit.score)
        return list(found.values())[1:]

    def _supporting(self, first: Hit, sources: list[Source]) -> list[Source]:
        """Further sections that fit almost as well."""
        taken = {(source.document, source.section) for source in sources}
        found = []
        for hit in self._found.hits[1:3]:
            document, section = self._at(hit)
            near = hit.score >= first.score - SUPPORTING
            if near and (document.id, section.anchor) not in taken:
                found.append(self._source(document, section, hit.score))
        return found

    def _made(
        self, status: str, text: str, sources: tuple[Source, ...], hints: tuple[Hint, ...] = ()
    ) -> Answer:
        return Answer.model_validate(
            {
                "question": self._asked.text,
                "status": status,
                "confidence": round(self._found.answerable, 3),
                "answer": text,
                "sources": sources,
                "hints": hints,
                "suggestions": self._suggestions(),
                "as_of": self._day if self._day != self._today else None,
            }
        )

    def _told(self, source: Source, *, named: bool) -> str:
        document, section = self._knowledge.find(f"{source.document}#{source.section}") or (
            None,
            None,
        )
        if document is None or section is None:
            raise LookupError(source.document)  # a source is made from what was found
        text = shown(source.quote) + "\n" + source_line(self._knowledge, document, section)
        if named:
            text = (
                say("answer.conflict_side", issuer=self._knowledge.issuer(document).name)
                + "\n"
                + text
            )
        return text

    def _about_the_day(self) -> list[str]:
        if self._day == self._today:
            return []
        key = "answer.as_of" if self._day < self._today else "answer.as_of_future"
        return [say(key, date=spoken(self._day))]

    def _suggestions(self) -> tuple[str, ...]:
        """Real questions of the authors whose sections hold and stand near, at most three."""
        found: list[str] = []
        for hit in self._found.hits[1:]:
            document, section = self._at(hit)
            asked = document.questions.get(section.anchor, ())
            if asked and asked[0] not in found and len(found) < 3:
                found.append(asked[0])
        return tuple(found)

    def _source(
        self,
        document: Document,
        section: Section,
        score: float,
        needed: str | None = None,
        *,
        exact: bool = False,
    ) -> Source:
        words = needed if exact and needed else quote(section.text, self._asked.text)
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
        found = self._knowledge.find(hit.id)
        if found is None:
            raise LookupError(hit.id)  # rows and knowledge are written together
        return found
