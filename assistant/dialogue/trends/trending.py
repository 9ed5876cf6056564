"""/trends: the way to the figures for those whom the operator granted a role, and being counted.

Everybody else is told who may see them, and the code by which the operator could grant it.
"""

from dataclasses import replace

from assistant.dialogue.mentors import profiling
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Outcome, Role
from assistant.planning.schooldays import next_digest
from assistant.states import Due, Uncounted
from assistant.texts.catalogue import say

DIGEST = "digest"
"""The name under which the message of the month is due."""


def trends(talk: Talk) -> Outcome:
    """A button for each organisation; who was granted nothing gets the code to ask for it."""
    role = talk.incoming.role()
    if role is None:
        return talk.said(say("trends.not_here"))
    granted = organisations(talk, role)
    if not granted:
        return talk.said(say("trends.code", code=role.code))
    choices = [Choice(talk.organisations[one].name, f"trends:open:{one}") for one in granted]
    return talk.said(say("trends.choose"), (*choices, monthly(talk)))


def pressed(talk: Talk, value: str) -> Outcome | None:
    """What a button of the trends does (`trends:VALUE`); None: there is no such button."""
    does, _, rest = value.partition(":")
    if does == "monthly":
        return _monthly(talk, rest)
    return _opened(talk, rest) if does == "open" else None


def organisations(talk: Talk, role: Role) -> tuple[str, ...]:
    """Those granted that there still are."""
    return tuple(one for one in role.organisations if one in talk.organisations)


def monthly(talk: Talk) -> Choice:
    """The button that turns the message of the month on or off."""
    if talk.conversation.digest:
        return Choice(say("trends.button.off"), "trends:monthly:off")
    return Choice(say("trends.button.on"), "trends:monthly:on")


def help_line(talk: Talk) -> tuple[str, ...]:
    """What /help adds for those who were granted something."""
    role = talk.incoming.role()
    return (say("trends.help"),) if role is not None and role.organisations else ()


def count_button(talk: Talk) -> tuple[Choice, ...]:
    """The button by which a mentor is counted or not; of who did not agree nothing is counted."""
    if not talk.conversation.agreed:
        return ()
    if talk.conversation.uncounted:
        return (Choice(say("counting.on"), "count:on"),)
    return (Choice(say("counting.off"), "count:off"),)


def counting(talk: Talk, value: str) -> Outcome | None:
    """Count the mentor from now on, or not and not this month either; None: neither."""
    if value == "on":
        if not talk.conversation.agreed:
            return talk.said(say("wishes.not_agreed"))
        return talk.said(say("counting.counted"), uncounted=False)
    if value != "off":
        return None
    said = talk.said(say("counting.uncounted"), uncounted=True)
    return replace(said, records=(Uncounted(),))


def _opened(talk: Talk, organisation: str) -> Outcome:
    """A link to the pages, made now: it is good for ten minutes."""
    role = talk.incoming.role()
    if role is None or organisation not in organisations(talk, role):
        return talk.said(say("trends.not_yours"))
    name = talk.organisations[organisation].name
    told = say("trends.link", organisation=name, link=role.link())
    return talk.said(told, (monthly(talk),))


def _monthly(talk: Talk, value: str) -> Outcome | None:
    if value == "off":
        said = talk.with_(talk.conversation.with_(digest=False)).said(say("trends.unwanted"))
        return replace(said, records=(Due(DIGEST, None),))
    role = talk.incoming.role()
    if value != "on":
        return None
    if role is None or not organisations(talk, role):
        return talk.said(say("trends.not_yours"))
    now = talk.conversation.with_(digest=True)
    there = talk.with_(now)
    choices: tuple[Choice, ...] = (monthly(there),)
    key = "trends.wanted"
    if now.paused:
        key, choices = "trends.wanted_paused", (profiling.pause(now), *choices)
    at = next_digest(talk.incoming.at, now.prompting.region)
    return replace(there.said(say(key), choices), records=(Due(DIGEST, at),))
