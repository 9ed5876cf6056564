"""Reads what a sentence-transformers folder says of itself, so that no engine has to guess it.

Prompts, pooling, length and dimension come from here; engines bring nothing of their own.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ModelError

DEFAULT_MODEL = "multilingual-e5-small"
ADAPTED = "adapted-"
"""How the names begin of models that learned from one knowledge folder."""
ONNX = "onnx"
# From the smallest that is as good to the largest; the names are those of the public exporters.
_GRAPHS = (
    "model_int8.onnx",
    "model_qint8_avx512_vnni.onnx",
    "model_qint8_avx512.onnx",
    "model_qint8_arm64.onnx",
    "model_quint8_avx2.onnx",
    "model_quantized.onnx",
    "model.onnx",
)
QUERY_PROMPTS = ("query",)
PASSAGE_PROMPTS = ("passage", "document", "corpus")
_POOLINGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
SERVED_POOLINGS = frozenset({"mean", "cls"})
_SERVED_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})


@dataclass(frozen=True)
class FolderSettings:
    """What a folder says of the model in it.

    Attributes:
        pooling: 'mean' or 'cls' where onnxruntime may serve it; other names otherwise.
        include_prompt: whether the prompt's tokens count in the pooling.
        modules: the last names of the classes in modules.json.
    """

    query_prompt: str
    passage_prompt: str
    pooling: str
    include_prompt: bool
    dimension: int
    max_tokens: int
    lower_case: bool
    modules: tuple[str, ...]

    @property
    def served_by_onnx(self) -> bool:
        """Whether the modules are ones that need nothing but token vectors and pooling."""
        return set(self.modules) <= _SERVED_MODULES and self.pooling in SERVED_POOLINGS


def read_json(path: Path, mend: str) -> Any:
    """Read a JSON file of a model folder.

    Raises:
        ModelError: it is missing, unreadable, or no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path} is missing: {mend}") from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {mend}") from None
    except ValueError:
        raise ModelError(f"{path} is cut off or no JSON: {mend}") from None


def read_settings(folder: Path, mend: str) -> FolderSettings:
    """Read the settings of a standard sentence-transformers folder, of old and new versions.

    Args:
        folder: where modules.json lies.
        mend: the end of an error's line: which command mends the folder.

    Raises:
        ModelError: a file is missing or says something that cannot be.
    """
    modules = read_json(folder / "modules.json", mend)
    try:
        paths = {str(entry["type"]).rpartition(".")[2]: str(entry["path"]) for entry in modules}
    except (TypeError, KeyError):
        raise ModelError(f"{folder / 'modules.json'} is no list of modules: {mend}") from None
    config = _mapping(folder / paths.get("Transformer", "") / "config.json", mend)
    pooling = _mapping(folder / paths.get("Pooling", "1_Pooling") / "config.json", mend)
    prompts = _optional(folder / "config_sentence_transformers.json", mend).get("prompts") or {}
    text = _optional(folder / "sentence_bert_config.json", mend)
    dimension = (
        pooling.get("word_embedding_dimension")
        or pooling.get("embedding_dimension")
        or config.get("hidden_size")
    )
    if not isinstance(dimension, int) or dimension < 1 or not isinstance(prompts, dict):
        raise ModelError(f"{folder} does not say the dimension of its vectors: {mend}")
    return FolderSettings(
        query_prompt=first_prompt(prompts, QUERY_PROMPTS),
        passage_prompt=first_prompt(prompts, PASSAGE_PROMPTS),
        pooling=_pooling(pooling),
        include_prompt=bool(pooling.get("include_prompt", True)),
        dimension=dimension,
        max_tokens=_length(folder, text, config, mend),
        lower_case=bool(text.get("do_lower_case", False)),
        modules=tuple(paths),
    )


def graph(folder: Path, mend: str) -> Path:
    """Choose the ONNX file that onnxruntime serves best.

    Raises:
        ModelError: there is none.
    """
    for name in _GRAPHS:
        if (folder / ONNX / name).is_file():
            return folder / ONNX / name
    others = sorted((folder / ONNX).glob("*.onnx"))
    if not others:
        raise ModelError(f"{folder / ONNX / _GRAPHS[0]} is missing: {mend}")
    return others[0]


def sha256(path: Path) -> str:
    """Hash a file without holding it in memory.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(engine: str, settings: object, hashes: list[str]) -> str:
    """Join what decides a vector into one short name."""
    text = json.dumps([engine, repr(settings), hashes])
    return f"{engine}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def _mapping(path: Path, mend: str) -> dict[str, Any]:
    value = read_json(path, mend)
    if not isinstance(value, dict):
        raise ModelError(f"{path} holds no settings: {mend}")
    return value


def _optional(path: Path, mend: str) -> dict[str, Any]:
    return _mapping(path, mend) if path.exists() else {}


def first_prompt(prompts: dict[str, Any], names: tuple[str, ...]) -> str:
    """Give the first prompt that a folder has under one of the names; '' if it has none."""
    return next((str(prompts[name]) for name in names if prompts.get(name)), "")


def _pooling(config: dict[str, Any]) -> str:
    """Read the pooling as one name (since 2026) or as one flag per kind (before)."""
    mode = config.get("pooling_mode")
    if mode is None:
        mode = [name for flag, name in _POOLINGS.items() if config.get(flag)]
    if isinstance(mode, list | tuple):
        mode = "+".join(str(name) for name in mode)
    return str(mode or "mean")


def _length(folder: Path, text: dict[str, Any], config: dict[str, Any], mend: str) -> int:
    positions = config.get("max_position_embeddings")
    if config.get("model_type") in {"roberta", "xlm-roberta", "camembert"} and positions:
        positions -= 2  # its positions start after the padding's
    limits = [
        text.get("max_seq_length"),
        _optional(folder / "tokenizer_config.json", mend).get("model_max_length"),
        positions,
    ]
    known = [int(limit) for limit in limits if isinstance(limit, int | float) and limit > 2]
    return min([*known, 8_192])
