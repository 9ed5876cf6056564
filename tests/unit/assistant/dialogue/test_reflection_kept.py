"""A reflection's end: kept or not, cleared from the chat, its plan asked after."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.messages import Channel
from assistant.states import Asked, Planned, Used
from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import TO_THE_CARD, Reflector
from tests.unit.assistant.region import NOW, said

New = Callable[..., Reflector]


def test_bewaar_halfway_and_skip_at_the_card_say_where_you_are(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:1], ("bewaar", "aan het eind"))
    someone.plays(*TO_THE_CARD[1:], ("overslaan", "Klaar."), ("later", "zeven dagen"))


def test_without_agreement_nothing_is_kept_or_counted(reflector: New) -> None:
    someone = reflector(agreed=False)
    someone.plays(*TO_THE_CARD, ("bewaar", "geen ja op gezegd"))

    assert someone.kept == ()
    assert someone.conversation.used == ()
    someone.plays(("terug", "plan a?"), ("Als a, dan b", "Klaar."), ("bewaar", "geen ja"))
    someone.pushes("Bewaren instellen")
    someone.plays(("ja", ""), ("bewaar", "Bewaard"))
    assert len(someone.kept) == 1


def test_an_older_use_stays_when_going_back_from_the_card(reflector: New) -> None:
    older = Used("een-minuut", NOW.date(), (Asked("aandeel", 0, "answered"),))
    someone = reflector(agreed=False, used=(older,))
    someone.plays(*TO_THE_CARD, ("terug", "plan a?"))

    assert someone.conversation.used == (older,)


@pytest.mark.parametrize("channel", ["telegram", "terminal"])
def test_clearing_needs_a_chat(reflector: New, channel: Channel) -> None:
    someone = reflector()
    someone.channel = channel
    someone.plays(*TO_THE_CARD)
    outcome = someone.says("ruim op")

    if channel == "terminal":
        assert outcome.clears is None
        assert someone.labels == ["Bewaar", "Ruim op"]
        assert someone.conversation.running is not None
    else:
        assert outcome.clears == NOW
        assert (outcome.status, someone.conversation.running) == ("closed", None)


def test_the_chat_can_be_cleared_after_keeping_or_stopping(reflector: New) -> None:
    someone = reflector()
    someone.channel = "telegram"
    someone.plays(*TO_THE_CARD)
    someone.now += timedelta(minutes=3)
    someone.pushes("Bewaar")

    assert someone.pushes("Ruim op").clears == NOW
    someone.says("/reflectie een-minuut")
    someone.says("stop")
    assert someone.labels == ["Ruim op"]
    assert someone.pushes("Ruim op").clears == NOW + timedelta(minutes=3)
    assert say("command.no_button") in said(someone.does("flow:clear:"))


def test_clearing_halfway_ends_it(reflector: New) -> None:
    someone = reflector()
    someone.channel = "telegram"
    someone.plays(*TO_THE_CARD[:2])

    assert someone.says("ruim op").clears == NOW
    assert someone.conversation.running is None
    assert someone.due == {}


def test_clearing_an_older_one_leaves_the_new_one_running(reflector: New) -> None:
    someone = reflector()
    someone.channel = "telegram"
    someone.now += timedelta(hours=1)
    someone.says("/reflectie een-minuut")

    assert someone.does(f"flow:clear:{int(NOW.timestamp())}").clears == NOW
    assert someone.conversation.running is not None


def test_last_times_plan_is_asked_after_once(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD, ("bewaar", "hoe het met je plan ging"))
    someone.plays(
        ("/reflectie na-gesprek", "Vorige keer nam je je voor: ‘Als ze stilvalt, dan wacht ik’"),
        ("ja, ze begon zelf", "deed a?"),
    )

    assert someone.kept[-1].outcome == "ja, ze begon zelf"
    someone.plays(("terug", "Vorige keer"), ("overslaan", "deed a?"))
    assert someone.kept[-1].outcome is None
    someone.plays(("stop", "We stoppen"), ("/reflectie na-gesprek", "deed b?"))


def test_stop_takes_back_what_was_said_of_the_plan(reflector: New) -> None:
    someone = reflector()
    someone.plays(
        *TO_THE_CARD,
        ("bewaar", "Bewaard"),
        ("/reflectie na-gesprek", "Vorige keer"),
        ("dat werkte", "deed a?"),
        ("stop", "We stoppen"),
    )

    assert someone.kept[-1].outcome is None


def test_a_plan_for_a_talk_ahead_or_of_another_kind_waits(reflector: New) -> None:
    someone = reflector()
    ahead = Planned(
        "t1",
        "startgesprek",
        NOW.replace(tzinfo=None) + timedelta(days=1),
        "Europe/Amsterdam",
        NOW + timedelta(days=1),
    )
    someone.conversation = someone.conversation.with_(planned=(ahead,))
    someone.does("flow:begin:voor-startgesprek:startgesprek:t1")
    someone.plays(*TO_THE_CARD[1:], ("bewaar", "Bewaard"))

    someone.plays(("/reflectie na-gesprek", "deed a?"))
    someone.conversation = someone.conversation.with_(planned=())
    someone.plays(("/reflectie een-minuut", "moment a?"), ("/reflectie mijn-rol", "past a?"))
    someone.does("flow:begin:na-gesprek:eindgesprek:t9")
    assert someone.conversation.running is not None
    assert someone.conversation.running.question == "deed b?"
    someone.plays(("/reflectie na-gesprek", "Vorige keer"))


def test_a_plan_whose_reflection_is_gone_is_answered_all_the_same(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD, ("bewaar", "Bewaard"), ("/reflectie na-gesprek", "Vorige keer"))
    someone.kept = ()

    someone.plays(("ja", "deed a?"))
    assert someone.kept == ()
