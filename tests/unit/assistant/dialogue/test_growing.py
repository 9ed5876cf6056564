"""/mijngroei: how sure I feel over time, my own sentences, and what came of my plans."""

import inspect
import io
import pkgutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image

import assistant.growth
from assistant.messages import Outcome
from assistant.states import Asked, Dropped, Given, Intended, Kept, Used
from assistant.texts.catalogue import say
from knowledge.document import Conversation as Kind
from tests.unit.assistant.keeper import Keeper
from tests.unit.assistant.region import NOW, CertainSearcher, said

New = Callable[..., Keeper]
PICTURES = Path(__file__).parents[3] / "pictures"


def reflection(
    name: str,
    days: int,
    score: int | None = None,
    kind: Kind | None = "voortgangsgesprek",
    plan: str | None = None,
    outcome: str | None = None,
    words: str = "Ik vroeg wat er goed ging.",
) -> Kept:
    given = (
        Given("doel", "Wat wil je bereiken?", words),
        Given("hoe", "Hoe begin je?", "rustig"),
        Given("niets", "En nog iets?"),
    )
    title = f"Voor een {kind}" if kind else "Mijn kracht"
    flow = f"voor-{kind}" if kind else "mijn-kracht"
    at = NOW - timedelta(days=days)
    return Kept(name, flow, title, at, given, kind, plan, outcome, score)


def felt(days: int, score: int, kind: Kind = "voortgangsgesprek", flow: str = "") -> Used:
    on = (NOW - timedelta(days=days)).date()
    return Used(flow or f"voor-{kind}", on, (Asked("zeker", 0, "answered", score),), kind)


@pytest.fixture
def keeper(region: CertainSearcher) -> New:
    return lambda *kept, **known: Keeper(region, kept, **known)


def picture(outcome: Outcome) -> Image.Image:
    (file,) = outcome.replies[0].files
    assert (file.name, file.type) == ("mijn-groei.png", "image/png")
    return Image.open(io.BytesIO(file.content))


def test_with_nothing_yet_it_says_what_to_do(keeper: New) -> None:
    someone = keeper()

    assert said(someone.says("/mijngroei")) == say("growth.none")
    assert someone.labels == ["Begin een reflectie"]
    refused = keeper(agreed=False)
    assert said(refused.says("/mijngroei")).endswith(say("growth.not_agreed"))


def test_the_picture_is_there_in_words_with_my_own_sentence_beside_it(keeper: New) -> None:
    someone = keeper(
        reflection("a", 21, 4, plan="Als het stil is, dan wacht ik.", outcome="Ik wachtte."),
        reflection("b", 5, 7, plan="Als ik schrik, dan adem ik.", words="Ik liet  een\nstilte."),
        reflection("c", 3, 2, "slechtnieuwsgesprek"),
        used=(felt(30, 3), felt(21, 4), felt(5, 7), felt(3, 2, "slechtnieuwsgesprek")),
    )

    outcome = someone.says("/mijngroei")

    first, second = (reply.text for reply in outcome.replies)
    assert first.split("\n")[1:] == [
        "Slechtnieuwsgesprek: 2 op 21 november.",
        "Voortgangsgesprek: 3 op 25 oktober, 4 op 3 november, 7 op 19 november.",
    ]
    assert picture(outcome).width == 1080
    assert second.split("\n\n") == [
        "Dit schreef je zelf:\nSlechtnieuwsgesprek, 21 november: 'Ik vroeg wat er goed ging.'\n"
        "Voortgangsgesprek, 19 november: 'Ik liet een stilte.'",
        "Dit nam je je voor:\n19 november: 'Als ik schrik, dan adem ik.'\n"
        "Hier vertelde je nog niets over.\n"
        "3 november: 'Als het stil is, dan wacht ik.'\nWat ervan kwam: 'Ik wachtte.'",
        say("growth.helps"),
    ]
    assert len(first) <= 1024


def test_a_long_line_is_told_shortly_and_another_year_is_named(keeper: New) -> None:
    someone = keeper(used=tuple(felt(400 - 20 * at, at) for at in range(8)))

    text = someone.says("/mijngroei").replies[0].text

    assert "Voortgangsgesprek: eerst 0 op 20 oktober 2025, later 3 op 19 december 2025, " in text
    assert text.endswith("7 op 9 maart.")


def test_eight_kinds_stand_on_two_pages(keeper: New) -> None:
    kinds: tuple[Kind, ...] = (
        "kennismaking",
        "startgesprek",
        "lesnabespreking",
        "voortgangsgesprek",
        "beoordelingsgesprek",
        "slechtnieuwsgesprek",
        "driehoeksgesprek",
        "eindgesprek",
    )
    someone = keeper(used=tuple(felt(at, 5, kind) for at, kind in enumerate(kinds)))

    first = someone.says("/mijngroei")
    second = someone.pushes("Volgende bladzijde")

    assert "Kennismakingsgesprek: " in said(first)
    assert first.replies[0].text.endswith("Bladzijde 1 van 2.")
    assert len(first.replies[0].text) <= 1024
    assert picture(second).height < picture(first).height
    assert "Eindgesprek: " in said(second)
    assert someone.labels == ["Vorige bladzijde"]


