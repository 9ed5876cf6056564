"""A month's figures as CSV, as a Dutch spreadsheet opens it."""

import csv
import io
from collections.abc import Iterable
from functools import cache

from assistant.channels.web.findings import Finding
from assistant.texts.catalogue import say
from assistant.trends.figures import Figures

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""https://owasp.org/www-community/attacks/CSV_Injection"""


def as_csv(figures: Figures, found: Iterable[Finding]) -> bytes:
    """Every figure of the page: semicolons, UTF-8 with its mark, no cell that is a formula."""
    written = io.StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(say("web.csv.heads").split(";"))
    for one in found:
        row = (kind_name(one), one.full, one.band, change_name(one.change), *one.places)
        out.writerow([figures.period, figures.scope, *map(_harmless, row[:4]), _places(one)])
    if figures.reflection is not None:
        about = say("web.kind.reflection")
        out.writerow([figures.period, figures.scope, about, about, figures.reflection, "", ""])
    return written.getvalue().encode("utf-8-sig")


def kind_name(finding: Finding) -> str:
    """The kind of a finding in Dutch."""
    return _kind_names()[finding.kind]


def change_name(change: str | None) -> str:
    """A change in Dutch; nothing when it is not known."""
    return _change_names().get(change or "", "")


@cache
def _kind_names() -> dict[str, str]:
    return {
        "wished": say("web.kind.wished"),
        "unanswered": say("web.kind.unanswered"),
        "contradiction": say("web.kind.contradiction"),
        "wrong": say("web.kind.wrong"),
        "different": say("web.kind.different"),
        "topic": say("web.kind.topic"),
    }


@cache
def _change_names() -> dict[str, str]:
    return {
        "up": say("web.change.up"),
        "down": say("web.change.down"),
        "same": say("web.change.same"),
        "new": say("web.change.new"),
    }


def _places(finding: Finding) -> str:
    return _harmless(" ".join(finding.places))


def _harmless(cell: str) -> str:
    flat = " ".join(cell.split()) if "\n" in cell else cell
    return f"'{flat}" if flat.startswith(_BEGINS_A_FORMULA) else flat
