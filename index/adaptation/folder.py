"""Adapts the default model to one knowledge folder by its own example questions, if that helps.

The questions are dealt into folds. Each fold is judged by a model that learned from the others
only; when all of them together show a gain, the model that is kept learns from every question.
Judged is what would serve: the int8 graph, in the whole search.
"""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.adaptation.cases import Case, Likeness, cases, folds, plain, sections_apart
from index.adaptation.judging import Gain, Outcome, compare, judge, searcher_without
from index.encoders import DEFAULT_MODEL, Encoder, adapted, open_encoder
from index.errors import IndexingError, ModelError
from index.lexical import in_concepts
from index.rows import knowledge_rows
from index.search import Searcher
from index.spelling import in_full
from knowledge.holding import Knowledge

if TYPE_CHECKING:
    from index.adaptation.learning import Batch

FEWEST = 50
FEWEST_SECTIONS = 12
"""With fewer questions, or all at a few sections, neither learning nor judging says anything."""
BATCH = 24
NEGATIVES = 8
"""Passages in a batch that answer none of its questions, but that the search nearly took."""
INSTALL = "run `python -m pip install 'mentorkompas[training]'`"

Report = Callable[[str, float], None]
"""Called with what comes next and the share of the work that is done, 0 to 1."""


@dataclass(frozen=True)
class Plan:
    """How long and how carefully to learn.

    Attributes:
        folds: each costs as much as learning from all the others.
        epochs: how often each question is seen.
        most_steps: of one learning, so that a large folder takes no more than half an hour.
        rate: the highest learning rate.
        strength: share of what was learned that is kept. Half is what Wortsman et al. (2022)
            advise where nothing is known of what will be asked.
    """

    folds: int = 3
    epochs: int = 3
    most_steps: int = 120
    rate: float = 4e-4
    strength: float = 0.5


@dataclass(frozen=True)
class Adapted:
    """What a training found; `folder` is the finished model's, None when it does not help."""

    gain: Gain
    folder: Path | None


def examples(knowledge: Knowledge, today: date) -> list[Case]:
    """The cases to learn from, if a training can begin at all.

    Raises:
        IndexingError: the folder has too few questions, or at too few sections.
        ModelError: what training needs is not installed.
    """
    asked = cases(knowledge, today)
    if len(asked) < FEWEST:
        raise IndexingError(
            f"Training needs at least {FEWEST} example questions (`questions:` in the documents); "
            f"this folder has {len(asked)}."
        )
    apart = sections_apart(asked)
    if apart < FEWEST_SECTIONS:
        raise IndexingError(
            f"Training needs example questions at {FEWEST_SECTIONS} sections or more; "
            f"in this folder they stand at {apart}."
        )
    try:
        import index.adaptation.learning  # noqa: F401 - takes seconds, so it comes after the rest
    except ImportError as error:
        raise ModelError(
            f"Training needs {error.name}, which is not installed: {INSTALL}"
        ) from None
    return asked


def adapt(
    knowledge: Knowledge,
    asked: Sequence[Case],
    models_dir: Path,
    work: Path,
    report: Report,
    plan: Plan | None = None,
    **origin: Any,
) -> Adapted:
    """Learn from a folder's example questions, judge, and make a model if it finds more.

    Args:
        knowledge: the checked folder.
        asked: what `examples` gave for it.
        models_dir: where the default model lies.
        work: an empty folder for what is made on the way, and for the model.
        report: hears how far it is.
        plan: how long to learn; the default is what the figures in DECISIONS.md were made with.
        origin: what the model's manifest is to say of where it came from.

    Raises:
        IndexingError: an index on the way cannot be written.
        ModelError: the default model is damaged.
        OSError: the models' disk refuses.
    """
    plan = plan or Plan()
    training = _Training(knowledge, models_dir, work, plan)
    fold = folds(asked, plan.folds)
    taught = [[case for case, own in zip(asked, fold, strict=True) if own != f] for f in _all(plan)]
    work_ahead = [training.steps(each) for each in (*taught, asked)]
    done = 0

    def heard(what: str) -> Callable[[], None]:
        def step() -> None:
            nonlocal done
            report(what, done / sum(work_ahead))
            done += 1

        return step

    before, after = Outcome.nothing(len(asked)), Outcome.nothing(len(asked))
    for f in _all(plan):
        judged = [case for case, own in zip(asked, fold, strict=True) if own == f]
        unseen = {plain(case.question) for case in judged}
        base = searcher_without(knowledge, unseen, training.encoder, work / "base")
        before.put(fold == f, judge(base, judged))
        folder = training.learn(taught[f], base, heard(f"part {f + 1} of {plan.folds}"))
        model = open_encoder(str(folder), models_dir)
        learned = searcher_without(knowledge, unseen, model, work / "learned")
        after.put(fold == f, judge(learned, judged))
        del model, learned  # they hold the files that now go
        shutil.rmtree(folder)
        shutil.rmtree(work / "learned")
    folds_of = _folds_of(asked, fold)
    known = np.array([len(folds_of[case.section]) > 1 for case in asked])
    gain = compare(asked, known, before, after)
    if not gain.is_worth_keeping:
        report("ready", 1.0)
        return Adapted(gain, None)
    everything = searcher_without(knowledge, set(), training.encoder, work / "base")
    folder = training.learn(
        asked, everything, heard("the model to keep"), gain=asdict(gain), **origin
    )
    report("ready", 1.0)
    return Adapted(gain, folder)


