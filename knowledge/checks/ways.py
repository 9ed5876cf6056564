"""Faults of the ways through a flow: every one ends, within five questions, and none is lost."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypedDict

from knowledge.draft import Draft
from knowledge.errors import Fault
from knowledge.flow import END, SCALE, Flow, Step

MAX_QUESTIONS = 5
"""On any way through a flow: what a mentor still answers at the end of a day."""


class _Given(TypedDict, total=False):
    """An answer, as `Flow.following` and `Step.rule` take it."""

    score: int
    choice: str
    skipped: bool


def way_faults(draft: Draft, flow: Flow) -> Iterator[Fault]:
    """Rules never used, loops, steps that nobody reaches, and ways that are too long."""
    yield from _unused_rules(draft, flow)
    numbers = {step.id: number for number, step in enumerate(flow.steps)}
    after = {step.id: _after(flow, step) for step in flow.steps}
    reached, too_long = _walked(flow.steps[0].id, after)
    for name in (name for name in numbers if name not in reached):
        yield draft.error(
            ("steps", numbers[name]),
            "unreachable-step",
            f"no way leads to the step '{name}'",
            f"let a step above it go there (`go: {name}`), or take it away",
        )
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        round_ = list(reversed(error.args[1]))  # the sorter reads our arrows the other way
        last = max(round_, key=lambda name: numbers[name])
        yield draft.error(
            ("steps", numbers[last], "next"),
            "loop",
            f"the questions go round without an end: {_way(round_)}",
            f"let '{last}' go to a step below it, or write `go: {END}`",
        )
    else:
        if too_long:
            yield draft.error(
                ("steps", numbers[too_long[MAX_QUESTIONS]]),
                "too-many-questions",
                f"on this way it is question {MAX_QUESTIONS + 1}: {_way(too_long)}",
                f"let every way have at most {MAX_QUESTIONS}: end it earlier with `go: {END}`, "
                "or take a step away",
            )


def _unused_rules(draft: Draft, flow: Flow) -> Iterator[Fault]:
    for number, step in enumerate(flow.steps):
        used = [step.rule(**answer) for answer in _answers(step)]
        for position, rule in enumerate(step.next):
            if not any(rule is one for one in used):
                yield draft.error(
                    ("steps", number, "next", position),
                    "unused-rule",
                    "no answer comes to this rule, since the ones above it take them all",
                    "put it higher, or take it away",
                )


def _answers(step: Step) -> list[_Given]:
    """Every answer that may lead elsewhere."""
    skipped: _Given = {"skipped": True}
    if step.answer == "schaal":
        return [*(_Given(score=score) for score in SCALE), skipped]
    if step.answer == "keuze":
        return [*(_Given(choice=choice) for choice in step.choices), skipped]
    return [{}, skipped]


def _after(flow: Flow, step: Step) -> list[str]:
    """The steps that may come after this one, each once."""
    following = (one.id for answer in _answers(step) for one in flow.following(step, **answer))
    return list(dict.fromkeys(following))


def _walked(first: str, after: Mapping[str, list[str]]) -> tuple[set[str], tuple[str, ...]]:
    """The steps that some way reaches, and the first way that is too long, if there is one."""
    # Layer by layer: the steps that can be the n-th question, each with a way to it.
    layer: dict[str, tuple[str, ...]] = {first: (first,)}
    reached = {first}
    too_long: tuple[str, ...] = ()
    for _ in after:
        layer = {then: (*way, then) for name, way in layer.items() for then in after[name]}
        reached |= layer.keys()
        if not too_long:
            too_long = next((way for way in layer.values() if len(way) > MAX_QUESTIONS), ())
    return reached, too_long


def _way(names: Sequence[str]) -> str:
    return " → ".join(names)
