"""What wears out: which wording comes next, which source is asked, when a flow gets short or rests.

Only what was asked, skipped and scored before counts (`Used`), never a word of the mentor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.states import Asked, Used
from knowledge.flow import Efficacy, Flow, Step

SHORT_FROM = 4
"""The use of a flow from which on its optional steps are left out."""

WORN_FROM = 8
"""The use from which on a prompt no longer asks by itself: scripts wear out by then (issue 6)."""

LOW = 4
"""A score up to this is low."""

MOST_REMEMBERED = 60
"""Uses of flows that are remembered step by step."""


def remembered(used: Sequence[Used], last: Used) -> tuple[Used, ...]:
    """What was used before and now.

    When it gets much, the oldest of a flow that was used again goes and is only counted: the last
    use of each flow tells which wording comes next, and all of them how worn it is.
    """
    every = [*used, last]
    while len(every) > MOST_REMEMBERED:
        flows = [one.flow for one in every]
        place = next((at for at, flow in enumerate(flows) if flow in flows[at + 1 :]), None)
        if place is None:  # more flows than that
            return tuple(every[-MOST_REMEMBERED:])
        after = flows.index(flows[place], place + 1)
        every[after] = replace(every[after], before=_count(every[place]) + every[after].before)
        del every[place]
    return tuple(every)


def uses(flow: Flow, used: Sequence[Used]) -> int:
    """How often a flow was used: something in it was answered or skipped."""
    return sum(_count(one) for one in used if one.flow == flow.id)


def is_short(flow: Flow, used: Sequence[Used]) -> bool:
    """Whether its next use leaves out the optional steps."""
    return uses(flow, used) + 1 >= SHORT_FROM


def worn(flow: Flow, used: Sequence[Used]) -> bool:
    """Whether a prompt should not ask its questions by itself any more."""
    return uses(flow, used) + 1 >= WORN_FROM


def variant(flow: Flow, step: Step, used: Sequence[Used]) -> int:
    """Which wording of a step is next: they take turns, so never the same twice in a row."""
    for one in reversed(used):
        for asked in one.asked if one.flow == flow.id else ():
            if asked.step == step.id:
                return (asked.variant + 1) % len(step.ask)
    return 0


def steered(
    among: Sequence[Step],
    flows: Mapping[str, Flow],
    used: Sequence[Used],
) -> Step:
    """The step whose source of self-efficacy has fed this mentor least.

    A source counts as fed by an answer, unless that was a low score: what was asked least, skipped
    or scored low comes first, and of equals the one that was asked longest ago. A source that was
    skipped twice in a row gives way to the others: nobody is pressed.

    Args:
        among: at least one step.
        flows: by id, to know what source a step asked for.
        used: oldest first.
    """
    history = _history(flows, used)

    def rank(place: int) -> tuple[bool, int, int, int]:
        source = among[place].efficacy
        own = [(at, asked) for at, (of, asked) in enumerate(history) if of == source]
        fed = sum(1 for _, asked in own if asked.done == "answered" and not _is_low(asked))
        avoided = len(own) > 1 and all(asked.done == "skipped" for _, asked in own[-2:])
        return avoided, fed, own[-1][0] if own else -1, place

    return among[min(range(len(among)), key=rank)]


def _count(one: Used) -> int:
    """How many uses it stands for."""
    return one.before + any(asked.done != "left" for asked in one.asked)


def _history(
    flows: Mapping[str, Flow], used: Sequence[Used]
) -> list[tuple[Efficacy | None, Asked]]:
    """What was asked for each source, oldest first; of flows that are gone nothing."""
    return [
        (step.efficacy, asked)
        for one in used
        if one.flow in flows
        for asked in one.asked
        if (step := flows[one.flow].step(asked.step)) and step.efficacy
    ]


def _is_low(asked: Asked) -> bool:
    return asked.score is not None and asked.score <= LOW
