"""Bring a phone message into one spelling, so that few patterns cover many ways to type it."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

ABBREVIATIONS: Final = {
    "mn": "mijn",
    "m'n": "mijn",
    "mijne": "mijn",
    "zn": "zijn",
    "z'n": "zijn",
    "dr": "haar",
    "d'r": "haar",
    "t": "het",
    "'t": "het",
    "n": "een",
    "'n": "een",
    "'m": "hem",
    "r": "haar",
    "ie": "hij",
    "vd": "van de",
    "v/d": "van de",
    "kwil": "ik wil",
    "kben": "ik ben",
    "kheb": "ik heb",
    "kzie": "ik zie",
    "kkan": "ik kan",
    "ni": "niet",
    "nie": "niet",
    "nt": "niet",
    "nimeer": "niet meer",
    "niemeer": "niet meer",
    "nietmeer": "niet meer",
    "effe": "even",
    "ff": "even",
    "efkes": "even",
    "gwn": "gewoon",
    "idd": "inderdaad",
    "wrm": "waarom",
    "wnr": "wanneer",
    "iig": "in ieder geval",
    "mss": "misschien",
    "msch": "misschien",
    "ze'n": "zijn",
    "is't": "is het",
    "ge": "je",
    "gij": "jij",
    "u": "jij",
    "uw": "jouw",
    "me'n": "mijn",
    "hare": "haar",
    "ma": "maar",
    "wa": "wat",
    "da": "dat",
    "nen": "een",
    "ne": "een",
    "den": "de",
    "aut": "autisme",
    "stagiare": "stagiaire",
    "stagaire": "stagiaire",
    "stagiair(e)": "stagiaire",
    "studnet": "student",
    "stundent": "student",
    "sturent": "student",
    "studente": "student",
    "s'nachts": "s nachts",
    "'s": "s",
    "levn": "leven",
    "levne": "leven",
    "doot": "dood",
    "zelfmort": "zelfmoord",
}
"""Whole words only; 'me' stays, for it is both 'mij' and a spelling of 'mijn'."""

DANGER_WORDS: Final = (
    "zelfmoord",
    "zelfdoding",
    "suicidaal",
    "mishandeld",
    "mishandelt",
    "mishandeling",
    "kindermishandeling",
    "verkracht",
    "verkrachting",
    "aangerand",
    "misbruikt",
    "bedreigd",
    "bedreigt",
    "geslagen",
    "ingestort",
    "bewusteloos",
    "paniekaanval",
    "overdosis",
    "afscheidsbrief",
    "seksueel",
    "naaktfoto",
    "doodgaan",
    "blauwe",
    "plekken",
    "opgesloten",
)
"""Words whose typos must not hide them; one slip is allowed in each."""

_LEAST: Final = 6
"""Letters of a word that can be such a slip; shorter ones are too often another word."""

NO_SLIPS: Final = frozenset(
    [
        "blauw",
        "blauwer",
        "blauwen",
        "plekje",
        "vlekken",
        "trekken",
        "dekken",
        "lekken",
        "plakken",
        "plukken",
        "klekken",
        "bereidt",
        "bereid",
        "gesloten",
        "opgestoken",
        "afgesloten",
        "uitgesloten",
        "opgeslagen",
        "bedreigen",
        "mishandelen",
        "misbruiken",
        "gebruikt",
        "geslaagden",
        "doorgaan",
        "geslapen",
        "geslaagd",
        "gestagen",
        "geplagen",
        "verlagen",
        "ingestart",
        "ingestuurd",
        "aangeland",
        "aangevand",
        "seksuele",
        "verzocht",
    ]
)
"""Words that are one slip away from a danger word, and are words themselves."""

_MARKS: Final = re.compile(r"\s*([?!.,;:\n]+)\s*")
_LONG_RUNS: Final = re.compile(r"([a-z])\1{2,}")
_WORD_CHARACTERS: Final = re.compile(r"[^a-z0-9',?./\-+=*: ]+")
_SPACES: Final = re.compile(r"\s+")
_LETTERS: Final = frozenset(word[0] for word in DANGER_WORDS)
_LENGTHS: Final = (min(map(len, DANGER_WORDS)) - 1, max(map(len, DANGER_WORDS)) + 1)


def fold(text: str) -> str:
    """Lower the case and drop accents; apostrophes become straight ones."""
    text = text.lower().replace("\u2019", "'").replace("\u2018", "'").replace("`", "'")
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _mark(match: re.Match[str]) -> str:
    marks = match[1]
    if "?" in marks:
        return " ? "
    return " , " if marks.strip() in {",", ";"} else " . "


@lru_cache(maxsize=4096)
def _mend_word(word: str) -> str:
    """Undo one slip in a danger word (a letter too many, too few, other or swapped)."""
    if not _LENGTHS[0] <= len(word) <= _LENGTHS[1] or word[0] not in _LETTERS or word in NO_SLIPS:
        return word
    for known in DANGER_WORDS:
        if (
            known[0] == word[0]
            and abs(len(known) - len(word)) <= 1
            and OSA.distance(word, known, score_cutoff=1) <= 1
        ):
            return known
    return word


def _word(word: str) -> str:
    replaced = ABBREVIATIONS.get(word)
    if replaced is not None:
        return replaced
    word = word.strip("'")
    if "'" in word:
        word = word.replace("'", " ")
    return _mend_word(word) if len(word) >= _LEAST else word


def normalise(text: str) -> str:
    """Rewrite a message in lower case, one space between words, every mark a word of its own.

    Returns:
        Letters a-z, digits, and `?`, `.` and `,` for the ends of sentences and clauses.
    """
    folded = _MARKS.sub(_mark, fold(text))
    folded = _LONG_RUNS.sub(r"\1", folded)
    folded = _WORD_CHARACTERS.sub(" ", folded)
    return " ".join([_word(word) for word in folded.split()])
