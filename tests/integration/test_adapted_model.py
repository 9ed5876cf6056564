"""A real training of the real model on a small folder, and what serves afterwards."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant import bootstrap, training
from assistant.config import Settings
from index.adaptation.folder import Plan
from index.encoders import DEFAULT_MODEL, adapted, open_encoder
from index.encoders.transformer import TransformerEncoder
from index.errors import IndexingError, IndexMismatchError
from tests.integration.conftest import Command
from tests.unit.index.folder import TODAY, SmallFolder

TOPICS = (
    "zwemmen muziek gym tekenen lezen rekenen spelling toneel koken fietsen dansen schaken zingen "
    "schrijven timmeren"
).split()


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture
def settings(tmp_path: Path, models_dir: Path, knowledge: SmallFolder) -> Settings:
    """Over a folder with sixty questions that name a topic, never for whom; with its own models.

    Each topic has a section for the mentor and one for the pupil, and the pupil's is always right:
    what a model can learn here from some topics serves the others too.
    """
    for who in ("mentor", "leerling"):
        body = (f"## {one.capitalize()}\n\nDe {who} kiest een plek voor {one}." for one in TOPICS)
        knowledge.add(
            f"voor-de-{who}",
            "\n\n".join(body),
            questions={
                one: [
                    f"wat doe ik met {one}?",
                    f"hoe gaat {one}?",
                    f"waar is {one}?",
                    f"iets {one}",
                ]
                for one in (TOPICS if who == "leerling" else ())
            },
        )
    own = tmp_path / "modellen"
    own.mkdir()
    (own / DEFAULT_MODEL).symlink_to(models_dir / DEFAULT_MODEL)
    return Settings(knowledge_dir=knowledge.path, data_dir=tmp_path / "data", models_dir=own)


def _in_use(settings: Settings) -> str:
    """The model that answers a mentor now."""
    return bootstrap.live_searcher(settings, TODAY, _silent).current().encoder.name


def _models(settings: Settings) -> list[str]:
    """What lies among the models, locks and what hears danger aside."""
    rest = (".lock", ".signals")
    return sorted(p.name for p in settings.models_dir.iterdir() if not p.name.endswith(rest))


@pytest.fixture
def other(settings: Settings, tmp_path: Path) -> Path:
    """A finished model that differs from the default one a little."""
    base = settings.models_dir / DEFAULT_MODEL
    chance = np.random.default_rng(0)
    name = "encoder.layer.11.output.dense"
    factors = {
        f"{name}.down": chance.normal(0, 0.05, (2, 1536)).astype(np.float16),
        f"{name}.up": chance.normal(0, 0.05, (384, 2)).astype(np.float16),
    }
    folder = tmp_path / "other"
    adapted.write(folder, base, factors, source=str(settings.knowledge_dir))
    return folder


def test_learning_that_finds_more_is_kept_and_serves_this_folder_only(
    settings: Settings, tmp_path: Path
) -> None:
    stages: list[tuple[str, int]] = []
    plan = Plan(folds=2, epochs=3, rate=1e-3, strength=1.0)

    found = training.train(
        settings, TODAY, lambda stage, done, _total: stages.append((stage, done)), plan
    )

    assert found.folder is not None
    assert found.gain.questions == 4 * len(TOPICS)
    assert found.gain.after.mrr > found.gain.before.mrr
    assert _in_use(settings) == found.folder.name
    shares = [done for stage, done in stages if stage.startswith("training")]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert _models(settings) == [found.folder.name, DEFAULT_MODEL]
    status = bootstrap.status(settings)
    assert status is not None
    assert status["adapted"] == str(found.folder)
    elsewhere = SmallFolder(tmp_path / "elders")
    neighbour = settings.model_copy(update={"knowledge_dir": elsewhere.path})
    assert _in_use(neighbour) == DEFAULT_MODEL
    assert bootstrap.encoder(bootstrap.general(settings), _silent).name == DEFAULT_MODEL
    texts = ["wie geeft het cijfer", "hoeveel uur krijg ik"]
    served = bootstrap.encoder(settings, _silent).encode_queries(texts)
    whole = TransformerEncoder.open(str(found.folder)).encode_queries(texts)
    assert (np.sum(served * whole, axis=1) > 0.98).all()

    shutil.rmtree(found.folder)
    with pytest.raises(IndexMismatchError, match="run: mentorkompas index build"):
        _in_use(settings)
    bootstrap.build(settings, bootstrap.encoder(settings, _silent), TODAY, _silent)
    assert _in_use(settings) == DEFAULT_MODEL


def test_learning_that_does_not_help_changes_nothing(settings: Settings) -> None:
    assert _in_use(settings) == DEFAULT_MODEL
    before = bootstrap.status(settings)

    found = training.train(settings, TODAY, _silent, Plan(folds=2, epochs=1, rate=0.0))

    (said,) = training.as_text(found)
    assert said.startswith("Training does not help here (")
    assert said.endswith("; nothing has changed.")
    assert training.as_json(found)["kept"] is False
    assert _models(settings) == [DEFAULT_MODEL]
    assert bootstrap.status(settings) == before


def test_until_the_index_is_there_the_old_model_answers(settings: Settings, other: Path) -> None:
    assert _in_use(settings) == DEFAULT_MODEL

    folder = adapted.place(other, settings.models_dir, settings.knowledge_dir)

    assert _in_use(settings) == DEFAULT_MODEL
    bootstrap.build(settings, bootstrap.encoder(settings, _silent), TODAY, _silent)
    assert _in_use(settings) == folder.name


def test_a_model_without_its_index_goes_again(settings: Settings, other: Path) -> None:
    folder = adapted.place(other, settings.models_dir, settings.knowledge_dir)
    settings.data_dir.write_text("in the way", "utf-8")

    with pytest.raises(IndexingError, match="Cannot write"):
        training._use(settings, folder, TODAY, _silent)

    assert _models(settings) == [DEFAULT_MODEL]


def test_the_list_of_models_says_whose_an_adapted_one_is(
    command: Command, settings: Settings, other: Path
) -> None:
    folder = adapted.place(other, settings.models_dir, settings.knowledge_dir)
    listing = command.with_(models_dir=settings.models_dir)

    rows = {row["name"]: row["state"] for row in json.loads(listing("model", "list", "--json").out)}

    assert rows[DEFAULT_MODEL] == "ok, 384 dimensions"
    assert rows[folder.name] == f"ok, 384 dimensions, adapted to {settings.knowledge_dir}"
    (folder / "onnx" / "model_int8.onnx").write_bytes(b"")
    damaged = listing("model", "list").out
    assert "is cut off" in damaged
    assert "delete its folder and run `mentorkompas index build`" in damaged
    assert open_encoder(DEFAULT_MODEL, settings.models_dir).dimension == 384


@pytest.fixture
def start(command: Command, settings: Settings) -> Callable[..., "subprocess.Popen[str]"]:
    """Starts the command over the folder."""
    ours = command.with_(
        models_dir=settings.models_dir,
        data_dir=settings.data_dir,
        knowledge_dir=settings.knowledge_dir,
    )
    return lambda *arguments: subprocess.Popen(
        [*ours.program, *arguments],
        env=ours.env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A job in the background of a script ignores Ctrl-C, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_whoever_stops_a_training_finds_all_as_it_was(
    number: signal.Signals,
    settings: Settings,
    start: Callable[..., "subprocess.Popen[str]"],
) -> None:
    with start("index", "train") as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "training: preparing …\n"
        running.send_signal(number)
        said = running.stderr.read()

    if number == signal.SIGINT:
        assert (running.returncode, said) == (130, "Stopped.\n")
        assert _models(settings) == [DEFAULT_MODEL]
    assert adapted.all_of(settings.models_dir, settings.knowledge_dir) == []
    assert bootstrap.status(settings) is None
    assert _in_use(settings) == DEFAULT_MODEL
