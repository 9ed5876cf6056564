"""An answer is about the one that the question names, when the documents have one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from index.version import IndexHome
from tests.unit.assistant.region import TODAY, Searchers, searcher_over
from tests.unit.index.folder import SmallFolder

HOURS = "facilitering.uren-per-student"
Ask = Callable[..., Answer]


def hours(value: int, quote: str, **narrowed: object) -> dict[str, object]:
    return {"subject": HOURS, "value": value, "unit": "uur/schooljaar", "quote": quote, **narrowed}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    root = tmp_path_factory.mktemp("passend")
    folder = SmallFolder(root / "kennis")
    sections = {
        "Uren voor de mentor": "De mentor krijgt twintig uur begeleiding.",
        "Tijd bij iemand in de laatste fase": "Dan is het zestig uur in totaal.",
        "Uren in jaar 3": "In jaar 3 krijgt de mentor dertig uur begeleiding.",
    }
    folder.add(
        "afspraken",
        "\n\n".join(f"## {title}\n\n{text}" for title, text in sections.items()),
        issuer="noord",
        trainee=["student"],
        agreements=[
            hours(20, "De mentor krijgt twintig uur begeleiding.", years=[1, 2]),
            hours(60, "Dan is het zestig uur in totaal.", trainee=["lio"]),
            hours(30, "In jaar 3 krijgt de mentor dertig uur begeleiding.", years=[3]),
        ],
    )
    folder.add(
        "zij-instroom",
        "## Uren voor de mentor\n\nDe mentor krijgt tachtig uur begeleiding.",
        issuer="noord",
        trainee=["zij-instromer"],
    )
    folder.add(
        "ervaren",
        "## Verdieping\n\nDe mentor volgt drie workshops naar keuze.",
        issuer="noord",
        audience=["ervaren"],
    )
    folder.add(
        "startend",
        "## Verdieping\n\nDe mentor volgt twee workshops naar keuze.",
        issuer="noord",
        audience=["startend"],
    )
    folder.add("ziek", "## Ziek\n\nWie ziek is belt de school. Ook een lio belt.", issuer="noord")
    assistant = Assistant(Searchers(searcher_over(folder, IndexHome(root / "index"))))

    def run(question: str, **more: object) -> Answer:
        return assistant.ask(question, scope="wilg", today=TODAY, **more)  # type: ignore[arg-type]

    return run


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("hoeveel uur begeleiding krijgt de mentor?", "twintig uur"),
        ("hoeveel uur begeleiding krijgt de mentor voor een lio?", "zestig uur"),
        ("hoeveel uur begeleiding krijgt de mentor in jaar 3?", "dertig uur"),
        ("hoeveel uur begeleiding krijgt de mentor voor een derdejaars?", "dertig uur"),
        ("hoeveel uur begeleiding krijgt de mentor voor een zij-instromer?", "tachtig uur"),
    ],
)
def test_the_line_about_the_one_that_is_named_comes_first(
    ask: Ask, question: str, quoted: str
) -> None:
    given = ask(question)

    assert given.status == "answered"
    assert quoted in given.sources[0].quote


def test_who_is_told_of_before_is_who_the_next_question_is_about(ask: Ask) -> None:
    given = ask("Ik heb een lio. Wie is ziek? Hoeveel uur begeleiding krijgt de mentor?")

    assert "zestig uur" in given.parts[1].sources[0].quote


def test_a_follow_up_about_somebody_else_is_not_about_the_one_before(ask: Ask) -> None:
    given = ask(
        "en bij een lio?", previous="hoeveel uur begeleiding krijgt de mentor voor een student?"
    )

    assert "zestig uur" in given.sources[0].quote


@pytest.mark.parametrize(
    ("who", "document"),
    [("ik ben een ervaren mentor", "ervaren"), ("ik ben net mentor", "startend")],
)
def test_a_document_for_new_or_seasoned_mentors_is_for_them(
    ask: Ask, who: str, document: str
) -> None:
    given = ask(f"{who}, hoeveel workshops naar keuze volgt de mentor?")

    assert (*given.sources, *given.hints)[0].document == document


def test_a_section_that_speaks_of_the_one_that_is_named_keeps_its_place(ask: Ask) -> None:
    assert ask("belt een lio de school?").sources[0].document == "ziek"


def test_where_nothing_is_about_the_one_that_is_named_the_rest_still_answers(ask: Ask) -> None:
    assert ask("hoeveel uur begeleiding krijgt de mentor voor een starter?").sources


@pytest.fixture
def two_institutes(tmp_path: Path) -> Callable[[str, str], Assistant]:
    """An assistant over two institutes that each name a form."""

    def make(one: str, other: str) -> Assistant:
        folder = SmallFolder(tmp_path / "kennis")
        listed = (folder.path / "organisations.yaml").read_text("utf-8")
        listed = listed.replace("institutes: [pabo]", "institutes: [pabo, hogeschool]")
        listed += "  - {id: hogeschool, name: Hogeschool Ginds, level: instituut}\n"
        (folder.path / "organisations.yaml").write_text(listed, "utf-8")
        for issuer, quote, name in (
            ("pabo", f"Het beoordelingsformulier heet {one}.", one),
            ("hogeschool", f"Men pakt daarvoor de {other}.", other),
        ):
            agreement = {"subject": "beoordeling.formulier", "value": name, "quote": quote}
            body = f"## Over {issuer}\n\n{quote}"
            folder.add(f"gids-{issuer}", body, issuer=issuer, agreements=[agreement])
        return Assistant(Searchers(searcher_over(folder, IndexHome(tmp_path / "index"))))

    return make


FORM = "welk formulier je voor de beoordeling gebruikt: pakt men daarvoor de kijkwijzer?"


def test_each_institute_says_its_own_line_when_the_students_is_not_known(
    two_institutes: Callable[[str, str], Assistant],
) -> None:
    assistant = two_institutes("Spiegel", "Kijkwijzer")

    both = assistant.ask(FORM, scope="wilg", today=TODAY)
    one = assistant.ask(FORM, scope="wilg", institute="hogeschool", today=TODAY)

    assert both.status == one.status == "answered"
    assert both.answer.startswith("Dat verschilt per opleiding.")
    assert {source.issuer for source in both.sources} == {"pabo", "hogeschool"}
    assert {source.issuer for source in one.sources if source.level == "instituut"} == {
        "hogeschool"
    }


def test_institutes_that_say_the_same_are_both_named_without_a_difference(
    two_institutes: Callable[[str, str], Assistant],
) -> None:
    given = two_institutes("Kijkwijzer", "Kijkwijzer").ask(FORM, scope="wilg", today=TODAY)

    assert given.status == "answered"
    assert {source.issuer for source in given.sources} == {"pabo", "hogeschool"}
    assert "verschilt" not in given.answer
