from collections.abc import Callable
from pathlib import Path

import pytest

from index.encoders import manifest
from index.errors import ModelError

MakeModel = Callable[..., Path]


@pytest.fixture
def folder(make_model: MakeModel) -> Path:
    folder = make_model()
    (folder / "model.safetensors").write_bytes(b"0123456789")
    manifest.write(folder, {"model": "klein"})
    return folder


def test_a_whole_folder_passes(folder: Path) -> None:
    hashes = manifest.check(folder)

    assert {"onnx/model_int8.onnx", "tokenizer.json", "model.safetensors"} <= set(hashes)
    assert manifest.verify(folder).origin == {"model": "klein"}


def test_a_folder_without_a_manifest_is_taken_as_it_is(make_model: MakeModel) -> None:
    folder = make_model("vreemd")

    assert manifest.check(folder) == {}
    assert manifest.mend(folder) == manifest.MEND_OTHER


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "config.json").unlink()

    with pytest.raises(ModelError, match=r"config\.json is missing: run `mentorkompas model pre"):
        manifest.check(folder)


def test_a_cut_file_is_named_with_both_sizes(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"01234")

    with pytest.raises(ModelError, match=r"model\.safetensors is cut off \(5 of 10 bytes\)"):
        manifest.check(folder)


def test_a_foreign_file_of_the_same_size_is_named(folder: Path) -> None:
    tokenizer = folder / "tokenizer.json"
    tokenizer.write_bytes(b" " * tokenizer.stat().st_size)

    with pytest.raises(ModelError, match=r"tokenizer\.json is another file"):
        manifest.check(folder)


def test_weights_that_opening_does_not_read_are_hashed_by_verify_alone(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"abcdefghij")

    manifest.check(folder)
    with pytest.raises(ModelError, match=r"model\.safetensors is another file"):
        manifest.verify(folder)


@pytest.mark.parametrize("content", ["", "[]", '{"files": 1}', '{"files": {"a": {}}}', "\x00"])
def test_a_damaged_manifest_is_named(folder: Path, content: str) -> None:
    (folder / manifest.NAME).write_text(content)

    with pytest.raises(ModelError, match=r"manifest\.json is .*: run `mentorkompas model prepare`"):
        manifest.check(folder)
