"""/bronnen: the documents that hold for a mentor, nearest first, and any section of them."""

from assistant.dialogue import paging
from assistant.dialogue.answers.attributing import period, source_line
from assistant.dialogue.answers.quoting import shown
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Outcome
from assistant.texts.catalogue import say
from knowledge.document import Document, Section

_LABEL = 60
"""Most characters of a button; more are cut off."""

_OF_AN_ANSWER = ("read:", "ask:", "useful:", "contact:", "school:")
"""How the actions of an answer's own buttons begin."""


def sources(talk: Talk, value: str = "1") -> Outcome:
    """A page of the documents that hold."""
    if not talk.holding:
        return talk.said(say("sources.none"), talk.school_choice)
    some, number, pages = paging.part(talk.holding, value)
    before = (number - 1) * paging.SIZE
    lines = [
        say("sources.line", number=before + at, title=one.title, issuer=_issuer(talk, one))
        for at, one in enumerate(some, 1)
    ]
    paragraphs = [say("sources.title"), "\n".join(lines)]
    if pages > 1:
        paragraphs.append(say("sources.page", page=number, pages=pages))
    if talk.scope.chosen is None:
        paragraphs.append(say("sources.no_scope"))
    labels = _told_apart([(one.title, _issuer(talk, one)) for one in some])
    choices = [Choice(label, f"document:{one.id}") for label, one in zip(labels, some, strict=True)]
    turns = paging.turns("sources:", number, pages)
    return talk.said("\n\n".join(paragraphs), (*choices, *turns, *talk.school_choice))


def document(talk: Talk, value: str) -> Outcome:
    """A page of a document's sections; `value` is its id, behind ':' the page if not the first."""
    name, _, page = value.partition(":")
    one = talk.knowledge.by_id.get(name)
    if one is None or one.status == "concept":
        return talk.said(say("sources.gone"), (_all(),))
    some, number, pages = paging.part(one.sections, page)
    head = say("sources.document", title=one.title, issuer=_issuer(talk, one), date=period(one))
    paragraphs = [*warning(talk, one), head, say("sources.sections")]
    if pages > 1:
        paragraphs.append(say("sources.page", page=number, pages=pages))
    labels = _told_apart([(section.title, " · ".join(section.path[:-1])) for section in some])
    choices = [
        Choice(label, f"section:{one.id}#{section.anchor}")
        for label, section in zip(labels, some, strict=True)
    ]
    turns = paging.turns(f"document:{one.id}:", number, pages)
    return talk.said("\n\n".join(paragraphs), (*choices, *turns, _all()))


def section(talk: Talk, value: str) -> Outcome:
    """A whole section, with the way to the next one and back."""
    found = talk.knowledge.find(value)
    if found is None or found[0].status == "concept":
        return talk.said(say("sources.gone"), (_all(),))
    one, read = found
    at = one.sections.index(read)
    onward = [
        Choice(say("sources.onward"), f"section:{one.id}#{after.anchor}")
        for after in one.sections[at + 1 : at + 2]
    ]
    page = at // paging.SIZE + 1
    contents = Choice(say("sources.contents"), f"document:{one.id}:{page}")
    return _read(talk, one, read, (*onward, contents, _all()))


def read_on(talk: Talk, value: str) -> Outcome | None:
    """The whole section that an answer quotes; its other buttons stay. None: it is gone."""
    found = talk.knowledge.find(value)
    if found is None or found[0].status == "concept":
        return None
    left = tuple(
        one
        for one in talk.conversation.choices
        if one.action != f"read:{value}" and one.action.startswith(_OF_AN_ANSWER)
    )
    return _read(talk, *found, left)


def warning(talk: Talk, one: Document) -> list[str]:
    """That a document does not hold for this mentor today, if it does not."""
    hindrance = talk.knowledge.hindrance(one, talk.scope, talk.today)
    return [say("sources.not_holding")] if hindrance else []


def _read(talk: Talk, one: Document, read: Section, choices: tuple[Choice, ...]) -> Outcome:
    words = shown(read.text)
    told = f"{words}\n{source_line(talk.knowledge, one, read)}"
    return talk.said("\n\n".join((*warning(talk, one), told)), choices, quotes=(words,))


def _issuer(talk: Talk, one: Document) -> str:
    return talk.knowledge.issuer(one).name


def _all() -> Choice:
    return Choice(say("sources.all"), "sources:1")


def _told_apart(names: list[tuple[str, str]]) -> list[str]:
    """A label for each name; one that comes twice has behind it what tells it apart."""
    labels: list[str] = []
    alone = [name for name, _ in names]
    for name, other in names:
        label = name if alone.count(name) == 1 or not other else f"{name} ({other})"
        label = label if len(label) <= _LABEL else label[: _LABEL - 2].rstrip() + " …"
        again = labels.count(label)
        labels.append(label if not again else f"{again + 1}. {label}")
    return labels
