"""`mentorkompas index eval`: the same figures as text, JSON and picture; what it refuses."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import bootstrap, cli
from assistant.dialogue.assistant import Assistant
from tests.fakes import HashEncoder
from tests.unit.index.folder import SmallFolder

Run = Callable[..., "tuple[int, str, list[str]]"]

FOUND = {
    "question": "hoe lang spreekt de mentor de student elke week",
    "today": "2026-11-24",
    "expect": {"status": "answered", "sections": ["contact#overleg"]},
}
NOT_FOUND = {"question": "waar parkeer ik mijn auto", "expect": {"status": "unknown"}}


@pytest.fixture
def run(
    tmp_path: Path,
    knowledge: SmallFolder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs the command over the small folder; gives exit code, output and lines on stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MENTORKOMPAS_KNOWLEDGE_DIR", str(knowledge.path))
    monkeypatch.setenv("MENTORKOMPAS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(bootstrap, "encoder", lambda _settings, _report: HashEncoder())
    # Fitting what hears danger for this encoder would take ten seconds; rules alone do here.
    monkeypatch.setattr(bootstrap, "assistant", lambda _settings, live: Assistant(live))

    def command(*arguments: object) -> tuple[int, str, list[str]]:
        monkeypatch.setattr(sys, "argv", ["mentorkompas", "index", "eval", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err.splitlines()

    return command


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return written(tmp_path, FOUND, NOT_FOUND)


def written(folder: Path, *lines: object) -> Path:
    file = folder / "vragen.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("\n".join(texts), "utf-8")
    return file


def test_text_and_json_say_the_same(run: Run, questions: Path) -> None:
    _, text, _ = run(questions)
    code, output, _ = run(questions, "--json")
    figures = json.loads(output)

    assert (code, figures["n"], figures["recall@1"]) == (0, 2, 1)
    assert figures["intervals"]["recall@1"] == [1, 1]
    line = next(line for line in text.splitlines() if "right section first" in line)
    assert line.split()[-3:] == ["100%", "100–100%", "1"]


def test_as_text_every_column_is_aligned_and_nothing_is_coloured(run: Run, questions: Path) -> None:
    _, text, _ = run(questions)
    lines = [line for line in text.splitlines() if line.startswith("  ")]

    assert "\x1b" not in text
    assert len({len(line) for line in lines}) == 1


def test_the_picture_is_written_beside_the_figures(
    run: Run, questions: Path, tmp_path: Path
) -> None:
    code, output, hints = run(questions, "--json", "--picture", tmp_path / "figuren.svg")

    assert (code, json.loads(output)["n"]) == (0, 2)
    assert "vragen.jsonl" in (tmp_path / "figuren.svg").read_text("utf-8")
    assert hints[-1] == f"picture: {tmp_path / 'figuren.svg'}"


def test_a_picture_that_cannot_be_written_is_named(
    run: Run, questions: Path, tmp_path: Path
) -> None:
    code, output, hints = run(questions, "--json", "--picture", tmp_path)

    assert (code, output) == (2, "")
    assert hints[-1] == f"{tmp_path} cannot be written (Is a directory); name another."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "vragen.jsonl:2 is no labelled question: it is no JSON."),
        ("[]", "it is no JSON object"),
        ({"question": "wat"}, "'expect' is missing"),
        (NOT_FOUND | {"expect": {"status": "goed"}}, "'expect.status'"),
        (NOT_FOUND | {"today": "morgen"}, "'today'"),
        (NOT_FOUND | {"scope": "niemand"}, "vragen.jsonl:2: "),
    ],
)
def test_a_line_that_is_no_question_is_named(
    run: Run, tmp_path: Path, line: object, words: str
) -> None:
    code, output, hints = run(written(tmp_path, FOUND, line), "--json")

    assert (code, output) == (2, "")
    assert words in hints[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("leeg.jsonl",), "holds no questions"),
        (("weg.jsonl",), "cannot be read"),
        (("vragen.jsonl", "--picture", "weg/a.svg"), "no folder weg"),
        (("vragen.jsonl", "--picture", "a.svg", "--models", "default"), "leave"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_built(
    run: Run, questions: Path, arguments: tuple[str, ...], words: str
) -> None:
    questions.with_name("leeg.jsonl").touch()
    code, output, hints = run(*arguments)

    assert (code, output, len(hints)) == (2, "", 1)
    assert words in hints[0]
    assert not questions.with_name("data").exists()
