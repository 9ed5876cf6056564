"""Cites sections: the words that answer, whose they are, and the line that says where."""

from assistant.dialogue.answers.attributing import source_line
from assistant.dialogue.answers.quoting import quote, shown
from assistant.messages import Hint, Source, Why
from assistant.texts.catalogue import say
from index.opened import Hit
from knowledge.document import Document, Section
from knowledge.holding import Knowledge


class Citer:
    """Cites sections of a folder for one question."""

    def __init__(self, knowledge: Knowledge, question: str) -> None:
        self._knowledge = knowledge
        self._question = question

    def source(
        self,
        document: Document,
        section: Section,
        score: float,
        room: int,
        needed: str | None = None,
        *,
        exact: bool = False,
    ) -> Source:
        """A section with the words of it that answer best.

        Args:
            document: the one that it stands in.
            section: the section.
            score: the joined score.
            room: about the most characters that may be quoted.
            needed: words that must be among those that are quoted.
            exact: quote these alone.
        """
        words = needed if exact and needed else quote(section.text, self._question, room)
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

    def hint(self, document: Document, section: Section, why: Why) -> Hint:
        """A section that may still help."""
        return Hint(
            document=document.id,
            section=section.anchor,
            title=document.title,
            issuer=document.issuer,
            why=why,
        )

    def at(self, hit: Hit) -> tuple[Document, Section]:
        """The document and section that were found."""
        return self._placed(hit.document, hit.id.partition("#")[2])

    def cited(self, source: Source) -> tuple[Document, Section]:
        """The document and section that a source quotes."""
        return self._placed(source.document, source.section)

    def line(self, source: Source) -> str:
        """`Bron: …`."""
        return source_line(self._knowledge, *self.cited(source))

    def told(self, source: Source, *, named: bool) -> str:
        """The words as a mentor reads them, with their line; under the issuer's name if `named`."""
        told = f"{shown(source.quote)}\n{self.line(source)}"
        if named:
            issuer = self._knowledge.organisations[source.issuer].name
            told = say("answer.conflict_side", issuer=issuer) + "\n" + told
        return told

    def _placed(self, name: str, anchor: str) -> tuple[Document, Section]:
        document = self._knowledge.by_id[name]
        return document, next(one for one in document.sections if one.anchor == anchor)
