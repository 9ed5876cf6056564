"""Decide, before anything is searched, whether a message needs another answer than a quotation.

Danger stops everything. Details about persons are not repeated or looked up; only the general
question inside may be. What is not the assistant's to judge or make is declined. Instructions
planted in a message are left out. The order is that of what harms most when it is missed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, Literal

from assistant.dialogue.signals.normalising import normalise
from assistant.dialogue.signals.personal import find_personal_data
from assistant.dialogue.signals.planted import without_planted
from assistant.dialogue.signals.rules import Finding, Rules, load_rules

About = Literal["self", "other"]

_QUESTION: Final = re.compile(
    r"\?\s*$|^\W*(?:hoe|hoeveel|wat|wie|wanneer|welk|welke|waar|waarom|mag|moet|kan|krijg|is|heeft)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s+")
_THIRD: Final = re.compile(
    r"\b(?:student|stagiaire?|stagiar|lio|zij-?instromer|starter|leerling\w*|kind|kinderen|kleuter|"
    r"jongen|jongetje|meisje|collega|duo|vriendin|dochter|zoon|eerstejaars|tweedejaars|derdejaars|"
    r"iemand|moeder|vader)\b"
)
_REPORTED: Final = re.compile(
    r"\b(?:zei|zegt|zeggen|appt|appte|vertelt|vertelde|schreef|schrijft|mailt|mailde|roept|riep|stuurt|stuurde|post)\b"
)
_FIRST: Final = re.compile(r"\b(?:ik|me|mij|mezelf|mijzelf)\b")
_OTHER_PRONOUN: Final = re.compile(r"\b(?:hij|ze|zij|haar|hem)\b")


class Concern(StrEnum):
    """Why a message is not simply searched."""

    CRISIS = "crisis"
    PERSONAL_DATA = "personal_data"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a message is, apart from its topic.

    Attributes:
        concern: None when the message may be searched as it is.
        kind: crisis: acute, suicide, violence, sexual, school_abuse, health; personal data: name,
            number, health, family, religion, file, remember, others; declined: grade, choose,
            write, diagnose, legal, salary, health, colleague, politics, unrelated.
        about: whom a crisis concerns; None for other concerns.
        question: what may be searched: the message without planted instructions; for personal
            data the general question inside; empty when there is nothing to search.
    """

    concern: Concern | None
    kind: str | None
    about: About | None
    question: str


@lru_cache(maxsize=1)
def _crisis_rules() -> Rules:
    return load_rules("crisis.toml")


@lru_cache(maxsize=1)
def _declined_rules() -> Rules:
    return load_rules("declined.toml")


def assess(text: str) -> Assessment:
    """Judge a message of at most a few thousand characters.

    Args:
        text: as the mentor typed it.

    Returns:
        The gravest concern, or an assessment without one.
    """
    crisis = _find_crisis(normalise(text))
    if crisis is not None:
        return crisis
    question, remainders = without_planted(text)
    planted = question != text.strip()
    if not planted:
        return _judge(question)
    assessment = _judge(question) if question else None
    if assessment is not None and (assessment.concern or _asks(question)):
        return assessment
    for remainder in remainders:
        inner = _judge(remainder)
        if inner.concern is not None or _asks(remainder):
            return inner
    if assessment is not None and len(question.split()) > 3:
        return assessment
    return Assessment(Concern.DECLINED, "unrelated", None, "")


def _asks(text: str) -> bool:
    return bool(_QUESTION.search(text))


def _judge(question: str) -> Assessment:
    """Judge a message without danger and without planted instructions."""
    normalised = normalise(question)
    personal = find_personal_data(question, normalised)
    declined = _declined_rules().find(normalised)
    if personal is not None and not (
        declined and declined.rule.kind == "diagnose" and personal.kind == "health"
    ):
        general = personal.general
        if general and _declined_rules().find(normalise(general)):
            general = ""
        return Assessment(Concern.PERSONAL_DATA, personal.kind, None, general)
    if declined is not None:
        return Assessment(Concern.DECLINED, declined.rule.kind, None, _beside(question))
    return Assessment(None, None, None, question)


def _beside(message: str) -> str:
    """The questions in other sentences that may still be searched, or ''."""
    sentences = _SENTENCE.split(message.strip())
    if len(sentences) < 2:
        return ""
    rules = _declined_rules()
    return " ".join(s for s in sentences if _asks(s) and rules.find(normalise(s)) is None)


def _find_crisis(normalised: str) -> Assessment | None:
    found = _crisis_rules().find(normalised)
    if found is None:
        return None
    return Assessment(Concern.CRISIS, found.rule.kind, _about(normalised, found), "")


def _about(text: str, found: Finding) -> About:
    """Whom a signal concerns: the rule may know, else the words in it and before it."""
    if found.rule.about == "self":
        return "self"
    if found.rule.about == "other":
        return "other"
    span, before = text[found.start : found.end], text[: found.start]
    reported = _REPORTED.search(before) and (_THIRD.search(before) or _OTHER_PRONOUN.search(before))
    if reported or _THIRD.search(span):
        return "other"
    if _FIRST.search(span) or re.search(r"\bik(?: \w+){0,3} ?$", before):
        return "self"
    if _THIRD.search(text) or _OTHER_PRONOUN.search(span):
        return "other"
    if _FIRST.search(text):
        return "self"
    return "other" if _OTHER_PRONOUN.search(text) else "self"
