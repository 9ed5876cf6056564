"""Serves any model that sentence-transformers knows, by folder or by name.

Importing that library takes seconds and hundreds of megabytes, so it happens only when a model of
this kind is opened. It decides prompts, pooling and dimension from the folder itself.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoders import manifest, model_folder
from index.encoders.protocol import Vectors
from index.encoders.texts import readable
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INSTALL = "run `python -m pip install 'mentorkompas[transformers]'`"
_BATCH = 32
_CHECK_SETTING = "check MENTORKOMPAS_EMBEDDING_MODEL, or " + manifest.MEND + " and leave it unset"
_HUB_TIMEOUT_SECONDS = 10


class TransformerEncoder:
    """An `Encoder` over sentence-transformers."""

    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        """Take a loaded model; `open` loads one."""
        self._name = name
        self._model = model
        prompts = dict(model.prompts or {})
        self._query_prompt = model_folder.first_prompt(prompts, model_folder.QUERY_PROMPTS)
        self._passage_prompt = model_folder.first_prompt(prompts, model_folder.PASSAGE_PROMPTS)
        self._dimension = int(model.get_embedding_dimension() or 0)
        settings = [self._query_prompt, self._passage_prompt, self.max_tokens, _modules(model)]
        self._fingerprint = model_folder.fingerprint("transformer", settings, _hashes(model))

    @classmethod
    def open(cls, name_or_folder: str) -> "TransformerEncoder":
        """Load a folder, or a name that the library finds in its cache or fetches.

        Raises:
            ModelError: the library is not installed, or it cannot load the model; the line names
                the file or the library's own reason.
        """
        folder = Path(name_or_folder).expanduser()
        if folder.is_dir():
            _check(folder)
            return cls(folder.resolve().name, _load(str(folder), manifest.mend(folder)))
        if name_or_folder.count("/") > 1 or name_or_folder.startswith(("/", ".", "~", "\\")):
            raise ModelError(f"The folder {folder} is missing: {_CHECK_SETTING}")
        return cls(name_or_folder, _load_by_name(name_or_folder))

    @property
    def fingerprint(self) -> str:
        """Identity of weights, tokenizer, prompts and pooling, from what was loaded."""
        return self._fingerprint

    @property
    def name(self) -> str:
        """The folder's name, or the one that was asked for."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """Most tokens that count, prompt and special tokens included."""
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        """Count the tokens of the text alone, without prompt, special tokens and cut."""
        encoded = self._model.tokenizer(
            readable(text), add_special_tokens=False, truncation=False, verbose=False
        )
        return len(encoded["input_ids"])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, with the model's prompt for them."""
        return self._encode(self._query_prompt, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode the texts that are searched, with the model's prompt for them."""
        return self._encode(self._passage_prompt, texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        vectors = self._model.encode(
            [readable(text) for text in texts],
            prompt=prompt,
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.asarray(vectors, np.float32)


def _load(name_or_folder: str, mend: str, *, fetch: bool = False) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise ModelError(
            f"{name_or_folder} needs sentence-transformers, which is not installed: {INSTALL}"
        ) from None
    if not fetch:
        from transformers.utils import logging

        logging.disable_progress_bar()
    try:
        return SentenceTransformer(name_or_folder, local_files_only=not fetch)
    except Exception as error:  # the library passes on whatever its parts raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{name_or_folder} cannot be loaded ({reason[:200]}): {mend}") from error


def _load_by_name(name: str) -> "SentenceTransformer":
    """Load from the library's cache, else from the hub if it answers.

    The library itself would ask the network even for what it has, and for over a minute.
    """
    try:
        return _load(name, _CHECK_SETTING)
    except ModelError as error:
        if error.__cause__ is None:
            raise
    from huggingface_hub import HfApi

    full_name = name if "/" in name else f"sentence-transformers/{name}"
    try:
        HfApi().model_info(full_name, timeout=_HUB_TIMEOUT_SECONDS)
    except Exception as error:  # an HTTP library's own, which changes with its versions
        reason = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise ModelError(
            f"The model {name} is neither a folder nor in the cache, and the hub does not have "
            f"it or is out of reach ({reason[0][:200]}): {_CHECK_SETTING}"
        ) from error
    return _load(name, _CHECK_SETTING, fetch=True)


def _check(folder: Path) -> None:
    """Name a damaged file, which the library would report without its name."""
    if (folder / manifest.NAME).exists():
        manifest.verify(folder)
        return
    from safetensors import SafetensorError, safe_open

    for path in sorted(folder.rglob("*.json")):
        model_folder.read_json(path, manifest.MEND_OTHER)
    for path in sorted(folder.rglob("*.safetensors")):
        try:
            with safe_open(path, framework="numpy"):
                pass
        except (SafetensorError, OSError):
            raise ModelError(
                f"{path} is cut off or holds no weights: {manifest.MEND_OTHER}"
            ) from None


def _modules(model: Any) -> list[str]:
    """Describe the modules by what decides a vector, not by their library's version."""
    return [f"{type(part).__name__} {getattr(part, 'pooling_mode', '')}" for part in model]


def _hashes(model: Any) -> list[str]:
    """Hash weights and tokenizer as loaded, wherever they came from."""
    import torch

    weights = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        weights.update(name.encode())
        weights.update(str(tensor.dtype).encode())
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        weights.update(flat.view(torch.uint8).numpy())
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    text = tokenizer.to_str() if tokenizer is not None else json.dumps(model.tokenizer.get_vocab())
    return [weights.hexdigest(), hashlib.sha256(text.encode()).hexdigest()]
