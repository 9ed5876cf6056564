"""Reads a question: about which day, for whom, what kind of answer.

Only what the words say; what cannot be read is left open. What a question leans on is read in
`following`, several questions in one message are told apart in `dividing`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from assistant.dialogue.answers.dating import Moment, moment
from assistant.dialogue.answers.dividing import questions
from assistant.dialogue.answers.following import completed, leans
from index.lexical import concepts, folded
from knowledge.document import Role

__all__ = ["Asked", "Want", "completed", "leans", "questions", "read", "searchable"]

Want = Literal["who", "number", "when", "where", "may", "how", "other"]

_TRAINEES = {
    "lio": re.compile(r"\blio(?:er|ers|s|'s)?\b|\blio.stagiair|\bleraar in opleiding\b"),
    "zij-instromer": re.compile(r"\bzij.?instro\w*|\bzib(?:ber|bers|s|'s)?\b"),
    "startende-leraar": re.compile(
        r"\bstarter(?:s)?\b|\b(?:startende|beginnende|nieuwe) (?:leraar|leraren|leerkracht\w*|"
        r"juf|meester|collega\w*)|\bnet (?:afgestudeerd|klaar met de pabo)"
        r"|\b(?:collega|leraar|leerkracht|juf|meester) die (?:pas |net )+"
        r"(?:begint|begonnen|gestart|start)"
        r"|\b(?:inductie|startersbegeleid\w*|starterscoach)\b"
    ),
    "student": re.compile(r"\bstudent\w*|\bstagiair\w*|\bpabo.?er(?:s)?\b|\b\w+e?jaars\b"),
}
_ROLES = {
    role: re.compile(rf"\b{role.replace('-', '[ -]?')}(?:s|en)?\b") for role in get_args(Role)
} | {"instituutsopleider": re.compile(r"\binstituutsopleiders?\b|\bpabo\b")}
"""Whoever comes 'van de pabo' is the institute's, whatever the name is there."""
_ORDINALS = {
    "eerste": 1,
    "1e": 1,
    "1ste": 1,
    "tweede": 2,
    "2e": 2,
    "2de": 2,
    "derde": 3,
    "3e": 3,
    "3de": 3,
    "vierde": 4,
    "4e": 4,
    "4de": 4,
}
_STUDY_YEAR = re.compile(
    rf"\b({'|'.join(_ORDINALS)}) ?jaar(?:s|sstudent\w*)?\b|\bjaar ([1-4])\b|\b([1-4])e ?jaars"
)
_MENTOR = r"(?:\w*mentor|coach|\w*begeleider|wpb)"
_STARTING = re.compile(
    rf"\b(?:startende?|beginnende?|nieuwe) {_MENTOR}\b|\bals beginner\b"
    rf"|\b(?:pas|net) (?:\w+ ){{0,2}}{_MENTOR}\b|\b{_MENTOR} (?:\w+ )?(?:pas|net)\b"
    rf"|\bvoor (?:het|t|'t) eerst (?:{_MENTOR}|een student|n student)\b|\beerste student\b"
    rf"|\beerste jaar als {_MENTOR}\b"
)
_EXPERIENCED = re.compile(
    rf"\bervaren {_MENTOR}\b|\bik ben ervaren\b|\bal (?:\w+ )?jaar (?:lang )?{_MENTOR}\b"
)

_WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\bhoe ?veel|\bhoe ?(?:vaak|lang|groot|hoog|oud)\b|\baantal\b|\bwelk percentage"
        ),
    ),
    (
        "when",
        re.compile(
            r"\bwanneer\b|\bwelke (?:dag|datum|week|maand)|\bhoe laat\b|\bdeadline\b|\buiterlijk\b"
        ),
    ),
    (
        "who",
        re.compile(
            r"\bwie\b|\bdoor wie\b|\bbij wie\b|\bwiens\b|\bben ik (?:nou |nu )?degene"
            r"|\b(?:beslis|bepaal|beoordeel|geef|doe)t? (?:ik|wij|we|zij|ze|hij|de \w+)\b.* of "
            r"|\b(?:ik|wij|de \w+) of (?:de|het|een) \w+$|\b(?:beslis|bepaal|beoordeel) ik\b"
        ),
    ),
    ("where", re.compile(r"\bwaar\b(?! (?:let|op|aan))|\bin welk\w* (?:gebouw|lokaal|kamer|zaal)")),
    (
        "may",
        re.compile(
            r"^(?:en )?(?:mag|moet|kan|kun|hoeft?|ben|is|heb (?:ik|je)|heeft|krijgt?|doe|zit"
            r"|geldt|telt|wordt)\b"
            r"|\bverplicht|\b(?:mag|moet|hoef) (?:ik|je|hij|zij|ze|een|mijn|mn|de|het)\b"
        ),
    ),
    (
        "how",
        re.compile(r"\bhoe\b(?! (?:zit|is|was) (?:het|t|dat)\b)|\bwaarmee\b|\bop welke manier"),
    ),
)


@dataclass(frozen=True)
class Asked:
    """What the words of a question tell; None or empty: they do not."""

    text: str
    """As it is searched."""

    moment: Moment | None
    """When it is about, if its words say so."""

    trainees: frozenset[str]
    years: frozenset[int]
    audience: str | None
    want: Want
    counted: str | None
    """What is to be counted: 'keer', 'tijd', or the word after 'hoeveel'."""

    roles: frozenset[str]
    """The roles that it names, as concepts."""

    @property
    def day(self) -> date | None:
        """The day that the words name; None: today."""
        return self.moment.day if self.moment else None


def read(text: str, today: date, words: Mapping[str, str]) -> Asked:
    """Read a question with the words of the mentor's own organisations."""
    plain = folded(text)
    trainees = named_trainees(text, words)
    if len(trainees) > 1:
        trainees -= {"student"}  # 'een lio-student' is a lio
    audience = "startend" if _STARTING.search(plain) else None
    if _EXPERIENCED.search(plain):
        audience = "ervaren"
    years = named_years(_STARTING.sub("", plain))
    if trainees & {"zij-instromer", "startende-leraar"}:
        years = frozenset()  # theirs are years of work, not of study
    want: Want = next((kind for kind, form in _WANTS if form.search(plain)), "other")
    counted = _counted(plain) if want == "number" else None
    return Asked(
        searchable(text),
        moment(plain, today),
        trainees,
        years,
        audience,
        want,
        counted,
        _roles(plain, {token[1:] for token in concepts(text, words)}),
    )


def named_trainees(text: str, words: Mapping[str, str]) -> frozenset[str]:
    """The trainees that a text names, in somebody's own words or in everybody's."""
    plain = folded(text)
    named = {token[1:] for token in concepts(text, words)}
    found = {name for name, form in _TRAINEES.items() if form.search(plain)}
    found |= named & set(_TRAINEES)
    if "startersbegeleider" in named:
        found.add("startende-leraar")  # who coaches one is spoken of because of one
    return frozenset(found)


def named_years(text: str) -> frozenset[int]:
    """The years of study that a text names."""
    found = set()
    for ordinal, digit, short in _STUDY_YEAR.findall(folded(text)):
        found.add(_ORDINALS[ordinal] if ordinal else int(digit or short))
    return frozenset(found)


def searchable(text: str) -> str:
    """As people type on a phone: a capital or a mark at the end must not change what is found."""
    bare = text.strip(" ?!.\n")
    is_word = len(bare) > 1 and bare[1].islower()
    return (bare[0].lower() + bare[1:] if is_word else bare) or text


def _roles(plain: str, named: set[str]) -> frozenset[str]:
    """The roles that the words name, in the mentor's own words or in the concepts' own."""
    found = {role for role in named if role in _ROLES}
    found |= {role for role, form in _ROLES.items() if form.search(plain)}
    return frozenset(found)


def _counted(plain: str) -> str | None:
    if re.search(r"\bhoe ?vaak\b|\bhoe ?veel keer", plain):
        return "keer"
    if re.search(r"\bhoe ?lang\b|\bhoe ?veel tijd", plain):
        return "tijd"
    found = re.search(r"\b(?:hoe ?veel|aantal) (\w+)", plain)
    return found[1] if found else None
