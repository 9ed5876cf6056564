"""Whatever the day, the version that held then answers, and the answer says which day it was."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.dialogue.answers.attributing import spoken
from assistant.dialogue.answers.dating import moment
from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from index.version import IndexHome
from tests.unit.assistant.region import TODAY, CertainSearcher, Searchers, searcher_over
from tests.unit.index.folder import SmallFolder

VERSIONS = {
    "gids-2023": (date(2023, 8, 1), date(2025, 7, 31), "tien"),
    "gids-2025": (date(2025, 8, 1), date(2027, 7, 31), "twintig"),
    "gids-2027": (date(2027, 8, 1), None, "dertig"),
}
"""Each replaces the one before it; the days on which it holds, and what it says."""

QUESTION = "hoeveel minuten duurt de sleuteloverdracht"
PHRASES = (
    "",
    "vorig schooljaar",
    "volgend schooljaar",
    "vanaf volgend jaar",
    "in 2024",
    "in 2025",
    "in maart 2026",
    "in oktober 2027",
    "op 2025-07-31",
    "op 1 augustus 2025",
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> CertainSearcher:
    root = tmp_path_factory.mktemp("tijd")
    folder = SmallFolder(root / "kennis")
    before = None
    for name, (begin, end, minutes) in VERSIONS.items():
        folder.add(
            name,
            f"## Sleuteloverdracht\n\nDe sleuteloverdracht duurt {minutes} minuten.",
            valid_from=begin.isoformat(),
            # The middle one ends because it is replaced, the first by its own last day too.
            **({"valid_until": end.isoformat()} if end and before is None else {}),
            **({"replaces": before} if before else {}),
        )
        before = name
    folder.add("los", "## Fietspomp\n\nDe fietspomp ligt in de kast.", valid_until="2026-01-31")
    return searcher_over(folder, IndexHome(root / "index"))


@pytest.fixture
def assistant(searcher: CertainSearcher) -> Assistant:
    return Assistant(Searchers(searcher))


def holds(on: date) -> str | None:
    return next(
        (
            name
            for name, (begin, end, _) in VERSIONS.items()
            if begin <= on and (end is None or on <= end)
        ),
        None,
    )


@settings(max_examples=150, deadline=None)
@given(today=st.dates(date(2023, 1, 1), date(2030, 12, 31)), phrase=st.sampled_from(PHRASES))
def test_the_version_that_held_then_answers_and_is_labelled(
    searcher: CertainSearcher, today: date, phrase: str
) -> None:
    given_ = Assistant(Searchers(searcher)).ask(f"{QUESTION} {phrase}?", today=today)

    named = moment(f"{QUESTION} {phrase}?", today)
    on = named.day if named else today
    within = {holds(on)}
    if named is not None and holds(on) is None:
        # Before the first: then whatever held within the year that was named.
        days = (named.last - named.first).days
        within |= {holds(named.first + timedelta(days=one)) for one in range(days + 1)}
    found = {source.document for source in given_.sources[:1]} or {None}
    assert found <= within
    day = given_.as_of or today
    if given_.sources:
        assert holds(day) == given_.sources[0].document
    assert (given_.as_of is None) == (day == today)
    if given_.status == "answered" and given_.as_of:
        word = "gold" if given_.as_of < today else "geldt"
        assert given_.answer.startswith(f"Dit {word} op {spoken(given_.as_of)}:")


def answer(assistant: Assistant, words: str, today: date = TODAY) -> Answer:
    return assistant.ask(words, today=today)


@pytest.mark.parametrize(
    ("words", "document", "as_of"),
    [
        (f"{QUESTION} vanaf 2027?", "gids-2027", date(2027, 8, 1)),
        ("hoeveel minuten duurde de sleuteloverdracht vroeger?", "gids-2023", date(2025, 7, 31)),
        ("lag de fietspomp vroeger in de kast?", "los", date(2026, 1, 31)),
        ("ligt de fietspomp in de kast in 2026-01?", None, None),
    ],
)
def test_words_without_a_day_of_their_own_find_it_in_the_documents(
    assistant: Assistant, words: str, document: str | None, as_of: date | None
) -> None:
    given_ = answer(assistant, words)

    assert [source.document for source in given_.sources[:1]] == ([document] if document else [])
    assert given_.as_of == as_of


def test_formerly_asks_of_today_when_nothing_held_before(assistant: Assistant) -> None:
    given_ = answer(assistant, "was er vroeger overleg van de mentor elke week een uur?")

    assert given_.as_of is None
    assert given_.sources[0].document == "contact"


def test_a_year_that_no_version_answers_on_this_day_is_tried_on_its_other_days(
    assistant: Assistant,
) -> None:
    # On 24 November 2026 the note has expired, on 31 January it had not.
    given_ = answer(assistant, "de fietspomp ligt in de kast in 2026?", date(2027, 11, 24))

    assert given_.status == "answered"
    assert given_.as_of == date(2026, 1, 31)


def test_what_no_version_answers_names_the_day_that_was_looked_at(assistant: Assistant) -> None:
    given_ = answer(assistant, "wie repareert de tandartsstoel vanaf 2027?")

    assert given_.status == "unknown"
    assert "Ik keek naar 1 januari 2027." in given_.answer


def test_a_version_to_come_is_a_hint_today(assistant: Assistant) -> None:
    given_ = assistant.ask(f"{QUESTION}?", today=date(2022, 1, 1))

    assert given_.status == "unknown"
    assert given_.hints[0].why == "not_yet"
