"""Find numbers that belong to one person, by their form, their check or the word before them.

Every pattern begins where a word begins and repeats a bounded number of times, so that the time
grows with the length of the text and no faster.
"""

import re
from collections.abc import Iterator
from typing import Final

from assistant.privacy.found import Find, Type

_IBAN: Final = re.compile(
    r"(?<![^\W_])[A-Z]{2}[ .-]?\d ?\d(?:[ .-]{0,3}[A-Z0-9]){10,30}", re.IGNORECASE
)
_IBAN_SIZES: Final = {
    **{"NL": 18, "BE": 16, "DE": 22, "FR": 27, "LU": 20, "GB": 22, "IE": 22, "ES": 24, "IT": 27},
    **{"PT": 25, "PL": 28, "TR": 26, "AT": 20, "CH": 21, "DK": 18, "SE": 24, "FI": 18, "NO": 15},
    **{"CZ": 24, "HU": 28, "RO": 24, "BG": 22, "GR": 27, "HR": 21, "SK": 24, "LT": 20, "LV": 21},
}
"""Characters of an IBAN by country, from the registry that SWIFT keeps for ISO 13616."""

_DIGITS: Final = re.compile(
    r"(?<![\w+])(?<!\d[.,])(?:\+\s?)?\(?\d(?:[ .\-/()]{0,3}\d){6,14}(?![\d\w])"
)
_WRITTEN_DAY: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?![\d]|[-/.]\d)")
_BSN_GROUPS: Final = frozenset({(9,), (3, 3, 3), (4, 2, 3), (3, 2, 4), (2, 3, 4)})
_SPELLED: Final = re.compile(
    r"\bnul[\s-]{1,2}(?:zes|[a-z]{3,5})"
    r"(?:[\s-]{1,2}(?:nul|een|twee|drie|vier|vijf|zes|zeven|acht|negen)){6,8}\b",
    re.IGNORECASE,
)
_PUBLIC: Final = re.compile(r"0(?:800|90[069])\d{4,7}$")
_NUMBER: Final = re.compile(
    r"(?<![\w€$£,.-])(?<![€$£]\s)[A-Z]{0,3}\d{6,12}(?![\w-]|[.,]\d)", re.IGNORECASE
)
_LETTERED: Final = re.compile(r"(?<![\w-])[A-Z]{1,3}-\d{4,10}(?![\w-])")
_PLATE: Final = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,3}-\d{2,3}-[A-Z]{1,3}|[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}"
    r"|\d{1,2}-[A-Z]{2,3}-\d{1,2})(?![\w-])"
)
"""Number plates of the Netherlands."""
_DAY_OR_YEARS: Final = re.compile(r"20\d\d(?:(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|20\d\d)$")
_AMOUNT_AFTER: Final = re.compile(r"\s?(?:euro|€|eur\b|leerlingen|studenten|mensen|kinderen)")
_NAMED_NUMBER: Final = re.compile(
    r"\b(?P<what>(?:student|stud|leerling|leerl|lln|personeels?|medewerkers?|relatie|dossier|klant"
    r"|inschrijf|inschrijvings|deelnemers?|cursist|registratie|lidmaatschaps?|zaak|polis|contract"
    r"|overeenkomst|pcn"
    r"|paspoort|id-?kaart|rijbewijs|identiteits?(?:kaart|bewijs)|big|duo|ov(?:-chip)?"
    r"(?:kaart)?|bsn|burgerservice|sofi|brin|onderwijs|pgn|kenteken)"
    r"[\s-]?(?:nummers?|num|nr|no|code|id)?"
    r"|(?:stage|inlog|ouder(?:kind)?|debiteur(?:en)?|casus|collegekaart|eck|std|hu|hva)"
    r"[\s-]?(?:nummers?|num|nr|no|code|id))\b\.?"
    r"(?:\s?(?:is|zijn|van|luidt|:|=|#|hem|haar|de|het|mijn|leerling|student)){0,4}\s{0,2}"
    r"(?P<value>(?:[A-Z]{1,4}[-/]?)?\d[A-Z0-9]*(?:[.\-/ ]?[A-Z]?\d+[A-Z0-9]*){0,5})(?![\w])",
    re.IGNORECASE,
)
_PLAIN_NUMBER: Final = re.compile(
    r"\b(?:nummer|nr)\b\.?\s?(?:is|:|#)?\s{0,2}(?P<value>[A-Z]{0,3}\d{5,12})(?!\w)", re.IGNORECASE
)
_DOCUMENT: Final = re.compile(
    r"\b(?:paspoort|id-?kaart|identiteitskaart|rijbewijs|kenteken|dossier)\w{0,8}\s?(?:is|:)?\s?"
    r"(?P<value>(?=[A-Z0-9-]{0,12}\d)[A-Z0-9][A-Z0-9-]{4,14})(?!\w)",
    re.IGNORECASE,
)
_BRIN: Final = re.compile(
    r"\bbrin(?:-?(?:nummer|nr|code))?\.?\s?(?:is|:)?\s?(?P<value>\d\d[A-Z]{2}(?:\d\d)?)(?!\w)",
    re.IGNORECASE,
)
_UUID: Final = re.compile(
    r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)", re.IGNORECASE
)
_BSN_NAMED: Final = re.compile(r"bsn|burgerservice|sofi", re.IGNORECASE)
_ID_NAMED: Final = re.compile(
    r"(?:student|stud|leerling|personeel|medewerker|relatie|dossier|klant|inschrij)\w*\.?\s?"
    r"(?:nummer|nr)?\.?\s?(?:is|:)?\s?$",
    re.IGNORECASE,
)


