"""Questions that are none, folders that are odd: whatever comes, one sensible answer goes out.

With the real model. `LARGE_FOLDER_DOCUMENTS=5000` makes the large folder as large as `make soak`
wants it.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant import bootstrap
from assistant.config import Settings
from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from tests.integration.conftest import PREFIX, WATERLAND, Command
from tests.unit.index.folder import SmallFolder

TODAY = date(2026, 11, 24)
SCHOOL = "sch-otterburcht"
DOCUMENTS = int(os.environ.get("LARGE_FOLDER_DOCUMENTS", "300"))
QUESTION = "hoeveel tijd krijg ik voor n lio?"
STORY = (
    "Mijn student is vriendelijk en de kinderen zijn dol op haar. Toch loopt elke les uit en dan "
    "moet de pauze korter. We hebben het er vaak over gehad, ook met collega's. "
)

Ask = Callable[..., Answer]
Over = Callable[[Path], Assistant]


def _opened(command: Command, folder: Path, data: Path) -> Assistant:
    read = Settings(
        knowledge_dir=folder,
        data_dir=data,
        models_dir=Path(command.env[f"{PREFIX}MODELS_DIR"]),
    )
    return bootstrap.assistant(read, bootstrap.live_searcher(read, TODAY, lambda *_: None))


@pytest.fixture(scope="module")
def waterland(command: Command) -> Assistant:
    return _opened(command, WATERLAND, Path(command.env[f"{PREFIX}DATA_DIR"]))


@pytest.fixture
def ask(waterland: Assistant) -> Ask:
    def run(question: str, **more: object) -> Answer:
        return waterland.ask(question, **({"scope": SCHOOL, "today": TODAY} | more))  # type: ignore[arg-type]

    return run


@pytest.fixture
def over(command: Command, tmp_path: Path) -> Over:
    """An assistant over a folder of the test's own."""
    return lambda folder: _opened(command, folder, tmp_path / "gegevens")


@pytest.mark.parametrize("characters", [2_000, 3_900])
@pytest.mark.parametrize("asks", [QUESTION, ""])
def test_a_long_story_is_answered_by_what_it_asks(ask: Ask, characters: int, asks: str) -> None:
    story = STORY * (characters // len(STORY)) + asks

    given = ask(story)

    assert characters - len(STORY) <= len(story) <= characters
    if asks:
        assert given.status == "answered"
        assert given.answer.startswith(f"Ik lees je vraag als: {QUESTION}")
        assert "tachtig klokuren" in given.answer
    else:
        assert given.status in ("answered", "unknown")
        assert given.answer


def test_beyond_what_a_message_may_be_it_is_told_so_and_danger_is_still_heard(ask: Ask) -> None:
    assert ask(STORY * 40).answer.startswith("Je bericht is te lang voor mij.")
    assert ask(STORY * 40 + "ik wil niet meer leven").status == "crisis"


@pytest.mark.parametrize("text", ["en of de het", "wat is dat", "waarom?", "mag dat nou"])
def test_only_small_words_ask_for_the_topic(ask: Ask, text: str) -> None:
    given = ask(text)

    assert (given.status, given.confidence) == ("unknown", 0.0)
    assert given.answer.startswith("Ik zie niet waar je vraag over gaat.")


@pytest.mark.parametrize("name", ["Sanne", "Fatima el Amrani", "Joris van Dalen"])
def test_only_a_name_is_never_said_again(ask: Ask, name: str) -> None:
    given = ask(name)

    assert given.status in ("personal_data", "unknown")
    assert given.sources == ()
    assert name.split()[0] not in given.answer


@pytest.mark.parametrize(
    "text",
    [
        "who is going to pay for my bicycle and the train?",
        "wer bezahlt mein Fahrrad und den Zug?",
        "bisikletim icin kim para oder ve ne kadar?",
    ],
)
def test_another_language_is_met_kindly_in_dutch(ask: Ask, text: str) -> None:
    given = ask(text)

    assert "Ik lees alleen Nederlands." in given.answer
    assert given.sources == ()


@pytest.mark.parametrize(
    "text",
    [
        "how many hours does the mentor get for a lio?",
        "wie viele Stunden bekommt der Mentor fur einen lio?",
    ],
)
def test_another_language_has_its_answer_or_the_kind_word(ask: Ask, text: str) -> None:
    given = ask(text)

    answered = given.status in ("answered", "conflict") and bool(given.sources)
    assert answered or given.answer.startswith("Ik lees alleen Nederlands.")


def test_a_question_that_is_its_own_answer_is_quoted_with_its_source(ask: Ask) -> None:
    given = ask("De basiscursus omvat vier dagdelen.")

    assert given.status in ("answered", "conflict")
    assert "basiscursus" in given.sources[0].quote
    assert "Bron: " in given.answer


def test_of_three_questions_a_signal_of_danger_is_the_only_one_heard(ask: Ask) -> None:
    given = ask(f"{QUESTION} mn student zei dat ze niet meer wil leven. wie geeft het eindoordeel?")

    assert (given.status, given.parts, given.sources) == ("crisis", (), ())
    assert "113" in given.answer


def test_of_three_questions_each_has_its_answer(ask: Ask) -> None:
    given = ask(f"{QUESTION} wie geeft het eindoordeel en wat is een bis")

    assert len(given.parts) == 3
    assert "tachtig klokuren" in given.parts[0].answer


def test_a_folder_with_one_document_answers_from_it_or_says_so(over: Over, tmp_path: Path) -> None:
    assistant = over(SmallFolder(tmp_path / "kennis").path)

    known = assistant.ask("hoe vaak spreekt de mentor de student?", scope="wilg", today=TODAY)
    other = assistant.ask("hoe repareer ik een tandartsstoel?", scope="wilg", today=TODAY)

    assert known.sources[0].document == "contact"
    assert other.status == "unknown" or other.sources[0].document == "contact"
    assert other.answer


def test_where_all_has_expired_nothing_answers_and_the_old_is_hinted_at(
    over: Over, tmp_path: Path
) -> None:
    folder = SmallFolder(tmp_path / "kennis")
    folder.add(
        "contact", "## Overleg\n\nDe mentor spreekt de student elke week.", valid_until="2025-07-31"
    )
    folder.add("sleutel", "## Sleutel\n\nDe sleutel hangt bij de poort.", valid_until="2026-01-31")
    assistant = over(folder.path)

    given = assistant.ask("hoe vaak spreekt de mentor de student?", scope="wilg", today=TODAY)

    assert (given.status, given.sources) == ("unknown", ())
    assert [hint.why for hint in given.hints] == ["expired"]
    assert given.hints[0].document == "contact"
    assert "geldt niet meer" in given.answer


def test_in_a_large_folder_the_one_document_is_found(over: Over, tmp_path: Path) -> None:
    folder = SmallFolder(tmp_path / "kennis")
    for number in range(DOCUMENTS):
        folder.add(f"zaal-{number}", f"## Zaal {number}\n\nZaal {number} heeft {number} stoelen.")
    folder.add("pomp", "## Fietspomp\n\nDe fietspomp ligt in het hok achter de gymzaal.")
    assistant = over(folder.path)

    found = assistant.ask("waar ligt de fietspomp?", scope="wilg", today=TODAY)
    room = assistant.ask("hoeveel stoelen heeft zaal 217?", scope="wilg", today=TODAY)

    assert found.sources[0].document == "pomp"
    assert room.answer
