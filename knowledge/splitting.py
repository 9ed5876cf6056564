"""Markdown → sections along headings, and sections → passages that fit a model's window."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from markdown_it import MarkdownIt

from knowledge.document import INTRODUCTION, Document, Section

_MARKDOWN = MarkdownIt("commonmark").disable(["inline", "text_join"])
"""Only headings are looked for; what stands inside a line is left as it is."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ANCHOR = re.compile(r"\s*\{#([^}\s]+)\}\s*$")
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?P<closing>[\"'’”)*_]*)\s+(?=[A-ZÀ-Þ0-9\"'‘“(*_])"
    r"|\n\s*\n"
    r"|\n(?=\s*(?:[-*+•|>]|\d+[.)])(?:\s|$))"
)
_NO_END = re.compile(
    r"(?:^|[\s(])(?:bijv|bv|d\.w\.z|dhr|drs|mevr|mw|nr|art|blz|o\.a|m\.n|t\.a\.v|i\.v\.m|z\.s\.m"
    r"|incl|excl|max|min|ca|vgl|resp|\d{1,2}|[A-Za-z])\.$"
)
"""Abbreviations and list numbers after which a full stop ends no sentence."""


@dataclass(frozen=True)
class Split:
    """The sections of a text, and what is odd about its headings.

    `empty` are the (title, line) of headings with neither text nor deeper headings, `twice` the
    (anchor, line) that stand there a second time.
    """

    sections: tuple[Section, ...]
    empty: tuple[tuple[str, int], ...]
    twice: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Passage:
    """What is embedded and found: a section, or a window of a long one.

    `id` is `document#anchor` (or a foreign collection's id), `heading` the path of headings above
    the text, `text` at most as long as the model's window allows.
    """

    id: str
    document: str
    heading: str
    text: str


@dataclass(frozen=True)
class _Heading:
    title: str
    anchor: str | None
    depth: int
    first: int
    after: int


def without_comments(text: str) -> str:
    """The text with HTML comments blanked, line numbers kept."""
    return _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)


