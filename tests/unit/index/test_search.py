from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.build import build_index
from index.opened import CANDIDATES, Filter, Index
from index.rows import Row, knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from knowledge.splitting import Passage
from tests.fakes import HashEncoder
from tests.unit.index.folder import TODAY, SmallFolder

ENCODER = HashEncoder()
WORDS = [f"woord{number}" for number in range(30)]
FEW, MANY = 60, 400
"""Below and far above the rows that a ranking hands on."""


def random_index(folder: Path, size: int) -> Index:
    """Rows of random words, two to a section, with here and there an example question."""
    random = np.random.default_rng(size)
    rows = []
    for number in range(size):
        words = random.choice(WORDS, 6).tolist()
        text = " ".join(words)
        name = f"d{number // 4}"
        questions = (" ".join(words[:3]),) if number % 9 == 0 else ()
        passage = Passage(f"{name}#{number // 2}", name, "", text)
        rows.append(Row(passage, text, tuple(words), questions))
    home = IndexHome(folder)
    build_index(home, rows, ENCODER, content="x")
    version = home.current()
    assert version is not None
    return Index(version)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return random_index(tmp_path_factory.mktemp("few"), FEW)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return random_index(tmp_path_factory.mktemp("many"), MANY)


def ask(index: Index, text: str, allowed: NDArray[np.bool_] | None, limit: int) -> dict[str, float]:
    """Section → score, best first."""
    vector = ENCODER.encode_queries([text])[0]
    hits, _ = index.search(text, vector, words={}, within=Filter(allowed, None), limit=limit)
    assert len({hit.id for hit in hits}) == len(hits)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    return {hit.id: hit.score for hit in hits}


def sections(index: Index, allowed: NDArray[np.bool_]) -> set[str]:
    return {index.ids[row] for row in np.flatnonzero(allowed)}


def whole_sections(pairs: list[bool]) -> NDArray[np.bool_]:
    """A mask that allows or refuses sections, as the filter on documents does."""
    return np.repeat(np.array(pairs, dtype=np.bool_), 2)


questions = st.lists(st.sampled_from([*WORDS, "onbekend"]), min_size=1, max_size=5).map(" ".join)


