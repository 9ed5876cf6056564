"""Which day a question is about: 'vorig schooljaar', 'in maart 2026', 'vanaf 2027', 'vroeger'.

A day that only belongs to the mentor's own story ('ik heb vorig jaar de training gedaan, ...') is
no day on which documents are asked for.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from assistant.texts.day_names import MONTHS

_MONTH = {name: number for number, name in enumerate(MONTHS, 1)}
_SHORT = {name[:3]: number for name, number in _MONTH.items()} | {"mrt": 3, "sept": 9}
_ANY_MONTH = "|".join([*_MONTH, *(f"{short}" for short in _SHORT if short != "mei")])
_FROM = r"vanaf|per|na|sinds"
_BEFORE = rf"(?:(?P<how>{_FROM}|in|van|voor|gold|jaar|tot|eind|begin) )?"
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY = re.compile(rf"\b(\d{{1,2}})(?:e)? (?P<month>{_ANY_MONTH})\b\.?(?: (20\d\d))?")
_MONTH_YEAR = re.compile(rf"\b{_BEFORE}(?P<month>{_ANY_MONTH})\b\.? (?P<year>20\d\d)\b")
_SCHOOL_YEAR = re.compile(r"\b(20\d\d) ?[-/] ?(?:20)?(\d\d)\b")
_YEAR = re.compile(rf"\b{_BEFORE}(?:jaar )?(?P<year>20[1-4]\d)\b")
_NUMBER = {"een": 1, "twee": 2, "drie": 3, "vier": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_AGO = re.compile(rf"\b({'|'.join(_NUMBER)}) (?:school)?jaar (?:geleden|terug)\b")
_AHEAD = re.compile(rf"\bover ({'|'.join(_NUMBER)}) (?:school)?jaar\b")
_LAST = re.compile(r"\b(?:vorig|vorige|afgelopen|verleden) (?:school|studie)?jaar\b")
_NEXT = re.compile(
    r"\b(?:volgend|volgende|komend|komende|aankomend|nieuw|nieuwe) (?:school|studie)jaar\b"
    r"|\b(?:volgend|komend|aankomend) jaar\b"
)
_PAST_VERB = (
    r"(?:was|waren|gold|golden|kreeg|kregen|had|hadden|moest|moesten|mocht|mochten|werd|werden|"
    r"deed|deden|kwam|kwamen|ging|gingen|zat|zaten|stond|stonden|kon|konden|hoefde|beoordeelde\w*|"
    r"besliste\w*|duurde\w*|lag|lagen|gaf|gaven|nam|namen|sprak|spraken|kostte\w*|heette\w*)"
)
_FORMERLY = re.compile(
    rf"\b{_PAST_VERB}\b.*\b(?:vroeger|voorheen|destijds|eerder)\b"
    rf"|\b(?:vroeger|voorheen|destijds)\b.*\b{_PAST_VERB}\b"
    r"|\bin het verleden\b|\b(?:de|het|onze) (?:oude|vorige) "
    r"(?:\w*gids|\w*reglement|\w*afspra\w+|\w*regeling|\w*versie|\w*regels|\w*wijzer|\w*document)\b"
)
_CLAUSE = re.compile(
    r"[.,;:?!\n]+| (?:en|maar|dus) (?=(?:wie|wat|hoe|wanneer|mag|moet|krijg|is)\b)"
)
_ASKS = re.compile(
    r"^(?:en |of |maar )?(?:wie|wat|hoe\w*|wanneer|waar\w*|welke?"
    r"|(?:bij|voor|van|naar|op|tot|vanaf|binnen) (?:wie|welke?|wanneer|hoeveel)"
    r"|mag|moet|kan|kun|krijg\w*|heb|heeft|is|zijn|geldt?|telt|wordt|hoef|kwam|gold|was|werd|moest"
    r"|stond)\b"
)
_STORY = re.compile(
    r"\b(?:ik heb|heb ik|ik had|ik ben) (?:[\w']+ ){0,3}"
    r"(?:vorig|vorige|afgelopen|verleden|\w+ jaar (?:geleden|terug)|in 20\d\d)\b"
    r".*\b(?:ge|be|ver)\w+(?:d|t|n)\b"
)
_AUGUST = 8
"""The month in which schools begin to count their year."""

_LINKS = re.compile(r"\b(?:dan|toen|daarvoor)\b")


@dataclass(frozen=True)
class Moment:
    """The day that is asked about, and the period that the words name, both ends included.

    `begins`: the words ask for what holds from then on ('vanaf'). `formerly`: no day is named, what
    held before is asked for; `day` is then today.
    """

    day: date
    first: date
    last: date
    begins: bool = False
    formerly: bool = False


def moment(plain: str, today: date) -> Moment | None:
    """The day that the words name; None: they name none, so today's documents are asked for.

    A year counts from today's place in it: 'vorig schooljaar' and 'in 2025' are a year before
    today. A month is its first day.

    Args:
        plain: folded.
        today: the day on which it is asked.
    """
    said = _said(plain, today)
    if said is None:
        return None
    found, words = said
    if _STORY.search(plain) and not _ASKS.search(plain):
        return None
    clauses = [one.strip() for one in _CLAUSE.split(plain) if one.strip()]
    asking = [one for one in clauses if _ASKS.search(one)]
    told = [one for one in clauses if words in one and one not in asking]
    # 'ik heb vorig jaar de training gedaan, moet dat opnieuw': it tells, and then asks of today.
    if told and asking and not any(words in one or _LINKS.search(one) for one in asking):
        return None
    return found


def only_moment(plain: str) -> bool:
    """Whether a few words name a day and nothing else: 'volgend schooljaar', 'in 2025'."""
    rest = plain
    for form in (_ISO, _DAY, _MONTH_YEAR, _SCHOOL_YEAR, _YEAR, _LAST, _NEXT, _AGO, _AHEAD):
        rest = form.sub(" ", rest)
    words = set(rest.split())
    return rest != plain and words <= set(
        "en in vanaf dan het schooljaar ook nu voor t per".split()
    )


def _said(plain: str, today: date) -> tuple[Moment, str] | None:
    """The moment and the words that name it."""
    try:
        if found := _ISO.search(plain):
            return _on(date(*map(int, found.groups()))), found[0]
        if (found := _DAY.search(plain)) and found[3]:
            # Without a year it is a moment in the year, not a version of the documents.
            return _on(date(int(found[3]), _month(found["month"]), int(found[1]))), found[0]
    except ValueError:
        return None  # 31 februari
    if found := _MONTH_YEAR.search(plain):
        year, month = int(found["year"]), _month(found["month"])
        last = date(year, month, calendar.monthrange(year, month)[1])
        begin = date(year, month, 1)
        return Moment(begin, begin, last, _is_from(found["how"])), found[0]
    first = _school_year(today)
    if (found := _SCHOOL_YEAR.search(plain)) and (int(found[1]) + 1) % 100 == int(found[2]):
        return _year(today, int(found[1]) - first), found[0]
    if found := _LAST.search(plain):
        return _year(today, -1), found[0]
    if found := _NEXT.search(plain):
        return _year(today, 1), found[0]
    if found := _AGO.search(plain):
        return _year(today, -_NUMBER[found[1]]), found[0]
    if found := _AHEAD.search(plain):
        return _year(today, _NUMBER[found[1]]), found[0]
    if found := _YEAR.search(plain):
        year = int(found["year"])
        if year == today.year:
            return None
        if _is_from(found["how"]) and year > today.year:
            begin = date(year, 1, 1)
            return Moment(begin, begin, date(year, 12, 31), begins=True), found[0]
        day = _shifted(today, year - today.year)
        return Moment(day, date(year, 1, 1), date(year, 12, 31)), found[0]
    if found := _FORMERLY.search(plain):
        return Moment(today, today, today, formerly=True), found[0]
    return None


def _on(day: date) -> Moment:
    return Moment(day, day, day)


def _year(today: date, years: int) -> Moment:
    """The school year that lies so many years from today's."""
    day = _shifted(today, years)
    first = date(_school_year(day), _AUGUST, 1)
    return Moment(day, first, date(first.year + 1, 7, 31))


def _school_year(day: date) -> int:
    """The year in which the school year of a day begins."""
    return day.year if day.month >= _AUGUST else day.year - 1


def _month(name: str) -> int:
    return _MONTH.get(name) or _SHORT[name]


def _is_from(how: str | None) -> bool:
    return how is not None and how in _FROM.split("|")


def _shifted(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
