from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from index.version import IndexHome
from tests.unit.assistant.region import (
    TODAY,
    CertainSearcher,
    Searchers,
    new_folder,
    question_of,
    searcher_over,
)

Ask = Callable[..., Answer]


def bron(answer: Answer) -> list[str]:
    return [line for line in answer.answer.split("\n") if line.startswith("Bron:")]


def test_an_answer_quotes_the_document_and_then_names_it(ask: Ask) -> None:
    given = ask("hoe laat belt een zieke student de school?")

    assert given.status == "answered"
    assert given.answer.startswith("Een zieke student belt voor acht uur de school.\nBron: ")
    assert bron(given)[0] == (
        "Bron: Afspraken, 'Ziekmelden' · Partnerschap Noord · "
        "geldig van 1 augustus 2025 tot en met 31 juli 2027 · voorbeeld"
    )
    first = given.sources[0]
    assert (first.document, first.section, first.level) == (
        "afspraken",
        "ziekmelden",
        "partnerschap",
    )


def test_markdown_is_not_shown_but_the_quote_keeps_it(ask: Ask) -> None:
    given = ask("geeft een student alleen les?")

    assert "**Altijd**" in given.sources[0].quote
    assert "Altijd kijkt een leraar mee." in given.answer
    assert "zonder datum" in bron(given)[0]


def test_every_source_stands_on_a_line_of_its_own(ask: Ask) -> None:
    given = ask("hoe laat belt een zieke student de school?")

    assert {one.section for one in given.sources[:2]} == {"ziekmelden", "ziek-zijn"}
    assert len(bron(given)) == len(given.sources)
    assert "Ook hier staat er iets over:" in given.answer


def test_without_a_school_national_documents_answer_and_a_choice_is_offered(ask: Ask) -> None:
    given = ask("geeft een student alleen les?", scope=None)

    assert given.status == "answered"
    assert {source.level for source in given.sources} == {"landelijk"}
    assert given.answer.endswith("Kies je school, dan zoek ik ook in jullie afspraken.")


def test_a_long_section_is_quoted_where_it_answers(ask: Ask) -> None:
    given = ask("op welk rek blijven regenlaarzen buiten bij de kapstok?")

    assert given.sources[0].section == "kapstokken"
    assert "Regenlaarzen" in given.sources[0].quote
    assert len(given.sources[0].quote) <= 700


def test_two_institutes_each_give_their_own_answer(ask: Ask) -> None:
    given = ask("stagedagen vallen op?")

    assert given.status == "answered"
    assert given.answer.startswith("Dat verschilt per opleiding.\n\nPabo ")
    assert {source.issuer for source in given.sources[:2]} == {"pabo-delta", "pabo-linge"}
    assert "maandag" in given.answer
    assert "donderdag" in given.answer


@pytest.mark.parametrize(
    ("institute", "day"), [("pabo-delta", "maandag"), ("pabo-elders", "zondag")]
)
def test_with_an_institute_only_that_one_answers(ask: Ask, institute: str, day: str) -> None:
    given = ask("stagedagen vallen op?", institute=institute)

    assert day in given.answer
    assert {s.issuer for s in given.sources if s.level == "instituut"} == {institute}


def test_an_institute_named_in_the_question_narrows_it(ask: Ask) -> None:
    given = ask("stagedagen vallen op, bij linge?")

    assert {s.issuer for s in given.sources if s.level == "instituut"} == {"pabo-linge"}


def test_a_follow_up_keeps_the_institute_of_the_question_before(ask: Ask) -> None:
    given = ask("en voor een lio?", previous="stagedagen vallen op, student van linge?")

    assert {s.issuer for s in given.sources if s.level == "instituut"} == {"pabo-linge"}


def test_a_contradiction_shows_both_sides_the_nearest_first(
    ask: Ask, region: CertainSearcher
) -> None:
    given = ask(question_of(region, "afspraken"))

    assert given.status == "conflict"
    assert [source.issuer for source in given.sources] == ["wilg", "noord"]
    assert given.answer.startswith(
        "Daarover zeggen je documenten niet hetzelfde.\n\nBasisschool De Wilg:"
    )
    assert given.answer.index("dertig uur") < given.answer.index("veertig uur")
    assert "sinds 1 januari 2026" in bron(given)[0]
    assert given.answer.endswith("Vraag het na bij Kantoor De Wilg.")


def test_a_contradiction_of_others_is_none_here(ask: Ask, region: CertainSearcher) -> None:
    given = ask(question_of(region, "afspraken"), scope="wilgenrijk")

    assert given.status == "answered"
    assert "veertig uur" in given.answer
    assert "dertig uur" not in given.answer


