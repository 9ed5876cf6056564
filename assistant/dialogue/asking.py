"""Reads a question: about which day, for whom, what kind of answer, leaning on which other.

Only what the words say; what cannot be read is left open.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.lexical import concepts, folded, tokens

Want = Literal["who", "number", "when", "may", "how", "other"]

_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
_MONTH = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTH)})(?: (20\d\d))?\b")
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_SCHOOL_YEAR = re.compile(r"\b(20\d\d) ?[-/] ?(?:20)?(\d\d)\b")
_YEAR = re.compile(r"\b(?:(vanaf|per|na|sinds|in|van|voor|gold|jaar|tot) )?(20[1-4]\d)\b")
_LAST = re.compile(r"\b(vorig|afgelopen|vorige|verleden) (school|studie)?jaar\b")
_NEXT = re.compile(r"\b(volgend|komend|aankomend|nieuw) (school|studie)jaar\b|\bvolgend jaar\b")

_TRAINEES = {
    "lio": r"\blio(?:er|ers|s|'s)?\b|\blio.stagiair|\bleraar in opleiding\b",
    "zij-instromer": r"\bzij.?instro\w*|\bzib(?:ber|bers|s|'s)?\b",
    "startende-leraar": (
        r"\bstarter(?:s)?\b|\b(?:startende|beginnende|nieuwe) (?:leraar|leraren|leerkracht\w*|"
        r"juf|meester|collega\w*)|\bnet (?:afgestudeerd|klaar met de pabo)"
    ),
    "student": r"\bstudent\w*|\bstagiair\w*|\bpabo.?er(?:s)?\b|\b\w+dejaars\b",
}
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
_STARTING = re.compile(
    r"\b(?:startende|beginnende|nieuwe) (?:mentor|coach|begeleider|wpb|werkplekbegeleider)"
    r"|\b(?:voor het eerst|net begonnen als|net) mentor\b|\beerste student\b"
)
_EXPERIENCED = re.compile(r"\bervaren (?:mentor|coach|begeleider|wpb|werkplekbegeleider)")

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
    ("who", re.compile(r"\bwie\b|\bdoor wie\b|\bbij wie\b|\bwiens\b|\bben ik (?:nou |nu )?degene")),
    (
        "may",
        re.compile(
            r"^(?:en )?(?:mag|moet|kan|kun|hoef|ben|is|heb|krijg|doe|zit|geldt|telt|wordt)\b"
            r"|\bverplicht|\b(?:mag|moet|hoef) (?:ik|je|hij|zij|ze|een|mijn|mn|de|het)\b"
        ),
    ),
    ("how", re.compile(r"\bhoe\b|\bwaarmee\b|\bop welke manier")),
)

_LEANING = re.compile(
    r"^(?:en|maar|oke? en|ok en)\b"
    r"|^(?:waarom|hoezo|van wie moet dat|sinds wanneer|en dan|hoe dan|wie dan)\b"
    r"|^(?:geldt|is|mag|moet|klopt) dat\b"
)


_BARE = re.compile(r"^(?:ook |dan )?(?:bij|voor|van|met|als) (?:een|n|de|het|t|mijn|mn|m'n) \w+")
_TRAINEE_WORD = (
    r"\b(?:lio(?:er|ers|s|'s)?|zij.?instrom\w*|zib(?:ber|bers|s|'s)?|starters?|student\w*"
    r"|stagiair\w*|pabo.?ers?|\w+e?jaars(?:student\w*)?)\b"
)
_SOMEBODY = re.compile(_TRAINEE_WORD, re.IGNORECASE)
_BARE_OTHER = re.compile(
    r"(?:(?:en|maar|ook|dan|oke?) )*(?:(?:bij|voor|van|met|als) )?(?:(?:dat|het|'?t|ie|ze|hij) )?"
    rf"(?:(?:een|'?n|de|mijn|mn|m'n|zo'n) )?(?P<who>{_TRAINEE_WORD})(?: (?:is|ook|dan|wel|nou))*",
    re.IGNORECASE,
)
_BEGINS_A_QUESTION = re.compile(
    r"^(?:en |of )?(?:wie|wat|hoe ?(?:veel|vaak|lang)?|wanneer|waar|welke?|mag|moet|krijg)\b"
)
_POINTING = re.compile(r"\b(?:dat|die|dit|deze|er|ervoor|erbij|ie|het|t|daar\w*|dan|zo)\b")
"""Words for what was said before; 'ze' and 'hij' are the student and need no question before."""
_POINTS = re.compile(
    r"^(?:hoe ?(?:lang|vaak|veel)|wanneer|wie|wat|waar|telt|geldt|is|mag|moet|krijg|kost|doet) "
    r"(?:\w+ ){0,2}(?:dat|die|ie|er|ervoor|daar\w*)\b"
)
_BETWEEN = re.compile(
    r"(?<=\?)\s+|\n+"
    r"|,? +(?=en (?:wie|hoe ?(?:veel|vaak|lang)|wanneer|welke?|mag ik|moet ik|krijg ik) )",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """What the words of a question tell; None or empty: they do not."""

    text: str
    """As it is searched."""

    day: date | None
    trainees: frozenset[str]
    years: frozenset[int]
    audience: str | None
    want: Want
    counted: str | None
    """What is to be counted: 'keer', 'tijd', or the word after 'hoeveel'."""


def read(text: str, today: date, words: Mapping[str, str]) -> Asked:
    """Read a question with the words of the mentor's own organisations."""
    plain = folded(text)
    named = {token[1:] for token in concepts(text, words)}
    trainees = {name for name, form in _TRAINEES.items() if re.search(form, plain)}
    trainees |= named & set(_TRAINEES)
    if len(trainees) > 1:
        trainees.discard("student")  # 'een lio-student' is a lio
    years = set()
    for ordinal, digit, short in _STUDY_YEAR.findall(plain):
        years.add(_ORDINALS[ordinal] if ordinal else int(digit or short))
    audience = "startend" if _STARTING.search(plain) else None
    if _EXPERIENCED.search(plain):
        audience = "ervaren"
    want: Want = next((kind for kind, form in _WANTS if form.search(plain)), "other")
    counted = _counted(plain) if want == "number" else None
    day = _day(plain, today)
    return Asked(
        searchable(text), day, frozenset(trainees), frozenset(years), audience, want, counted
    )


