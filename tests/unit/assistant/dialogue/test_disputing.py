"""What documents say against each other, or on purpose, on one point: over folders of the tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.dialogue.answers import asking
from assistant.dialogue.answers.disputing import Point
from knowledge.comparing import facts
from tests.unit.assistant.region import TODAY
from tests.unit.index.folder import SmallFolder

Judge = Callable[..., Point]
HOURS = "facilitering.uren-per-student"

ORGANISATIONS = """\
organisations:
  - {id: landelijk, name: Landelijk, level: landelijk}
  - {id: noord, name: Noord, level: partnerschap, parents: [landelijk], institutes: [delta, linge]}
  - {id: delta, name: Pabo Delta, level: instituut}
  - {id: linge, name: Pabo Linge, level: instituut}
  - {id: bestuur, name: Stichting, level: bestuur, parents: [noord]}
  - {id: wilg, name: De Wilg, level: school, parents: [bestuur]}
"""


def hours(value: object, **narrowed: object) -> dict[str, Any]:
    return {"subject": HOURS, "value": value, "unit": "uur/schooljaar", **narrowed}


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The point that the first fact of the first document is, among documents of these issuers."""

    def run(
        documents: dict[str, dict[str, Any]],
        words: str = "hoeveel uur krijg ik",
        institute: str | None = None,
    ) -> Point:
        folder = SmallFolder(tmp_path / "kennis")
        (folder.path / "organisations.yaml").write_text(ORGANISATIONS, "utf-8")
        for name, front in documents.items():
            fields = dict(front)
            for kind in ("agreements", "tasks"):
                for number, one in enumerate(fields.get(kind, ())):
                    one.setdefault("quote", f"Zin {number} van {name}.")
            body = " ".join(f"Zin {number} van {name}." for number in range(3))
            folder.add(name, f"## Deel\n\n{body}", **fields)
        knowledge = folder.load()
        scope = knowledge.organisations.scope("wilg", institute)
        first = next(facts(knowledge.by_id[next(iter(documents))]))
        asked = asking.read(words, TODAY, scope.words)
        return Point(knowledge, scope, knowledge.holding(scope, TODAY), (first,), asked)

    return run


def names(point: Point) -> list[str]:
    return [fact.document.id for fact in point.sides()]


def test_both_sides_stand_nearest_issuer_first(judge: Judge) -> None:
    point = judge(
        {
            "ver": {"issuer": "noord", "agreements": [hours(40)]},
            "dichtbij": {"issuer": "wilg", "agreements": [hours(30)]},
        }
    )

    assert names(point) == ["dichtbij", "ver"]


def test_what_says_the_same_is_no_other_side(judge: Judge) -> None:
    point = judge(
        {
            "een": {"issuer": "noord", "agreements": [hours(40)]},
            "ander": {"issuer": "wilg", "agreements": [hours(1) | {"unit": "uur/week"}]},
        }
    )

    assert point.sides() == []
    assert point.deviations() == ()


def test_the_other_side_must_concern_the_trainee_that_is_named(judge: Judge) -> None:
    documents = {
        "een": {"issuer": "noord", "agreements": [hours(40)]},
        "ander": {"issuer": "wilg", "agreements": [hours(30, trainee=["student"])]},
    }

    assert names(judge(documents, "hoeveel uur voor een student")) == ["ander", "een"]


def test_a_lio_does_not_hear_what_is_said_of_a_student(judge: Judge) -> None:
    documents = {
        "een": {"issuer": "noord", "agreements": [hours(40)]},
        "ander": {"issuer": "wilg", "agreements": [hours(30, trainee=["student"])]},
    }

    assert names(judge(documents, "hoeveel uur voor een lio")) == []


def test_the_sides_are_the_facts_that_contradict_and_not_their_neighbours(judge: Judge) -> None:
    point = judge(
        {
            "een": {
                "issuer": "noord",
                "agreements": [hours(40, audience=["ervaren"]), hours(50, audience=["startend"])],
            },
            "ander": {"issuer": "wilg", "agreements": [hours(40)]},
        }
    )

    assert sorted(fact.value for fact in point.sides()) == [40, 50]


