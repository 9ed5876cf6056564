"""Faults of flows: their questions, their steps, and the rules between them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.checks.ways import way_faults
from knowledge.draft import Draft
from knowledge.errors import Fault
from knowledge.explaining import nearest, short
from knowledge.flow import END, Flow, Rule, Step
from knowledge.flow_files import FlowDraft
from knowledge.reading import Place

MAX_CHARACTERS = 300
MAX_WORDS = 20
MIN_VARIANTS = 3
"""Fewer, and a question wears out before the flow does (the eighth use)."""
MIN_OPENINGS = 2
_CHOICES = range(2, 7)
_SENTENCE_END = re.compile(r"(?<=[.!?])['\"’”)]*\s+|\n+")


def flow_faults(drafts: Sequence[FlowDraft]) -> Iterator[Fault]:
    """All that is wrong with a folder's own flows, one by one and together."""
    yield from _clashes(drafts)
    for one in drafts:
        yield from _text_faults(one.draft)
        if one.flow is not None:
            yield from _fitting(one.draft, one.flow)


def _clashes(drafts: Sequence[FlowDraft]) -> Iterator[Fault]:
    """Two flows of one id, and two that come before the same talk: neither is more right."""
    for one in drafts:
        same = ", ".join(
            other.draft.file
            for other in drafts
            if other is not one and other.draft.id == one.draft.id
        )
        if one.draft.id and same:
            message = f"the id '{one.draft.id}' is also that of {same}"
            yield one.draft.error(("id",), "duplicate-id", message, "give each flow its own id")
        talk = _talk_ahead(one)
        same = ", ".join(
            other.draft.file for other in drafts if other is not one and _talk_ahead(other) == talk
        )
        if talk and same:
            yield one.draft.error(
                ("conversation",),
                "duplicate-conversation",
                f"before a {talk} also comes the flow in {same}",
                "keep one flow before each kind of talk, or write `after: true`",
            )


def _talk_ahead(one: FlowDraft) -> str | None:
    return one.flow.conversation if one.flow and not one.flow.after else None


def _text_faults(draft: Draft) -> Iterator[Fault]:
    """Questions that are too long, or too few of a kind; also of a flow with other faults."""
    for number, opening in draft.items("openings"):
        yield from _long(draft, ("openings", number, "ask"), opening.get("ask"))
    for number, step in draft.items("steps"):
        asked = step.get("ask")
        if not isinstance(asked, list):
            continue
        place: Place = ("steps", number, "ask")
        seen: set[str] = set()
        for position, text in enumerate(asked):
            yield from _long(draft, (*place, position), text)
            plain = " ".join(str(text).lower().split())
            if plain in seen:
                yield draft.error(
                    (*place, position),
                    "same-variant",
                    f"the wording '{short(text)}' stands here a second time",
                    "ask the same in other words",
                )
            seen.add(plain)
        if 0 < len(asked) < MIN_VARIANTS:
            yield draft.error(
                place,
                "few-variants",
                f"the question has only {len(asked)} of the {MIN_VARIANTS} wordings",
                f"write at least {MIN_VARIANTS} that ask the same in other words",
            )


def _long(draft: Draft, place: Place, text: Any) -> Iterator[Fault]:
    if not isinstance(text, str):
        return
    if len(text) > MAX_CHARACTERS:
        yield draft.error(
            place,
            "long-question",
            f"the question has {len(text)} characters ('{short(text)}')",
            f"write at most {MAX_CHARACTERS}",
        )
    for sentence in _SENTENCE_END.split(text):
        words = len(sentence.split())
        if words > MAX_WORDS:
            yield draft.error(
                place,
                "long-sentence",
                f"a sentence has {words} words ('{short(sentence)}')",
                f"write at most {MAX_WORDS}: cut it in two",
            )


