"""How moments and talks are said: 'morgen om 14:00', 'do 26 nov 14:00', 'voortgangsgesprek'."""

from datetime import date, datetime, timedelta

from assistant.dialogue.answers.attributing import spoken_day
from assistant.states import Planned
from assistant.texts.catalogue import say
from knowledge.document import Conversation as Kind


def kind_name(kind: Kind) -> str:
    """The kind of talk as people say it, without an article."""
    return say(f"planning.kind.{kind}")


def day_said(day: date, today: date) -> str:
    """A day with its day of the week, and the year when it is another: donderdag 26 november."""
    said = spoken_day(day)
    return said.removesuffix(f" {day.year}") if day.year == today.year else said


def moment_said(wall: datetime, today: date) -> str:
    """The same with the hour: donderdag 26 november om 14:00."""
    return say("planning.on", day=day_said(wall.date(), today), time=hour_said(wall))


def near_said(wall: datetime, today: date) -> str:
    """The same, for a day that is near: vandaag om 14:00, morgen om 14:00."""
    near = {
        today: say("planning.today"),
        today + timedelta(days=1): say("planning.tomorrow"),
    }
    day = near.get(wall.date()) or day_said(wall.date(), today)
    return say("planning.on", day=day, time=hour_said(wall))


def hour_said(wall: datetime) -> str:
    """An hour: 14:00."""
    return wall.strftime("%H:%M")


def moment_label(wall: datetime, today: date) -> str:
    """A moment on a button: do 26 nov 14:00."""
    day = say("planning.days").split()[wall.weekday()]
    month = say("planning.months").split()[wall.month - 1]
    year = f" {wall.year}" if wall.year != today.year else ""
    return f"{day} {wall.day} {month}{year} {hour_said(wall)}"


def talk_label(one: Planned, today: date) -> str:
    """A planned talk on a button: do 26 nov 14:00 voortgangsgesprek."""
    return f"{moment_label(one.starts, today)} {kind_name(one.kind)}"
