import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import IndexingError, IndexMismatchError, IndexMissingError
from index.opened import Index
from index.search import Searcher
from index.version import MANIFEST, IndexHome, Manifest, read_manifest, writing
from tests.fakes import HashEncoder
from tests.unit.index.folder import TODAY, SmallFolder

Build = Callable[..., Path | None]

MEND = "run: mentorkompas index build"

FILES = (
    "facts.npy",
    "knowledge.json",
    "lexical/data.csc.index.npy",
    "lexical/indices.csc.index.npy",
    "lexical/indptr.csc.index.npy",
    "lexical/params.index.json",
    "lexical/vocab.index.json",
    "manifest.json",
    "questions.faiss",
    "rows.json",
    "texts.json",
    "vectors.faiss",
)


@pytest.fixture
def version(knowledge: SmallFolder, build: Build) -> Path:
    """A version in which every kind of file stands."""
    knowledge.add(
        "uren",
        "## Tijd\n\nDe mentor krijgt 40 uur.",
        issuer="noord",
        questions={"tijd": ["hoeveel uur krijg ik?"]},
        agreements=[
            {
                "subject": "facilitering.uren-per-student",
                "value": 40,
                "unit": "uur/schooljaar",
                "quote": "De mentor krijgt 40 uur.",
            }
        ],
    )
    made = build()
    assert made is not None
    return made


def best(version: Path) -> str:
    """The section that answers the question that the tests ask."""
    searcher = Searcher(Index(version), HashEncoder())
    scope = searcher.knowledge.organisations.scope("wilg")
    return searcher.ask("hoe vaak spreekt de mentor de student?", scope, TODAY).hits[0].id


def test_a_version_holds_these_files_and_answers(version: Path) -> None:
    found = sorted(p.relative_to(version).as_posix() for p in version.rglob("*") if p.is_file())

    assert tuple(found) == FILES
    assert set(read_manifest(version).files) == set(FILES) - {MANIFEST}
    assert best(version) == "contact#overleg"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["removed", "emptied", "cut short", "changed", "made a folder"])
def test_a_damaged_file_is_refused_with_the_mend(
    name: str, how: str, version: Path, build: Build
) -> None:
    file = version / name
    whole = file.read_bytes()
    if how == "cut short":
        file.write_bytes(whole[:-1])
    elif how == "changed":
        file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    elif how == "emptied":
        file.write_bytes(b"")
    else:
        file.unlink()
        if how == "made a folder":
            file.mkdir()

    with pytest.raises(IndexMissingError) as refused:
        Index(version)

    assert refused.value.message.endswith(MEND)
    assert name in refused.value.message
    assert "\n" not in refused.value.message
    mended = build()  # the folder is the same, the index is not whole: it is made again
    assert mended is not None
    assert best(mended) == "contact#overleg"


def test_a_changed_byte_of_the_manifest_is_refused_or_changes_no_answer(version: Path) -> None:
    file = version / MANIFEST
    whole = file.read_bytes()
    refusals = []
    for position in range(0, len(whole), 9):
        file.write_bytes(whole[:position] + b"0" + whole[position + 1 :])
        try:
            assert best(version) == "contact#overleg"
        except IndexingError as error:
            refusals.append(error.message)

    assert len(refusals) > 100
    assert all(MEND in message for message in refusals)


@pytest.mark.parametrize(
    "text", ["[]", "null", "{}", '{"format": 4}', "[" * 100_000, '"\\ud800"', "{" * 9]
)
def test_a_manifest_that_is_something_else_is_refused(text: str, version: Path) -> None:
    (version / MANIFEST).write_text(text)

    with pytest.raises(IndexMissingError, match=MEND):
        read_manifest(version)


def test_a_manifest_that_vouches_for_no_files_is_refused(version: Path) -> None:
    raw = json.loads((version / MANIFEST).read_text())
    (version / MANIFEST).write_text(json.dumps(raw | {"files": {}}))

    with pytest.raises(IndexMissingError, match=MEND):
        read_manifest(version)


def test_an_index_of_another_format_is_refused_and_built_again(version: Path, build: Build) -> None:
    raw = json.loads((version / MANIFEST).read_text())
    (version / MANIFEST).write_text(json.dumps(raw | {"format": 99}))

    with pytest.raises(IndexMismatchError, match=f"format 99, this program reads .*{MEND}"):
        Index(version)

    mended = build()
    assert mended is not None
    assert best(mended) == "contact#overleg"


