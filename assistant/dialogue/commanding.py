"""Commands, the bare words that stand for them, and buttons: each goes to its own room."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.dialogue.answers import offering
from assistant.dialogue.documents import browsing, scheduling, tasking
from assistant.dialogue.mentors import keeping, profiling, schooling, starting, telling
from assistant.dialogue.reflections import growing, reflecting, standing
from assistant.dialogue.talk import Talk
from assistant.dialogue.talks import appointing, reminding, settling
from assistant.dialogue.trends import digesting, informing, trending, wishing
from assistant.messages import Outcome
from assistant.states import Record
from assistant.texts.catalogue import commands, say

STOPS = frozenset({"stop", "/stop", "stoppen"})

_WORDS = {
    "school": "school:",
    "andere school": "school:",
    "school kiezen": "school:",
    "andere school kiezen": "school:",
    "profiel": "command:/profiel",
    "mijn profiel": "command:/profiel",
    "wie ik begeleid": "profile:students",
    "bronnen": "command:/bronnen",
    "alle bronnen": "command:/bronnen",
    "wie doet wat": "command:/wiedoetwat",
    "wiedoetwat": "command:/wiedoetwat",
    "agenda": "command:/agenda",
    "mijn gegevens": "command:/mijngegevens",
    "vergeet mij": "command:/vergeetmij",
    "vraag mijn schoolopleider": "contact:",
    "elke maandag": "monday:on",
    "niet elke maandag": "monday:off",
    "geef mijn vraag door": "wish:begin",
    "wat ik doorgaf": "wish:list",
    "tel mij niet mee": "count:off",
    "tel mij weer mee": "count:on",
    "pauze": "pause:on",
    "pauzeer": "pause:on",
    "pauzeer berichten": "pause:on",
    "hervat": "pause:off",
    "hervat berichten": "pause:off",
}
"""What can always be typed, whatever buttons there are."""


def word(plain: str) -> str | None:
    """The action of a bare word; None: it is none of them."""
    return _WORDS.get(plain)


def command(talk: Talk, text: str) -> Outcome:
    """What begins with a slash."""
    name, _, rest = text.partition(" ")
    rooms: dict[str, Callable[[Talk], Outcome | None]] = {
        "/help": help_,
        "/profiel": profiling.shown,
        "/bronnen": browsing.sources,
        "/wiedoetwat": tasking.tasks,
        "/agenda": scheduling.agenda,
        "/privacy": keeping.privacy,
        "/mijngegevens": keeping.data,
        "/vergeetmij": keeping.ask,
        "/stop": stopped,
        "/gesprekken": appointing.listed,
        "/mijngroei": growing.growth,
        "/gesprekkencyclus": growing.cycle,
        "/trends": trending.trends,
    }
    name, rest = name.lower(), rest.strip()
    if name == "/start":
        # Also what Telegram sends when a mentor lifts a block, under which all that was due went.
        return replace(starting.begin(talk, rest), records=_due_again(talk))
    if name == "/school":
        if not rest:
            return schooling.asked(talk)
        return schooling.choose(talk, rest) or schooling.unknown(talk)
    if name == "/reflectie":
        return reflecting.choose(talk, rest) or talk.said(say("command.unknown"))
    room = rooms.get(name)
    return (room(talk) if room else None) or talk.said(say("command.unknown"))


def _due_again(talk: Talk) -> tuple[Record, ...]:
    """What is due of all that the mentor planned and wants."""
    now, at = talk.conversation, talk.incoming.at
    ahead = (one for one in now.planned if one.follow_up_at > at)
    return (*settling.due_of(ahead, at), *scheduling.due(now, at))


def help_(talk: Talk) -> Outcome:
    """What can be asked, and every command."""
    lines = [f"/{name}: {does[:1].lower()}{does[1:]}" for name, does in commands("nl").items()]
    return talk.said("\n".join((say("help"), *lines, *trending.help_line(talk))))


def stopped(talk: Talk) -> Outcome:
    """End what is running; with nothing running, offer to send nothing unasked any more."""
    now = talk.conversation
    if ended_here := (
        wishing.stopped(talk) or reflecting.word(talk, "stop") or growing.stopped(talk)
    ):
        return ended_here
    if now.proposed or now.drafting is not None:
        return talk.said(say("command.stopped"), proposed=(), drafting=None)
    if now.awaiting is not None or now.starting:
        ended = say("command.stopped")
        return talk.said(ended, awaiting=None, starting=False, returned=0)
    key = "command.already" if now.paused else "command.nothing_runs"
    return talk.said(say(key), (profiling.pause(now),))


def due_name(action: str | None) -> str | None:
    """The name of what is due, when that is what came in."""
    kind, _, name = (action or "").partition(":")
    return name if kind == "due" else None


def due(talk: Talk, name: str) -> Outcome:
    """What has come due; nothing is said of what nobody knows any more."""
    found = (
        reminding.due(talk, name)
        or standing.due(talk, name)
        or informing.due(talk, name)
        or digesting.due(talk, name)
    )
    if found is None and name == scheduling.MONDAY:
        found = scheduling.card(talk)
    return found or Outcome((), talk.conversation)


def pressed(talk: Talk, action: str) -> Outcome:
    """What a button does; one whose meaning is gone says what to do."""
    kind, _, value = action.partition(":")
    room = _BUTTONS.get(kind)
    found = room(talk, value) if room else None
    if found is not None:
        return found
    left = tuple(one for one in talk.conversation.choices if one.action != action)
    return talk.said(say("command.no_button"), left)


def _paused(talk: Talk, value: str) -> Outcome | None:
    """Hold back everything that the mentor does not ask for, or let it come again."""
    if value not in ("on", "off"):
        return None
    now = talk.conversation.with_(paused=value == "on")
    key = "command.paused" if now.paused else "command.resumed"
    return talk.said(say(key), (profiling.pause(now),), paused=now.paused)


def _chosen(talk: Talk, value: str) -> Outcome | None:
    """The school of a button, if there is such a school still."""
    known = value in talk.organisations
    return schooling.settled(talk, talk.organisations[value]) if known else None


_BUTTONS: Mapping[str, Callable[[Talk, str], Outcome | None]] = {
    "command": command,
    "read": browsing.read_on,
    "sources": browsing.sources,
    "document": browsing.document,
    "section": browsing.section,
    "tasks": tasking.tasks,
    "task": tasking.task,
    "agenda": scheduling.agenda,
    "monday": scheduling.every_monday,
    "flow": reflecting.pressed,
    "plan": appointing.pressed,
    "grow": growing.pressed,
    "useful": offering.useful,
    "contact": lambda talk, _: offering.contact(talk),
    "wish": wishing.pressed,
    "trends": trending.pressed,
    "count": trending.counting,
    "privacy": lambda talk, _: keeping.details(talk),
    "forget": keeping.forget,
    "school": lambda talk, _: schooling.asked(talk),
    "scope": _chosen,
    "agree": telling.agreed,
    "experience": telling.experienced,
    "student": telling.added,
    "year": lambda talk, value: telling.refined(talk, "year", value),
    "institute": lambda talk, value: telling.refined(talk, "institute", value),
    "skip": telling.skipped,
    "more": lambda talk, _: telling.more(talk),
    "profile": profiling.change,
    "remove": profiling.removed,
    "pause": _paused,
}
"""What an action begins with (`KIND:VALUE`), and the room that knows its value."""
