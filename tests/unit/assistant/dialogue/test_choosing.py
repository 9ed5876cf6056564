import pytest

from assistant.dialogue.mentors.choosing import (
    fitting,
    known_scope,
    named_institute,
    told_institute,
    told_name,
)
from knowledge.organisation import Organisations
from tests.unit.assistant.region import CertainSearcher


@pytest.fixture
def organisations(region: CertainSearcher) -> Organisations:
    return region.knowledge.organisations


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("elzenboom", ["els"]),
        ("De Elzenbom", ["els"]),
        ("op de elzenboom.", ["els"]),
        ("Basisschool De Wilg", ["wilg"]),
        ("wilg", ["wilg", "wilgenrijk"]),
        ("noord", ["noord"]),
        ("de", []),
        ("zonnebloem", []),
        ("pabo delta", []),
        ("dit zijn veel te veel woorden voor een naam", []),
    ],
)
def test_a_school_is_found_by_a_part_of_its_name(
    organisations: Organisations, typed: str, found: list[str]
) -> None:
    assert [one.id for one in fitting(typed, organisations)] == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ik werk op De Wilg", "de wilg"),
        ("hoi, ik zit nu op de wilg.", "de wilg"),
        ("mn school is de wilg", "de wilg"),
        ("ik werk op de wilg, wie beoordeelt de stage?", None),
        ("ik werk met een student", None),
        ("de wilg", None),
    ],
)
def test_a_name_that_is_told_is_heard(text: str, name: str | None) -> None:
    assert told_name(text) == name


@pytest.mark.parametrize(
    ("text", "institute"),
    [
        ("hoe vaak komt iemand van Pabo Delta?", "pabo-delta"),
        ("welke dag bij delta", "pabo-delta"),
        ("verschilt delta van linge?", None),
        ("wat doet de pabo?", None),
    ],
)
def test_an_institute_is_heard_when_one_is_named(
    organisations: Organisations, text: str, institute: str | None
) -> None:
    assert named_institute(text, organisations) == institute


@pytest.mark.parametrize(
    ("text", "institute"),
    [
        ("mijn student zit op pabo linge", "pabo-linge"),
        ("ze studeert aan Pabo Delta", "pabo-delta"),
        ("zit mijn student op pabo linge?", None),
        ("mijn student zit op de pabo", None),
        ("Pabo Linge", "pabo-linge"),
        ("linge", None),
        ("mijn student zit op pabo linge en ik wil graag van alles weten over de regels", None),
    ],
)
def test_where_the_student_studies_is_heard_when_it_is_told(
    organisations: Organisations, text: str, institute: str | None
) -> None:
    assert told_institute(text, organisations) == institute


@pytest.mark.parametrize(
    ("organisation", "institute", "chosen"),
    [("wilg", None, "wilg"), ("wilg", "weg", "wilg"), ("weg", None, None), (None, None, None)],
)
def test_what_the_folder_no_longer_has_is_left_out(
    organisations: Organisations,
    organisation: str | None,
    institute: str | None,
    chosen: str | None,
) -> None:
    scope = known_scope(organisations, organisation, [institute] if institute else [])

    assert (scope.chosen.id if scope.chosen else None) == chosen
