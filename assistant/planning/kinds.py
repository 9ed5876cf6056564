"""Which of the eight conversations words name, in the mentor's own words first."""

import re
from collections.abc import Mapping
from typing import get_args

from rapidfuzz.distance import OSA

from index.lexical import concepts, folded
from knowledge.document import Conversation as Kind

KINDS: tuple[Kind, ...] = get_args(Kind)

_CALLED: dict[Kind, str] = {
    "kennismaking": "kennismaking kennismakingsgesprek kennismaken intake intakegesprek "
    "eerstegesprek kennismakingsbijeenkomst",
    "startgesprek": "startgesprek opstartgesprek begingesprek verwachtingengesprek "
    "verwachtingsgesprek",
    "lesnabespreking": "lesnabespreking nabespreking nabespreken lesbespreking nagesprek "
    "lesgesprek lesevaluatie feedbackgesprek lesnagesprek lesnabespreken lesbespreken",
    "voortgangsgesprek": "voortgangsgesprek voortgang tussengesprek tussenevaluatie "
    "tussentijdsgesprek tussentijdseevaluatie voortgangsbespreking halverwegegesprek vgg",
    "beoordelingsgesprek": "beoordelingsgesprek beoordeling tussenbeoordeling eindbeoordeling "
    "beoordelen bog",
    "slechtnieuwsgesprek": "slechtnieuwsgesprek slechtnieuws sng",
    "driehoeksgesprek": "driehoeksgesprek driehoek driegesprek driehoekgesprek driehoeksoverleg "
    "goudendriehoek dhg",
    "eindgesprek": "eindgesprek eindevaluatie slotgesprek afscheidsgesprek afsluitendgesprek "
    "afrondingsgesprek exitgesprek afsluiting eindbespreking",
}
_NAMES: dict[str, Kind] = {word: kind for kind, words in _CALLED.items() for word in words.split()}
_JOINED = 3
"""So many words can stand for one that was written apart: 'slecht nieuws gesprek'."""

_LEAST = 8
"""Shorter names are recognised only to the letter."""

TALK = re.compile(
    r"\b\w*(?:gesprek|gesprekje|gesprekken|bespreking|bespreken|overleg|evaluatie|afspraak)\b"
)
"""Says that it is about a talk, whichever."""


def whole_words(plain: str) -> str:
    """A folded text in which 'nabespr.' and 'voortgangsgespr' are written out."""
    written = re.sub(r"gespr(?:\.|\b)", "gesprek", plain)
    return re.sub(r"bespr(?:\.|\b)", "bespreking", written)


def kinds(text: str, words: Mapping[str, str] | None = None) -> tuple[Kind, ...]:
    """The conversations that a text names, in the order of `KINDS`.

    Args:
        text: any.
        words: the organisation's own words → concepts; what it calls something goes before
            what everybody calls it.
    """
    own = {one[1:] for one in concepts(text, words)} if words else set()
    told = tuple(kind for kind in KINDS if kind in own)
    if told:
        return told
    tokens = re.findall(r"[a-z]+", whole_words(folded(text)).replace("-", ""))
    found: set[Kind] = set()
    taken: set[int] = set()
    for size in range(_JOINED, 0, -1):
        for start in range(len(tokens) - size + 1):
            places = set(range(start, start + size))
            kind = _named("".join(tokens[start : start + size]))
            if kind and not places & taken:
                found.add(kind)
                taken |= places
    return tuple(kind for kind in KINDS if kind in found)


def without_kinds(text: str) -> list[str]:
    """The words of a text that name no talk."""
    tokens = re.findall(r"[a-z0-9']+", whole_words(folded(text)))
    return [one for one in tokens if not _named(one) and not TALK.fullmatch(one)]


def _named(word: str) -> Kind | None:
    """The conversation that is called so, or so but for one typing error in eight letters."""
    if word in _NAMES:
        return _NAMES[word]
    if len(word) < _LEAST:
        return None
    for name, kind in _NAMES.items():
        allowed = len(name) // _LEAST
        if abs(len(name) - len(word)) <= allowed and (
            OSA.distance(word, name, score_cutoff=allowed) <= allowed
        ):
            return kind
    return None
