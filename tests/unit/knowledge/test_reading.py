from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Report
from knowledge.reading import read_parts, read_yaml


def value_of(text: str) -> Any:
    report = Report("x.md")
    yaml = read_yaml(text, report)
    assert yaml is not None, report.faults
    return yaml.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("40", 40),
        ("-2", -2),
        ("1.5", 1.5),
        ("true", True),
        ("2027-01-22", date(2027, 1, 22)),
        ("2027-13-22", "2027-13-22"),
        ("'40'", "40"),
        ("007", "007"),
        (".inf", ".inf"),
        ("ja", "ja"),
        ("", None),
    ],
)
def test_a_value_has_the_type_that_it_was_typed_with(written: str, value: object) -> None:
    found = value_of(f"value: {written}\n")["value"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("written", ["0612345678", "+31612345678", "1.10", "2026-01-01", "true"])
def test_everything_else_stays_as_it_was_typed(written: str) -> None:
    assert value_of(f"phone: {written}\n") == {"phone": written}


def test_every_place_has_its_line() -> None:
    yaml = read_yaml("a:\n  - b: 1\n    c: [x,\n        y]\n", Report("x.md"), first_line=10)

    assert yaml is not None
    assert yaml.line(("a", 0, "c")) == 12
    assert yaml.line(("a", 0, "c", 1)) == 13
    assert yaml.line(("a", 0, "nothing", 5)) == 11
    assert yaml.line(("elsewhere",)) == 10


def test_front_matter_and_text_are_parted_at_the_second_rule() -> None:
    parts = read_parts("---\nid: x\n---\ntekst\n---\nmeer", Report("x.md"))

    assert parts is not None
    assert (parts.head, parts.body, parts.body_line) == ("id: x", "tekst\n---\nmeer", 4)


@given(st.text(max_size=200))
def test_any_text_is_read_or_reported(text: str) -> None:
    report = Report("x.md")

    yaml = read_yaml(text, report)

    assert (yaml is None) <= bool(report.faults)
    assert all(1 <= fault.line <= text.count("\n") + 2 for fault in report.faults)
