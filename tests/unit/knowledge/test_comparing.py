from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comparing import contradictions, facts, parse_unit, same_value
from knowledge.document import Document, Value
from knowledge.holding import Knowledge

Make = Callable[..., Document]
Know = Callable[..., Knowledge]
UREN = "facilitering.uren-per-student"


@pytest.mark.parametrize(
    ("one", "unit", "other", "other_unit", "same"),
    [
        (40, "uur/schooljaar", 1, "uur/week", True),
        (40, "uur", 40, "uren", True),
        (90, "minuten", 1.5, "uur", True),
        (2, "dagdelen", 8, "uur", True),
        (1, "dagdeel/week", 160, "uur/schooljaar", True),
        (60, "minuut/week", 40, "uur/schooljaar", True),
        (1, "keer/week", 40, "keer/schooljaar", True),
        (1, "jaar", 12, "maanden", True),
        (40, "uur/schooljaar", 30, "uur/schooljaar", False),
        (41, "minuut", 1, "uur", False),
        (1, "dag", 8, "uur", None),
        (5, "werkdag", 1, "week", None),
        (1, "uur/week", 1, "uur/maand", None),
        (1, "uur/week", 1, "uur", None),
        (2, None, 2, "keer", None),
        (2, None, 3, None, False),
        (250, "euro's", 250, "euro", True),
        ("40", "uur", 40, "uur", True),
        ("1,5", "uur", 1.5, "uur", True),
        (True, None, False, None, False),
        (True, None, "ja", None, True),
        ("Op papier.", None, "op  papier", None, True),
        ("3-5", None, "35", None, False),
        (date(2027, 1, 22), None, "2027-01-22", None, True),
    ],
)
def test_values_are_compared_after_exact_conversion(
    one: Value, unit: str | None, other: Value, other_unit: str | None, same: bool | None
) -> None:
    assert same_value(one, unit, other, other_unit) is same
    assert same_value(other, other_unit, one, unit) is same


@pytest.mark.parametrize(
    ("unit", "parts"),
    [
        (None, ("", None)),
        ("Uren / Week", ("uur", "week")),
        ("euro/studenten", ("euro", "student")),
        ("keer/perioden", ("keer", "periode")),
        ("uur/dag", None),
        ("uur/", None),
        ("schooljaar", None),
        ("uur per week", None),
    ],
)
def test_a_unit_is_known_in_the_plural_too(
    unit: str | None, parts: tuple[str, str | None] | None
) -> None:
    assert parse_unit(unit) == parts


@given(
    st.integers(0, 1000),
    st.sampled_from(["uur", "minuut", "dagdeel", "keer", "dag"]),
    st.sampled_from([None, "week", "schooljaar", "maand"]),
)
def test_a_value_is_always_the_same_as_itself(value: int, what: str, per: str | None) -> None:
    unit = f"{what}/{per}" if per else what

    assert same_value(value, unit, value, unit) is True
    assert same_value(value, unit, value + 1, unit) is False


def agreement(value: Value, **fields: Any) -> list[dict[str, Any]]:
    return [{"subject": UREN, "value": value, "unit": "uur", "quote": "De tekst.", **fields}]


def decides(*roles: str, **fields: Any) -> list[dict[str, Any]]:
    return [
        {"task": "eindbeoordeling", "role": r, "part": "beslist", "quote": "De tekst.", **fields}
        for r in roles
    ]


def pairs(knowledge: Knowledge, documents: Sequence[Document]) -> list[tuple[str, str]]:
    return [(c.one.document.id, c.other.document.id) for c in contradictions(knowledge, documents)]


@pytest.mark.parametrize(
    ("one", "other", "contradicting"),
    [
        ({}, {}, True),
        ({"trainee": ["student"]}, {"trainee": ["lio"]}, False),
        ({"trainee": ["student", "lio"]}, {"trainee": ["lio"]}, True),
        ({"trainee": ["student"]}, {}, True),
        ({"years": [1, 2]}, {"years": [2, 3]}, True),
        ({"years": [1, 2]}, {"years": [3, 4]}, False),
        ({"audience": ["startend"]}, {"audience": ["ervaren"]}, False),
        ({"audience": ["startend"]}, {"audience": ["startend", "ervaren"]}, True),
        (
            {"trainee": ["student"], "years": [1]},
            {"trainee": ["student"], "years": [2]},
            False,
        ),
    ],
)
def test_different_values_contradict_only_where_their_readers_overlap(
    document: Make,
    knowledge: Know,
    one: dict[str, Any],
    other: dict[str, Any],
    contradicting: bool,
) -> None:
    both = (
        document("a", agreements=agreement(40, **one)),
        document("b", agreements=agreement(30, **other)),
    )

    assert bool(pairs(knowledge(*both), both)) == contradicting


