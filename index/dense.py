"""Exact search over vectors with FAISS; the only room that knows it."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoders.protocol import Vectors
from index.errors import IndexingError

Rows = NDArray[np.int64]


class _Memory:
    """FAISS's own vectors as an array without a copy, which keeps the FAISS index alive."""

    def __init__(self, index: Any) -> None:
        self._owner = index
        flat = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
        self.__array_interface__ = dict(flat.__array_interface__, shape=(index.ntotal, index.d))


class DenseIndex:
    """Rows of length-1 vectors, compared by inner product (their cosine)."""

    def __init__(self, index: Any) -> None:
        faiss.omp_set_num_threads(1)  # half a millisecond of work is not worth waking a pool for
        self._index = index
        self.vectors: Vectors = np.asarray(_Memory(index))

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index float32 vectors of shape (rows, dimension), each of length 1."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> "DenseIndex":
        """Open what `save` wrote.

        Raises:
            IndexingError: the file is damaged.
        """
        try:
            return cls(faiss.read_index(str(file)))
        except RuntimeError as error:
            raise IndexingError(
                f"The index file {file.name} is damaged; run: mentorkompas index build"
            ) from error

    def save(self, file: Path) -> None:
        """Write the index into one file.

        Not by `faiss.write_index`, which misses what a full disk refuses when the file is closed.
        """
        file.write_bytes(faiss.serialize_index(self._index).data)

    def search(self, query: Vectors, *, limit: int, allowed: NDArray[np.bool_] | None) -> Rows:
        """The nearest allowed rows, best first.

        Args:
            query: float32, shape (dimension,), length 1.
            limit: most rows, at least 1.
            allowed: one truth value per row, applied before ranking; None: all.
        """
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg,arg-type]
        limit = min(limit, self._index.ntotal)
        if limit == 0:
            return np.zeros(0, dtype=np.int64)
        _, rows = self._index.search(query[None, :], limit, params=parameters)
        return np.asarray(rows[0][rows[0] >= 0], dtype=np.int64)
