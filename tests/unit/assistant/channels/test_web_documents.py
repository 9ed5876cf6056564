"""What the documents alone tell a board, and the sentences about what changed."""

from datetime import date
from pathlib import Path

import pytest

from assistant.channels.web.documents import tell
from assistant.channels.web.findings import findings
from assistant.channels.web.sources import sources
from assistant.trends.figures import Band, Feedback, Figures, Nearest, Topic, Unanswered
from knowledge.holding import Knowledge
from tests.unit.index.folder import SmallFolder

DAY = date(2026, 11, 24)


def agreement(subject: str, value: object, quote: str) -> dict[str, object]:
    return {"subject": subject, "value": value, "quote": quote}


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    folder = SmallFolder(tmp_path / "kennis")
    folder.add(
        "noord",
        "## Start\n\nJe volgt eerst een training. "
        "Inleveren kan tot 1 maart. Het gesprek duurt kort.",
        issuer="noord",
        topics=["inhoud"],
        valid_until="2026-12-01",
        agreements=[
            agreement("certificering.training-voor-start", True, "Je volgt eerst een training."),
            agreement("beoordeling.formulier", "2027-03-01", "Inleveren kan tot 1 maart."),
            agreement("begeleiding.duur-inductie", "kort", "Het gesprek duurt kort."),
        ],
    )
    folder.add("noord-nieuw", "## Start\n\nLater.", issuer="noord", replaces="noord",
               valid_from="2026-12-02")  # fmt: skip
    folder.add(
        "regio",
        "## Start\n\nEen training is niet nodig. "
        "Inleveren kan tot 1 april. Het gesprek duurt lang. "
        + "Dit is een lange zin die verder niets zegt. "
        * 20,
        issuer="regio",
        agreements=[
            agreement("certificering.training-voor-start", False, "Een training is niet nodig."),
            agreement("beoordeling.formulier", "2027-04-01", "Inleveren kan tot 1 april."),
            agreement("begeleiding.duur-inductie", "lang", "Het gesprek duurt lang."),
        ],
    )
    return folder.load()


def test_what_issuers_say_differently_stands_side_by_side(knowledge: Knowledge) -> None:
    told = tell(knowledge, knowledge.organisations["noord"], DAY)

    assert {tuple(sorted(side.says for side in one.sides)) for one in told.differences} == {
        ("ja", "nee"),
        ("1 april 2027", "1 maart 2027"),
        ("kort", "lang"),
    }
    assert [(one.title, one.successor) for one in told.endings] == [("Noord", "Noord-nieuw")]
    assert [one.organisation for one in told.rows] == ["Noord", "Pabo", "Regio"]
    assert [one.cells[0] for one in told.rows] == [("Noord",), (), ()]
    assert told.empty == 5


def figures(period: str, mentors: Band, *, is_first: bool = False) -> Figures:
    return Figures(
        scope="noord",
        period=period,
        state="released",
        threshold=5,
        topics=(
            Topic(topic="noord#start", title="Noord: Start", mentors=mentors, change="new"),
            Topic(topic="topic:praktisch", title="Praktisch", mentors=mentors, change="up"),
        ),
        unanswered=(
            Unanswered(
                nearest=Nearest(document="topic:praktisch", section=None, title="Praktisch"),
                mentors=mentors,
            ),
        ),
        feedback=()
        if is_first
        else (
            Feedback(topic="weg#stuk", title="Weg: Stuk", judgement="different", mentors=mentors),
        ),
    )


def test_bands_are_compared_and_sections_are_named_shortly(knowledge: Knowledge) -> None:
    before, now = figures("2026-09", "20-49", is_first=True), figures("2026-10", "10-19")

    found = {one.key: one for one in findings(now, before, knowledge)}

    assert found["unanswered:topic:praktisch"].change == "down"
    assert found["different:weg#stuk"].change == "new"
    assert (found["topic:noord#start"].title, found["topic:noord#start"].of) == ("Start", "Noord")
    assert found["different:weg#stuk"].full == "Weg: Stuk"
    assert "is nieuw in de lijst" in found["topic:noord#start"].sentence
    assert "komt vaker voor dan in september" in found["topic:topic:praktisch"].sentence


def test_a_source_ends_with_a_sentence_and_what_is_gone_has_none(knowledge: Knowledge) -> None:
    before = Figures(scope="noord", period="2026-09", state="too_small", threshold=5)
    found = {one.key: one for one in findings(figures("2026-10", "5-9"), before, knowledge)}
    now = Figures(
        scope="noord",
        period="2026-10",
        state="released",
        threshold=5,
        topics=(Topic(topic="regio#start", title="Regio: Start", mentors="5-9"),),
    )

    (long,) = sources(knowledge, findings(now, before, knowledge)[0], 100)

    assert long.words.endswith(". …")
    assert len(long.words) <= 102
    assert sources(knowledge, found["different:weg#stuk"]) == ()
    assert sources(knowledge, found["topic:topic:praktisch"]) == ()
