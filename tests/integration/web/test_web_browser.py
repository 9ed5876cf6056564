"""The pages in a real Chromium: nothing that keeps anybody out, on a phone, a desk and paper."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from assistant import bootstrap
from assistant.config import PREFIX, settings
from assistant.states import Counted
from tests.integration.conftest import Command
from tests.integration.web import history
from tests.integration.web.website import CODE, NOW, OTHER, Website

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PICTURES = Path(__file__).parents[2] / "pictures"
"""Those of the README; the others go where WEB_PICTURES says, for whoever wants to look."""

LOOKED_AT = os.environ.get("WEB_PICTURES")
BOARD, PARTNERSHIP = "bestuur-kwartelveld", "pv-zandloper"
MONTH = f"/o/{BOARD}/2026-10"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1100, "height": 800}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.fixture(scope="module")
def site(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    """The shipped example region after four months of questions, over the real model."""
    folder = tmp_path_factory.mktemp("pagina")
    data, key = folder / "data", folder / "sleutel" / "geheim"
    key.parent.mkdir()
    shipped = command.with_(knowledge_dir=None, data_dir=data, secret_key_file=key)
    played = shipped("trends", "replay", "-", stdin="\n".join(history.lines()))
    assert played.code == 0, played.err
    read = settings(
        data_dir=data, models_dir=Path(command.env[f"{PREFIX}MODELS_DIR"]), secret_key_file=key
    )
    live = bootstrap.live_searcher(read, NOW.date(), lambda *_: None)
    made = Website(folder, live)
    made.record(said())
    made.grant(CODE, BOARD)
    made.grant(OTHER, BOARD, PARTNERSHIP, "regio-voorbeeld", "bestuur-ochtendvliet")
    made.start()
    yield made
    made.stop()


def said() -> list[tuple[str, Counted]]:
    """What mentors said of sections, and that they reflected; a replay only asks."""
    places = (BOARD, PARTNERSHIP, "regio-voorbeeld")
    found = []
    for school, mentors in list(history.SCHOOLS.items())[:2]:
        for number in range(mentors):
            who = f"replay {school}-{number}"
            if number % 6 == 0:
                found.append((who, "feedback", "different:kv-personeelsbeleid#taakuren"))
            if number % 5 == 0:
                found.append((who, "feedback", "wrong:zl-afspraken#wekelijks-gesprek"))
            if number % 2 == 0:
                found.append((who, "reflection", ""))
    return [(who, Counted("2026-10", places, kind, key)) for who, kind, key in found]  # type: ignore[arg-type]


@dataclass
class Look:
    """A page in a browser that has no JavaScript of its own, nor may run any."""

    page: Page
    site: Website

    def at(self, path: str) -> Page:
        answer = self.page.goto(self.site.root + path)
        assert answer
        assert answer.status == 200, path
        return self.page

    def violations(self) -> list[str]:
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]

    def is_wider_than_its_window(self) -> bool:
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
        )


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["phone", "desk"])
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def looking(
    site: Website, chromium: Browser, size: str, scheme: str, code: str = CODE
) -> Iterator[Look]:
    context = chromium.new_context(
        viewport=PHONE if size == "phone" else DESK,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,  # for axe alone, which is a script
    )
    context.add_cookies([{"name": "mentorkompas", "value": site.key(code), "url": site.root}])
    yield Look(context.new_page(), site)
    context.close()


@pytest.fixture
def look(site: Website, chromium: Browser, scheme: str, size: str) -> Iterator[Look]:
    with looking(site, chromium, size, scheme) as made:
        yield made


@pytest.fixture
def desk(site: Website, chromium: Browser) -> Iterator[Look]:
    with looking(site, chromium, "desk", "light") as made:
        yield made


def sheets(page: Page) -> int:
    """Of A4, when it is printed."""
    return len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def picture(look: Look, name: str) -> None:
    if LOOKED_AT:
        look.page.screenshot(path=str(Path(LOOKED_AT) / f"{name}.png"), full_page=True)


def test_nothing_keeps_anybody_out(look: Look, scheme: str, size: str) -> None:
    wrong: dict[str, list[str]] = {}
    pages = {
        "maand": MONTH,
        "open": f"/o/{BOARD}/2026-11",
        "documenten": f"/o/{BOARD}/documenten",
        "agenda": f"{MONTH}/agenda",
    }
    for name, path in pages.items():
        look.at(path)
        if found := look.violations():
            wrong[name] = found
        assert not look.is_wider_than_its_window(), name
        picture(look, f"trends-{name}-{size}-{scheme}")
    look.at(MONTH)
    look.page.locator("#doen ~ ol a").first.click()
    look.page.locator("summary").click()
    if found := look.violations():
        wrong["bevinding"] = found
    assert not look.is_wider_than_its_window()
    picture(look, f"trends-bevinding-{size}-{scheme}")
    assert wrong == {}


def test_who_may_see_several_is_kept_out_of_nothing_either(
    site: Website, chromium: Browser, scheme: str, size: str
) -> None:
    pages = {
        "kies": "/",
        "regio": "/o/regio-voorbeeld/2026-10",
        "klein": "/o/bestuur-ochtendvliet/2026-07",
        "regio-documenten": "/o/regio-voorbeeld/documenten",
    }
    with looking(site, chromium, size, scheme, OTHER) as look:
        for name, path in pages.items():
            look.at(path)
            assert look.violations() == [], name
            assert not look.is_wider_than_its_window(), name
            picture(look, f"trends-{name}-{size}-{scheme}")


def test_ten_seconds_are_enough_on_a_desk(desk: Look) -> None:
    desk.at(MONTH)

    for heading in ("Wat vragen onze mentoren?", "Wat is veranderd?", "Wat kan ik doen?"):
        box = desk.page.get_by_role("heading", name=heading).bounding_box()
        assert box
        assert box["y"] < 800
    box = desk.page.get_by_role("link", name="Agenda voor het mentorenoverleg").bounding_box()
    assert box
    assert box["y"] < 800


def test_no_list_has_to_be_moved_sideways_on_a_phone(site: Website, chromium: Browser) -> None:
    with looking(site, chromium, "phone", "light") as look:
        for path in (MONTH, f"/o/{BOARD}/documenten"):
            look.at(path)
            for table in look.page.locator("table").all():
                box = table.bounding_box()
                assert box
                assert box["x"] + box["width"] <= 360


def test_the_door_keeps_nobody_out_either(look: Look) -> None:
    for address in (f"{look.site.root}/nergens", look.site.link()):
        look.page.goto(address)
        assert look.violations() == []


@pytest.fixture
def plain(site: Website, chromium: Browser) -> Iterator[Look]:
    """A browser with JavaScript off, held to the policy that the server gives."""
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(site.link())
    page.get_by_role("button", name="Kom binnen").click()
    yield Look(page, site)
    context.close()


def test_from_what_is_unanswered_to_a_draft_in_three_clicks_without_javascript(
    plain: Look,
) -> None:
    plain.at(MONTH)

    plain.page.locator("section[aria-labelledby=zonder] a").first.click()  # one
    with plain.page.expect_download() as download:
        plain.page.get_by_role("link", name="Schrijf dit stuk").click()  # two

    text = Path(download.value.path()).read_text("utf-8")
    assert download.value.suggested_filename.startswith("aanvulling-bestuur-kwartelveld-")
    assert "status: concept" in text
    plain.page.get_by_role("button", name="Geschreven").click()
    expect(plain.page.get_by_text("Nu staat hier: geschreven")).to_be_visible()
    plain.page.get_by_role("button", name="Haal weg").click()
    plain.page.get_by_role("button", name="Uitloggen").click()
    expect(plain.page.get_by_role("heading", name="Je bent uitgelogd")).to_be_visible()
    plain.page.goto(plain.site.root + MONTH)
    expect(plain.page.get_by_role("heading", name="Je bent niet binnen")).to_be_visible()


def test_the_picture_in_the_readme_is_of_this_page(desk: Look) -> None:
    desk.at(MONTH)
    desk.page.set_viewport_size({"width": 1000, "height": 900})

    desk.page.screenshot(path=str(PICTURES / "trends.png"))

    assert (PICTURES / "trends.png").stat().st_size < 300_000


def test_the_agenda_is_one_sheet_of_a4(desk: Look) -> None:
    desk.at(f"{MONTH}/agenda")

    assert sheets(desk.page) == 1
    desk.page.emulate_media(media="print")
    desk.page.set_viewport_size({"width": 794, "height": 1123})
    picture(desk, "trends-agenda-paper")


def test_a_month_is_two_sheets_of_a4(desk: Look) -> None:
    desk.at(MONTH)

    assert sheets(desk.page) == 2
