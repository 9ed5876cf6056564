"""What mentors type is understood, asked or left alone, as written down before."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.planning.dates import moments
from assistant.planning.phrases import changes, phrase
from tests.unit.assistant.planning.phrases import APART, KNOWN, TIRED

NOW = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


def meaning(text: str) -> str:
    """What a phrase means, as the tables write it."""
    found = phrase(text, NOW)
    if found is None:
        return "-"
    when = found.when
    if when.fault:
        return f"{when.fault.replace('_', '-')}!"
    if when.days and when.hours:
        meant = moments(when, NOW)
        if meant.fault:
            return f"{meant.fault.replace('_', '-').replace('skipped', 'no-time')}!"
        said = " | ".join(one.strftime("%Y-%m-%d %H:%M") for one in meant.starts)
    else:
        day = when.days[0].isoformat() if when.days else "?"
        said = f"{day} {when.hours[0].strftime('%H:%M') if when.hours else '?'}"
    kind = found.kinds[0] if len(found.kinds) == 1 else "?"
    return f"{'w ' if when.weekly else ''}{said} {kind}"


def sorted_meaning(written: str) -> str:
    """The same with the readings in their order in time."""
    if "|" not in written:
        return written
    *moments_, last = written.split(" | ")
    last, kind = last.rsplit(" ", 1)
    return f"{' | '.join(sorted([*moments_, last]))} {kind}"


@pytest.mark.parametrize(("text", "written"), KNOWN)
def test_what_was_written_down_is_understood(text: str, written: str) -> None:
    assert meaning(text) == sorted_meaning(written)


@pytest.mark.parametrize(("text", "written"), APART)
def test_what_was_kept_apart_is_understood(text: str, written: str) -> None:
    assert meaning(text) == sorted_meaning(written)


@pytest.mark.parametrize(("text", "written"), TIRED)
def test_what_a_tired_thumb_makes_of_it_is_understood(text: str, written: str) -> None:
    assert meaning(text) == sorted_meaning(written)


@pytest.mark.parametrize("text", ["verzet mijn driehoek naar vrijdag", "zeg het gesprek af"])
def test_moving_or_cancelling_plans_nothing(text: str) -> None:
    assert phrase(text, NOW) is None
    assert changes(text)


@pytest.mark.parametrize(
    "text",
    ["ik wil reflecteren op mijn gesprek van gisteren", "het gesprek van morgen voorbereiden"],
)
def test_thinking_about_a_talk_plans_nothing(text: str) -> None:
    assert phrase(text, NOW) is None


def test_a_long_story_plans_nothing() -> None:
    assert phrase("donderdag 14:00 gesprek " + "en dan nog dit " * 12, NOW) is None
