"""/bronnen, /wiedoetwat and /agenda: the documents themselves, without a question."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assistant.messages import Student
from assistant.states import Due
from assistant.texts.catalogue import say
from tests.unit.assistant.region import Mentor, said

New = Callable[..., Mentor]


def test_the_nearest_documents_come_first_in_pages_of_six(coded: New) -> None:
    someone = coded()

    first = said(someone.says("/bronnen"))

    assert "\n1. Beleid · Basisschool De Wilg\n2. Handboek · Basisschool De Wilg\n3. " in first
    assert "Bladzijde 1 van 3." in first
    assert someone.labels[:2] == ["Beleid", "Handboek"]
    assert len(someone.labels) == 7
    assert "\n7. " in said(someone.pushes("Volgende bladzijde"))
    assert someone.labels[-2:] == ["Vorige bladzijde", "Volgende bladzijde"]
    someone.pushes("Volgende bladzijde")
    assert someone.labels[-1] == "Vorige bladzijde"


def test_any_section_can_be_read_from_one_to_the_next(coded: New) -> None:
    someone = coded()
    someone.says("bronnen")
    someone.pushes("Handboek")
    assert someone.labels == [f"Deel {part}" for part in range(1, 7)] + [
        "Volgende bladzijde",
        "Alle bronnen",
    ]
    someone.pushes("Volgende bladzijde")

    outcome = someone.pushes("Deel 7")

    assert said(outcome).startswith("In deel 7 staat stuk 7.\nBron: Handboek, 'Deel 7'")
    assert outcome.replies[0].quotes == ("In deel 7 staat stuk 7.",)
    someone.pushes("Volgende stuk")
    assert someone.labels == ["Dit document", "Alle bronnen"]
    someone.pushes("Dit document")
    assert "Deel 8" in someone.labels
    assert said(someone.pushes("Alle bronnen")).startswith("Deze documenten")


def test_without_a_school_the_national_documents_are_there(coded: New) -> None:
    someone = coded(scope=None)

    assert say("sources.no_scope") in said(someone.says("/bronnen"))
    assert someone.labels[-1] == "School kiezen"


@pytest.mark.parametrize("action", ["document:weg", "document:kamp", "section:weg#weg"])
@pytest.mark.parametrize("more", ["", "2"])
def test_a_document_that_is_gone_says_so(coded: New, action: str, more: str) -> None:
    assert said(coded().does(action + more)) == say("sources.gone")


def test_a_concept_is_never_read(coded: New) -> None:
    assert said(coded().does("section:kamp#kampvuur")) == say("sources.gone")
    assert said(coded().does("read:kamp#kampvuur")) == say("command.no_button")


@pytest.mark.parametrize("action", ["document:parkeren", "section:parkeren#parkeren"])
def test_an_old_button_of_what_holds_no_more_says_so(coded: New, action: str) -> None:
    assert said(coded().does(action)).startswith(say("sources.not_holding"))


def test_headings_that_are_alike_are_told_apart(national: New) -> None:
    someone = national()
    someone.does("document:dubbel")

    labels = someone.labels
    assert labels[:4] == ["Les (Maandag)", "Les (Dinsdag)", "Les", "2. Les"]
    assert labels[4].endswith(" …")
    assert len(labels[4]) <= 60


def test_a_folder_without_documents_says_so(national: New) -> None:
    someone = national(scope=None)
    someone.now = datetime(2020, 1, 1, tzinfo=UTC)

    assert said(someone.says("/bronnen")) == say("sources.none")
    assert said(someone.says("/wiedoetwat")).startswith(say("tasks.none"))
    assert said(someone.says("/agenda")) == say("agenda.none")
    assert someone.labels == ["School kiezen"]
    someone.conversation = someone.conversation.with_(scope="wilg")
    assert said(someone.says("/wiedoetwat")) == say("tasks.none")
    assert someone.labels == []


# Who does what


def test_tasks_tell_each_part_with_its_source_and_where_documents_differ(coded: New) -> None:
    told = said(coded().says("/wiedoetwat")).split("\n\n")

    assert (
        "Wie het eindoordeel bepaalt:\nBeslist: de mentor.\n"
        "Bron: Oordeel-noord · Partnerschap Noord\nBeslist: de instituutsopleider.\n"
        "Bron: Oordeel-pabo-delta · Pabo Delta\nDeze documenten zeggen niet hetzelfde."
    ) in told
    assert (
        "Wie studenten een plek geeft:\nBeslist: de mentor, de schoolopleider. "
        "Moet het weten: het bestuur.\nBron: Taken · Partnerschap Noord"
    ) in told
    assert any(block.endswith("Dit verschilt per opleiding.") for block in told)
    assert "Wie de gesprekken plant:\nDoet het (student, jaar 2): de student." in told[4]
    assert "Eigen taak:\nDoet het (lio): de lio." in said(coded().says("wie doet wat"))


def test_a_task_is_read_in_the_words_of_the_documents(coded: New) -> None:
    someone = coded()
    someone.says("wie doet wat")

    outcome = someone.pushes("Wie het eindoordeel bepaalt")

    assert outcome.replies[0].quotes == (
        "Het eindoordeel is van de mentor.",
        "Het eindoordeel is van de instituutsopleider.",
    )
    assert said(outcome).endswith("Vraag het na bij Kantoor De Wilg.")
    someone.pushes("Alle taken")
    someone.pushes("Wie studenten een plek geeft")
    assert "Vraag het na" not in said(someone.does("task:plaatsing"))
    assert said(someone.does("task:weg")).startswith(say("tasks.title"))


def test_tasks_about_others_than_the_guided_are_left_out(coded: New) -> None:
    told = said(coded(students=(Student("student", 2),)).says("/wiedoetwat"))

    assert "Doet het: de student." in told  # all whom this mentor guides
    assert "Eigen taak" not in told


def test_national_tasks_are_said_to_be_so(national: New) -> None:
    someone = national(scope=None)

    assert say("tasks.no_scope") in said(someone.says("/wiedoetwat"))
    assert someone.labels[-1] == "School kiezen"
    assert "Vraag het na" not in said(someone.does("task:eindbeoordeling"))


def test_many_tasks_come_in_pages(national: New) -> None:
    someone = national()
    someone.says("/wiedoetwat")

    assert "Bladzijde 2 van 2." in said(someone.pushes("Volgende bladzijde"))


# What falls when


def test_what_is_ahead_comes_first_with_its_source(coded: New) -> None:
    told = said(coded().says("/agenda")).split("\n\n")

    source = "Bron: Kalender, 'Data' · Partnerschap Noord · zonder datum"
    assert told == [
        "Dit komt eraan:",
        f"Vrijdag 4 december 2026: tussenbeoordeling (student, jaar 1, 2)\n{source}",
        "Vrijdag 4 december 2026: open dag\nBron: Opendag, 'Open dag' · Pabo Delta · zonder datum",
        f"Maandag 1 februari 2027: start lio (lio)\n{source}",
        "Dit is geweest:",
        f"Maandag 7 september 2026: begin periode\n{source}",
        say("agenda.for_all"),
    ]


def test_the_agenda_is_of_those_who_are_guided(coded: New) -> None:
    told = said(coded(students=(Student("lio", None, "pabo-linge"),)).says("agenda"))

    assert "start lio" in told
    assert "tussenbeoordeling" not in told
    assert "open dag" not in told
    assert say("agenda.for_all") not in told


def test_when_all_is_past_that_is_said(coded: New) -> None:
    someone = coded()
    someone.now = datetime(2027, 6, 1, tzinfo=UTC)

    assert said(someone.says("/agenda")).startswith(say("agenda.none_ahead"))


def test_many_dates_come_in_pages(national: New) -> None:
    someone = national()
    someone.says("/agenda")

    assert "Bladzijde 2 van 2." in said(someone.pushes("Volgende bladzijde"))


def test_the_monday_card_is_turned_on_and_off(coded: New) -> None:
    someone = coded()
    someone.says("/agenda")
    turned_on = someone.pushes("Elke maandag")
    assert someone.conversation.monday
    (due,) = turned_on.records
    someone.now = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    assert due == Due("monday", someone.now)

    card = someone.does("due:monday")

    assert card.status == "prompt"
    assert said(card).startswith("Dit komt eraan in de komende twee weken:\n\nVrijdag 4 december")
    assert "start lio" not in said(card)
    assert card.records == (Due("monday", someone.now + timedelta(days=7)),)
    assert someone.pushes("Niet elke maandag").records == (Due("monday", None),)
    assert someone.does("due:monday").replies == ()


def test_nothing_comes_unasked_while_paused_or_when_nothing_falls(coded: New) -> None:
    someone = coded(monday=True, paused=True)
    someone.now = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    card = someone.does("due:monday")
    assert card.replies == ()
    assert card.records == (Due("monday", someone.now + timedelta(days=7)),)
    assert said(someone.says("elke maandag")) == say("agenda.wanted_paused")

    someone = coded(monday=True)
    someone.now = datetime(2027, 3, 1, 7, 30, tzinfo=UTC)
    assert someone.does("due:monday").replies == ()


def test_a_card_that_is_a_day_late_waits_for_the_next(coded: New) -> None:
    someone = coded(monday=True)
    someone.now = datetime(2026, 12, 1, 9, tzinfo=UTC)

    card = someone.does("due:monday")

    assert card.replies == ()
    assert card.records == (Due("monday", datetime(2026, 12, 7, 7, 30, tzinfo=UTC)),)
