"""Decide, before anything is searched, whether a message needs another answer than a quotation.

Danger stops everything. Details about persons are not repeated or looked up; only the general
question inside may be. What is not the assistant's to judge or make is declined. Instructions
planted in a message are left out. The order is that of what harms most when it is missed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final, Literal

from assistant.dialogue.signals.learned import Scores
from assistant.dialogue.signals.normalising import normalise
from assistant.dialogue.signals.personal import find_personal_data
from assistant.dialogue.signals.planted import without_planted
from assistant.dialogue.signals.rules import Finding, Rules, load_rules
from assistant.dialogue.tidying import sentences

About = Literal["self", "other"]

Judge = Callable[[str], Scores]
"""The learned model on an embedding: a message → how likely each concern is."""

CRISIS_CHANCE: Final = 0.55
CRISIS_CHANCE_IN_POLICY: Final = 0.85
CRISIS_CHANCE_IN_A_STORY: Final = 0.85
"""Of what is told in a reflection: there children cry, people are afraid, and all is well."""
CRISIS_CHANCE_OF_A_RULE: Final = 0.008
"""Below it a rule has met a word in a harmless place ('een training over zelfdoding')."""
SHORT: Final = 120
"""Characters in which one signal cannot drown."""
PERSONAL_CHANCE: Final = 0.7
DECLINED_CHANCE: Final = 0.8
"""What a learned score must reach where no rule speaks; chosen on messages not learned from."""

_QUESTION: Final = re.compile(
    r"\?\s*$|^\W*(?:hoe|hoeveel|wat|wie|wanneer|welk|welke|waar|waarom|mag|moet|kan|krijg|is|heeft)\b",
    re.IGNORECASE,
)
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


def in_story(judge: Judge) -> Judge:
    """The same judge for what a mentor tells when asked to: only what is sure counts as danger.

    Of 65 ordinary answers that it was not fitted on, 10 are taken for a crisis elsewhere, 4 here;
    of the crises of the development set 99% and 95% are found (`python -m tests.bench.safety`).
    """

    def judged(text: str) -> Scores:
        scores = judge(text)
        if scores.crisis >= CRISIS_CHANCE_IN_A_STORY:
            return scores
        return replace(scores, crisis=min(scores.crisis, CRISIS_CHANCE - 0.01))

    return judged


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


def assess(text: str, judge: Judge | None = None) -> Assessment:
    """Judge a message of at most a few thousand characters.

    Args:
        text: as the mentor typed it.
        judge: the learned model, which hears what no rule foresaw; without it rules alone decide.

    Returns:
        The gravest concern, or an assessment without one.
    """
    normalised = normalise(text)
    scores = judge(text) if judge is not None and normalised else None
    crisis = _find_crisis(normalised, scores)
    if crisis is not None:
        return crisis
    question, remainders = without_planted(text)
    if question == text.strip():
        return _judge(question, scores)
    assessment = _judge(question, judge(question) if judge else None) if question else None
    if assessment is not None and (assessment.concern or _asks(question)):
        return assessment
    for remainder in remainders:
        inner = _judge(remainder, None)
        if inner.concern is not None or _asks(remainder):
            return inner
    if assessment is not None and len(question.split()) > 3:
        return assessment
    return Assessment(Concern.DECLINED, "unrelated", None, "")


def _asks(text: str) -> bool:
    return bool(_QUESTION.search(text))


def _judge(question: str, scores: Scores | None) -> Assessment:
    """Judge a message without danger and without planted instructions."""
    normalised = normalise(question)
    personal = find_personal_data(question, normalised)
    declined = _declined_rules().find(normalised)
    diagnoses = declined is not None and declined.rule.kind == "diagnose"
    if personal is not None and not (diagnoses and personal.kind == "health"):
        general = personal.general
        if general and _declined_rules().find(normalise(general)):
            general = ""
        return Assessment(Concern.PERSONAL_DATA, personal.kind, None, general)
    if declined is not None:
        return Assessment(Concern.DECLINED, declined.rule.kind, None, _beside(question))
    if scores is not None and max(scores.personal_data, scores.declined) >= PERSONAL_CHANCE:
        if scores.declined >= max(DECLINED_CHANCE, scores.personal_data):
            return Assessment(Concern.DECLINED, scores.declined_kind, None, _beside(question))
        if scores.personal_data >= PERSONAL_CHANCE:
            return Assessment(Concern.PERSONAL_DATA, scores.personal_kind, None, "")
    return Assessment(None, None, None, question)


def _beside(message: str) -> str:
    """The questions in other sentences that may still be searched, or ''."""
    said = sentences(message.strip())
    if len(said) < 2:
        return ""
    rules = _declined_rules()
    return " ".join(s for s in said if _asks(s) and rules.find(normalise(s)) is None)


def _find_crisis(normalised: str, scores: Scores | None) -> Assessment | None:
    rules = _crisis_rules()
    found = rules.find(normalised)
    is_short = len(normalised) <= SHORT
    doubted = scores is not None and is_short and scores.crisis < CRISIS_CHANCE_OF_A_RULE
    if found is not None and not doubted:
        return Assessment(Concern.CRISIS, found.rule.kind, _about(normalised, found), "")
    if scores is None or scores.crisis < CRISIS_CHANCE:
        return None
    if scores.crisis < CRISIS_CHANCE_IN_POLICY and rules.asks_about_policy(normalised):
        return None
    return Assessment(Concern.CRISIS, scores.crisis_kind, _about(normalised, None), "")


def _about(text: str, found: Finding | None) -> About:
    """Whom a signal concerns: the rule may know, else the words in it and before it."""
    if found is None:
        pronoun = _OTHER_PRONOUN.search(text)
        told = pronoun and (_REPORTED.search(text) or not _FIRST.search(text))
        return "other" if told or _THIRD.search(text) else "self"
    if found.rule.about is not None:
        return "self" if found.rule.about == "self" else "other"
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
