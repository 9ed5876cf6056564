"""Find addresses: a street with a number, a street where someone lives, a post box."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.privacy.lists import context, words
from assistant.privacy.numbers import Find

_STREET_ENDS: Final = (
    "straat|straatje|laan|laantje|weg|plein|dijk|singel|gracht|kade|plantsoen|dreef|steeg|hof|hofje|"
    "pad|dam|boulevard|steenweg|wal|markt|haven|brink|park|kamp|veld|baan|ring|erf|oord|donk|akker|"
    "bos|meent|zijde|burg|sloot|waard|mate|made|horst|berg|straat|hoek|lei|tuin|vaart|poort|heide|oever"
)
_PLAIN_ENDS: Final = ("straat", "laan", "gracht", "kade", "singel", "dreef", "steeg", "plantsoen")
_NUMBER: Final = (
    r",?\s(?:nr\.?\s?|nummer\s|huisnummer\s|no\.?\s)?(?P<number>\d{1,5}"
    r"(?:\s?[-/]\s?(?:\d{1,4}|[A-Z]{1,3})|\s?(?:bis|hs|huis|boven|rood|zw)|\s?[A-Z]|\s[IV]{1,3})?)"
    r"(?![\w%]|[.,:]\d|e\b)"
)
_STREET: Final = re.compile(
    rf"(?<![\w-])(?P<street>[^\W\d_][^\W\d_'-]{{1,40}}(?:{_STREET_ENDS})){_NUMBER}", re.IGNORECASE
)
_ALONE: Final = re.compile(
    r"(?<![\w-])(?P<street>(?:Laan|Straat|Weg|Plein|Kade|Gracht|Dijk|Singel|Markt|Brink|Dam|Hof|Pad|Park|Op|"
    r"Achter|Onder|Aan)"
    rf"(?: (?:van|der|de|den|het|'t|[A-Z][^\W\d_]{{1,25}}|\d{{4}})){{0,5}}){_NUMBER}"
)
_BOX: Final = re.compile(r"(?<!\w)(?:postbus|antwoordnummer|pb)\.?\s\d{1,5}(?!\w)", re.IGNORECASE)
_LIVES: Final = re.compile(
    r"\b(?:woont|woon|wonen|woonde|woonachtig|adres|adres is|verhuisd|gevestigd|verhuist)\b"
    r"(?:\s?(?:is|op|aan|in|naar|bij|de|het|:|nu|momenteel|met|zijn|haar|ouders)){0,5}\s?"
    rf"(?P<street>[^\W\d_][^\W\d_'-]{{2,30}}(?: [^\W\d_'-]{{2,30}}){{0,2}}(?: 19\d\d)?){_NUMBER}",
    re.IGNORECASE,
)
_STREET_ONLY: Final = re.compile(
    rf"(?<![\w-])(?P<street>[A-Z][^\W\d_'-]{{2,40}}(?:{'|'.join(_PLAIN_ENDS)}))(?![\w-])"
)
_LIVES_IN: Final = re.compile(
    r"\b(?:woont|woon|wonen)(?: \w{1,10})? (?:in|aan|op) (?:de|het) "
    rf"(?P<street>[^\W\d_'-]{{3,40}}(?:{'|'.join(_PLAIN_ENDS)}|weg|plein|dijk|pad|hof))(?![\w-])",
    re.IGNORECASE,
)
_NO_STREETS: Final = context("no_streets")
_IN_STREET: Final = frozenset("van de der den het 't ten ter te op aan 2e 1e 3e".split())
_ORDINARY: Final = words("common_words")


def find_streets(plain: str) -> Iterator[Find]:
    """ADDRESS: a street with a number, a street where someone lives, a post box."""
    for match in _BOX.finditer(plain):
        yield match.start(), match.end(), "ADDRESS"
    for match in _ALONE.finditer(plain):
        yield _with_words_before(plain, match.start()), match.end("number"), "ADDRESS"
    for match in _STREET.finditer(plain):
        if _is_street(match["street"]):
            yield _with_words_before(plain, match.start()), match.end("number"), "ADDRESS"
    for match in _LIVES.finditer(plain):
        yield match.start("street"), match.end("number"), "ADDRESS"
    for pattern in (_STREET_ONLY, _LIVES_IN):
        for match in pattern.finditer(plain):
            if match["street"].lower() not in _NO_STREETS | _ORDINARY:
                yield (
                    _with_words_before(plain, match.start("street")),
                    match.end("street"),
                    "ADDRESS",
                )


def _is_street(street: str) -> bool:
    low = street.lower()
    if low in _NO_STREETS:
        return False
    if low.endswith(("straat", "laan", "gracht", "kade", "singel", "plantsoen", "dreef", "steeg")):
        return True
    if street[0].isupper():
        return low not in _ORDINARY
    return low.endswith(("weg", "plein", "dijk", "hof", "pad")) and low not in _ORDINARY


def _with_words_before(plain: str, start: int) -> int:
    """Where a street's name begins: the capitals, initials and particles before its last word."""
    head = plain[max(0, start - 60) : start]
    taken = 0
    while True:
        match = re.search(r"(?<![\w'-])(?:[^\W\d_]|\d(?=\w))[\w'-]{0,25}\.? $", head)
        if match is None:
            return start - taken
        word = match[0].strip(" .")
        capital = word[0].isupper() or word[0].isdigit()
        inside = word.lower() in _IN_STREET and re.search(
            r"(?<![\w'-])[A-Z][\w'-]{0,25}\.? (?:[a-z']{2,3} )?$", head[: match.start()]
        )
        if not (capital or inside) or word.lower() in {"in", "aan", "op", "adres", "naar", "ik"}:
            return start - taken
        taken += len(match[0])
        head = head[: match.start()]
