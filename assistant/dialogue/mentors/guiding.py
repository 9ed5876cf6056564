"""Whom the mentor guides: read from a few words, put into words, and what that narrows.

Never a name: a student is a kind of trainee, a year of study and an institute.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from assistant.dialogue.answers.asking import Asked, named_trainees, named_years
from assistant.dialogue.mentors.choosing import asks, fitting_institutes
from assistant.messages import Conversation, Student
from assistant.texts.catalogue import say
from index.lexical import folded
from knowledge.document import Audience, Trainee
from knowledge.organisation import Organisations

TRAINEES: tuple[Trainee, ...] = get_args(Trainee)
STUDYING = frozenset(TRAINEES) - {"startende-leraar"}
"""Those who study at an institute."""

MOST = 6
"""More are a list that nobody keeps up."""

_BETWEEN = re.compile(r"\s*(?:,|;|\+|&|\n|\ben\b)\s*")
_SMALL = re.compile(
    r"(?:\d|[1-4](?:e|ste|de)?|eerste|tweede|derde|vierde|jaar|jaars|\w+e?jaars[\w-]*|lio[\w-]*|student\w*"
    r"|stagiair\w*|zij|instro\w+|zij-?instro\w*|zib\w*|starters?|startende|beginnende|leraar|leraren"
    r"|leerkracht\w*|ik|begeleid|heb|mijn|mn|m'n|een|n|één|twee|drie|ook|nog|nu|dit|die|de|het|in"
    r"|uit|van|vd|op|bij|aan|zit|zitten|studeert|komt|is|pabo|hogeschool|opleiding)"
)
"""Words that may stand around what is read; any other makes it something else."""

_OWN = re.compile(r"\b(?:mijn|mn|m'n|onze) (?:student|stagiair)")


def told_students(
    text: str, organisations: Organisations, words: Mapping[str, str]
) -> list[Student]:
    """Those whom a message names and nothing else: 'een tweedejaars van Pabo Delta en een lio'.

    Args:
        text: what was typed.
        organisations: for the institutes' names.
        words: the mentor's own words, word → concept.

    Returns:
        As they are named, at most `MOST`; empty: the message says something else.
    """
    if asks(text):
        return []
    plain = folded(text).strip(" .!")
    for parts in (_BETWEEN.split(plain), [plain]):
        found = [_one(part, organisations, words) for part in parts if part]
        known = [one for one in found if one is not None]
        if known and len(known) == len(found):
            return known[:MOST]
    return []


def _one(part: str, organisations: Organisations, words: Mapping[str, str]) -> Student | None:
    named = named_trainees(part, words)
    years = named_years(part)
    if len(named) > 1:
        named -= {"student"}  # 'een lio-student' is a lio
    if len(named) > 1 or len(years) > 1 or not (named or years):
        return None
    kind: Trainee = next((one for one in TRAINEES if one in named), "student")
    left = [
        word
        for word in re.findall(r"[\w'-]+", part)
        if not _SMALL.fullmatch(word) and words.get(word) != kind
    ]
    found = fitting_institutes(" ".join(left), organisations)
    if left and len(found) != 1:
        return None
    institute = found[0].id if left and kind in STUDYING else None
    return Student(kind, next(iter(years), None) if kind == "student" else None, institute)


def described(student: Student, organisations: Organisations) -> str:
    """As the mentor reads it: 'student, jaar 2, Pabo Delta'."""
    parts = [say(f"student.{student.kind}")]
    if student.year is not None:
        parts.append(say("student.year", year=student.year))
    if student.institute is not None and student.institute in organisations:
        parts.append(organisations[student.institute].name)
    return ", ".join(parts)


def institutes_told(conversation: Conversation, organisations: Organisations) -> tuple[str, ...]:
    """Where those whom the mentor guides study; empty: that is not known of all of them."""
    if conversation.institute is not None:
        return (conversation.institute,)
    return institutes(conversation.students, organisations)


def institutes(students: Iterable[Student], organisations: Organisations) -> tuple[str, ...]:
    """The institutes of these students, each once; empty: one's is not known."""
    names = [one.institute for one in students if one.kind in STUDYING]
    known = [one for one in names if one is not None and one in organisations]
    return tuple(dict.fromkeys(known)) if len(known) == len(names) else ()


def meant(students: Sequence[Student], asked: Asked) -> tuple[Student, ...]:
    """Those of the guided whom a question is about; empty: it is about others."""
    if not (asked.trainees or asked.years):
        return tuple(students)
    named = asked.trainees or {"student"}
    found = tuple(
        one
        for one in students
        if one.kind in named and (not asked.years or one.year is None or one.year in asked.years)
    )
    if not found and not asked.years and _OWN.search(folded(asked.text)):
        return tuple(students)  # who guides only a lio calls the lio 'mijn student'
    return found


def narrowed(asked: Asked, students: Sequence[Student], experience: Audience | None) -> Asked:
    """The question, about whom the mentor guides where its own words leave that open."""
    whom = meant(students, asked)
    kinds = frozenset(one.kind for one in whom)
    years = frozenset(one.year for one in whom if one.year is not None)
    is_known = bool(whom) and all(one.year is not None for one in whom)
    return replace(
        asked,
        trainees=asked.trainees if asked.trainees & kinds or not kinds else kinds,
        years=asked.years or (years if is_known else frozenset()),
        audience=asked.audience or experience,
    )
