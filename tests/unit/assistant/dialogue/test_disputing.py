from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.dialogue import asking
from assistant.dialogue.disputing import dispute, fact_asked
from knowledge.comparing import Fact, facts
from knowledge.holding import Knowledge
from tests.unit.assistant.region import TODAY, CertainSearcher, question_of

Sought = Callable[..., Fact | None]


@pytest.fixture
def knowledge(region: CertainSearcher) -> Knowledge:
    return region.knowledge


@pytest.fixture
def sought(region: CertainSearcher) -> Sought:
    """The fact that is asked for when the meaning is a document's first fact, in these words."""

    def run(document: str, words: str, institute: str | None = None) -> Fact | None:
        scope = region.knowledge.organisations.scope("wilg", institute)
        found = region.ask(question_of(region, document), scope, TODAY)
        holding = {one.id: one for one in region.knowledge.holding(scope, TODAY)}
        asked = asking.read(words, TODAY, scope.words)
        return fact_asked(region.index, asked, found, holding)

    return run


@pytest.mark.parametrize(
    ("document", "words", "is_found"),
    [
        ("afspraken", "hoeveel uur krijg ik?", True),
        ("afspraken", "hoe lang krijg ik?", True),
        ("afspraken", "hoe vaak krijg ik uren?", True),
        ("afspraken", "hoeveel minuten krijg ik?", True),
        ("afspraken", "hoe hoog is het?", True),
        ("afspraken", "hoeveel studenten krijg ik?", False),
        ("afspraken", "hoeveel dropjes krijg ik?", False),
        ("afspraken", "wie krijgt er uren?", False),
        ("afspraken", "krijgt de mentor uur", True),
        ("leerroute", "hoeveel dagdelen duurt de training?", True),
        ("leerroute", "hoeveel euro kost de training?", False),
        ("oordeel-noord", "wie geeft het eindoordeel?", True),
        ("oordeel-noord", "hoeveel geeft het?", False),
    ],
)
def test_a_fact_is_asked_for_in_its_own_kind(
    sought: Sought, document: str, words: str, is_found: bool
) -> None:
    found = sought(document, words)

    assert (found is not None and found.document.id == document) is is_found


def test_a_fact_about_another_trainee_is_not_asked_for(sought: Sought) -> None:
    lio = sought("oordeel-noord", "wie geeft het oordeel van een lio?")
    starter = sought("oordeel-noord", "wie geeft het oordeel van een starter in jaar 4?")

    assert lio is not None
    assert starter is None or "startende-leraar" in {cell[0] for cell in starter.cells}


def test_a_fact_in_a_section_far_below_is_not_what_was_asked(region: CertainSearcher) -> None:
    scope = region.knowledge.organisations.scope("wilg")
    found = region.ask(question_of(region, "afspraken"), scope, TODAY)
    holding = {one.id: one for one in region.knowledge.holding(scope, TODAY)}
    asked = asking.read("hoeveel uur krijg ik?", TODAY, {})
    elsewhere = tuple(hit for hit in found.hits if hit.document not in ("afspraken", "beleid"))

    assert fact_asked(region.index, asked, replace(found, hits=elsewhere), holding) is None


@pytest.mark.parametrize(
    ("words", "sides"),
    [("wie beslist halverwege?", ["oordeel-pabo-delta"]), ("wie beslist bij een lio?", [])],
)
def test_the_other_side_must_concern_the_same_trainee(
    knowledge: Knowledge, words: str, sides: list[str]
) -> None:
    holding = knowledge.holding(knowledge.organisations.scope("wilg"), TODAY)
    _, fact = facts(knowledge.by_id["oordeel-noord"])

    against = dispute(knowledge, holding, fact, asking.read(words, TODAY, {}))

    assert [one.document.id for one in against] == sides


def test_a_fact_that_nobody_contradicts_has_no_other_side(knowledge: Knowledge) -> None:
    scope = knowledge.organisations.scope("wilg")
    fact = next(iter(facts(knowledge.by_id["leerroute"])))

    assert (
        dispute(knowledge, knowledge.holding(scope, TODAY), fact, asking.read("x", TODAY, {})) == ()
    )
