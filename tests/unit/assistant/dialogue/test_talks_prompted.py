"""What comes by itself before and after a planned talk, over a year as well."""

from collections.abc import Callable
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.planning.prompting import is_quiet
from assistant.states import Asked, Used
from assistant.texts.catalogue import say
from index.version import IndexHome
from tests.unit.assistant.keeper import TALK, ZONE, Planner, at
from tests.unit.assistant.region import Mentor, Searchers, new_folder, said, searcher_over

New = Callable[..., Mentor]


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
