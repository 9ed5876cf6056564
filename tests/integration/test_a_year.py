"""A year of one mentor by `chat --script`: when it speaks, what it asks, and when it keeps quiet.

The school year 2026-2027 of region Zuid: a lesnabespreking every Tuesday, other talks in between,
60 in all. Until March the mentor answers whatever is asked, in March says nothing at all, and then
puts every reflection off.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from knowledge.document import Conversation as Kind
from knowledge.flow import Flow
from knowledge.loading import SHIPPED, load
from tests.integration.conftest import Command
from tests.integration.playing import Answering, Out, Play, playing

ZONE = ZoneInfo("Europe/Amsterdam")
SCHOOL = "school-papieren-kraan"
WEEKLY = "lesnabespreking"
TALKS = 60
A_WEEK = 2
WORN_FROM = 8
SHORT_FROM = 4

FROM, UNTIL = datetime(2026, 8, 24, 8, tzinfo=ZONE), datetime(2027, 8, 23, 8, tzinfo=ZONE)
SILENT, BACK = datetime(2027, 3, 1, tzinfo=ZONE), datetime(2027, 4, 1, 8, tzinfo=ZONE)
FREE = (  # of region Zuid, first and last day
    (date(2026, 10, 17), date(2026, 10, 25)),
    (date(2026, 12, 19), date(2027, 1, 3)),
    (date(2027, 2, 13), date(2027, 2, 21)),
    (date(2027, 4, 24), date(2027, 5, 2)),
    (date(2027, 7, 24), date(2027, 9, 5)),
)
FULL_WEEKS = ("5 oktober", "16 november", "18 januari 2027", "8 maart 2027", "24 mei 2027")
"""Their Mondays; three talks besides the weekly one."""

SINGLE = (
    *(
        f"{kind} {int(monday.split()[0]) + later} {' '.join(monday.split()[1:])} om {hour}"
        for monday in FULL_WEEKS
        for kind, later, hour in (
            ("voortgangsgesprek", 0, "14:00"),
            ("driehoeksgesprek", 2, "13:00"),
            ("beoordelingsgesprek", 3, "15:00"),
        )
    ),
    "kennismaking 26 oktober om 14:00",  # the prompt comes on the day on which the clock goes back
    "eindgesprek 28 juni 2027 om 16:00",
)


@dataclass(frozen=True, order=True)
class Moment:
    """When a prompt or a follow-up is expected, for which talk."""

    at: datetime
    is_prompt: bool
    kind: str
    starts: datetime


@dataclass
class Heard:
    """What came by itself, and which wording of which step was asked, all in order."""

    came: list[Moment] = field(default_factory=list)
    talks: set[tuple[str, datetime]] = field(default_factory=set)
    withdrawn: list[bool] = field(default_factory=list)
    uses: dict[str, list[dict[str, int]]] = field(default_factory=lambda: defaultdict(list))

    def prompts(self, kind: str | None = None) -> list[Moment]:
        return [one for one in self.came if one.is_prompt and kind in (None, one.kind)]

    def variants(self, flow: str, step: str) -> list[int]:
        return [use[step] for use in self.uses[flow] if step in use]


class Year:
    """Lives through it, stopping at each moment at which something may come."""

    def __init__(self, play: Play, flows: Mapping[str, Flow]) -> None:
        self._play = play
        self._answering = Answering(play)
        self._asks = {
            words: (flow.id, step.id, number)
            for flow in flows.values()
            for step in flow.steps
            for number, words in enumerate(step.ask)
        }
        self._expected: set[Moment] = set()
        self.heard = Heard()

    def plan(self, words: str) -> None:
        self._say({"say": words})
        self._say({"say": "ja"})

    def live(self) -> None:
        is_back = False
        while expected := sorted(one for one in self._expected if one.at <= UNTIL):
            if not is_back and expected[0].at >= BACK:
                self._say({"until": BACK.isoformat()})
                self._say({"say": "hoi"})
                is_back = True
                continue
            self._until(expected[0])
        assert self._say({"until": UNTIL.isoformat()})["replies"] == []

    def _until(self, one: Moment) -> None:
        together = {other for other in self._expected if other.at == one.at}
        self._expected -= together
        out = self._say({"until": one.at.isoformat()})
        if not out["replies"]:
            return
        # Nothing comes but at the moment that was told, and one thing at a time.
        assert [datetime.fromisoformat(reply["at"]) for reply in out["replies"]] == [one.at]
        assert out["status"] == "prompt"
        assert len(together) == 1, together
        self.heard.came.append(one)
        if one.is_prompt:
            self._prompted(one, out)
        elif one.at < SILENT:
            self._finish(self._say({"press": 1}), "na-gesprek")

    def _prompted(self, one: Moment, out: Out) -> None:
        flow = f"voor-{one.kind}"
        withdrawn = out["flow"] is None
        if one.kind == WEEKLY:
            self.heard.withdrawn.append(withdrawn)
        if withdrawn:
            assert out["replies"][0]["text"].count("Bron: ") == 2
        if one.at < SILENT:
            self._finish(self._say({"press": 1}) if withdrawn else out, flow)
        elif one.at > BACK:
            self._say({"say": "later"})

    def _finish(self, out: Out, flow: str) -> None:
        assert out["flow"] == flow, out
        self._answering.finish(out)
        asked = [self._asks[words] for words in self._answering.asked if words in self._asks]
        assert {of for of, _, _ in asked} == {flow}
        assert 1 <= len(asked) <= 5
        self.heard.uses[flow].append({step: number for _, step, number in asked})
        self._say({"press": "Bewaar"})

    def _say(self, line: object) -> Out:
        out = self._play(line)
        for one in out["planned"]:
            starts = datetime.fromisoformat(one["starts_at"])
            self.heard.talks.add((one["kind"], starts))
            for name, is_prompt in (("prompt_at", True), ("follow_up_at", False)):
                at = datetime.fromisoformat(one[name])
                if at > datetime.fromisoformat(out["at"]):
                    self._expected.add(Moment(at, is_prompt, one["kind"], starts))
        return out


@pytest.fixture(scope="module")
def flows() -> Mapping[str, Flow]:
    return load(SHIPPED).knowledge.flows


@pytest.fixture(scope="module")
def heard(
    command: Command, flows: Mapping[str, Flow], tmp_path_factory: pytest.TempPathFactory
) -> Heard:
    folder: Path = tmp_path_factory.mktemp("jaar")
    own = command.with_(
        knowledge_dir=None, data_dir=folder / "gegevens", secret_key_file=folder / "sleutel" / "s"
    )
    with playing(own, "--scope", SCHOOL, "--at", FROM.isoformat()) as play:
        year = Year(play, flows)
        year.plan(f"elke dinsdag 15:15 {WEEKLY}")
        play({"press": "Zuid"})
        for one in SINGLE:
            year.plan(one)
        year.live()
    return year.heard


def wall(moment: datetime) -> datetime:
    return moment.astimezone(ZONE).replace(tzinfo=None)


def test_sixty_talks_at_their_own_hour_and_none_in_a_holiday(heard: Heard) -> None:
    held = {one for one in heard.talks if one[1] <= UNTIL}

    assert len(held) == TALKS
    weekly = sorted(wall(starts) for kind, starts in held if kind == WEEKLY)
    free = [day for first, last in FREE for day in days(first, last)]
    every = [day for day in days(FROM.date(), UNTIL.date()) if day.weekday() == 1]
    assert weekly == [datetime.combine(day, time(15, 15)) for day in every if day not in free]
    # On both sides of both clock changes.
    offsets = {starts.utcoffset() for _, starts in held if wall(starts).time() == time(15, 15)}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}
    assert all(starts.astimezone(ZONE).utcoffset() == starts.utcoffset() for _, starts in held)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def test_each_prompt_once_the_evening_before_and_each_follow_up_once(heard: Heard) -> None:
    assert len(set(heard.came)) == len(heard.came)
    for one in heard.came:
        starts = wall(one.starts)
        if one.is_prompt:
            assert wall(one.at) == datetime.combine(starts - timedelta(days=1), time(19, 30))
        else:
            assert wall(one.at) == starts + timedelta(hours=2)
        assert one.starts >= one.at or not one.is_prompt


def test_at_most_two_prompts_a_week(heard: Heard) -> None:
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    wanted: dict[tuple[int, int], int] = defaultdict(int)
    for one in heard.prompts():
        weeks[wall(one.at).isocalendar()[:2]] += 1
    for _, starts in heard.talks:
        wanted[(wall(starts) - timedelta(days=1)).isocalendar()[:2]] += 1

    spoken = {week: min(count, A_WEEK) for week, count in wanted.items()}
    quiet = {day.isocalendar()[:2] for day in days(date(2027, 3, 8), date(2027, 3, 31))}
    for week, count in spoken.items():
        if week not in quiet and week <= wall(UNTIL).isocalendar()[:2]:
            assert weeks[week] == count, week
    assert max(wanted.values()) > A_WEEK
    assert max(weeks.values()) == A_WEEK


def test_it_goes_quiet_when_it_is_ignored_and_comes_back(heard: Heard) -> None:
    ignored = [one for one in heard.came if SILENT <= one.at < BACK]

    # Two prompts and the follow-up of the first; of the second one nobody wants to hear any more.
    assert [one.is_prompt for one in ignored] == [True, False, True]
    assert ignored[-1].at < datetime(2027, 3, 8, tzinfo=ZONE)
    first = next(one for one in heard.came if one.at >= BACK)
    assert wall(first.at) == datetime(2027, 4, 5, 19, 30)  # noqa: DTZ001 - wall time
    # Putting a reflection off is no ignoring: nothing was missed from then on.
    weekly = [one for one in heard.prompts(WEEKLY) if one.at >= BACK]
    assert len(weekly) == sum(
        BACK < starts <= UNTIL for kind, starts in heard.talks if kind == WEEKLY
    )


def test_it_withdraws_from_the_eighth_use_on(heard: Heard) -> None:
    worn = WORN_FROM - 1

    assert heard.withdrawn[:worn] == [False] * worn
    assert heard.withdrawn[worn:] == [True] * (len(heard.withdrawn) - worn)


def test_all_wordings_take_turns(heard: Heard, flows: Mapping[str, Flow]) -> None:
    for flow in heard.uses:
        for step in flows[flow].steps:
            asked = heard.variants(flow, step.id)
            wordings = len(step.ask)
            assert asked == [number % wordings for number in range(len(asked))], (flow, step.id)
    for flow in (f"voor-{WEEKLY}", "na-gesprek"):
        for step in flows[flow].steps:
            asked = heard.variants(flow, step.id)
            if step.optional:  # left out of the short form
                assert len(asked) == SHORT_FROM - 1
            elif step.id != "een-stap":  # for a low score only
                assert set(asked) == set(range(len(step.ask))), (flow, step.id)


def test_every_kind_of_talk_of_the_year_was_prepared(heard: Heard) -> None:
    kinds = {one.kind for one in heard.prompts()}

    assert kinds <= set(get_args(Kind))
    assert {WEEKLY, "voortgangsgesprek", "kennismaking", "eindgesprek"} <= kinds
