"""What is kept of a mentor: told, handed over, erased."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.messages import Conversation, Incoming, Student
from assistant.privacy.entry import SILENT_MONTHS
from assistant.privacy.registry import told_to
from assistant.states import Cycle, Given, Kept, Running, Used, Weighed
from assistant.texts.catalogue import say
from tests.unit.assistant.region import NOW, Mentor, said

New = Callable[..., Mentor]

PHONE = 760
"""Characters that a phone shows at once, or nearly so."""

ZIEK = "hoe laat belt een zieke student de school?"


@pytest.mark.parametrize("agreed", [True, False])
def test_privacy_tells_what_this_mentor_agreed_to(mentor: New, agreed: bool) -> None:
    someone = mentor(agreed=agreed)

    told = said(someone.says("/privacy"))

    assert (say("privacy.agreed") in told) is agreed
    assert (say("privacy.refused") in told) is not agreed
    assert "Telegram" not in told
    someone.channel = "telegram"
    assert say("privacy.telegram") in said(someone.says("wat bewaar je van mij?"))


@pytest.mark.parametrize("on_telegram", [True, False])
@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("uncounted", [True, False])
def test_privacy_tells_what_the_registry_says(
    mentor: New, agreed: bool, uncounted: bool, on_telegram: bool
) -> None:
    someone = mentor(agreed=agreed, uncounted=uncounted)
    someone.channel = "telegram" if on_telegram else "terminal"

    brief = said(someone.says("/privacy"))
    whole = said(someone.pushes("Meer")).splitlines()

    entries = told_to(agreed=agreed, uncounted=uncounted, on_telegram=on_telegram)
    listed = [line.removeprefix("- ") for line in brief.splitlines() if line.startswith("- ")]
    by_term = {
        term[:1].lower() + term[1:]: what for term, what in (one.split(": ") for one in listed)
    }
    assert list(by_term) == list(dict.fromkeys(one.term_told for one in entries))
    for term, what in by_term.items():
        own = [one.short for one in entries if one.term_told == term]
        assert what == f"{', '.join(own)}."
    assert f"Stuur je {SILENT_MONTHS} maanden niets, dan wis ik alles." in brief
    assert [line for line in whole if line.startswith("- ")] == [
        f"- {one.what}: {one.term_told}." for one in entries
    ]
    assert ("- Je vorige vraag: 24 uur." in whole) is agreed
    assert any(line.startswith("- Waar je vragen") for line in whole) is (agreed and not uncounted)
    assert ("- Het nummer van onze chat: tot je alles wist." in whole) is on_telegram


def test_privacy_fits_a_phone(mentor: New) -> None:
    someone = mentor()
    someone.channel = "telegram"

    brief = someone.says("/privacy")

    assert len(said(brief)) <= PHONE
    assert someone.labels[0] == "Meer"
    assert said(someone.says("meer")).startswith(say("privacy.keeps"))
    assert someone.labels == ["Mijn gegevens", "Vergeet mij"]


def test_everything_that_is_kept_comes_in_a_file(mentor: New) -> None:
    someone = mentor(students=(Student("lio", None, "pabo-delta"),))
    someone.says(ZIEK)
    kept = someone.conversation
    someone.says("/privacy")

    outcome = someone.pushes("Mijn gegevens")

    (file,) = outcome.replies[0].files
    assert (file.name, file.type) == ("mijn-gegevens.json", "application/json")
    held = json.loads(file.content)
    assert held["scope"] == "wilg"
    assert held["students"] == [{"kind": "lio", "year": None, "institute": "pabo-delta"}]
    assert held["previous"] == kept.previous == ZIEK
    assert set(held) == {*vars(kept), "kept"} - {"cycle"}
    someone.channel = "telegram"
    assert said(someone.says("mijn gegevens")) == say("data.told_telegram")


def test_forgetting_is_asked_first(mentor: New) -> None:
    someone = mentor()
    assert "je school (Basisschool De Wilg)" in said(someone.says("vergeet mij"))

    assert said(someone.says("ja")) == say("forget.say_it")
    outcome = someone.pushes("Niet wissen")

    assert said(outcome) == say("forget.kept")
    assert not outcome.forget
    assert someone.conversation.scope == "wilg"


def test_a_forgotten_mentor_is_new_and_has_a_receipt(mentor: New) -> None:
    someone = mentor(
        experience="ervaren",
        students=(Student(),),
        institute="pabo-delta",
        monday=True,
        paused=True,
    )
    someone.says(ZIEK)
    someone.channel = "telegram"
    someone.says("/vergeetmij")

    outcome = someone.says("ja, vergeet mij")

    assert outcome.forget
    assert outcome.conversation == Conversation()
    assert said(outcome).split("\n\n") == [
        "Gewist op 24 november 2026 om 12:00: je school (Basisschool De Wilg), "
        "wie je begeleidt (1), je ervaring, de opleiding van je student, "
        "je ja op bewaren en meetellen, je vorige vraag, je keuze voor de maandag, "
        "je keuze voor pauze, je laatste knoppen, het nummer van onze chat. "
        "Ik weet nu niets meer van je.",
        say("forget.receipt_telegram"),
    ]
    assert "computerprogramma" in said(someone.says("hoi"))


def test_a_school_that_has_gone_is_forgotten_too(mentor: New) -> None:
    someone = mentor(scope="weg")
    someone.says("/vergeetmij")

    assert "je school (weg)" in said(someone.pushes("Ja, vergeet mij"))
    assert someone.does("forget:yes").forget


def test_who_has_told_nothing_has_only_buttons(mentor: New) -> None:
    told = said(mentor(scope=None, agreed=False).says("/vergeetmij"))

    assert told.startswith("Ik wis dan: je laatste knoppen. ")


def test_the_question_before_is_gone_after_a_day(mentor: New) -> None:
    someone = mentor()
    someone.says(ZIEK)
    someone.now += timedelta(hours=25)

    someone.says("hoi")

    assert someone.conversation.previous is None


def test_what_was_kept_comes_along_and_is_named_when_it_goes(mentor: New) -> None:
    kept = Kept("a", "een-minuut", "Een minuut", NOW, (Given("a", "Wat?", "rust"),), plan="als dan")
    running = Running("een-minuut", "a", "Wat?", NOW)
    someone = mentor(running=running, used=(Used("een-minuut", NOW.date()),))
    heard = Incoming("", NOW, someone.conversation, "command:/mijngegevens", kept=lambda: (kept,))

    (file,) = someone.assistant.handle(heard).replies[0].files

    held = json.loads(file.content)
    assert held["kept"][0]["given"] == [{"step": "a", "question": "Wat?", "answer": "rust"}]
    asked = said(someone.assistant.handle(replace(heard, action="command:/vergeetmij")))
    assert "je reflectie die nog niet af is, welke stappen je deed" in asked
    assert "je bewaarde reflecties (1)" in asked


def test_a_preparation_is_not_in_the_file_and_ends_with_it(mentor: New) -> None:
    someone = mentor(cycle=Cycle(NOW, weighed=(Weighed("want", True, words="meer lezen"),)))

    outcome = someone.says("/mijngegevens")

    assert outcome.conversation.cycle is None
    assert say("data.cycle") in said(outcome)
    (file,) = outcome.replies[0].files
    assert b"meer lezen" not in file.content
    assert b"cycle" not in file.content
    assert say("data.cycle") not in said(someone.says("/mijngegevens"))
