from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.document import Document
from knowledge.holding import Knowledge
from knowledge.organisation import Organisations

Make = Callable[..., Document]
Know = Callable[..., Knowledge]
DAY = date(2026, 11, 24)
SCHOOLS = [None, "wilg", "eik", "els"]
ISSUERS = ["landelijk", "regio", "noord", "zuid", "bestuur-n", "wilg", "els", "pabo-a", "pabo-b"]

unhurried = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@st.composite
def folders(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Documents that may replace, narrow and expire in any combination."""
    names = [f"d{number}" for number in range(draw(st.integers(1, 6)))]
    days = st.one_of(st.none(), st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n)))
    return [
        {
            "name": name,
            "issuer": draw(st.sampled_from(ISSUERS)),
            "status": draw(st.sampled_from(["vastgesteld", "voorbeeld", "concept"])),
            "valid_from": draw(days),
            "valid_until": draw(days),
            "replaces": draw(st.sampled_from([None, *names])),
            "holds_for": draw(st.sampled_from([None, ["wilg"], ["bestuur-n", "els"], ["zuid"]])),
        }
        for name in names
    ]


@given(folders(), st.sampled_from(SCHOOLS), st.integers(-500, 500))
@unhurried
def test_nothing_out_of_scope_expired_replaced_or_concept_ever_holds(
    document: Make, knowledge: Know, rows: list[dict[str, Any]], school: str | None, days: int
) -> None:
    found = knowledge(*(document(**row) for row in rows))
    day = DAY + timedelta(days=days)
    scope = found.organisations.scope(school)

    for one in found.holding(scope, day):
        assert one.status != "concept"
        assert one.issuer in scope
        assert one.holds_for is None or any(name in scope for name in one.holds_for)
        assert (one.valid_from or day) <= day <= (one.valid_until or day)
        for newer in found.documents:
            if newer.replaces == one.id and newer.status != "concept":
                reaches = newer.issuer in scope and (
                    newer.holds_for is None or any(name in scope for name in newer.holds_for)
                )
                assert not reaches or day < (newer.valid_from or date.min)


@given(folders(), st.sampled_from(SCHOOLS), st.integers(-500, 500), st.integers(1, 500))
@unhurried
def test_what_was_replaced_or_expired_never_comes_back(
    document: Make,
    knowledge: Know,
    rows: list[dict[str, Any]],
    school: str | None,
    days: int,
    later: int,
) -> None:
    found = knowledge(*(document(**row) for row in rows))
    scope = found.organisations.scope(school)
    day = DAY + timedelta(days=days)

    for one in found.documents:
        if found.hindrance(one, scope, day) == "expired":
            assert found.hindrance(one, scope, day + timedelta(days=later)) == "expired"


@given(folders(), st.sampled_from(SCHOOLS), st.integers(-500, 500))
@unhurried
def test_a_document_begins_once_and_ends_once(
    document: Make, knowledge: Know, rows: list[dict[str, Any]], school: str | None, days: int
) -> None:
    found = knowledge(*(document(**row) for row in rows))
    scope = found.organisations.scope(school)
    order = {"not_yet": 0, None: 1, "expired": 2, "concept": 3, "other_scope": 3}
    span = [DAY + timedelta(days=days + step) for step in (0, 100, 200, 400)]

    for one in found.documents:
        ranks = [order[found.hindrance(one, scope, day)] for day in span]
        assert ranks == sorted(ranks)


@given(folders(), st.sampled_from(["wilg", "eik", "els"]))
@unhurried
def test_nearer_issuers_come_first(
    document: Make, knowledge: Know, rows: list[dict[str, Any]], school: str
) -> None:
    found = knowledge(*(document(**row) for row in rows))
    scope = found.organisations.scope(school)

    ranks = [scope.distance[one.issuer] for one in found.holding(scope, DAY)]

    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("fields", "hindrance"),
    [
        ({}, None),
        ({"status": "voorbeeld"}, None),
        ({"status": "concept"}, "concept"),
        ({"issuer": "zuid"}, "other_scope"),
        ({"holds_for": ["eik"]}, "other_scope"),
        ({"holds_for": ["eik", "noord"]}, None),
        ({"holds_for": []}, None),
        ({"valid_from": DAY}, None),
        ({"valid_from": DAY + timedelta(days=1)}, "not_yet"),
        ({"valid_until": DAY}, None),
        ({"valid_until": DAY - timedelta(days=1)}, "expired"),
    ],
)
def test_a_document_holds_or_the_reason_is_told(
    document: Make, knowledge: Know, fields: dict[str, Any], hindrance: str | None
) -> None:
    one = document("a", **fields)
    found = knowledge(one)

    assert found.hindrance(one, found.organisations.scope("wilg"), DAY) == hindrance


@pytest.mark.parametrize(
    ("newer", "hindrance"),
    [
        ({}, "expired"),
        ({"valid_from": DAY}, "expired"),
        ({"valid_from": DAY + timedelta(days=1)}, None),
        ({"valid_until": DAY - timedelta(days=9)}, "expired"),
        ({"status": "concept"}, None),
        ({"holds_for": ["eik"]}, None),
        ({"issuer": "zuid"}, None),
    ],
)
def test_a_document_is_replaced_where_and_when_the_newer_one_holds(
    document: Make, knowledge: Know, newer: dict[str, Any], hindrance: str | None
) -> None:
    one = document("a")
    found = knowledge(one, document("b", replaces="a", **newer))

    assert found.hindrance(one, found.organisations.scope("wilg"), DAY) == hindrance


def test_without_a_scope_only_national_documents_hold(document: Make, knowledge: Know) -> None:
    found = knowledge(*(document(issuer, issuer) for issuer in ISSUERS))

    holding = found.holding(found.organisations.scope(None), DAY)

    assert [one.id for one in holding] == ["landelijk"]


def test_a_reference_finds_its_section(document: Make, knowledge: Know) -> None:
    found = knowledge(document("a"))

    pair = found.find("a#tekst")

    assert pair is not None
    assert pair[1].anchor == "tekst"
    assert found.find("a#elders") is found.find("b#tekst") is found.find("a") is None


def test_a_quote_is_found_in_a_text_or_else_in_a_heading(document: Make) -> None:
    one = document("a")

    assert one.section_of("De \n tekst.") == one.section_of("Tekst") == one.sections[0]
    assert one.section_of("Iets anders") is None


def test_an_issuer_is_found(document: Make, knowledge: Know, organisations: Organisations) -> None:
    one = document("a", "noord")

    assert knowledge(one).issuer(one) == organisations["noord"]
