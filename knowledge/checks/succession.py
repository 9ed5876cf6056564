"""Faults in the chains of documents that replace each other, and which days remain to each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

from knowledge.draft import Draft
from knowledge.errors import Fault
from knowledge.explaining import nearest

Reach = Callable[[str], frozenset[str]]
"""Organisation id → it and all below it: whose mentors have it in scope."""


def successors(drafts: Iterable[Draft]) -> dict[str, list[Draft]]:
    """Document id → the documents that say to replace it."""
    found: dict[str, list[Draft]] = {}
    for draft in drafts:
        older = draft.text("replaces")
        if older:
            found.setdefault(older, []).append(draft)
    return found


def succession_faults(
    draft: Draft, drafts: Mapping[str, Draft], newer: Mapping[str, list[Draft]], reach: Reach
) -> Iterator[Fault]:
    """What is wrong with a document's `replaces`."""
    name = draft.text("replaces")
    if name is None:
        return

    def broken(message: str, mend: str) -> Fault:
        return draft.error(("replaces",), "replaces-broken", message, mend)

    older = drafts.get(name)
    if older is None:
        yield broken(f"it replaces '{name}', which does not exist", nearest(name, drafts))
        return
    chain = _chain(draft, drafts)
    if draft.id in chain:
        through = ", ".join(f"'{one}'" for one in chain)
        yield broken(f"it replaces itself through {through}", "take this `replaces` out")
        return
    begin, before = draft.day("valid_from"), older.day("valid_from")
    if begin and before and begin <= before:
        yield broken(
            f"it begins on {begin}, not after '{name}' ({before})",
            "let it begin after the one that it replaces",
        )
    for rival in newer[name]:
        if (
            (rival.id or "") < (draft.id or "")
            and not (rival.is_concept or draft.is_concept)
            and meet(draft, rival, newer, reach)
        ):
            yield broken(
                f"'{rival.id}' replaces '{name}' too, for the same readers and days",
                "let one of them replace the other, or part them with `holds_for` or days",
            )


def meet(one: Draft, other: Draft, newer: Mapping[str, list[Draft]], reach: Reach) -> bool:
    """Whether two documents of one issuer hold on a common day for a common reader."""
    if one.text("issuer") != other.text("issuer"):
        return False
    begins = max(one.day("valid_from") or date.min, other.day("valid_from") or date.min)
    ends = min(_end(one, newer, reach), _end(other, newer, reach))
    return begins <= ends and bool(_readers(one, reach) & _readers(other, reach))


def _end(draft: Draft, newer: Mapping[str, list[Draft]], reach: Reach) -> date:
    """The last day that a document holds for anyone: its own, or before it is replaced."""
    end = draft.day("valid_until") or date.max
    for one in newer.get(draft.id or "", ()):
        if not one.is_concept and _readers(draft, reach) <= _readers(one, reach):
            begin = one.day("valid_from") or date.min
            end = min(end, begin - timedelta(days=1) if begin > date.min else date.min)
    return end


def _readers(draft: Draft, reach: Reach) -> frozenset[str]:
    """The organisations whose mentors may have it in scope."""
    everyone = reach(draft.text("issuer") or "")
    narrowed = [reach(name) for _, name in draft.texts("holds_for")]
    return everyone & frozenset().union(*narrowed) if narrowed else everyone


def _chain(draft: Draft, drafts: Mapping[str, Draft]) -> list[str]:
    """The ids that a document replaces, one through the other; ends where it meets itself."""
    found: list[str] = []
    step: Draft | None = draft
    while step is not None:
        name = step.text("replaces")
        if name is None or name in found:
            break
        found.append(name)
        step = drafts.get(name)
    return found
