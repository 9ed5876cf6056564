"""`mentorkompas index`: what its user reads when something is wrong, and the exit code."""

import gzip
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant import bootstrap, cli
from assistant.config import Settings
from index.errors import ModelError
from index.version import IndexHome
from tests.fakes import HashEncoder
from tests.unit.index.folder import SmallFolder


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said; `hints` are the lines on standard error."""

    code: int
    out: str
    hints: list[str]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Said]


@pytest.fixture
def run(
    tmp_path: Path,
    knowledge: SmallFolder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs a command over the small folder, with a model that needs no files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MENTORKOMPAS_KNOWLEDGE_DIR", str(knowledge.path))
    monkeypatch.setenv("MENTORKOMPAS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(bootstrap, "encoder", lambda _settings, _report: HashEncoder())

    def command(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["mentorkompas", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(int(ended.value.code or 0), said.out, said.err.splitlines())

    return command


@pytest.fixture
def own_home(tmp_path: Path, knowledge: SmallFolder) -> IndexHome:
    """Where the command keeps the index of the small folder."""
    return bootstrap.index_home(Settings(knowledge_dir=knowledge.path, data_dir=tmp_path / "data"))


def jsonl(folder: Path, *lines: object) -> Path:
    file = folder / "regels.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("\n".join(texts), "utf-8")
    return file


def refused(said: Said, *words: str) -> None:
    """Wrong use or configuration: exit 2, nothing on standard output, one line that helps."""
    assert said.code == 2
    assert said.out == ""
    assert len(said.hints) == 1, said.hints
    for word in words:
        assert word in said.hints[0]


def test_a_build_says_what_it_made(run: Run) -> None:
    first, second = run("index", "build"), run("index", "build")

    assert (first.code, first.out, first.hints[-1]) == (0, "", "built: 1 passages")
    assert (second.code, second.out, second.hints[-1]) == (0, "", "up to date: 1 passages")


def test_a_folder_with_errors_changes_nothing(run: Run, knowledge: SmallFolder) -> None:
    run("index", "build")
    knowledge.add("stuk", "Tekst.", issuer="niemand")

    refused(run("index", "build"), "1 error", "documents/stuk.md:5", "knowledge check")
    said = run("index", "search", "--batch", jsonl(knowledge.path.parent, {"id": 1, "text": "les"}))
    assert said.code == 0
    assert any("older than the knowledge folder" in line for line in said.hints)


def test_faulty_documents_can_be_left_out_and_are_named(run: Run, knowledge: SmallFolder) -> None:
    knowledge.add("stuk", "Tekst.", issuer="niemand")

    said = run("index", "build", "--skip-faulty")

    assert said.code == 0
    assert said.hints[-2:] == ["left out: documents/stuk.md", "built: 1 passages"]


def test_a_damaged_index_is_refused_until_it_is_built_again(
    run: Run, own_home: IndexHome, tmp_path: Path
) -> None:
    run("index", "build")
    version = own_home.current()
    assert version is not None
    (version / "vectors.faiss").write_bytes(b"kapot")
    questions = jsonl(tmp_path, {"id": 1, "text": "overleg"})

    for command in (("search", "--batch", questions), ("status",)):
        refused(run("index", *command), "vectors.faiss", "run: mentorkompas index build")

    assert run("index", "build").hints[-1] == "built: 1 passages"
    assert run("index", "search", "--batch", questions).code == 0


def test_an_index_of_another_model_is_refused_until_it_is_built_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", "build")
    other = HashEncoder(dimension=64)
    monkeypatch.setattr(bootstrap, "encoder", lambda _settings, _report: other)
    questions = jsonl(tmp_path, {"id": 1, "text": "overleg"})

    refused(run("index", "search", "--batch", questions), "run: mentorkompas index build")
    assert run("index", "build").hints[-1] == "built: 1 passages"
    assert run("index", "search", "--batch", questions).code == 0


def test_a_model_that_cannot_be_opened_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_settings: Settings, _report: object) -> HashEncoder:
        raise ModelError("There is no model; run: mentorkompas model prepare")

    monkeypatch.setattr(bootstrap, "encoder", missing)

    refused(run("index", "build"), "mentorkompas model prepare")


def test_a_data_folder_below_a_file_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bestand").touch()
    monkeypatch.setenv("MENTORKOMPAS_DATA_DIR", str(tmp_path / "bestand" / "data"))

    said = run("index", "build")

    assert said.code == 2
    assert said.hints[-1].startswith(f"Cannot write {tmp_path / 'bestand'}")
    assert "MENTORKOMPAS_DATA_DIR" in said.hints[-1]


def test_status_tells_whether_the_index_is_fresh(run: Run, knowledge: SmallFolder) -> None:
    assert run("index", "status").code == 1
    run("index", "build")
    (fresh,) = run("index", "status", "--json").lines
    knowledge.add("nieuw", "Nieuwe tekst.")
    (stale,) = run("index", "status", "--json").lines

    assert (fresh["fresh"], stale["fresh"], fresh["passages"]) == (True, False, 1)


def test_search_answers_the_good_lines_and_names_the_bad(run: Run, tmp_path: Path) -> None:
    good = {"id": "q1", "text": "hoe vaak is er overleg?", "scope": "wilg", "today": "2026-11-24"}
    bad: list[object] = [
        "geen json",
        [],
        None,
        {"id": "b1"},
        {"text": "zonder id"},
        {"id": "b2", "text": 7},
        {"id": "b3", "text": "x", "scope": "bestaat-niet"},
        {"id": "b4", "text": "x", "institute": "wilg"},
        {"id": "b5", "text": "x", "today": "2026-02-30"},
        {"id": "b6", "text": "x", "today": 20261124},
    ]
    lines = [line if isinstance(line, str) else json.dumps(line) for line in bad]
    file = jsonl(tmp_path, good, "", *lines, good | {"id": "q2"})

    said = run("index", "search", "--batch", file, "--json", "--k", "5")

    assert said.code == 1
    first, *faulty, last = said.lines
    assert [line["id"] for line in (first, last)] == ["q1", "q2"]
    assert first["hits"] == last["hits"]
    assert first["hits"][0]["id"] == "contact#overleg"
    assert set(first) == {"id", "hits", "answerable", "elapsed_ms"}
    assert 0 <= first["answerable"] <= 1
    named = [None, None, None, "b1", None, "b2", "b3", "b4", "b5", "b6"]
    assert [line["id"] for line in faulty] == named
    assert all(set(line) == {"id", "error"} for line in faulty)
    for number, line in enumerate(faulty, 3):
        assert f"line {number}" in line["error"]


def test_search_without_an_index_builds_it_first(run: Run, tmp_path: Path) -> None:
    said = run("index", "search", "--batch", jsonl(tmp_path, {"id": 1, "text": "les"}), "--json")

    assert said.code == 0
    assert said.lines[0]["id"] == 1
    assert said.hints[-1] == "passages: 1"


@pytest.mark.parametrize("name", ["bestaat-niet.jsonl", "."])
def test_a_batch_that_cannot_be_read_is_refused(name: str, run: Run) -> None:
    run("index", "build")

    refused(run("index", "search", "--batch", name), f"{name} cannot be read")


PASSAGES = [
    {"id": "a1", "document": "a", "text": "De rode fiets staat buiten."},
    {"id": "a2", "document": "a", "text": "Een fiets heeft twee wielen."},
    {"id": "b1", "text": "De boot vaart uit."},
]


def test_a_collection_is_built_and_searched(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, PASSAGES)).encode()))
    out = tmp_path / "uit"

    said = run("index", "build", "--corpus", file, "--out", out)
    assert (said.code, said.hints[-1]) == (0, "built: 3 passages")
    assert run("index", "build", "--corpus", file, "--out", out).hints[-1].startswith("up to date")

    questions = jsonl(tmp_path, {"id": "q", "text": "rode fiets"}, "{", {"id": "r", "text": "boot"})
    found = run("index", "search", "--index", out, "--batch", questions, "--k", "10", "--json")

    assert found.code == 1
    assert [line["id"] for line in found.lines] == ["q", None, "r"]
    assert [hit["id"] for hit in found.lines[0]["hits"]] == ["a1", "b1"]  # one for each document
    assert found.lines[2]["hits"][0]["id"] == "b1"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([*PASSAGES, "{"], "regels.jsonl:4: this line is no passage"),
        (
            [*PASSAGES, {"id": "a1", "text": "x"}],
            "regels.jsonl:4: the id 'a1' stands here a second",
        ),
        ([{"id": "x", "text": None}], "regels.jsonl:1: this line is no passage"),
        ([], "regels.jsonl holds no passages"),
    ],
)
def test_a_faulty_collection_is_refused_and_the_old_index_stays(
    lines: list[object], words: str, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "uit"
    run("index", "build", "--corpus", jsonl(tmp_path, *PASSAGES), "--out", out)
    before = IndexHome(out).current()

    refused(run("index", "build", "--corpus", jsonl(tmp_path, *lines), "--out", out), words)

    assert IndexHome(out).current() == before


def test_a_collection_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    refused(run("index", "build", "--corpus", "weg.jsonl", "--out", tmp_path / "uit"), "weg.jsonl")
    refused(run("index", "build", "--corpus", "weg.jsonl"), "--corpus and --out go together")
    refused(
        run("index", "search", "--index", tmp_path, "--batch", "x"), "run: mentorkompas index build"
    )


def test_building_into_a_folder_of_somebody_else_leaves_its_files(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "vol"
    kept = [out / "v-mijn" / "werk.txt", out / ".building-plan" / "werk.txt", out / "brief.txt"]
    for file in kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("werk")

    for text in ("een", "twee", "drie"):
        run("index", "build", "--corpus", jsonl(tmp_path, {"id": 1, "text": text}), "--out", out)

    assert [file.read_text() for file in kept] == ["werk"] * 3
