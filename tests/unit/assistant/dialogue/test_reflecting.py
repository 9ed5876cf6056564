"""A reflection as a mentor meets it: chosen, begun, answered up to the card."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from assistant.dialogue.reflections import inviting, reflecting, standing
from assistant.messages import Choice
from assistant.states import Asked, Planned, Running, Used
from assistant.texts.catalogue import say
from index.version import IndexHome
from tests.unit.assistant.keeper import DAY, TO_THE_CARD, Reflector
from tests.unit.assistant.reflection.flows import ROLE, SHORT, TALK, write_flow
from tests.unit.assistant.region import NOW, new_folder, said, searcher_over

New = Callable[..., Reflector]


def test_the_choice_has_every_flow_and_begins_one(reflector: New) -> None:
    someone = reflector()
    outcome = someone.says("/reflectie")

    assert someone.labels == ["Een minuut", "Mijn rol", "Na gesprek", "Voor startgesprek"]
    assert outcome.status == "command"
    assert "Een minuut: Waarover." in said(outcome)
    assert "moment a?" in said(someone.says("een minuut"))
    assert someone.conversation.running is not None


def test_a_folder_without_talks_asks_after_none(reflector: New) -> None:
    talk = reflector().talk()
    talk.knowledge = replace(talk.knowledge, flows={SHORT.id: SHORT})
    outcome = reflecting.choose(talk, "")

    assert outcome is not None
    assert say("reflection.before") not in said(outcome)


def test_an_unknown_name_says_which_there_are(reflector: New) -> None:
    someone = reflector()

    someone.plays(
        ("/reflectie onzin", "een-minuut, mijn-rol, na-gesprek, voor-startgesprek"),
        ("/reflectie startgesprek", "doel a?"),
        ("/reflectie Een minuut", "moment a?"),
    )


def test_without_flows_it_says_so(reflector: New) -> None:
    talk = reflector().talk()
    talk.knowledge = replace(talk.knowledge, flows={})
    outcome = reflecting.choose(talk, "een-minuut")

    assert outcome is not None
    assert said(outcome) == say("reflection.none")


def test_the_first_time_it_says_who_reads_along(reflector: New) -> None:
    someone = reflector()
    someone.channel = "telegram"

    first = said(someone.says("/reflectie een-minuut"))
    someone.says("stop")

    assert say("reflection.first_telegram") in first
    assert say("reflection.first") not in said(someone.says("/reflectie een-minuut"))


def test_from_the_first_question_to_the_card(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD)

    card = someone.conversation
    assert someone.labels == ["Bewaar", "Ruim op"]
    assert card.used[-1].asked[1] == Asked("zeker", 0, "answered", 8)
    outcome = someone.pushes("Bewaar")
    assert outcome.status == "closed"
    (kept,) = someone.kept
    assert (kept.score, kept.plan) == (8, "Als ze stilvalt, dan wacht ik")
    assert [one.answer for one in kept.given] == ["Leren", "Ik wachtte tot ze zelf begon"]
    assert someone.conversation.running is None
    assert someone.due == {}


def test_the_card_shows_own_words_the_plan_and_two_openings(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:-1])
    text = said(someone.says("Als ze stilvalt, dan wacht ik"))

    assert "Zeker: 8 van 10\n" in text
    assert "Gelukt: Ik wachtte tot ze zelf begon" in text
    assert "Je plan: Als ze stilvalt, dan wacht ik" in text
    assert text.count("\nBron: Bron ") == 2


def test_a_reflection_without_a_plan_is_kept_too(reflector: New) -> None:
    someone = reflector()
    someone.plays(("/reflectie een-minuut", ""), ("dat", ""), ("dit", "Klaar."))

    assert said(someone.pushes("Bewaar")) == say("reflection.kept")
    assert someone.conversation.plans == ()


def test_own_words_come_back_twice_at_most(reflector: New) -> None:
    someone = reflector()
    texts = [said(someone.says(typed)) for typed, _ in TO_THE_CARD]

    assert sum("Je schreef" in text for text in texts[:-1]) == 1
    someone.plays(("/reflectie een-minuut", "moment a?"), ("ik vroeg door", "‘ik vroeg door’"))


def test_back_gives_the_same_words_and_takes_the_answer_back(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3])
    before = said(someone.says("wacht"))
    someone.says("Als dit, dan dat")

    assert said(someone.says("terug")) == before
    assert someone.conversation.used == ()
    assert someone.conversation.running is not None
    assert [one.answer for one in someone.conversation.running.given] == ["Leren", "8", "wacht"]
    someone.plays(("terug", "gelukt a?"), ("terug", "zeker a?"), ("terug", "doel a?"))
    assert say("reflection.is_first") in said(someone.says("terug"))


def test_skipping_is_remembered_without_words(reflector: New) -> None:
    someone = reflector()
    someone.plays(("/reflectie voor-startgesprek", "doel a?"), ("overslaan", "moment a?"))
    someone.pushes("Overslaan")
    outcome = someone.says("sla over")

    assert say("reflection.card.empty") in said(outcome)
    assert someone.labels == ["Ruim op"]
    assert {one.done for one in someone.conversation.used[-1].asked} == {"skipped"}


def test_stop_keeps_nothing(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3], ("stop", "We stoppen hier"))

    assert someone.kept == ()
    assert someone.conversation.running is None
    assert someone.due == {}
    assert "Leren" not in repr(someone.conversation)


def test_a_new_one_throws_the_old_away_and_says_so(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("/reflectie", "Je bent nog bezig met: Voor startgesprek"))
    outcome = someone.pushes("Een minuut")

    assert say("reflection.dropped") in said(outcome)
    assert someone.conversation.used[-1].flow == "voor-startgesprek"


def test_the_role_is_quoted_with_its_source(reflector: New) -> None:
    someone = reflector()
    outcome = someone.says("/reflectie mijn-rol")
    (reply,) = outcome.replies

    assert reply.quotes == ("De coach stelt vooral vragen.",)
    assert "Bron: Rollen, 'Coach' · Partnerschap Noord" in reply.text
    someone.plays(
        ("dat past", "‘dat past’"),
        ("en dat", "Klaar."),
        ("/reflectie mijn-rol", "De coach doet het voor."),
    )


def test_without_a_role_description_it_says_so_and_asks(reflector: New) -> None:
    someone = reflector(scope="els")

    someone.plays(("/reflectie mijn-rol", say("reflection.no_role")), ("in de klas", "zin a?"))


def test_a_role_description_without_the_mentor_gives_its_first_section(
    tmp_path: Path,
) -> None:
    folder = new_folder(tmp_path / "kennis")
    write_flow(folder.path / "flows", ROLE)
    folder.add("rollen", "## Bestuur\n\nHet bestuur betaalt.", kind="rolbeschrijving")
    someone = Reflector(searcher_over(folder, IndexHome(tmp_path / "index")))

    someone.plays(("/reflectie mijn-rol", "Het bestuur betaalt."))


def test_a_flow_that_changed_meanwhile_ends_kindly(reflector: New) -> None:
    someone = reflector()
    for gone in (Running("weg", "x", "x?", NOW), Running("een-minuut", "weg", "x?", NOW)):
        choices = (Choice("Overslaan", "flow:skip:x"),)
        for act in ("een antwoord", "later", "bewaar", "flow:skip:x", "due:expire", "due:silence"):
            someone.conversation = someone.conversation.with_(running=gone, choices=choices)
            someone.now = NOW if ":" not in act or act.startswith("flow") else NOW + 8 * DAY
            outcome = someone.does(act) if ":" in act else someone.says(act)
            assert someone.conversation.running is None
            expected = "" if act.startswith("due") else say("reflection.gone")
            assert said(outcome) == expected
        someone.conversation = someone.conversation.with_(running=gone, choices=choices)
        assert not standing.takes_number(someone.talk())
        someone.conversation = someone.conversation.with_(running=None)


def test_a_worn_flow_withdraws_to_two_openings(reflector: New) -> None:
    once = Used(TALK.id, NOW.date(), (Asked("doel", 0, "answered"),))
    someone = reflector(used=(once,) * 7)
    talk = someone.talk()

    assert inviting.withdrawn(talk, "weg") is None
    assert inviting.withdrawn(talk, SHORT.id) is None
    outcome = inviting.withdrawn(talk, TALK.id)
    assert outcome is not None
    assert outcome.replies[0].text.count("Bron:") == 2
    someone.conversation = outcome.conversation
    assert "doel b?" in said(someone.presses(1))


def test_begin_is_about_a_planned_talk(reflector: New) -> None:
    someone = reflector()
    planned = Planned(
        "t1", "startgesprek", NOW.replace(tzinfo=None), "Europe/Amsterdam", NOW + timedelta(hours=2)
    )
    outcome = reflecting.begin(someone.talk(), "voor-startgesprek", planned)

    assert reflecting.begin(someone.talk(), "weg") is None
    assert outcome is not None
    assert outcome.status == "flow"
    assert not standing.is_busy(outcome.conversation)
    someone.conversation = outcome.conversation
    someone.does(inviting.button("Toch", "na-gesprek", planned).action)
    assert someone.conversation.running is not None
    assert (someone.conversation.running.kind, someone.conversation.running.about) == (
        "startgesprek",
        "t1",
    )
    someone.says("dat ging zo")
    assert standing.is_busy(someone.conversation)


def test_it_begins_from_the_middle_of_the_start(reflector: New) -> None:
    someone = reflector(starting=True, awaiting="experience", agreed=True)

    someone.plays(("/reflectie een-minuut", "moment a?"), ("dat lukte", "aandeel a?"))
