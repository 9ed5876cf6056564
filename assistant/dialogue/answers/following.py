"""Questions that lean on the one before: 'en bij een lio?', 'waarom?', 'en wie leidt dat dan?'.

What is missing is taken from the question before. A bare word takes the place of its like; a bare
question word takes the place of the other; else the one is said after the other, and what 'dat' or
'daar' points at is looked for in more than one way (`readings`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.dialogue.answers.dating import only_moment
from index.lexical import folded, tokens

_LEADS = r"(?:(?:en|maar|oke?|ja|o|oh|dus|nou)[, ]+)*"
_ASKING = (
    r"(?:(?:van|bij|voor|naar|met|door|aan|tot|sinds|vanaf|binnen|op|in|uit) )?"
    r"(?:wie|wat|waarom|hoezo|waar|wanneer|hoe ?veel(?: \w+)?|hoe ?vaak|hoe ?lang|hoe ?laat|hoe"
    r"|welke? \w+)"
)
_ONLY_ASKS = re.compile(
    rf"{_LEADS}(?P<asks>{_ASKING})"
    r"(?: (?:dan|nou|eigenlijk|precies|ook|wel|niet|nog|dat|dit|die|is|was|moet|mag|geldt|gebeurt"
    r"|het|t))*"
)
_BEGINS_ASKING = re.compile(rf"{_LEADS}(?P<asks>{_ASKING})\b ?", re.IGNORECASE)
_WHY = ("waarom", "hoezo")
_NAMES = re.compile(
    rf"(?P<asks>{_LEADS}{_ASKING} (?:is|zijn|was|betekent|doet|heet|begint|start|duurt)) "
    r"(?:[\w'-]+ ?){1,4}",
    re.IGNORECASE,
)
_LIKE = re.compile(
    rf"{_LEADS}(?P<what>(?:(?:de|het|een|'?n) )?"
    r"(?!(?:als|bij|voor|van|met|in|op|na|aan|dan|wel|niet)\b)[\w'-]{3,}(?: [\w'-]{4,})?)",
    re.IGNORECASE,
)
"""'en de eindbeoordeling?' after 'wanneer is de tussenbeoordeling': one name for another."""
_VERB_FIRST = re.compile(
    r"(?:mag|moet|kan|kun|krijgt?|heb|heeft|is|zijn|geldt|telt|hoef|hoort|doe|doet|komt|wordt|staat)\b"
)
_LEANING = re.compile(
    r"^(?:en|maar|oke? en|ok en|ook|dus)\b"
    r"|^(?:waarom|hoezo|van wie moet dat|sinds wanneer|en dan|hoe dan|wie dan)\b"
    r"|^(?:geldt|is|mag|moet|klopt) dat\b"
)
_BARE = re.compile(r"^(?:ook |dan )?(?:bij|voor|van|met|als) (?:een|n|de|het|t|mijn|mn|m'n) \w+")
_YEAR_WORD = (
    r"(?:in )?(?:het )?(?:jaar [1-4]|(?:eerste|tweede|derde|vierde|[1-4]e) (?:school|studie)?jaar)"
)
_TRAINEE_WORD = (
    r"(?:lio(?:er|ers|s|'s)?|zij.?instrom\w*|zib(?:ber|bers|s|'s)?|starters?|student\w*"
    r"|stagiair\w*|pabo.?ers?|startende (?:leraar|leerkracht)|\w+e?jaars(?:student\w*)?)"
)
_SOMEBODY = re.compile(rf"\b(?:{_TRAINEE_WORD}(?: {_YEAR_WORD})?|{_YEAR_WORD})\b", re.IGNORECASE)
_BARE_OTHER = re.compile(
    r"(?:(?:en|maar|ook|dan|oke?) )*(?:(?:bij|voor|van|met|als) )?(?:(?:dat|het|'?t|ie|ze|hij) )?"
    rf"(?:(?:een|'?n|de|mijn|mn|m'n|zo'n) )?(?P<who>{_TRAINEE_WORD}|{_YEAR_WORD})\b"
    r"(?: (?:is|ook|dan|wel|nou))*",
    re.IGNORECASE,
)
_BEGINS_A_QUESTION = re.compile(
    r"^(?:(?:en|of|maar|ook) )*(?:(?:van|bij|voor|naar|met|door|tot|vanaf|binnen|op|in) "
    r"(?:wie|welke?|wanneer|hoeveel)"
    r"|wie|wat|hoe ?(?:veel|vaak|lang)?|wanneer|waar|welke?"
    r"|mag|moet|krijgt?|kan|kun|heb|heeft|is|zijn|hoort|hoeft?|geldt|telt|komt|wordt|staat)\b"
)
_POINTING = re.compile(
    r"\b(?:dat|die|dit|deze|er|er(?:voor|bij|mee|over|van)|ie|daar\w*|dan|zo)\b"
    r"|\b(?:het|t)\b(?! [a-z]{4,})"
)
"""Words for what was said before; 'ze' and 'hij' are the student and need no question before."""
_POINTS = re.compile(
    r"^(?:hoe ?(?:lang|vaak|veel)|wanneer|wie|wat|waar|telt|geldt|is|mag|moet|krijg|kost|doet) "
    r"(?:\w+ ){0,2}(?:dat|die|ie|er|ervoor|daar\w*|dan)\b"
    r"|\b(?:daar(?:voor|mee|bij|over|van|aan|na|heen|op|in)|er(?:voor|mee|bij|over|van|heen))\b"
    r"|\bdan (?:heen|wel|ook|niet)?$"
)
_PERSON = re.compile(r"\b(?:ze|zij|hij|ie|die)\b(?! (?:dag|week|stage|keer))", re.IGNORECASE)
_DETERMINER = r"(?:de|het|een|'?n|mijn|mn|m'n|ons|onze|je|zo'n)"
_ARTICLE, _VERB = 3, 6
"""Letters that an article adds to a word's length, and that the end of a verb takes from it."""
_LITTLE = frozenset(
    tokens(
        "hoe vaak hoelang lang wie wanneer welke welk beslist beslissen bepaalt komt komen doet "
        "moet mag dag dagen uur uren week jaar keer student stagiair lio starter zij-instromer "
        "mentor praten spreken begeleiden geven geeft maken stuur krijgen begint start leidt "
        "eerste tweede derde vierde eerstejaars tweedejaars derdejaars volgende zitten staan"
    )
)
"""Words of a question before that are hardly ever what 'dat' points at."""


