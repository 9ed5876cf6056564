"""What the pages show of a month, and what they refuse."""

import csv
import io
from datetime import timedelta

import pytest

from tests.integration.web.website import (
    CODE,
    DEN,
    EIK,
    OCTOBER,
    SCRIPT,
    Held,
    Website,
    crowd,
)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_the_month_says_what_is_asked_what_changed_and_what_to_do(site: Website) -> None:
    shown = site.enter().get(OCTOBER).text

    assert "Wat vragen onze mentoren?" in shown
    assert "20 tot 49 mentoren kregen geen antwoord." in shown
    assert "Meer mentoren dan in september" in shown
    assert "6 tot" not in shown
    assert shown.count("/bevinding?over=") >= 3
    assert "5 tot 9 mentoren gebruikten een reflectie" in shown
    assert "Op één punt spreken organisaties elkaar tegen." in shown
    assert '<svg class="bars"' in shown


def test_a_month_without_figures_is_compared_with_nothing(site: Website) -> None:
    shown = site.enter().get(f"/o/{EIK}/2026-09").text

    assert "Van augustus zijn geen cijfers." in shown
    assert "Sinds augustus" not in shown


def test_a_month_in_which_no_group_is_large_enough_says_so_once(site: Website) -> None:
    site.record([one for m in range(16) for one in crowd("topic", f"eik#{m}", [m], "2026-11")])
    site.clock.move(timedelta(days=10))
    site.close_months()

    shown = site.enter().get(f"/o/{EIK}/2026-11").text

    assert "Niet meer in de lijst: " in shown
    assert shown.count("Zoiets staat hier pas bij 5 mentoren of meer.") == 1
    assert "<table" not in shown
    assert "zijn geen cijfers" not in shown


def test_a_month_that_is_open_or_too_small_is_said_to_be_so(site: Website) -> None:
    browser = site.enter()

    still_open, too_small = browser.get(f"/o/{EIK}/2026-11"), browser.get(f"/o/{EIK}/2026-08")

    assert still_open.status_code == too_small.status_code == 200
    assert "Deze maand is nog open" in still_open.text
    assert "Te weinig vragen" in too_small.text
    for part in ("agenda", "cijfers.csv"):
        assert browser.get(f"/o/{EIK}/2026-11/{part}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"/o/{EIK}/2026-12",
        f"/o/{EIK}/2026-13",
        f"/o/{EIK}/vandaag",
        f"/o/{EIK}/2026-1",
        f"/o/{EIK}/0000-00",
        f"/o/{EIK}/%F0%9F%92%A5",
        f"/o/{EIK}/2026-10%0d%0aX-Kraak:%201",
        f"{OCTOBER}/bevinding?over=verzonnen",
        f"{OCTOBER}/bevinding",
        f"{OCTOBER}/stuk?over=wrong:noord%23reiskosten",
        "/nergens",
        "/o/%2e%2e/%2e%2e/geheim",
    ],
)
def test_what_is_not_there_is_said_in_a_clear_page(site: Website, path: str) -> None:
    refused = site.enter().get(path)

    assert refused.status_code == 404
    assert "<h1>" in refused.text
    assert "Traceback" not in refused.text
    assert "x-kraak" not in refused.headers


def test_a_wrong_method_is_no_defect(site: Website) -> None:
    assert site.enter().post(OCTOBER).status_code == 405
    assert site.enter().get(f"{OCTOBER}/merk").status_code == 405


def test_a_defect_tells_nothing_of_itself(site: Website, held: Held) -> None:
    browser = site.enter()
    held.searcher = None  # type: ignore[assignment]

    refused = browser.get(OCTOBER)

    assert refused.status_code == 500
    assert "NoneType" not in refused.text


def test_hostile_words_are_only_words(site: Website) -> None:
    site.grant(CODE, DEN)
    browser = site.enter()

    pages = [
        browser.get(OCTOBER),
        browser.get(f"/o/{EIK}/documenten"),
        browser.get(f"{OCTOBER}/agenda"),
        browser.get(f"{OCTOBER}/bevinding", params={"over": "wrong:noord#reiskosten"}),
        browser.get(f"{OCTOBER}/bevinding", params={"over": f"{SCRIPT}\"'><b>"}),
        browser.get(f"/o/{SCRIPT}/2026-10"),
        browser.get("/"),
    ]

    for shown in pages:
        assert "<script" not in shown.text
        assert "<b>&</b>" not in shown.text
    assert "&lt;script&gt;" in pages[0].text


def test_the_csv_holds_what_the_page_shows_and_no_formula(site: Website) -> None:
    answer = site.enter().get(f"{OCTOBER}/cijfers.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer.headers["content-disposition"].endswith(f'"{EIK}-2026-10.csv"')
    assert {row["mentoren"] for row in rows} <= {"5-9", "10-19", "20-49", "50+"}
    assert [row["soort"] for row in rows].count("gevraagd") == 2
    assert {row["soort"] for row in rows} >= {"zonder antwoord", "tegenspraak", "klopt niet"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_months_can_be_walked_through(site: Website) -> None:
    browser = site.enter()

    october, september = browser.get(OCTOBER).text, browser.get(f"/o/{EIK}/2026-09").text

    assert f'href="/o/{EIK}/2026-09"' in october
    assert f'href="/o/{EIK}/2026-11"' in october
    assert f'href="{OCTOBER}"' in september
