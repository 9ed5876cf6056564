"""A model small enough to be made for every test: two layers of width 32, words of one letter."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoders import graph, tokenization

_HIDDEN, _WIDE, _POSITIONS = 32, 64, 24
_LETTERS = "abcdefghijklmnopqrstuvwxyz:?."


def _weights(words: int) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    random = np.random.default_rng(7)

    def some(*shape: int) -> Any:
        return random.normal(0, 0.3, shape).astype(np.float32)

    tensors = {
        "embeddings.word_embeddings.weight": some(words, _HIDDEN),
        "embeddings.position_embeddings.weight": some(_POSITIONS, _HIDDEN),
        "embeddings.token_type_embeddings.weight": some(1, _HIDDEN),
        "embeddings.LayerNorm.weight": np.ones(_HIDDEN, np.float32),
        "embeddings.LayerNorm.bias": some(_HIDDEN),
    }
    for number in range(2):
        layer = f"encoder.layer.{number}"
        for name, out, into in (
            ("attention.self.query", _HIDDEN, _HIDDEN),
            ("attention.self.key", _HIDDEN, _HIDDEN),
            ("attention.self.value", _HIDDEN, _HIDDEN),
            ("attention.output.dense", _HIDDEN, _HIDDEN),
            ("intermediate.dense", _WIDE, _HIDDEN),
            ("output.dense", _HIDDEN, _WIDE),
        ):
            tensors[f"{layer}.{name}.weight"] = some(out, into)
            tensors[f"{layer}.{name}.bias"] = some(out)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            tensors[f"{layer}.{name}.weight"] = np.ones(_HIDDEN, np.float32)
            tensors[f"{layer}.{name}.bias"] = some(_HIDDEN)
    return tensors


@pytest.fixture
def make_model(tmp_path: Path) -> Callable[..., Path]:
    """Make a standard folder; keywords replace the prompts, the pooling or the modules."""

    def make(
        name: str = "klein",
        *,
        prompts: dict[str, str] | None = None,
        pooling: dict[str, Any] | None = None,
        modules: tuple[str, ...] = ("Transformer", "Pooling", "Normalize"),
        kept: frozenset[str] = frozenset(),
    ) -> Path:
        folder = tmp_path / name
        (folder / "onnx").mkdir(parents=True)
        pieces = [(text, 0.0) for text in ("<s>", "<pad>", "</s>", "<unk>")]
        pieces += [(text, -2.0) for text in ("▁", *_LETTERS, *(f"▁{one}" for one in _LETTERS))]
        pieces.append(("<mask>", 0.0))
        tokenization.build(pieces).save(str(folder / "tokenizer.json"))
        shape = graph.Shape(hidden=_HIDDEN, layers=2, heads=4, epsilon=1e-12)
        graph.write(
            graph.draw(_weights(len(pieces)), shape, kept), folder / "onnx" / "model_int8.onnx"
        )
        paths = {"Transformer": "", "Pooling": "1_Pooling"}
        files: dict[str, Any] = {
            "modules.json": [
                {"idx": number, "path": paths.get(kind, f"{number}_{kind}"), "type": f"st.{kind}"}
                for number, kind in enumerate(modules)
            ],
            "config.json": {
                "model_type": "bert",
                "hidden_size": _HIDDEN,
                "max_position_embeddings": _POSITIONS,
            },
            "config_sentence_transformers.json": {
                "prompts": {"query": "q: ", "passage": "p: "} if prompts is None else prompts
            },
            "1_Pooling/config.json": pooling
            or {"word_embedding_dimension": _HIDDEN, "pooling_mode_mean_tokens": True},
        }
        for path, content in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(json.dumps(content))
        return folder

    return make