@pytest.mark.parametrize("field", ["trainee", "audience", "years"])
def test_a_fact_is_about_whom_its_document_is_about(
    document: Make, knowledge: Know, field: str
) -> None:
    values: dict[str, list[Any]] = {
        "trainee": ["student", "lio"],
        "audience": ["startend", "ervaren"],
        "years": [1, 2],
    }
    first, second = values[field]
    both = (
        document("a", agreements=agreement(40), **{field: [first]}),
        document("b", agreements=agreement(30), **{field: [second]}),
    )

    assert pairs(knowledge(*both), both) == []


@pytest.mark.parametrize(
    ("one", "other", "contradicting"),
    [
        (("mentor",), ("instituutsopleider",), True),
        (("mentor",), ("mentor",), False),
        (("mentor", "schoolopleider"), ("schoolopleider", "mentor"), False),
        (("mentor", "schoolopleider"), ("schoolopleider",), True),
    ],
)
def test_a_task_contradicts_when_other_roles_decide(
    document: Make, knowledge: Know, one: Sequence[str], other: Sequence[str], contradicting: bool
) -> None:
    both = (document("a", tasks=decides(*one)), document("b", tasks=decides(*other)))

    found = list(contradictions(knowledge(*both), both))

    assert bool(found) == contradicting
    assert all(pair.one.value != pair.other.value for pair in found)


def test_only_the_part_that_decides_can_contradict(document: Make, knowledge: Know) -> None:
    both = (
        document("a", tasks=decides("mentor", part="adviseert")),
        document("b", tasks=decides("instituutsopleider")),
    )

    assert pairs(knowledge(*both), both) == []
    assert len(list(facts(both[1]))) == 1


def test_two_institutes_never_contradict_each_other(document: Make, knowledge: Know) -> None:
    documents = (
        document("a", "pabo-a", agreements=agreement(40)),
        document("b", "pabo-b", agreements=agreement(30)),
        document("c", "pabo-b", agreements=agreement(20)),
        document("d", "noord", agreements=agreement(40)),
    )

    assert pairs(knowledge(*documents), documents) == [("b", "c"), ("b", "d"), ("c", "d")]


@pytest.mark.parametrize(
    ("deviation", "contradicting"),
    [
        ({}, False),
        ({"subject": UREN}, False),
        ({"subject": "praktisch.vog-vereist"}, True),
        ({"task": "eindbeoordeling"}, True),
    ],
)
def test_a_difference_on_purpose_is_no_contradiction(
    document: Make, knowledge: Know, deviation: dict[str, str], contradicting: bool
) -> None:
    deviates = [{"from": "a", "why": "anders", **deviation}]
    both = (
        document("a", agreements=agreement(40)),
        document("b", agreements=agreement(30), deviates=deviates),
    )

    assert bool(pairs(knowledge(*both), both)) == contradicting
    assert bool(pairs(knowledge(*both), both[::-1])) == contradicting


def test_a_document_contradicts_none_that_it_replaces(document: Make, knowledge: Know) -> None:
    documents = (
        document("a", agreements=agreement(40)),
        document("b", agreements=agreement(40), replaces="a"),
        document("c", agreements=agreement(30), replaces="b"),
    )

    assert pairs(knowledge(*documents), documents) == []


def test_every_contradicting_pair_of_facts_is_told(document: Make, knowledge: Know) -> None:
    def per_audience(starting: int, experienced: int) -> list[dict[str, Any]]:
        return [
            *agreement(starting, audience=["startend"]),
            *agreement(experienced, audience=["ervaren"]),
        ]

    both = (
        document("a", agreements=per_audience(40, 30)),
        document("b", agreements=per_audience(20, 10)),
    )

    found = [(c.one.value, c.other.value) for c in contradictions(knowledge(*both), both)]

    assert found == [(40, 20), (30, 10)]


def test_one_document_is_compared_with_itself_only_when_asked(
    document: Make, knowledge: Know
) -> None:
    one = document("a", agreements=[*agreement(40), *agreement(30)])

    assert list(contradictions(knowledge(one), [one])) == []
    assert len(list(contradictions(knowledge(one), [one], within=True))) == 1
