"""Whether an adapted model finds more, by questions that it has not seen, through the whole search.

Both models are judged alike: over indexes that do not hold the judged questions either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.adaptation.cases import Case, without
from index.build import build_index
from index.calibration import THRESHOLD
from index.encoders.protocol import Encoder
from index.errors import IndexMissingError
from index.opened import Index
from index.resampling import Picked, intervals
from index.rows import knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from knowledge.holding import Knowledge

DEPTH = 10

MORE_REFUSED = 0.02
"""Share of the questions that a better ranking may cost in answers, as calibration goes up and down
by about so much with any change."""


@dataclass(frozen=True)
class Outcome:
    """What a model made of some cases, shapes (cases,).

    Attributes:
        rank: of the right section, from 1; infinite when it is not among the first DEPTH.
        chance: that the first section answers, as the search judges.
    """

    rank: NDArray[np.float64]
    chance: NDArray[np.float64]

    @classmethod
    def nothing(cls, cases: int) -> "Outcome":
        """Of cases that have not been asked."""
        return cls(np.full(cases, np.inf), np.zeros(cases))

    def put(self, places: NDArray[np.bool_], other: "Outcome") -> None:
        """Take over what became of the cases at these places."""
        self.rank[places] = other.rank
        self.chance[places] = other.chance


@dataclass(frozen=True)
class Standing:
    """How one model did.

    Shares with the right section first, in three, in ten; the mean reciprocal rank; and the share
    that would be told that nothing answers.
    """

    first: float
    in_three: float
    in_ten: float
    mrr: float
    refused: float


@dataclass(frozen=True)
class Gain:
    """What an adapted model adds to the MRR, and the 95% interval of that.

    Attributes:
        known: how many questions are of sections whose other questions were learned from.
        known_gain: the gain among these.
        new_gain: the gain among the others.
    """

    questions: int
    sections: int
    before: Standing
    after: Standing
    gain: float
    low: float
    high: float
    known: int
    known_gain: float
    new_gain: float

    @property
    def is_worth_keeping(self) -> bool:
        """The rule: the whole interval is above 0, and hardly more questions are refused."""
        return self.low > 0 and self.after.refused <= self.before.refused + MORE_REFUSED


def searcher_without(
    knowledge: Knowledge, questions: set[str], encoder: Encoder, place: Path
) -> Searcher:
    """The search as mentors get it, but for these example questions.

    Args:
        knowledge: the whole folder.
        questions: as `cases.plain` makes them.
        encoder: the one to judge.
        place: a folder for the index; vectors that lie there already are not made again.

    Raises:
        IndexingError: the index cannot be written.
    """
    held = without(knowledge, questions)
    home = IndexHome(place)
    rows = knowledge_rows(held, encoder)
    build_index(home, rows, encoder, content="\n".join(sorted(questions)), knowledge=held)
    version = home.current()
    if version is None:
        raise IndexMissingError(f"There is no index in {place}; try again.")
    return Searcher(Index(version), encoder)


def judge(searcher: Searcher, asked: Sequence[Case]) -> Outcome:
    """Ask each case, and see where its right section stands."""
    found = Outcome.nothing(len(asked))
    for number, case in enumerate(asked):
        given = searcher.ask(case.question, case.scope, case.day, limit=DEPTH)
        places = (place for place, hit in enumerate(given.hits, 1) if hit.id in case.right)
        found.rank[number] = next(places, np.inf)
        found.chance[number] = given.answerable
    return found


def compare(
    asked: Sequence[Case], known: NDArray[np.bool_], before: Outcome, after: Outcome
) -> Gain:
    """Lay what two models made of the same cases side by side.

    The bootstrap draws sections, not questions: two questions of one section rise together.

    Args:
        asked: at least one.
        known: whether other questions of the case's section were learned from, shape (cases,).
        before: of the model that is not adapted.
        after: of the adapted ones, each asked what it had not seen.
    """
    names = sorted({case.section for case in asked})
    number = {name: place for place, name in enumerate(names)}
    section = np.array([number[case.section] for case in asked])
    difference = 1 / after.rank - 1 / before.rank
    risen = np.bincount(section, weights=difference)
    counted = np.bincount(section)

    def gain(picked: Picked) -> dict[str, float]:
        return {"gain": float(risen[picked].sum() / counted[picked].sum())}

    low, high = intervals(gain, len(names))["gain"]
    return Gain(
        questions=len(asked),
        sections=len(names),
        before=_standing(before),
        after=_standing(after),
        gain=float(difference.mean()),
        low=low,
        high=high,
        known=int(known.sum()),
        known_gain=_mean(difference[known]),
        new_gain=_mean(difference[~known]),
    )


def _standing(found: Outcome) -> Standing:
    return Standing(
        first=float((found.rank <= 1).mean()),
        in_three=float((found.rank <= 3).mean()),
        in_ten=float((found.rank <= DEPTH).mean()),
        mrr=float((1 / found.rank).mean()),
        refused=float((found.chance < THRESHOLD).mean()),
    )


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else 0.0
