"""Whether what nobody could answer is answered now: asked of the index that answers mentors."""

from datetime import date
from typing import Literal

from index.calibration import THRESHOLD
from index.search import Searcher
from knowledge.document import Document
from knowledge.organisation import Organisation

Written = Literal["not_written", "concept", "not_holding", "not_found", "answers"]


def written(searcher: Searcher, organisation: Organisation, name: str, day: date) -> Written:
    """How far the document with this id is.

    Args:
        searcher: over the index that is in use.
        organisation: for whose mentors it is to answer.
        name: the id that the draft began with.
        day: on which it is to hold.
    """
    knowledge = searcher.knowledge
    document = knowledge.by_id.get(name)
    if document is None:
        return "not_written"
    if document.status == "concept":
        return "concept"
    scope = knowledge.organisations.scope(organisation.id)
    if knowledge.hindrance(document, scope, day) is not None:
        return "not_holding"

    def is_found(question: str) -> bool:
        found = searcher.ask(question, scope, day, limit=1)
        return (
            bool(found.hits)
            and found.hits[0].document == document.id
            and found.answerable >= THRESHOLD
        )

    return "answers" if any(map(is_found, _asked(document))) else "not_found"


def _asked(document: Document) -> tuple[str, ...]:
    """How it would be asked for: its own example questions, else its headings."""
    examples = tuple(one for some in document.questions.values() for one in some)
    return examples or tuple(section.title for section in document.sections)
