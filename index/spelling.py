"""Reads the shorthand of a phone: only words that mean the same to everybody.

Abbreviations of roles (io, so, wpb) differ by partnership, so they are each organisation's `words`.
"""

import re

_IN_FULL = {
    "mn": "mijn",
    "m'n": "mijn",
    "n": "een",
    "'n": "een",
    "t": "het",
    "'t": "het",
    "zn": "zijn",
    "z'n": "zijn",
    "dr": "haar",
    "d'r": "haar",
    "vd": "van de",
    "ff": "even",
    "wk": "week",
    "u": "uur",
    "jr": "jaar",
    "evt": "eventueel",
    "bv": "bijvoorbeeld",
    "mbt": "met betrekking tot",
    "ivm": "in verband met",
}
_WORD = re.compile(r"(?<![\w'’])['’]?[a-z]+(?:['’][a-z]+)?(?![\w'’])", re.IGNORECASE)


def in_full(text: str) -> str:
    """The text with a phone's shorthand written out."""
    return _WORD.sub(lambda found: _IN_FULL.get(_key(found.group()), found.group()), text)


def _key(word: str) -> str:
    return word.lower().replace("’", "'")
