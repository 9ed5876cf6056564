"""Writes a BERT encoder's weights into a model folder, for both engines.

The default model and the ones adapted to a knowledge folder are written by the same hand, so that
what was measured on one holds for the other.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders import graph

GRAPH = "onnx/model_int8.onnx"
WEIGHTS = "model.safetensors"

Tensors = dict[str, NDArray[np.float32]]
"""By the names that they have in transformers' BertModel, matrices (out, in)."""


def add_factors(tensors: Tensors, factors: Mapping[str, NDArray[np.generic]]) -> None:
    """Add to each weight what an adapter learned of it (Hu et al. 2021).

    Args:
        tensors: changed in place.
        factors: `NAME.down`, shape (rank, in), and `NAME.up`, shape (out, rank), with every scale
            already in them.
    """
    for name, down in factors.items():
        if name.endswith(".down"):
            place = name.removesuffix(".down")
            up = factors[f"{place}.up"].astype(np.float32)
            tensors[f"{place}.weight"] = tensors[f"{place}.weight"] + up @ down.astype(np.float32)


def write_weights(folder: Path, tensors: Tensors) -> None:
    """Write the weights as they are; other programs read these.

    fp16 holds a nibble times an fp16 scale to one part in 2,000, at half the size.
    """
    from safetensors.numpy import save

    halves = {name: values.astype(np.float16) for name, values in tensors.items()}
    (folder / WEIGHTS).write_bytes(save(halves, metadata={"format": "pt"}))


def write_graph(folder: Path, tensors: Tensors, shape: graph.Shape) -> None:
    """Write the int8 graph that the default engine serves."""
    model = graph.draw(tensors, shape)
    (folder / GRAPH).parent.mkdir()
    graph.write(model, folder / GRAPH)
