import re
from pathlib import Path
from typing import get_args

import pytest
from ruamel.yaml import YAML

from assistant.messages import Useful, Why
from assistant.texts import catalogue
from assistant.texts.catalogue import say
from knowledge.document import Audience

ROOT = Path(catalogue.__file__).parents[2]

FILLED = {
    "agenda.": ["on", "off"],
    "profile.": get_args(Audience),
    "telegram.": "sticker voice photo file file_large file_failed other forwarded".split(),
    "unknown.": get_args(Why),
    "useful.": get_args(Useful),
}
"""What fills a key behind a subject that has other sentences too."""


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


def code() -> str:
    return "\n".join(p.read_text("utf-8") for p in (ROOT / "assistant").rglob("*.py"))


def put_together(code: str) -> list[re.Pattern[str]]:
    """The keys of which a part is filled in, such as f"useful.{kind}"."""
    found = re.findall(r"""f["']([a-z_]+(?:\.(?:[a-z_]|\{[^}"]*\})+)+)["']""", code)
    forms = []
    for key in (one for one in found if "{" in one):
        first, *rest = re.split(r"(\{[^}]*\})", key)
        filled = "|".join(FILLED.get(first, [r"[\w-]+"]))
        end = "".join(rf"(?:{filled})" if one.startswith("{") else re.escape(one) for one in rest)
        forms.append(re.compile(re.escape(first) + end))
    return forms


def test_every_sentence_is_said_somewhere() -> None:
    read = code()
    forms = put_together(read)
    literal = set(re.findall(r"""["']([a-z_]+(?:\.[\w-]+)*)["']""", read))

    unsaid = {key for key in sentences() if key not in literal and not key.startswith("commands.")}

    assert {key for key in unsaid if not any(one.fullmatch(key) for one in forms)} == set()


def test_every_sentence_that_is_said_is_there() -> None:
    said = re.findall(r"""\bsay\(\s*["']([a-z_]+(?:\.[\w-]+)*)["']""", code())

    assert len(said) > 100
    assert set(said) - set(sentences()) == set()


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
