"""Plays labelled questions through the dialogue that serves mentors, and keeps what comes."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from assistant.dialogue.answers import asking
from assistant.dialogue.assistant import Assistant
from assistant.errors import ConfigurationError
from assistant.messages import Answer, Status
from assistant.ports import SearcherSource
from index.evaluation import Judged
from knowledge.errors import KnowledgeError

Report = Callable[[int, int], None]
"""Called with (questions asked, questions to ask)."""


class Expected(BaseModel):
    """What a question should get; any one of the sections suffices, a conflict needs all."""

    model_config = ConfigDict(frozen=True)

    status: Status
    sections: Annotated[tuple[str, ...], BeforeValidator(lambda given: given or ())] = ()


class Labelled(BaseModel):
    """A line of a question set: CONTRACTS.md section 2, 'eval sets'."""

    model_config = ConfigDict(frozen=True)

    question: str
    scope: str | None = None
    institute: str | None = None
    previous: str | None = None
    today: Annotated[date | None, BeforeValidator(lambda given: given or None)] = None
    expect: Expected


def read_questions(file: Path) -> list[tuple[int, Labelled]]:
    """(line number, question) of a set, in the order of the file.

    Raises:
        ConfigurationError: the file or a line cannot be read.
    """
    try:
        # Some programs begin a file with a byte order mark.
        lines = file.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file} cannot be read: it is no UTF-8 text.") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append((number, Labelled.model_validate_json(line)))
        except ValidationError as error:
            reason = _reason(error.errors()[0])
            raise ConfigurationError(
                f"{file}:{number} is no labelled question: {reason}."
            ) from None
    return found


def judge(
    file: Path,
    assistant: Assistant,
    live: SearcherSource,
    today: date,
    report: Report | None = None,
) -> list[Judged]:
    """Each question with what came of it, in the order of the file.

    Raises:
        ConfigurationError: the file or a line cannot be read, or names no organisation.
    """
    questions = read_questions(file)
    found = []
    for done, (number, row) in enumerate(questions, 1):
        day = row.today or today
        started = time.perf_counter()
        try:
            given = assistant.ask(
                row.question,
                scope=row.scope,
                institute=row.institute,
                previous=row.previous,
                today=day,
            )
        except KnowledgeError as error:
            raise ConfigurationError(f"{file}:{number}: {error}") from None
        elapsed = (time.perf_counter() - started) * 1000
        found.append(
            Judged(
                expected=row.expect.status,
                sections=row.expect.sections,
                status=given.status,
                ranked=_ranked(live, row, day, given),
                sources=_shown(given),
                confidence=given.confidence,
                elapsed_ms=elapsed,
            )
        )
        if report:
            report(done, len(questions))
    return found


def _shown(given: Answer) -> tuple[str, ...]:
    return tuple(f"{source.document}#{source.section}" for source in given.sources)


def _ranked(live: SearcherSource, row: Labelled, day: date, given: Answer) -> tuple[str, ...]:
    """What was shown, then the rest of the ranking: the order in which a mentor could read."""
    searcher = live.current()
    within = searcher.knowledge.organisations.scope(row.scope, row.institute)
    text = asking.completed(row.previous, row.question) if row.previous else row.question
    asked = asking.read(text, day, within.words)
    hits = searcher.ask(text, within, asked.day or day).hits
    return tuple(dict.fromkeys([*_shown(given), *(hit.id for hit in hits)]))


def _reason(error: ErrorDetails) -> str:
    """What pydantic found wrong with a line, for the one who wrote it."""
    if error["type"] == "json_invalid":
        return "it is no JSON"
    name = ".".join(str(part) for part in error["loc"])
    if not name:
        return "it is no JSON object"
    if error["type"] == "missing":
        return f"'{name}' is missing"
    return f"'{name}': {error['msg'][:1].lower()}{error['msg'][1:]}"
