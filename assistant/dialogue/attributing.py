"""Says where words come from, how long they hold, and whom to ask."""

from datetime import date

from assistant.texts.catalogue import say
from index.lexical import folded
from knowledge.document import Document, Section
from knowledge.holding import Knowledge
from knowledge.organisation import Scope

_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
_KINDS = frozenset(
    {"basisschool", "kindcentrum", "school", "stichting", "partnerschap", "de", "het"}
)
"""Words of a name that tell nobody apart: 'Team De Wilg' needs no '(Basisschool De Wilg)'."""


def source_line(knowledge: Knowledge, document: Document, section: Section) -> str:
    """`Bron: …` with title, section, issuer and date, and that it is an example when it is."""
    return say("answer.source", place=place(knowledge, document, section))


def hint_line(knowledge: Knowledge, document: Document, section: Section) -> str:
    """The same of words that may help but are no answer: those are no source."""
    return say("answer.hint", place=place(knowledge, document, section))


def place(knowledge: Knowledge, document: Document, section: Section) -> str:
    """Title, section, issuer and date on one line."""
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
        "answer.place",
        title=document.title,
        section=section.title,
        issuer=knowledge.issuer(document).name,
        date=when,
    )
    return f"{line} · {say('answer.example')}" if document.status == "voorbeeld" else line


def whom_to_ask(scope: Scope) -> str | None:
    """The nearest contact of this mentor, as a name with a way to reach it."""
    for organisation, contact in scope.contacts:
        reach = "".join(f", {way}" for way in (contact.email, contact.phone) if way)
        own = set(folded(organisation.name).split()) - _KINDS
        of = "" if own <= set(folded(contact.name).split()) else f" ({organisation.name})"
        return say("contact", name=contact.name, organisation=of, reach=reach)
    return None


def spoken(day: date) -> str:
    """A date as people write it: 1 augustus 2025."""
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"
