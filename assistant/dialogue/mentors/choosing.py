"""Which organisation a mentor means: their own by part of its name, the student's institute."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from index.lexical import folded
from knowledge.organisation import LEVELS, Organisation, Organisations, Scope

_FITS = 80
"""Least likeness (0 to 100) of what is typed and an organisation's name."""

_MOST_WORDS = 4
"""More words than these are a sentence and no name."""

_TOLD = re.compile(
    r"^(?:(?:hoi|hallo|hey)[,!]? )?(?:(?:ik (?:werk|zit|sta|geef les|ben|ben mentor)(?: nu)? "
    r"(?:op|bij|van|in|aan))|(?:mijn|mn|m'n|onze) school (?:is|heet)) "
)
_STUDIES = re.compile(
    r"\b(?:student\w*|stagiair\w*|lio|zij-?instromer|ze|zij|hij)\b.{0,30}\b(?:zit|studeert|komt|leert|is|"
    r"doet (?:de )?pabo)\b.{0,20}\b(?:op|aan|bij|van|vd|in)\b"
)
_BEFORE_A_NAME = re.compile(r"^(?:(?:op|bij|van|school|basisschool|bs|obs|cbs|het is|dit is):? )+")
_QUESTION = re.compile(
    r"^(?:en )?(?:wie|wat|hoe|hoeveel|hoelang|hoevaak|wanneer|waar|waarom|welk|welke|mag|moet|kan|"
    r"kun|krijg|heb|is|zijn|geldt|telt|doe|hoef) \w"
)
_INSTITUTE_WORDS = frozenset(
    ["pabo", "hogeschool", "academie", "opleiding", "de", "het", "van", "der", "den", "voor"]
)


def asks(text: str) -> bool:
    """Whether it is a question or a sentence rather than a name."""
    plain = folded(text).strip()
    return plain.endswith("?") or bool(_QUESTION.search(plain))


def told_name(text: str) -> str | None:
    """The name in 'ik werk op de Wilg'; None: the message says no such thing."""
    plain = folded(text).strip(" .!")
    found = _TOLD.search(plain)
    name = plain[found.end() :] if found else ""
    return name if name and len(name.split()) <= _MOST_WORDS and not asks(text) else None


def fitting(typed: str, organisations: Iterable[Organisation]) -> list[Organisation]:
    """The organisations whose name has what was typed, schools before others."""
    candidates = [one for one in organisations if one.level not in ("landelijk", "instituut")]
    within = _named(typed, candidates)
    schools = [one for one in within if one.level == "school"]
    return schools or within


def fitting_institutes(typed: str, organisations: Iterable[Organisation]) -> list[Organisation]:
    """The institutes whose name has what was typed."""
    return _named(typed, [one for one in organisations if one.level == "instituut"])


def _named(typed: str, candidates: list[Organisation]) -> list[Organisation]:
    """Those that are called so, else whose name has it, else whose name is much like it."""
    plain = _BEFORE_A_NAME.sub("", folded(typed).strip(" .!?\"'"))
    if len(plain) < 3:
        return []
    whole = [one for one in candidates if folded(one.name) == plain]
    if whole:
        return whole
    within = [one for one in candidates if plain in folded(one.name)]
    if not within and len(plain.split()) <= _MOST_WORDS:
        scored = [(fuzz.partial_ratio(plain, folded(one.name)), one) for one in candidates]
        best = max((score for score, _ in scored), default=0)
        within = [one for score, one in scored if score >= max(_FITS, best - 5)]
    return within


def told_institute(text: str, organisations: Iterable[Organisation]) -> str | None:
    """The institute in 'mijn student zit op Pabo Delta' or its bare name; None: it says neither."""
    plain = folded(text).strip(" .!")
    if asks(text) or len(plain.split()) > 2 * _MOST_WORDS:
        return None
    bare = any(plain == folded(one.name) for one in organisations)
    return named_institute(text, organisations) if bare or _STUDIES.search(plain) else None


def named_institute(text: str, organisations: Iterable[Organisation]) -> str | None:
    """The id of the one institute that a message names; None: none, or several."""
    words = set(re.findall(r"\w+", folded(text)))
    found = [
        one.id
        for one in organisations
        if one.level == "instituut"
        and (own := set(re.findall(r"\w+", folded(one.name))) - _INSTITUTE_WORDS)
        and own <= words
    ]
    return found[0] if len(found) == 1 else None


def known_scope(
    organisations: Organisations, organisation: str | None, institutes: Iterable[str] = ()
) -> Scope:
    """The scope of what was chosen once; what the folder no longer has is left out."""
    known = organisation if organisation in organisations else None
    there = (one for one in institutes if one in organisations)
    return with_institutes(
        organisations, known, [one for one in there if organisations[one].level == "instituut"]
    )


def with_institutes(
    organisations: Organisations, organisation: str | None, institutes: Sequence[str]
) -> Scope:
    """The scope in which these are the only institutes; all of the partnership's if none is given.

    Raises:
        KnowledgeError: an id does not exist, or is no institute.
    """
    if len(institutes) < 2:
        return organisations.scope(organisation, institutes[0] if institutes else None)
    scopes = [organisations.scope(organisation, one) for one in institutes]
    found = {one.id: one for scope in scopes for one in scope.organisations}
    order = sorted(found.values(), key=lambda one: LEVELS.index(one.level))
    # Which of them it is depends on the student, as long as a question does not say.
    return Scope(scopes[0].chosen, tuple(order))
