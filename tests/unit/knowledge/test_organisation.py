import pytest

from knowledge.errors import KnowledgeError
from knowledge.organisation import CONCEPTS, Organisation, Organisations


def ids(scope: object) -> list[str]:
    return [one.id for one in scope.organisations]  # type: ignore[attr-defined]


def test_a_scope_is_the_school_and_all_above_it_nearest_first(
    organisations: Organisations,
) -> None:
    scope = organisations.scope("wilg")

    assert ids(scope) == ["wilg", "bestuur-n", "noord", "pabo-a", "pabo-b", "regio", "landelijk"]
    assert scope.chosen == organisations["wilg"]
    assert "els" not in scope


@pytest.mark.parametrize("institute", ["pabo-a", "pabo-c"])
def test_the_students_institute_becomes_the_only_one(
    organisations: Organisations, institute: str
) -> None:
    scope = organisations.scope("wilg", institute)

    assert ids(scope) == ["wilg", "bestuur-n", "noord", institute, "regio", "landelijk"]


def test_without_an_organisation_only_national_ones_are_in_scope(
    organisations: Organisations,
) -> None:
    assert ids(organisations.scope(None)) == ["landelijk"]
    assert ids(organisations.scope(None, "pabo-a")) == ["pabo-a", "landelijk"]


def test_an_unknown_organisation_is_named_with_those_that_exist(
    organisations: Organisations,
) -> None:
    with pytest.raises(KnowledgeError, match=r"'wilgg'.*wilg"):
        organisations.scope("wilgg")
    with pytest.raises(KnowledgeError, match="not an institute"):
        organisations.scope("wilg", "eik")


def test_the_nearest_meaning_of_a_word_wins_and_an_institute_has_no_say(
    organisations: Organisations,
) -> None:
    assert organisations.scope("wilg").words == {"coach": "student", "starter": "startende-leraar"}
    assert organisations.scope("eik").words["coach"] == "mentor"
    assert organisations.scope("els").words == {"starter": "lio"}


def test_a_document_is_read_with_the_words_of_its_issuer(organisations: Organisations) -> None:
    assert organisations.words_of("pabo-b") == {"coach": "instituutsopleider"}
    assert organisations.words_of("noord") == {"coach": "mentor", "starter": "startende-leraar"}


def test_above_and_below_are_each_others_mirror(organisations: Organisations) -> None:
    for one in organisations:
        for other in organisations.below(one.id):
            assert one in organisations.above(other.id)


def test_organisations_in_a_circle_are_each_met_once() -> None:
    rows = [("a", "b"), ("b", "a")]
    circle = Organisations(
        tuple(Organisation(id=name, name=name, level="school", parents=(up,)) for name, up in rows)
    )

    assert [one.id for one in circle.above("a")] == ["a", "b"]
    assert [one.id for one in circle.below("a")] == ["b"]


def test_every_role_and_conversation_is_a_concept() -> None:
    assert len(CONCEPTS) == 22
    assert {"mentor", "driehoeksgesprek"} <= set(CONCEPTS)


def test_contacts_come_nearest_first_and_institutes_last() -> None:
    rows = [("landelijk", ""), ("instituut", ""), ("school", "x@school.example")]
    found = Organisations(
        tuple(
            Organisation.model_validate(
                {
                    "id": level,
                    "name": level,
                    "level": level,
                    "contact": {"name": level, "email": mail},
                }
            )
            for level, mail in rows
        )
    )
    scope = found.scope("school", "instituut")

    assert [one.id for one, _ in scope.contacts] == ["school", "landelijk", "instituut"]
