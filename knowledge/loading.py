"""A folder → Knowledge, and every fault of its form on the way, with file, line and mend."""

import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

from knowledge.document import Document, FrontMatter, Model
from knowledge.errors import Fault, KnowledgeError
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation, Organisations
from knowledge.splitting import split

SHIPPED = Path(__file__).parent / "content"
ORGANISATIONS = "organisations.yaml"
VOCABULARY = "vocabulary.yaml"
MAX_FILE_BYTES = 5_000_000
"""A document is text for people; beyond this it is something else."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Loaded:
    """What could be read, and all that was wrong with the rest.

    `lines` tells where a front-matter field stands: (document id, field path) → line.
    """

    knowledge: Knowledge
    faults: tuple[Fault, ...]
    lines: Mapping[tuple[str, tuple[str | int, ...]], int]


class Vocabulary(Model):
    """Names of subjects and tasks with their Dutch labels."""

    subjects: dict[str, str] = {}
    tasks: dict[str, str] = {}


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
    reader = _Reader(folder)
    organisations = reader.organisations()
    vocabulary = reader.vocabulary()
    documents = tuple(reader.documents())
    knowledge = Knowledge(
        Organisations(organisations), documents, vocabulary.subjects, vocabulary.tasks
    )
    return Loaded(knowledge, tuple(reader.faults), reader.lines)


def document_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder's documents, in a fixed order."""
    found = (folder / "documents").rglob("*.md")
    return sorted(path for path in found if not path.is_dir())


def content_hash(folder: Path) -> str:
    """A hash over names and bytes of all that an index is built from."""
    digest = hashlib.sha256()
    others = [folder / ORGANISATIONS, folder / VOCABULARY]
    for path in [*others, *document_files(folder)]:
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).as_posix().encode()
            data = path.read_bytes()
            digest.update(b"%d:%s%d:" % (len(name), name, len(data)))
            digest.update(data)
    return digest.hexdigest()


