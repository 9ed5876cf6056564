"""What a section is called in the trends: by itself, or by a topic where it would name a school.

A key is made when something is counted, and read again when its month is released.
"""

from knowledge.document import Document
from knowledge.holding import Knowledge

_TOPIC = "topic:"
OTHER = f"{_TOPIC}overig"
"""What has no topic."""


def document_key(knowledge: Knowledge, document: Document) -> str:
    """The document's id; of a document that schools issue, or that is only for some, its topic.

    No figure is about a school, and a school's own document would make it one.
    """
    narrowed = (one for one in document.holds_for or () if one in knowledge.organisations)
    levels = {knowledge.organisations[one].level for one in narrowed}
    if "school" in levels or knowledge.issuer(document).level == "school":
        return f"{_TOPIC}{document.topics[0]}" if document.topics else OTHER
    return document.id


def section_key(knowledge: Knowledge, document: Document, anchor: str) -> str:
    """`document#anchor`, or `topic:NAME`."""
    key = document_key(knowledge, document)
    return key if key.startswith(_TOPIC) else f"{key}#{anchor}"


def parts(key: str) -> tuple[str, str | None]:
    """The document and the section of a key; a topic has no section."""
    if key.startswith(_TOPIC):
        return key, None
    document, _, anchor = key.partition("#")
    return document, anchor


def subject_title(knowledge: Knowledge, subject: str) -> str:
    """What people call a subject or a task; its own name where the folder has none for it."""
    return knowledge.subjects.get(subject) or knowledge.tasks.get(subject) or subject


def document_title(knowledge: Knowledge, key: str) -> str:
    """What people call a document, or a topic in its place; the key when it is not known."""
    if key.startswith(_TOPIC):
        return key.removeprefix(_TOPIC).capitalize()
    document = knowledge.by_id.get(key)
    return document.title if document else key


def title(knowledge: Knowledge, key: str) -> str:
    """What people call it; the key itself when the folder no longer knows it."""
    if key.startswith(_TOPIC):
        return document_title(knowledge, key)
    found = knowledge.find(key)
    if found is None:
        return key
    document, section = found
    return (
        document.title if section.title == document.title else f"{document.title}: {section.title}"
    )
