"""Search over vectors with FAISS; the only room that knows it.

Exact while that is fastest; above, rows lie in lists around centres, and a question visits the
nearest lists only. Which of the two a file holds, it says itself.
"""

import math
import os
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from index.encoders.protocol import Vectors
from index.errors import IndexingError

faiss: Any = _faiss  # its types leave out what its Python layer adds

Rows = NDArray[np.int64]

EXACT_ROWS = 15_000
"""The most rows that are all compared; from about here on lists save a tenth of a whole question.

`python -m tests.bench.growth`, milliseconds for all rows against lists that find 98% to 99% of the
ten nearest to real questions: .07 / .07 at 3,000 rows, .28 / .12 at 10,000, .84 / .24 at 20,000,
5.6 / 1.1 at 100,000, where embedding the question takes 2.4. So lists are faster from 3,000 rows
on, but up to here by less than anybody notices, and all rows find all. Of a filter that leaves
fewer than this, comparing them all is as fast as visiting lists (.7 / .7 for 10,000 of 100,000).
"""

RECALL = 0.99
"""Share of the exact ten that an approximate index has to find, at the least."""

SAMPLE = 200
"""Questions by which that is measured: one row more or less found is half a thousandth."""

_MEASURED_AT = 10
_POINTS_PER_LIST = 64
"""Rows from which a list's centre is taken; FAISS's own 256 search no faster and build slower."""
_LENGTH = 8
"""Bytes at the end of a file that is mapped, which say how long it is without them."""

_MAGIC = b"IxRF"
"""How FAISS begins a file of lists whose finds are compared again with the whole vectors."""


class _Memory:
    """FAISS's own vectors as an array without a copy, which keeps the FAISS index alive."""

    def __init__(self, index: Any, flat: Any) -> None:
        self._owner = index
        found = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).__array_interface__
        address, _ = found["data"]
        # Read only, since a file that is mapped takes no writing.
        self.__array_interface__ = found | {"shape": (flat.ntotal, flat.d), "data": (address, True)}


class DenseIndex:
    """Rows of length-1 vectors, compared by inner product (their cosine)."""

    def __init__(self, index: Any) -> None:
        faiss.omp_set_num_threads(1)  # half a millisecond of work is not worth waking a pool for
        self._index = index
        self._flat = index
        self._lists: Any = None
        if isinstance(index, faiss.IndexRefine):
            self._flat = faiss.downcast_index(index.refine_index)
            self._lists = faiss.downcast_index(index.base_index)
        self.vectors: Vectors = np.asarray(_Memory(index, self._flat))

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index float32 vectors of shape (rows, dimension), each of length 1, exactly."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> "DenseIndex":
        """Open what `save` wrote; of an approximate index, the vectors themselves stay on disk.

        Raises:
            IndexingError: the file is damaged.
        """
        try:
            flags = faiss.IO_FLAG_MMAP_IFC if _may_be_mapped(file) else 0
            return cls(faiss.read_index(str(file), flags))
        except (RuntimeError, OSError, EOFError) as error:
            raise IndexingError(
                f"The index file {file.name} is damaged; run: mentorkompas index build"
            ) from error

    def save(self, file: Path) -> None:
        """Write the index into one file.

        By a file of Python's, since FAISS's own misses what a full disk refuses at the close.
        """
        with file.open("wb") as opened:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(opened.write))
            if self._lists is not None:
                opened.write(opened.tell().to_bytes(_LENGTH, "little"))

    def search(self, query: Vectors, *, limit: int, allowed: NDArray[np.bool_] | None) -> Rows:
        """The nearest allowed rows, best first.

        Args:
            query: float32, shape (dimension,), length 1.
            limit: most rows, at least 1.
            allowed: one truth value per row, applied before ranking; None: all.
        """
        total = self._index.ntotal
        count = total if allowed is None else int(np.count_nonzero(allowed))
        limit = min(limit, count)
        if limit == 0:
            return np.zeros(0, dtype=np.int64)
        if count == total:
            allowed = None
        # Few allowed rows are all compared, also where the index is approximate: see EXACT_ROWS.
        if self._lists is not None and (allowed is None or count > EXACT_ROWS):
            rows = self._in_lists(query, limit, allowed)
            if len(rows) == limit:
                return rows
        parameters = None
        if allowed is not None:
            chosen = faiss.IDSelectorArray(np.flatnonzero(allowed))
            parameters = faiss.SearchParameters(sel=chosen)
        return _found(self._flat.search(query[None, :], limit, params=parameters))

    def _in_lists(self, query: Vectors, limit: int, allowed: NDArray[np.bool_] | None) -> Rows:
        """The nearest rows of the nearest lists; fewer than `limit` where those hold fewer.

        A filter thins out what lists hold. Visiting as many more as the root of that finds a random
        tenth as well as all, and of a filter that forbids whatever is near, 95% (at 100,000 rows).
        """
        chosen, visited = None, self._lists.nprobe
        if allowed is not None:
            chosen = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
            visited = math.ceil(visited * math.sqrt(len(allowed) / np.count_nonzero(allowed)))
        lists = faiss.SearchParametersIVF(sel=chosen, nprobe=min(visited, self._lists.nlist))
        parameters = faiss.IndexRefineSearchParameters(
            k_factor=self._index.k_factor, base_index_params=lists
        )
        return _found(self._index.search(query[None, :], limit, params=parameters))


