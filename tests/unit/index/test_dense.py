from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dense import DenseIndex
from index.encoders import Vectors
from index.errors import IndexingError


def vectors(rows: int, dimension: int = 8) -> Vectors:
    random = np.random.default_rng(rows)
    found = random.normal(size=(rows, dimension)).astype(np.float32)
    lengths: Vectors = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, lengths, dtype=np.float32)


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
