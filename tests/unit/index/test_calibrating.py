import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build_index
from index.calibrating import ENOUGH, fit
from index.calibration import COLLECTION, SECTIONS, Signals
from index.opened import Index
from index.rows import corpus_rows
from index.search import Searcher
from index.version import IndexHome
from tests.fakes import HashEncoder
from tests.unit.index.folder import SmallFolder

some = st.floats(-1, 1, allow_nan=False)
signals = st.builds(Signals, some, some, some, some, some, some, some)


def with_examples(knowledge: SmallFolder, count: int) -> None:
    """Sections of words of their own, each with a question in those words."""
    body, questions = [], {}
    for number in range(count):
        words = f"onderwerp{number} regel{number} afspraak{number}"
        body.append(f"## Deel {number} {{#deel-{number}}}\n\nHier staat {words} en meer.\n")
        questions[f"deel-{number}"] = [f"hoe zit het met onderwerp{number} en regel{number}"]
    knowledge.add("veel", "\n".join(body), questions=questions)


def test_a_folder_with_enough_example_questions_is_calibrated_on_itself(
    knowledge: SmallFolder, build: Callable[..., Path]
) -> None:
    with_examples(knowledge, ENOUGH)

    index = Index(build())

    assert index.manifest.calibration == f"own, from {ENOUGH} example questions"
    assert index.calibration != SECTIONS


def test_with_fewer_the_shipped_calibration_serves(
    knowledge: SmallFolder, build: Callable[..., Path]
) -> None:
    with_examples(knowledge, ENOUGH - 1)

    index = Index(build())

    assert index.manifest.calibration == "shipped"
    assert index.calibration == SECTIONS


def test_examples_of_what_does_not_hold_today_do_not_count(
    knowledge: SmallFolder, build: Callable[..., Path]
) -> None:
    with_examples(knowledge, ENOUGH)
    knowledge.add(
        "veel",
        (knowledge.path / "documents/veel.md").read_text("utf-8").split("---\n", 2)[2],
        valid_until="2020-01-01",
        questions={f"deel-{number}": [f"vraag {number}"] for number in range(ENOUGH)},
    )

    assert Index(build()).manifest.calibration == "shipped"


@given(signals, signals, st.floats(0.1, 3), some)
def test_adjusting_keeps_the_order_of_chances(
    one: Signals, other: Signals, slope: float, offset: float
) -> None:
    adjusted = SECTIONS.adjusted(slope, offset)

    assert adjusted.logit(one) == pytest.approx(slope * SECTIONS.logit(one) + offset)
    if SECTIONS.logit(one) > SECTIONS.logit(other) + 1e-6:
        assert adjusted.chance(one) >= adjusted.chance(other)


@given(signals)
def test_a_chance_is_a_chance(one: Signals) -> None:
    assert 0 <= COLLECTION.chance(one) <= 1
    assert 0 <= SECTIONS.chance(Signals.nothing()) < 0.1


def test_a_fit_finds_the_slope_that_made_the_answers() -> None:
    drawn = np.random.default_rng(0)
    x = drawn.normal(size=(5000, 1))
    y = (drawn.random(5000) < 1 / (1 + np.exp(-(2 * x[:, 0] - 1)))).astype(float)

    found = fit(x, y, np.ones(5000), start=np.array([1.0, 0.0]), strength=1)

    assert found == pytest.approx([2, -1], abs=0.2)


@given(st.floats(1e6, 1e9))
def test_a_strong_pull_changes_nothing(strength: float) -> None:
    start = np.array([1.0, 0.0])

    found = fit(np.ones((10, 1)), np.zeros(10), np.ones(10), start=start, strength=strength)

    assert found == pytest.approx(start, abs=0.01)


def test_words_of_a_foreign_document_count_together(tmp_path: Path, encoder: HashEncoder) -> None:
    """The word that settles it may stand in another passage of the same document."""
    lines = [
        {"id": "a1", "document": "a", "text": "fiets en ketting"},
        {"id": "a2", "document": "a", "text": "kapotte rem"},
        {"id": "b1", "document": "b", "text": "fiets en zadel"},
        {"id": "b2", "document": "b", "text": "nieuwe bel"},
    ]
    file = tmp_path / "corpus.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    home = IndexHome(tmp_path / "index")
    build_index(home, corpus_rows(file, encoder), encoder, content="x")
    version = home.current()
    assert version is not None

    searcher = Searcher(Index(version), encoder)

    assert [hit.document for hit in searcher.foreign("rem en bel van de fiets zadel").hits] == [
        "b",
        "a",
    ]
    assert searcher.foreign("kapotte ketting").hits[0].document == "a"
