"""Who may come in to the pages: links, sessions, and how they end."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.integration.web.website import (
    CODE,
    DEN,
    EIK,
    OCTOBER,
    Website,
    fields,
    press,
)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_a_link_lets_in_once_and_leaves_no_secret_in_the_address(site: Website) -> None:
    browser, link = site.stranger(), site.link()

    shown = browser.get(link)
    again = browser.get(link)  # a preview of the chat looked too
    entered = press(browser, again, "/binnen")
    first = browser.get("/", follow_redirects=True)

    assert shown.status_code == 200
    assert entered.headers["location"] == "/"
    assert first.status_code == 200
    assert str(first.url).endswith(OCTOBER)
    assert link.rpartition("/")[2] not in str(first.url) + first.text
    assert site.stranger().get(link).status_code == 410
    assert press(browser, again, "/binnen").status_code in (403, 410)


def test_a_stale_link_and_an_invented_one_say_what_to_do(site: Website) -> None:
    link = site.link()
    site.clock.move(timedelta(minutes=10))

    for address in (link, "/binnen/verzonnen", f"/binnen/{'x' * 5000}"):
        refused = site.stranger().get(address)
        assert refused.status_code == 410
        assert "/trends" in refused.text


def test_a_new_link_makes_the_one_before_worthless(site: Website) -> None:
    first = site.link()
    second = site.link()

    assert site.stranger().get(first).status_code == 410
    assert site.stranger().get(second).status_code == 200


def test_two_who_press_at_once_are_one_who_comes_in(site: Website) -> None:
    token = site.link().rpartition("/")[2]

    keys = [site.access.enter(token, site.clock.now()) for _ in range(2)]

    assert sum(key is not None for key in keys) == 1


def test_the_database_holds_nothing_that_lets_in(site: Website) -> None:
    token = site.link().rpartition("/")[2]
    browser = site.enter()
    site.link()
    with site.store.database.transaction() as connection:
        rows = [
            *connection.execute(text("SELECT hash FROM link")).scalars(),
            *connection.execute(text("SELECT hash FROM session")).scalars(),
        ]

    held = b"".join(bytes(row) for row in rows)
    assert len(rows) == 2
    assert token.encode() not in held
    assert all(value.encode() not in held for value in browser.cookies.values())


def test_a_session_ends_after_an_hour_of_nothing_and_after_twelve_of_anything(
    site: Website,
) -> None:
    idle, busy = site.enter(), site.enter()
    for _ in range(13):
        assert busy.get(OCTOBER).status_code == 200
        site.clock.move(timedelta(minutes=55))

    assert idle.get(OCTOBER).status_code == 401
    assert busy.get(OCTOBER).status_code == 200
    site.clock.move(timedelta(minutes=10))
    refused = busy.get(OCTOBER)
    assert refused.status_code == 401
    assert "Typ /trends" in refused.text


def test_a_revoked_role_ends_the_session_and_its_links(site: Website) -> None:
    browser, link = site.enter(), site.link()
    site.people.revoke(CODE, EIK)

    refused = browser.get(OCTOBER)
    assert refused.status_code == 401
    assert "De Eik" not in refused.text
    assert site.stranger().get(link).status_code == 410


def test_a_role_that_is_given_anew_brings_no_session_and_no_link_back(site: Website) -> None:
    browser, link, late = site.enter(), site.link(), site.stranger()
    shown = late.get(link)
    site.people.revoke(CODE, EIK)
    site.grant(CODE, EIK)

    assert browser.get(OCTOBER).status_code == 401
    assert press(late, shown, "/binnen").status_code == 410
    assert site.enter().get(OCTOBER).status_code == 200


def test_who_loses_one_of_two_roles_comes_in_again_by_a_new_link(site: Website) -> None:
    site.grant(CODE, DEN)
    browser = site.enter()
    site.people.revoke(CODE, DEN)

    assert browser.get(OCTOBER).status_code == 401
    again = site.enter()
    assert again.get(OCTOBER).status_code == 200
    assert again.get(f"/o/{DEN}/2026-10").status_code == 404


def test_no_secret_is_in_any_address_after_the_first_click(site: Website) -> None:
    site.grant(CODE, DEN)
    browser, link = site.stranger(), site.link()
    press(browser, browser.get(link), "/binnen")
    secrets = {link.rpartition("/")[2], *browser.cookies.values()}
    waiting, seen = ["/"], set[str]()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        shown = browser.get(path)
        secrets |= set(re.findall(r'name="csrf" value="([^"]+)"', shown.text))
        led = [shown.headers["location"]] if "location" in shown.headers else []
        found = led + re.findall(r'(?:href|action|src)="([^"#]+)', shown.text)
        assert not [one for one in found if any(secret in one for secret in secrets)], path
        assert all('method="post"' in form for form in re.findall("<form[^>]*>", shown.text))
        here = [html.unescape(one) for one in found if one.startswith("/o/")]
        waiting += [one for one in here if one not in seen and not one.endswith("/merk")]

    assert len(secrets) >= 3
    assert {one.rpartition("/")[2].partition("?")[0] for one in seen} >= {
        "2026-10", "bevinding", "stuk", "agenda", "cijfers.csv", "documenten",
    }  # fmt: skip


def test_who_leaves_is_out(site: Website) -> None:
    browser = site.enter()
    form = fields(browser.get(f"/o/{EIK}/documenten"))

    assert browser.post("/uit", data=form).status_code == 200
    assert browser.get(OCTOBER).status_code == 401


def test_guessing_links_is_slowed_down(site: Website) -> None:
    browser = site.stranger()

    statuses = [browser.get(f"/binnen/gok{number}").status_code for number in range(40)]

    assert statuses[0] == 410
    assert statuses[-1] == 429


def test_guessing_what_a_browser_holds_is_slowed_down(site: Website) -> None:
    statuses = []
    for number in range(40):
        browser = site.stranger()
        browser.cookies.set("mentorkompas", f"gok{number}")
        statuses.append(browser.get(OCTOBER).status_code)

    assert statuses[0] == 401
    assert statuses[-1] == 429


def test_pressing_the_button_of_the_door_is_slowed_down(site: Website) -> None:
    browser = site.stranger()
    form = fields(browser.get(site.link())) | {"token": "gok"}

    statuses = [browser.post("/binnen", data=form).status_code for _ in range(40)]

    assert statuses[0] == 410
    assert statuses[-1] == 429


def test_somebody_who_asks_without_end_has_to_wait(site: Website) -> None:
    browser = site.enter()

    statuses = {browser.get("/o/niets").status_code for _ in range(100)}

    assert statuses == {404, 429}
