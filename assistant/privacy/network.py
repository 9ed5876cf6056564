"""Find what a network knows a person by: pages, mail addresses, account names."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.privacy.found import Find, Type

_EMAIL: Final = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:@|\s?[\[(](?:at|apenstaartje)[\])]\s?)"
    r"(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])",
    re.IGNORECASE,
)
_WEB: Final = re.compile(r"(?<!\w)(?:https?|ftp)://\S+|(?<![\w.])www\.\S+", re.IGNORECASE)
_TOP: Final = "nl|com|org|net|eu|be|info|io|de|uk|fr|online|site|frl|amsterdam|example|edu|gov|tv"
_SITE: Final = re.compile(
    rf"(?<![\w.@-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_TOP})(?![\w-]|\.\w)(?:/\S*)?"
    r"|(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,10}/[^\s/]\S*",
    re.IGNORECASE,
)
_END_OF_SENTENCE: Final = ".,;:!?)]}'\"»”"
_HANDLE: Final = re.compile(r"(?<![\w@.])@[A-Z0-9_][\w.]{1,40}", re.IGNORECASE)
_NO_HANDLES: Final = frozenset("@allen @iedereen @all @everyone @home @school @work".split())
_PLATFORM: Final = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|tiktok|telegram|twitter|discord|facebook|fb|youtube|twitch"
    r"|roblox|linkedin|signal)\b(?:\s?(?:is|heet|van|naam|account|accountnaam|hem|haar|me|mij|zijn|mijn"
    r"|gebruikersnaam|onder|als|op|:|=|-)){0,5}\s{0,2}(?P<name>[A-Z][\w.-]{2,40}(?:#\d{3,5})?)",
    re.IGNORECASE,
)
_UNDERSCORED: Final = re.compile(
    r"(?<![\w./@])[A-Z][A-Z0-9.]{1,30}_[A-Z0-9_.]{1,30}(?:#\d{3,5})?(?!\w)", re.I
)


def find_addresses_of_the_network(plain: str) -> Iterator[Find]:
    """URL, EMAIL and HANDLE."""
    for match in _WEB.finditer(plain):
        yield _trimmed(match.start(), match[0], "URL")
    for match in _EMAIL.finditer(plain):
        yield match.start(), match.end(), "EMAIL"
    for match in _SITE.finditer(plain):
        yield _trimmed(match.start(), match[0], "URL")
    for match in _HANDLE.finditer(plain):
        if match[0].lower() not in _NO_HANDLES:
            yield _trimmed(match.start(), match[0], "HANDLE")
    for match in _PLATFORM.finditer(plain):
        name = match["name"].rstrip(".-")
        if re.search(r"[\d_.]", name):
            yield match.start("name"), match.start("name") + len(name), "HANDLE"
    for match in _UNDERSCORED.finditer(plain):
        yield _trimmed(match.start(), match[0], "HANDLE")


def _trimmed(start: int, text: str, kind: Type) -> Find:
    return start, start + len(text.rstrip(_END_OF_SENTENCE)), kind
