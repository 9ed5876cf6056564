"""The words of the documents that a finding is about, each with where they stand."""

from dataclasses import dataclass

from assistant.channels.web.findings import Finding
from assistant.dialogue.answers.attributing import place
from knowledge.comparing import facts
from knowledge.document import Document
from knowledge.holding import Knowledge

MOST_LETTERS = 700
"""Of a section; who wants more opens the document."""


@dataclass(frozen=True)
class Quoted:
    """Words of a document, and where they stand."""

    words: str
    place: str


def sources(knowledge: Knowledge, finding: Finding, most: int = MOST_LETTERS) -> tuple[Quoted, ...]:
    """What a finding is about, as far as the folder still has it; of a topic nothing."""
    if finding.kind == "contradiction":
        subject = finding.key.partition(":")[2].split("|")[0]
        documents = (knowledge.by_id.get(one) for one in finding.places)
        return tuple(
            quoted
            for document in documents
            if document is not None
            for quoted in _facts(knowledge, document, subject)
        )
    found = (knowledge.find(one) for one in finding.places)
    return tuple(
        Quoted(_shortened(section.text, most), place(knowledge, document, section))
        for document, section in (pair for pair in found if pair is not None)
    )


def name(knowledge: Knowledge, place: str) -> str:
    """A document's title; of schools' documents the topic."""
    document = knowledge.by_id.get(place)
    return document.title if document else place.removeprefix("topic:").capitalize()


def _facts(knowledge: Knowledge, document: Document, subject: str) -> tuple[Quoted, ...]:
    quotes: dict[str, Quoted] = {}
    for fact in facts(document):
        section = document.section(fact.anchor) if fact.anchor else None
        if fact.key == subject and section is not None:
            quotes.setdefault(fact.quote, Quoted(fact.quote, place(knowledge, document, section)))
    return tuple(quotes.values())


def _shortened(text: str, most: int) -> str:
    """Whole sentences where there are some, else whole words."""
    if len(text) <= most:
        return text
    begun = text[:most]
    end = begun.rfind(". ")
    return f"{begun[: end + 1]} …" if end > 0 else begun.rsplit(maxsplit=1)[0] + " …"