def slug(title: str) -> str:
    """The anchor of a heading that names none (CONTRACTS.md section 1)."""
    plain = unicodedata.normalize("NFKD", title.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "sectie"


def split(body: str, *, title: str = "", first_line: int = 1) -> Split:
    """Cut a document's Markdown along its headings.

    Args:
        body: Markdown after the front matter.
        title: the document's; a first heading that repeats it is left out of every path.
        first_line: the line of the file that the body begins at.
    """
    text = without_comments(body)
    lines = text.split("\n")
    headings = _headings(text)
    sections: list[Section] = []
    empty: list[tuple[str, int]] = []
    twice: list[tuple[str, int]] = []
    used: dict[str, int] = {}
    before = "\n".join(lines[: headings[0].first] if headings else lines).strip()
    if before:
        sections.append(
            Section(
                anchor=INTRODUCTION,
                title=title or INTRODUCTION,
                path=(),
                text=before,
                line=first_line,
            )
        )
        used[INTRODUCTION] = 1
    above: list[_Heading] = []
    for position, heading in enumerate(headings):
        following = headings[position + 1] if position + 1 < len(headings) else None
        above = [*(one for one in above if one.depth < heading.depth), heading]
        line = first_line + heading.first
        anchor = heading.anchor or slug(heading.title)
        if anchor in used and heading.anchor:
            twice.append((anchor, line))
        if anchor in used and not heading.anchor:
            anchor = _next_free(anchor, used)
        used[anchor] = used.get(anchor, 0) + 1
        own = "\n".join(lines[heading.after : following.first if following else None]).strip()
        if own:
            path = tuple(one.title for one in above)
            if path[0].casefold() == title.casefold():
                path = path[1:]
            sections.append(
                Section(anchor=anchor, title=heading.title, path=path, text=own, line=line)
            )
        elif following is None or following.depth <= heading.depth:
            empty.append((heading.title, line))
    return Split(tuple(sections), tuple(empty), tuple(twice))


def _next_free(anchor: str, used: dict[str, int]) -> str:
    number = used[anchor] + 1
    while f"{anchor}-{number}" in used:
        number += 1
    used[anchor] = number
    return f"{anchor}-{number}"


def _headings(text: str) -> list[_Heading]:
    tokens = _MARKDOWN.parse(text)
    found = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.map and opening.level == 0:
            title = inline.content.strip()
            explicit = _ANCHOR.search(title)
            if explicit:
                title = title[: explicit.start()].strip()
            found.append(
                _Heading(
                    unescape(re.sub(r"\\(?=[^\w\s])", "", plain(title))),
                    explicit.group(1) if explicit else None,
                    int(opening.tag[1]),
                    opening.map[0],
                    opening.map[1],
                )
            )
    return found


def plain(markdown: str) -> str:
    """Markdown as text that reads well without it: no emphasis, links as words, tables as lines."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])", r"\1", text)
    text = text.replace("`", "")
    lines = []
    for line in text.split("\n"):
        if re.fullmatch(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*", line) and "|" in line:
            continue
        if line.lstrip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            line = "- " + " · ".join(cell for cell in cells if cell)
        lines.append(re.sub(r"^(\s*)>\s?", r"\1", line))
    return "\n".join(lines).strip()


def sentences(text: str) -> list[str]:
    """The sentences, list items and table rows of a text, each as it stands there, in order."""
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[start : end.start() + len(end.group("closing") or "")]
        if _NO_END.search(piece) and "\n" not in end.group():
            continue
        found.append(piece.strip())
        start = end.end()
    found.append(text[start:].strip())
    return [piece for piece in found if piece]


def passages(
    documents: Sequence[Document], *, limit: int, count_tokens: Callable[[str], int]
) -> Iterator[Passage]:
    """Every section as one passage, or as windows that overlap by a sentence when it is long.

    Args:
        documents: in any order.
        limit: most tokens of heading and text together.
        count_tokens: of a text alone, without prompt and special tokens.
    """
    for document in documents:
        for section in document.sections:
            path = section.path or (document.title,)
            heading = _within(path, limit // 2, count_tokens)
            room = limit - count_tokens(heading)
            for window in windows(section.text, limit=room, count_tokens=count_tokens):
                yield Passage(f"{document.id}#{section.anchor}", document.id, heading, window)


def _within(path: tuple[str, ...], limit: int, count_tokens: Callable[[str], int]) -> str:
    """The headings as one line; too long for the limit, the outer ones and then words go."""
    for first in range(len(path)):
        heading = " > ".join(path[first:])
        if count_tokens(heading) <= limit:
            return heading
    return next(_fitting(path[-1], limit, count_tokens))


def windows(text: str, *, limit: int, count_tokens: Callable[[str], int]) -> Iterator[str]:
    """The text whole if it fits, else cut at sentence ends with one sentence of overlap."""
    if count_tokens(text) <= limit:
        yield text
        return
    window: list[str] = []
    for sentence in sentences(text):
        for piece in _fitting(sentence, limit, count_tokens):
            if window and count_tokens("\n".join([*window, piece])) > limit:
                yield "\n".join(window)
                overlap = [window[-1], piece]
                window = overlap[:1] if count_tokens("\n".join(overlap)) <= limit else []
            window.append(piece)
    if window:
        yield "\n".join(window)


def _fitting(piece: str, limit: int, count_tokens: Callable[[str], int]) -> Iterator[str]:
    """The piece, or halves of it, cut at the white space nearest the middle, until each fits."""
    if len(piece) < 2 or count_tokens(piece) <= limit:
        yield piece
        return
    middle = len(piece) // 2
    spaces = [found.start() for found in re.finditer(r"\s+", piece)]
    cut = min(spaces, key=lambda at: abs(at - middle), default=middle)
    yield from _fitting(piece[:cut].strip(), limit, count_tokens)
    yield from _fitting(piece[cut:].strip(), limit, count_tokens)
