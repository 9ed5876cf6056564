"""Every fault of a folder at once: what loading could not read, and what does not fit together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from knowledge.checks.documents import (
    Known,
    day_faults,
    name_faults,
    quote_faults,
    reference_faults,
)
from knowledge.checks.flows import flow_faults
from knowledge.checks.organisations import organisation_faults
from knowledge.checks.succession import Reach, meet, succession_faults, successors
from knowledge.comparing import Fact, contradictions
from knowledge.document import Document
from knowledge.draft import Draft
from knowledge.errors import Fault, KnowledgeError
from knowledge.explaining import short
from knowledge.holding import Knowledge
from knowledge.loading import ORGANISATIONS, Loaded, load
from knowledge.reading import Place


def check(folder: Path, today: date) -> tuple[Loaded, tuple[Fault, ...]]:
    """Load a folder and find all that is wrong in it, in the order of files and lines.

    Raises:
        KnowledgeError: the folder does not exist.
    """
    loaded = load(folder)
    return loaded, tuple(sorted({*loaded.faults, *_fitting(loaded, today)}))


def faulty_files(faults: Iterable[Fault]) -> frozenset[str]:
    """The files that have errors; warnings leave a file good."""
    return frozenset(fault.file for fault in faults if fault.level == "error")


def without_faulty(loaded: Loaded, faults: Iterable[Fault]) -> tuple[Knowledge, tuple[str, ...]]:
    """The knowledge without the documents and flows that have errors, and the files left out.

    A document also goes when the entry of its issuer could not be read.

    Raises:
        KnowledgeError: there is no organisation at all, so that no document can hold.
    """
    faulty = faulty_files(faults)
    whole = loaded.knowledge
    if not list(whole.organisations):
        raise KnowledgeError(f"No organisation can be read; mend {ORGANISATIONS} first.")
    kept = tuple(
        document
        for document in whole.documents
        if document.file not in faulty and document.issuer in whole.organisations
    )
    used = {document.file for document in kept}
    left_out = (faulty - {ORGANISATIONS}) | {d.file for d in whole.documents if d.file not in used}
    flows = {name: flow for name, flow in whole.flows.items() if flow.file not in faulty}
    knowledge = Knowledge(whole.organisations, kept, whole.subjects, whole.tasks, flows)
    return knowledge, tuple(sorted(left_out))


def _fitting(loaded: Loaded, today: date) -> Iterator[Fault]:
    entries = loaded.organisations
    drafts = {draft.id: draft for draft in reversed(loaded.documents) if draft.id}
    newer = successors(loaded.documents)
    reach = _reach(entries or ())
    known = Known(
        organisations=None if entries is None else {entry.id for entry in entries if entry.id},
        documents=drafts,
        subjects=loaded.knowledge.subjects,
        tasks=loaded.knowledge.tasks,
    )
    yield from organisation_faults(entries or ())
    for draft in loaded.documents:
        yield from reference_faults(draft, known)
        yield from quote_faults(draft)
        yield from name_faults(draft, known)
        yield from day_faults(draft, newer, today)
        yield from succession_faults(draft, drafts, newer, reach)
    yield from flow_faults(loaded.flows)
    yield from _own_contradictions(loaded.knowledge, drafts, newer, reach)


def _reach(entries: Iterable[Draft]) -> Reach:
    """Who is below whom, through entries that may have other faults."""
    children: dict[str, set[str]] = {}
    for entry in entries:
        for _, parent in entry.texts("parents"):
            children.setdefault(parent, set()).add(entry.id or "")
        for _, institute in entry.texts("institutes"):
            children.setdefault(institute, set()).add(entry.id or "")
    known: dict[str, frozenset[str]] = {}

    def reach(name: str) -> frozenset[str]:
        if name not in known:
            found: set[str] = set()
            waiting = [name]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    waiting.extend(children.get(one, ()))
            known[name] = frozenset(found)
        return known[name]

    return reach


def _own_contradictions(
    knowledge: Knowledge,
    drafts: Mapping[str, Draft],
    newer: Mapping[str, list[Draft]],
    reach: Reach,
) -> Iterator[Fault]:
    """One issuer that says two things to the same readers on the same days."""
    issuers: dict[str, list[Document]] = {}
    for document in knowledge.documents:
        if document.status != "concept" and document.issuer in knowledge.organisations:
            issuers.setdefault(document.issuer, []).append(document)
    for documents in issuers.values():
        for found in contradictions(knowledge, documents, within=True):
            one, other = found.one.document, found.other.document
            if one.id != other.id and not meet(drafts[one.id], drafts[other.id], newer, reach):
                continue
            where = "itself" if one.id == other.id else f"'{other.id}' of the same issuer"
            yield drafts[one.id].warning(
                _place(found.one),
                "contradicts-itself",
                f"on '{found.key}' it contradicts {where} "
                f"('{short(found.one.quote)}' against '{short(found.other.quote)}')",
                "make them agree, or say so with `deviates`",
            )


def _place(fact: Fact) -> Place:
    """Where the fact stands in its document's front matter."""
    if fact.is_task:
        quotes = [task.quote for task in fact.document.tasks]
        return "tasks", quotes.index(fact.quote)
    pairs = [(one.subject, one.quote) for one in fact.document.agreements]
    return "agreements", pairs.index((fact.key, fact.quote))
