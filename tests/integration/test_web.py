"""The schoolopleiders' pages over real HTTP: who may come in, what they see, what is refused."""

import csv
import io
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from starlette.routing import Route

from assistant.channels.web.server import WebServer
from assistant.errors import ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Handled, Received
from assistant.states import Counted, Wish
from assistant.storage.store import Store
from index.build import build_index
from index.opened import Index
from index.rows import knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from knowledge.checking import check
from tests.fakes import HashEncoder
from tests.integration.website import (
    CODE,
    DEN,
    EIK,
    NOORD,
    OTHER,
    SCRIPT,
    UNANSWERED,
    Held,
    Website,
    crowd,
    fields,
    history,
    press,
    region,
)
from tests.unit.index.folder import TODAY, SmallFolder

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

OCTOBER = f"/o/{EIK}/2026-10"
ABOUT = {"over": f"unanswered:{UNANSWERED}"}


def indexed(folder: SmallFolder, place: Path) -> Searcher:
    encoder, home, held = HashEncoder(), IndexHome(place), folder.load()
    build_index(
        home, knowledge_rows(held, encoder), encoder, content=folder.content, knowledge=held
    )
    version = home.current()
    assert version is not None
    return Searcher(Index(version), encoder)


@pytest.fixture
def folder(tmp_path: Path) -> SmallFolder:
    made = SmallFolder(tmp_path / "kennis")
    region(made)
    return made


@pytest.fixture
def held(folder: SmallFolder, tmp_path: Path) -> Held:
    return Held(indexed(folder, tmp_path / "index"))


@pytest.fixture
def site(held: Held, tmp_path: Path) -> Iterator[Website]:
    made = Website(tmp_path, held)
    made.record(history())
    made.grant(CODE, EIK)
    made.start()
    yield made
    made.stop()


# Coming in


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
    late = site.stranger()
    assert press(late, late.get(link), "/binnen").status_code == 410
    site.grant(CODE, EIK)
    assert browser.get(OCTOBER).status_code == 401


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


def test_somebody_who_asks_without_end_has_to_wait(site: Website) -> None:
    browser = site.enter()

    statuses = {browser.get("/o/niets").status_code for _ in range(100)}

    assert statuses == {404, 429}


# Route by role


PUBLIC = {"style", "icon", "health", "knock", "enter"}
"""What is shown to whoever asks; everything else asks who looks."""


def addresses(organisation: str = EIK) -> list[tuple[str, str, str]]:
    site_routes = []
    for route in ROUTES:
        path = route.path.replace("{organisation}", organisation).replace("{period}", "2026-10")
        for method in sorted((route.methods or set()) - {"HEAD"}):
            site_routes.append((route.name, method, path))
    return site_routes


def _routes() -> list[Route]:
    from assistant.channels.web.app import make_app
    from assistant.channels.web.parts import Parts

    app = make_app(Parts(*([None] * 5), is_https=False))  # type: ignore[arg-type]
    return [route for route in app.routes if isinstance(route, Route)]


ROUTES = _routes()


def ask(browser: httpx.Client, name: str, method: str, path: str, csrf: str = "") -> httpx.Response:
    data = {"csrf": csrf, "mark": "written", **ABOUT} if method == "POST" else None
    params = ABOUT if name in ("finding", "draft") else None
    return browser.request(method, path, params=params, data=data)


def test_every_route_is_known_to_this_test() -> None:
    assert {route.name for route in ROUTES} == PUBLIC | {
        "leave", "start", "organisation", "documents", "month", "finding", "draft", "mark",
        "agenda", "csv",
    }  # fmt: skip


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
        if name not in PUBLIC | {"leave"}:
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
    ]
    site.clock.move(timedelta(days=366))
    site.access.sweep(site.clock.now())
    with site.store.database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM visit")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM session")).scalar() == 0


# What the browser is told