def leans(text: str) -> bool:
    """Whether a question has its subject in the one before it."""
    plain = folded(text).strip(" ?!.")
    content = tokens(plain)
    if _LEANING.search(plain):
        return len(content) <= 4 and not _stands_alone(plain)
    if _POINTS.search(plain):
        return len(content) <= 2
    return bool(_BARE.search(plain)) and len(content) <= 3


def completed(previous: str, question: str) -> str:
    """The question with what it leans on: the one before it, about somebody else if it says so.

    'hoeveel uur krijg ik voor een student' and 'en bij een lio?' make 'hoeveel uur krijg ik voor
    een lio'; a question that stands alone stays as it is.
    """
    if not leans(question):
        return question
    before = previous.strip(" ?!.\n")
    other = _BARE_OTHER.fullmatch(question.strip(" ?!.\n"))
    same = list(_SOMEBODY.finditer(before))
    if other and len(same) == 1:
        return before[: same[0].start()] + other["who"] + before[same[0].end() :]
    return f"{before}, {question.strip()}"


def questions(text: str) -> list[str]:
    """The questions of a message that asks several; else the message alone."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
    asking = [piece for piece in pieces if _asks_by_itself(piece)]
    if len(asking) < 2:
        return [text]
    # What stands before or between without asking belongs to the question after it.
    joined: list[str] = []
    lead = ""
    for piece in pieces:
        if piece in asking:
            joined.append(f"{lead} {piece}".strip())
            lead = ""
        else:
            lead = f"{lead} {piece}".strip()
    if lead:
        joined[-1] = f"{joined[-1]} {lead}"
    return joined


def _asks_by_itself(piece: str) -> bool:
    """Whether a piece of a message is a question; a mark at its end makes up for brevity."""
    if not piece.endswith("?"):
        return _stands_alone(folded(piece))
    if len(tokens(piece)) >= 2 or _BARE_OTHER.fullmatch(piece.strip(" ?")):
        return True
    return _stands_alone(folded(piece), least=1)


def _stands_alone(plain: str, least: int = 2) -> bool:
    """Whether it begins as a question and names what it is about, pointing at nothing before it."""
    return (
        bool(_BEGINS_A_QUESTION.search(plain))
        and not _POINTING.search(plain)
        and len(tokens(_BEGINS_A_QUESTION.sub("", plain))) >= least
    )


def searchable(text: str) -> str:
    """As people type on a phone: a capital or a mark at the end must not change what is found."""
    bare = text.strip(" ?!.\n")
    is_word = len(bare) > 1 and bare[1].islower()
    return (bare[0].lower() + bare[1:] if is_word else bare) or text


def _counted(plain: str) -> str | None:
    if re.search(r"\bhoe ?vaak\b|\bhoe ?veel keer", plain):
        return "keer"
    if re.search(r"\bhoe ?lang\b|\bhoe ?veel tijd", plain):
        return "tijd"
    found = re.search(r"\b(?:hoe ?veel|aantal) (\w+)", plain)
    return found[1] if found else None


def _day(plain: str, today: date) -> date | None:
    """The day that the words name; a year counts from today's place in it."""
    try:
        if found := _ISO.search(plain):
            return date(*map(int, found.groups()))
        if found := _DAY.search(plain):
            day, month, year = found.groups()
            # Without a year it is a moment in the year, not a version of the documents.
            return date(int(year), _MONTH[month], int(day)) if year else None
    except ValueError:
        return None  # 31 februari
    first = today.year if today.month >= 8 else today.year - 1
    if found := _SCHOOL_YEAR.search(plain):
        begin, end = int(found[1]), int(found[2])
        if (begin + 1) % 100 == end:
            return _shifted(today, begin - first)
    if _LAST.search(plain):
        return _shifted(today, -1)
    if _NEXT.search(plain):
        return _shifted(today, 1)
    if found := _YEAR.search(plain):
        year = int(found[2])
        if year == today.year:
            return None
        if found[1] in ("vanaf", "per", "na", "sinds") and year > today.year:
            return date(year, 1, 1)
        return _shifted(today, year - today.year)
    return None


def _shifted(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