def find_numbers(plain: str) -> Iterator[Find]:
    """IBAN, BSN, PHONE and ID; whoever is named in the text goes before whoever looks so."""
    for match in _UUID.finditer(plain):
        yield match.start(), match.end(), "ID"
    yield from _ibans(plain)
    for match in _BRIN.finditer(plain):
        yield match.start("value"), match.end("value"), "ID"
    for pattern in (_NAMED_NUMBER, _DOCUMENT):
        for match in pattern.finditer(plain):
            yield from _named_number(match)
    yield from _digits(plain)
    for match in _SPELLED.finditer(plain):
        yield match.start(), match.end(), "PHONE"
    for match in _PLAIN_NUMBER.finditer(plain):
        yield match.start("value"), match.end("value"), "ID"
    for pattern in (_LETTERED, _PLATE):
        for match in pattern.finditer(plain):
            yield match.start(), match.end(), "ID"
    for match in _NUMBER.finditer(plain):
        if not _is_no_id(plain, match):
            yield match.start(), match.end(), "ID"


def is_bsn(digits: str) -> bool:
    """The eleven test of a burgerservicenummer: nine digits, the last one counted negative."""
    if len(digits) != 9 or digits == "0" * 9:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def is_iban(characters: str) -> bool:
    """The check of ISO 13616: letters as numbers, the first four behind, modulo 97 is one."""
    moved = characters[4:] + characters[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def _ibans(plain: str) -> Iterator[Find]:
    position = 0
    while match := _IBAN.search(plain, position):
        position = match.start() + 1
        size = _IBAN_SIZES.get(match[0][:2].upper())
        places = [i for i, c in enumerate(match[0]) if c.isalnum() and c.isascii()]
        if size is None or len(places) < size:
            continue
        end = places[size - 1] + 1
        characters = "".join(match[0][i] for i in places[:size]).upper()
        if plain[match.start() + end : match.start() + end + 1].isalnum():
            continue
        if is_iban(characters):
            position = match.start() + end
            yield match.start(), position, "IBAN"
        elif sum(c.isdigit() for c in characters) >= 12:
            position = match.start() + end
            yield match.start(), position, "ID"


def _named_number(match: re.Match[str]) -> Iterator[Find]:
    value = match["value"]
    digits = "".join(c for c in value if c.isdigit())
    what = match.groupdict().get("what") or ""
    if not what.lower().endswith(("nummer", "nummers", "num", "nr", "no", "code", "id", "bsn")):
        mixed = len(digits) > 1 and len(value) > 5 and not value[0].isdigit()
        if len(digits) < 5 and not mixed:
            return  # 'student 3', 'contract 2026'
        if len(digits) == 10 and digits[0] == "0":
            return  # 'leerling 0612345678'
    if len(digits) < 3:
        return
    if _BSN_NAMED.match(what):
        kind: Type = "BSN" if is_bsn(digits.zfill(9)) else "ID"
    else:
        groups = value.split(" ")
        if not all(group.isdigit() and 3 <= len(group) <= 4 for group in groups):
            value = groups[0]
        kind = "ID"
    yield match.start("value"), match.start("value") + len(value), kind


def _digits(plain: str) -> Iterator[Find]:
    """PHONE and BSN among the runs of digits; two numbers may stand beside each other."""
    position = 0
    while match := _DIGITS.search(plain, position):
        start = match.start() + (match[0][0] == "(" and ")" not in match[0])
        if day := _WRITTEN_DAY.match(match[0]):
            position = match.start() + day.end()
            continue
        found = _number_at_head(match[0])
        if found is None:
            group = re.match(r"\D*\d+", match[0])
            position = match.start() + (group.end() if group else 1)
            continue
        size, kind = found
        position = match.start() + size
        if kind == "PHONE" or not _ID_NAMED.search(plain[max(0, start - 30) : start]):
            yield start, position, kind


def _number_at_head(written: str) -> tuple[int, Type] | None:
    """How many characters of a run of digits are one number, the longest first, and its type."""
    places = [i for i, c in enumerate(written) if c.isdigit()]
    digits = "".join(written[i] for i in places)
    for size in range(len(places), 8, -1):
        end = places[size - 1] + 1
        if size < len(places) and places[size] == places[size - 1] + 1:
            continue  # not in the middle of a group
        kind = _kind_of_digits(written, digits[:size])
        if kind and not (kind == "BSN" and _sizes(written[:end]) not in _BSN_GROUPS):
            return end, kind
    return None


def _sizes(written: str) -> tuple[int, ...]:
    return tuple(len(group) for group in re.findall(r"\d+", written))


def _kind_of_digits(written: str, digits: str) -> Type | None:
    if _PUBLIC.match(digits):
        return None
    if written.startswith("+"):
        national = re.sub(r"^(31|32)0", r"\1", digits)
        return "PHONE" if 9 <= len(national) <= 14 else None
    if digits.startswith("00") and digits[2:3] != "0":
        return "PHONE" if 11 <= len(digits) <= 15 else None
    if digits[0] == "0" and digits[1] != "0" and len(digits) == 10:
        return "PHONE"
    if digits.startswith("31") and len(digits) == 11 and digits[2] == "6":
        return "PHONE"
    if is_bsn(digits):
        return "BSN"
    return None


def _is_no_id(plain: str, match: re.Match[str]) -> bool:
    """Round numbers, amounts and days written as one number."""
    value = match[0]
    if value.endswith("000") or _AMOUNT_AFTER.match(plain, match.end()):
        return True
    if _DAY_OR_YEARS.match(value):
        return True
    letters = value.rstrip("0123456789")
    return bool(letters) and not letters.isupper() and letters.lower() not in {"s", "a", "st", "l"}
