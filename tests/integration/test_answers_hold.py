"""Whatever is asked, by whom and on which day: no answer says what does not hold."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import bootstrap
from assistant.config import Settings
from assistant.dialogue.assistant import Assistant
from assistant.dialogue.mentors.choosing import named_institute
from assistant.messages import Answer
from knowledge.document import Document, squeeze
from knowledge.holding import Knowledge
from knowledge.loading import SHIPPED
from knowledge.organisation import Scope
from tests.integration.conftest import PREFIX, ROOT, WATERLAND, Command

FOLDERS = {"waterland": WATERLAND, "shipped_dev": SHIPPED}
NAMES = ("Sanne", "Mehmet", "Jip", "Fatima")
SURNAMES = ("de Vries", "Yilmaz", "Bakker", "van Dalen")
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31)) | st.just(date(2026, 11, 24))
SEARCHED = ("answered", "conflict")


@dataclass(frozen=True)
class Region:
    """One folder with its assistant and the questions that people made for it."""

    assistant: Assistant
    knowledge: Knowledge
    questions: tuple[dict[str, Any], ...]
    organisations: tuple[str | None, ...]


@pytest.fixture(scope="module")
def regions(command: Command) -> dict[str, Region]:
    found = {}
    for name, folder in FOLDERS.items():
        read = Settings(
            knowledge_dir=folder,
            data_dir=Path(command.env[f"{PREFIX}DATA_DIR"]),
            models_dir=Path(command.env[f"{PREFIX}MODELS_DIR"]),
        )
        live = bootstrap.live_searcher(read, date(2026, 11, 24), lambda *_: None)
        file = ROOT / "tests" / "questions" / f"{name}.jsonl"
        knowledge = live.current().knowledge
        found[name] = Region(
            bootstrap.assistant(read, live),
            knowledge,
            tuple(json.loads(line) for line in file.read_text("utf-8").splitlines()),
            (None, *(one.id for one in knowledge.organisations)),
        )
    return found


def everything(answer: Answer) -> tuple[Answer, ...]:
    return (answer, *answer.parts)


def authored(document: Document) -> set[str]:
    return {one for questions in document.questions.values() for one in questions}


def allowed(region: Region, asked: str, scope: str | None, institute: str | None) -> list[Scope]:
    """The mentor's scope, and the one narrowed to an institute that the words name."""
    organisations = region.knowledge.organisations
    named = None if institute else named_institute(asked, organisations)
    scopes = [organisations.scope(scope, institute)]
    return scopes + ([organisations.scope(scope, named)] if named else [])


def assert_honest(region: Region, answer: Answer, scopes: list[Scope], today: date) -> None:
    day = answer.as_of or today
    holding = [{one.id for one in region.knowledge.holding(scope, day)} for scope in scopes]
    lines = [line for line in answer.answer.split("\n") if line.startswith("Bron: ")]
    for source in answer.sources:
        document = region.knowledge.by_id[source.document]
        section = document.section(source.section)
        assert section is not None
        assert any(source.document in ids for ids in holding), source
        assert squeeze(source.quote) in squeeze(section.text)
        assert any(document.title in line and section.title in line for line in lines), source
        ends = [line.endswith("voorbeeld") for line in lines if document.title in line]
        assert (source.status == "voorbeeld") == any(ends)
    for hint in answer.hints:
        document = region.knowledge.by_id[hint.document]
        assert document.status != "concept"
        # What does not hold does not for the institute that the words name, if they name one.
        held = [hint.document in ids for ids in holding]
        assert any(held) if hint.why == "near" else not all(held)
    if answer.status == "conflict":
        near = scopes[-1].distance
        first, second, *more = (near[source.issuer] for source in answer.sources)
        assert first <= second
        assert len(more) <= 1
    if answer.status == "answered":
        assert 1 <= len(answer.sources) <= 3
    if answer.status not in SEARCHED:
        assert answer.sources == ()
    has_chance = answer.status in (*SEARCHED, "unknown")
    assert (answer.confidence is not None) == has_chance
    assert len(answer.suggestions) <= 3
    for asked in answer.suggestions:
        ids = {one.id for one in region.knowledge.documents if asked in authored(one)}
        assert any(ids & held for held in holding), asked
    assert len(answer.answer) - sum(map(len, lines)) < (1600 if len(answer.parts) < 3 else 2300)
    assert len(answer.answer) < 4096  # what Telegram lets through


@pytest.mark.parametrize("name", FOLDERS)
@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_answer_stands_in_a_document_that_holds(
    regions: dict[str, Region], name: str, data: st.DataObject
) -> None:
    region = regions[name]
    row = data.draw(st.sampled_from(region.questions))
    scope = data.draw(st.sampled_from(region.organisations) | st.just(row.get("scope")))
    today = data.draw(DAYS)
    institutes = [one.id for one in region.knowledge.organisations if one.level == "instituut"]
    institute = data.draw(st.none() | st.sampled_from(institutes))
    other = data.draw(st.none() | st.sampled_from(region.questions))
    question = row["question"] + (f"? {other['question']}?" if other else "")

    answer = region.assistant.ask(
        question, scope=scope, institute=institute, previous=row.get("previous"), today=today
    )

    scopes = allowed(region, f"{row.get('previous') or ''} {question}", scope, institute)
    for part in everything(answer):
        assert_honest(region, part, scopes, today)
    whole = {line for line in answer.answer.split("\n") if line.startswith("Bron: ")}
    for part in answer.parts:
        assert {line for line in part.answer.split("\n") if line.startswith("Bron: ")} <= whole


@pytest.mark.parametrize("name", FOLDERS)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_name_never_comes_back(
    regions: dict[str, Region], name: str, data: st.DataObject
) -> None:
    region = regions[name]
    row = data.draw(st.sampled_from(region.questions))
    first, last = data.draw(st.sampled_from(NAMES)), data.draw(st.sampled_from(SURNAMES))
    where = data.draw(st.sampled_from(("voor", "na")))
    about = f"Mijn student heet {first} {last}."
    question = row["question"].capitalize() + "?"
    text = f"{about} {question}" if where == "voor" else f"{question} {about}"

    answer = region.assistant.ask(text, scope=row.get("scope"), today=date(2026, 11, 24))

    said = " ".join([answer.answer, *answer.suggestions])
    said += " ".join(part.answer + part.question for part in answer.parts)
    assert answer.status in ("personal_data", "crisis", "declined")
    assert first not in said
    assert last.split()[-1] not in said
