"""Titles of any length, on a phone and on the one sheet of the agenda."""

import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.integration.web.website import CODE, EIK, NOORD, Website, crowd, indexed, region
from tests.unit.index.folder import SmallFolder

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

WORDS = "van de regeling vergoedingen, faciliteiten en onkosten voor mentoren en schoolopleiders "
ONE_WORD = "arbeidsongeschiktheidsverzekeringsuitkeringsvoorwaarden"
SUBJECTS = ("facilitering.uren-per-student", "facilitering.max-studenten", "beoordeling.momenten")


@pytest.fixture
def page(tmp_path: Path, chromium: Browser) -> Page:
    """A month in which three subjects contradict each other, each in three very long documents."""
    folder = SmallFolder(tmp_path / "kennis")
    region(folder)
    for number in range(3):
        quotes = [f"Volgens nummer {number} {WORDS * 3}is het getal {at}." for at in range(3)]
        folder.add(
            f"lang-{number}",
            "\n\n".join(f"## {ONE_WORD} {WORDS * 2}{at}\n\n{quotes[at]}" for at in range(3)),
            issuer=NOORD,
            title=f"{ONE_WORD.capitalize()} {number} {WORDS * 2}",
            topics=["facilitering"],
            agreements=[
                {"subject": subject, "value": number + 1, "quote": quotes[at]}
                for at, subject in enumerate(SUBJECTS)
            ],
        )
    searcher = indexed(folder, tmp_path / "index")

    class Held:
        def current(self) -> object:
            return searcher

    site = Website(tmp_path, Held())  # type: ignore[arg-type]
    documents = "lang-0|lang-1|lang-2"
    for subject in SUBJECTS:
        site.store.record(crowd("contradiction", f"{subject}|{documents}", range(12)))
    sections = searcher.knowledge.by_id["lang-0"].sections
    for one in sections:
        site.store.record(crowd("topic", f"lang-0#{one.anchor}", range(20, 40)))
    site.record([])
    site.grant(CODE, EIK)
    site.start()
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "mentorkompas", "value": site.key(), "url": site.root}])
    shown = context.new_page()
    shown.goto(f"{site.root}/o/{EIK}/2026-10")
    yield shown
    context.close()
    site.stop()


def test_a_phone_shows_them_whole(page: Page) -> None:
    for name in ("", "/agenda"):
        page.goto(page.url.removesuffix("/agenda") + name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.get_by_text(ONE_WORD).count() >= 3 if not name else True


def test_the_agenda_is_one_sheet_all_the_same(page: Page) -> None:
    page.goto(f"{page.url}/agenda")

    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))

    assert len(paper.pages) == 1
    assert paper.pages[0].extract_text().count("Afspraak:") == 3
