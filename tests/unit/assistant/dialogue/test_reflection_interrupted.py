"""A reflection that is put aside, fallen silent or broken into, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from assistant.dialogue.reflections import standing
from assistant.messages import Choice
from assistant.states import Asked, Due
from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import ASKS, DAY, TO_THE_CARD, Reflector
from tests.unit.assistant.region import NOW, said

New = Callable[..., Reflector]


def test_later_rests_and_goes_on_in_the_same_words(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2])
    asked = someone.conversation.running
    outcome = someone.says("later")

    assert outcome.status == "closed"
    assert someone.labels == ["Verder"]
    assert someone.conversation.running is not None
    assert someone.conversation.running.resting
    assert list(someone.due) == ["expire"]
    someone.plays(("/reflectie", "Voor startgesprek"))
    assert "zeker a?" in said(someone.pushes("Verder"))
    assert someone.conversation.running == replace(asked, at=NOW)  # type: ignore[type-var]


def test_while_an_appraisal_is_prepared_the_words_are_for_that(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("later", "zeven dagen"))
    someone.says("/gesprekkencyclus")

    assert "zeker a?" not in said(someone.says("verder"))


def test_a_day_of_silence_closes_it_kindly_and_a_week_ends_it(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3])

    (closed,) = someone.waits(DAY)
    assert closed.status == "closed"
    assert "Voor startgesprek" in said(closed)
    assert someone.labels == ["Verder"]
    assert "gelukt a?" in said(someone.says("verder"))

    assert [one.status for one in someone.waits(timedelta(days=8))] == ["closed", None]
    assert someone.conversation.running is None
    assert someone.due == {}
    assert someone.conversation.used[-1].asked[-1] == Asked("gelukt", 0, "left")


def test_at_night_it_closes_and_that_is_told_in_the_morning(reflector: New) -> None:
    someone = reflector()
    someone.now = NOW.replace(hour=22)
    someone.plays(*TO_THE_CARD[:2])

    (closed,) = someone.waits(DAY)
    assert (closed.status, closed.replies) == ("closed", ())
    assert someone.conversation.running is not None
    assert someone.conversation.running.resting
    (told,) = someone.waits(timedelta(hours=10))
    assert "een dag stil" in said(told)
    assert someone.labels == ["Verder"]
    assert list(someone.due) == ["expire"]


def test_the_words_say_where_a_resting_reflection_is(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("later", "zeven dagen"), ("terug", "wacht op je"))

    assert "zeker a?" in said(someone.pushes("Verder"))


def test_the_look_back_that_came_in_between_waits_for_the_end(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2])
    back = Choice("Kijk terug", "flow:begin:na-gesprek:startgesprek:t1")
    someone.conversation = someone.conversation.with_(choices=(back, *someone.conversation.choices))
    outcome = someone.says("7")
    assert "Kijk terug" not in [one.label for one in outcome.replies[-1].choices]
    someone.plays(*TO_THE_CARD[3:])

    assert someone.labels[-1] == "Kijk terug"
    someone.says("bewaar")
    assert someone.labels == ["Kijk terug"]
    assert "Vorige keer nam je je voor" in said(someone.says("kijk terug"))
    assert "Kijk terug" not in someone.labels


def test_a_prompt_that_nobody_answers_closes_without_a_word(reflector: New) -> None:
    someone = reflector()
    someone.does("flow:begin:voor-startgesprek:startgesprek:t1")

    (closed,) = someone.waits(DAY)
    assert (closed.status, closed.replies) == ("closed", ())
    assert someone.conversation.running is not None
    assert someone.conversation.running.about == "t1"


def test_a_pause_closes_without_a_word(reflector: New) -> None:
    someone = reflector(paused=True)
    someone.plays(*TO_THE_CARD[:2])

    assert [one.replies for one in someone.waits(DAY)] == [()]


def test_silence_that_is_over_does_nothing(reflector: New) -> None:
    someone = reflector()

    assert standing.due(someone.talk(), "monday") is None
    assert someone.does("due:silence").replies == ()
    someone.says("/reflectie een-minuut")
    early = someone.does("due:silence")
    assert early.records == (Due("silence", NOW + DAY),)
    someone.says("later")
    assert someone.does("due:silence").records == ()


def test_a_card_that_was_not_kept_is_named_after_a_day(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD)

    (closed,) = someone.waits(DAY)
    assert "nog niet bewaard" in said(closed)
    someone.plays(("verder", "Klaar."), ("bewaar", "Bewaard"))
    assert len(someone.kept) == 1


def test_a_card_rests_when_something_else_is_said(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD)
    someone.says(ASKS)

    assert someone.labels[-1] == "Verder"
    assert someone.conversation.running is not None
    assert someone.conversation.running.resting
    assert list(someone.due) == ["expire"]
    assert someone.says("overslaan").status != "flow"
    someone.plays(("bewaar", "Bewaard"))


def test_danger_ends_it_and_nothing_is_due_any_more(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3])
    outcome = someone.says("ik wil niet meer leven")

    assert outcome.status == "crisis"
    assert someone.conversation.running is None
    assert someone.due == {}
    assert someone.conversation.used[-1].asked[-1].done == "left"


def test_another_command_leaves_a_way_back(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    someone.says("/privacy")

    assert someone.labels[-1] == "Verder"
    assert not standing.is_open(someone.conversation)
    assert said(someone.pushes("Verder")) == "moment a?"


def test_a_full_list_of_buttons_gets_no_other(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    many = tuple(Choice(str(at), f"read:{at}") for at in range(9))
    outcome = someone.talk().said("Veel.", many)

    assert standing.settled(someone.talk(), outcome) == outcome


def test_what_comes_by_itself_leaves_the_question_open(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    talk = someone.talk("due:monday")
    outcome = standing.settled(talk, talk.said("De agenda.", status="prompt"))

    assert standing.is_open(outcome.conversation)


def test_an_old_button_does_not_answer_another_question(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3])

    assert say("reflection.old") in said(someone.does("flow:answer:zeker:9"))
    assert say("reflection.old") in said(someone.does("flow:skip:doel"))
    someone.says("terug")
    for gone in ("flow:answer:zeker:99", "flow:answer:zeker:x", "flow:onzin", "flow:keep"):
        assert say("command.no_button") in said(someone.does(gone))
    someone.says("terug")
    assert say("command.no_button") in said(someone.does("flow:answer:doel:5"))
    assert "moment a?" in said(someone.does("flow:answer:doel:1"))
    assert say("command.no_button") in said(someone.does("flow:answer:moment:0"))


def test_buttons_of_a_reflection_that_is_over_say_so(reflector: New) -> None:
    someone = reflector()

    assert say("reflection.nothing") in said(someone.does("flow:skip:doel"))
    assert say("command.no_button") in said(someone.does("flow:onzin"))
    assert say("reflection.nothing") in said(someone.says("verder"))
    assert "Waarover wil je nadenken" in said(someone.pushes("Kies een reflectie"))
    assert "Waarover wil je nadenken" in said(someone.does("flow:begin:weg"))
