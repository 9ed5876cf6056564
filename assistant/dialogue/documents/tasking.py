"""/wiedoetwat: each task with who has which part in it, and the document that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from assistant.dialogue import paging
from assistant.dialogue.answers.attributing import ask_line, source_line
from assistant.dialogue.answers.quoting import shown
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Outcome, Student
from assistant.texts.catalogue import say
from knowledge.comparing import contradictions
from knowledge.document import Document, Moment, Part, Task, Trainee

_PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True)
class _Said:
    """What one document says of one task."""

    document: Document
    task: Task


def tasks(talk: Talk, value: str = "1") -> Outcome:
    """A page of tasks, each with everybody's part and where that stands."""
    every = _tasks(talk)
    if not every:
        return talk.said("\n\n".join([say("tasks.none"), *_national(talk)]), talk.school_choice)
    some, number, pages = paging.part(list(every), value)
    paragraphs = [say("tasks.title"), *(_overview(talk, name, every[name]) for name in some)]
    if pages > 1:
        paragraphs.append(say("sources.page", page=number, pages=pages))
    paragraphs += [say("tasks.read"), *_national(talk)]
    choices = [Choice(_label(talk, name), f"task:{name}") for name in some]
    turns = paging.turns("tasks:", number, pages)
    return talk.said("\n\n".join(paragraphs), (*choices, *turns, *talk.school_choice))


def task(talk: Talk, name: str) -> Outcome:
    """One task in the words of the documents."""
    every = _tasks(talk)
    if name not in every:
        return tasks(talk)
    paragraphs = [_label(talk, name) + ":"]
    quotes: list[str] = []
    for place, here in _by_place(talk, every[name]).items():
        lines = []
        for words in dict.fromkeys(one.task.quote for one in here):
            quotes.append(shown(words))
            said = [one for one in here if one.task.quote == words]
            lines += [_parts(talk, said), quotes[-1]]
        paragraphs.append("\n".join((*lines, place)))
    if differs := _difference(talk, name, every[name]):
        paragraphs += [differs, ask_line(talk.contact)]
    page = list(every).index(name) // paging.SIZE + 1
    back = Choice(say("tasks.all"), f"tasks:{page}")
    return talk.said("\n\n".join(paragraphs), (back,), quotes=tuple(quotes))


def for_whom(narrowed: Task | Moment, document: Document, students: Sequence[Student]) -> str:
    """' (lio)' where a fact is about some trainees or years only, and not all who are guided."""
    if students and all(concerns(narrowed, document, [one]) for one in students):
        return ""
    kinds: tuple[Trainee, ...] = narrowed.trainee or document.trainee or ()
    years = narrowed.years or document.years or ()
    told = [say(f"student.{one}") for one in kinds if len(kinds) < len(get_args(Trainee))]
    if len(years) in range(1, 4):
        told.append(say("student.year", year=", ".join(map(str, years))))
    return " " + say("tasks.whom", whom=", ".join(told)) if told else ""


def concerns(narrowed: Task | Moment, document: Document, students: Sequence[Student]) -> bool:
    """Whether a fact is about one of those who are guided; about anybody while none is known."""
    kinds: tuple[Trainee, ...] = narrowed.trainee or document.trainee or get_args(Trainee)
    years = narrowed.years or document.years or (1, 2, 3, 4)
    return not students or any(
        one.kind in kinds and (one.year is None or one.year in years) for one in students
    )


def _tasks(talk: Talk) -> dict[str, list[_Said]]:
    """Task → what documents that hold say of it, in the order of the vocabulary."""
    found: dict[str, list[_Said]] = {}
    for document in talk.holding:
        for one in document.tasks:
            if concerns(one, document, talk.conversation.students):
                found.setdefault(one.task, []).append(_Said(document, one))
    order = list(talk.knowledge.tasks)
    names = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
    return {name: sorted(found[name], key=lambda one: _rank(talk, one)) for name in names}


def _rank(talk: Talk, one: _Said) -> tuple[int, int, int]:
    """The nearest document first, and in it who decides."""
    documents = [document.id for document in talk.holding]
    near = talk.scope.distance[one.document.issuer]
    return near, documents.index(one.document.id), _PARTS.index(one.task.part)


def _overview(talk: Talk, name: str, every: list[_Said]) -> str:
    lines = [_label(talk, name) + ":"]
    for document in dict.fromkeys(one.document.id for one in every):
        here = [one for one in every if one.document.id == document]
        lines += [_parts(talk, here), _source(talk, here[0])]
    if differs := _difference(talk, name, every):
        lines.append(differs)
    return "\n".join(lines)


def _parts(talk: Talk, here: list[_Said]) -> str:
    """Who decides, who does it and so on, each part once: 'Beslist: de mentor. Doet het: …'."""
    roles: dict[tuple[str, str], list[str]] = {}
    for one in here:
        part = say(f"tasks.part.{one.task.part}")
        whom = for_whom(one.task, one.document, talk.conversation.students)
        roles.setdefault((part, whom), []).append(say(f"concept.{one.task.role}"))
    return " ".join(
        say("tasks.does", part=part, whom=whom, roles=", ".join(dict.fromkeys(named)))
        for (part, whom), named in roles.items()
    )


def _by_place(talk: Talk, every: list[_Said]) -> dict[str, list[_Said]]:
    """The line that says where it stands → what stands there."""
    found: dict[str, list[_Said]] = {}
    for one in every:
        section = one.document.section_of(one.task.quote)
        place = (
            source_line(talk.knowledge, one.document, section) if section else _source(talk, one)
        )
        found.setdefault(place, []).append(one)
    return found


def _source(talk: Talk, one: _Said) -> str:
    issuer = talk.knowledge.issuer(one.document).name
    return say("tasks.source", title=one.document.title, issuer=issuer)


def _difference(talk: Talk, name: str, every: list[_Said]) -> str:
    """That documents do not say the same on who decides, if they do not."""
    documents = tuple({one.document.id: one.document for one in every}.values())
    if any(
        pair.one.is_task and pair.key == name for pair in contradictions(talk.knowledge, documents)
    ):
        return say("tasks.differ")
    deciding: dict[str, set[str]] = {}
    for one in every:
        if talk.knowledge.issuer(one.document).level == "instituut" and one.task.part == "beslist":
            deciding.setdefault(one.document.issuer, set()).add(one.task.role)
    is_same = all(roles == next(iter(deciding.values())) for roles in deciding.values())
    return "" if is_same else say("tasks.differ_institutes")


def _label(talk: Talk, name: str) -> str:
    label = talk.knowledge.tasks.get(name, name.replace("-", " "))
    return label[:1].upper() + label[1:]


def _national(talk: Talk) -> list[str]:
    return [] if talk.scope.chosen else [say("tasks.no_scope")]
