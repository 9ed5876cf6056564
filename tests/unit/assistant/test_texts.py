import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from assistant.texts import catalogue
from assistant.texts.catalogue import say

ROOT = Path(catalogue.__file__).parents[2]


def sentences() -> dict[str, str]:
    loaded: dict[str, object] = {}
    for file in (Path(catalogue.__file__).parent / "nl").glob("*.yaml"):
        loaded |= YAML(typ="safe").load(file)
    found: dict[str, str] = {}

    def walk(node: object, path: str) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value, f"{path}.{key}" if path else str(key))
        else:
            found[path] = str(node)

    walk(loaded, "")
    return found


def test_every_sentence_is_said_somewhere() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "assistant").rglob("*.py"))
    built = (
        "crisis.",
        "declined.",
        "smalltalk.",
        "unknown.",
        "cycle.part.",
        "cycle.own.",
        "concept.",
        "own.",
        "planning.button.",
        "planning.fault.",
        "planning.file.",
        "planning.kind.",
        "planning.when.",
        "commands.",
        "agenda.o",
        "forget.part.",
        "registry.",
        "profile.startend",
        "profile.ervaren",
        "step.is_",
        "student.",
        "tasks.part.",
        "telegram.",
        "useful.",
        "web.mark.",
        "web.refused.",
        "web.written.",
    )  # keys that are put together

    said = {key for key in sentences() if re.search(rf"""['"]{re.escape(key)}['"]""", code)}

    rest = {key for key in sentences() if not key.startswith(built)} - said
    assert rest - {"help", "privacy", "introduction"} == set()


@pytest.mark.parametrize("key", sorted(sentences()))
def test_sentences_are_short_friendly_dutch(key: str) -> None:
    text = sentences()[key]

    assert not re.search(r"\b(?:u|uw|gelieve|middels)\b", text.lower())
    assert "!!" not in text
    assert not re.search(r"[\U0001f300-\U0001faff]", text)
    for sentence in re.split(r"(?<=[.!?:])\s", re.sub(r"\{\w+\}", "x", text)):
        assert len(sentence.split()) <= 20


def test_a_missing_sentence_is_a_defect() -> None:
    with pytest.raises(KeyError):
        say("weg.weg")


def test_what_is_filled_in_is_never_a_placeholder() -> None:
    assert say("answer.part", number=1, question="{title} {0} %s") == "1. {title} {0} %s"
