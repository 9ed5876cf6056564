"""Adapts the model to the knowledge folder, and takes it into use if it finds more.

The steps follow each other so that whoever stops in between leaves an index and the model that made
it: the finished model is put in its place first, then the index is built with it and swapped in,
and only then older models go. Until the swap the old index and its model answer.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import Timeout

from assistant import bootstrap
from assistant.config import PREFIX, Settings
from assistant.errors import ConfigurationError
from index.adaptation.folder import Plan, adapt, examples
from index.adaptation.judging import Gain, Standing
from index.encoders import adapted, open_encoder, placing
from index.errors import IndexingError, ModelError
from index.version import read_manifest


@dataclass(frozen=True)
class Trained:
    """What a training found; `folder` is the model now in use, None when nothing changed."""

    gain: Gain
    folder: Path | None


def train(
    settings: Settings, today: date, report: bootstrap.Report, plan: Plan | None = None
) -> Trained:
    """Learn from the folder's own example questions, and keep what was learned if it helps.

    Raises:
        ConfigurationError: a model was chosen, or the folder has errors.
        KnowledgeError: there is no such folder.
        IndexingError: there are too few questions, something is not installed, another training of
            the folder is under way, or the disk refuses.
    """
    if bootstrap.is_model_set(settings):
        raise ConfigurationError(
            f"{PREFIX}EMBEDDING_MODEL chooses the model {settings.embedding_model}, and only the "
            "default one can be adapted: leave the setting out."
        )
    knowledge, _ = bootstrap.checked(settings, today)
    asked = examples(knowledge, today)
    bootstrap.prepare(settings, report)
    models_dir, name = settings.models_dir, adapted.stem(settings.knowledge_dir)
    try:
        with (
            placing.lock(models_dir, name).acquire(timeout=0),
            placing.workshop(models_dir, name) as work,
        ):
            found = adapt(
                knowledge,
                asked,
                models_dir,
                work,
                bootstrap.by_share(report, "training"),
                plan,
                source=str(settings.knowledge_dir),
            )
            if found.folder is None:
                return Trained(found.gain, None)
            folder = adapted.place(found.folder, models_dir, settings.knowledge_dir)
            _use(settings, folder, today, report)
    except Timeout:
        raise ModelError(
            "Another training of this folder is under way; wait until it has ended."
        ) from None
    except OSError as error:
        raise ModelError(
            f"The model cannot be written to {models_dir} ({error.strerror or error}): free the "
            f"disk or set {PREFIX}MODELS_DIR to another folder, then train again"
        ) from error
    return Trained(found.gain, folder)


def as_json(trained: Trained) -> dict[str, object]:
    """The figures; rates from 0 to 1, `gain` is that of the MRR and `interval` its 95% one.

    `known` are questions of sections whose other questions were learned from, `new` the rest.
    """
    gain = trained.gain
    return {
        "kept": trained.folder is not None,
        "model": str(trained.folder) if trained.folder else None,
        "questions": gain.questions,
        "sections": gain.sections,
        "before": _rounded(gain.before),
        "after": _rounded(gain.after),
        "gain": round(gain.gain, 4),
        "interval": [round(gain.low, 4), round(gain.high, 4)],
        "known": {"questions": gain.known, "gain": round(gain.known_gain, 4)},
        "new": {"questions": gain.questions - gain.known, "gain": round(gain.new_gain, 4)},
    }


def as_text(trained: Trained) -> list[str]:
    """The same for people: one line when nothing changed."""
    gain = trained.gain
    points = (
        f"{100 * gain.gain:+.1f} points of mean reciprocal rank, 95% interval "
        f"{100 * gain.low:+.1f} to {100 * gain.high:+.1f}; refused {gain.before.refused:.0%} "
        f"before, {gain.after.refused:.0%} after"
    )
    if trained.folder is None:
        return [f"Training does not help here ({points}); nothing has changed."]
    return [
        f"{gain.questions} questions of {gain.sections} sections, each judged unseen:",
        f"{'':8}{'first':>8}{'in three':>10}{'in ten':>8}{'mrr':>7}{'refused':>9}",
        _line("before", gain.before),
        _line("after", gain.after),
        f"The adapted model finds more ({points}). This folder is searched with it from now on:",
        f"  {trained.folder}",
        "To go back, delete that folder and run: mentorkompas index build",
    ]


def _rounded(one: Standing) -> dict[str, float]:
    return {
        "recall@1": round(one.first, 4),
        "recall@3": round(one.in_three, 4),
        "recall@10": round(one.in_ten, 4),
        "mrr": round(one.mrr, 4),
        "refused": round(one.refused, 4),
    }


def _line(name: str, one: Standing) -> str:
    shares = f"{one.first:8.1%}{one.in_three:10.1%}{one.in_ten:8.1%}"
    return f"{name:8}{shares}{one.mrr:7.3f}{one.refused:9.1%}"


def _use(settings: Settings, folder: Path, today: date, report: bootstrap.Report) -> None:
    """Build the index with a new model; without the index the model goes again."""
    try:
        model = open_encoder(str(folder), settings.models_dir)
        bootstrap.build(settings, model, today, report)
    except BaseException:
        if not _is_in_use(settings, folder):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    # What hears danger is fitted once for each model: not while the first mentor waits.
    bootstrap.open_signals(settings, model)
    for older in adapted.all_of(settings.models_dir, settings.knowledge_dir):
        if older != folder:
            shutil.rmtree(older, ignore_errors=True)


def _is_in_use(settings: Settings, folder: Path) -> bool:
    with suppress(IndexingError):
        version = bootstrap.index_home(settings).current()
        if version is not None:
            return read_manifest(version, compared=False).model == folder.name
    return False
