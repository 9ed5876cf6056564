"""/gesprekkencyclus: one's own appraisal talk, line by line, on paper and then gone."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.messages import Outcome, Student
from assistant.states import Given, Kept, Running
from assistant.storage.state import written
from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import Keeper
from tests.unit.assistant.region import NOW, CertainSearcher, said

New = Callable[..., Keeper]

AT = datetime(2026, 11, 3, 20, tzinfo=UTC)
KEPT = (
    Kept(
        "een",
        "na-gesprek",
        "Na een gesprek",
        AT,
        (
            Given(
                "deed",
                "Wat deed je?",
                "Ik vroeg eerst wat er lukte. Mijn student was stil. Ik belde Lisa daarna op.",
            ),
        ),
        plan="Als het stil blijft, dan wacht ik.",
        outcome="Ik wachtte langer dan eerst.",
    ),
)


@pytest.fixture
def keeper(roles_region: CertainSearcher) -> New:
    return lambda *kept, **known: Keeper(roles_region, kept, **known)


def pdf(outcome: Outcome) -> str:
    (file,) = outcome.replies[0].files
    assert (file.name, file.type) == ("mijn-gesprek.pdf", "application/pdf")
    pages = PdfReader(io.BytesIO(file.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_line_by_line_it_becomes_a_paper_and_nothing_stays(keeper: New) -> None:
    someone = keeper(*KEPT)

    first = someone.says("/gesprekkencyclus")
    assert said(first).split("\n\n") == [
        say("cycle.begin"),
        "Deel 1 van 5: Mijn rol",
        "De coach staat naast de student.\n"
        "Bron: Rol op De Wilg, 'Op school' · Basisschool De Wilg · zonder datum",
        say("cycle.ask"),
    ]
    assert first.replies[0].quotes == ("De coach staat naast de student.",)
    assert someone.labels == ["Ja", "Nee", "Volgende deel", "Stop"]
    assert "De mentor begeleidt elke stagedag." in said(someone.says("nee"))
    assert "De mentor laat een lio los." in said(someone.says("ja"))
    assert said(someone.presses(2)).endswith(say("cycle.own.role"))
    assert "'Ik vroeg eerst wat er lukte.'" in said(someone.pushes("Volgende deel"))
    assert said(someone.says("ja")).endswith(say("cycle.own.did"))
    assert "'Ik wachtte langer dan eerst.'" in said(someone.says("verder"))
    someone.says("Ja")
    someone.pushes("Volgende deel")
    assert "'Als het stil blijft, dan wacht ik.'" in said(
        someone.says("Ik wil een training volgen")
    )
    someone.says("nee")
    assert said(someone.says("volgende")).split("\n\n")[0] == "Deel 5 van 5: Wat ik nodig heb"
    someone.says("Heb meer tijd nodig")

    outcome = someone.pushes("Maak het papier")

    text = said(outcome)
    assert text.split("\n\n") == [
        "Voorbereiding op mijn gesprek",
        "Mijn rol\n- De mentor begeleidt elke stagedag.\n"
        "Bron: Rol in Noord, 'Begeleiden' · Partnerschap Noord · zonder datum",
        "Wat ik deed\n- Ik vroeg eerst wat er lukte.",
        "Waarin ik groeide\n- Ik wachtte langer dan eerst.",
        "Wat ik wil\n- Ik wil een training volgen",
        "Wat ik nodig heb\n- Heb meer tijd nodig",
        say("cycle.given"),
    ]
    assert outcome.replies[0].quotes == ("De mentor begeleidt elke stagedag.",)
    on_paper = pdf(outcome)
    for block in text.split("\n\n")[1:-1]:
        for line in block.split("\n"):
            assert line.removeprefix("- ") in on_paper
    assert "Lisa" not in on_paper
    assert "was stil" not in on_paper
    assert outcome.records == ()
    assert someone.conversation.cycle is None
    assert b"training" not in written(someone.conversation)


def test_nothing_about_a_student_gets_on_paper(keeper: New) -> None:
    someone = keeper()
    someone.says("/gesprekkencyclus")

    for line, why in (
        ("Ik heb met Fatima gesproken", "personal"),
        ("Ik bel haar op 06-12345678", "personal"),
        ("Mijn student is gegroeid", "about_others"),
        ("Ik zag dat ze durfde", "about_others"),
        ("Ik leerde veel " * 30, "long"),
        ("ja hoor", "short"),
    ):
        assert said(someone.says(line)).startswith(say(f"cycle.{why}"))

    assert someone.conversation.cycle is not None
    assert someone.conversation.cycle.weighed == ()


def test_stop_ends_and_forgets(keeper: New) -> None:
    for word in ("stop", "/stop", "Stop"):
        someone = keeper()
        someone.says("/gesprekkencyclus")
        someone.says("Ik vraag meer door")

        assert said(someone.says(word)) == say("cycle.stopped")
        assert someone.conversation.cycle is None
        assert b"door" not in written(someone.conversation)
    assert said(someone.does("grow:take:x")) == say("cycle.over")
    someone.says("/gesprekkencyclus")
    assert said(someone.pushes("Stop")) == say("cycle.stopped")


def test_danger_ends_it_with_the_contacts(keeper: New) -> None:
    someone = keeper()
    someone.says("/gesprekkencyclus")

    assert "113" in said(someone.says("ik wil niet meer leven"))
    assert someone.conversation.cycle is None


def test_back_undoes_what_was_said_last(keeper: New) -> None:
    someone = keeper(*KEPT)
    someone.says("/gesprekkencyclus")
    first = said(someone.says("nee"))
    someone.pushes("Volgende deel")
    someone.says("Ik vraag meer door")
    assert "'Ik vroeg eerst" in said(someone.says("terug"))
    assert said(someone.pushes("Terug")).startswith("Deel 1 van 5")
    assert "Terug" not in someone.labels
    assert said(someone.says("nee")) == first
    assert said(someone.does("grow:back")) != ""
    assert said(someone.does("grow:back")).startswith("Deel 1 van 5")


def test_a_question_halfway_is_answered_and_verder_comes_back(keeper: New) -> None:
    someone = keeper()
    someone.says("/gesprekkencyclus")
    someone.says("Ik vraag meer door")

    asked = someone.says("hoe laat belt een zieke student de school?")

    assert asked.status == "answered"
    assert someone.says("geeft een student alleen les").status == "answered"
    assert said(someone.says("verder")).startswith(say("cycle.again"))
    assert someone.conversation.cycle is not None
    assert [one.words for one in someone.conversation.cycle.weighed] == ["Ik vraag meer door"]
    assert said(someone.says("/gesprekkencyclus")).startswith(say("cycle.again"))


def test_an_old_button_is_no_second_answer(keeper: New) -> None:
    someone = keeper(*KEPT)
    someone.says("/gesprekkencyclus")
    take, onward = (someone.conversation.choices[at].action for at in (0, 2))
    someone.does(take)

    assert said(someone.does(take)).startswith(say("cycle.handled"))
    someone.does(onward)
    assert "Deel 2 van 5" in said(someone.does(onward))
    assert someone.conversation.cycle is not None
    assert len(someone.conversation.cycle.weighed) == 1


def test_after_a_day_it_is_gone(keeper: New) -> None:
    someone = keeper()
    someone.says("/gesprekkencyclus")
    someone.says("Ik vraag meer door")
    someone.now += timedelta(hours=25)

    assert said(someone.does("grow:onward:role")) == say("cycle.over")
    assert said(someone.says("/gesprekkencyclus")).startswith(say("cycle.begin"))


def test_nothing_chosen_is_no_paper(keeper: New) -> None:
    someone = keeper()
    someone.says("/gesprekkencyclus")
    for _ in range(4):
        someone.pushes("Volgende deel")

    outcome = someone.says("klaar")

    assert said(outcome) == say("cycle.empty")
    assert outcome.replies[0].files == ()
    assert someone.conversation.cycle is None


def test_a_reflection_that_is_removed_meanwhile_is_not_on_the_paper(keeper: New) -> None:
    someone = keeper(*KEPT)
    someone.says("/gesprekkencyclus")
    someone.says("ja")
    someone.pushes("Volgende deel")
    someone.says("ja")
    someone.kept = ()
    for _ in range(3):
        someone.pushes("Volgende deel")

    assert "Wat ik deed" not in pdf(someone.pushes("Maak het papier"))


def test_without_a_role_description_it_says_so_and_goes_on(region: CertainSearcher) -> None:
    someone = Keeper(region)

    told = said(someone.says("/gesprekkencyclus"))

    assert say("cycle.no_role") in told
    assert say("cycle.no_role_school") not in told
    someone = Keeper(region, scope=None)
    assert say("cycle.no_role_school") in said(someone.says("/gesprekkencyclus"))


def test_tasks_for_who_is_not_guided_are_no_part_of_my_role(keeper: New) -> None:
    someone = keeper(students=(Student("zij-instromer"),))
    someone.says("/gesprekkencyclus")

    assert "elke stagedag" in said(someone.says("nee"))
    assert said(someone.says("nee")).endswith(say("cycle.own.role"))


def test_without_a_preparation_nothing_is_heard_or_stopped(keeper: New) -> None:
    someone = keeper()

    assert "Die zin staat erbij" not in said(someone.says("Ik vraag de student meer door"))
    assert said(someone.says("stop")) == say("command.nothing_runs")


def test_what_may_be_typed_and_offered_is_bounded(keeper: New) -> None:
    text = " ".join(f"Ik deed iets nieuws in groep{at} ook." for at in range(20))
    someone = keeper(Kept("a", "na-gesprek", "Na", AT, (Given("x", "?", text),)))
    someone.says("/gesprekkencyclus")
    someone.pushes("Volgende deel")
    for at in range(3):
        someone.says(f"Ik leerde ook les {at}")

    assert said(someone.says("Ik leerde nog meer")).startswith(say("cycle.full"))
    assert said(someone.says("ja")).endswith(say("cycle.ask_full"))
    for _ in range(5):
        last = said(someone.says("ja"))

    assert last.endswith(say("cycle.own_full"))


def test_a_reflection_that_is_open_waits(keeper: New) -> None:
    open_one = Running("na-gesprek", "zeker", "Hoe ging het?", NOW)
    someone = keeper(running=open_one)

    someone.says("/gesprekkencyclus")

    assert someone.conversation.running is not None
    assert someone.conversation.running.resting


def test_on_telegram_it_says_what_telegram_keeps(keeper: New) -> None:
    someone = keeper()
    someone.channel = "telegram"
    someone.says("/gesprekkencyclus")
    someone.says("ja")
    for _ in range(4):
        someone.says("volgende")

    assert said(someone.says("klaar")).endswith(say("growth.telegram"))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "/gesprekkencyclus",
                "ja",
                "nee",
                "volgende",
                "terug",
                "Ik leer. " * 25,
                "Ik vraag meer door",
            ]
        ),
        max_size=60,
    )
)
def test_the_state_stays_small_whatever_is_said(
    roles_region: CertainSearcher, turns: list[str]
) -> None:
    someone = Keeper(roles_region, KEPT)
    for turn in ("/gesprekkencyclus", *turns):
        outcome = someone.says(turn)
        assert said(outcome)
        assert len(outcome.replies[0].text) <= 4096
        assert len(someone.labels) == len(set(someone.labels))
        assert len(written(someone.conversation)) < 10_000
