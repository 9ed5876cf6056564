"""Fills in the templates; every value is escaped, whoever wrote it."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from assistant.channels.web.findings import band_words
from assistant.channels.web.months import month_name, spoken_month
from assistant.channels.web.refusing import RefusedError
from assistant.channels.web.tables import change_name, kind_name
from assistant.dialogue.answers.attributing import spoken
from assistant.texts.catalogue import say

_HERE = Path(__file__).parent
STYLE = (_HERE / "static" / "stijl.css").read_bytes()
ICON = (_HERE / "static" / "icoon.svg").read_bytes()
STYLE_VERSION = hashlib.sha256(STYLE).hexdigest()[:12]


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["style_version"] = STYLE_VERSION
    made.filters |= {
        "band": band_words,
        "change": change_name,
        "day": spoken,
        "kind": kind_name,
        "mark": lambda name: say(f"web.mark.{name}"),
        "month": spoken_month,
        "month_name": month_name,
        "written": lambda name: say(f"web.written.{name}"),
    }
    return made


def page(name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page from the template of this name."""
    text = _templates().get_template(f"{name}.html").render(**values)
    return HTMLResponse(text, status)


def chart(svg: str) -> Markup:
    """A chart of ours, whose texts were escaped when it was drawn."""
    return Markup(svg)  # noqa: S704 - ElementTree has escaped what it holds


def refusal(error: RefusedError) -> Response:
    """The page that says what was refused, why, and what to do."""
    title = say(f"web.refused.{error.why}_title")
    return page("gezegd", status=error.status, title=title, text=say(f"web.refused.{error.why}"))


def file(content: bytes | str, kind: str, name: str) -> Response:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def stamp(moment: datetime) -> str:
    """A day, for a printed page."""
    return spoken(moment.date())
