"""Says where words come from, how long they hold, and whom to ask."""

from datetime import date

from assistant.texts.catalogue import say
from assistant.texts.day_names import MONTHS, WEEKDAYS
from index.lexical import folded
from knowledge.document import Document, Section
from knowledge.holding import Knowledge
from knowledge.organisation import Contact, Organisation, Scope

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
    line = say(
        "answer.place",
        title=document.title,
        section=section.title,
        issuer=knowledge.issuer(document).name,
        date=period(document),
    )
    return f"{line} · {say('answer.example')}" if document.status == "voorbeeld" else line


def period(document: Document) -> str:
    """Since when and until when a document holds."""
    begin, end = document.valid_from, document.valid_until
    if begin and end:
        return say("answer.period", date=spoken(begin), until=spoken(end))
    if begin:
        return say("answer.since", date=spoken(begin))
    if end:
        return say("answer.until", date=spoken(end))
    return say("answer.undated")


def ask_line(contact: str | None) -> str:
    """Whom to ask where documents do not agree: a `contact`, or who it is mostly."""
    return say("answer.ask_contact", contact=contact) if contact else say("answer.ask_nobody")


def whom_to_ask(scope: Scope) -> str | None:
    """The nearest contact of this mentor, as a name with a way to reach it."""
    return next((reached(one, contact) for one, contact in scope.contacts), None)


def reached(organisation: Organisation, contact: Contact) -> str:
    """A contact as a name, whose it is where the name does not tell, and how to reach it."""
    reach = "".join(f", {way}" for way in (contact.email, contact.phone) if way)
    own = set(folded(organisation.name).split()) - _KINDS
    of = "" if own <= set(folded(contact.name).split()) else f" ({organisation.name})"
    return say("contact", name=contact.name, organisation=of, reach=reach)


def spoken(day: date) -> str:
    """A date as people write it: 1 augustus 2025."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def spoken_day(day: date) -> str:
    """The same with the day of the week: vrijdag 1 augustus 2025."""
    return f"{WEEKDAYS[day.weekday()]} {spoken(day)}"
