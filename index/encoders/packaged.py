"""Makes the default model's folder once, from weights that come with an installed package.

The folder is a standard sentence-transformers one, so that either engine, and any other program,
reads it.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders import manifest, placing, tokenization, vocabulary, weights
from index.encoders.model_folder import DEFAULT_MODEL
from index.errors import ModelError

ADAPTER = Path(__file__).parents[1] / "adaptation" / "adapter.safetensors"
MAX_TOKENS = 512
"""Where multilingual-e5-small cuts a text off (its model card)."""
_FORMAT = 1
"""Raised when what is written changes, so that older folders are made anew."""

Report = Callable[[str, float], None]
"""Called with what comes next and the share of the work that is done, 0 to 1."""


def prepare(models_dir: Path, report: Report) -> Path:
    """Make the default model's folder, unless a good one is there.

    Args:
        models_dir: made if absent; the folder lies in it under the model's name.
        report: told of every step; of the last one only if the folder was there.

    Returns:
        The folder.

    Raises:
        ModelError: the weights are not installed or not the known ones, or the disk refuses.
    """
    target = models_dir / DEFAULT_MODEL
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with placing.lock(models_dir, DEFAULT_MODEL):
            if not is_current(target):
                with placing.workshop(models_dir, DEFAULT_MODEL) as part:
                    (part / "new").mkdir()
                    _write(part / "new", report)
                    placing.place(part / "new", target)
    except OSError as error:
        raise ModelError(
            f"The model cannot be written to {models_dir} ({error.strerror or error}): free the "
            f"disk or set MENTORKOMPAS_MODELS_DIR to another folder, then {manifest.MEND}"
        ) from error
    report("ready", 1.0)
    return target


def is_current(folder: Path) -> bool:
    """Tell whether a folder is whole and made from today's weights, pieces and code."""
    try:
        return manifest.verify(folder).origin == _origin()
    except ModelError:
        return False


def is_outdated(folder: Path) -> bool:
    """Tell cheaply whether a folder is missing or was made by an older version of the program.

    A folder without a manifest is somebody's own and never outdated.
    """
    if not folder.is_dir():
        return True
    return (folder / manifest.NAME).exists() and manifest.origin(folder) != _origin()


def _origin() -> dict[str, object]:
    """What the folder is made from today; another origin makes it anew."""
    return {
        "model": DEFAULT_MODEL,
        "format": _FORMAT,
        "weights": weights.SHA256,
        "vocabulary": hashlib.sha256(vocabulary.packed()).hexdigest(),
        "adapter": hashlib.sha256(ADAPTER.read_bytes()).hexdigest() if ADAPTER.exists() else None,
    }


def _write(folder: Path, report: Report) -> None:
    # These take a tenth of a second and 30 MB, for work that is done once.
    from safetensors.numpy import load_file

    from index.encoders import graph, writing

    report("reading the weights", 0.0)
    packed = weights.read(weights.locate())
    kept = vocabulary.kept(vocabulary.packed())
    report("writing the tokenizer", 0.1)
    pieces = [packed.pieces[number] for number in kept]
    tokenization.build(pieces).save(str(folder / "tokenizer.json"), pretty=False)
    report("unpacking the weights", 0.3)
    tensors = _tensors(packed, kept)
    # What the model learned from mentors' questions (index/adaptation).
    writing.add_factors(tensors, load_file(ADAPTER) if ADAPTER.exists() else {})
    report("writing the weights", 0.4)
    writing.write_weights(folder, tensors)
    report("quantising", 0.6)
    shape = graph.Shape(packed.hidden, packed.layers, packed.heads, packed.epsilon)
    writing.write_graph(folder, tensors, shape)
    _write_settings(folder, packed, [text for text, _ in pieces])
    report("hashing", 0.9)
    manifest.write(folder, _origin())


def _tensors(packed: weights.PackedModel, kept: NDArray[np.intp]) -> dict[str, NDArray[np.float32]]:
    """Unpack all tensors to fp32, under the names of transformers' BertModel."""
    hidden, wide = packed.hidden, packed.feed_forward
    everything = slice(None)
    tensors = {
        "embeddings.word_embeddings.weight": packed.unpacked("emb.word", hidden, kept),
        "embeddings.position_embeddings.weight": packed.plain("emb.pos", packed.positions, hidden),
        "embeddings.token_type_embeddings.weight": packed.plain("emb.type", -1, hidden),
        "embeddings.LayerNorm.weight": packed.plain("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.plain("emb.ln.b"),
        # No vector depends on the pooler; it is here so that no program reports it as missing.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for number in range(packed.layers):
        layer = f"encoder.layer.{number}"
        for short, name, columns in (
            ("q", "attention.self.query", hidden),
            ("k", "attention.self.key", hidden),
            ("v", "attention.self.value", hidden),
            ("ao", "attention.output.dense", hidden),
            ("fi", "intermediate.dense", hidden),
            ("fo", "output.dense", wide),
        ):
            matrix = packed.unpacked(f"l{number}.{short}.w", columns, everything)
            tensors[f"{layer}.{name}.weight"] = matrix
            tensors[f"{layer}.{name}.bias"] = packed.plain(f"l{number}.{short}.b")
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            tensors[f"{layer}.{name}.weight"] = packed.plain(f"l{number}.{short}.w")
            tensors[f"{layer}.{name}.bias"] = packed.plain(f"l{number}.{short}.b")
    return tensors


def _write_settings(folder: Path, packed: weights.PackedModel, pieces: list[str]) -> None:
    """Write the small files that make the folder a sentence-transformers one, old and new."""
    special = {
        "bos_token": tokenization.BEGIN,
        "cls_token": tokenization.BEGIN,
        "eos_token": tokenization.END,
        "sep_token": tokenization.END,
        "pad_token": tokenization.PAD,
        "unk_token": tokenization.UNKNOWN,
        "mask_token": tokenization.MASK,
    }
    settings: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "torch_dtype": "float32",
            "vocab_size": len(pieces),
            "hidden_size": packed.hidden,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.feed_forward,
            "hidden_act": "gelu",
            "max_position_embeddings": packed.positions,
            "type_vocab_size": 2,
            "layer_norm_eps": 1e-12,
            "pad_token_id": pieces.index(tokenization.PAD),
            "attention_probs_dropout_prob": 0.1,
            "hidden_dropout_prob": 0.1,
            "initializer_range": 0.02,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
            **special,
        },
        "special_tokens_map.json": special,
        "modules.json": [
            {
                "idx": number,
                "name": str(number),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for number, (path, kind) in enumerate(
                (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
            )
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
            "pooling_mode_weightedmean_tokens": False,
            "pooling_mode_lasttoken": False,
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
    }
    for name, content in settings.items():
        (folder / name).parent.mkdir(exist_ok=True)
        text = json.dumps(content, indent=2, ensure_ascii=False)
        (folder / name).write_text(text + "\n", encoding="utf-8")
