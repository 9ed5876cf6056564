"""Serves a sentence-transformers folder's ONNX graph with onnxruntime and tokenizers alone.

This is the default engine: it starts in a fraction of a second, without torch. int8 with scales
that follow the input depends on what a text is batched with, so every text goes through alone, and
a text has one vector wherever and with whatever it is encoded.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.encoders import manifest, model_folder
from index.encoders.protocol import Vectors
from index.encoders.texts import readable
from index.errors import ModelError

# onnxruntime would else look up its maker's host and keep a number for this device on the disk.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

# From this many texts on, several are encoded at once; a question never pays for threads.
_MANY = 16
_MOST_THREADS = 8
_SMALLEST_NORM = 1e-12
# Far more than any model's tokens hold; keeps a text that grows without bound (NFKC makes eighteen
# characters of some) from costing seconds.
_CHARACTERS_PER_TOKEN = 64


@dataclass(frozen=True)
class _Input:
    """One text ready for the graph, with the tokens that are the text's own."""

    ids: NDArray[np.int64]
    pooled: NDArray[np.bool_]
    own: NDArray[np.bool_]


class OnnxEncoder:
    """An `Encoder` over a folder with `onnx/` inside; safe to share between threads."""

    def __init__(
        self,
        name: str,
        fingerprint: str,
        settings: model_folder.FolderSettings,
        tokenizer: Tokenizer,
        session: onnxruntime.InferenceSession,
    ) -> None:
        """Take the parts; `open` gathers them from a folder."""
        self._name = name
        self._fingerprint = fingerprint
        self._settings = settings
        self._tokenizer = tokenizer
        self._session = session
        self._inputs = {value.name for value in session.get_inputs()}
        outputs = [value.name for value in session.get_outputs()]
        self._output = next(
            (name for name in outputs if name in {"last_hidden_state", "token_embeddings"}),
            outputs[0],
        )
        self._most = settings.max_tokens - tokenizer.num_special_tokens_to_add(is_pair=False)

    @classmethod
    def open(cls, folder: Path) -> "OnnxEncoder":
        """Open a folder, checked against its manifest where it has one.

        Raises:
            ModelError: a file is missing, cut off or another one, or cannot be served by
                onnxruntime; the line names it and what mends it.
        """
        mend = manifest.mend(folder)
        hashes = manifest.check(folder)
        settings = model_folder.read_settings(folder, mend)
        if not settings.served_by_onnx:
            raise ModelError(
                f"{folder} has modules or a pooling that onnxruntime cannot serve: "
                f"run `{_WITHOUT_GRAPH}`, or take its onnx folder away"
            )
        graph = model_folder.graph(folder, mend)
        tokenizer = _tokenizer(folder / "tokenizer.json", mend)
        session = _session(graph, mend)
        # The graph's large constants lie beside it, under a longer name.
        files = [folder / "tokenizer.json", *sorted(graph.parent.glob(f"{graph.name}*"))]
        parts = [
            hashes.get(path.relative_to(folder).as_posix()) or model_folder.sha256(path)
            for path in files
        ]
        fingerprint = model_folder.fingerprint("onnx", settings, parts)
        _return_memory()
        return cls(folder.resolve().name, fingerprint, settings, tokenizer, session)

    @property
    def fingerprint(self) -> str:
        """Identity of tokenizer, graph, prompts and pooling, from the files' hashes."""
        return self._fingerprint

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._settings.dimension

    @property
    def max_tokens(self) -> int:
        """Most tokens that count, prompt and special tokens included."""
        return self._settings.max_tokens

    def count_tokens(self, text: str) -> int:
        """Count the tokens of the text alone, without prompt, special tokens and cut."""
        return len(self._tokenizer.encode(self._cleaned(text), add_special_tokens=False).ids)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, with the model's prompt for them."""
        return self._encode(self._settings.query_prompt, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode the texts that are searched, with the model's prompt for them."""
        return self._encode(self._settings.passage_prompt, texts)

    def query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """Encode a question to its vector and those of its own tokens.

        Returns:
            Shapes (1, dimension) and (tokens, dimension), rows of length 1; the prompt's and the
            special tokens count for the first only.
        """
        return self._tokens(self._settings.query_prompt, text)

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Encode passages to their vectors and, for each, those of its own tokens.

        Returns:
            Shapes (texts, dimension) and, for each text, (tokens, dimension), rows of length 1.
        """

        def one(text: str) -> tuple[Vectors, Vectors]:
            return self._tokens(self._settings.passage_prompt, text)

        found = list(_each(one, texts))
        vectors = [pooled for pooled, _ in found] or [np.zeros((0, self.dimension), np.float32)]
        if len(texts) >= _MANY:
            _return_memory()
        return np.concatenate(vectors), [tokens for _, tokens in found]

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)

        def one(text: str) -> Vectors:
            prepared = self._prepare(prompt, text)
            return self._pool(self._run(prepared), prepared)

        for row, vector in enumerate(_each(one, texts)):
            vectors[row] = vector
        if len(texts) >= _MANY:
            _return_memory()
        return _to_length_one(vectors)

    def _tokens(self, prompt: str, text: str) -> tuple[Vectors, Vectors]:
        prepared = self._prepare(prompt, text)
        hidden = self._run(prepared)
        pooled = self._pool(hidden, prepared)[np.newaxis]
        return _to_length_one(pooled), _to_length_one(hidden[prepared.own])

    def _prepare(self, prompt: str, text: str) -> _Input:
        prompt = prompt.lower() if self._settings.lower_case else prompt
        text = self._cleaned(text[: self.max_tokens * _CHARACTERS_PER_TOKEN])
        encoding: Encoding = self._tokenizer.encode(prompt + text, add_special_tokens=False)
        encoding.truncate(self._most)
        encoding = self._tokenizer.post_process(encoding)
        special = np.array(encoding.special_tokens_mask, np.bool_)
        ends = np.array([end for _, end in encoding.offsets], np.int64)
        own = ~special & (ends > len(prompt))
        pooled = special | own if not self._settings.include_prompt else np.ones_like(own)
        return _Input(np.array([encoding.ids], np.int64), pooled, own)

    def _run(self, prepared: _Input) -> Vectors:
        """Give the token vectors as the model leaves them, shape (tokens, dimension)."""
        feed = {"input_ids": prepared.ids}
        if "attention_mask" in self._inputs:
            feed["attention_mask"] = np.ones_like(prepared.ids)
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(prepared.ids)
        (hidden,) = self._session.run([self._output], feed)
        vectors: Vectors = np.asarray(hidden[0], np.float32)
        return vectors

    def _pool(self, hidden: Vectors, prepared: _Input) -> Vectors:
        vector: Vectors = (
            hidden[0] if self._settings.pooling == "cls" else hidden[prepared.pooled].mean(axis=0)
        )
        return vector

    def _cleaned(self, text: str) -> str:
        text = readable(text)
        return text.lower() if self._settings.lower_case else text


T = TypeVar("T")

_WITHOUT_GRAPH = "python -m pip install sentence-transformers"


def _each(one: Callable[[str], T], texts: Sequence[str]) -> Iterator[T]:
    """Encode texts in order: a few in this thread, many in as many threads as there are cores.

    Threads over texts rather than inside one: vectors stay the same and nothing waits.
    """
    threads = min(_cores(), _MOST_THREADS)
    if len(texts) < _MANY or threads == 1:
        yield from map(one, texts)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="encoder") as pool:
        yield from pool.map(one, texts)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _to_length_one(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(norms, np.float32(_SMALLEST_NORM))
    return scaled


def _tokenizer(path: Path, mend: str) -> Tokenizer:
    if not path.is_file():
        raise ModelError(f"{path} is missing: {mend}")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise ModelError(f"{path} is cut off or no tokenizer: {mend}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _session(path: Path, mend: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The arena keeps the largest text's memory for good; without it a question costs no more.
    options.enable_cpu_mem_arena = False
    if not _exact_products():
        options.add_session_config_entry("session.x64quantprecision", "1")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a class per cause, with no common base
        raise ModelError(f"{path} is cut off or no graph for onnxruntime: {mend}") from error


def _exact_products() -> bool:
    """Tell whether the processor's own int8 products are exact (VNNI), so that no vector differs.

    Elsewhere on x86 they saturate, and onnxruntime has to be told to take slower, exact ones.
    """
    try:
        return "vnni" in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def _return_memory() -> None:
    """Give freed memory back to the system, which glibc does not do by itself."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
