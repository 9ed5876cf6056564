"""One file → text, front matter and YAML with its lines, or the faults that say why not."""

import math
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from knowledge.errors import Report

MAX_FILE_BYTES = 5_000_000
"""A document is text for people; beyond this it is something else."""
_MAX_NODES = 100_000
"""A few lines of YAML that repeat each other through aliases can stand for billions of values."""
_OPENING = ("quoted scalar", "flow sequence", "flow mapping", "simple key")
"""Where the mend is where such a thing begins, not where the parser found out."""

Place = tuple[str | int, ...]
"""Where a value stands in YAML: keys, and positions in lists, outermost first."""


@dataclass(frozen=True)
class Yaml:
    """A YAML mapping as plain values, and the line of its file where each place stands."""

    value: Mapping[str, Any]
    lines: Mapping[Place, int]
    first_line: int

    def line(self, place: Place) -> int:
        """The line of the deepest part of a place that the file has."""
        for depth in range(len(place), 0, -1):
            if place[:depth] in self.lines:
                return self.lines[place[:depth]]
        return self.first_line


@dataclass(frozen=True)
class Parts:
    """A document's front matter and text, and the line that the text begins at."""

    head: str
    body: str
    body_line: int


def read_text(path: Path, report: Report) -> str | None:
    """The text of a file, its line ends made alike; None after reporting why there is none."""
    if path.is_symlink():
        report.error(1, "unreadable", "this is a symbolic link", "put the file itself here")
        return None
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            report.error(1, "unreadable", "this is not a file", "give it another name or place")
            return None
        if status.st_size > MAX_FILE_BYTES:
            report.error(
                1, "unreadable", "this file is larger than 5 MB", "cut it into several documents"
            )
            return None
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or "error"
        report.error(1, "unreadable", f"this file cannot be opened ({why})", "allow its reading")
        return None
    return _decoded(data, report)


def _decoded(data: bytes, report: Report) -> str | None:
    mend = "save it as plain UTF-8 text"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.error(line, "unreadable", "this file is no UTF-8 text", mend)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        report.error(line, "unreadable", "there is a control character here", mend)
        return None
    if not text.strip():
        report.error(1, "unreadable", "this file is empty", "write it or take it away")
        return None
    return text


def read_parts(text: str, report: Report) -> Parts | None:
    """A document cut into front matter and text; None after reporting that it cannot be."""
    lines = text.split("\n")
    mend = "begin with a line `---`, the fields, and a line `---`"
    if lines[0].rstrip() != "---":
        report.error(1, "unreadable", "there is no front matter", mend)
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return Parts("\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2)
    report.error(1, "unreadable", "the front matter has no end", "close it with a line `---`")
    return None


def read_yaml(text: str, report: Report, first_line: int = 1) -> Yaml | None:
    """The YAML mapping that the text holds; None after reporting why it cannot be read.

    Args:
        text: YAML.
        report: gets what is wrong, a key that stands twice among it.
        first_line: the line of the file that the text begins at.
    """
    line, problem = first_line, "it is nested too deeply or repeats itself"
    try:
        loader = YAML(typ="safe", pure=True)
        loader.composer.warn_double_anchors = False  # YAML allows them; a warning helps no keeper
        node = loader.compose(text)
        if node is None or not isinstance(node, MappingNode):
            report.error(
                first_line,
                "unreadable",
                "there are no `field: value` lines here",
                "write one field on each line",
            )
            return None
        walk = _Walk(report, first_line)
        value = walk.value(node, ())
        return Yaml(value, walk.lines, first_line)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context and error.context.endswith(_OPENING):
            mark = error.context_mark or mark
        line += mark.line if mark else 0
        problem = str(error.problem or error.context or "it is no YAML").split("\n")[0]
    except ReaderError as error:
        line += text.count("\n", 0, error.position)
        problem = "there is a character that YAML does not allow"
    except (YAMLError, ValueError, RecursionError):
        pass
    report.error(
        line,
        "unreadable",
        f"the YAML cannot be read ({problem})",
        "check indentation, quotation marks and colons; "
        "put a text with `:` or `#` in quotation marks",
    )
    return None


class _Walk:
    """Turns YAML nodes into values.

    Everything stays text as it was typed, so that a phone number keeps its 0 and a version its
    last digit; only what stands under `value` becomes a number, true or false, or a day.
    """

    def __init__(self, report: Report, first_line: int) -> None:
        self.lines: dict[Place, int] = {}
        self._report = report
        self._first_line = first_line
        self._seen = 0

    def value(self, node: Node, place: Place) -> Any:
        self._seen += 1
        if self._seen > _MAX_NODES:
            raise ValueError("too many values")
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            found = []
            for number, item in enumerate(node.value):
                self.lines[*place, number] = self._line(item)
                found.append(self.value(item, (*place, number)))
            return found
        typed = bool(place) and place[-1] == "value"
        return _scalar(str(node.tag).rpartition(":")[2], str(node.value), typed=typed)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, child in node.value:
            line = self._line(key)
            if not isinstance(key.value, str):
                self._report.error(
                    line, "unreadable", "a field's name must be a word", "write `field: value`"
                )
                continue
            name = key.value
            if name in found:
                self._twice(name, found[name], child.value, place, line)
                continue
            self.lines[*place, name] = line
            found[name] = self.value(child, (*place, name))
        return found

    def _twice(self, name: str, first: Any, second: Any, place: Place, line: int) -> None:
        if place and place[-1] == "words" and first != second:
            self._report.error(
                line,
                "word-clash",
                f"the word '{name}' stands for '{first}' and '{second}'",
                "keep one meaning",
            )
        else:
            self._report.error(
                line,
                "duplicate-field",
                f"the field '{name}' stands here a second time",
                "keep one of them",
            )

    def _line(self, node: Node) -> int:
        return self._first_line + int(node.start_mark.line)


def _scalar(kind: str, text: str, *, typed: bool) -> Any:
    if kind == "null":
        return None
    if not typed:
        return text
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and re.fullmatch(r"-?(?:0|[1-9]\d{0,14})", text):
        return int(text)
    try:
        if kind == "timestamp":
            return date.fromisoformat(text)
        if kind == "float" and math.isfinite(float(text)):
            return float(text)
    except ValueError:
        return text
    return text
