import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.knowledge import app
from knowledge.errors import KnowledgeError
from tests.unit.knowledge.folders import OLDER, Folder

ROL = "documents/noord/rol.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_a_sound_folder_is_checked_with_exit_0(folder: Folder) -> None:
    result = run("check", folder.path)

    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 errors, 0 warnings" in result.stderr


def test_an_error_is_told_on_stdout_with_exit_1(folder: Folder) -> None:
    folder.change(ROL, "issuer: pv-noord", "issuer: pv-nord")

    result = run("check", folder.path)

    assert result.exit_code == 1
    assert result.stdout == f"{ROL}:5: there is no organisation 'pv-nord': write 'pv-noord'\n"
    assert "1 error, 0 warnings" in result.stderr


def test_warnings_alone_exit_0(folder: Folder) -> None:
    line = folder.change(ROL, "## Overleg", "## Leeg\n\n## Overleg")

    result = run("check", folder.path)

    assert result.exit_code == 0
    assert f"{ROL}:{line}: warning: " in result.stdout
    assert "0 errors, 1 warning;" in result.stderr


def test_faults_come_as_json(folder: Folder) -> None:
    folder.change(ROL, "issuer: pv-noord", "issuer: pv-nord")

    result = run("check", folder.path, "--json")

    assert json.loads(result.stdout) == [
        {
            "file": ROL,
            "line": 5,
            "level": "error",
            "code": "unknown-issuer",
            "message": "there is no organisation 'pv-nord'",
            "mend": "write 'pv-noord'",
        }
    ]


def test_without_faults_the_json_is_an_empty_list(folder: Folder) -> None:
    assert json.loads(run("check", folder.path, "--json").stdout) == []


def test_the_folder_of_the_settings_is_the_default(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("documents/extra.md", OLDER.replace("rol-2023", "extra"))
    monkeypatch.setenv("MENTORKOMPAS_KNOWLEDGE_DIR", str(folder.path))

    assert "3 documents" in run("check").stderr


def test_a_folder_that_is_not_there_is_an_error_for_main(tmp_path: Path) -> None:
    result = run("check", tmp_path / "nowhere")

    assert isinstance(result.exception, KnowledgeError)


def test_the_list_tells_what_holds_and_why_the_rest_does_not(folder: Folder) -> None:
    folder.write("documents/c.md", OLDER.replace("rol-2023", "c").replace("vastgesteld", "concept"))
    folder.write("documents/z.md", OLDER.replace("rol-2023", "z").replace("pv-noord", "pabo"))

    result = run("list", folder.path, "--scope", "pv-zuid", "--today", "2026-11-24", "--json")

    why = {row["document"]: row["why"] for row in json.loads(result.stdout)}
    assert why == {
        "rol-mentor": "other_scope",
        "rol-2023": "other_scope",
        "c": "concept",
        "z": "other_scope",
    }


def test_the_list_names_the_successor(folder: Folder) -> None:
    result = run("list", folder.path, "--scope", "school", "--today", "2026-11-24")

    lines = result.stdout.splitlines()
    assert lines[0].startswith("HOLDS  DOCUMENT")
    assert lines[1].startswith("yes    rol-mentor")
    assert lines[2].endswith("holds no longer, replaced by rol-mentor")
    assert "1 of 2 hold on 2026-11-24" in result.stderr


def test_the_list_of_an_earlier_day_differs(folder: Folder) -> None:
    result = run("list", folder.path, "--scope", "school", "--today", "2024-01-01", "--json")

    holds = {row["document"]: row["holds"] for row in json.loads(result.stdout)}
    assert holds == {"rol-mentor": False, "rol-2023": True}


def test_the_list_says_how_many_documents_have_faults(folder: Folder) -> None:
    folder.change(ROL, "kind: rolbeschrijving", "kind: rol")

    assert "1 document with faults left out" in run("list", folder.path).stderr


def test_a_day_that_does_not_exist_is_wrong_use(folder: Folder) -> None:
    result = run("list", folder.path, "--today", "2026-13-01")

    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr


def test_a_scope_that_does_not_exist_is_an_error_for_main(folder: Folder) -> None:
    assert isinstance(run("list", folder.path, "--scope", "x").exception, KnowledgeError)


def test_a_started_folder_passes_the_check(tmp_path: Path) -> None:
    started = run("init", tmp_path / "mine", "--without-background")

    assert started.exit_code == 0
    assert "organisations.yaml" in started.stdout
    assert run("check", tmp_path / "mine").exit_code == 0


def test_a_started_folder_is_not_started_again(tmp_path: Path) -> None:
    run("init", tmp_path / "mine")

    assert isinstance(run("init", tmp_path / "mine").exception, KnowledgeError)


@pytest.mark.parametrize("command", ["init", "check", "list"])
def test_every_command_shows_an_example(command: str) -> None:
    assert f"mentorkompas knowledge {command}" in " ".join(run(command, "--help").stdout.split())
