"""A reflection as a mentor meets it: asked, answered, put aside, kept or thrown away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from assistant.dialogue.reflections import minding, reflecting
from assistant.dialogue.talk import Talk
from assistant.messages import Channel, Choice, Incoming, Outcome
from assistant.reflection.engine import CARD
from assistant.states import Asked, Due, Planned, Running, Used
from assistant.texts.catalogue import say
from index.version import IndexHome
from knowledge.flow import Flow
from tests.unit.assistant.keeper import Keeper
from tests.unit.assistant.reflection.flows import SHORT, TALK, flow, step
from tests.unit.assistant.region import (
    NOW,
    CertainSearcher,
    new_folder,
    said,
    searcher_over,
)

AFTER = flow("na-gesprek", step("deed"), step("plan", "plan"), after=True)
ROLE = flow("mijn-rol", step("past", "passage"), step("zin"))
ASKS = "hoeveel uur krijgt de mentor voor elke student?"
DAY = timedelta(hours=24)


def write_flow(folder: Path, one: Flow) -> None:
    folder.mkdir(exist_ok=True)
    form = one.model_dump(exclude={"file"}, exclude_none=True, exclude_defaults=True)
    form["steps"] = [
        {key: value for key, value in each.items() if value != ()} for each in form["steps"]
    ]
    with (folder / f"{one.id}.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(_plain(form), file)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> CertainSearcher:
    """The small region with four flows and a role description."""
    root = tmp_path_factory.mktemp("reflectie")
    folder = new_folder(root / "kennis")
    for one in (TALK, SHORT, AFTER, ROLE):
        write_flow(folder.path / "flows", one)
    folder.add(
        "rollen",
        "## Schoolopleider\n\nDe schoolopleider helpt.\n\n"
        "## Coach\n\nDe coach stelt vooral vragen.\n\n## Als coach\n\nDe coach doet het voor.",
        issuer="noord",
        kind="rolbeschrijving",
    )
    return searcher_over(folder, IndexHome(root / "index"))


class Reflector(Keeper):
    """A mentor whose store also keeps what is due, and whose clock can be moved."""

    def __init__(self, searcher: CertainSearcher, **known: object) -> None:
        super().__init__(searcher, **known)
        self.due: dict[str, object] = {}

    def _handle(self, text: str, action: str | None) -> Outcome:
        outcome = super()._handle(text, action)
        for one in outcome.records:
            if isinstance(one, Due):
                self.due.pop(one.name, None)
                if one.at:
                    self.due[one.name] = one.at
        by_id = {one.id: one for one in self.kept}  # a record takes the place of its own id
        self.kept = tuple(by_id.values())
        return outcome

    def waits(self, time: timedelta) -> list[Outcome]:
        """The clock moves on; what falls due on the way is delivered."""
        until = self.now + time
        outcomes = []
        while ready := sorted((at, name) for name, at in self.due.items() if at <= until):  # type: ignore[operator]
            self.now, name = ready[0]  # type: ignore[assignment]
            del self.due[name]
            outcomes.append(self._handle("", f"due:{name}"))
        self.now = until
        return outcomes

    def plays(self, *turns: tuple[str, str]) -> None:
        """What the mentor says, and words that the answer to it has."""
        for typed, answer in turns:
            outcome = self.says(typed)
            assert answer in said(outcome), (typed, said(outcome))


@pytest.fixture
def reflector(place: CertainSearcher) -> Callable[..., Reflector]:
    def make(**known: object) -> Reflector:
        return Reflector(place, **known)

    return make


New = Callable[..., Reflector]

TO_THE_CARD = (
    ("/reflectie voor-startgesprek", "doel a?"),
    ("leren", "zeker a?"),
    ("een 8", "gelukt a?"),
    ("Ik wachtte tot ze zelf begon", "plan a?"),
    ("Als ze stilvalt, dan wacht ik", "Klaar."),
)


def test_the_choice_has_every_flow_and_begins_one(reflector: New) -> None:
    someone = reflector()
    outcome = someone.says("/reflectie")

    assert someone.labels == ["Een minuut", "Mijn rol", "Na gesprek", "Voor startgesprek"]
    assert outcome.status == "command"
    assert "Een minuut: Waarover." in said(outcome)
    assert "moment a?" in said(someone.says("een minuut"))
    assert someone.conversation.running is not None


def test_a_folder_without_talks_asks_after_none(reflector: New) -> None:
    talk = _talk(reflector())
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
    talk = _talk(reflector())
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


def test_own_words_where_a_choice_is_asked_are_an_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(TO_THE_CARD[0], ("eerst samen de regels bekijken", "moment a?"))


def test_a_greeting_is_no_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(TO_THE_CARD[0], ("goedemorgen", "doel a?"), *TO_THE_CARD[1:3])
    someone.plays(("hallo", "Je bent nog bij deze vraag"), ("morgen", "plan a?"))
    assert [one.answer for one in someone.conversation.running.given][-1] == "morgen"  # type: ignore[union-attr]


def test_a_talk_planned_at_an_unanswered_first_question_is_no_answer(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    outcome = someone.says("vrijdag 14:00 voortgangsgesprek")
    assert "Klopt dat?" in said(outcome)
    assert someone.labels == ["Ja", "Anders", "Nee", "Verder"]
    assert someone.conversation.running is not None

    someone.pushes("Verder")
    assert "Je schreef" in said(someone.says("vrijdag 14:00 een rustig voortgangsgesprek gehad"))


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

    assert reflecting.due(_talk(someone), "monday") is None
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


@pytest.mark.parametrize("typed", ["ik weet het niet", "7 of 8", "twaalf"])
def test_what_is_no_number_is_asked_again(reflector: New, typed: str) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], (typed, "zeker a?"), ("7/10", "gelukt a?"))


def test_what_is_no_choice_is_asked_again(reflector: New) -> None:
    someone = reflector()
    someone.plays(TO_THE_CARD[0], ("blauw", "doel a?"), ("2", "moment a?"))


def test_a_number_on_a_scale_is_no_place_of_a_button(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("11", "zeker a?"), ("3", "klein a?"))

    assert someone.conversation.running is not None
    assert someone.conversation.running.given[-1].answer == "3"


def test_on_telegram_a_number_can_be_an_answer_in_words(reflector: New) -> None:
    someone = reflector()
    assert not reflecting.takes_number(_talk(someone))
    someone.channel = "telegram"
    someone.plays(("/reflectie een-minuut", "moment a?"), ("2", "aandeel a?"))


def test_long_answers_and_stickers_lose_nothing(reflector: New) -> None:
    someone = reflector()
    someone.plays(
        *TO_THE_CARD[:3],
        ("ik zag " * 300, "in een paar zinnen"),
        ("woord " * 2000, "in een paar zinnen"),
        ("\U0001f642", "geen woorden"),
        ("dat lukte", "plan a?"),
    )


def test_a_bare_word_of_the_menu_is_an_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(("/reflectie een-minuut", "moment a?"), ("school", "aandeel a?"))


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_a_question_halfway_is_answered_and_the_flow_goes_on(reflector: New, turns: int) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[: turns + 1])
    open_question = someone.conversation.running
    outcome = someone.says(ASKS)

    assert outcome.status == "conflict"
    assert "Bron:" in outcome.replies[0].text
    assert open_question is not None
    assert open_question.question in outcome.replies[-1].text
    assert someone.conversation.running == open_question
    assert [one.label for one in outcome.replies[-1].choices] == someone.labels[
        : len(outcome.replies[-1].choices)
    ]


def test_a_question_that_nobody_can_answer_is_no_answer_to_a_scale(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("hoe heet de tandarts?", "zeker a?"))
    someone.plays(("waarom zeker", "heel getal"))


def test_words_with_a_question_in_them_are_an_answer(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:3], ("ik vroeg haar: wat ging goed?", "plan a?"))
    someone.says("terug")
    someone.plays(("tandartsstoel?", "plan a?"))


def test_a_suggestion_that_is_pressed_halfway_leads_back(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    outcome = someone.does(f"ask:{ASKS}")

    assert "moment a?" in outcome.replies[-1].text


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Sanne gaf een les over breuken", "reflection.name"),
        ("mail haar op s@school.nl", "reflection.name"),
        ("ze heeft adhd", "reflection.person"),
    ],
)
def test_a_name_is_noticed_and_not_kept(reflector: New, typed: str, key: str) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    outcome = someone.says(typed)

    assert outcome.status == "personal_data"
    assert said(outcome) == f"{say(key)}\n\nmoment a?"
    assert typed not in repr(someone.conversation)
    someone.plays(("mijn student gaf een les", "aandeel a?"))


def test_a_name_where_a_number_is_asked_is_noticed_too(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("vraag het Fatima maar", "mijn student"))


@pytest.mark.parametrize(
    "typed", ["Als ze stilvalt, dan wacht ik", "Groep 5 was druk, ik bleef rustig", "De Wilg helpt"]
)
def test_ordinary_words_are_no_persons(place: CertainSearcher, typed: str) -> None:
    assert minding.tells_of_person(place.knowledge, typed) is None


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
    assert not reflecting.is_open(someone.conversation)
    assert said(someone.pushes("Verder")) == "moment a?"


def test_a_full_list_of_buttons_gets_no_other(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    many = tuple(Choice(str(at), f"read:{at}") for at in range(9))
    outcome = _talk(someone).said("Veel.", many)

    assert reflecting.settled(_talk(someone), outcome) == outcome


def test_what_comes_by_itself_leaves_the_question_open(reflector: New) -> None:
    someone = reflector()
    someone.says("/reflectie een-minuut")
    talk = Talk(_searcher(someone), replace(_incoming(someone), action="due:monday"))
    outcome = reflecting.settled(talk, talk.said("De agenda.", status="prompt"))

    assert reflecting.is_open(outcome.conversation)


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


def test_a_new_one_throws_the_old_away_and_says_so(reflector: New) -> None:
    someone = reflector()
    someone.plays(*TO_THE_CARD[:2], ("/reflectie", "Je bent nog bezig met: Voor startgesprek"))
    outcome = someone.pushes("Een minuut")

    assert say("reflection.dropped") in said(outcome)
    assert someone.conversation.used[-1].flow == "voor-startgesprek"


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
        assert not reflecting.takes_number(_talk(someone))
        someone.conversation = someone.conversation.with_(running=None)


def test_a_worn_flow_withdraws_to_two_openings(reflector: New) -> None:
    once = Used(TALK.id, NOW.date(), (Asked("doel", 0, "answered"),))
    someone = reflector(used=(once,) * 7)
    talk = _talk(someone)

    assert reflecting.withdrawn(talk, "weg") is None
    assert reflecting.withdrawn(talk, SHORT.id) is None
    outcome = reflecting.withdrawn(talk, TALK.id)
    assert outcome is not None
    assert outcome.replies[0].text.count("Bron:") == 2
    someone.conversation = outcome.conversation
    assert "doel b?" in said(someone.presses(1))


def test_begin_is_about_a_planned_talk(reflector: New) -> None:
    someone = reflector()
    planned = Planned(
        "t1", "startgesprek", NOW.replace(tzinfo=None), "Europe/Amsterdam", NOW + timedelta(hours=2)
    )
    outcome = reflecting.begin(_talk(someone), "voor-startgesprek", planned)

    assert reflecting.begin(_talk(someone), "weg") is None
    assert outcome is not None
    assert outcome.status == "flow"
    assert not reflecting.is_busy(outcome.conversation)
    someone.conversation = outcome.conversation
    someone.does(reflecting.button("Toch", "na-gesprek", planned).action)
    assert someone.conversation.running is not None
    assert (someone.conversation.running.kind, someone.conversation.running.about) == (
        "startgesprek",
        "t1",
    )
    someone.says("dat ging zo")
    assert reflecting.is_busy(someone.conversation)


def test_it_begins_from_the_middle_of_the_start(reflector: New) -> None:
    someone = reflector(starting=True, awaiting="experience", agreed=True)

    someone.plays(("/reflectie een-minuut", "moment a?"), ("dat lukte", "aandeel a?"))


def _searcher(someone: Reflector) -> CertainSearcher:
    searcher = someone.assistant._searchers.current()
    assert isinstance(searcher, CertainSearcher)
    return searcher


def _incoming(someone: Reflector) -> Incoming:
    return Incoming("", someone.now, someone.conversation, None, someone.channel)


def _talk(someone: Reflector) -> Talk:
    return Talk(_searcher(someone), _incoming(someone))


_MOVES = [
    *("/reflectie voor-startgesprek", "/reflectie een-minuut", "/reflectie mijn-rol"),
    *("/reflectie na-gesprek", "/reflectie", "overslaan", "terug", "later", "verder", "bewaar"),
    *("stop", "ruim op", "7", "leren", "dat lukte", "Als a, dan b", "Sanne was er", ASKS),
    *("/privacy", "\U0001f642", "wat wil jij?", "ik wil niet meer leven", "x" * 1500, "wait"),
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(_MOVES), st.integers(0, 20)), max_size=30),
    st.booleans(),
    st.sampled_from(["telegram", "terminal"]),
)
def test_whatever_is_said_it_never_breaks_or_asks_on(
    place: CertainSearcher, moves: list[str | int], agreed: bool, channel: Channel
) -> None:
    someone = Reflector(place, agreed=agreed)
    someone.channel = channel
    for move in moves:
        kept = someone.kept
        if move == "wait":
            someone.waits(DAY)
            continue
        if isinstance(move, str):
            outcome = someone.says(move)
            assert said(outcome)
        elif someone.labels:
            outcome = someone.presses(move % len(someone.labels) + 1)
            assert say("command.no_button") not in said(outcome)
        else:
            continue
        running = someone.conversation.running
        if outcome.status == "flow" and running is not None and not running.resting:
            asked = [one for one in running.given if one.step != "@plan"]
            assert len(asked) + (running.step != CARD) <= 5
        if move == "stop":
            assert running is None
            assert len(someone.kept) == len(kept)
        assert "Sanne" not in repr(someone.conversation)
        for reply in outcome.replies:
            labels = [one.label for one in reply.choices]
            assert len(labels) == len(set(labels))
            assert set(reply.choices) <= set(someone.conversation.choices)
            assert all(quote in reply.text for quote in reply.quotes)
    assert agreed or someone.kept == ()