class _Reader:
    """Reads one folder and gathers the faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[Fault] = []
        self.lines: dict[tuple[str, tuple[str | int, ...]], int] = {}

    def organisations(self) -> tuple[Organisation, ...]:
        path = self._folder / ORGANISATIONS
        if not path.exists():
            self._fault(
                path,
                1,
                "missing-file",
                f"there is no {ORGANISATIONS}",
                "add one; `mentorkompas knowledge init` shows its form",
            )
            return ()
        text = self._text(path)
        raw = self._yaml(path, text, 1) if text is not None else None
        if raw is None:
            return ()
        entries = raw.get("organisations")
        self._unknown_keys(path, raw, ("organisations",))
        if not isinstance(entries, list):
            self._fault(
                path,
                1,
                "missing-field",
                "there is no list `organisations`",
                "write `organisations:` and below it one item for each",
            )
            return ()
        found: list[Organisation] = []
        for number, entry in enumerate(entries):
            line = _line(raw, ("organisations", number), 1)
            one = self._model(Organisation, path, entry, line)
            if one is None:
                continue
            if any(other.id == one.id for other in found):
                self._fault(
                    path,
                    line,
                    "duplicate-id",
                    f"the id '{one.id}' stands here a second time",
                    "give each organisation its own id",
                )
                continue
            for field in ("parents", "institutes", "words", "code"):
                self.lines[one.id, (field,)] = _line(entry, (field,), line)
            self.lines[one.id, ()] = line
            found.append(one)
        return tuple(found)

    def vocabulary(self) -> Vocabulary:
        base = Vocabulary.model_validate(_plain(YAML().load(SHIPPED / VOCABULARY)))
        path = self._folder / VOCABULARY
        if not path.exists() or self._folder == SHIPPED:
            return base
        text = self._text(path)
        raw = self._yaml(path, text, 1) if text is not None else None
        own = self._model(Vocabulary, path, raw, 1) if raw is not None else None
        if own is None:
            return base
        return Vocabulary(subjects=base.subjects | own.subjects, tasks=base.tasks | own.tasks)

    def documents(self) -> Iterator[Document]:
        seen: dict[str, str] = {}
        for path in document_files(self._folder):
            document = self._document(path)
            if document is None:
                continue
            if document.id in seen:
                self._fault(
                    path,
                    self.lines[document.id, ("id",)],
                    "duplicate-id",
                    f"the id '{document.id}' is already that of {seen[document.id]}",
                    "give each document its own id",
                )
                continue
            seen[document.id] = document.file
            yield document

    def _document(self, path: Path) -> Document | None:
        text = self._text(path)
        if text is None:
            return None
        parts = _front_matter(text)
        if parts is None:
            self._fault(
                path,
                1,
                "unreadable",
                "there is no front matter",
                "begin with a line `---`, the fields, and a line `---`",
            )
            return None
        head, body, body_line = parts
        raw = self._yaml(path, head, 2)
        if raw is None:
            return None
        front = self._model(FrontMatter, path, raw, 1, offset=2)
        if front is None:
            return None
        pieces = split(body, title=front.title, first_line=body_line)
        for title, line in pieces.empty:
            self._fault(
                path,
                line,
                "empty-heading",
                f"the heading '{title}' has neither text nor deeper headings",
                "write its text or take it out",
                warning=True,
            )
        for anchor, line in pieces.twice:
            self._fault(
                path,
                line,
                "duplicate-anchor",
                f"the anchor '{anchor}' stands here a second time",
                "give each heading its own anchor",
            )
        if not pieces.sections:
            self._fault(
                path,
                body_line,
                "no-text",
                "the document has no text",
                "write its sections below the front matter",
            )
            return None
        for location, line in _walk(raw, (), 2):
            self.lines[front.id, location] = line
        file = path.relative_to(self._folder).as_posix()
        values = {name: getattr(front, name) for name in FrontMatter.model_fields}
        return Document.model_construct(**values, file=file, sections=pieces.sections)

    def _text(self, path: Path) -> str | None:
        mend = "save it as plain UTF-8 text"
        if path.is_symlink():
            self._fault(
                path, 1, "unreadable", "this is a symbolic link", "put the file itself here"
            )
            return None
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                self._fault(
                    path,
                    1,
                    "unreadable",
                    "this file is larger than 5 MB",
                    "cut it into several documents",
                )
                return None
            data = path.read_bytes()
        except OSError as error:
            self._fault(
                path,
                1,
                "unreadable",
                f"this file cannot be opened ({error.strerror})",
                "check that it may be read",
            )
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._fault(path, line, "unreadable", "this file is no UTF-8 text", mend)
            return None
        for number, line_text in enumerate(text.split("\n"), 1):
            if any(ord(c) < 32 and c not in "\t\r" for c in line_text):
                self._fault(path, number, "unreadable", "there is a control character here", mend)
                return None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _yaml(self, path: Path, text: str, first_line: int) -> CommentedMap | None:
        try:
            try:
                raw = YAML().load(text)
            except DuplicateKeyError:
                self._twice(path, text, first_line)
                lenient = YAML()
                lenient.allow_duplicate_keys = True
                raw = lenient.load(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = first_line + (mark.line if mark else 0)
            problem = str(error.problem or error.context or "it is no YAML").split("\n")[0]
            self._fault(
                path,
                line,
                "unreadable",
                f"the YAML cannot be read ({problem})",
                "check indentation, quotation marks and colons; put texts with `:` or `#` in quotation marks",
            )
            return None
        except (YAMLError, ValueError, RecursionError):
            self._fault(
                path,
                first_line,
                "unreadable",
                "the YAML cannot be read",
                "check indentation and quotation marks",
            )
            return None
        if not isinstance(raw, CommentedMap):
            self._fault(
                path,
                first_line,
                "unreadable",
                "there are no `field: value` lines here",
                "write one field on each line",
            )
            return None
        return raw

    def _twice(self, path: Path, text: str, first_line: int) -> None:
        """Report every key that stands twice in one mapping; among words it is a clash."""
        waiting = [(YAML().compose(text), "")]
        while waiting:
            node, name = waiting.pop()
            if isinstance(node, SequenceNode):
                waiting.extend((item, name) for item in node.value)
            if not isinstance(node, MappingNode):
                continue
            seen: dict[str, str] = {}
            for key, value in node.value:
                waiting.append((value, str(key.value)))
                line = first_line + key.start_mark.line
                if key.value in seen and name == "words":
                    meanings = f"'{seen[key.value]}' and '{value.value}'"
                    self._fault(
                        path,
                        line,
                        "word-clash",
                        f"the word '{key.value}' stands for {meanings}",
                        "keep one meaning",
                    )
                elif key.value in seen:
                    self._fault(
                        path,
                        line,
                        "duplicate-field",
                        f"the field '{key.value}' stands here a second time",
                        "keep one of them",
                    )
                seen[key.value] = str(value.value)

    def _model(self, model: type[M], path: Path, raw: Any, line: int, offset: int = 1) -> M | None:
        try:
            return model.model_validate(_plain(raw))
        except ValidationError as error:
            seen = set()
            for one in error.errors(include_url=False):
                location = _own(one["loc"], raw)
                if (location, one["type"].startswith("union")) in seen:
                    continue
                seen.add((location, one["type"].startswith("union")))
                at = _line(raw, location, line, offset)
                code, message, mend = _explain(model, one, location)
                self._fault(path, at, code, message, mend)
            return None

    def _unknown_keys(self, path: Path, raw: CommentedMap, known: Sequence[str]) -> None:
        for key in raw:
            if key not in known:
                self._fault(
                    path,
                    _line(raw, (key,), 1),
                    "unknown-field",
                    f"there is no field '{key}'",
                    f"write {_nearest(str(key), known)}",
                )

    def _fault(
        self, path: Path, line: int, code: str, message: str, mend: str, *, warning: bool = False
    ) -> None:
        file = path.relative_to(self._folder).as_posix()
        self.faults.append(
            Fault(file, line, "warning" if warning else "error", code, message, mend)
        )


def _front_matter(text: str) -> tuple[str, str, int] | None:
    """YAML, body, and the line that the body begins at."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


