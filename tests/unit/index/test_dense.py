from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.dense import EXACT_ROWS, RECALL, DenseIndex, build_approximate, build_fastest
from index.encoders import Vectors
from index.errors import IndexingError

Allowed = NDArray[np.bool_] | None


def vectors(rows: int, dimension: int = 8) -> Vectors:
    random = np.random.default_rng(rows)
    found = random.normal(size=(rows, dimension)).astype(np.float32)
    lengths: Vectors = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, lengths, dtype=np.float32)


def share_found(index: DenseIndex, held: Vectors, asked: Vectors, allowed: Allowed = None) -> float:
    """How many of the ten that an exact search finds, on average."""
    exact = DenseIndex.build(held)
    shares = [
        np.isin(
            exact.search(query, limit=10, allowed=allowed),
            index.search(query, limit=10, allowed=allowed),
        ).mean()
        for query in asked
    ]
    return float(np.mean(shares))


@pytest.fixture(scope="module")
def many() -> Vectors:
    return vectors(EXACT_ROWS + 10_000)


@pytest.fixture(scope="module")
def approximate(many: Vectors, tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    """As it is opened, its vectors on disk."""
    index, _ = build_approximate(many, vectors(200))
    file = tmp_path_factory.mktemp("dense") / "v"
    index.save(file)
    return DenseIndex.load(file)


@given(st.lists(st.booleans(), min_size=1, max_size=70), st.integers(1, 80))
def test_the_nearest_allowed_rows_come_best_first(mask: list[bool], limit: int) -> None:
    allowed = np.array(mask)
    held = vectors(len(mask))
    query = vectors(101)[100]

    rows = DenseIndex.build(held).search(query, limit=limit, allowed=allowed)

    expected = [row for row in np.argsort(-(held @ query)) if allowed[row]][:limit]
    assert rows.tolist() == expected


def test_all_rows_are_searched_without_a_filter() -> None:
    held = vectors(20)

    rows = DenseIndex.build(held).search(held[7], limit=3, allowed=None)

    assert rows[0] == 7
    assert len(rows) == 3


def test_what_was_saved_is_what_opens(tmp_path: Path) -> None:
    held = vectors(20)
    DenseIndex.build(held).save(tmp_path / "v")

    np.testing.assert_array_equal(DenseIndex.load(tmp_path / "v").vectors, held)


@pytest.mark.parametrize("content", [b"", b"kapot", b"IxFI" + b"\xff" * 60])
def test_a_file_that_is_no_index_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(content)

    with pytest.raises(IndexingError, match="v is damaged; run: mentorkompas index build"):
        DenseIndex.load(tmp_path / "v")


@pytest.mark.parametrize("share", [0.3, 0.99, 0.9999])
def test_a_cut_file_is_refused(share: float, tmp_path: Path) -> None:
    DenseIndex.build(vectors(2000)).save(tmp_path / "v")
    whole = (tmp_path / "v").read_bytes()
    (tmp_path / "v").write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(IndexingError, match="damaged"):
        DenseIndex.load(tmp_path / "v")


def test_a_small_index_is_exact_and_asks_for_no_questions() -> None:
    def unasked(rows: NDArray[np.int64]) -> Vectors:
        raise AssertionError(rows)

    held = vectors(100)

    index, recall = build_fastest(held, unasked)

    assert recall is None
    assert share_found(index, held, vectors(20)) == 1


def test_a_large_index_is_approximate_and_says_what_it_finds(many: Vectors) -> None:
    asked: list[Vectors] = []

    def questions(rows: NDArray[np.int64]) -> Vectors:
        asked.append(-many[rows])
        return asked[0]

    index, recall = build_fastest(many, questions)

    assert recall is not None
    assert RECALL <= recall < 1
    assert share_found(index, many, asked[0]) == pytest.approx(recall, abs=0.005)


def test_what_was_saved_of_an_approximate_index_is_what_opens(
    many: Vectors, approximate: DenseIndex
) -> None:
    np.testing.assert_array_equal(approximate.vectors, many)
    assert not approximate.vectors.flags.writeable
    assert share_found(approximate, many, vectors(150)) >= RECALL - 0.01


@pytest.mark.parametrize("count", [0, 1, 7, 500, EXACT_ROWS])
def test_few_allowed_rows_are_all_compared(
    count: int, many: Vectors, approximate: DenseIndex
) -> None:
    allowed = np.zeros(len(many), dtype=np.bool_)
    allowed[np.random.default_rng(count).choice(len(many), count, replace=False)] = True
    query = vectors(101)[100]

    rows = approximate.search(query, limit=10, allowed=allowed)

    expected = [row for row in np.argsort(-(many @ query)) if allowed[row]][:10]
    assert rows.tolist() == expected


@pytest.mark.parametrize("place", ["anywhere", "far from the question"])
def test_many_allowed_rows_are_found_among_themselves_alone(
    place: str, many: Vectors, approximate: DenseIndex
) -> None:
    count = EXACT_ROWS + 1
    exact = DenseIndex.build(many)
    for query in vectors(50):
        if place == "anywhere":
            chosen = np.random.default_rng(1).choice(len(many), count, replace=False)
        else:
            chosen = np.argsort(many @ query)[:count]
        allowed = np.zeros(len(many), dtype=np.bool_)
        allowed[chosen] = True

        rows = approximate.search(query, limit=60, allowed=allowed)

        assert allowed[rows].all()
        assert len(set(rows.tolist())) == 60
        best = exact.search(query, limit=10, allowed=allowed)
        assert many[rows[:10]] @ query == pytest.approx(many[best] @ query, abs=0.01)


def test_more_rows_than_the_near_lists_hold_are_found_all_the_same(
    many: Vectors, approximate: DenseIndex
) -> None:
    query = vectors(101)[100]

    rows = approximate.search(query, limit=len(many) // 2, allowed=None)

    assert many[rows] @ query == pytest.approx(np.sort(many @ query)[::-1][: len(rows)], abs=1e-6)
    assert len(set(rows.tolist())) == len(many) // 2


def test_vectors_without_neighbourhoods_stay_exact() -> None:
    held = vectors(3000, 256)

    index, recall = build_approximate(held, vectors(50, 256))

    assert recall is None
    assert share_found(index, held, vectors(20, 256)) == 1


@pytest.mark.parametrize("share", [0.0001, 0.1, 0.5, 0.99, 0.9999])
def test_a_cut_approximate_file_is_refused(share: float, many: Vectors, tmp_path: Path) -> None:
    index, _ = build_approximate(many, vectors(200))
    index.save(tmp_path / "v")
    whole = (tmp_path / "v").read_bytes()
    (tmp_path / "v").write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(IndexingError, match="v is damaged; run: mentorkompas index build"):
        DenseIndex.load(tmp_path / "v")