def test_without_a_score_there_is_no_picture_but_there_are_sentences(keeper: New) -> None:
    someone = keeper(reflection("a", 2, kind=None))

    outcome = someone.says("/mijngroei")

    assert outcome.replies[0].text == say("growth.no_lines")
    assert outcome.replies[0].files == ()
    assert "Mijn kracht, 22 november: 'Ik vroeg wat er goed ging.'" in said(outcome)


def test_a_score_that_was_asked_after_a_talk_is_not_in_the_line(
    roles_region: CertainSearcher,
) -> None:
    someone = Keeper(roles_region, used=(felt(2, 9, flow="na-gesprek"), felt(3, 4)))

    told = said(someone.says("/mijngroei"))

    assert "4 op" in told
    assert "9 op" not in told


def test_reflections_are_read_page_by_page(keeper: New) -> None:
    someone = keeper(*(reflection(f"{at}", 10 - at) for at in range(8)))
    someone.says("/mijngroei")

    listed = said(someone.pushes("Mijn reflecties"))

    assert "Bladzijde 1 van 2." in listed
    assert someone.labels[0] == "1. 21 november: Voor een voortgangsgesprek"
    shown = said(someone.presses(1))
    assert shown.split("\n\n") == [
        "Voor een voortgangsgesprek, 21 november 2026",
        "Wat wil je bereiken?\n'Ik vroeg wat er goed ging.'",
        "Hoe begin je?\n'rustig'",
    ]
    someone.pushes("Mijn reflecties")
    someone.pushes("Volgende bladzijde")
    assert someone.labels[:2] == [
        "7. 15 november: Voor een voortgangsgesprek",
        "8. 14 november: Voor een voortgangsgesprek",
    ]


def test_a_plan_is_shown_with_what_came_of_it(keeper: New) -> None:
    someone = keeper(
        reflection("a", 2, plan="Als het stil is, dan wacht ik."),
        reflection("b", 1, plan="Ik vroeg wat er goed ging.", outcome="Het lukte."),
    )

    assert said(someone.does("grow:show:a")).endswith(
        "'Als het stil is, dan wacht ik.'\n\nHier vertelde je nog niets over."
    )
    assert said(someone.does("grow:kept:1")) == say("growth.kept")
    told = said(someone.does("grow:show:b"))
    assert told.count("Ik vroeg wat er goed ging.") == 1
    assert told.endswith("Wat ervan kwam: 'Het lukte.'")


def test_one_can_be_removed_with_its_plan_and_its_score(keeper: New) -> None:
    someone = keeper(
        reflection("a", 2, 6, plan="Als het stil is, dan wacht ik."),
        used=(felt(2, 6), felt(9, 3)),
        plans=(Intended("a", "Als …", "voor-x"), Intended("b", "Als …", "voor-x")),
    )
    someone.does("grow:show:a")
    someone.pushes("Verwijder deze")
    assert someone.labels == ["Ja", "Nee"]
    assert someone.kept
    someone.says("nee")
    assert someone.kept
    someone.pushes("Verwijder deze")

    outcome = someone.says("ja")

    assert outcome.records == (Dropped("a"),)
    assert someone.kept == ()
    assert [plan.kept for plan in someone.conversation.plans] == ["b"]
    assert someone.conversation.used[0].asked[0].score is None
    assert "6 op" not in said(someone.says("/mijngroei"))


@pytest.mark.parametrize("action", ["show", "drop", "dropped"])
def test_a_button_of_what_is_removed_says_so(keeper: New, action: str) -> None:
    someone = keeper(used=(felt(2, 6),))

    outcome = someone.does(f"grow:{action}:weg")

    assert said(outcome) == say("growth.gone")
    assert outcome.records == ()
    assert said(someone.pushes("Mijn reflecties")) == say("growth.nothing_kept")


def test_on_telegram_it_says_what_telegram_keeps(keeper: New) -> None:
    someone = keeper(reflection("a", 2, 6))
    someone.channel = "telegram"

    assert said(someone.says("/mijngroei")).endswith(say("growth.telegram"))
    assert said(someone.does("grow:dropped:a")).endswith(say("growth.dropped_telegram"))


def test_an_unknown_button_says_what_to_do(keeper: New) -> None:
    assert said(keeper().does("grow:weg")) == say("command.no_button")


def test_days_are_those_of_the_mentor(keeper: New) -> None:
    someone = keeper(reflection("a", 0, 6))
    someone.now = datetime(2027, 1, 1, 12, tzinfo=UTC)

    assert "6 op 24 november 2026." in said(someone.says("/mijngroei"))


def test_nothing_in_the_house_of_growth_takes_what_belongs_to_two() -> None:
    """No list of mentors, no sum, mean or rank: each function sees one mentor's own."""
    for module in pkgutil.iter_modules(assistant.growth.__path__):
        source = inspect.getsource(import_module(f"assistant.growth.{module.name}"))
        for word in ("mentors:", "pseudonym", "sum(", "mean(", "average(", "rank(", "median("):
            assert word not in source


def test_the_picture_of_one_mentor_is_drawn_anew(keeper: New) -> None:
    someone = keeper(
        used=(
            *(felt(at, score) for at, score in ((80, 3), (60, 4), (41, 4), (20, 6), (6, 7))),
            *(felt(at, score, "slechtnieuwsgesprek") for at, score in ((50, 2), (8, 5))),
        )
    )

    outcome = someone.says("/mijngroei")

    (PICTURES / "growth.png").write_bytes(outcome.replies[0].files[0].content)
    assert picture(outcome).format == "PNG"
