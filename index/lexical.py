"""BM25 over Dutch words: finds what the question says to the letter."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_WORD = re.compile(r"[a-z0-9]+")
_STEMMER = Stemmer.Stemmer("dutch")
_CONCEPT = "@"
"""Begins the token of a concept; no word of a text can begin so."""


def folded(text: str) -> str:
    """Lower case without accents: how words are compared."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


_STOP_WORDS = frozenset(
    # Function words, which say nothing of a topic, and what questions on a phone add to them.
    """
    aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door
    dus een eens en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun
    iemand iets ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar
    niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit
    uw van veel voor want waren was wat werd wezen wie wil worden wordt zal ze zelf zich zij
    zijn zo zonder zou t n m mn dr zn ie ff vd gewoon eigenlijk nou wel mag gaat gaan krijg
    krijgt waar welke wanneer hoeveel waarom graag weet even hoi
    """.split()
)


def tokens(text: str) -> list[str]:
    """The stems of a text's words, without stop words, in order."""
    return [_stem(word) for word in _WORD.findall(folded(text)) if word not in _STOP_WORDS]


def concepts(text: str, words: Mapping[str, str]) -> list[str]:
    """A token for each concept that the text names in somebody's own words.

    Args:
        text: any.
        words: word or words → concept, of the organisation that wrote the text.
    """
    return [_CONCEPT + concept for concept, _ in _named(text, words)]


def in_concepts(text: str, words: Mapping[str, str]) -> str:
    """The text with somebody's own words replaced by the names of the concepts."""
    found = sorted(_named(text, words), key=lambda pair: -pair[1].start())
    end = len(text) + 1
    for concept, match in found:
        if match.end() <= end:
            name = concept.replace("-", " ")
            text = text[: match.start()] + name + text[match.end() :]
            end = match.start()
    return text


def _named(text: str, words: Mapping[str, str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Each concept that the text names, and where."""
    if not words:
        return
    pattern, meanings = _pattern(tuple(words.items()))
    for match in pattern.finditer(text):
        # IGNORECASE knows letters that lower case does not: a Turkish ı is an i to it.
        concept = meanings.get(" ".join(folded(match.group("word")).split()))
        if concept:
            yield concept, match


@lru_cache(maxsize=256)
def _pattern(words: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for all the words with their plurals, longest first."""
    meanings = {" ".join(folded(word).split()): concept for word, concept in words if word.strip()}
    longest_first = sorted((word for word, _ in words), key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    pattern = re.compile(rf"(?<!\w)(?P<word>{either})(?:s|'s|’s|en|e|n|es)?(?!\w)", re.IGNORECASE)
    return pattern, meanings


class LexicalIndex:
    """BM25 scores of every row for a query.

    The scores are those of bm25s (Lucene's variant), k1 1.5, b .75. bm25s computes and writes them
    once; what it wrote is only added up here, since importing it costs 24 MB and a tenth of a
    second, which whoever answers can do without.
    """

    def __init__(
        self, vocabulary: Mapping[str, int], scores: Mapping[str, NDArray[Any]], size: int
    ) -> None:
        """Take bm25s' table of scores: the rows and their scores, token by token.

        Args:
            vocabulary: token → its number.
            scores: `data` and `indices`, of the token numbered n from `indptr[n]` to
                `indptr[n + 1]`.
            size: how many rows there are.
        """
        self._vocabulary = vocabulary
        self._data, self._rows = scores["data"], scores["indices"]
        self._starts = scores["indptr"]
        self._size = size
        self._frequency = np.diff(self._starts)
        self._model: Any = None

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Open what `save` wrote.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        vocabulary = json.loads((folder / "vocab.index.json").read_text("utf-8"))
        names = ("data", "indices", "indptr")
        return cls(vocabulary, {n: np.load(folder / f"{n}.csc.index.npy") for n in names}, size)

    @classmethod
    def build(cls, rows: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index rows of tokens."""
        import bm25s

        model = bm25s.BM25()
        model.index([list(row) or [""] for row in rows], show_progress=False)
        built = cls(model.vocab_dict, model.scores, len(rows))
        built._model = model
        return built

    def save(self, folder: Path) -> None:
        """Write what was just built into a folder."""
        self._model.save(folder, show_progress=False)

    def scores(self, query: Sequence[str]) -> Scores:
        """BM25 of every row, float32, shape (rows,), at least 0."""
        summed = np.zeros(self._size, dtype=np.float32)
        for token in query:
            number = self._vocabulary.get(token)
            if number is not None:
                own = slice(self._starts[number], self._starts[number + 1])
                summed[self._rows[own]] += self._data[own]
        return summed

    def idf(self, query: Sequence[str]) -> NDArray[np.float32]:
        """How rare each token is: log(1 + (N - n + .5) / (n + .5)); unknown tokens are rarest."""
        n = np.array(
            [
                self._frequency[self._vocabulary[token]] if token in self._vocabulary else 0
                for token in query
            ],
            dtype=np.float32,
        )
        return np.log1p((self._size - n + 0.5) / (n + 0.5)).astype(np.float32)

    def present(self, query: Sequence[str], row: int) -> NDArray[np.bool_]:
        """Whether each token of the query stands in this row."""
        found = np.zeros(len(query), dtype=np.bool_)
        for position, token in enumerate(query):
            number = self._vocabulary.get(token)
            if number is not None:
                found[position] = row in self._rows[self._starts[number] : self._starts[number + 1]]
        return found
