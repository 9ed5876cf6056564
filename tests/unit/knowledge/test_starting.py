from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from knowledge.checking import check
from knowledge.document import Kind
from knowledge.errors import KnowledgeError
from knowledge.loading import SHIPPED, load
from knowledge.starting import start

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("background", [True, False])
def test_what_is_started_checks_without_a_fault(tmp_path: Path, background: bool) -> None:
    start(tmp_path / "mine", background=background)

    assert check(tmp_path / "mine", DAY)[1] == ()


def test_there_is_one_example_of_each_kind(tmp_path: Path) -> None:
    start(tmp_path / "mine", background=False)

    kinds = [document.kind for document in load(tmp_path / "mine").knowledge.documents]

    assert sorted(kinds) == sorted(get_args(Kind))


def test_the_national_background_comes_along_unless_refused(tmp_path: Path) -> None:
    start(tmp_path / "with", background=True)
    start(tmp_path / "without", background=False)

    def national(folder: Path) -> set[str]:
        documents = load(folder).knowledge.documents
        return {document.id for document in documents if document.issuer == "landelijk"}

    assert national(tmp_path / "with") == national(SHIPPED) != set()
    assert national(tmp_path / "without") == set()


def test_nothing_of_the_shipped_region_comes_along(tmp_path: Path) -> None:
    start(tmp_path, background=True)

    shipped = {one.id for one in load(SHIPPED).knowledge.organisations}
    started = {one.id for one in load(tmp_path).knowledge.organisations}

    assert shipped & started == {"landelijk"}


def test_the_files_are_told_in_order(tmp_path: Path) -> None:
    files = start(tmp_path, background=False)

    assert list(files) == sorted(path for path in tmp_path.rglob("*") if path.is_file())


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", "utf-8")

    with pytest.raises(KnowledgeError, match="not an empty folder"):
        start(tmp_path, background=True)
    with pytest.raises(KnowledgeError, match="not an empty folder"):
        start(tmp_path / "mine.txt", background=True)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")

    with pytest.raises(KnowledgeError, match="cannot be written"):
        start(tmp_path / "file" / "below", background=True)