def _may_be_mapped(file: Path) -> bool:
    """Whether it is an approximate index.

    Raises:
        OSError, EOFError: it cannot be read, or was cut: FAISS would read on behind a cut end.
    """
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            return False
        end = opened.seek(-_LENGTH, os.SEEK_END)
        if int.from_bytes(opened.read(_LENGTH), "little") != end:
            raise EOFError
    return True


def build_fastest(
    vectors: Vectors, questions: Callable[[Rows], Vectors]
) -> tuple[DenseIndex, float | None]:
    """The index that searches this many rows fastest.

    Args:
        vectors: float32, shape (rows, dimension), each of length 1.
        questions: gives for rows the vector of a question about each. The rows' own vectors would
            flatter: a question lies further away from all, and its neighbours lie in more lists.

    Returns:
        The index, and the share of the exact ten that it finds; None: it is exact.
    """
    if len(vectors) <= EXACT_ROWS:
        return DenseIndex.build(vectors), None
    drawn = np.random.default_rng(0).choice(len(vectors), SAMPLE, replace=False)
    return build_approximate(vectors, questions(drawn))


def build_approximate(vectors: Vectors, questions: Vectors) -> tuple[DenseIndex, float | None]:
    """Lists of vectors at a byte a number, and the whole vectors to rank again what they find.

    A question visits as few lists as find `RECALL` of the exact ten; where that takes half of
    them, the index is exact.

    Args:
        vectors: float32, shape (rows, dimension), each of length 1.
        questions: float32, shape (questions, dimension), by which the recall is measured.

    Returns:
        As of `build_fastest`.
    """
    rows, dimension = vectors.shape
    count = 1 << round(math.log2(2 * math.sqrt(rows)))
    kind = f"IVF{count},SQ8,RFlat"
    index = faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
    lists = faiss.downcast_index(index.base_index)
    lists.cp.max_points_per_centroid = _POINTS_PER_LIST
    index.k_factor = 2  # finds are ranked again; more of them find no more
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    index.train(vectors)
    index.add(vectors)
    _, exact = faiss.downcast_index(index.refine_index).search(questions, _MEASURED_AT)

    def recall(visited: int) -> float:
        lists.nprobe = visited
        _, found = index.search(questions, _MEASURED_AT)
        return float((found[:, :, None] == exact[:, None, :]).any(axis=1).mean())

    lists.nprobe = 1 + bisect_left(range(1, count // 2), RECALL, key=recall)
    reached = recall(lists.nprobe)
    if reached < RECALL:
        return DenseIndex.build(vectors), None
    return DenseIndex(index), reached


def _found(searched: tuple[Vectors, Rows]) -> Rows:
    """The rows of the one query, without the places that FAISS left empty."""
    rows = searched[1][0]
    return np.asarray(rows[rows >= 0], dtype=np.int64)
