"""Moments in many Dutch wordings, clock changes, and text that names none."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.planning.dates import comes_twice, exists, moments, read
from assistant.planning.phrases import answer, phrase

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 24, 12, tzinfo=ZONE)


def wall(text: str) -> datetime:
    """A wall time."""
    return datetime.fromisoformat(text)


DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
SHORT = "ma di wo do vr za zo".split()
MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
HOURS = "twaalf een twee drie vier vijf zes zeven acht negen tien elf twaalf".split()


def day_forms(day: date) -> list[str]:
    """A day beyond the coming week as people write it, each with one reading."""
    month, name = MONTHS[day.month - 1], DAYS[day.weekday()]
    return [
        f"{day.day} {month} {day.year}",
        f"{name} {day.day} {month}",
        f"{SHORT[day.weekday()]} {day.day} {month[:3]}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        day.isoformat(),
        f"{name} {day.day}-{day.month}",
        f"over {(day - NOW.date()).days} dagen",
    ]


def hour_forms(hour: time) -> list[str]:
    """An hour in school time as people write it, each with one reading."""
    on_twelve, minute = hour.hour % 12 or 12, hour.minute
    forms = [f"{hour:%H:%M}", f"{hour:%H.%M} uur", f"om {hour:%H:%M}", f"{hour:%H}u{minute:02}"]
    if minute == 0:
        forms += [f"{hour.hour} uur", f"{hour.hour}u", f"om {HOURS[on_twelve]} uur"]
    if minute == 30 and on_twelve != 7:
        forms += [f"half {HOURS[on_twelve % 12 + 1]}", f"om half {on_twelve % 12 + 1}"]
    if minute == 15:
        forms += [f"kwart over {HOURS[on_twelve]}"]
    if minute == 45:
        forms += [f"kwart voor {HOURS[on_twelve % 12 + 1]}"]
    if minute == 10:
        forms += [f"10 over {on_twelve}", f"tien over {HOURS[on_twelve]}"]
    if minute == 40:
        forms += [f"tien over half {HOURS[on_twelve % 12 + 1]}"]
    return forms


@settings(deadline=None, max_examples=400)
@given(
    st.integers(8, 95),
    st.integers(8 * 12, 18 * 12 + 11).map(lambda part: time(part // 12, part % 12 * 5)),
    st.sampled_from(["voortgangsgesprek", "nabespreking", "driehoek"]),
    st.booleans(),
    st.data(),
)
def test_a_moment_is_understood_however_it_is_written(
    ahead: int, hour: time, kind: str, hour_first: bool, data: st.DataObject
) -> None:
    day = NOW.date() + timedelta(days=ahead)
    said_day = data.draw(st.sampled_from(day_forms(day)))
    said_hour = data.draw(st.sampled_from(hour_forms(hour)))
    said = f"{said_hour} {said_day}" if hour_first else f"{said_day} {said_hour}"

    found = phrase(f"{said} {kind}", NOW)

    assert found is not None
    starts = moments(found.when, NOW).starts
    assert datetime.combine(day, hour) in starts
    assert len(starts) == 1 or "-" in said_day


@settings(deadline=None, max_examples=500)
@given(st.text() | st.lists(st.sampled_from([*DAYS, *HOURS, *MONTHS, "half", "over", "om", "uur",
    "12", "31", "1-2", "99-99", "2027", "elke", "week", "volgende", "morgen", "na", "kwart", "u",
    "14:00", "voor", ".", "-", "gesprek"])).map(" ".join))  # fmt: skip
def test_no_text_breaks_it(text: str) -> None:
    found = phrase(text, NOW)
    answer(text, NOW, bare=True)

    if found and found.when.days and found.when.hours:
        meant = moments(found.when, NOW)
        assert all(one.replace(tzinfo=ZONE) > NOW for one in meant.starts)
        assert bool(meant.starts) != bool(meant.fault)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("10", time(10)), ("3", time(15)), ("om 9", time(9)), ("half 4", time(15, 30)),
     ("drie uur", time(15)), ("15:15", time(15, 15))],
)  # fmt: skip
def test_an_hour_that_was_asked_for_may_be_a_bare_number(text: str, hour: time) -> None:
    found = answer(text, NOW, bare=True)

    assert found is not None
    assert found.hours == (hour,)


@pytest.mark.parametrize("text", ["10", "3 studenten", "hoeveel uur krijg ik", "geen idee", "ja"])
def test_a_bare_number_is_no_hour_elsewhere(text: str) -> None:
    assert answer(text, NOW, bare=False) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("groep 7/8 14:00 gesprek", ()),
        ("over een maand", (date(2026, 12, 24),)),
        ("over 8 dagen", (date(2026, 12, 2),)),
        ("de 12e", (date(2026, 12, 12),)),
        ("vrijdag deze week", (date(2026, 11, 27),)),
        ("afgelopen vrijdag", (date(2026, 11, 20),)),
        ("deze dinsdag", (date(2026, 11, 24),)),
        ("3 maart", (date(2027, 3, 3),)),
    ],
)
def test_days_that_are_said_otherwise(text: str, days: tuple[date, ...]) -> None:
    assert read(text, NOW).days == days


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2 uur s nachts", (time(2),)),
        ("8 uur s avonds", (time(20),)),
        ("9 uur in de ochtend", (time(9),)),
        ("gesprek van een uur", ()),
        ("van 2 tot 3", (time(14),)),
        ("14-15 uur", (time(14),)),
        ("1530 uur", (time(15, 30),)),
        ("om 3 studenten te zien", ()),
        ("half een", (time(12, 30),)),
        ("kwart voor 1", (time(12, 45),)),
    ],
)
def test_hours_that_are_said_otherwise(text: str, hours: tuple[time, ...]) -> None:
    assert read(text, NOW).hours == hours


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("over een uur", 60), ("over een half uur", 30), ("over 20 minuten", 20),
     ("over anderhalf uur", 90), ("over een kwartier", 15)],
)  # fmt: skip
def test_a_while_from_now_is_a_moment(text: str, minutes: int) -> None:
    then = NOW + timedelta(minutes=minutes)

    found = read(text, NOW)

    assert (found.days, found.hours) == ((then.date(),), (then.time(),))


def test_the_hour_that_does_not_exist_and_the_one_that_comes_twice() -> None:
    assert not exists(wall("2027-03-28T02:30"), ZONE)
    assert exists(wall("2027-03-28T03:30"), ZONE)
    assert comes_twice(wall("2027-10-31T02:30"), ZONE)
    assert not comes_twice(wall("2027-03-28T02:30"), ZONE)
    assert not comes_twice(wall("2027-10-31T14:00"), ZONE)
