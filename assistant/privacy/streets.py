"""Find addresses: a street with a number, a street where someone lives, a post box, a postcode."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.privacy.found import Find
from assistant.privacy.lists import context, words

_STREET_ENDS: Final = (
    "straat|straatje|laan|laantje|weg|plein|dijk|singel|gracht|kade|plantsoen|dreef|steeg|hof|hofje|"
    "pad|dam|boulevard|steenweg|wal|markt|haven|brink|park|kamp|veld|baan|ring|erf|oord|donk|akker|"
    "bos|meent|zijde|burg|sloot|waard|mate|made|horst|berg|straat|hoek|lei|tuin|vaart|poort|heide|oever"
)
_PLAIN_ENDS: Final = ("straat", "laan", "gracht", "kade", "singel", "dreef", "steeg", "plantsoen")
_NUMBER: Final = (
    r",?\s(?:nr\.?\s?|nummer\s|huisnummer\s|no\.?\s)?(?P<number>\d{1,5}"
    r"(?:\s?[-/]\s?(?:\d{1,4}|[A-Z]{1,3})|\s?(?:bis|hs|huis|boven|rood|zw|rd)|\s?[A-Z](?:[-/]\d{1,3})?|\s[IV]{1,3})?)"
    r"(?![\w%]|[.,:]\d|e\b)"
)
_STREET: Final = re.compile(
    rf"(?<![\w-])(?P<street>(?:'s-)?(?:[^\W\d_]{{1,20}}-){{0,4}}(?:[^\W\d_][^\W\d_'-]{{1,40}}|(?<=-))"
    rf"(?:{_STREET_ENDS})){_NUMBER}",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(
    r"(?<![\w-])(?P<street>(?:Laan|Straat|Weg|Plein|Kade|Gracht|Dijk|Singel|Markt|Brink|Dam|Hof|Pad|Park|"
    r"(?:Op|Achter|Onder|Aan)(?: (?:de|den|het|'t))? [A-Z][^\W\d_]{1,25})"
    rf"(?: (?:van|der|de|den|het|'t|[A-Z][^\W\d_]{{1,25}}(?:-[A-Z][^\W\d_]{{1,25}})?|\d{{4}}"
    r"|'\d\d-'\d\d)){0,5})"
    rf"{_NUMBER}"
)
_LANE: Final = re.compile(
    rf"(?<![\w-])(?:laan|weg|plein|kade|hof|pad) (?:van|der|den|op) "
    rf"(?:de |het |den |der )?[a-z]{{3,25}}{_NUMBER}",
    re.IGNORECASE,
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
_NOT_IN_STREET: Final = frozenset("in aan op adres naar ik".split())
_LEADS: Final = frozenset(
    "prins prinses koning koningin burgemeester burg dr sint st pastoor pater president generaal "
    "admiraal oude nieuwe lange korte grote kleine eerste tweede derde".split()
)
"""With these a street's name begins, in lower case too."""
_ORDINARY: Final = words("common_words")
_POSTCODE: Final = re.compile(
    r"(?<![\w.,-])[1-9]\d{3}(?P<gap>[\s-]?)(?P<letters>[A-Z]{2})(?![\w'])", re.I
)
_NO_LETTERS: Final = frozenset(
    "en is in of op te we ze je nu al zo er om na ik km cm mm kg uu eu ec st ml bv mb gb kb io so "
    "lo nr po vo ib rt de na mn vd wb dr".split()
)
_NO_CAPITALS: Final = frozenset("EC EU PO VO IO KM MB GB IB".split())


def find_postcodes(plain: str) -> Iterator[Find]:
    """POSTCODE: four digits and two letters that are no word."""
    for match in _POSTCODE.finditer(plain):
        letters = match["letters"]
        if match["gap"] == "-" and not letters.isupper():
            continue
        year = 1900 <= int(match[0][:4]) <= 2100
        if match["gap"] and letters.isupper():
            is_word = letters in _NO_CAPITALS or (year and letters.lower() in _NO_LETTERS)
        else:
            is_word = bool(match["gap"]) and (letters.lower() in _NO_LETTERS)
        is_word = is_word or (
            not match["gap"] and letters.lower() in {"km", "kg", "mb", "gb", "ec", "st"}
        )
        if not is_word:
            yield match.start(), match.end(), "POSTCODE"


def find_streets(plain: str) -> Iterator[Find]:
    """ADDRESS: a street with a number, a street where someone lives, a post box."""
    for match in _BOX.finditer(plain):
        yield match.start(), match.end(), "ADDRESS"
    for match in _ALONE.finditer(plain):
        yield _with_words_before(plain, match.start()), match.end("number"), "ADDRESS"
    for match in _LANE.finditer(plain):
        yield match.start(), match.end("number"), "ADDRESS"
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
        match = re.search(
            r"(?<![\w'-])(?:(?:[A-Z]\.){2,4}|(?:[^\W\d_]|\d(?=\w))[\w'-]{0,25}\.?) $", head
        )
        if match is None:
            return start - taken
        word = match[0].strip(" .")
        capital = word[0].isupper() or (word[0].isdigit() and not word.isdigit())
        leads = word.lower() in _LEADS
        inside = word.lower() in _IN_STREET and re.search(
            r"(?<![\w'-])[A-Z][\w'-]{0,25}\.? (?:[a-z']{2,3} )?$", head[: match.start()]
        )
        if not (capital or inside or leads) or word.lower() in _NOT_IN_STREET:
            return start - taken
        taken += len(match[0])
        head = head[: match.start()]
