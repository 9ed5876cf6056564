"""Which lines a mentor may bring to the own appraisal talk: own sentences, none about a student.

The words are the mentor's: nothing is rewritten. What tells something of a student is not offered,
and refused when it is typed; the talk is about the mentor.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from assistant.states import Cycle, CyclePart, Kept, Weighed
from index.lexical import folded
from knowledge.splitting import sentences

PARTS: tuple[CyclePart, ...] = get_args(CyclePart)

OFFERED = 6
"""Most lines that a part offers; with what may be typed it keeps the state small."""

TYPED = 3
"""Most lines of the mentor's own that a part takes."""

LONGEST = 250
"""Most characters of a line that is typed or offered."""

SHORTEST = 3
"""Fewer words than these say nothing on paper ('ging goed')."""

_PART_OF_FLOW: dict[str, CyclePart] = {
    "mijn-kracht": "grew",
    "terugblik": "grew",
    "mijn-rol": "need",
}
_BEFORE_A_TALK = "voor-"

_PERSON = (
    r"(?:student\w*|stagiair\w*|lio|starter|zij-?instromer|leerling\w*|kind\w*|collega\w*|duo)"
)
_OWN = r"(?:mijn|m'n|mn|de|onze|deze|die|dit|dat|het|een)"
_AFTER_A_MARK = r"(?:^|[.,;:!?(\"'‘’“]\s*)"
_STARTS = (
    rf"(?:{_AFTER_A_MARK}|\b(?:dat|die|omdat|want|toen|als|of|en|maar|dus|wat|hoe|waar|waarom|wanneer"
    r"|terwijl|doordat|zodat)\s+)"
)
_SUBJECT = re.compile(
    rf"{_STARTS}{_OWN} {_PERSON}\b|{_STARTS}(?:haar|hun) \w|{_AFTER_A_MARK}zijn \w"
    r"|\b(?:hij|ze)\b|\bzij\b(?!-)"
)
_PEOPLE = re.compile(rf"\b{_PERSON}\b|\b(?:haar|hem|hen|hun)\b")
_FIRST = re.compile(r"\b(?:ik|wij|we)\b")
_CLAUSE = re.compile(r"[.,;:!?]")
_PLAN = re.compile(r"^als\b.*?(?:,\s*(?:dan\s)?|\sdan\s)")


@dataclass(frozen=True)
class Line:
    """A line that can be brought; `source` says where a quote stands, and is '' of own words."""

    words: str
    source: str = ""


def about_others(text: str) -> bool:
    """Whether a line tells something of a student or another, rather than of the mentor.

    It does when another is the subject of a clause ('mijn student durft meer', 'dat ze'), or when
    a clause mentions somebody and not the mentor. 'Ik stelde mijn student meer vragen' does not.
    Of an if-then plan only what is planned counts: its 'if' tells what has not happened.
    """
    plain = _PLAN.sub("", folded(text).strip())
    if _SUBJECT.search(plain):
        return True
    return any(
        _PEOPLE.search(clause) and not _FIRST.search(clause) for clause in _CLAUSE.split(plain)
    )


def own_lines(kept: Sequence[Kept], part: CyclePart) -> Iterator[tuple[str, Line]]:
    """What was kept and fits a part: a name that stays, and the line; the newest first.

    Plans are what the mentor wants, and what came of them is growth. Sentences go by the flow.
    """
    for one in sorted(kept, key=lambda one: one.at, reverse=True):
        if part == "want" and one.plan:
            yield f"{one.id}:plan", Line(one.plan.strip())
        if part == "grew" and one.outcome:
            yield from _told(f"{one.id}:outcome", one.outcome)
        if part == _part_of(one.flow):
            for given in one.given:
                if given.answer and given.answer != one.plan:
                    yield from _told(f"{one.id}:{given.step}", given.answer)


def next_part(part: CyclePart) -> CyclePart | None:
    """The part after this one; None: this is the last."""
    at = PARTS.index(part) + 1
    return PARTS[at] if at < len(PARTS) else None


def seen(cycle: Cycle) -> frozenset[str]:
    """The names of the lines that the mentor said yes or no to."""
    return frozenset(one.ref for one in cycle.weighed if one.ref)


def is_full(cycle: Cycle) -> bool:
    """Whether the part takes no more lines that are typed."""
    return len([one for one in _here(cycle) if one.words]) >= TYPED


def offers_more(cycle: Cycle) -> bool:
    """Whether the part offers another line, if there is one."""
    return len([one for one in _here(cycle) if one.ref]) < OFFERED


def _here(cycle: Cycle) -> list[Weighed]:
    return [one for one in cycle.weighed if one.part == cycle.part]


def _part_of(flow: str) -> CyclePart:
    if flow.startswith(_BEFORE_A_TALK):
        return "want"
    return _PART_OF_FLOW.get(flow, "did")


def _told(name: str, text: str) -> Iterator[tuple[str, Line]]:
    """Sentence by sentence, since a mentor brings a line and no story."""
    for number, sentence in enumerate(sentences(text)):
        if len(sentence.split()) >= SHORTEST:
            yield f"{name}:{number}", Line(sentence.strip())
