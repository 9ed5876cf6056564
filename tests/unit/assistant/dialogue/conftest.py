"""Mentors who plan, and mentors who reflect in a region with a few flows."""

from collections.abc import Callable

import pytest

from index.version import IndexHome
from tests.unit.assistant.keeper import Planner, Reflector
from tests.unit.assistant.reflection.flows import AFTER, ROLE, SHORT, TALK, write_flow
from tests.unit.assistant.region import CertainSearcher, Mentor, new_folder, searcher_over


@pytest.fixture
def planner(mentor: Callable[..., Mentor]) -> Planner:
    return Planner(mentor())


@pytest.fixture
def with_talk(planner: Planner) -> Planner:
    planner.says("donderdag 14:00 voortgangsgesprek")
    planner.says("ja")
    return planner


@pytest.fixture(scope="session")
def reflecting_region(tmp_path_factory: pytest.TempPathFactory) -> CertainSearcher:
    """The small region with four flows and a role description."""
    root = tmp_path_factory.mktemp("reflectie")
    folder = new_folder(root / "kennis")
    for one in (TALK, SHORT, AFTER, ROLE):
        write_flow(folder.path / "flows", one)
    folder.add(
        "rollen",
        "## Schoolopleider\n\nDe schoolopleider helpt.\n\n"
        "## Coach\n\nDe coach stelt vooral vragen.\n\n## Als coach\n\nDe coach doet het voor.",
        issuer="noord",
        kind="rolbeschrijving",
    )
    return searcher_over(folder, IndexHome(root / "index"))


@pytest.fixture
def reflector(reflecting_region: CertainSearcher) -> Callable[..., Reflector]:
    def make(**known: object) -> Reflector:
        return Reflector(reflecting_region, **known)

    return make
