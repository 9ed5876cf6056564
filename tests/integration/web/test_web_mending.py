"""From a finding to its mend, over real HTTP."""

import socket
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from assistant.channels.web.server import WebServer
from assistant.errors import ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Handled, Received
from assistant.states import Counted, Wish
from assistant.storage.store import Store
from knowledge.checking import check
from tests.integration.web.website import (
    ABOUT,
    CODE,
    EIK,
    NOORD,
    OCTOBER,
    SCRIPT,
    UNANSWERED,
    Held,
    Website,
    crowd,
    indexed,
    press,
)
from tests.unit.index.folder import TODAY, SmallFolder

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


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


def pass_on(site: Website, tmp_path: Path, words: list[str], *, is_counted: bool = True) -> None:
    """Let as many mentors pass on a question of their own about what nothing answers.

    Whoever passes it on in the month after it was asked is not counted again.
    """
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
                    records=(*(met if is_counted else ()), wish),
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


def test_what_was_passed_on_is_found_also_where_no_figure_is(site: Website, tmp_path: Path) -> None:
    pass_on(site, tmp_path, [f"wie betaalt mijn trein, {n}?" for n in range(6)], is_counted=False)
    site.record(crowd("topic", "eik#uren", range(30), "2026-11"))
    site.clock.move(timedelta(days=10))
    site.close_months()
    browser, november = site.enter(), f"/o/{EIK}/2026-11"

    month = browser.get(november).text
    assert "met hun vragen" in month.split("Wat kan ik doen?")[1].split("</section>")[0]
    assert "met vragen die mentoren doorgaven" in month
    assert "Mentoren gaven vragen door. Geen stuk gaf antwoord." in month
    about = {"over": f"wished:{UNANSWERED}"}
    shown = browser.get(f"{november}/bevinding", params=about)
    assert shown.text.count("wie betaalt mijn trein") >= 12  # on the page and in its draft
    assert browser.get(f"{november}/stuk", params=about).text.count("mijn trein") == 6
    assert browser.get(f"{november}/agenda").text.count("mijn trein") == 0
    assert "doorgegeven" not in browser.get(f"{november}/cijfers.csv").text
    marked = press(browser, shown, f"{november}/merk", mark="discussed")
    assert "besproken" in browser.get(marked.headers["location"]).text


def test_what_was_passed_on_stays_with_what_is_still_unanswered_until_it_is_erased(
    site: Website, tmp_path: Path
) -> None:
    pass_on(site, tmp_path, [f"wie betaalt mijn trein, {number}?" for number in range(6)])
    site.record(crowd("topic", "eik#uren", range(30), "2026-11"))
    site.clock.move(timedelta(days=10))
    site.close_months()
    site.record(crowd("unanswered", UNANSWERED, range(20), "2026-12"))
    site.record(crowd("topic", "eik#uren", range(30), "2026-12"))
    site.clock.move(timedelta(days=31))
    site.close_months()
    december = f"/o/{EIK}/2026-12"

    assert "mijn trein, 3" in site.enter().get(f"{december}/bevinding", params=ABOUT).text
    site.clock.move(timedelta(days=30))
    later = Store.open(site.url, tmp_path / "sleutel" / "geheim", tmp_path / "data", site.clock)
    later.sweep(site.clock.now())
    later.close()
    after = site.enter().get(f"{december}/bevinding", params=ABOUT)
    assert after.status_code == 200
    assert "mijn trein" not in after.text


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
    assert "nog niet geschreven" in earlier
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
        assert f'scope="col">{topic}</th>' in shown


def test_a_partnership_sees_what_each_of_its_boards_has(site: Website) -> None:
    site.grant(CODE, NOORD)

    shown = site.enter().get(f"/o/{NOORD}/documenten").text

    rows = [row.split("</th>")[0].rpartition(">")[2] for row in shown.split("<tr")[2:]]
    assert rows[:2] == ["Noord", "Regio"]
    assert rows[2:4] == ["De Den", "De Eik &lt;b&gt;&amp;&lt;/b&gt;"]


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
