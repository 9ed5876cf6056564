"""Find classes: a year group with its letter, which points at people as a year group does not."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.privacy.found import Find
from assistant.privacy.lists import context

_CLASS: Final = re.compile(
    r"(?<!\w)(?:groepen|groep|gr|klas|kl|unit|stamgroep|leerjaar)\.?\s{0,2}"
    r"(?:[1-8](?:\s?[/&+-]\s?[1-8]){0,2}(?:-?[A-H]|\s?-?\s?[A-D])(?![\w']|\.\w)"
    r"|(?!nt\d)[A-Z]{1,5}-?\d[A-Z]{0,2}\d?(?!\w))",
    re.IGNORECASE,
)
_BARE_CLASS: Final = re.compile(
    r"(?<![\w.,/€-])(?<!\w )(?P<bare>[1-8](?:/[1-8])?[A-D])(?![\w'-]|\.\w)", re.IGNORECASE
)
_BARE_CLASS_AFTER_WORD: Final = re.compile(
    r"(?P<before>[^\W\d_]{1,30})\.? (?P<bare>[1-8](?:/[1-8])?[A-D])(?![\w'-]|\.\w)", re.IGNORECASE
)
_COUNTED: Final = context("counted")
_ANIMALS: Final = (
    "vlinder|dolfijn|kikker|beer|beren|uil|olifant|giraf|leeuw|tijger|panda|egel|eekhoorn|konijn|vos|"
    "vossen|muis|muizen|bijen|bijtje|lieveheersbeestje|rups|zebra|pinguin|aap|apen|schildpad|schaap|"
    "kuiken|eend|eendjes|zeepaardje|vis|vissen|walvis|haas|hazen|libel|mier|mol|slak|spin|krokodil|"
    "kangoeroe|koala|kabouter|pauw|sterretjes|zonnetjes|regenboog|maan"
)
_ANIMAL_CLASS: Final = re.compile(
    rf"(?<!\w)(?:{_ANIMALS})(?:en|s|n|tjes)?-?(?:groep|klas)(?!\w)", re.I
)
_NAMED_CLASS: Final = re.compile(
    rf"(?<!\w)(?:groep|klas) (?:de |het )?(?:{_ANIMALS})(?:en|s|n|tjes)(?!\w)", re.I
)


def find_classes(plain: str) -> Iterator[Find]:
    """CLASS: a year group with its letter, which points at people; 'groep 5' does not."""
    for pattern in (_CLASS, _ANIMAL_CLASS, _NAMED_CLASS):
        for match in pattern.finditer(plain):
            yield match.start(), match.end(), "CLASS"
    for match in _BARE_CLASS_AFTER_WORD.finditer(plain):
        if match["before"].lower() not in _COUNTED and not _is_three_d(plain, match):
            yield match.start("bare"), match.end("bare"), "CLASS"
    for match in _BARE_CLASS.finditer(plain):
        if not _is_three_d(plain, match):
            yield match.start("bare"), match.end("bare"), "CLASS"


def _is_three_d(plain: str, match: re.Match[str]) -> bool:
    """'3D-printen' is no class, nor is '2e'."""
    bare = match["bare"].lower()
    return bare in {"3d", "2d", "4d"} and bool(
        re.match(r"[ -]?(?:print|model|figu|vorm|ruimt)", plain[match.end() :][:8])
    )
