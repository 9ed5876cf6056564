"""Whether words plan a talk: they name a day or an hour, and tell rather than ask.

Asking goes before: a question that names a day goes to the documents. Of the words nothing is kept
but the kind of talk and its moment.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.planning.dates import Read, read
from assistant.planning.kinds import TALK, kinds, whole_words, without_kinds
from assistant.texts.day_names import WEEKDAYS
from index.lexical import folded
from knowledge.document import Conversation as Kind

_MOST_WORDS = 40
_SHORT = 9
"""A phrase that names only a day, or only an hour, has no more words than these."""

_FEW = 3
"""So many words besides may stand with a bare moment: 'donderdag 14:00 met Sanne'."""

_SAYS_WHEN = (
    rf"(?:{'|'.join(WEEKDAYS)}|ma|di|wo|woe|do|vr|vandaag|morgen|overmorgen|straks|om|volgende"
    r"|komende)\b"
)
_ASKING = re.compile(
    # 'heb do om 2 gesprek' tells: who asks says 'ik' or 'je' first.
    rf"^(?:en |maar |of )?(?!(?:heb|moet) {_SAYS_WHEN}.*[^?]$)"
    r"(?:mag|moet|kan|kun|krijg|heb|heeft|is|zijn|geldt?|telt|doe|hoef|zal|wil"
    r"|wordt|ben|gaat|komt)\b"
    r"|\b(?:wie|wat|hoe\w*|waarom|waar|waarover|welke?|wanneer|hoezo)\b(?!:)"
)
_REQUEST = re.compile(
    r"\b(?:kun|kan|wil|zou|mag)(?:den)? (?:je|jij|ik|u)\b.*\b(?:in ?plannen|plannen|noteren"
    r"|onthouden|herinneren|klaarzetten|toevoegen|vastleggen|inplan|(?:agenda|planning) zetten)\b"
)
_ORDER = re.compile(
    r"^(?:ik wil |graag )?(?:plan|plannen|zet|noteer|onthoud|inplannen|herinner|leg|maak)\b"
    r"|\binplannen\b"
)
_OVER = re.compile(
    r"\b(?:had|hadden|was|waren|ging|gingen|deed|voerde\w*|gehad|geweest|gevoerd|gedaan|verliep|liep"
    r"|vond|kreeg|zei)\b"
)
_ANY_TALK = re.compile(rf"(?<!het )(?<!dat )(?<!dit ){TALK.pattern}")
"""A talk, and not the one that is spoken of already."""

_THINKS = re.compile(r"\b(?:reflect\w+|terug(?:kijk|blik)\w*|nadenk\w+|(?:voor)?bereid\w*)\b")
"""Wants to think about a talk, not to plan it."""

_CHANGES = re.compile(
    r"\b(?:verzet\w*|verplaats\w*|verschuif|verschuiven|afzeg\w*|afgezegd|zeg .{0,40}\baf"
    r"|annuleer\w*|schrap\w*|niet door|verval(?:t|len))\b"
)
_NEW_MOMENT = re.compile(r"\b(?:naar|wordt)\b(?P<moment>.+)")
_CANCELS = re.compile(r"\b(?:afzeg\w*|afgezegd|annuleer\w*|niet door|verval(?:t|len))\b")
_FILLER = frozenset(
    """
    een het de mijn mn m'n met om op in voor van en ik heb hebben we wij plan plannen zet noteer
    graag even nog dan ook er is dat uur agenda afspraak gesprek student stagiair lio naar wordt
    datum tijd liever maar toch doe maak dan maak ervan
    """.split()
)


@dataclass(frozen=True)
class Phrase:
    """What words that plan a talk say: when, and which of the eight it can be."""

    when: Read
    kinds: tuple[Kind, ...]


def phrase(text: str, now: datetime, words: Mapping[str, str] | None = None) -> Phrase | None:
    """What a phrase plans; None: it plans nothing.

    Args:
        text: what was typed, as it is.
        now: with its zone.
        words: the organisation's own words → concepts.
    """
    plain = whole_words(folded(text))
    length = len(plain.split())
    if length > _MOST_WORDS or changes(text) or _asks(plain) or _tells_otherwise(plain):
        return None
    when = read(text, now)
    named = kinds(text, words)
    about_talk = bool(named or TALK.search(plain))
    if not when.says_when:
        return Phrase(when, named) if about_talk and _is_bare_order(plain) else None
    whole = bool(when.days and when.hours) or when.fault is not None
    if about_talk or _ORDER.search(plain):
        return Phrase(when, named) if whole or length <= _SHORT else None
    few = len(_besides(when.rest)) <= _FEW
    return Phrase(when, named) if whole and few and not when.fault else None


def answer(text: str, now: datetime, *, bare: bool) -> Read | None:
    """What a short answer to 'wanneer?' says; None: it says something else.

    Args:
        text: any.
        now: with its zone.
        bare: a number on its own is an hour.
    """
    plain = folded(text)
    if len(plain.split()) > _SHORT + _FEW or _asks(plain) or _CANCELS.search(plain):
        return None
    when = read(text, now, bare=bare)
    return when if when.says_when and len(_besides(when.rest)) <= 1 else None


def plans_only(text: str, now: datetime, words: Mapping[str, str] | None = None) -> bool:
    """Whether words plan a talk of one kind at a day and an hour, and say nothing besides.

    Args:
        text: what was typed, as it is.
        now: with its zone.
        words: the organisation's own words → concepts.
    """
    said = phrase(text, now, words)
    if said is None or len(said.kinds) != 1 or not (said.when.days and said.when.hours):
        return False
    return not _besides(said.when.rest)


def is_another_talk(text: str) -> bool:
    """Whether the words tell of some talk, and not of 'het gesprek' that was asked about."""
    return bool(_ANY_TALK.search(whole_words(folded(text))))


def changes(text: str) -> bool:
    """Whether the words ask to move or cancel a talk."""
    plain = folded(text)
    return bool(_CHANGES.search(plain)) and not _ASKING.search(plain)


def moved_to(text: str, now: datetime) -> Read | None:
    """What 'verzet het naar vrijdag 10:00' says of the new moment; None: it says none.

    Args:
        text: words that change a talk.
        now: with its zone.
    """
    plain = folded(text)
    found = None if _CANCELS.search(plain) else _NEW_MOMENT.search(plain)
    when = read(found["moment"], now) if found else None
    return when if when and when.says_when else None


def _asks(plain: str) -> bool:
    if _REQUEST.search(plain):
        return False
    if _ASKING.search(plain):
        return True
    # 'donderdag 14:00 voortgangsgesprek?' tells all the same.
    return plain.rstrip().endswith("?") and len(without_kinds(plain)) > _FEW


def _tells_otherwise(plain: str) -> bool:
    """Whether it tells of a talk that was, or wants to think about one."""
    return bool(_OVER.search(plain) or _THINKS.search(plain))


def _is_bare_order(plain: str) -> bool:
    return bool(_ORDER.search(plain)) and not _besides(plain)


def _besides(rest: str) -> list[str]:
    """The words that say neither when nor what, and are no small words."""
    return [one for one in without_kinds(rest) if one not in _FILLER]
