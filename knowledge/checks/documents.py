"""Faults of one document: what it refers to, its quotes, its names and its days."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.comparing import PERIODS, UNITS, parse_unit
from knowledge.document import squeeze
from knowledge.draft import Draft
from knowledge.errors import Fault
from knowledge.explaining import nearest, short
from knowledge.reading import Place

EXPIRES_WITHIN_MONTHS = 2
"""Time enough to agree on a successor (CONTRACTS.md section 1)."""


@dataclass(frozen=True)
class Known:
    """The names that a document may use.

    `organisations` is None when they could not be read: then nothing can be said about them.
    """

    organisations: Collection[str] | None
    documents: Collection[str]
    subjects: Collection[str]
    tasks: Collection[str]


def reference_faults(draft: Draft, known: Known) -> Iterator[Fault]:
    """Organisations, documents and anchors that do not exist."""
    issuer = draft.text("issuer")
    if issuer and known.organisations is not None and issuer not in known.organisations:
        yield draft.error(
            ("issuer",),
            "unknown-issuer",
            f"there is no organisation '{issuer}'",
            nearest(issuer, known.organisations),
        )
    for number, name in draft.texts("holds_for"):
        if known.organisations is not None and name not in known.organisations:
            yield draft.error(
                ("holds_for", number),
                "unknown-organisation",
                f"there is no organisation '{name}'",
                nearest(name, known.organisations),
            )
    for number, deviation in draft.items("deviates"):
        other = deviation.get("from")
        if isinstance(other, str) and other and other not in known.documents:
            yield draft.error(
                ("deviates", number, "from"),
                "unknown-document",
                f"there is no document '{other}'",
                nearest(other, known.documents),
            )
    anchors = [section.anchor for section in draft.sections]
    for anchor in draft.mapping("questions"):
        if anchors and anchor not in anchors:
            yield draft.error(
                ("questions", anchor),
                "unknown-anchor",
                f"no text has the anchor '{anchor}'",
                nearest(anchor, anchors),
            )


def quote_faults(draft: Draft) -> Iterator[Fault]:
    """Quotes that do not stand in the text, white space aside."""
    body = squeeze(draft.body)
    for field in ("tasks", "agreements", "dates"):
        for number, fact in draft.items(field):
            quote = fact.get("quote")
            if body and isinstance(quote, str) and squeeze(quote) not in body:
                yield draft.error(
                    (field, number, "quote"),
                    "quote-not-found",
                    f"the quote '{short(quote)}' does not stand in the text",
                    "copy it from the text to the letter",
                )


def name_faults(draft: Draft, known: Known) -> Iterator[Fault]:
    """Subjects and tasks outside the vocabulary, and units that are none."""
    for field in ("tasks", "agreements", "deviates"):
        for number, fact in draft.items(field):
            for kind, names in (("task", known.tasks), ("subject", known.subjects)):
                name = fact.get(kind)
                if isinstance(name, str) and (kind == "task" or "." in name):
                    yield from _outside(draft, (field, number, kind), name, names)
    for number, fact in draft.items("agreements"):
        unit = fact.get("unit")
        if isinstance(unit, str) and parse_unit(unit) is None:
            yield draft.error(
                ("agreements", number, "unit"),
                "unknown-value",
                f"'{short(unit)}' is no unit",
                f"write {', '.join(UNITS)}, alone or with /{', /'.join(PERIODS)}",
            )


def _outside(draft: Draft, place: Place, name: str, known: Collection[str]) -> Iterator[Fault]:
    if name and name not in known:
        yield draft.warning(
            place,
            "outside-vocabulary",
            f"'{short(name)}' is not in the vocabulary",
            f"{_nearest_always(name, known)}, or add it to vocabulary.yaml",
        )


def _nearest_always(name: str, known: Collection[str]) -> str:
    mend = nearest(name, known)
    return mend.replace("write one that exists; the nearest is", "write the nearest,")


def day_faults(draft: Draft, successors: Mapping[str, list[Draft]], today: date) -> Iterator[Fault]:
    """Days in the wrong order, and an end that nobody has prepared for."""
    begin, end = draft.day("valid_from"), draft.day("valid_until")
    if begin and end and end < begin:
        yield draft.error(
            ("valid_until",),
            "dates-reversed",
            f"it ends on {end} before it begins on {begin}",
            "write the later day as `valid_until`",
        )
    elif end and today <= end <= _months_later(today) and not draft.is_concept:
        if any(not newer.is_concept for newer in successors.get(draft.id or "", ())):
            return
        yield draft.warning(
            ("valid_until",),
            "expires-soon",
            f"it expires on {end} and nothing replaces it",
            "prolong it, or add its successor",
        )


def _months_later(day: date) -> date:
    year, month = divmod(day.month - 1 + EXPIRES_WITHIN_MONTHS, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
