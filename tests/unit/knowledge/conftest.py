"""A sound folder on disk, a region of organisations, and makers of documents and knowledge."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.document import Document, Section
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation, Organisations
from tests.unit.knowledge.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def organisations() -> Organisations:
    """One region with two partnerships, two institutes, three schools."""
    rows: list[dict[str, Any]] = [
        {"id": "landelijk", "level": "landelijk"},
        {"id": "regio", "level": "regio", "parents": ["landelijk"], "words": {"starter": "lio"}},
        {
            "id": "noord",
            "level": "partnerschap",
            "parents": ["regio"],
            "institutes": ["pabo-a", "pabo-b"],
            "words": {"Coach": "mentor", "starter": "startende-leraar"},
        },
        {"id": "zuid", "level": "partnerschap", "parents": ["regio"], "institutes": ["pabo-b"]},
        {"id": "bestuur-n", "level": "bestuur", "parents": ["noord"]},
        {"id": "bestuur-z", "level": "bestuur", "parents": ["zuid"]},
        {"id": "wilg", "level": "school", "parents": ["bestuur-n"], "words": {"coach": "student"}},
        {"id": "eik", "level": "school", "parents": ["bestuur-n"]},
        {"id": "els", "level": "school", "parents": ["bestuur-z"]},
        {"id": "pabo-a", "level": "instituut", "parents": ["landelijk"]},
        {"id": "pabo-b", "level": "instituut", "words": {"coach": "instituutsopleider"}},
        {"id": "pabo-c", "level": "instituut"},
    ]
    return Organisations(
        tuple(Organisation.model_validate({"name": row["id"], **row}) for row in rows)
    )


@pytest.fixture
def document() -> Callable[..., Document]:
    """Makes a document of one section; what is not told is as in a valid one."""

    def make(name: str, issuer: str = "landelijk", **fields: Any) -> Document:
        values: dict[str, Any] = {
            "id": name,
            "title": name,
            "kind": "afspraak",
            "issuer": issuer,
            "status": "vastgesteld",
            "file": f"documents/{name}.md",
            "sections": (
                Section(anchor="tekst", title="Tekst", path=("Tekst",), text="De tekst.", line=9),
            ),
        }
        return Document.model_validate(values | fields)

    return make


@pytest.fixture
def knowledge(organisations: Organisations) -> Callable[..., Knowledge]:
    """Makes the knowledge of these documents."""

    def make(*documents: Document) -> Knowledge:
        return Knowledge(organisations, documents, {}, {})

    return make
