"""Tells a mentor who wanted that, that a document answers now what they once passed on."""

from dataclasses import replace
from datetime import datetime

from assistant.dialogue.answers import offering
from assistant.dialogue.talk import Talk
from assistant.dialogue.talks.wording import day_said
from assistant.dialogue.tidying import shortened
from assistant.dialogue.trends import wishing
from assistant.messages import Outcome, Reply
from assistant.planning.prompting import awake, is_quiet
from assistant.states import WISHES_KEPT, Due, Wished
from assistant.texts.catalogue import say


def due(talk: Talk, name: str) -> Outcome | None:
    """A wish whose hour is there: answered now, or looked up again later; None: not ours."""
    kind, _, named = name.partition(":")
    if kind != wishing.DUE:
        return None
    now, at = talk.conversation, talk.incoming.at
    nothing = Outcome((), now)
    wish = next((one for one in now.wishes if one.id == named), None)
    if wish is None or not wish.hears or at - wish.at >= WISHES_KEPT:
        return nothing
    if is_quiet(at):
        return replace(nothing, records=(Due(name, awake(at)),))
    again = Due(name, wishing.next_look(at, now.prompting.region))
    if now.paused:
        return replace(nothing, records=(again,))
    given = wishing.found(talk, wish)
    if wishing.marked(talk, given) in ("", wish.before):
        return replace(nothing, records=(again,))
    told = replace(wish, hears=False)
    wishes = tuple(told if one.id == wish.id else one for one in now.wishes)
    text = "\n".join(
        (
            say("wishes.answered", wish=shortened(wish.text)),
            say("wishes.since", day=_since(talk, wish)),
            "",
            given.answer,
        )
    )
    choices = offering.choices(talk, given)
    # What else was asked just before gives way, as it does to a prompt.
    conversation = now.with_(choices=choices, wishes=wishes, proposed=(), drafting=None)
    return Outcome((Reply(text, choices, given.quotes),), conversation, "prompt")


def _since(talk: Talk, wish: Wished) -> str:
    """The day on which the documents that answer it came: those of the index, else today's."""
    built: datetime = talk.searcher.index.manifest.built_at
    newer = wish.at < built <= talk.incoming.at
    day = built.astimezone(talk.incoming.at.tzinfo).date() if newer else talk.today
    return day_said(day, talk.today)
