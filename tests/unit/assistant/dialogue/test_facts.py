from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.dialogue.answers import asking
from assistant.dialogue.answers.facts import facts_asked, place
from index.version import IndexHome
from knowledge.comparing import Fact
from tests.unit.assistant.region import TODAY, CertainSearcher, question_of, searcher_over
from tests.unit.index.folder import SmallFolder

Sought = Callable[..., Fact | None]


@pytest.fixture
def sought(region: CertainSearcher) -> Sought:
    """The fact that is asked for when the meaning is a document's first fact, in these words."""

    def run(document: str, words: str, institute: str | None = None) -> Fact | None:
        scope = region.knowledge.organisations.scope("wilg", institute)
        found = region.ask(question_of(region, document), scope, TODAY)
        holding = {one.id: one for one in region.knowledge.holding(scope, TODAY)}
        asked = asking.read(words, TODAY, scope.words)
        return next(iter(facts_asked(region.index, asked, found, holding)), None)

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
        ("afspraken", "waar staan mijn uren?", False),
        ("afspraken", "wanneer krijg ik uren?", False),
        ("afspraken", "hoe vul ik uren in?", False),
        ("afspraken", "mag ik uren opsparen?", False),
        ("afspraken", "uren voor elke student", True),
        ("leerroute", "hoeveel dagdelen duurt de training?", True),
        ("leerroute", "hoeveel euro kost de training?", False),
        ("oordeel-noord", "wie geeft het eindoordeel?", True),
        ("oordeel-noord", "geef ik het eindoordeel of de pabo", True),
        ("oordeel-noord", "hoeveel geeft het?", False),
        ("oordeel-noord", "wanneer is het eindoordeel?", False),
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

    assert facts_asked(region.index, asked, replace(found, hits=elsewhere), holding) == ()
    assert facts_asked(region.index, asked, replace(found, hits=()), holding) == ()
    assert facts_asked(region.index, asked, found, {}) == ()


def test_a_fact_says_where_it_stands(sought: Sought) -> None:
    found = sought("leerroute", "hoeveel dagdelen duurt de training?")

    assert found is not None
    assert place(found) == "leerroute#basistraining"


def test_a_visit_is_that_of_the_visitor_who_is_named(tmp_path: Path) -> None:
    folder = SmallFolder(tmp_path / "kennis")
    quotes = {
        "schoolopleider": "De schoolopleider komt drie keer in de les.",
        "instituutsopleider": "De instituutsopleider komt twee keer in de les.",
    }
    folder.add(
        "bezoek",
        "## Bezoek\n\n" + " ".join(quotes.values()),
        agreements=[
            {
                "subject": f"begeleiding.lesbezoeken-{who}",
                "value": 3,
                "unit": "keer/schooljaar",
                "quote": quote,
            }
            for who, quote in quotes.items()
        ],
    )
    # Many more than are looked at, all further off.
    for number in range(40):
        quote = f"De kapstok nummer {number} komt drie keer."
        folder.add(
            f"kapstok-{number}",
            f"## Kapstok\n\n{quote}",
            agreements=[
                {"subject": "kapstok.keren", "value": number, "unit": "keer", "quote": quote}
            ],
        )
    searcher = searcher_over(folder, IndexHome(tmp_path / "index"))
    scope = searcher.knowledge.organisations.scope("wilg")
    holding = {one.id: one for one in searcher.knowledge.holding(scope, TODAY)}
    for who in quotes:
        words = f"hoe vaak komt de {who} in de les"
        asked = asking.read(words, TODAY, scope.words)
        (fact, *_) = facts_asked(searcher.index, asked, searcher.ask(words, scope, TODAY), holding)
        assert fact.key.endswith(who)
    # Others who are named and do not visit rule nobody out; neither does a plural.
    many = asking.read("hoeveel schoolopleiders komen in de les", TODAY, scope.words)
    found = searcher.ask(many.text, scope, TODAY)
    assert facts_asked(searcher.index, many, found, holding) == ()
