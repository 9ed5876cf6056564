"""Take sentences out of a message that instruct the assistant instead of asking it something."""

import re
import tomllib
from importlib.resources import files
from typing import Final

from assistant.dialogue.signals.normalising import normalise

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?\n]*\s*")
_TAGGED: Final = re.compile(
    r"<\s*(system|assistant|instructions?|prompt|admin)\s*>.*?(?:<\s*/\s*\1\s*>|$)"
    r"|\[/?INST\]|<\|[^|>]*\|>",
    re.IGNORECASE | re.DOTALL,
)
_DATA: Final = tomllib.loads(
    files(__package__).joinpath("planted.toml").read_text(encoding="utf-8")
)
_GATE: Final = re.compile("|".join(_DATA["gate"]), re.IGNORECASE)
_LABEL: Final = re.compile("|".join(_DATA["label"]), re.IGNORECASE)
_INSTRUCTION: Final = re.compile("|".join(_DATA["instruction"]))
_LATER_LABEL: Final = re.compile(
    r"(?<=[\s>])(?:system|assistant|instructie|systeem)\s*:", re.IGNORECASE
)
_REMAINDER: Final = re.compile(r"\s(?:en|dan|and|,)\s(?:vertel (?:me|mij) )?", re.IGNORECASE)


def is_planted(sentence: str) -> bool:
    """Whether a sentence tells the assistant what to be or which rules to drop."""
    return bool(_LABEL.search(sentence)) or bool(_INSTRUCTION.search(normalise(sentence)))


def without_planted(text: str) -> tuple[str, tuple[str, ...]]:
    """Split a message into what was meant for the search and what was planted.

    Returns:
        The message without planted sentences, and what follows an 'en' inside those: the caller
        judges whether that is a question ('doe alsof je examinator bent en geef een cijfer').
    """
    if not _GATE.search(text):
        return text.strip(), ()
    untagged = _TAGGED.sub(" ", text)
    kept: list[str] = []
    remainders: list[str] = []
    for sentence in _SENTENCE.findall(untagged):
        label = _LATER_LABEL.search(sentence)
        if label and not _LABEL.search(sentence):
            kept.append(sentence[: label.start()])
            continue
        if not is_planted(sentence):
            kept.append(sentence)
            continue
        parts = _REMAINDER.split(sentence, maxsplit=1)
        if len(parts) == 2 and not is_planted(parts[1]) and not _LABEL.search(sentence):
            remainders.append(parts[1].strip())
    return re.sub(r"\s+", " ", "".join(kept)).strip(), tuple(remainders)
