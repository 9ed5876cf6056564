"""Calendar files, among them broken and hostile ones."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.planning.calendars import MOST_BYTES, CalendarError, Event, events, is_calendar

ZONE = ZoneInfo("Europe/Amsterdam")
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
TAIL = "END:VCALENDAR\r\n"


def wall(text: str) -> datetime:
    """A wall time."""
    return datetime.fromisoformat(text)


def event(start: str = ":20261126T140000", *more: str) -> str:
    lines = "\r\n".join([f"DTSTART{start}", "SUMMARY:Voortgangsgesprek Sanne", *more])
    return f"BEGIN:VEVENT\r\nUID:1\r\n{lines}\r\nEND:VEVENT\r\n"


def read(*parts: str) -> tuple[Event, ...]:
    return events((HEAD + "".join(parts) + TAIL).encode(), ZONE)


@pytest.mark.parametrize(
    "start",
    [
        ":20261126T140000",
        ":20261126T130000Z",
        ";TZID=Europe/Amsterdam:20261126T140000",
        ";TZID=W. Europe Standard Time:20261126T140000",
        ";TZID=Mars/Base:20261126T140000",
        ";TZID=Europe/London:20261126T130000",
    ],
)
def test_a_time_is_wall_time_of_the_mentor(start: str) -> None:
    (found,) = read(event(start, "DTEND:20261126T150000"))

    assert found.starts == wall("2026-11-26T14:00")
    assert found.ends == wall("2026-11-26T15:00")
    assert found.hour_said


def test_a_duration_gives_the_end() -> None:
    (found,) = read(event(":20261126T140000", "DURATION:PT45M"))

    assert found.ends == wall("2026-11-26T14:45")


def test_a_whole_day_has_no_hour() -> None:
    (found,) = read(event(";VALUE=DATE:20261126"))

    assert not found.hour_said
    assert found.starts.date() == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("rule", "weekly", "until"),
    [
        ("FREQ=WEEKLY", True, None),
        ("FREQ=WEEKLY;BYDAY=TH", True, None),
        ("FREQ=WEEKLY;COUNT=3", True, date(2026, 12, 10)),
        ("FREQ=WEEKLY;UNTIL=20261218T000000Z", True, date(2026, 12, 18)),
        ("FREQ=WEEKLY;INTERVAL=2", False, None),
        ("FREQ=WEEKLY;BYDAY=TU,TH", False, None),
        ("FREQ=SECONDLY", False, None),
        ("FREQ=NEVER;X=1", False, None),
        ("FREQ=DAILY;COUNT=99999999999999999999", False, None),
    ],
)
def test_only_a_plain_weekly_rule_is_followed(rule: str, weekly: bool, until: date | None) -> None:
    (found,) = read(event(":20261126T140000", f"RRULE:{rule}"))

    assert (found.weekly, found.until) == (weekly, until)


def test_the_weeks_that_are_left_out_are_told() -> None:
    more = ("RRULE:FREQ=WEEKLY", "EXDATE:20261126T140000,20261203T140000", "DURATION:PT1H")
    (found,) = read(event(":20261126T140000", *more))

    assert found.starts == wall("2026-11-26T14:00")
    assert found.without == (date(2026, 11, 26), date(2026, 12, 3))


def test_a_broken_event_does_not_spoil_the_others() -> None:
    found = read(event(":20261399T140000"), event(), "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n")

    assert len(found) == 1


def test_a_zone_that_never_ends_is_not_read() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n"
    )
    (found,) = read(zone, event(";TZID=Evil:20261126T140000"))

    assert found.starts == wall("2026-11-26T14:00")


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", "unreadable"),
        (b"hello", "unreadable"),
        (bytes(range(256)) * 50, "unreadable"),
        ((HEAD + "BEGIN:VEVENT\r\nDTSTART:20261126T140000\r\n").encode(), "unreadable"),
        ((HEAD + TAIL).encode(), "empty"),
        ((HEAD + "BEGIN:VEVENT\r\n" * 1900 + "END:VEVENT\r\n" * 1900 + TAIL).encode(), "empty"),
        ((HEAD + event() * 2001 + TAIL).encode(), "too_many"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        ((HEAD + event(":20261126T140000", "STATUS:CANCELLED") + TAIL).encode(), "cancelled"),
        ((HEAD + "METHOD:CANCEL\r\n" + event() + TAIL).encode(), "cancelled"),
    ],
)
def test_a_file_that_gives_no_talk_says_why(content: bytes, trouble: str) -> None:
    with pytest.raises(CalendarError) as raised:
        events(content, ZONE)

    assert raised.value.trouble == trouble


_PIECES = """\
BEGIN:VEVENT|END:VEVENT|BEGIN:VCALENDAR|END:VCALENDAR|DTSTART:20261126T140000|DTSTART:2026
DTEND:20261126|DURATION:-P9999999999D|RRULE:FREQ=WEEKLY|RRULE:FREQ=WEEKLY;COUNT=-5|RRULE:UNTIL=x
EXDATE:20261126T140000|EXDATE:z|SUMMARY:a|STATUS:|DTSTART;TZID=:1| folded|DTSTART:99991231T235959Z
DTSTART:00010101T000000Z|BEGIN:VTIMEZONE|END:VTIMEZONE|\x00""".replace("\n", "|").split("|")


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300) | st.lists(st.sampled_from(_PIECES)).map(
    lambda lines: "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT",
                               "END:VCALENDAR"]).encode()))  # fmt: skip
def test_no_file_breaks_it(content: bytes) -> None:
    try:
        found = events(content, ZONE)
    except CalendarError:
        return
    assert all(one.starts.tzinfo is None for one in found)


def test_what_says_that_it_is_a_calendar_is_one() -> None:
    assert is_calendar("Gesprek.ICS", "", b"")
    assert is_calendar("x", "text/calendar", b"")
    assert is_calendar("x", "", b"\xef\xbb\xbfBEGIN:VCALENDAR")
    assert not is_calendar("x.pdf", "application/pdf", b"%PDF")