def leans(text: str) -> bool:
    """Whether a question has its subject in the one before it."""
    plain = folded(text).strip(" ?!.")
    content = tokens(plain)
    if _ONLY_ASKS.fullmatch(plain) or _BARE_OTHER.fullmatch(plain) or only_moment(plain):
        return True
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
    return replaced(before, question) or f"{before}, {question.strip()}"


def replaced(before: str, question: str) -> str | None:
    """The question before with one of its words replaced by what is asked now; None: it cannot be.

    Args:
        before: without marks at its end.
        question: one that leans.
    """
    bare = question.strip(" ?!.\n")
    plain = folded(bare)
    if other := _BARE_OTHER.fullmatch(bare):
        same = list(_SOMEBODY.finditer(before))
        if len(same) == 1:
            start, end = same[0].span()
            return before[:start] + _in_place_of(same[0][0], other["who"]) + before[end:]
        return None
    if (like := _LIKE.fullmatch(bare)) and (named := _NAMES.fullmatch(before)):
        return f"{named['asks']} {like['what']}"
    if only_moment(plain):
        return f"{before} {re.sub(r'^(?:en|maar) ', '', bare, flags=re.IGNORECASE)}"
    if found := _ONLY_ASKS.fullmatch(plain):
        asks = found["asks"]
        if _VERB_FIRST.match(folded(before)):
            return f"{asks} {before}"
        begins = _BEGINS_ASKING.match(before)
        if begins and _VERB_FIRST.match(folded(before[begins.end() :])) and asks not in _WHY:
            return f"{asks} {before[begins.end() :]}"
    return None


