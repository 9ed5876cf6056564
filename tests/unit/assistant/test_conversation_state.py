import json
from datetime import UTC, datetime

import pytest

from assistant.messages import Choice, Conversation
from assistant.storage.state import read, written

TALK = Conversation(
    scope="wilg",
    institute="pabo",
    introduced=True,
    awaiting="scope",
    choices=(Choice("Lees verder", "read:a#b"), Choice("Één keer", "say:x")),
    previous="Hoeveel uur krijg ik?",
    previous_at=datetime(2026, 11, 24, 19, 30, tzinfo=UTC),
)


@pytest.mark.parametrize("talk", [TALK, Conversation()])
def test_a_conversation_comes_back_as_it_was(talk: Conversation) -> None:
    assert read(written(talk)) == talk


def test_what_is_as_at_the_start_takes_no_room() -> None:
    assert written(Conversation()) == b"{}"


def test_fields_of_another_version_are_passed_over() -> None:
    raw = json.loads(written(TALK)) | {"mood": "blij", "flows": [{"id": 1}]}

    assert read(json.dumps(raw).encode()) == TALK


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("awaiting", "the moon"),
        ("choices", [["Lees verder"], 5]),
        ("choices", "geen"),
        ("previous_at", "gisteren"),
        ("scope", {"id": "wilg"}),
        ("introduced", None),
    ],
)
def test_a_value_that_this_version_cannot_read_is_as_at_the_start(name: str, value: object) -> None:
    raw = json.loads(written(TALK)) | {name: value}

    start = getattr(Conversation(), name)
    assert read(json.dumps(raw).encode()) == TALK.with_(**{name: start})


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[1]", b'"x"', b"5", b"\xff\xfe"])
def test_what_is_no_conversation_is_a_new_one(body: bytes) -> None:
    assert read(body) == Conversation()
