"""The list of planned talks: shown, moved, cancelled, put back."""

from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import TALK, Planner, at
from tests.unit.assistant.region import said


def test_the_list_has_a_button_for_each_talk(with_talk: Planner) -> None:
    outcome = with_talk.says("/gesprekken")

    assert "Donderdag 26 november om 14:00: voortgangsgesprek" in said(outcome)
    assert with_talk.mentor.labels[0] == "do 26 nov 14:00 voortgangsgesprek"
    with_talk.presses("do 26 nov 14:00")
    assert with_talk.mentor.labels[:2] == ["Verzet", "Zeg af"]


def test_an_empty_list_says_how_to_plan(planner: Planner) -> None:
    assert said(planner.says("/gesprekken")) == say("planning.list.none")


def test_a_talk_is_moved_in_one_sentence(with_talk: Planner) -> None:
    outcome = with_talk.says("verzet het voortgangsgesprek van donderdag naar vrijdag")
    assert said(outcome).startswith(
        "Voortgangsgesprek verzetten naar vrijdag 27 november om 14:00. Klopt"
    )
    with_talk.says("nee")
    assert "bestaat niet" in said(with_talk.says("verzet voortgang naar 31 februari"))
    for text in (
        "verzet het driehoeksgesprek naar vrijdag",
        "verzet voortgang",
        "do gaat niet door",
    ):
        assert said(with_talk.says(text)).startswith(say("planning.list.title"))

    assert with_talk.planned == TALK


def test_a_talk_is_moved_by_a_new_day_or_hour(with_talk: Planner) -> None:
    with_talk.says("/gesprekken")
    with_talk.presses("do 26")
    with_talk.presses("Verzet")
    outcome = with_talk.says("vrijdag")
    assert said(outcome).startswith("Voortgangsgesprek verzetten naar vrijdag 27 november om 14:00")
    assert with_talk.planned == TALK
    with_talk.presses("Ja")

    assert with_talk.planned == [("voortgangsgesprek", "2026-11-27T14:00")]
    assert with_talk.due == {
        "prompt:1": at("2026-11-26T19:30"),
        "follow:1": at("2026-11-27T16:00"),
    }


def test_a_talk_is_cancelled_and_can_be_put_back(with_talk: Planner) -> None:
    with_talk.says("verzet mijn gesprek")
    with_talk.presses("do 26")
    with_talk.presses("Zeg af")
    assert (with_talk.planned, with_talk.due) == ([], {})
    with_talk.says("ja")
    assert with_talk.planned == []


def test_what_was_cancelled_just_now_can_be_put_back(with_talk: Planner) -> None:
    with_talk.does("plan:cancel:1")
    with_talk.presses("Zet terug")

    assert with_talk.planned == TALK
    assert set(with_talk.due) == {"prompt:1", "follow:1"}


def test_the_mentor_chooses_when_to_be_prompted(with_talk: Planner) -> None:
    with_talk.says("/gesprekken")
    with_talk.presses("Wanneer")
    with_talk.presses("Een uur ervoor")

    assert with_talk.due["prompt:1"] == at("2026-11-26T13:00")


def test_choosing_again_after_the_prompt_sends_no_second_one(with_talk: Planner) -> None:
    assert len(with_talk.until("2026-11-25T20:00")) == 1
    with_talk.does("plan:when:morning")

    assert "prompt:1" not in with_talk.due
    assert with_talk.mentor.conversation.planned[0].prompt_at == at("2026-11-25T19:30")


def test_once_the_prompt_was_sent_a_talk_tells_only_its_moment(with_talk: Planner) -> None:
    with_talk.until("2026-11-26T12:00")

    outcome = with_talk.does("plan:show:1")

    assert said(outcome) == "Voortgangsgesprek op donderdag 26 november om 14:00."
