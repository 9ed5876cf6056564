"""What differs on purpose is told with its reason and is no contradiction."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from index.rows import fact_text
from index.version import IndexHome
from knowledge.comparing import facts
from tests.unit.assistant.region import TODAY, CertainSearcher, Searchers, searcher_over
from tests.unit.index.folder import SmallFolder

HOURS = "facilitering.uren-per-student"
SAID = {
    "partnerschap": ("noord", 40, "De mentor krijgt veertig uur per student."),
    "school": ("wilg", 50, "De mentor krijgt vijftig uur per student."),
    "proef": ("noord", 60, "De mentor krijgt zestig uur per student."),
    "gids": ("pabo", 30, "De mentor krijgt dertig uur per student."),
}
Region = Callable[..., tuple[Assistant, CertainSearcher]]


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """An assistant over some of these documents, each with those that it deviates from."""

    def make(**deviates: dict[str, str]) -> tuple[Assistant, CertainSearcher]:
        folder = SmallFolder(tmp_path / "kennis")
        for name, froms in deviates.items():
            issuer, value, quote = SAID[name]
            more: dict[str, Any] = {}
            if froms:
                more["deviates"] = [
                    {"from": other, "subject": HOURS, "why": why} for other, why in froms.items()
                ]
            folder.add(
                name,
                f"## Uren\n\n{quote} Meer staat hier niet.",
                issuer=issuer,
                agreements=[
                    {"subject": HOURS, "value": value, "unit": "uur/schooljaar", "quote": quote}
                ],
                **more,
            )
        searcher = searcher_over(folder, IndexHome(tmp_path / "index"))
        return Assistant(Searchers(searcher)), searcher

    return make


def ask(made: tuple[Assistant, CertainSearcher], document: str) -> Answer:
    """A question that is word for word what a document says."""
    assistant, searcher = made
    fact = next(facts(searcher.knowledge.by_id[document]))
    return assistant.ask(fact_text(searcher.knowledge, fact), scope="wilg", today=TODAY)


@pytest.mark.parametrize("asked", ["partnerschap", "school"])
def test_what_holds_here_comes_first_then_why_and_then_where_the_other_stands(
    region: Region, asked: str
) -> None:
    given = ask(region(partnerschap={}, school={"partnerschap": "wij geven meer tijd."}), asked)

    assert given.status == "answered"
    assert [source.document for source in given.sources] == ["school", "partnerschap"]
    assert given.answer.startswith("De mentor krijgt vijftig uur per student.")
    assert (
        "Je school wijkt hier bewust af van Partnerschap (Noord): wij geven meer tijd."
        in given.answer
    )
    assert given.answer.index("wijkt hier") < given.answer.index("Bron: Partnerschap, 'Uren'")


def test_within_one_issuer_the_documents_are_named(region: Region) -> None:
    given = ask(region(partnerschap={}, proef={"partnerschap": "het is een proef"}), "proef")

    assert "'Proef' wijkt hier bewust af van 'Partnerschap': het is een proef." in given.answer


def test_an_institute_that_differs_is_named(region: Region) -> None:
    given = ask(region(partnerschap={}, gids={"partnerschap": "zo leren wij"}), "gids")

    assert "Pabo wijkt hier bewust af van Partnerschap (Noord): zo leren wij." in given.answer


def test_one_that_differs_from_two_names_both(region: Region) -> None:
    made = region(
        partnerschap={"school": "de school legt er iets bij"},
        school={},
        proef={"partnerschap": "proef", "school": "proef hier"},
    )
    given = ask(made, "proef")

    assert given.status == "answered"
    assert given.answer.count("wijkt hier bewust af") == 2
    assert given.sources[0].document == "proef"


def test_a_contradiction_of_two_is_shown_with_the_third_that_differs_on_purpose(
    region: Region,
) -> None:
    made = region(
        partnerschap={}, school={}, proef={"partnerschap": "proef", "school": "proef hier"}
    )
    given = ask(made, "school")

    assert given.status == "conflict"
    assert [source.document for source in given.sources] == ["school", "partnerschap", "proef"]
    assert "Je partnerschap wijkt hier bewust af van School (De Wilg): proef hier." in given.answer


def test_without_a_reason_it_is_a_contradiction(region: Region) -> None:
    given = ask(region(partnerschap={}, school={}), "school")

    assert given.status == "conflict"
    assert "wijkt hier" not in given.answer


def test_one_that_contradicts_a_third_is_not_quoted_twice(region: Region) -> None:
    given = ask(region(partnerschap={}, gids={"partnerschap": "zo leren wij"}, school={}), "gids")

    assert given.status == "conflict"
    assert [source.document for source in given.sources] == ["school", "gids"]
    assert "Pabo wijkt hier bewust af" in given.answer
