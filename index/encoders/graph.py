"""Writes the default model as an ONNX graph in int8, in standard operators only.

Token vectors come out; pooling and normalisation are the encoder's. Matrices are int8 with a scale
per output column, their inputs are quantised as they come (DynamicQuantizeLinear), word vectors are
int8 with a scale per row and stay int8 in memory. One matrix stays fp32: layer 4's second
feed-forward matrix, whose input has a few values that dwarf the rest: one scale for all of them
would lose the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, external_data_helper, helper, numpy_helper

OPSET = 20
"""The first with Gelu as one operator; IR version 9 is its own."""
IR_VERSION = 9
KEPT_IN_FP32 = frozenset({"encoder.layer.4.output.dense"})
_LARGE_BYTES = 65_536
"""Constants from this size on lie outside the graph's file."""
_PAGE_BYTES = 4_096

Weights = Mapping[str, NDArray[np.float32]]
"""Tensors by the names that they have in transformers' BertModel."""


@dataclass(frozen=True)
class Shape:
    """The sizes that a BERT encoder is drawn from."""

    hidden: int
    layers: int
    heads: int
    epsilon: float


@dataclass
class _Drawing:
    """Nodes and constants gathered while the graph is drawn."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, **attributes: object) -> str:
        """Add a node with one output and give that output's name."""
        return self.add_many(operator, 1, *inputs, **attributes)[0]

    def add_many(
        self, operator: str, outputs: int, *inputs: str, **attributes: object
    ) -> list[str]:
        """Add a node with several outputs and give their names."""
        names = [f"{operator}_{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Add a constant and give its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name


def quantise(
    values: NDArray[np.float32], axis: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round to int8 with one scale per slice along `axis`, so that the largest becomes 127."""
    largest = np.abs(values).max(axis=1 - axis, keepdims=True)
    scales = np.where(largest > 0, largest / np.float32(127), np.float32(1)).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales


def draw(weights: Weights, shape: Shape, kept: frozenset[str] = KEPT_IN_FP32) -> onnx.ModelProto:
    """Draw the whole encoder.

    Args:
        weights: as in transformers' BertModel, matrices (out, in).
        shape: the sizes that the weights do not tell.
        kept: matrices that stay in fp32.

    Returns:
        Inputs `input_ids` and `attention_mask`, int64 (batch, sequence); output
        `last_hidden_state`, float32 (batch, sequence, hidden).
    """
    drawing = _Drawing()
    for name, values in (("zero", [0]), ("one", [1]), ("heads_shape", [0, 0, -1, _head(shape)])):
        drawing.constant(name, np.array(values, np.int64))
    drawing.constant("joined_shape", np.array([0, 0, shape.hidden], np.int64))
    drawing.constant("mask_axes", np.array([1, 2], np.int64))
    hidden = _embeddings(drawing, weights, shape)
    bias = _mask_bias(drawing)
    for number in range(shape.layers):
        hidden = _layer(drawing, weights, shape, number, hidden, bias, kept)
    drawing.nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
    axes = ["batch", "sequence"]
    model = helper.make_model(
        helper.make_graph(
            drawing.nodes,
            "encoder",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, axes),
                helper.make_tensor_value_info("attention_mask", TensorProto.INT64, axes),
            ],
            [
                helper.make_tensor_value_info(
                    "last_hidden_state", TensorProto.FLOAT, [*axes, shape.hidden]
                )
            ],
            drawing.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="mentorkompas",
    )
    onnx.checker.check_model(model)
    return model


def write(model: onnx.ModelProto, path: Path) -> None:
    """Write a graph, and its large constants beside it as `.data`.

    onnxruntime maps that file instead of reading it: of the word vectors only the rows that texts
    use come into memory. Constants begin on a page, so that they can be mapped as they lie.
    """
    location = path.name + ".data"
    with path.with_name(location).open("wb") as file:
        for tensor in model.graph.initializer:
            values = tensor.raw_data
            if len(values) < _LARGE_BYTES:
                continue
            file.write(b"\0" * (-file.tell() % _PAGE_BYTES))
            external_data_helper.set_external_data(tensor, location, file.tell(), len(values))
            file.write(values)
            tensor.ClearField("raw_data")
    path.write_bytes(model.SerializeToString(deterministic=True))


def _head(shape: Shape) -> int:
    return shape.hidden // shape.heads


def _embeddings(drawing: _Drawing, weights: Weights, shape: Shape) -> str:
    words, scales = quantise(weights["embeddings.word_embeddings.weight"], axis=0)
    # There is one segment, so its vector is part of every position's.
    positions = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][:1]
    )
    row = drawing.add("Gather", drawing.constant("words", words), "input_ids")
    scale = drawing.add("Gather", drawing.constant("word_scales", scales), "input_ids")
    word = drawing.add("Mul", drawing.add("Cast", row, to=TensorProto.FLOAT), scale)
    length = drawing.add("Shape", "input_ids", start=1, end=2)
    place = drawing.add(
        "Slice", drawing.constant("positions", positions), "zero", length, "zero", "one"
    )
    return _normalise(
        drawing, weights, shape, "embeddings.LayerNorm", drawing.add("Add", word, place)
    )


def _mask_bias(drawing: _Drawing) -> str:
    """Give what is added to attention scores: 0 for a token, a large negative for padding."""
    drawing.constant("unit", np.array(1, np.float32))
    drawing.constant("away", np.array(-10_000, np.float32))
    mask = drawing.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = drawing.add("Mul", drawing.add("Sub", "unit", mask), "away")
    return drawing.add("Unsqueeze", bias, "mask_axes")


def _layer(
    drawing: _Drawing,
    weights: Weights,
    shape: Shape,
    number: int,
    hidden: str,
    bias: str,
    kept: frozenset[str],
) -> str:
    prefix = f"encoder.layer.{number}"
    attended = _attention(drawing, weights, shape, prefix, hidden, bias, kept)
    hidden = _normalise(
        drawing,
        weights,
        shape,
        f"{prefix}.attention.output.LayerNorm",
        drawing.add("Add", attended, hidden),
    )
    inner = drawing.add(
        "Gelu", _dense(drawing, f"{prefix}.intermediate.dense", weights, hidden, kept)
    )
    outer = _dense(drawing, f"{prefix}.output.dense", weights, inner, kept)
    return _normalise(
        drawing, weights, shape, f"{prefix}.output.LayerNorm", drawing.add("Add", outer, hidden)
    )


def _attention(
    drawing: _Drawing,
    weights: Weights,
    shape: Shape,
    prefix: str,
    hidden: str,
    bias: str,
    kept: frozenset[str],
) -> str:
    # One product for query, key and value; the query's part carries the 1/sqrt(head).
    root = np.float32(_head(shape) ** 0.5)
    name = f"{prefix}.attention.self.query_key_value"
    parts = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
    joined = {
        f"{name}.{kind}": np.concatenate(
            [weights[f"{parts[0]}.{kind}"] / root]
            + [weights[f"{part}.{kind}"] for part in parts[1:]]
        )
        for kind in ("weight", "bias")
    }
    product = _dense(drawing, name, joined, hidden, kept)
    heads = drawing.add(
        "Transpose", drawing.add("Reshape", product, "heads_shape"), perm=[0, 2, 1, 3]
    )
    query, key, value = drawing.add_many("Split", 3, heads, axis=1, num_outputs=3)
    scores = drawing.add("MatMul", query, drawing.add("Transpose", key, perm=[0, 1, 3, 2]))
    chances = drawing.add("Softmax", drawing.add("Add", scores, bias), axis=-1)
    mixed = drawing.add("Transpose", drawing.add("MatMul", chances, value), perm=[0, 2, 1, 3])
    return _dense(
        drawing,
        f"{prefix}.attention.output.dense",
        weights,
        drawing.add("Reshape", mixed, "joined_shape"),
        kept,
    )


def _dense(
    drawing: _Drawing, name: str, weights: Weights, inputs: str, kept: frozenset[str]
) -> str:
    matrix = weights[f"{name}.weight"].T
    bias = drawing.constant(f"{name}.bias", weights[f"{name}.bias"])
    if name in kept:
        product = drawing.add("MatMul", inputs, drawing.constant(f"{name}.weight", matrix))
        return drawing.add("Add", product, bias)
    values, scales = quantise(matrix, axis=1)
    quantised, scale, zero = drawing.add_many("DynamicQuantizeLinear", 3, inputs)
    whole = drawing.add(
        "MatMulInteger", quantised, drawing.constant(f"{name}.weight", values), zero
    )
    both = drawing.add("Mul", scale, drawing.constant(f"{name}.scales", scales.reshape(-1)))
    product = drawing.add("Mul", drawing.add("Cast", whole, to=TensorProto.FLOAT), both)
    return drawing.add("Add", product, bias)


def _normalise(drawing: _Drawing, weights: Weights, shape: Shape, name: str, inputs: str) -> str:
    scale = drawing.constant(f"{name}.weight", weights[f"{name}.weight"])
    bias = drawing.constant(f"{name}.bias", weights[f"{name}.bias"])
    return drawing.add("LayerNormalization", inputs, scale, bias, axis=-1, epsilon=shape.epsilon)