def masks(size: int) -> st.SearchStrategy[NDArray[np.bool_]]:
    return st.lists(st.booleans(), min_size=size // 2, max_size=size // 2).map(whole_sections)


@given(mask=masks(MANY), text=questions, limit=st.integers(1, 30))
def test_no_hit_lies_outside_the_filter(
    many: Index, mask: NDArray[np.bool_], text: str, limit: int
) -> None:
    hits = ask(many, text, mask, limit)

    assert set(hits) <= sections(many, mask)


@given(mask=masks(FEW), text=questions)
def test_filtering_changes_no_score_of_what_remains(
    few: Index, mask: NDArray[np.bool_], text: str
) -> None:
    everything = ask(few, text, None, FEW)
    hits = ask(few, text, mask, FEW)

    assert set(hits) == sections(few, mask)
    for name, score in hits.items():
        assert score == pytest.approx(everything[name], abs=1e-5)


@given(mask=masks(MANY), text=questions)
def test_filtering_changes_no_score_in_a_large_index_either(
    many: Index, mask: NDArray[np.bool_], text: str
) -> None:
    everything = ask(many, text, None, MANY)
    hits = ask(many, text, mask, 10)

    # A section of two rows may be known by the lesser of them when the other was no candidate.
    for name in set(hits) & set(everything):
        assert hits[name] >= everything[name] - 1e-5


@given(place=st.integers(0, MANY // 2 - 1), text=questions)
def test_the_only_section_that_holds_is_found_however_far_down_it_would_be(
    many: Index, place: int, text: str
) -> None:
    mask = np.zeros(MANY, dtype=np.bool_)
    mask[2 * place : 2 * place + 2] = True

    assert set(ask(many, text, mask, 10)) == sections(many, mask)


@pytest.mark.parametrize("allowed", [1, 5, CANDIDATES, MANY // 2])
def test_as_many_hits_come_as_hold(many: Index, allowed: int) -> None:
    pairs = [True] * allowed + [False] * (MANY // 2 - allowed)

    assert len(ask(many, "woord1 woord2", whole_sections(pairs), 30)) == min(30, allowed)


def test_nothing_that_holds_gives_no_hits_and_no_certainty(many: Index) -> None:
    vector = ENCODER.encode_queries(["woord1"])[0]
    within = Filter(np.zeros(MANY, dtype=np.bool_), None)

    hits, signals = many.search("woord1", vector, words={}, within=within)

    assert hits == ()
    assert signals == type(signals).nothing()


@given(text=questions, limit=st.integers(1, 200))
def test_one_hit_for_each_document_of_a_foreign_collection(
    many: Index, text: str, limit: int
) -> None:
    found = Searcher(many, ENCODER).foreign(text, limit=limit)

    names = [hit.document for hit in found.hits]
    assert len(set(names)) == len(names) <= limit
    assert 0 <= found.answerable <= 1
    assert all(hit.id.startswith(f"{hit.document}#") for hit in found.hits)


@given(text=st.text())
def test_any_question_can_be_asked(few: Index, text: str) -> None:
    found = Searcher(few, ENCODER).foreign(text, limit=3)

    assert len(found.hits) == 3
    assert 0 <= found.answerable <= 1
    assert all(np.isfinite(hit.score) for hit in found.hits)


ISSUERS = ["landelijk", "regio", "noord", "zuid", "pabo", "wilg", "els"]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Documents of every issuer, of the past, of now and to come, replaced, narrowed, concept."""
    folder = SmallFolder(tmp_path_factory.mktemp("mixed") / "kennis")
    spans: list[dict[str, Any]] = [
        {},
        {"valid_until": "2026-06-30"},
        {"valid_from": "2026-07-01", "valid_until": "2027-07-31"},
        {"valid_from": "2027-08-01"},
        {"holds_for": ["wilg"]},
        {"status": "concept"},
    ]
    for issuer in ISSUERS:
        for number, span in enumerate(spans):
            if "holds_for" in span and issuer in ("pabo", "els", "zuid"):
                continue
            text = f"## Overleg\n\nDe mentor spreekt de student week {number} bij {issuer}."
            folder.add(f"{issuer}-{number}", text, issuer=issuer, **span)
    knowledge = folder.load()
    home = IndexHome(tmp_path_factory.mktemp("mixed-index"))
    rows = knowledge_rows(knowledge, ENCODER)
    build_index(home, rows, ENCODER, content="x", knowledge=knowledge)
    version = home.current()
    assert version is not None
    return Searcher(Index(version), ENCODER)


@settings(max_examples=60)
@given(
    chosen=st.sampled_from([None, *ISSUERS]),
    institute=st.sampled_from([None, "pabo"]),
    days=st.integers(-400, 400),
)
def test_only_what_holds_for_this_mentor_on_this_day_is_found(
    mixed: Searcher, chosen: str | None, institute: str | None, days: int
) -> None:
    day: date = TODAY + timedelta(days=days)
    scope = mixed.knowledge.organisations.scope(chosen, institute)

    found = mixed.ask("spreekt de mentor de student?", scope, day, limit=100)

    expected = {document.id for document in mixed.knowledge.holding(scope, day)}
    assert {hit.document for hit in found.hits} == expected
    assert expected


def test_a_crowd_of_others_does_not_hide_the_one_that_holds(
    knowledge: SmallFolder, tmp_path: Path
) -> None:
    crowd = "\n\n".join(f"## Uren {n}\n\nHoeveel uren krijgt de mentor?" for n in range(150))
    knowledge.add("druk", crowd, issuer="zuid")
    knowledge.add("stil", "## Tijd\n\nVier dagdelen.", issuer="noord")
    held = knowledge.load()
    home = IndexHome(tmp_path / "druk")
    build_index(home, knowledge_rows(held, ENCODER), ENCODER, content="x", knowledge=held)
    version = home.current()
    assert version is not None
    searcher = Searcher(Index(version), ENCODER)
    scope = held.organisations.scope("wilg")

    found = searcher.ask("Hoeveel uren krijgt de mentor?", scope, TODAY, limit=10)

    assert {hit.document for hit in found.hits} == {"stil", "contact"}


def test_the_same_word_is_read_as_each_mentor_means_it(
    knowledge: SmallFolder, request: pytest.FixtureRequest
) -> None:
    knowledge.add("mentoren", "De mentor begeleidt.")
    knowledge.add("opleiders", "De instituutsopleider begeleidt.")
    searcher: Searcher = request.getfixturevalue("searcher")

    def first(school: str) -> str:
        scope = searcher.knowledge.organisations.scope(school)
        return searcher.ask("wie begeleidt de coach?", scope, TODAY).hits[0].document

    assert (first("wilg"), first("els")) == ("mentoren", "opleiders")
