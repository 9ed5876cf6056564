"""What a model refuses → what is wrong and what to write instead, in a keeper's words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from knowledge.document import squeeze
from knowledge.errors import Report
from knowledge.reading import Place, Yaml

M = TypeVar("M", bound=BaseModel)

_NEAR = 60.0
"""Below this likeness (0-100) a name is not what the keeper meant to write."""
_RANGES = {"at_most": "0 to 10", "minutes": "1 to 15"}
_FEW = 25
"""So many names can still be read in one line."""


def validated(model: type[M], value: object, yaml: Yaml, base: Place, report: Report) -> M | None:
    """The value as its model; None after reporting each part that the model refuses.

    Args:
        model: the form that the value must have.
        value: what stands in the file at `base`.
        yaml: the file's values and lines.
        base: where in the file the value stands.
        report: gets the faults.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        _report_refusal(model, error, yaml, base, report)
        return None


def nearest(value: str, known: Iterable[str]) -> str:
    """What to write instead: the nearest known name, or all when none is near and they are few."""
    names = sorted(known)
    found = process.extractOne(value.lower(), names, scorer=fuzz.ratio)
    if found is None:
        return "there is none yet: add it first"
    if found[1] >= _NEAR:
        return f"write '{found[0]}'"
    if len(names) <= _FEW:
        return "write one of " + ", ".join(f"'{name}'" for name in names)
    return f"write one that exists; the nearest is '{found[0]}'"


def short(text: object) -> str:
    """A value on one line, cut when it is long."""
    flat = squeeze(str(text))
    return flat if len(flat) <= 60 else flat[:57] + "…"


def _report_refusal(
    model: type[BaseModel], error: ValidationError, yaml: Yaml, base: Place, report: Report
) -> None:
    """Report every part of a value that its model refuses, each place once."""
    refused = _at(yaml.value, base)
    told: dict[Place, tuple[str, str, str]] = {}
    for detail in error.errors(include_url=False):
        place = _standing(detail["loc"], refused, missing=detail["type"] == "missing")
        if place not in told:
            told[place] = _explain(model, detail, place, refused)
    misspelt = {
        (*place[:-1], mend) for place, (code, _, mend) in told.items() if code == "unknown-field"
    }
    for place, (code, message, mend) in told.items():
        # A misspelt field is one fault, not an unknown field and a missing one.
        if code != "missing-field" or (*place[:-1], f"write '{place[-1]}'") not in misspelt:
            report.error(yaml.line((*base, *place)), code, message, mend)


def _explain(
    model: type[BaseModel], detail: ErrorDetails, place: Place, refused: Any
) -> tuple[str, str, str]:
    """A refusal as (code, what is wrong, what to write instead)."""
    kind = detail["type"]
    field = _field(place)
    value = _at(refused, place)
    wrong = f"'{short(value)}' is no value of '{field}'"
    if kind == "extra_forbidden":
        known = _fields(model, place[:-1])
        return "unknown-field", f"there is no field '{place[-1]}'", nearest(str(place[-1]), known)
    if kind == "missing" and place[-1] not in _at(refused, place[:-1]):
        return "missing-field", f"the field '{field}' is missing", f"add `{field}:` and its value"
    if value is None or value == "":
        return "missing-field", f"the field '{field}' is empty", "write its value"
    if kind == "too_short":
        return "missing-field", f"the list '{field}' is empty", "write its items"
    if kind == "too_long":
        most = detail["ctx"]["max_length"]
        return "unknown-value", f"the list '{field}' is too long", f"keep at most {most} items"
    if kind in ("tuple_type", "list_type"):
        return "unknown-value", f"'{field}' must be a list", f"write `{field}: [ … ]`"
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return "unknown-value", f"'{field}' must hold fields", f"write `{field}: {{ … }}`"
    if isinstance(value, list | Mapping):
        return "unknown-value", f"'{field}' must be one value", "write a text or a number"
    if kind == "literal_error":
        return "unknown-value", wrong, nearest(str(value), _allowed(detail))
    if kind == "string_pattern_mismatch":
        dotted = "." in detail["ctx"]["pattern"]
        form = "two names of a-z, 0-9 and - with a dot between" if dotted else "a-z, 0-9 and -"
        return "unknown-value", wrong, f"write {form} only"
    if kind.startswith("date"):
        return "unknown-value", f"'{short(value)}' is no day", "write YYYY-MM-DD"
    if kind in ("greater_than_equal", "less_than_equal", "int_parsing", "int_from_float"):
        return "unknown-value", wrong, f"write a number from {_RANGES.get(field, '1 to 4')}"
    if kind.startswith("bool"):
        return "unknown-value", wrong, "write true or false"
    return "unknown-value", wrong, short(detail["msg"]).lower()


def _field(place: Place) -> str:
    """The nearest name of a place; positions in a list are none."""
    return next((str(step) for step in reversed(place) if isinstance(step, str)), "this")


def _allowed(detail: ErrorDetails) -> list[str]:
    """The values of a Literal, out of `'a', 'b' or 'c'`."""
    expected = str(detail["ctx"]["expected"]).replace("' or '", "', '")
    return [word.strip("'") for word in expected.split(", ")]


def _standing(location: tuple[int | str, ...], refused: Any, *, missing: bool) -> Place:
    """The part of a validation error's location that the file has: no branches of a union."""
    found: list[str | int] = []
    for step in location:
        inside = isinstance(refused, Mapping) and step in refused
        if not inside and not (isinstance(refused, list) and isinstance(step, int)):
            break
        found.append(step)
        refused = refused[step]
    if missing and len(found) < len(location):
        found.append(location[-1])
    return tuple(found)


def _at(value: Any, place: Place) -> Any:
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _fields(model: type[BaseModel], place: Place) -> list[str]:
    """The fields that the model has at this place."""
    current = model
    for step in place:
        if isinstance(step, str):
            by_name = {field.alias or name: field for name, field in current.model_fields.items()}
            inner = next(_models(by_name[step].annotation), None) if step in by_name else None
            current = inner or current
    return [field.alias or name for name, field in current.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)
