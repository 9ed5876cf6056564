"""A mentor who doubts aloud is offered a reflection: about the talk ahead, the moment, themselves.

A question still gets its answer. A bare doubt ('kan ik dit wel?') is not searched: the section with
the likest words would be about somebody else's.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from assistant.dialogue import safety
from assistant.dialogue.mentors.choosing import asks
from assistant.dialogue.reflections.inviting import button
from assistant.dialogue.signals.normalising import normalise
from assistant.dialogue.signals.rules import Rules, load_rules
from assistant.dialogue.talk import Talk
from assistant.messages import Outcome
from assistant.planning.kinds import kinds
from assistant.texts.catalogue import say

_FLOWS = {"talk": "mijn-kracht", "moment": "moeilijk-moment", "self": "mijn-kracht"}
"""The reflection for each kind of doubt; for a talk of a known kind the one before that talk."""


_PART = re.compile(r"(?<=[.!?,])\s+| (?:en|maar|want|dus) ")


@lru_cache(maxsize=1)
def _rules() -> Rules:
    return load_rules("doubt.toml")


def heard(talk: Talk, text: str, ask: Callable[[str], Outcome]) -> Outcome | None:
    """The offer of a reflection, after the answer if something is asked; None: no doubt is heard.

    Also None where the words must be handled as something else (data of persons, a judgement that
    is asked for), and where the knowledge folder has no such reflection.
    """
    found = None if talk.conversation.starting else _rules().find(normalise(text))
    if found is None or safety.assess(text).concern is not None:
        return None
    kind = found.rule.kind
    wanted = [f"voor-{one}" for one in kinds(text, talk.scope.words)] if kind == "talk" else []
    flows = talk.knowledge.flows
    flow = next((flows[name] for name in (*wanted, _FLOWS[kind]) if name in flows), None)
    if flow is None:
        return None
    begin = button(flow.title, flow.id)
    if not any(asks(part) and not _rules().find(normalise(part)) for part in _PART.split(text)):
        return talk.said(say(f"doubt.{kind}"), (begin,), status=None)
    told = ask(text)
    *rest, last = told.replies
    last = replace(last, text=f"{last.text}\n\n{say('doubt.also')}", choices=(begin, *last.choices))
    conversation = told.conversation.with_(choices=(begin, *told.conversation.choices))
    return replace(told, replies=(*rest, last), conversation=conversation)
