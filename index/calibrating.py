"""Adjusts the shipped calibration to a folder, by its authors' own example questions.

Each example question is asked of the folder without itself: once as it is, and once with its
section hidden, which makes a question on the subject that nothing answers. Questions of other
fields are asked beside them. Those that find another section first are left out: it often answers
as well. Only two numbers are learned, a slope and an offset of the log odds (Platt 1999), pulled
towards the shipped ones: which signals matter is not for a few hundred tidy questions to say
(DECISIONS.md, 11).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.calibration import SECTIONS, Calibration
from index.encoders.protocol import Encoder
from index.lexical import LexicalIndex, tokens
from index.opened import Index
from index.rows import Row
from index.search import Searcher
from knowledge.document import Document
from knowledge.holding import Knowledge
from knowledge.organisation import Scope

Floats = NDArray[np.float64]

ENOUGH = 50
"""Fewer example questions say less of a folder than the shipped calibration does."""
MOST = 300
"""More make the build longer and the two numbers no better."""
_FOLDS = 5
_ANSWERED = 0.45
"""Share of mentors' questions that the first hit answers, as in the development sets."""
_PULL = 100.0
"""Towards the shipped calibration, in questions."""


@dataclass(frozen=True)
class _Example:
    row: int
    number: int
    """Of all example questions, in the order of the rows."""
    question: str
    asker: Scope


def calibrate(
    index: Index, knowledge: Knowledge, encoder: Encoder, rows: Sequence[Row], today: date
) -> tuple[Calibration, int] | None:
    """The calibration of a knowledge folder.

    Args:
        index: of the folder, as it was built from these rows.
        knowledge: the folder itself.
        encoder: that made it.
        rows: with their example questions.
        today: examples of documents that do not hold on this day are left out.

    Returns:
        The calibration and the number of example questions behind it; None: there are too few.
    """
    numbered = [(row, question) for row, own in enumerate(rows) for question in own.questions]
    examples = [
        _Example(row, number, question, asker)
        for number, (row, question) in enumerate(numbered)
        if (asker := _asker(index, knowledge, knowledge.by_id[rows[row].passage.document], today))
    ]
    if len(examples) < ENOUGH:
        return None
    drawn = [examples[i] for i in np.random.default_rng(0).permutation(len(examples))[:MOST]]
    folds = [drawn[fold::_FOLDS] for fold in range(_FOLDS)]
    measured = [found for fold in folds for found in _measured(index, encoder, rows, fold, today)]
    logits, right = np.array(measured, dtype=np.float64).T
    answered = right.sum()
    unanswered = (1 - _ANSWERED) / _ANSWERED * answered / max(len(right) - answered, 1)
    weights = np.where(right == 1, 1.0, unanswered)
    slope, offset = fit(logits[:, None], right, weights, start=np.array([1.0, 0.0]), strength=_PULL)
    return SECTIONS.adjusted(float(slope), float(offset)), len(drawn)


def fit(x: Floats, y: Floats, weights: Floats, *, start: Floats, strength: float) -> Floats:
    """Weighted logistic regression, by Newton's method.

    Args:
        x: shape (questions, signals).
        y: 1 where the first hit answers, else 0, shape (questions,).
        weights: of the questions, same shape.
        start: where the coefficients are pulled to, the bias last, shape (signals + 1,).
        strength: of that pull, in questions.

    Returns:
        The coefficients, the bias last.
    """
    design = np.column_stack([x, np.ones(len(x))])
    found = start.astype(np.float64)
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (weights * (chance - y)) + strength * (found - start)
        curve = (design * (weights * chance * (1 - chance))[:, None]).T @ design
        found = found - np.linalg.solve(curve + strength * np.eye(len(start)), slope)
    return found


def off_topic() -> tuple[str, ...]:
    """Questions of other fields, as mentors might try them; they ship with the program."""
    return tuple((files("index") / "off_topic.txt").read_text("utf-8").splitlines())


def _asker(index: Index, knowledge: Knowledge, document: Document, today: date) -> Scope | None:
    """Somebody at the organisation that says it, for whom nothing nearer can say it better."""
    organisations = knowledge.organisations
    chosen = document.holds_for[0] if document.holds_for else document.issuer
    level = organisations[chosen].level
    if level == "instituut":
        scope = organisations.scope(None, chosen)
    else:
        scope = organisations.scope(None if level == "landelijk" else chosen)
    return scope if document.id in index.filter(scope, today).documents else None


def _measured(
    index: Index,
    encoder: Encoder,
    rows: Sequence[Row],
    held: Sequence[_Example],
    today: date,
) -> Iterator[tuple[float, float]]:
    """Log odds, and whether the first hit answers, of the examples of one fold.

    Neither the words nor the vectors of the fold's questions are in the index that is asked.
    """
    words = [Counter(row.words) for row in rows]
    for example in held:
        words[example.row].subtract(tokens(example.question))
    counted = LexicalIndex.build([tuple(one.elements()) for one in words])
    searcher = Searcher(index.leaving_out(counted, [one.number for one in held]), encoder)
    for example in held:
        section = rows[example.row].passage.id
        shown = np.array([name != section for name in index.ids])
        within = searcher.index.filter(example.asker, today)
        allowed = shown if within.allowed is None else within.allowed & shown
        answer, signals = searcher.within(example.question, example.asker, within, limit=1)
        if answer.hits and answer.hits[0].id == section:
            yield SECTIONS.logit(signals), 1.0
        hidden = replace(within, allowed=allowed)
        yield SECTIONS.logit(searcher.within(example.question, example.asker, hidden)[1]), 0.0
    for question in off_topic()[: len(held) // 4]:
        yield SECTIONS.logit(searcher.within(question, held[0].asker, within)[1]), 0.0