def _in_place_of(said: str, now: str) -> str:
    """'in jaar 3' in place of 'eerstejaars' is still about a student."""
    is_year = re.fullmatch(_YEAR_WORD, now, re.IGNORECASE)
    was_year = re.fullmatch(_YEAR_WORD, said, re.IGNORECASE)
    if is_year and not was_year:
        return f"student {now if now.lower().startswith('in ') else 'in ' + now}"
    return now


@dataclass(frozen=True)
class Reading:
    """One way to read a question: what is searched, and how it is shown to the mentor."""

    searched: str
    shown: str


def readings(previous: str, question: str) -> tuple[Reading, ...]:
    """What a leaning question may be read as, the likeliest first.

    One that begins as a question and names something may be meant by itself all the same.

    Args:
        previous: the question before.
        question: one that leans.
    """
    before = previous.strip(" ?!.\n")
    whole = completed(previous, question)
    found = [Reading(whole, whole)]
    if replaced(before, question) is not None:
        return tuple(found)
    if _names_its_own(question):
        somebody = _SOMEBODY.search(before)
        alone = _PERSON.sub(f"de {somebody[0]}", question, count=1) if somebody else question
        found.append(Reading(alone, whole if _POINTING.search(folded(question)) else alone))
    bare = re.sub(rf"^{_LEADS}", "", question.strip(" ?!.\n"), flags=re.IGNORECASE)
    if subject := _subject(before):
        found.append(Reading(_pointed_out(bare, subject), whole))
        content = " ".join(word for word in re.findall(r"[\w'-]+", before) if _tells(word))
        found.append(Reading(f"{bare}, {content}", whole))
    return tuple(found)


def _names_its_own(question: str) -> bool:
    plain = folded(question).strip(" ?!.")
    return bool(_BEGINS_A_QUESTION.search(plain)) and bool(
        set(tokens(_BEGINS_A_QUESTION.sub("", plain))) - _LITTLE
    )


def _tells(word: str) -> bool:
    stems = tokens(word)
    return bool(stems) and not set(stems) <= _LITTLE


def _subject(before: str) -> str | None:
    """What a question is about, with its article: its longest word, since Dutch joins words."""
    words = [word for word in re.findall(r"[\w'-]+", before) if _tells(word)]
    if not words:
        return None
    return max((_with_article(before, word) for word in words), key=_weight)


def _with_article(before: str, word: str) -> str:
    form = rf"\b{_DETERMINER} (?:[\w'-]+ )?{re.escape(word)}\b"
    found = re.search(form, before, re.IGNORECASE)
    return found[0] if found else word


def _weight(subject: str) -> int:
    """How likely it is what a question is about: long, with an article, no bare verb."""
    word = subject.split()[-1]
    has_article = len(subject) > len(word)
    return len(word) + (_ARTICLE if has_article else -_VERB if word.endswith("en") else 0)


def _pointed_out(question: str, subject: str) -> str:
    """The question with its subject in place of the word that points at it, else behind it."""
    for form, instead in (
        (r"\b(?:daar|er)(voor|bij|mee|over|van|aan|na|op|in)\b", _preposition(subject)),
        (r"\b(?:dat|dit|het|'t)\b(?! (?:ik|je|ze|hij|we)\b)", lambda _: subject),
        (r"\bdaar\b", lambda _: f"bij {subject}"),
    ):
        changed = re.sub(form, instead, question, count=1, flags=re.IGNORECASE)
        if changed != question:
            return changed
    return f"{question} bij {subject}"


def _preposition(subject: str) -> Callable[[re.Match[str]], str]:
    """'daarmee' → 'met de training'."""
    return lambda found: f"{'met' if found[1].lower() == 'mee' else found[1]} {subject}"


def _stands_alone(plain: str) -> bool:
    """Whether it begins as a question and names what it is about, pointing at nothing before it."""
    return (
        bool(_BEGINS_A_QUESTION.search(plain))
        and not _POINTING.search(plain)
        and len(tokens(_BEGINS_A_QUESTION.sub("", plain))) >= 2
    )