def _fitting(draft: Draft, flow: Flow) -> Iterator[Fault]:
    """What the fields of one flow say of each other."""
    if flow.conversation and not flow.after and len(flow.openings) < MIN_OPENINGS:
        yield draft.error(
            ("openings",),
            "few-openings",
            f"a flow before a talk has {len(flow.openings)} of the {MIN_OPENINGS} openings that "
            "its card shows",
            f"write at least {MIN_OPENINGS} below `openings:`, each with `ask` and `source`",
        )
    if all(step.optional for step in flow.steps):
        yield draft.error(
            ("steps",),
            "only-optional",
            "every step is optional, so that the short form asks nothing",
            "take `optional: true` from one of them",
        )
    ids = [step.id for step in flow.steps]
    sound = True
    for number, step in enumerate(flow.steps):
        faults = [*_step_faults(draft, number, step, ids), *_rule_faults(draft, number, step, flow)]
        sound = sound and not faults
        yield from faults
    if sound:  # else a misspelt `go` would be told again as a step that nobody reaches
        yield from way_faults(draft, flow)


def _step_faults(draft: Draft, number: int, step: Step, ids: Sequence[str]) -> Iterator[Fault]:
    place: Place = ("steps", number, "id")
    if step.id in ids[:number]:
        message = f"the step '{step.id}' stands here a second time"
        yield draft.error(place, "duplicate-id", message, "give each step its own id")
    if step.id == END:
        message = f"'{END}' is the name for the end of a flow"
        yield draft.error(place, "reserved-name", message, "give the step another id")
    place = ("steps", number, "choices")
    if step.answer == "keuze":
        if len(step.choices) not in _CHOICES:
            yield draft.error(
                place if step.choices else ("steps", number, "answer"),
                "choices",
                f"a keuze has {len(step.choices)} choices",
                "write two to six below `choices:`",
            )
        if len({choice.lower() for choice in step.choices}) < len(step.choices):
            message = "two choices read the same"
            yield draft.error(place, "choices", message, "write each choice once")
    elif step.choices:
        message = f"an answer of the kind '{step.answer}' has no choices"
        mend = "write `answer: keuze`, or take `choices` away"
        yield draft.error(place, "choices", message, mend)


def _rule_faults(draft: Draft, number: int, step: Step, flow: Flow) -> Iterator[Fault]:
    ids = {one.id for one in flow.steps}
    for position, rule in enumerate(step.next):
        place: Place = ("steps", number, "next", position)
        wrong = _misfit(step, rule)
        if wrong:
            yield draft.error(place, "wrong-rule", *wrong)
        if rule.choice is not None and step.choices and rule.choice not in step.choices:
            message = f"'{short(rule.choice)}' is none of the choices of this step"
            mend = nearest(rule.choice, step.choices)
            yield draft.error((*place, "choice"), "unknown-choice", message, mend)
        for name in rule.targets:
            target = flow.step(name)
            if target is None and (rule.steer or name != END):
                known = ids if rule.steer else ids | {END}
                message = f"there is no step '{name}'"
                yield draft.error(place, "unknown-step", message, nearest(name, known))
            elif target is not None and rule.steer and target.efficacy is None:
                yield draft.error(
                    place,
                    "no-efficacy",
                    f"`steer` chooses by `efficacy`, and the step '{name}' has none",
                    "give that step one of 'succes', 'voorbeeld', 'waardering', 'spanning'",
                )


def _misfit(step: Step, rule: Rule) -> tuple[str, str] | None:
    """Why a rule cannot be followed, and the mend."""
    if rule.go and rule.steer:
        return "the rule has both `go` and `steer`", "keep one of them"
    if not rule.targets:
        return "the rule leads nowhere", f"add `go:` with the id of a step, or `go: {END}`"
    if len(rule.steer) == 1:
        return "`steer` has only one step to choose", f"write `go: {rule.steer[0]}`"
    if len(rule.conditions) > 1:
        both = " and ".join(f"`{name}`" for name in rule.conditions)
        return f"the rule has {both}", "keep one, and write a rule for the other"
    if "skipped" in rule.model_fields_set and not rule.skipped:
        return "`skipped: false` says nothing", "write `skipped: true`, or take it away"
    if rule.at_most is not None and step.answer != "schaal":
        return f"`at_most` does not fit an answer of the kind '{step.answer}'", (
            "write `answer: schaal`, or take it away"
        )
    if rule.choice is not None and step.answer != "keuze":
        return f"`choice` does not fit an answer of the kind '{step.answer}'", (
            "write `answer: keuze`, or take it away"
        )
    return None
