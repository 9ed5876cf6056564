"""The terminal's one conversation in one file: school and buttons, never a mentor's words."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.errors import AssistantError
from assistant.messages import Choice, Conversation


class _Saved(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(strict=True)

    scope: str | None
    institute: str | None
    introduced: bool
    awaiting: Literal["scope"] | None
    choices: list[tuple[str, str]]


class FileStore:
    """Keeps a conversation in a JSON file, replaced in whole."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> Conversation:
        """The conversation as it was saved; a new one when there is none or it is damaged."""
        try:
            raw = _Saved.model_validate_json(self._file.read_bytes())
        except (OSError, ValueError):
            return Conversation()
        choices = tuple(Choice(label, action) for label, action in raw.choices)
        return Conversation(raw.scope, raw.institute, raw.introduced, raw.awaiting, choices)

    def save(self, conversation: Conversation) -> None:
        """Write it beside the old one and swap.

        Raises:
            AssistantError: the file cannot be written.
        """
        raw = {
            "scope": conversation.scope,
            "institute": conversation.institute,
            "introduced": conversation.introduced,
            "awaiting": conversation.awaiting,
            "choices": [[choice.label, choice.action] for choice in conversation.choices],
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".new")
            temporary.write_text(json.dumps(raw), "utf-8")
            temporary.replace(self._file)
        except OSError as error:
            raise AssistantError(
                f"Cannot write {self._file} ({error.strerror}); set MENTORKOMPAS_DATA_DIR to a "
                "folder that can be written."
            ) from error