def test_an_index_of_another_model_is_refused_and_built_again(version: Path, build: Build) -> None:
    other = HashEncoder(dimension=64)
    with pytest.raises(IndexMismatchError, match=MEND):
        Searcher(Index(version), other)

    mended = build(other)

    assert mended is not None
    assert Index(mended).manifest.dimension == 64


@pytest.mark.parametrize(
    "name",
    [
        "",
        "\n",
        "..",
        ".",
        "v-20260101T000000-00000000",
        "../index",
        "/etc",
        "een\nander",
        "x" * 5000,
        "\x00",
        "v-\udcff",
    ],
)
def test_a_pointer_to_nowhere_is_refused_and_mended_by_a_build(
    name: str, version: Path, home: IndexHome, build: Build
) -> None:
    (home.root / "CURRENT").write_bytes(name.encode("utf-8", "surrogateescape"))

    with pytest.raises(IndexMissingError) as refused:
        home.current()

    assert refused.value.message.endswith(MEND)
    mended = build()
    assert mended not in (None, version)
    assert home.current() == mended


@pytest.mark.usefixtures("version")
def test_without_a_pointer_there_is_no_index_yet(home: IndexHome) -> None:
    (home.root / "CURRENT").unlink()

    assert home.current() is None


def test_the_version_before_can_still_be_opened_the_one_before_it_is_gone(
    version: Path, home: IndexHome, knowledge: SmallFolder, build: Build
) -> None:
    knowledge.add("tweede", "Tweede tekst.")
    second = build()
    assert best(version) == "contact#overleg"  # somebody may just have read its name

    knowledge.add("derde", "Derde tekst.")
    third = build()

    assert set(home.root.glob("v-*")) == {second, third}
    assert not version.exists()


def test_a_build_removes_what_killed_ones_left_and_nothing_else(
    version: Path, home: IndexHome, knowledge: SmallFolder, build: Build
) -> None:
    left = [home.root / ".building-00ff", home.root / "v-20200101T000000-00c0ffee"]
    for folder in left:
        folder.mkdir()
        (folder / "half.npy").write_bytes(b"x")
    (home.root / ".building-probe-00ff").touch()
    own = [home.root / "v-notities", home.root / ".building-plannen", home.root / "v-1.txt"]
    for folder in own:
        folder.mkdir()
        (folder / "werk.txt").write_text("van iemand anders")
    knowledge.add("nieuw", "Nieuwe tekst.")

    made = build()

    assert made is not None
    expected = {made, version, *own, home.root / "CURRENT", home.root / "build.lock"}
    assert set(home.root.iterdir()) == expected
    assert all((folder / "werk.txt").exists() for folder in own)


@pytest.mark.parametrize("error", [RuntimeError("stuk"), KeyboardInterrupt(), OSError(28, "vol")])
def test_a_build_that_fails_leaves_the_old_version_in_use_and_nothing_behind(
    error: BaseException, version: Path, home: IndexHome
) -> None:
    before = set(home.root.iterdir())

    def write(folder: Path) -> Manifest:
        (folder / "half").write_bytes(b"x")
        raise error

    with pytest.raises((type(error), IndexingError)), home.lock():
        home.publish(write)

    assert home.current() == version
    assert set(home.root.iterdir()) == before


@pytest.mark.usefixtures("version")
def test_a_swap_that_fails_leaves_no_orphan_behind(home: IndexHome, build: Build) -> None:
    (home.root / "CURRENT").unlink()
    (home.root / "CURRENT").mkdir()
    (home.root / "CURRENT" / "iets").touch()
    before = set(home.root.iterdir())

    with pytest.raises(IndexingError, match="Cannot write"):
        build()

    assert set(home.root.iterdir()) == before


def test_a_home_below_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()

    with (
        pytest.raises(IndexingError, match="set MENTORKOMPAS_DATA_DIR"),
        IndexHome(tmp_path / "bestand" / "index").lock(),
    ):
        pass


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "the disk is full"),
        (OSError("1000 requested and 12 written"), "the disk is full"),
        (PermissionError(13, "Permission denied"), "may not be written"),
        (OSError(30, "Read-only file system"), "may not be written"),
        (OSError(5, "Input/output error"), "Input/output error; set MENTORKOMPAS_DATA_DIR"),
    ],
)
def test_what_the_file_system_refuses_becomes_one_line(
    error: OSError, words: str, tmp_path: Path
) -> None:
    with pytest.raises(IndexingError, match=words) as refused, writing(tmp_path):
        raise error

    assert "\n" not in refused.value.message


@pytest.mark.usefixtures("version")
def test_a_removed_home_is_an_index_that_is_not_there_yet(home: IndexHome) -> None:
    shutil.rmtree(home.root)

    assert home.current() is None
