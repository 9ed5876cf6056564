import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.messages import Choice, Conversation, Student
from assistant.storage.terminal import FileStore


def test_what_was_saved_comes_back_without_the_mentors_words(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "map" / "terminal.json")
    now = datetime(2026, 11, 24, tzinfo=UTC)
    choices = (Choice("Lees verder", "read:a#b"),)
    known = Conversation(
        scope="wilg",
        institute="pabo",
        introduced=True,
        awaiting="year",
        choices=choices,
        experience="ervaren",
        students=(Student("student", 2, "pabo"), Student("lio")),
        agreed=True,
        paused=True,
        monday=True,
        starting=True,
        returned=1,
    )

    store.save(known.with_(previous="een vraag", previous_at=now))

    assert store.load() == known
    assert "een vraag" not in (tmp_path / "map" / "terminal.json").read_text("utf-8")


def test_a_file_of_before_the_profile_is_read(tmp_path: Path) -> None:
    old = {"scope": "wilg", "institute": None, "introduced": True, "awaiting": None, "choices": []}
    (tmp_path / "terminal.json").write_text(json.dumps(old), "utf-8")

    assert FileStore(tmp_path / "terminal.json").load() == Conversation("wilg", introduced=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"scope": 5}',
        "\ufeff",
        json.dumps(
            {"scope": ["x"], "institute": None, "introduced": True, "awaiting": None, "choices": []}
        ),
        json.dumps(
            {"scope": None, "institute": {}, "introduced": True, "awaiting": None, "choices": []}
        ),
        json.dumps(
            {"scope": None, "institute": None, "introduced": 1, "awaiting": "x", "choices": []}
        ),
        json.dumps(
            {
                "scope": None,
                "institute": None,
                "introduced": True,
                "awaiting": None,
                "choices": [[1, 2]],
            }
        ),
        json.dumps(
            {"scope": None, "institute": None, "introduced": True, "awaiting": None, "choices": [1]}
        ),
    ],
)
def test_a_damaged_file_is_a_new_conversation(tmp_path: Path, text: str) -> None:
    file = tmp_path / "terminal.json"
    file.write_text(text, "utf-8")

    assert FileStore(file).load() == Conversation()


def test_bytes_that_are_no_text_are_a_new_conversation(tmp_path: Path) -> None:
    (tmp_path / "terminal.json").write_bytes(b"\xff\xfe\x00")

    assert FileStore(tmp_path / "terminal.json").load() == Conversation()


def test_a_folder_that_cannot_be_written_is_said_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "bezet").write_text("een bestand", "utf-8")

    with pytest.raises(AssistantError, match="set MENTORKOMPAS_DATA_DIR to a folder"):
        FileStore(tmp_path / "bezet" / "terminal.json").save(Conversation())