def test_every_answer_has_the_headers_that_keep_it_safe(site: Website) -> None:
    browser = site.enter()
    for path in ("/", OCTOBER, "/stijl.css", "/binnen/x", "/nergens", "/o/nergens"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
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

    for answer in (shown, entered):
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie  # this server is reached over http


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


# What they see


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
    browser = site.enter()

    pages = [
        browser.get(OCTOBER),
        browser.get(f"/o/{EIK}/documenten"),
        browser.get(f"{OCTOBER}/agenda"),
        browser.get(f"{OCTOBER}/bevinding", params={"over": "wrong:noord#reiskosten"}),
        browser.get(f"{OCTOBER}/bevinding", params={"over": f"{SCRIPT}\"'><b>"}),
        browser.get(f"/o/{SCRIPT}/2026-10"),
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


# From a finding to its mend


def begun(browser: httpx.Client) -> httpx.Response:
    finding = browser.get(f"{OCTOBER}/bevinding", params=ABOUT)
    assert "nog niet geschreven" in finding.text
    return browser.get(f"{OCTOBER}/stuk", params=ABOUT)


def test_the_draft_of_a_missing_document_passes_the_check(
    site: Website, folder: SmallFolder
) -> None:
    answer = begun(site.enter())

    name = answer.headers["content-disposition"].split('"')[1]
    (folder.path / "documents" / name).write_text(answer.text, "utf-8")
    loaded, faults = check(folder.path, TODAY)
    about_it = [str(fault) for fault in faults if name in fault.file]
    assert about_it == []
    document = loaded.knowledge.by_id[name.removesuffix(".md")]
    assert document.status == "concept"
    assert document.issuer == EIK
    assert document.topics == ("inhoud", "facilitering")


def test_the_page_tells_how_far_a_document_is(
    site: Website, folder: SmallFolder, held: Held, tmp_path: Path
) -> None:
    browser = site.enter()
    answer = begun(browser)
    file = folder.path / "documents" / answer.headers["content-disposition"].split('"')[1]

    def state(body: str, place: str) -> str:
        file.write_text(body, "utf-8")
        held.searcher = indexed(folder, tmp_path / place)
        return browser.get(OCTOBER).text

    assert "een concept geeft nog geen antwoord" in state(answer.text, "een")
    final = answer.text.replace("status: concept", "status: vastgesteld")
    later = final.replace("---\n## ", "valid_from: 2027-01-01\n---\n## ")
    assert "geldt nu niet voor jullie" in state(later, "twee")
    question = "wie betaalt mijn trein naar het overleg"
    asked = final.replace("---\n## ", f'questions: {{antwoord: ["{question}"]}}\n---\n## ')
    heading = next(line for line in asked.splitlines() if line.startswith("## "))
    answered = asked.replace(heading, "## Trein naar het overleg {#antwoord}")
    answered += f"\nJe bestuur betaalt je trein naar het overleg. {question}\n"
    assert "geeft nu antwoord" in state(answered, "drie")


def pass_on(site: Website, tmp_path: Path, words: list[str]) -> None:
    """Let as many mentors pass on a question of their own about what nothing answers."""
    told = Store.open(site.url, tmp_path / "sleutel" / "geheim", tmp_path / "data", site.clock)
    told.receive([Received(number, number, b"{}") for number in range(1, len(words) + 1)])
    for update, text_ in zip(told.waiting(len(words)), words, strict=True):
        places = (EIK, NOORD, "regio")
        at = site.clock.now()
        wish = Wish(f"w{update.update_id}", "2026-11", places, UNANSWERED, text_, at)
        met = [
            Counted("2026-11", places, "asked"),
            Counted("2026-11", places, "unanswered", UNANSWERED),
        ]
        told.settle(
            [
                Handled(
                    update.update_id,
                    update.mentor,
                    Conversation(agreed=True),
                    records=(*met, wish),
                )
            ]
        )
    told.close()


def test_what_a_group_passed_on_is_shown_and_becomes_the_drafts_questions(
    site: Website, folder: SmallFolder, tmp_path: Path
) -> None:
    pass_on(site, tmp_path, [f"wie betaalt: '{number}' {SCRIPT}?" for number in range(6)])
    site.record(crowd("topic", "eik#uren", range(30), "2026-11"))
    site.clock.move(timedelta(days=10))
    site.close_months()
    browser = site.enter()

    shown = browser.get(f"/o/{EIK}/2026-11/bevinding", params=ABOUT)
    answer = browser.get(f"/o/{EIK}/2026-11/stuk", params=ABOUT)

    assert "Wat mentoren zelf doorgaven" in shown.text
    assert shown.text.count("&lt;script&gt;") >= 6
    assert "doorgaven" not in browser.get(f"{OCTOBER}/bevinding", params=ABOUT).text
    (folder.path / "documents" / "nieuw.md").write_text(answer.text, "utf-8")
    loaded, faults = check(folder.path, TODAY)
    assert [str(fault) for fault in faults if "nieuw" in fault.file] == []
    document = next(one for one in loaded.knowledge.documents if one.id.startswith("aanvulling"))
    assert len(document.questions["antwoord"]) == 6


def test_what_was_done_with_a_finding_is_followed_next_month(site: Website) -> None:
    browser = site.enter()
    shown = browser.get(f"/o/{EIK}/2026-09/bevinding", params=ABOUT)
    marked = press(browser, shown, f"/o/{EIK}/2026-09/merk", mark="written")

    assert marked.status_code == 303
    assert "geschreven" in browser.get(marked.headers["location"]).text
    october = browser.get(OCTOBER).text
    assert "Wat jullie eerder deden" in october
    earlier = october.split("Wat jullie eerder deden")[1].split("</section>")[0]
    assert "geschreven (september 2026)" in earlier
    assert "<td>5 tot 9</td><td>20 tot 49</td>" in earlier
    assert "Wat jullie eerder deden" not in browser.get(f"/o/{EIK}/2026-09").text

    again = browser.get(f"/o/{EIK}/2026-09/bevinding", params=ABOUT)
    press(browser, again, f"/o/{EIK}/2026-09/merk", mark="none")
    assert "Wat jullie eerder deden" not in browser.get(OCTOBER).text


def test_what_is_not_theirs_is_no_longer_put_first(site: Website) -> None:
    browser = site.enter()
    first = "20 tot 49 mentoren kregen geen antwoord"
    assert first in browser.get(OCTOBER).text

    shown = browser.get(f"{OCTOBER}/bevinding", params=ABOUT)
    press(browser, shown, f"{OCTOBER}/merk", mark="not_ours")

    assert first not in browser.get(OCTOBER).text
    wrong = press(browser, shown, f"{OCTOBER}/merk", mark="verzonnen")
    assert wrong.status_code == 403


def test_the_agenda_has_three_findings_and_their_sources(site: Website) -> None:
    shown = site.enter().get(f"{OCTOBER}/agenda").text

    assert shown.count('<p class="write">Afspraak') == 3
    assert "Bron: " in shown
    assert "Je krijgt 30 uur per schooljaar." in shown


def test_the_documents_page_lays_them_side_by_side(site: Website) -> None:
    shown = site.enter().get(f"/o/{EIK}/documenten").text

    assert "30 uur per schooljaar" in shown
    assert "40 uur per schooljaar" in shown
    assert "31 december 2026" in shown
    assert shown.count('class="empty"') > 6
    for topic in ("Inhoud", "Vorm", "Certificering", "Rollen", "Verdieping", "Kwaliteitscultuur"):
        assert f'<th scope="row">{topic}</th>' in shown


def test_a_released_month_stays_as_it_is(site: Website) -> None:
    browser = site.enter()
    before = browser.get(OCTOBER).text

    site.record(crowd("topic", "eik#uren", range(100, 160)))

    assert browser.get(OCTOBER).text == before


def test_an_address_that_is_taken_is_one_sentence(site: Website) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = int(taken.getsockname()[1])

    with pytest.raises(ConfigurationError, match="WEB_LISTEN"):
        WebServer(site.app, ("127.0.0.1", port), lambda: None).open()
    taken.close()