_Mined = tuple[Case, list[str]]
"""A case, and the sections that the search confuses with its own."""


class _Training:
    """Learns from cases; everything that is the same for each fold is looked up once."""

    def __init__(self, knowledge: Knowledge, models_dir: Path, work: Path, plan: Plan) -> None:
        self._base = models_dir / DEFAULT_MODEL
        self._work = work
        self._plan = plan
        self._knowledge = knowledge
        self._alike = Likeness(knowledge)
        self.encoder: Encoder = open_encoder(DEFAULT_MODEL, models_dir)
        self._texts: dict[str, str] = {}
        for row in knowledge_rows(knowledge, self.encoder):
            # Of a section that is cut into windows the first stands for all.
            self._texts.setdefault(row.passage.id, row.embedded)

    def steps(self, taught: Sequence[Case]) -> int:
        """How many steps learning from these cases takes."""
        return max(2, min(self._plan.epochs * ceil(len(taught) / BATCH), self._plan.most_steps))

    def learn(
        self,
        taught: Sequence[Case],
        base: Searcher,
        heard: Callable[[], None],
        **origin: Any,
    ) -> Path:
        """Learn from cases and write the model; its folder."""
        from index.adaptation.learning import Learner

        mined = [(case, self._mined(base, case)) for case in taught]
        steps = self.steps(taught)
        learner = Learner(self._base, steps=steps, rate=self._plan.rate)
        for _, batch in zip(range(steps), self._batches(mined), strict=False):
            heard()
            learner.step(batch)
        folder = self._work / "model"
        adapted.write(folder, self._base, learner.encoding.adapter(self._plan.strength), **origin)
        return folder

    def _mined(self, base: Searcher, case: Case) -> list[str]:
        """The sections that the search confuses with the right one, of the same issuer.

        Another issuer often says the same thing in other words, which no typed fact betrays.
        """
        by_id = self._knowledge.by_id
        issuer = by_id[case.section.partition("#")[0]].issuer
        hits = base.ask(case.question, case.scope, case.day).hits
        return [
            hit.id
            for hit in hits
            if by_id[hit.document].issuer == issuer and not self._may_answer(case, hit.id)
        ]

    def _may_answer(self, case: Case, section: str) -> bool:
        return section in case.right or self._alike(case.section, section)

    def _batches(self, taught: Sequence[_Mined]) -> Iterator["Batch"]:
        """Batches without end, of about equal size, each question once before any comes again."""
        drawn = random.Random(0)  # noqa: S311 - the same order each time, no secret
        number = ceil(len(taught) / BATCH)
        while True:
            order = drawn.sample(taught, len(taught))
            for part in range(number):
                yield self._batch(order[part::number], drawn)

    def _batch(self, chosen: Sequence[_Mined], drawn: random.Random) -> "Batch":
        from index.adaptation.learning import Batch

        asked = [case for case, _ in chosen]
        sections = list(dict.fromkeys(case.section for case in asked))
        confusing = sorted({name for _, near in chosen for name in near} - set(sections))
        right = [sections.index(case.section) for case in asked]
        sections += drawn.sample(confusing, min(NEGATIVES, len(confusing)))
        barred = np.array(
            [
                [name != case.section and self._may_answer(case, name) for name in sections]
                for case in asked
            ]
        )
        return Batch(
            questions=[in_concepts(in_full(case.question), case.scope.words) for case in asked],
            passages=[self._texts[name] for name in sections],
            right=right,
            barred=barred,
        )


def _folds_of(asked: Sequence[Case], fold: NDArray[np.int64]) -> dict[str, set[int]]:
    """Section → the folds in which its questions lie."""
    found: dict[str, set[int]] = {}
    for case, own in zip(asked, fold.tolist(), strict=True):
        found.setdefault(case.section, set()).add(own)
    return found


def _all(plan: Plan) -> range:
    return range(plan.folds)
