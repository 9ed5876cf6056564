"""Keep one fitted model per encoder, and let it score messages of any length."""

import json
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from assistant.dialogue.signals.learned import LabelledMessage, Scores, SignalModel, Vectors
from assistant.dialogue.tidying import sentences
from index.spelling import in_full

Encode = Callable[[Sequence[str]], Vectors]
"""Texts to float32 rows of length 1: an encoder's `encode_queries`."""

EncodeOne = Callable[[str], Vectors]
"""A text to one of these rows: the search's own, so that a question is embedded once."""

_CHUNK_CHARACTERS: Final = 120
"""A longer message is also scored in pieces of about this length."""

_MOST_CHUNKS: Final = 16
"""Pieces that are scored, the whole message included: each costs an embedding."""


def _messages_text() -> str:
    return files(__package__).joinpath("messages.jsonl").read_text(encoding="utf-8")


def labelled_messages() -> list[LabelledMessage]:
    """Read the labelled messages that ship for fitting."""
    rows = [json.loads(line) for line in _messages_text().splitlines() if line]
    return [LabelledMessage(row["text"], row["concern"], row.get("kind")) for row in rows]


def open_judge(encode: Encode, fingerprint: str, folder: Path) -> "Judge":
    """Load the model fitted for an encoder, or fit and keep it (seconds, once per encoder).

    Args:
        encode: the encoder's `encode_queries`.
        fingerprint: the encoder's identity; another one, or other messages, means another fit.
        folder: where the weights are kept; made when missing.
    """
    identity = f"{fingerprint}-{zlib.crc32(_messages_text().encode()):08x}"
    path = folder / "signals.npz"
    try:
        model = SignalModel.load(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        model = None
    if model is None or model.fingerprint != identity:
        messages = labelled_messages()
        vectors = encode([in_full(message.text) for message in messages])
        model = SignalModel.fit(messages, vectors, identity)
        with suppress(OSError):  # a folder that may only be read costs the seconds again
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                model.save(Path(scratch) / path.name)
                (Path(scratch) / path.name).replace(path)
    return Judge(model)


def chunks(text: str) -> list[str]:
    """Cut a long message into pieces of a few sentences, so that one of them still counts."""
    if len(text) <= _CHUNK_CHARACTERS:
        return [text]
    pieces: list[str] = []
    for sentence in sentences(text):
        if pieces and len(pieces[-1]) + len(sentence) < _CHUNK_CHARACTERS:
            pieces[-1] = f"{pieces[-1]} {sentence}"
        else:
            pieces.append(sentence)
    return [text, *pieces[: _MOST_CHUNKS - 1]] if len(pieces) > 1 else [text]


@dataclass(frozen=True, slots=True)
class Judge:
    """A fitted model; it hears only what the encoder that it was fitted for encodes."""

    model: SignalModel

    def scores(self, text: str, encode: EncodeOne) -> Scores:
        """Score a message; a crisis in one part of a long message counts for the whole."""
        scored = [self.model.scores(piece, encode(piece)) for piece in chunks(text)]
        whole = scored[0]
        gravest = max(scored, key=lambda score: score.crisis)
        return replace(whole, crisis=gravest.crisis, crisis_kind=gravest.crisis_kind)
