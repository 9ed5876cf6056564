"""Knowledge as one JSON text, so that a program that answers needs no Markdown and no YAML."""

from pydantic import BaseModel

from knowledge.document import Document
from knowledge.flow import Flow
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation, Organisations


class _Stored(BaseModel):
    organisations: tuple[Organisation, ...]
    documents: tuple[Document, ...]
    subjects: dict[str, str]
    tasks: dict[str, str]
    flows: tuple[Flow, ...]


def dump_knowledge(knowledge: Knowledge) -> str:
    """Everything that was checked, as JSON."""
    stored = _Stored.model_construct(
        organisations=tuple(knowledge.organisations),
        documents=knowledge.documents,
        subjects=knowledge.subjects,
        tasks=knowledge.tasks,
        flows=tuple(knowledge.flows.values()),
    )
    return stored.model_dump_json(by_alias=True)


def read_knowledge(text: str | bytes) -> Knowledge:
    """What `dump_knowledge` wrote.

    Raises:
        pydantic.ValidationError: the text is something else.
    """
    stored = _Stored.model_validate_json(text)
    return Knowledge(
        Organisations(stored.organisations),
        stored.documents,
        stored.subjects,
        stored.tasks,
        {flow.id: flow for flow in stored.flows},
    )
