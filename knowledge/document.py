"""A document as its issuer wrote it: front matter, sections, and the facts that can be compared.

The models are the format of the knowledge folder; what they refuse, `checking` reports.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal[
    "rolbeschrijving",
    "afspraak",
    "gids",
    "handreiking",
    "beleid",
    "veiligheid",
    "begrippen",
    "agenda",
    "achtergrond",
]
Status = Literal["concept", "vastgesteld", "voorbeeld"]
Topic = Literal[
    "contact",
    "inhoud",
    "vorm",
    "certificering",
    "rollen",
    "verdieping",
    "kwaliteitscultuur",
    "begeleiding",
    "beoordeling",
    "facilitering",
    "gesprekken",
    "privacy",
    "veiligheid",
    "praktisch",
]
Audience = Literal["startend", "ervaren"]
Trainee = Literal["student", "lio", "zij-instromer", "startende-leraar"]
Part = Literal["beslist", "doet", "adviseert", "weet"]
Role = Literal[
    "mentor",
    "schoolopleider",
    "bovenschools-opleider",
    "instituutsopleider",
    "stagebegeleider",
    "examencommissie",
    "startersbegeleider",
    "intern-begeleider",
    "schoolleider",
    "bestuur",
    "student",
    "lio",
    "zij-instromer",
    "startende-leraar",
]
Conversation = Literal[
    "kennismaking",
    "startgesprek",
    "lesnabespreking",
    "voortgangsgesprek",
    "beoordelingsgesprek",
    "slechtnieuwsgesprek",
    "driehoeksgesprek",
    "eindgesprek",
]

Name = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
Subject = Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
Year = Annotated[int, Field(ge=1, le=4)]
Text = Annotated[str, Field(min_length=1)]
Value = bool | int | float | date | str

INTRODUCTION = "inleiding"


class Model(BaseModel):
    """Frozen, and strict about names: an unknown field is a fault, not noise."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, values: Any) -> Any:
        """`phone:` with nothing behind it says as much as no line at all."""
        if not isinstance(values, dict):
            return values
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {k: v for k, v in values.items() if v is not None or k not in known}


class Source(Model):
    """Where the facts come from."""

    title: Text
    url: str | None = None


class Narrowed(Model):
    """For which trainees, years of study and mentors a fact holds; absent: the document's."""

    trainee: tuple[Trainee, ...] | None = None
    years: tuple[Year, ...] | None = None
    audience: tuple[Audience, ...] | None = None


class Task(Narrowed):
    """Who has which part in a task."""

    task: Name
    role: Role
    part: Part
    quote: Text


class Agreement(Narrowed):
    """A fact with a value, that can be laid beside the same fact of another issuer."""

    subject: Subject
    value: Value
    unit: str | None = None
    quote: Text


class Moment(Narrowed):
    """Something that falls on a day."""

    what: Text
    date: date
    quote: Text


class Deviation(Model):
    """A difference on purpose, which is then no contradiction."""

    from_: Name = Field(alias="from")
    subject: str | None = None
    task: str | None = None
    why: Text


class Section(Model):
    """The text under one heading.

    `path` holds the headings above it and its own, outermost first, without the document's title;
    `text` is Markdown without comments; `line` is the heading's, counted from 1 in its file.
    """

    anchor: str
    title: str
    path: tuple[str, ...]
    text: str
    line: int


class FrontMatter(Model):
    """What stands above a document's text."""

    id: Name
    title: Text
    kind: Kind
    issuer: Name
    status: Status
    version: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    replaces: Name | None = None
    holds_for: tuple[Name, ...] | None = None
    topics: tuple[Topic, ...] = ()
    audience: tuple[Audience, ...] | None = None
    trainee: tuple[Trainee, ...] | None = None
    years: tuple[Year, ...] | None = None
    source: Source | None = None
    tasks: tuple[Task, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    dates: tuple[Moment, ...] = ()
    deviates: tuple[Deviation, ...] = ()
    questions: dict[str, tuple[Text, ...]] = {}


class Document(FrontMatter):
    """A whole document; `file` is its path inside the knowledge folder."""

    file: str
    sections: tuple[Section, ...]

    def section(self, anchor: str) -> Section | None:
        """The section with this anchor, if there is one."""
        return next((section for section in self.sections if section.anchor == anchor), None)

    def section_of(self, quote: str) -> Section | None:
        """The section in whose text, or else heading, the quote stands, white space aside."""
        wanted = squeeze(quote)
        in_text = (s for s in self.sections if wanted in squeeze(s.text))
        in_title = (s for s in self.sections if wanted in squeeze(s.title))
        return next(in_text, None) or next(in_title, None)


def squeeze(text: str) -> str:
    """The text with every run of white space as one space: how quotes are compared."""
    return re.sub(r"\s+", " ", text).strip()