@pytest.mark.parametrize(
    ("institute", "sides"),
    [(None, ["noord", "bij-delta", "bij-linge"]), ("linge", ["noord", "bij-linge"])],
)
def test_while_the_institute_is_not_known_each_stands_against_the_partnership(
    judge: Judge, institute: str | None, sides: list[str]
) -> None:
    point = judge(
        {
            "noord": {"issuer": "noord", "agreements": [hours(40)]},
            "bij-delta": {"issuer": "delta", "agreements": [hours(30)]},
            "bij-linge": {"issuer": "linge", "agreements": [hours(20)]},
        },
        institute=institute,
    )

    assert names(point) == sides


def test_institutes_alone_never_contradict_each_other_but_each_has_a_line(judge: Judge) -> None:
    point = judge(
        {
            "bij-delta": {"issuer": "delta", "agreements": [hours(30)]},
            "bij-linge": {"issuer": "linge", "agreements": [hours(20)]},
        }
    )

    assert point.sides() == []
    assert [fact.document.id for fact in point.own_lines()] == ["bij-delta", "bij-linge"]


@pytest.mark.parametrize(
    ("documents", "institute"),
    [
        ({"een": {"issuer": "noord", "agreements": [hours(30)]}}, None),
        ({"een": {"issuer": "delta", "agreements": [hours(30)]}}, None),
        ({"een": {"issuer": "delta", "agreements": [hours(30)]}}, "delta"),
    ],
)
def test_one_institute_or_none_needs_no_lines_apart(
    judge: Judge, documents: dict[str, dict[str, Any]], institute: str | None
) -> None:
    assert judge(documents, institute=institute).own_lines() == []


@pytest.mark.parametrize("asked_first", ["dichtbij", "ver"])
@pytest.mark.parametrize("subject", [{"subject": HOURS}, {}])
def test_a_difference_on_purpose_is_no_contradiction_and_has_its_reason(
    judge: Judge, asked_first: str, subject: dict[str, str]
) -> None:
    documents: dict[str, dict[str, Any]] = {
        "ver": {"issuer": "noord", "agreements": [hours(40)]},
        "dichtbij": {
            "issuer": "wilg",
            "agreements": [hours(50)],
            "deviates": [{"from": "ver", "why": "wij geven meer tijd", **subject}],
        },
    }
    order = sorted(documents, key=lambda name: name != asked_first)
    point = judge({name: documents[name] for name in order})

    (found,) = point.deviations()
    assert point.sides() == []
    assert (found.here.document.id, found.there.document.id) == ("dichtbij", "ver")
    assert found.why == "wij geven meer tijd"


def test_a_difference_on_purpose_on_another_point_is_none_here(judge: Judge) -> None:
    point = judge(
        {
            "ver": {"issuer": "noord", "agreements": [hours(40)]},
            "dichtbij": {
                "issuer": "wilg",
                "agreements": [hours(50)],
                "deviates": [
                    {"from": "ver", "why": "anders", "subject": "facilitering.max-studenten"}
                ],
            },
        }
    )

    assert point.deviations() == ()
    assert names(point) == ["dichtbij", "ver"]


def test_tasks_may_differ_on_purpose_too(judge: Judge) -> None:
    point = judge(
        {
            "ver": {
                "issuer": "noord",
                "tasks": [{"task": "eindbeoordeling", "role": "mentor", "part": "beslist"}],
            },
            "dichtbij": {
                "issuer": "wilg",
                "tasks": [{"task": "eindbeoordeling", "role": "schoolopleider", "part": "beslist"}],
                "deviates": [{"from": "ver", "why": "dat werkt hier", "task": "eindbeoordeling"}],
            },
        },
        "wie beslist?",
    )

    assert [one.why for one in point.deviations()] == ["dat werkt hier"]


def test_a_pilot_takes_no_contradiction_of_two_others_away(judge: Judge) -> None:
    """CONTRACTS compares pair by pair."""
    point = judge(
        {
            "partnerschap": {"issuer": "noord", "agreements": [hours(40)]},
            "bestuur": {"issuer": "bestuur", "agreements": [hours(30)]},
            "proef": {
                "issuer": "noord",
                "agreements": [hours(60)],
                "deviates": [
                    {"from": "partnerschap", "why": "proef"},
                    {"from": "bestuur", "why": "proef"},
                ],
            },
        }
    )

    assert names(point) == ["bestuur", "partnerschap"]
    assert [one.here.document.id for one in point.deviations()] == ["proef"]