def test_what_no_document_says_is_unknown_with_what_is_near_and_whom_to_ask(ask: Ask) -> None:
    given = ask("wie repareert de tandartsstoel?")

    assert (given.status, given.sources) == ("unknown", ())
    assert given.answer.startswith("Dat staat niet in de documenten die voor jou gelden.")
    assert "Misschien helpt dit:" in given.answer
    assert given.hints[-1].why == "near"
    assert "Vraag het aan Kantoor De Wilg" in given.answer
    assert bron(given) == []


def test_a_school_without_contact_passes_on_to_its_partnership(ask: Ask) -> None:
    given = ask("wie repareert de tandartsstoel?", scope="wilgenrijk")

    assert "Vraag het aan Bureau Noord, bureau@noord.example" in given.answer
    assert "030 555 0101" in given.answer


def test_without_any_contact_the_schoolopleider_is_named(ask: Ask) -> None:
    given = ask("wie repareert de tandartsstoel?", scope=None)

    assert "Vraag het aan je schoolopleider." in given.answer
    assert "Ik zocht alleen in landelijke documenten." in given.answer


@pytest.mark.parametrize(
    ("question", "why", "words"),
    [
        ("mag parkeren achter het gymlokaal", "expired", "geldt niet meer: Parkeren"),
        ("de fietsenstalling sluit om zes uur", "not_yet", "vanaf 1 augustus 2027"),
        (
            "is het zwembad verwarmd",
            "other_scope",
            "niet voor jou geldt zegt er iets over: Zwemmen",
        ),
    ],
)
def test_a_document_that_does_not_hold_is_a_labelled_hint(
    ask: Ask, question: str, why: str, words: str
) -> None:
    given = ask(question)

    assert (given.status, given.sources) == ("unknown", ())
    assert given.hints[0].why == why
    assert words in given.answer


def test_a_concept_is_never_named(ask: Ask) -> None:
    given = ask("mag kampvuur stoken")

    assert given.status == "unknown"
    assert all(hint.document != "kamp" for hint in given.hints)
    assert "kampvuur" not in given.answer.lower()


def test_a_document_answers_on_the_day_that_the_question_names(ask: Ask) -> None:
    given = ask("parkeren achter het gymlokaal vorig jaar?")

    assert given.status == "answered"
    assert given.as_of == date(2025, 11, 24)
    assert given.answer.startswith("Dit gold op 24 november 2025:")


def test_a_day_ahead_is_said_too(ask: Ask) -> None:
    given = ask("de fietsenstalling sluit om zes uur op 1 september 2027?")

    assert given.as_of == date(2027, 9, 1)
    assert given.answer.startswith("Dit geldt op 1 september 2027:")


def test_what_is_unknown_on_another_day_says_which_day(ask: Ask) -> None:
    given = ask("wie repareert de tandartsstoel op 1 september 2027?")

    assert given.status == "unknown"
    assert "Ik keek naar 1 september 2027." in given.answer


def test_suggestions_are_questions_of_the_authors_that_are_answered_here(ask: Ask) -> None:
    given = ask("hoe laat belt een zieke student de school?")

    assert given.suggestions
    assert all(ask(one).status in ("answered", "conflict") for one in given.suggestions)


def test_a_follow_up_is_read_with_the_question_before_and_says_so(ask: Ask) -> None:
    given = ask("en voor elke lio?", previous="hoeveel uur krijgt de mentor?")

    assert given.question == "en voor elke lio?"
    assert given.answer.startswith("Ik lees je vraag als: hoeveel uur krijgt de mentor, en voor")


def test_planted_words_in_a_document_are_text(ask: Ask) -> None:
    given = ask("waar hangt de lokaalsleutel?")

    assert given.status == "answered"
    assert "De lokaalsleutel hangt bij de poort." in given.answer
    assert "<!--" not in given.answer
    assert ask("hoe laat belt een zieke student de school?").status == "answered"


def test_the_words_of_the_fact_that_is_asked_for_are_always_quoted(
    ask: Ask, region: CertainSearcher
) -> None:
    given = ask(question_of(region, "leerroute"))

    assert given.status == "answered"
    assert given.sources[0].quote == "Drie dagdelen."


def test_where_nothing_holds_nothing_is_near(tmp_path: Path) -> None:
    folder = new_folder(tmp_path / "kennis")
    for file in (folder.path / "documents").glob("*.md"):
        file.unlink()
    folder.add("noord", "## Sleutel\n\nDe sleutel hangt bij de poort.", issuer="noord")
    assistant = Assistant(Searchers(searcher_over(folder, IndexHome(tmp_path / "index"))))

    given = assistant.ask("waar hangt de sleutel van de poort?", today=TODAY)

    assert (given.status, given.sources, given.suggestions) == ("unknown", (), ())
    assert [hint.why for hint in given.hints] == ["other_scope"]
