"""A folder → Knowledge, and every fault of its form on the way, with file, line and mend."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field
from ruamel.yaml import YAML

from knowledge.document import Document, FrontMatter, Model
from knowledge.draft import Draft
from knowledge.errors import Fault, KnowledgeError, Report
from knowledge.explaining import nearest, validated
from knowledge.flow_files import FlowDraft, flow_files, has_own_flows, own_flows, shipped_flows
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation, Organisations
from knowledge.reading import Parts, Place, Yaml, read_parts, read_text, read_yaml
from knowledge.splitting import Split, split, without_comments

SHIPPED = Path(__file__).parent / "content"
ORGANISATIONS = "organisations.yaml"
VOCABULARY = "vocabulary.yaml"
DOCUMENTS = "documents"

_ID = re.compile(r"^id:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """What could be read, and all that was wrong with the rest.

    `knowledge` holds what has the right form; `documents`, `organisations` and the folder's own
    `flows` are what stands in the files, right or wrong. `organisations` is None when their file
    could not be read at all.
    """

    knowledge: Knowledge
    faults: tuple[Fault, ...]
    documents: tuple[Draft, ...]
    organisations: tuple[Draft, ...] | None
    flows: tuple[FlowDraft, ...] = ()


class Vocabulary(Model):
    """Names of subjects and tasks with their Dutch labels."""

    subjects: dict[str, str] = Field(default_factory=dict)
    tasks: dict[str, str] = Field(default_factory=dict)


def load(folder: Path) -> Loaded:
    """Read a knowledge folder; what cannot be read becomes a fault.

    Raises:
        KnowledgeError: the folder does not exist or cannot be opened.
    """
    if not folder.is_dir():
        raise KnowledgeError(
            f"There is no knowledge folder {folder}; set MENTORKOMPAS_KNOWLEDGE_DIR, "
            "or start one with: mentorkompas knowledge init DIR"
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        raise KnowledgeError(f"The knowledge folder {folder} may not be read; allow its reading.")
    reader = _Reader(folder)
    organisations = reader.organisations()
    vocabulary = reader.vocabulary()
    documents = reader.documents()
    own = own_flows(folder) if has_own_flows(folder) else None
    knowledge = Knowledge(
        Organisations(organisations),
        documents,
        vocabulary.subjects,
        vocabulary.tasks,
        shipped_flows() if own is None else own.flows,
    )
    of_flows = [fault for report in own.reports for fault in report.faults] if own else []
    return Loaded(
        knowledge,
        (*reader.faults, *of_flows),
        tuple(reader.drafts),
        reader.entries,
        own.drafts if own else (),
    )


def document_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder's documents, in a fixed order."""
    return [path for path in _named_md(folder, Report("")) if path.is_symlink() or path.is_file()]


def content_hash(folder: Path) -> str:
    """A hash over names and bytes of all that an index is built from."""
    digest = hashlib.sha256()
    own = [folder / ORGANISATIONS, folder / VOCABULARY, *document_files(folder)]
    for path in [*own, *flow_files(folder)]:
        if path.is_file() and not path.is_symlink():
            home = folder if path.is_relative_to(folder) else SHIPPED
            name = os.fsencode(path.relative_to(home).as_posix())
            data = path.read_bytes()
            digest.update(b"%d:%s%d:" % (len(name), name, len(data)))
            digest.update(data)
    return digest.hexdigest()


