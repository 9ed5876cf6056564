"""What stands in the files, right or wrong, so that one fault never hides another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.document import Section
from knowledge.errors import Fault
from knowledge.reading import Place, Yaml


@dataclass(frozen=True)
class Draft:
    """The fields of a document or an organisation before any model has agreed with them.

    Each reader below gives only what has the right type. `base` is where in the file the fields
    stand; `body` is a document's text without comments, `sections` what it was cut into.
    """

    file: str
    yaml: Yaml
    base: Place = ()
    body: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def fields(self) -> Mapping[str, Any]:
        """The fields as they stand there."""
        value: Any = self.yaml.value
        for step in self.base:
            value = value[step]
        return value if isinstance(value, Mapping) else {}

    @property
    def id(self) -> str | None:
        """The name by which others refer to it."""
        return self.text("id")

    @property
    def is_concept(self) -> bool:
        """Whether it says to be no more than a concept."""
        return self.text("status") == "concept"

    def text(self, field: str) -> str | None:
        """A field's text."""
        value = self.fields.get(field)
        return value if isinstance(value, str) and value else None

    def day(self, field: str) -> date | None:
        """A field's day."""
        try:
            return date.fromisoformat(self.text(field) or "")
        except ValueError:
            return None

    def texts(self, field: str) -> list[tuple[int, str]]:
        """The texts of a list, each with its position."""
        return [(number, one) for number, one in self._list(field) if isinstance(one, str) and one]

    def items(self, field: str) -> list[tuple[int, Mapping[str, Any]]]:
        """The entries of a list that hold fields, each with its position."""
        return [(number, one) for number, one in self._list(field) if isinstance(one, Mapping)]

    def mapping(self, field: str) -> Mapping[str, Any]:
        """A field that holds fields."""
        value = self.fields.get(field)
        return value if isinstance(value, Mapping) else {}

    def error(self, place: Place, code: str, message: str, mend: str) -> Fault:
        """A fault at a place among the fields."""
        return Fault(self.file, self.line(place), "error", code, message, mend)

    def warning(self, place: Place, code: str, message: str, mend: str) -> Fault:
        """A warning at a place among the fields."""
        return Fault(self.file, self.line(place), "warning", code, message, mend)

    def line(self, place: Place = ()) -> int:
        """The line at which a place among the fields stands, or else what holds it."""
        return self.yaml.line((*self.base, *place))

    def _list(self, field: str) -> list[tuple[int, Any]]:
        value = self.fields.get(field)
        return list(enumerate(value)) if isinstance(value, list) else []
