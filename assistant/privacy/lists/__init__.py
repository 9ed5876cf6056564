"""Read the word lists of this folder; each file says where its words come from."""

import tomllib
from functools import lru_cache
from importlib.resources import files

_COMMENT = "#"


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """The words of `NAME.txt`, lower case and without accents."""
    return frozenset(_text(name).split())


def phrases(name: str) -> frozenset[str]:
    """The phrases of `NAME.txt`, which stand between commas."""
    parts = (" ".join(part.split()) for part in _text(name).split(","))
    return frozenset(part for part in parts if part)


def context(name: str) -> frozenset[str]:
    """The words under a name of `context.toml`, which tell a person from a word."""
    return frozenset(_context()[name].split())


@lru_cache(maxsize=1)
def _context() -> dict[str, str]:
    return tomllib.loads((files(__package__) / "context.toml").read_text(encoding="utf-8"))


def _text(name: str) -> str:
    lines = (files(__package__) / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(_COMMENT))


FIRST_NAMES = words("first_names") | words("first_names_faker") | words("word_names")
PEOPLE = FIRST_NAMES | words("family_names") | words("family_names_faker")