def _named_md(folder: Path, report: Report) -> list[Path]:
    """Everything below `documents` that is named as a document, and links to other folders."""
    found: list[Path] = []

    def closed(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        why = f"the folder {name} cannot be opened ({error.strerror})"
        report.error(1, "unreadable", why, "allow its reading")

    root = folder / DOCUMENTS
    if root.exists():
        for at, folders, files in os.walk(root, onerror=closed):
            here = Path(at)
            found += [here / name for name in files if name.endswith(".md")]
            found += [
                here / name
                for name in folders
                if name.endswith(".md") or (here / name).is_symlink()
            ]
    return sorted(found)


class _Reader:
    """Reads one folder and gathers the faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reports: list[Report] = []
        self.entries: tuple[Draft, ...] | None = None
        self.drafts: list[Draft] = []

    @property
    def faults(self) -> Iterator[Fault]:
        return (fault for report in self._reports for fault in report.faults)

    def organisations(self) -> tuple[Organisation, ...]:
        path = self._folder / ORGANISATIONS
        report = self._report(path)
        if not path.is_symlink() and not path.exists():
            mend = "add one; `mentorkompas knowledge init` shows its form"
            report.error(1, "missing-file", f"there is no {ORGANISATIONS}", mend)
            return ()
        yaml = self._yaml(path, report)
        if yaml is None:
            return ()
        for name in yaml.value:
            if name != "organisations":
                mend = nearest(name, ["organisations"])
                report.error(
                    yaml.line((name,)), "unknown-field", f"there is no field '{name}'", mend
                )
        listed = yaml.value.get("organisations")
        if not isinstance(listed, list):
            mend = "write `organisations:` and below it one item for each"
            report.error(1, "missing-field", "there is no list `organisations`", mend)
            return ()
        places: list[Place] = [("organisations", number) for number in range(len(listed))]
        self.entries = tuple(Draft(ORGANISATIONS, yaml, place) for place in places)
        found: dict[str, Organisation] = {}
        seen: set[str] = set()
        for entry, value in zip(self.entries, listed, strict=True):
            one = validated(Organisation, value, yaml, entry.base, report)
            if entry.id in seen:
                message = f"the id '{entry.id}' stands here a second time"
                mend = "give each organisation its own id"
                report.error(entry.line(("id",)), "duplicate-id", message, mend)
            elif one is not None:
                found[one.id] = one
            if entry.id:
                seen.add(entry.id)
        return tuple(found.values())

    def vocabulary(self) -> Vocabulary:
        base = Vocabulary.model_validate(YAML(typ="safe").load(SHIPPED / VOCABULARY))
        path = self._folder / VOCABULARY
        if not path.is_symlink() and not path.exists():
            return base
        report = self._report(path)
        yaml = self._yaml(path, report)
        if yaml is None:
            return base
        own = validated(Vocabulary, yaml.value, yaml, (), report)
        if own is None:
            return base
        return Vocabulary(subjects=base.subjects | own.subjects, tasks=base.tasks | own.tasks)

    def documents(self) -> tuple[Document, ...]:
        report = self._report(self._folder / DOCUMENTS)
        found = [self._document(path) for path in _named_md(self._folder, report)]
        self._duplicates()
        first = {document.id: document for document in reversed(found) if document}
        return tuple(reversed(first.values()))

    def _document(self, path: Path) -> Document | None:
        report = self._report(path)
        if path.is_dir() and not path.is_symlink():
            report.error(
                1,
                "unreadable",
                "this is a folder, not a document",
                "let the names of folders not end in .md",
            )
            return None
        text = read_text(path, report)
        parts = read_parts(text, report) if text is not None else None
        if parts is None:
            return None
        yaml = read_yaml(parts.head, report, 2)
        title = yaml.value.get("title") if yaml else None
        pieces = split(
            parts.body,
            title=title if isinstance(title, str) else "",
            first_line=parts.body_line,
        )
        _report_headings(pieces, parts, report)
        if yaml is None:
            named = _ID.search(parts.head)
            yaml = Yaml({"id": named.group(1)} if named else {}, {}, 2)
            self.drafts.append(Draft(report.file, yaml))
            return None
        body = without_comments(parts.body)
        self.drafts.append(Draft(report.file, yaml, (), body, pieces.sections))
        front = validated(FrontMatter, yaml.value, yaml, (), report)
        if front is None or not pieces.sections:
            return None
        values = {name: getattr(front, name) for name in FrontMatter.model_fields}
        return Document.model_construct(**values, file=report.file, sections=pieces.sections)

    def _duplicates(self) -> None:
        """Report an id in every file that has it: none of them is more right than another."""
        by_id: dict[str, list[Draft]] = {}
        for draft in self.drafts:
            if draft.id:
                by_id.setdefault(draft.id, []).append(draft)
        for name, drafts in by_id.items():
            for draft in drafts if len(drafts) > 1 else ():
                others = ", ".join(other.file for other in drafts if other is not draft)
                report = self._report(self._folder / draft.file)
                report.error(
                    draft.line(("id",)),
                    "duplicate-id",
                    f"the id '{name}' is also that of {others}",
                    "give each document its own id",
                )

    def _yaml(self, path: Path, report: Report) -> Yaml | None:
        text = read_text(path, report)
        return read_yaml(text, report) if text is not None else None

    def _report(self, path: Path) -> Report:
        name = path.relative_to(self._folder).as_posix()
        report = Report(name.encode("utf-8", "replace").decode())
        self._reports.append(report)
        return report


def _report_headings(pieces: Split, parts: Parts, report: Report) -> None:
    for title, line in pieces.empty:
        message = f"the heading '{title}' has neither text nor deeper headings"
        report.warning(line, "empty-heading", message, "write its text or take it out")
    for anchor, line in pieces.twice:
        message = f"the anchor '{anchor}' stands here a second time"
        report.error(line, "duplicate-anchor", message, "give each heading its own anchor")
    if not pieces.sections:
        mend = "write its sections below the front matter"
        report.error(parts.body_line, "no-text", "the document has no text", mend)
