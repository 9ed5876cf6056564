import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoders import Encoder, open_encoder
from index.errors import ModelError
from tests.fakes import HashEncoder


def test_a_folder_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"weg is missing.*EMBEDDING_MODEL"):
        open_encoder(str(tmp_path / "weg"), tmp_path)


def test_a_model_that_needs_sentence_transformers_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ander"
    folder.mkdir()
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(ModelError, match=r"pip install 'mentorkompas\[transformers\]'"):
        open_encoder("ander", tmp_path)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_damaged_file_of_another_model_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x10\x00\x00\x00\x00\x00\x00\x00{")

    with pytest.raises(ModelError, match=name) as error:
        open_encoder(str(tmp_path), tmp_path)
    assert "\n" not in error.value.message


def test_the_test_encoder_keeps_the_protocol() -> None:
    encoder: Encoder = HashEncoder()
    texts = ["wie beoordeelt de stage", "De stage beoordeelt de mentor.", "", "parkeren"]

    vectors = encoder.encode_passages(texts)

    assert vectors.shape == (4, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[3]
    assert np.array_equal(encoder.encode_queries(texts), HashEncoder().encode_queries(texts))
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)
