"""Who passed a question on may hear, once, that a document answers it now."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.dialogue.trends.wishing import next_look
from assistant.states import Due
from index.version import IndexHome
from tests.unit.assistant.keeper import QUESTION, shown_to
from tests.unit.assistant.region import NOW, Mentor, Searchers, new_folder, said, searcher_over

Make = Callable[..., Mentor]


@pytest.mark.parametrize(
    ("built_at", "day"),
    [
        ("2026-11-25T09:00", "woensdag 25 november"),
        ("2026-11-01T09:00", "donderdag 26 november"),  # the document holds from today on
    ],
)
def test_the_mentor_hears_when_a_document_answers_it(
    tmp_path: Path, built_at: str, day: str
) -> None:
    folder = new_folder(tmp_path / "kennis")
    anna = Mentor(
        Assistant(Searchers(searcher_over(folder, IndexHome(tmp_path / "een")))), scope="wilg"
    )
    shown_to(anna)
    anna.says("ja")
    [wish] = anna.conversation.wishes
    wants = anna.says("ja")
    [due] = [one for one in wants.records if isinstance(one, Due)]
    assert due.name == f"wish:{wish.id}"
    assert due.at == datetime(2026, 11, 24, 16, tzinfo=NOW.tzinfo)

    anna.now = due.at
    silent = anna.does(f"due:{due.name}")
    assert silent.replies == ()
    assert silent.records == (Due(due.name, due.at + timedelta(days=1)),)

    folder.add("ramen", "## Glazenwasser\n\nDe glazenwasser komt elke donderdag.", issuer="noord")
    searcher = searcher_over(folder, IndexHome(tmp_path / "twee"))
    built = datetime.fromisoformat(built_at).replace(tzinfo=UTC)
    searcher.index.manifest = searcher.index.manifest.model_copy(update={"built_at": built})
    anna.assistant = Assistant(Searchers(searcher))
    anna.now = due.at + timedelta(days=2)
    told = anna.does(f"due:{due.name}")

    assert f"Sinds {day} staat het erin" in said(told)
    assert QUESTION in said(told)
    assert "De glazenwasser komt elke donderdag." in said(told)
    assert told.status == "prompt"
    assert told.records == ()  # it is not a question of the mentor's: nothing is counted
    assert any(one.startswith("Ja, nuttig") for one in anna.labels)
    assert anna.does(f"due:{due.name}").replies == ()


def test_what_was_found_already_is_no_news(tmp_path: Path) -> None:
    folder = new_folder(tmp_path / "kennis")
    anna = Mentor(
        Assistant(Searchers(searcher_over(folder, IndexHome(tmp_path / "een")))), scope="wilg"
    )
    shown_to(anna)
    anna.pushes("Typ hem anders")
    anna.says("Belt een zieke student voor acht uur de school?")
    anna.says("ja")
    anna.says("ja")
    name = f"wish:{anna.conversation.wishes[0].id}"
    assert anna.does(f"due:{name}").replies == ()

    folder.add(
        "ziek",
        "## Ziek\n\nEen zieke student belt de school voor zeven uur, niet voor acht uur.",
        issuer="wilg",
        questions={"ziek": ["Belt een zieke student voor acht uur de school?"]},
    )
    anna.assistant = Assistant(Searchers(searcher_over(folder, IndexHome(tmp_path / "twee"))))

    assert "staat het erin" in said(anna.does(f"due:{name}"))


def heard(anna: Mentor) -> str:
    """A wish of which its mentor wants to hear; its name among what is due."""
    shown_to(anna)
    anna.says("ja")
    anna.says("ja")
    return f"wish:{anna.conversation.wishes[-1].id}"


def test_a_pause_holds_it_back_and_loses_nothing(mentor: Make) -> None:
    anna = mentor(paused=True)
    name = heard(anna)

    outcome = anna.does(f"due:{name}")

    assert outcome.replies == ()
    assert [one.name for one in outcome.records if isinstance(one, Due)] == [name]


def test_nothing_is_said_in_the_night(mentor: Make) -> None:
    anna = mentor()
    name = heard(anna)
    anna.now = datetime(2026, 11, 25, 3, tzinfo=NOW.tzinfo)

    assert anna.does(f"due:{name}").records == (
        Due(name, datetime(2026, 11, 25, 7, tzinfo=NOW.tzinfo)),
    )


def test_after_sixty_days_it_is_over(mentor: Make) -> None:
    anna = mentor()
    name = heard(anna)
    anna.now += timedelta(days=60)

    outcome = anna.does(f"due:{name}")

    assert (outcome.replies, outcome.records) == ((), ())
    assert "niets door" in said(anna.says("wat ik doorgaf"))


def test_who_does_not_want_to_hear_it_hears_nothing(mentor: Make) -> None:
    anna = mentor()
    name = heard(anna)

    rests = anna.does(f"wish:rest:{name.removeprefix('wish:')}")

    assert rests.records == (Due(name, None),)
    assert anna.does(f"due:{name}").records == ()


@pytest.mark.parametrize(
    ("at", "looked_up"),
    [
        ("2026-11-27T16:00", "2026-11-30T16:00"),  # a Friday
        ("2026-12-18T17:00", "2027-01-04T16:00"),  # the holidays of Christmas
        ("2027-03-26T17:00", "2027-03-30T16:00"),  # Easter Monday
    ],
)
def test_a_wish_is_looked_up_on_school_days(at: str, looked_up: str) -> None:
    zone = NOW.tzinfo

    found = next_look(datetime.fromisoformat(at).replace(tzinfo=zone), None)

    assert found == datetime.fromisoformat(looked_up).replace(tzinfo=zone)
