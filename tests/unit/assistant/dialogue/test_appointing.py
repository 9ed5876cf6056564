"""Planned talks: understood, confirmed, moved, prompted for, over a year as well."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import File, Incoming, Outcome
from assistant.planning.prompting import is_quiet
from assistant.states import Asked, Due, Used
from assistant.storage import state
from assistant.texts.catalogue import say
from index.version import IndexHome
from tests.unit.assistant.region import Mentor, Searchers, new_folder, said, searcher_over

New = Callable[..., Mentor]

ZONE = ZoneInfo("Europe/Amsterdam")
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{}END:VCALENDAR\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:{0}{1}\r\nDTSTART:{1}\r\nSUMMARY:{0}\r\n{2}END:VEVENT\r\n"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Planner:
    """A mentor whose clock moves on, to whom what falls due is delivered, once."""

    def __init__(self, mentor: Mentor, now: str = "2026-11-24T12:00") -> None:
        self.mentor = mentor
        mentor.now = at(now)
        self.due: dict[str, datetime] = {}
        self.sent: list[tuple[datetime, Outcome]] = []

    def says(self, text: str) -> Outcome:
        return self._noted(self.mentor.says(text))

    def presses(self, label: str) -> Outcome:
        whole = next(one for one in self.mentor.labels if one.startswith(label))
        return self._noted(self.mentor.pushes(whole))

    def does(self, action: str) -> Outcome:
        return self._noted(self.mentor.does(action))

    def sends(self, content: str | bytes, name: str = "gesprek.ics") -> Outcome:
        body = content.encode() if isinstance(content, str) else content
        mentor = self.mentor
        file = File(name, "", body)
        outcome = mentor.assistant.handle(
            Incoming("", mentor.now, mentor.conversation, None, "terminal", file)
        )
        mentor.conversation = outcome.conversation
        return self._noted(outcome)

    def until(self, moment: str) -> list[Outcome]:
        """Every message that came by itself until then."""
        before = len(self.sent)
        while self.due and min(self.due.values()) <= at(moment):
            name = min(self.due, key=lambda one: self.due[one])
            self.mentor.now = max(self.mentor.now, self.due.pop(name).astimezone(ZONE))
            outcome = self.does(f"due:{name}")
            if outcome.replies and name.startswith(("prompt", "follow")):
                self.sent.append((self.mentor.now, outcome))
            # As every store does: what is kept is read back from its JSON.
            written = state.written(self.mentor.conversation)
            self.mentor.conversation = state.read(written)
        self.mentor.now = at(moment)
        return [outcome for _, outcome in self.sent[before:]]

    @property
    def planned(self) -> list[tuple[str, str]]:
        return [
            (one.kind, one.starts.isoformat(timespec="minutes"))
            for one in self.mentor.conversation.planned
        ]

    def _noted(self, outcome: Outcome) -> Outcome:
        for one in outcome.records:
            if isinstance(one, Due) and one.at is None:
                self.due.pop(one.name, None)
            elif isinstance(one, Due) and one.at is not None:
                self.due[one.name] = one.at
        return outcome


@pytest.fixture
def planner(mentor: New) -> Planner:
    return Planner(mentor())


@pytest.fixture
def with_talk(planner: Planner) -> Planner:
    planner.says("donderdag 14:00 voortgangsgesprek")
    planner.says("ja")
    return planner


TALK = [("voortgangsgesprek", "2026-11-26T14:00")]


def test_nothing_is_planned_before_a_yes(planner: Planner) -> None:
    outcome = planner.says("donderdag 14:00 voortgangsgesprek")

    assert said(outcome).startswith("Voortgangsgesprek op donderdag 26 november om 14:00. Klopt")
    assert "morgen om 19:30" in said(outcome)
    assert (planner.planned, planner.due) == ([], {})
    assert planner.mentor.labels == ["Ja", "Anders", "Nee"]

    planner.presses("Ja")

    assert planner.planned == TALK
    assert planner.due == {"prompt:1": at("2026-11-25T19:30"), "follow:1": at("2026-11-26T16:00")}


@pytest.mark.parametrize("word", ["nee", "Nee hoor", "laat maar"])
def test_a_no_plans_nothing(planner: Planner, word: str) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")

    assert said(planner.says(word)) == say("planning.settled.dropped")
    assert planner.says("ja").records == ()
    assert planner.planned == []


def test_another_moment_can_be_typed_at_once_or_after_anders(planner: Planner) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")
    assert "om 15:30. Klopt" in said(planner.says("15:30"))

    planner.presses("Anders")
    planner.says("vrijdag")
    planner.says("klopt")

    assert planner.planned == [("voortgangsgesprek", "2026-11-27T15:30")]


def test_another_talk_told_whole_does_not_get_the_kind_of_the_one_before(planner: Planner) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")
    outcome = planner.says("vrijdag 10:00 gesprek met de pabo")
    assert said(outcome).startswith("Wat voor gesprek is het, op vrijdag 27 november om 10:00")

    planner.says("donderdag 14:00 voortgangsgesprek")
    assert "vrijdag 27 november om 10:00. Klopt" in said(planner.says("het gesprek is vrijdag 10u"))


def test_another_talk_does_not_answer_what_kind_the_first_is(planner: Planner) -> None:
    planner.says("vrijdag 10:00 gesprek")

    assert said(planner.says("elke dag 9:00 nabespreking")) == say("planning.fault.rhythm")


def test_a_series_on_two_days_is_asked_which(planner: Planner) -> None:
    planner.says("elke woensdag en vrijdag 15:00 nabespreking")
    assert planner.mentor.labels == ["wo 25 nov 15:00", "vr 27 nov 15:00"]
    planner.presses("vr")
    planner.says("ja")

    assert planner.planned == [("lesnabespreking", "2026-11-27T15:00")]
    assert planner.mentor.conversation.planned[0].weekly


def test_what_is_missing_is_asked_one_thing_at_a_time(planner: Planner) -> None:
    outcome = planner.says("overmorgen ochtend gesprek")
    assert said(outcome).startswith("Hoe laat is dat, op donderdag 26 november?")
    outcome = planner.says("9")
    assert said(outcome).startswith("Wat voor gesprek is het")
    assert len(planner.mentor.labels) == 8
    planner.says("driehoek")
    planner.says("ja")

    assert planner.planned == [("driehoeksgesprek", "2026-11-26T09:00")]


def test_without_a_day_today_and_tomorrow_are_buttons(planner: Planner) -> None:
    planner.says("om 3 uur nabespreking")
    assert planner.mentor.labels == ["Vandaag", "Morgen"]
    planner.presses("Morgen")
    planner.presses("Ja")

    assert planner.planned == [("lesnabespreking", "2026-11-25T15:00")]


def test_an_hour_that_is_past_today_can_only_be_tomorrow(planner: Planner) -> None:
    planner.says("9:00 nabespreking")

    assert planner.mentor.labels == ["Morgen"]


def test_neither_day_nor_hour_is_asked_as_one_question(planner: Planner) -> None:
    assert said(planner.says("plan een voortgangsgesprek")) == say("planning.ask.when")
    planner.says("donderdag 14:00")
    planner.says("ja")

    assert planner.planned == TALK


def test_two_readings_are_two_buttons(planner: Planner) -> None:
    planner.says("volgende vrijdag 14:00 driehoek")
    assert planner.mentor.labels == ["vr 27 nov 14:00", "vr 4 dec 14:00"]

    planner.says("2")
    planner.presses("Ja")

    assert planner.planned == [("driehoeksgesprek", "2026-12-04T14:00")]


def test_two_days_without_an_hour_are_asked_after_the_hour(planner: Planner) -> None:
    assert said(planner.says("volgende vrijdag driehoek")) == say("planning.ask.time_reading")
    planner.says("14:00")

    assert len(planner.mentor.labels) == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31 februari 10:00 voortgangsgesprek", "no_day"),
        ("28 maart 2027 02:30 voortgangsgesprek", "skipped"),
        ("donderdag 25:00 voortgangsgesprek", "no_time"),
        ("gisteren 10:00 voortgangsgesprek", "past"),
        ("gisteren een voortgangsgesprek", "past"),
        ("elke twee weken donderdag 15:00 nabespreking", "rhythm"),
    ],
)
def test_what_cannot_be_is_said_and_no_yes_puts_up_another(
    planner: Planner, text: str, fault: str
) -> None:
    outcome = planner.says(text)

    assert said(outcome) == say(f"planning.fault.{fault}")
    assert planner.mentor.labels == []
    planner.says("ja")
    assert planner.planned == []
    assert "Klopt dat?" in said(planner.says("donderdag 15:00")) or fault == "rhythm"


def test_the_hour_that_comes_twice_is_the_first_and_said_to_be(planner: Planner) -> None:
    outcome = planner.says("31 oktober 2027 02:30 eindgesprek")
    planner.says("ja")

    assert "Ik neem de eerste keer" in said(outcome)
    assert planner.mentor.conversation.planned[0].starts_at.utcoffset() == timedelta(hours=2)


def test_after_school_is_said_to_be_a_quarter_past_three(planner: Planner) -> None:
    assert "'na schooltijd' bedoel ik 15:15" in said(
        planner.says("morgen na schooltijd lesbespreking")
    )


@pytest.mark.parametrize(
    "text", ["wanneer is het voortgangsgesprek?", "hoeveel gesprekken moet ik voeren?"]
)
def test_a_question_stays_a_question(planner: Planner, text: str) -> None:
    outcome = planner.says(text)

    assert outcome.answer is not None
    assert planner.mentor.conversation.proposed == ()


def test_a_name_in_the_phrase_is_nowhere_kept(planner: Planner) -> None:
    planner.says("donderdag 14:00 gesprek met Sanne Bakker")
    planner.presses("Voortgang")
    planner.says("ja")

    assert b"sanne" not in state.written(planner.mentor.conversation).lower()


def test_after_a_question_in_between_a_bare_number_is_no_hour(planner: Planner) -> None:
    planner.says("donderdag voortgangsgesprek")
    planner.says("hoe laat belt een zieke student de school?")
    planner.says("2")

    assert planner.mentor.conversation.proposed == ()


def test_another_talk_told_whole_takes_the_place_of_the_draft(planner: Planner) -> None:
    planner.says("om 3 uur nabespreking")
    planner.says("vrijdag 10:00 eindgesprek")
    planner.says("ja")

    assert planner.planned == [("eindgesprek", "2026-11-27T10:00")]


def test_the_same_talk_is_not_planned_twice(with_talk: Planner) -> None:
    assert said(with_talk.says("donderdag 14:00 voortgangsgesprek")).startswith("Dat staat er al")


def test_more_than_fifty_are_not_remembered(planner: Planner) -> None:
    for hour in range(50):
        planner.says(f"{hour // 5 + 1} maart 2027 1{hour % 5}:00 nabespreking")
        planner.says("ja")
    planner.says("1 april 2027 10:00 nabespreking")
    outcome = planner.says("ja")

    assert said(outcome).startswith("Je hebt al 50 gesprekken gepland.")
    assert len(planner.planned) == 50
    assert len(state.written(planner.mentor.conversation)) < 20_000


def test_a_yes_that_comes_after_the_talk_plans_nothing(planner: Planner) -> None:
    planner.says("vandaag 14:00 nabespreking")
    planner.mentor.now = at("2026-11-24T15:00")

    assert said(planner.presses("Ja")) == say("planning.fault.past")
    assert planner.planned == []


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("plan:yes:7", "planning.settled.gone"),
        ("plan:at:2026-11-27T14:00", "planning.settled.gone"),
        ("plan:at:vrijdag", "planning.settled.gone"),
        ("plan:kind:eindgesprek", "planning.settled.gone"),
        ("plan:undo:7", "planning.settled.gone"),
        ("plan:show:7", "planning.list.gone"),
        ("plan:cancel:7", "planning.list.gone"),
        ("plan:when:x", "command.no_button"),
        ("plan:region:x", "command.no_button"),
        ("plan:weg", "command.no_button"),
    ],
)
def test_an_old_button_says_what_to_do(planner: Planner, action: str, text: str) -> None:
    assert said(planner.does(action)) == say(text)


def test_a_broken_button_of_an_open_draft_says_what_to_do(planner: Planner) -> None:
    planner.says("volgende vrijdag 14:00 driehoek")

    assert said(planner.does("plan:at:vrijdag")) == say("planning.settled.gone")


def test_anders_and_nee_can_be_typed_or_pressed(planner: Planner) -> None:
    planner.says("donderdag 14:00 voortgangsgesprek")
    assert said(planner.says("anders")) == say("planning.ask.when")
    assert said(planner.says("31 februari")) == say("planning.fault.no_day")
    assert said(planner.says("nee")) == say("planning.settled.dropped")
    planner.says("donderdag 14:00 voortgangsgesprek")
    assert said(planner.presses("Nee")) == say("planning.settled.dropped")


def test_an_hour_with_two_readings_is_asked_after_the_day(planner: Planner) -> None:
    assert said(planner.says("om 7 uur driehoek")) == say("planning.ask.day_reading")
    planner.says("donderdag")
    assert planner.mentor.labels == ["do 26 nov 07:00", "do 26 nov 19:00"]
    planner.presses("do 26 nov 19")
    planner.presses("Ja")

    assert planner.planned == [("driehoeksgesprek", "2026-11-26T19:00")]


@pytest.mark.parametrize("today", range(23, 30))
def test_next_friday_has_two_readings_on_every_day(mentor: New, today: int) -> None:
    planner = Planner(mentor(), f"2026-11-{today}T12:00")

    planner.says("volgende vrijdag 14:00 driehoek")

    assert len(planner.mentor.labels) == 2
    assert all(label.startswith("vr ") for label in planner.mentor.labels)


def test_a_word_that_names_no_talk_leaves_the_draft_open(planner: Planner) -> None:
    planner.says("donderdag 14:00 gesprek")
    planner.says("dank je")
    planner.says("driehoek")
    planner.says("ja")

    assert planner.planned == [("driehoeksgesprek", "2026-11-26T14:00")]


# The list


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


# Weekly


@pytest.fixture
def weekly(planner: Planner) -> Planner:
    planner.says("elke woensdag 15:15 nabespreking")
    planner.says("ja")
    return planner


def test_a_weekly_talk_asks_once_for_the_region(weekly: Planner) -> None:
    assert weekly.mentor.labels[:4] == ["Noord", "Midden", "Zuid", "Weet ik niet"]
    assert said(weekly.presses("Noord")) == say("planning.settled.region", region="Noord")
    weekly.says("elke donderdag 15:15 nabespreking")
    outcome = weekly.says("ja")

    assert say("planning.ask.region") not in said(outcome)


def test_the_region_moves_what_falls_in_its_holiday(mentor: New) -> None:
    planner = Planner(mentor(), "2026-10-09T12:00")
    planner.says("elke maandag 15:15 nabespreking")
    planner.says("ja")
    assert planner.planned == [("lesnabespreking", "2026-10-12T15:15")]

    outcome = planner.presses("Noord")

    assert planner.planned == [("lesnabespreking", "2026-10-19T15:15")]
    assert "maandag 19 oktober om 15:15" in said(outcome)
    assert planner.due["prompt:1"] == at("2026-10-18T19:30")


def test_who_knows_no_region_is_not_asked_again(weekly: Planner) -> None:
    assert said(weekly.presses("Weet ik niet")) == say("planning.settled.no_region")
    weekly.says("/gesprekken")
    assert said(weekly.presses("Vakantieregio")) == say("planning.ask.region")


def test_it_moves_on_when_its_follow_up_comes(weekly: Planner) -> None:
    weekly.presses("Noord")
    weekly.until("2026-11-25T17:15")

    assert weekly.planned == [("lesnabespreking", "2026-12-02T15:15")]
    assert weekly.due["prompt:1"] == at("2026-12-01T19:30")


def test_moving_a_weekly_talk_says_that_it_moves_for_good(weekly: Planner) -> None:
    weekly.does("plan:move:1")
    assert said(weekly.says("woensdag 14:00")).startswith("Voortaan elke week een lesnabespreking")

    assert "elke week" in said(weekly.says("ja"))


def test_one_time_can_be_left_out(weekly: Planner) -> None:
    weekly.says("/gesprekken")
    weekly.presses("wo 25")
    weekly.presses("Sla een keer over")

    assert weekly.planned == [("lesnabespreking", "2026-12-02T15:15")]
    assert said(weekly.presses("Alle gesprekken")).count("elke week") == 1


def test_a_weekly_talk_is_cancelled_and_put_back_whole(weekly: Planner) -> None:
    assert "elke week" in said(weekly.does("plan:cancel:1"))
    assert "elke week" in said(weekly.presses("Zet terug"))

    assert weekly.mentor.conversation.planned[0].weekly


def test_a_series_ends_with_its_last_time(planner: Planner) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=1\r\n"
    planner.sends(CALENDAR.format(EVENT.format("Intake", "20261126T140000", rule)))
    planner.says("ja")

    assert said(planner.does("plan:skip:1")) == say("planning.last_skipped")
    assert (planner.planned, planner.due) == ([], {})


def test_the_christmas_holiday_is_skipped(mentor: New) -> None:
    planner = Planner(mentor(), "2026-12-17T12:00")
    planner.says("elke dinsdag 15:15 nabespreking")
    planner.says("ja")

    assert planner.planned == [("lesnabespreking", "2027-01-05T15:15")]


# Calendars


def test_an_invitation_is_a_proposal_and_its_follow_up_comes_at_its_end(planner: Planner) -> None:
    more = "DTEND:20261126T143000\r\nATTENDEE:mailto:sanne@voorbeeld.example\r\n"
    planner.sends(CALENDAR.format(EVENT.format("Voortgangsgesprek Sanne", "20261126T140000", more)))
    assert planner.planned == []
    planner.presses("Ja")

    assert planner.planned == TALK
    assert planner.due["follow:1"] == at("2026-11-26T14:30")
    assert b"sanne" not in state.written(planner.mentor.conversation).lower()


def test_a_calendar_with_an_hour_that_the_clock_skips_is_told_so(planner: Planner) -> None:
    outcome = planner.sends(CALENDAR.format(EVENT.format("Intake", "20270328T023000", "")))

    assert said(outcome) == say("planning.fault.skipped")
    assert planner.mentor.labels == []


def test_a_weekly_event_leaves_out_what_its_calendar_does(planner: Planner) -> None:
    more = "RRULE:FREQ=WEEKLY\r\nEXDATE:20261126T140000,20261210T140000\r\n"
    planner.sends(CALENDAR.format(EVENT.format("Intake", "20261126T140000", more)))
    planner.says("ja")
    assert planner.planned == [("kennismaking", "2026-12-03T14:00")]
    planner.until("2026-12-04T12:00")

    assert planner.planned == [("kennismaking", "2026-12-17T14:00")]


def test_a_whole_day_is_asked_for_its_hour(planner: Planner) -> None:
    day = EVENT.format("eindgesprek", "20261212", "").replace("DTSTART:", "DTSTART;VALUE=DATE:")
    planner.sends(CALENDAR.format(day))
    planner.says("10")
    planner.says("ja")

    assert planner.planned == [("eindgesprek", "2026-12-12T10:00")]


def test_of_many_events_the_talks_are_proposed_together(planner: Planner) -> None:
    many = [
        EVENT.format("Nabespreking" if day % 2 else "Zwemles", f"202612{day:02}T{hour}0000", "")
        for day in range(1, 31)
        for hour in range(10, 20)
    ]
    outcome = planner.sends(CALENDAR.format("".join(many)))
    assert "neem er hoogstens 10" in said(outcome)
    assert planner.mentor.labels == ["Ja", "Nee"]
    planner.presses("Ja")

    assert len(planner.planned) == 10
    assert len({one.id for one in planner.mentor.conversation.planned}) == 10


def test_a_weekly_series_that_has_ended_is_past(planner: Planner) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=2\r\n"
    outcome = planner.sends(CALENDAR.format(EVENT.format("Intake", "20261001T140000", rule)))

    assert said(outcome) == say("planning.fault.ended")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("hallo", "planning.file.unreadable"),
        (CALENDAR.format(""), "planning.file.empty"),
        ("x" * 1_000_001, "planning.file.too_large"),
        (
            CALENDAR.format(EVENT.format("Zwemles", "20261126T140000", "") * 3),
            "planning.file.none",
        ),
        (
            CALENDAR.format(EVENT.format("Intake", "20261026T140000", "")),
            "planning.fault.past",
        ),
    ],
)
def test_a_file_that_gives_no_talk_says_so(planner: Planner, content: str, text: str) -> None:
    assert said(planner.sends(content)) == say(text)
    assert planner.mentor.labels == []


def test_another_file_is_not_a_calendar(planner: Planner) -> None:
    assert said(planner.sends(b"%PDF", "rooster.pdf")) == say("file.unknown")


# What comes by itself


def test_the_prompt_asks_the_first_question_under_a_line(with_talk: Planner) -> None:
    (prompt,) = with_talk.until("2026-11-25T19:30")

    assert said(prompt).startswith("Morgen om 14:00 heb je een voortgangsgesprek.\n\n")
    assert prompt.status == "prompt"
    running = with_talk.mentor.conversation.running
    assert running is not None
    assert running.flow == "voor-voortgangsgesprek"
    assert with_talk.mentor.conversation.planned[0].prompt_at == at("2026-11-25T19:30")


def test_the_follow_up_comes_once_and_the_talk_is_gone(with_talk: Planner) -> None:
    _, follow = with_talk.until("2026-12-24T12:00")

    assert said(follow).startswith("Je had vandaag om 14:00 een voortgangsgesprek.")
    assert follow.status == "prompt"
    assert with_talk.planned == []
    assert with_talk.mentor.labels[0] == "Kijk terug"


def test_the_follow_up_leads_to_the_flow_afterwards(with_talk: Planner) -> None:
    with_talk.until("2026-11-26T16:00")
    with_talk.presses("Kijk terug")

    running = with_talk.mentor.conversation.running
    assert running is not None
    assert (running.flow, running.kind) == ("na-gesprek", "voortgangsgesprek")


def test_a_follow_up_in_the_middle_of_another_reflection_can_wait(with_talk: Planner) -> None:
    with_talk.until("2026-11-26T15:59")
    with_talk.says("/reflectie een-minuut")
    with_talk.says("ik bleef rustig")
    (outcome,) = with_talk.until("2026-11-26T16:00")

    assert said(outcome).endswith(say("planning.due.follow_later"))


def test_a_reflection_with_answers_is_not_broken_into(with_talk: Planner) -> None:
    with_talk.says("/reflectie een-minuut")
    with_talk.mentor.now = at("2026-11-25T19:20")
    with_talk.says("Mijn student durfde een fout te laten zien.")
    before = with_talk.mentor.conversation.running

    (prompt,) = with_talk.until("2026-11-25T19:30")

    assert with_talk.mentor.conversation.running == before
    assert prompt.replies[0].choices[0].label == "Bereid je voor"
    assert prompt.status == "prompt"


def test_a_reflection_begun_just_now_is_not_broken_into_either(with_talk: Planner) -> None:
    with_talk.mentor.now = at("2026-11-25T19:20")
    with_talk.says("/reflectie een-minuut")
    with_talk.until("2026-11-25T19:30")

    running = with_talk.mentor.conversation.running
    assert running is not None
    assert running.flow == "een-minuut"


def test_without_a_flow_the_prompt_is_only_the_line(tmp_path: Path) -> None:
    folder = new_folder(tmp_path / "kennis")
    (folder.path / "flows").mkdir()
    searcher = searcher_over(folder, IndexHome(tmp_path / "index"))
    planner = Planner(Mentor(Assistant(Searchers(searcher)), scope="wilg"))
    planner.says("donderdag 14:00 voortgangsgesprek")
    planner.says("ja")

    (prompt,) = planner.until("2026-11-25T19:30")

    assert said(prompt) == "Morgen om 14:00 heb je een voortgangsgesprek."


def test_after_its_eighth_use_the_flow_gives_only_openings(planner: Planner) -> None:
    asked = (Asked("staat-vooraan", 0, "answered"),)
    used = Used("voor-voortgangsgesprek", date(2026, 11, 1), asked)
    planner.mentor.conversation = planner.mentor.conversation.with_(used=(used,) * 8)
    planner.says("donderdag 14:00 voortgangsgesprek")
    planner.says("ja")

    (prompt,) = planner.until("2026-11-25T19:30")

    assert said(prompt).startswith("Morgen om 14:00 heb je een voortgangsgesprek.")
    assert prompt.status == "prompt"
    assert planner.mentor.conversation.running is None
    assert len(planner.mentor.labels) == 1


def test_after_downtime_a_prompt_that_is_past_becomes_the_follow_up(with_talk: Planner) -> None:
    with_talk.mentor.now = at("2026-11-27T09:00")

    (follow,) = with_talk.until("2026-11-27T09:00")

    assert said(follow).startswith("Je had donderdag 26 november om 14:00")


def test_after_downtime_at_night_nothing_comes_before_the_morning(with_talk: Planner) -> None:
    with_talk.mentor.now = at("2026-11-25T23:00")
    assert with_talk.until("2026-11-25T23:00") == []
    assert with_talk.due["prompt:1"] == at("2026-11-26T07:00")
    assert len(with_talk.until("2026-11-26T07:00")) == 1


def test_a_follow_up_at_night_waits_until_half_past_seven(with_talk: Planner) -> None:
    with_talk.mentor.now = at("2026-11-26T23:00")
    assert with_talk.until("2026-11-26T23:00") == []
    assert with_talk.due["follow:1"] == at("2026-11-27T07:30")
    assert with_talk.planned == TALK


def test_in_a_pause_nothing_comes_and_the_talk_passes(with_talk: Planner) -> None:
    with_talk.says("pauze")

    assert with_talk.until("2026-12-01T12:00") == []
    assert with_talk.planned == []


def test_planning_in_a_pause_says_that_nothing_comes(planner: Planner) -> None:
    planner.says("pauze")
    planner.says("donderdag 14:00 eindgesprek")
    outcome = planner.says("ja")

    assert say("planning.settled.paused") in said(outcome)
    assert "Hervat berichten" in planner.mentor.labels


@pytest.mark.parametrize("name", ["prompt:1", "follow:1"])
def test_one_that_was_on_its_way_while_the_talk_moved_is_set_again(
    with_talk: Planner, name: str
) -> None:
    outcome = with_talk.does(f"due:{name}")

    assert outcome.replies == ()
    assert set(with_talk.due) == {"prompt:1", "follow:1"}


@pytest.mark.parametrize("name", ["prompt:9", "follow:9"])
def test_what_nobody_knows_any_more_says_nothing(planner: Planner, name: str) -> None:
    assert planner.does(f"due:{name}").replies == ()


def test_a_talk_that_begins_at_once_offers_the_flow_now(planner: Planner) -> None:
    planner.says("vandaag 12:30 nabespreking")
    planner.says("ja")

    assert planner.mentor.conversation.planned[0].prompt_at is None
    assert set(planner.due) == {"follow:1"}
    planner.presses("Bereid je voor")
    running = planner.mentor.conversation.running
    assert running is not None
    assert running.flow == "voor-lesnabespreking"


def test_a_third_talk_in_a_week_is_told_that_two_prompts_come(planner: Planner) -> None:
    often = say("planning.propose.several_often")
    for day in ("donderdag", "vrijdag"):
        assert often not in said(planner.says(f"{day} 14:00 nabespreking"))
        planner.says("ja")

    assert often in said(planner.says("zaterdag 14:00 nabespreking"))
    assert often not in said(planner.says("15 december 14:00 eindgesprek"))
    assert often not in said(planner.says("over een half uur eindgesprek"))


def test_two_a_week_and_no_more(planner: Planner) -> None:
    for day in ("woensdag", "donderdag", "vrijdag", "zaterdag"):
        planner.says(f"{day} 14:00 nabespreking")
        planner.says("ja")
    prompts = []
    for day in range(24, 29):
        for outcome in planner.until(f"2026-11-{day}T20:00"):
            prompts += [outcome] if "heb je een" in said(outcome) else []
        planner.says("dank je")

    assert len(prompts) == 2


def test_after_two_ignored_nothing_comes_until_the_mentor_writes(planner: Planner) -> None:
    for week in ("1 december", "8 december", "15 december", "22 december"):
        planner.says(f"{week} 14:00 nabespreking")
        planner.says("ja")
    planner.until("2026-12-16T12:00")
    came = [moment.date().isoformat() for moment, _ in planner.sent]
    # The second was ignored at its start, so that its follow-up stays away as well.
    assert came == ["2026-11-30", "2026-12-01", "2026-12-07"]

    planner.says("hoi")
    planner.until("2026-12-21T20:00")

    assert planner.sent[-1][0] == at("2026-12-21T19:30")


def test_a_year_with_both_clock_changes(mentor: New) -> None:
    """Sixty talks in a year, weekly ones among them; the mentor answers half of the time."""
    planner = Planner(mentor(), "2026-09-01T12:00")
    for phrase in ("elke dinsdag 15:15 nabespreking", "elke donderdag 08:00 voortgangsgesprek"):
        planner.says(phrase)
        planner.says("ja")
        if "Noord" in planner.mentor.labels:
            planner.presses("Noord")
    day = at("2026-09-02T12:00")
    number = 0
    while day.year < 2027 or day.month < 9:
        planner.until(day.strftime("%Y-%m-%dT%H:%M"))
        number += 1
        if number % 6 == 0:
            when = (day + timedelta(days=2)).strftime("%d-%m-%Y")
            planner.says("stop")
            planner.says(f"{when} {['14:00', '06:30', '22:15', '19:00'][number % 4]} driehoek")
            planner.says("ja")
        if (number // 40) % 2:
            planner.says("hoi")  # and the other forty days nothing
        day = (day.astimezone(ZONE).replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=ZONE)

    texts = [said(outcome) for _, outcome in planner.sent]
    prompts = [moment for (moment, _), text in zip(planner.sent, texts, strict=True)
               if "heb je een" in text]  # fmt: skip
    assert len(prompts) > 40
    assert not [moment for moment, _ in planner.sent if is_quiet(moment)]
    weeks = [moment.isocalendar()[:2] for moment in prompts]
    assert max(weeks.count(week) for week in weeks) <= 2
    # At most once: no talk was prompted for, or asked after, twice.
    firsts = [text.split("\n")[0] + str(moment.date()) for (moment, _), text
              in zip(planner.sent, texts, strict=True)]  # fmt: skip
    assert len(firsts) == len(set(firsts))
    offsets = {moment.utcoffset() for moment in prompts}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}
    # The first talk was planned on its own day.
    assert {moment.strftime("%H:%M") for moment in prompts[1:]} <= {"19:30", "07:30", "07:00"}
    assert all(one.starts_at.astimezone(UTC) > at("2027-08-31T12:00") for one in
               planner.mentor.conversation.planned)  # fmt: skip
    kept = planner.mentor.conversation.prompting
    assert len(kept.sent) <= 2
    assert len(kept.unanswered) <= 8


def test_of_many_events_those_known_past_or_far_are_left_out(with_talk: Planner) -> None:
    rule = "RRULE:FREQ=WEEKLY\r\n"
    every = [
        EVENT.format("Voortgangsgesprek", "20261126T140000", ""),
        EVENT.format("Intake", "20261101T140000", ""),
        EVENT.format("Eindgesprek", "20270601T140000", ""),
        EVENT.format("Nabespreking", "20261102T150000", rule),
    ]
    outcome = with_talk.sends(CALENDAR.format("".join(every)))

    assert "Maandag 30 november om 15:00: lesnabespreking, elke week" in said(outcome)
    with_talk.presses("Ja")
    assert len(with_talk.planned) == 2


def test_every_event_that_is_proposed_leaves_nothing_out(planner: Planner) -> None:
    both = [EVENT.format("Intake", f"202612{day}T140000", "") for day in (10, 11)]

    outcome = planner.sends(CALENDAR.format("".join(both)))

    assert "De rest laat ik weg" not in said(outcome)


def test_once_the_prompt_was_sent_a_talk_tells_only_its_moment(with_talk: Planner) -> None:
    with_talk.until("2026-11-26T12:00")

    outcome = with_talk.does("plan:show:1")

    assert said(outcome) == "Voortgangsgesprek op donderdag 26 november om 14:00."
