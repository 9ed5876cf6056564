"""Flows are part of an index version, so that a program that answers gets the changed ones."""

from collections.abc import Callable
from pathlib import Path

from assistant.bootstrap import LiveSearcher
from index.version import IndexHome
from knowledge.flow_files import shipped_flows
from tests.fakes import HashEncoder
from tests.unit.index.folder import SmallFolder
from tests.unit.knowledge.flows import FLOW

Build = Callable[..., Path | None]


def test_a_changed_flow_is_there_after_the_next_build(
    knowledge: SmallFolder, home: IndexHome, build: Build, encoder: HashEncoder
) -> None:
    build()
    live = LiveSearcher(home, encoder)
    assert live.current().knowledge.flows == shipped_flows()

    file = knowledge.path / "flows" / "start.yaml"
    file.parent.mkdir()
    file.write_text(FLOW, "utf-8")
    assert build() is not None
    assert list(live.current().knowledge.flows) == ["voor-startgesprek"]

    file.write_text(FLOW.replace("Wat is je doel?", "Wat wil je bereiken?"), "utf-8")
    assert build() is not None
    assert live.current().knowledge.flows["voor-startgesprek"].steps[0].ask[0] == (
        "Wat wil je bereiken?"
    )
