"""Route by role, and what the browser is told with each answer."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import text
from starlette.routing import Route

from assistant.channels.web.app import make_app
from assistant.channels.web.parts import Parts
from tests.integration.web.website import (
    ABOUT,
    CODE,
    DEN,
    EIK,
    NOORD,
    OCTOBER,
    OTHER,
    Held,
    Website,
    fields,
    press,
)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


PUBLIC = {
    "style": {"GET"},
    "icon": {"GET"},
    "health": {"GET"},
    "knock": {"GET"},
    "enter": {"POST"},
}
"""What is shown to whoever asks, by route and method; everything else asks who looks."""

BEHIND = {
    "leave": {"POST"},
    "start": {"GET"},
    "organisation": {"GET"},
    "documents": {"GET"},
    "month": {"GET"},
    "finding": {"GET"},
    "draft": {"GET"},
    "mark": {"POST"},
    "agenda": {"GET"},
    "csv": {"GET"},
}


def addresses(organisation: str = EIK) -> list[tuple[str, str, str]]:
    site_routes = []
    for route in ROUTES:
        path = route.path.replace("{organisation}", organisation).replace("{period}", "2026-10")
        for method in sorted((route.methods or set()) - {"HEAD"}):
            site_routes.append((route.name, method, path))
    return site_routes


def _routes() -> list[Route]:
    app = make_app(Parts(*([None] * 5), is_https=False))  # type: ignore[arg-type]
    assert all(type(route) is Route for route in app.routes), "only routes can be listed here"
    return [route for route in app.routes if isinstance(route, Route)]


ROUTES = _routes()
UNANSWERED_KEY = quote(ABOUT["over"], safe="")


def ask(browser: httpx.Client, name: str, method: str, path: str, csrf: str = "") -> httpx.Response:
    data = {"csrf": csrf, "mark": "written", **ABOUT} if method == "POST" else None
    params = ABOUT if name in ("finding", "draft") else None
    return browser.request(method, path, params=params, data=data)


def test_every_route_and_method_is_in_the_table() -> None:
    seen = [(route.name, (route.methods or set()) - {"HEAD"}) for route in ROUTES]

    assert sorted(name for name, _ in seen) == sorted(PUBLIC | BEHIND)
    assert dict(seen) == PUBLIC | BEHIND


def test_who_is_not_in_sees_nothing_by_any_method(site: Website) -> None:
    browser = site.stranger()

    for name, _, path in addresses():
        for method in ("HEAD", "GET", "POST", "PUT", "DELETE", "OPTIONS"):
            shown = browser.request(method, path)
            if name in BEHIND:
                assert shown.status_code in (401, 404, 405, 429), (name, method)
                assert "De Eik" not in shown.text


@pytest.mark.parametrize("role", ["nobody", "ended", "revoked", "other", "own", "above"])
def test_each_route_shows_each_role_what_is_its_own(site: Website, role: str) -> None:
    site.grant(OTHER, {"other": DEN, "above": NOORD}.get(role, EIK))
    browser = site.stranger() if role == "nobody" else site.enter(OTHER)
    csrf = "" if role == "nobody" else fields(browser.get("/", follow_redirects=True))["csrf"]
    if role == "ended":
        site.clock.move(timedelta(hours=13))
    if role == "revoked":
        site.people.revoke(OTHER, EIK)
    seen = {}
    for name, method, path in addresses():
        if name in BEHIND.keys() - {"leave"}:
            seen[name] = ask(browser, name, method, path, csrf)

    is_in = role in ("other", "own", "above")
    for name, shown in seen.items():
        if role == "own":
            assert shown.status_code in (200, 303), name
        elif name == "start" and is_in:
            assert shown.status_code == 303
            assert EIK not in shown.headers["location"]
        else:
            assert shown.status_code == (404 if is_in else 401), name
            assert "De Eik" not in shown.text
            assert "mentoren" not in shown.text or "cijfers" in shown.text
    with site.store.database.transaction() as connection:
        done = connection.execute(text("SELECT count(*) FROM mark")).scalar()
    assert done == (1 if role == "own" else 0)


def test_an_unknown_organisation_and_one_of_others_look_the_same(site: Website) -> None:
    browser = site.enter()

    other, unknown = browser.get(f"/o/{DEN}/2026-10"), browser.get("/o/nergens/2026-10")

    assert other.status_code == unknown.status_code == 404
    assert other.text == unknown.text


def test_who_may_see_several_chooses(site: Website) -> None:
    site.grant(CODE, DEN)

    shown = site.enter().get("/")

    assert f'href="/o/{EIK}"' in shown.text
    assert f'href="/o/{DEN}"' in shown.text
    assert "te weinig vragen" not in shown.text
    site.grant(CODE, "regio", "bestuur-leeg")
    levels = re.findall("<h2[^>]*>([^<]+)", site.enter().get("/").text)
    assert levels == ["Regio", "Bestuur"]


def test_looks_are_written_down_without_what_was_seen(site: Website) -> None:
    browser = site.enter()
    browser.get(OCTOBER)
    browser.get(f"{OCTOBER}/bevinding", params=ABOUT)
    browser.get(f"/o/{DEN}/2026-10")

    with site.store.database.transaction() as connection:
        rows = connection.execute(text("SELECT code, organisation, route FROM visit ORDER BY id"))
        seen = [tuple(row) for row in rows]
    assert seen == [
        (CODE, None, "binnen"),
        (CODE, EIK, "month"),
        (CODE, EIK, "finding"),
        (CODE, DEN, "month refused"),
    ]
    site.clock.move(timedelta(days=366))
    site.access.sweep(site.clock.now())
    with site.store.database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM visit")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM session")).scalar() == 0


def test_what_was_refused_is_written_down_without_what_was_typed(site: Website) -> None:
    browser = site.enter()
    browser.get("/o/verzonnen-geheim/2026-10")
    browser.get(f"/o/{EIK}/2027-geheim")
    browser.post(f"{OCTOBER}/merk", data=ABOUT | {"mark": "written", "csrf": "geheim"})
    site.clock.move(timedelta(hours=13))
    browser.get(OCTOBER)
    site.stranger().get(OCTOBER)  # nobody that has a code

    with site.store.database.transaction() as connection:
        rows = connection.execute(text("SELECT code, organisation, route FROM visit ORDER BY id"))
        seen = [tuple(row) for row in rows]
    assert seen == [
        (CODE, None, "binnen"),
        (CODE, None, "month refused"),
        (CODE, EIK, "month refused"),
        (CODE, EIK, "mark refused"),
        (CODE, EIK, "month refused"),
    ]


def test_every_answer_has_the_headers_that_keep_it_safe(site: Website) -> None:
    browser = site.enter()
    paths = (
        "/", OCTOBER, f"{OCTOBER}/agenda", f"{OCTOBER}/cijfers.csv", f"/o/{EIK}/documenten",
        f"{OCTOBER}/stuk?over={UNANSWERED_KEY}", f"{OCTOBER}/merk", "/stijl.css", "/icoon.svg",
        "/healthz", "/binnen/x", "/nergens", "/o/nergens",
    )  # fmt: skip
    for path in paths:
        headers = browser.get(path).headers
        assert headers["content-security-policy"].split("; ") == [
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers
    assert browser.get(OCTOBER).headers["cache-control"] == "no-store"
    for path in (OCTOBER, f"/o/{EIK}/documenten", f"{OCTOBER}/agenda"):
        shown = browser.get(path).text
        assert "<script" not in shown
        assert " style=" not in shown
        assert "<style" not in shown


def test_cookies_are_for_this_site_and_for_no_script(site: Website) -> None:
    browser = site.stranger()
    shown = browser.get(site.link())
    entered = press(browser, shown, "/binnen")

    left = press(browser, browser.get("/", follow_redirects=True), "/uit")

    for answer in (shown, entered, left):
        for cookie in answer.headers.get_list("set-cookie"):
            flags = {one.strip().lower() for one in cookie.split(";")[1:]}
            assert {"httponly", "samesite=lax", "path=/"} <= flags
            assert not any(one.startswith(("domain", "secure")) for one in flags)  # over http
    assert "max-age=0" in left.headers["set-cookie"].lower()
    assert "max-age=43200" in entered.headers["set-cookie"].lower()


def test_over_https_cookies_never_leave_it(held: Held, tmp_path: Path) -> None:
    (tmp_path / "ander").mkdir()
    site = Website(tmp_path / "ander", held, is_https=True)
    site.grant(CODE, EIK)
    site.start()
    browser = site.stranger()
    shown = browser.get(site.link())
    site.stop()

    assert "__Host-" in shown.headers["set-cookie"]
    assert "Secure" in shown.headers["set-cookie"]
    assert "max-age" in shown.headers["strict-transport-security"]


@pytest.mark.parametrize("csrf", ["", "verzonnen", "é"])
def test_a_form_that_is_not_ours_does_nothing(site: Website, csrf: str) -> None:
    browser = site.enter()

    refused = browser.post(f"{OCTOBER}/merk", data={**ABOUT, "mark": "written", "csrf": csrf})

    assert refused.status_code == 403
    with site.store.database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM mark")).scalar() == 0


def test_a_form_of_ours_that_another_site_sends_does_nothing(site: Website) -> None:
    browser = site.enter()
    form = fields(browser.get(f"{OCTOBER}/bevinding", params=ABOUT)) | {"mark": "written"}

    crossed = browser.post(f"{OCTOBER}/merk", data=form, headers={"sec-fetch-site": "cross-site"})
    strange = site.enter().post(f"{OCTOBER}/merk", data=form)
    large = browser.post(f"{OCTOBER}/merk", data=form | {"meer": "x" * 10_000})

    assert {crossed.status_code, strange.status_code, large.status_code} == {403}
