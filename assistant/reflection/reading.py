"""Reads what a mentor typed where a number or a choice was asked, or whether it asks something."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from index.lexical import folded

_NUMBERS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
_NUMBER = re.compile(
    rf"(?<![\w.,-])(\d+(?:[.,]\d+)?|{'|'.join(_NUMBERS)})(?:[+-](?!\w))?(?![\w-])(?!,\d)"
)
_OF_TEN = re.compile(r"(?:/ ?| (?:van|uit|op)(?: de)? )(?:10|tien)\b")
_LEAD = frozenset(
    """
    ik ben zit denk voel me mij mezelf geef zeg zou zeggen het is nu wel al toch een n zo'n zon
    ongeveer rond op doe maar uh eh nou mijn cijfer ergens zeker voor vandaag gok hooguit minstens
    misschien dat dit
    """.split()
)
"""Words that may stand before the number that is meant."""

_FEW_WORDS = 4
_LIKE = 85
"""Least likeness (0 to 100) of what is typed and a choice: one slip of the thumb."""

_MOST_WORDS = 25
_QUESTION_WORD = re.compile(
    r"^(?:en |maar |hoi |hey )?(?:wie|wat|hoe|hoeveel|hoelang|hoe vaak|wanneer|waar|waarom|welke?|"
    r"mag|moet|kan|krijg|krijgt|heb|is|geldt|telt|hoef|hoeft|bij wie|aan wie|voor wie|tot wanneer)"
    r" \w"
)
_ONLY_ASKS = re.compile(
    r"^(?:en |maar |hoi |hey )?(?:mag|krijg|krijgt|hoef|hoeft|geldt|telt|hoeveel) \w"
)
"""No thought about oneself begins so; 'wat als ik het fout had' may well be one."""
_ASIDE = re.compile(
    r"^(?:(?:even|nog|een|o ja|wacht|trouwens|iets anders|tussendoor|vraag|vraagje|geen idee|"
    r"(?:dat )?weet (?:ik )?niet)\b[\s:,.;-]*)+"
)
"""What stands before a question that comes in between."""
_STORY = re.compile(r"^(?:ik|ze|zij|hij|we|wij|toen|er|mijn|mn|de|dat) ")
_TO_THE_STUDENT = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b")
_I = re.compile(r"\b(?:ik|mij|mijn|mn)\b")
_OTHERS = re.compile(
    r"\b(?:student\w*|stagiair\w*|lio|zij-?instromer|starter|mentor\w*|schoolopleider|pabo|"
    r"instituutsopleider|bestuur|school)\b"
)
_ASKS_FOR_WORDS = re.compile(r"\b(?:vraag|vragen|vraagt|zeg|zegt|zin|woorden)\b")


def score(text: str) -> int | None:
    """The whole number from 0 to 10 that is meant; None: none, or more than one may be."""
    plain = _OF_TEN.sub("", folded(text)).strip(" .!?")
    found = [(one.start(), one[1]) for one in _NUMBER.finditer(plain)]
    if len(found) > 1 and found[0][1] == "een":
        found = found[1:]  # 'een 7': the article
    if not found:
        return None
    start, word = found[0]
    lead = set(re.findall(r"[\w']+", plain[:start])) <= _LEAD
    if len(found) > 1 or not (lead or len(plain.split()) <= _FEW_WORDS):
        return None
    if word in _NUMBERS:
        return _NUMBERS.index(word) if word != "een" or plain == "een" else None
    return int(word) if word.isdecimal() and int(word) <= len(_NUMBERS) - 1 else None


def choice(text: str, choices: Sequence[str]) -> str | None:
    """The choice that is meant, by its words, a part of them or its number; None: not clear."""
    plain = folded(text).strip(" .!?\"'()[]")
    labels = {folded(one): one for one in choices}
    if plain in labels:
        return labels[plain]
    if plain.isdecimal() and len(plain) < 3 and 1 <= int(plain) <= len(choices):
        return choices[int(plain) - 1]
    if len(plain) < 3:
        return None
    within = [one for name, one in labels.items() if re.search(rf"\b{re.escape(plain)}", name)]
    within = within or [one for name, one in labels.items() if name in plain]
    if len(within) == 1:
        return within[0]
    alike = [one for name, one in labels.items() if fuzz.ratio(plain, name) >= _LIKE]
    return alike[0] if len(alike) == 1 else None


def is_question(text: str) -> bool:
    """Whether it is put as one question, whoever it is for."""
    plain = _ASIDE.sub("", folded(text).strip())
    if len(plain.split()) > _MOST_WORDS or re.search(r"[:\"'\u2018\u2019\u201c\u201d]", plain):
        return False  # a story, or words that somebody said
    if _QUESTION_WORD.match(plain):
        return not re.search(r"[.!?]\s", plain)
    return plain.endswith("?") and "." not in plain and not _STORY.match(plain)


def only_asks(text: str) -> bool:
    """Whether a question can be no answer in words, even where no document answers it."""
    return bool(_ONLY_ASKS.match(_ASIDE.sub("", folded(text).strip())))


def asks_assistant(text: str, asked: str) -> bool:
    """Whether an answer in words is no answer but a question to the assistant.

    What is put to the student ('wat wil jij leren?') is an answer; where the step asks for a
    question or a sentence, so is everything that does not ask for oneself.

    Args:
        text: what was typed.
        asked: the question that is open.
    """
    plain = folded(text)
    if not is_question(text):
        return False
    of_myself = bool(_I.search(plain))
    to_student = bool(_TO_THE_STUDENT.search(plain))
    if _ASKS_FOR_WORDS.search(folded(asked)):
        return of_myself and not to_student
    return not to_student or bool(_OTHERS.search(plain))
