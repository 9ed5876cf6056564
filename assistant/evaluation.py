"""Plays labelled questions through the dialogue that serves mentors, and measures what comes."""

import json
import time
from datetime import date
from pathlib import Path

from assistant.dialogue import asking
from assistant.dialogue.assistant import Assistant
from assistant.errors import ConfigurationError
from assistant.ports import SearcherSource
from index.evaluation import Judged, figures


def evaluate_file(
    file: Path, assistant: Assistant, live: SearcherSource, today: date
) -> dict[str, object]:
    """The figures of a question set; all rows count.

    Raises:
        ConfigurationError: the file or a line cannot be read.
    """
    return figures(judge(file, assistant, live, today))


def judge(file: Path, assistant: Assistant, live: SearcherSource, today: date) -> list[Judged]:
    """Each question with what came of it, in the order of the file.

    Raises:
        ConfigurationError: the file or a line cannot be read.
    """
    found = []
    try:
        rows = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}.") from None
    for number, raw in enumerate(rows, 1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
            question, expected = str(row["question"]), row["expect"]
            status, sections = str(expected["status"]), tuple(expected.get("sections") or ())
            day = date.fromisoformat(row["today"]) if row.get("today") else today
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(f"{file}:{number} is no labelled question: {error}.") from None
        scope, institute, previous = (row.get(k) for k in ("scope", "institute", "previous"))
        started = time.perf_counter()
        given = assistant.ask(
            question, scope=scope, institute=institute, previous=previous, today=day
        )
        elapsed = (time.perf_counter() - started) * 1000
        sources = tuple(f"{s.document}#{s.section}" for s in given.sources)
        found.append(
            Judged(
                expected=status,
                sections=sections,
                status=given.status,
                ranked=_ranked(live, question, previous, scope, institute, day, sources),
                sources=sources,
                confidence=given.confidence,
                elapsed_ms=elapsed,
            )
        )
    return found


def _ranked(
    live: SearcherSource,
    question: str,
    previous: str | None,
    scope: str | None,
    institute: str | None,
    day: date,
    sources: tuple[str, ...],
) -> tuple[str, ...]:
    """What was shown, then the rest of the ranking: the order in which a mentor could read."""
    searcher = live.current()
    within = searcher.knowledge.organisations.scope(scope, institute)
    text = asking.completed(previous, question) if previous else question
    asked = asking.read(text, day, within.words)
    hits = searcher.ask(text, within, asked.day or day).hits
    return tuple(dict.fromkeys([*sources, *(hit.id for hit in hits)]))
