"""Which reflections there are, and how one is offered."""

from collections.abc import Iterable
from typing import get_args

from assistant.dialogue.reflections import posing
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Outcome
from assistant.reflection import adapting
from assistant.reflection.card import openings
from assistant.states import Planned
from assistant.texts.catalogue import say
from knowledge.document import Conversation as Kind
from knowledge.flow import Flow

AFTER = "na-gesprek"
"""The flow that looks back on a talk."""


def button(label: str, flow: str, about: Planned | None = None) -> Choice:
    """The button that begins a flow, about a planned talk."""
    return Choice(label, f"flow:begin:{flow}" + (f":{about.kind}:{about.id}" if about else ""))


def looks_back(choices: Iterable[Choice]) -> Choice | None:
    """The button among these that begins the look back on a planned talk; None: there is none."""
    return next((one for one in choices if one.action.startswith(f"flow:begin:{AFTER}:")), None)


def withdrawn(talk: Talk, flow: str, about: Planned | None = None) -> Outcome | None:
    """Instead of the questions of a worn flow: two to open the talk with, and the way to them.

    None: there is no such flow, or it is not worn yet.
    """
    found = talk.knowledge.flows.get(flow)
    if found is None or not adapting.worn(found, talk.conversation.used):
        return None
    said = posing.opened(openings(found, talk.today.toordinal()))
    text = "\n\n".join(part for part in (said, say("reflection.withdrawn")) if part)
    return talk.said(text, (button(say("reflection.button.ask"), flow, about),), status="prompt")


def offered(talk: Talk, before: str) -> Outcome:
    """The choice of flows; those for a talk are told by their title."""
    now = talk.conversation.running
    flows = talk.knowledge.flows
    paragraphs = [before] if before else []
    choices: list[Choice] = []
    if now is not None and now.flow in flows:
        paragraphs.append(say("reflection.unfinished", title=flows[now.flow].title))
        choices.append(posing.resume())
    ordered = [flows[name] for name in in_order(flows.values())]
    own = [one for one in ordered if one.conversation is None]
    lines = [say("reflection.about", title=one.title, about=one.about) for one in own]
    paragraphs += [say("reflection.choose"), "\n".join(lines)]
    if len(own) < len(ordered):
        paragraphs.append(say("reflection.before"))
    choices += [button(one.title, one.id) for one in ordered]
    return talk.said("\n\n".join(part for part in paragraphs if part), tuple(choices))


def in_order(flows: Iterable[Flow]) -> list[str]:
    """Ids: what needs no talk first, then before a talk in the order of the year."""
    kinds = get_args(Kind)
    return [
        one.id
        for one in sorted(
            flows, key=lambda one: kinds.index(one.conversation) if one.conversation else -1
        )
    ]