def _plain(raw: Any) -> Any:
    """Ruamel's values as Python's own."""
    if isinstance(raw, Mapping):
        return {_plain(key): _plain(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_plain(value) for value in raw]
    if isinstance(raw, bool) or raw is None:
        return raw
    for kind in (int, float, str):
        if isinstance(raw, kind):
            return kind(raw)
    return raw


def _own(location: Sequence[str | int], raw: Any) -> tuple[str | int, ...]:
    """The part of a validation error's location that stands in the file (no union branches)."""
    found: list[str | int] = []
    for step in location:
        inside = isinstance(raw, Mapping) and step in raw
        inside = inside or (isinstance(raw, list) and isinstance(step, int) and step < len(raw))
        if not inside:
            if not found or not isinstance(raw, str | int | float | bool | type(None)):
                found.append(step)
            break
        found.append(step)
        raw = raw[step]
    return tuple(found)


def _line(raw: Any, location: Sequence[str | int], default: int, offset: int = 1) -> int:
    """The line of the deepest part of `location` that exists, counted from 1 in the file."""
    line = default
    for step in location:
        try:
            if isinstance(raw, CommentedMap) and step in raw:
                line = raw.lc.key(step)[0] + offset
            elif isinstance(raw, CommentedSeq) and isinstance(step, int):
                line = raw.lc.item(step)[0] + offset
            else:
                break
            raw = raw[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _walk(
    raw: Any, location: tuple[str | int, ...], offset: int
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Every place of a YAML tree with its line."""
    steps: Iterator[Any] | None = None
    if isinstance(raw, CommentedMap):
        steps = iter(raw)
    elif isinstance(raw, CommentedSeq):
        steps = iter(range(len(raw)))
    for step in steps or ():
        yield (*location, step), _line(raw, (step,), 1, offset)
        yield from _walk(raw[step], (*location, step), offset)


def _explain(
    model: type[BaseModel], error: Any, location: Sequence[str | int]
) -> tuple[str, str, str]:
    """A validation error as (code, what is wrong, what to write instead)."""
    field = str(location[-1]) if location else "this"
    value = error.get("input")
    kind = error["type"]
    if kind == "missing":
        return "missing-field", f"the field '{field}' is missing", f"add `{field}:`"
    if kind == "extra_forbidden":
        return (
            "unknown-field",
            f"there is no field '{field}'",
            f"write {_nearest(field, _fields(model, location))}",
        )
    if kind == "literal_error":
        allowed = [
            word.strip(" '") for word in error["ctx"]["expected"].replace(" or ", ", ").split(",")
        ]
        name = next((str(s) for s in reversed(location) if isinstance(s, str)), field)
        return (
            "unknown-value",
            f"'{value}' is no value of '{name}'",
            f"write {_nearest(str(value), allowed)}",
        )
    if kind == "string_pattern_mismatch":
        pattern = error["ctx"]["pattern"]
        form = "two names with a dot between" if r"\." in pattern else "a name of a-z, 0-9 and -"
        return "unknown-value", f"'{value}' is no value of '{field}'", f"write {form}"
    if kind.startswith("date"):
        return "unknown-value", f"'{value}' is no date", "write YYYY-MM-DD"
    if kind in ("tuple_type", "list_type"):
        return "unknown-value", f"'{field}' must be a list", f"write `{field}: [ … ]`"
    if kind in ("dict_type", "model_type"):
        return "unknown-value", f"'{field}' must hold fields", f"write `{field}: {{ … }}`"
    if kind == "string_too_short":
        return "missing-field", f"'{field}' is empty", "write its text"
    return "unknown-value", f"'{value}' is no value of '{field}'", str(error["msg"]).lower()


def _fields(model: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """The fields allowed at the place of an unknown one."""
    current: Any = model
    for step in location[:-1]:
        if isinstance(step, int):
            continue
        fields = {f.alias or name: f for name, f in current.model_fields.items()}
        if step not in fields:
            break
        current = _inner(fields[str(step)].annotation) or current
    return [field.alias or name for name, field in current.model_fields.items()]


def _inner(annotation: Any) -> Any:
    """The model inside `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner(part)
        if found is not None:
            return found
    return None


def _nearest(value: str, allowed: Sequence[str]) -> str:
    """`'the nearest'` of the allowed values, or all of them when none is near."""
    near = difflib.get_close_matches(value.lower(), allowed, n=1, cutoff=0.6)
    if near:
        return f"'{near[0]}'"
    return "one of " + ", ".join(f"'{one}'" for one in allowed)
