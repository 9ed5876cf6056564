"""The terminal's one conversation in one file: profile and buttons, never a mentor's words."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.errors import AssistantError
from assistant.messages import Choice, Conversation, Step, Student
from knowledge.document import Audience


class _Saved(BaseModel):
    """What the file holds; what an older version did not write is as at the start."""

    model_config = ConfigDict(strict=True)

    scope: str | None
    institute: str | None
    introduced: bool
    awaiting: Step | None
    choices: list[tuple[str, str]]
    experience: Audience | None = None
    students: list[Student] = []
    agreed: bool = False
    paused: bool = False
    monday: bool = False
    starting: bool = False
    returned: int = 0


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
        fields = {name: getattr(raw, name) for name in _Saved.model_fields}
        fields["choices"] = tuple(Choice(label, action) for label, action in raw.choices)
        fields["students"] = tuple(raw.students)
        return Conversation(**fields)

    def save(self, conversation: Conversation) -> None:
        """Write it beside the old one and swap.

        Raises:
            AssistantError: the file cannot be written.
        """
        fields = {name: getattr(conversation, name) for name in _Saved.model_fields}
        fields["choices"] = [(choice.label, choice.action) for choice in conversation.choices]
        fields["students"] = list(conversation.students)
        raw = _Saved(**fields).model_dump_json()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".new")
            temporary.write_text(raw, "utf-8")
            temporary.replace(self._file)
        except OSError as error:
            raise AssistantError(
                f"Cannot write {self._file} ({error.strerror}); set MENTORKOMPAS_DATA_DIR to a "
                "folder that can be written."
            ) from error
