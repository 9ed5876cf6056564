"""Every shipped flow from its first question to 'bewaar', on the shipped folder and real model."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from assistant import bootstrap, serving
from assistant.bootstrap import LiveSearcher
from assistant.channels.script import Script, ScriptClock
from assistant.config import Settings, settings
from assistant.texts.catalogue import say
from knowledge.document import Conversation as Kind
from knowledge.loading import SHIPPED
from tests.integration.playing import Answering, Out, Play

FLOWS = (
    *(f"voor-{kind}" for kind in get_args(Kind)),
    *("na-gesprek", "mijn-rol", "mijn-kracht", "moeilijk-moment", "een-minuut", "terugblik"),
)
SCHOOL = "school-papieren-kraan"
MOST = 5
_PLAN = say("reflection.plan", plan="|").split("|")[0]


@pytest.fixture(scope="module")
def read(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    own = {"data_dir": tmp_path_factory.mktemp("gegevens"), "models_dir": models_dir}
    return settings(**own, knowledge_dir=SHIPPED)


@pytest.fixture(scope="module")
def live(read: Settings) -> LiveSearcher:
    return bootstrap.live_searcher(read, datetime.now(read.zone).date(), lambda *_: None)


@pytest.fixture
def mentor(read: Settings, live: LiveSearcher, tmp_path: Path) -> Iterator[Callable[[], Play]]:
    """Begins a mentor who has not done anything yet."""
    with ExitStack() as open_stores:

        def begun() -> Play:
            clock = ScriptClock(datetime(2026, 11, 24, 16, tzinfo=read.zone), read.zone)
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            own = {"data_dir": folder / "gegevens", "secret_key_file": folder / "sleutel" / "s"}
            store = open_stores.enter_context(serving.own_store(read.model_copy(update=own), clock))
            terminal = serving.terminal(read, live, store, clock)
            terminal.settle(SCHOOL, None)
            script = Script(terminal, clock)

            def play(line: object) -> Out:
                out = script.play(1, json.dumps(line))
                assert "error" not in out, out
                return out

            return play

        yield begun


def test_all_that_ship_are_offered(live: LiveSearcher) -> None:
    assert set(live.current().knowledge.flows) == set(FLOWS)


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize(("score", "choice"), [(8, 0), (2, -1)], ids=["zeker", "onzeker"])
def test_it_is_finished_in_at_most_five_answers(
    mentor: Callable[[], Play], flow: str, score: int, choice: int
) -> None:
    play = mentor()
    answering = Answering(play, score=score, choice=choice)
    kept = False
    # The second time may begin with last time's plan; the fourth is the short form.
    for _ in range(4):
        begun = play({"say": f"/reflectie {flow}"})
        assert (begun["status"], begun["flow"]) == ("flow", flow)
        card = answering.finish(begun)
        told = card["replies"][-1]["text"]

        own = [one for one in answering.asked if not one.startswith(_PLAN)]
        assert 1 <= len(own) <= MOST
        assert not kept or len(own) < len(answering.asked), "last time's plan was not asked after"
        answered = zip(answering.asked, answering.said, strict=True)
        assert all(said in told for asked, said in answered if asked in own)
        assert (told.count("Bron: ") == 2) == flow.startswith("voor-")

        closed = play({"press": "Bewaar"})
        assert (closed["status"], closed["flow"]) == ("closed", None)
        kept = say("reflection.kept_plan") == closed["replies"][-1]["text"]


def test_each_is_finished_when_all_is_skipped(mentor: Callable[[], Play]) -> None:
    play = mentor()
    for flow in FLOWS:
        out = play({"say": f"/reflectie {flow}"})
        skipped = 0
        while "Overslaan" in out["replies"][-1]["buttons"]:
            assert skipped < MOST
            out = play({"say": "overslaan"})
            skipped += 1
        assert say("reflection.card.empty") in out["replies"][-1]["text"]
