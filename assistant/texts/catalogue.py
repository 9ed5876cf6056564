"""Finds a sentence by its key and fills it in; what is missing is a defect, never a blank."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


@cache
def _sentences() -> dict[str, Any]:
    # YAML's safe loader gives plain values; the files ship with the program, one for each subject.
    together: dict[str, Any] = {}
    for file in sorted((Path(__file__).parent / "nl").glob("*.yaml")):
        loaded: dict[str, Any] = YAML(typ="safe").load(file)
        if twice := together.keys() & loaded.keys():
            raise KeyError(f"{file.name} has what another file has: {sorted(twice)}")
        together |= loaded
    return together


def say(key: str, **values: object) -> str:
    """The sentence under a dotted key, with its {placeholders} filled in.

    Raises:
        KeyError: there is no such sentence, or a placeholder has no value; or two files have it.
    """
    found: Any = _sentences()
    for step in key.split("."):
        found = found[step]
    return str(found).format(**values).strip()


def commands(language: str) -> dict[str, str]:
    """Every command without its slash → what it does, in the order of the menu.

    Args:
        language: 'nl' or 'en'.
    """
    return dict(_sentences()["commands"][language])
