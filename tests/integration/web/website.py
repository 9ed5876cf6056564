"""The pages for schoolopleiders on a real server, over a small region with a month of figures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from assistant.channels.web.app import make_app
from assistant.channels.web.parts import Months, Parts
from assistant.channels.web.server import WebServer
from assistant.ports import SearcherSource
from assistant.states import Counted, CountedKind
from assistant.storage.access import Access
from assistant.storage.marks import Marks
from assistant.storage.people import People
from assistant.storage.trends import TrendStore
from assistant.trends.reader import TrendReader
from index.build import build_index
from index.opened import Index
from index.rows import knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from tests.fakes import HashEncoder
from tests.unit.index.folder import SmallFolder

CODE, OTHER = "AAAA-BBBB-CCCC", "DDDD-EEEE-FFFF"
EIK, DEN, NOORD = "bestuur-eik", "bestuur-den", "pv-noord"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SCRIPT = "<script>alert('kraak')</script>"
FORMULA = '=HYPERLINK("http://kraak.example")'

_ORGANISATIONS = """\
organisations:
  - {id: landelijk, name: Landelijk, level: landelijk}
  - {id: regio, name: Regio, level: regio, parents: [landelijk]}
  - {id: pv-noord, name: Noord, level: partnerschap, parents: [regio]}
  - {id: bestuur-eik, name: "De Eik <b>&</b>", level: bestuur, parents: [pv-noord]}
  - {id: bestuur-den, name: De Den, level: bestuur, parents: [pv-noord]}
  - {id: school-wilg, name: De Wilg, level: school, parents: [bestuur-eik]}
"""

UNANSWERED = "noord#reiskosten"
ABOUT = {"over": f"unanswered:{UNANSWERED}"}
OCTOBER = f"/o/{EIK}/2026-10"
SUBJECT = "facilitering.uren-per-student"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by


@dataclass
class Held:
    """A searcher that a test can put another in the place of."""

    searcher: Searcher

    def current(self) -> Searcher:
        return self.searcher


def region(folder: SmallFolder) -> None:
    """Fill a folder with two boards that contradict their partnership, and with hostile titles."""
    (folder.path / "organisations.yaml").write_text(_ORGANISATIONS, "utf-8")
    folder.add(
        "noord",
        "## Reiskosten\n\nReiskosten van studenten betaalt de pabo.\n\n"
        f"## Uren {SCRIPT}\n\nJe krijgt 40 uur per schooljaar. {SCRIPT}",
        issuer=NOORD,
        title=f"Afspraken {SCRIPT}",
        topics=["inhoud", "facilitering"],
        agreements=[
            {
                "subject": SUBJECT,
                "value": 40,
                "unit": "uur/schooljaar",
                "quote": "Je krijgt 40 uur per schooljaar.",
            }
        ],
    )
    folder.add(
        "eik",
        "## Uren\n\nJe krijgt 30 uur per schooljaar.",
        issuer=EIK,
        title=FORMULA,
        valid_until="2026-12-31",
        topics=["vorm"],
        agreements=[
            {
                "subject": SUBJECT,
                "value": 30,
                "unit": "uur/schooljaar",
                "quote": "Je krijgt 30 uur per schooljaar.",
            }
        ],
    )


def crowd(
    kind: CountedKind, key: str, mentors: Iterable[int], period: str = "2026-10", board: str = EIK
) -> list[tuple[str, Counted]]:
    """So many mentors of a board who all met the same thing in a month."""
    places = (board, NOORD, "regio")
    return [
        (f"{board} {number}", Counted(period, places, what, about))
        for number in mentors
        for what, about in (("asked", ""), (kind, key))
    ]


def history() -> list[tuple[str, Counted]]:
    """Two months of the one board, one of the other; of the month before that too little."""
    return [
        *crowd("topic", "eik#uren", range(3), "2026-08"),
        *crowd("topic", "eik#uren", range(7), "2026-09"),
        *crowd("topic", "noord#reiskosten", range(7, 20), "2026-09"),
        *crowd("unanswered", UNANSWERED, range(6), "2026-09"),
        *crowd("topic", "eik#uren", range(12)),
        *crowd("topic", "noord#reiskosten", range(30, 36)),
        *crowd("unanswered", UNANSWERED, range(10, 32)),
        *crowd("contradiction", f"{SUBJECT}|eik|noord", range(6)),
        *crowd("feedback", "wrong:noord#reiskosten", range(5, 11)),
        *crowd("reflection", "", range(9)),
        *crowd("topic", "noord#reiskosten", range(20), board=DEN),
    ]


def indexed(folder: SmallFolder, place: Path) -> Searcher:
    encoder, home, held = HashEncoder(), IndexHome(place), folder.load()
    build_index(
        home, knowledge_rows(held, encoder), encoder, content=folder.content, knowledge=held
    )
    version = home.current()
    assert version is not None
    return Searcher(Index(version), encoder)


class Website:
    """A server over a database of its own, with a clock that a test moves."""

    def __init__(
        self,
        folder: Path,
        searchers: SearcherSource,
        *,
        is_https: bool = False,
        url: str | None = None,
    ) -> None:
        data = folder / "data"
        data.mkdir(exist_ok=True)
        (folder / "sleutel").mkdir(exist_ok=True)
        self.url = url or f"sqlite:///{data / 'mentorkompas.db'}"
        self.clock = Clock()
        self.store = TrendStore.open(self.url, folder / "sleutel" / "geheim", data)
        self.access = Access(self.store.database)
        self.people = People(self.store.database)
        self.app = make_app(
            Parts(
                self.access,
                Marks(self.store.database),
                Months(TrendReader(self.store, 5)),
                searchers,
                self.clock,
                is_https,
            )
        )
        self._searchers = searchers
        self._browsers: list[httpx.Client] = []
        self._server = WebServer(self.app, ("127.0.0.1", 0), self.close_months)

    def record(self, ones: list[tuple[str, Counted]]) -> None:
        self.store.record(ones)
        self.close_months()

    def close_months(self) -> None:
        knowledge = self._searchers.current().knowledge
        self.store.close_months(self.clock.now(), knowledge, 5)

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        for browser in self._browsers:
            browser.close()
        self._server.stop()
        self.store.close()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    def grant(self, code: str, *organisations: str) -> None:
        for one in organisations:
            self.people.grant(code, one, self.clock.now())

    def link(self, code: str = CODE) -> str:
        return f"{self.root}/binnen/{self.access.issue_link(code, self.clock.now())}"

    def key(self, code: str = CODE) -> str:
        """What a browser holds of somebody who came in; the door is knocked at only so often."""
        key = self.access.enter(self.access.issue_link(code, self.clock.now()), self.clock.now())
        assert key
        return key

    def stranger(self) -> httpx.Client:
        """A browser of somebody who is not in."""
        browser = httpx.Client(base_url=self.root, timeout=30)
        self._browsers.append(browser)
        return browser

    def enter(self, code: str = CODE) -> httpx.Client:
        """A browser of somebody who came in by a link."""
        browser = self.stranger()
        entered = press(browser, browser.get(self.link(code)), "/binnen")
        assert entered.status_code == 303, entered.text
        return browser


def fields(shown: httpx.Response) -> dict[str, str]:
    """The hidden fields of the last form of a page."""
    form = shown.text.rpartition("<form")[2]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def press(browser: httpx.Client, shown: httpx.Response, to: str, **more: str) -> httpx.Response:
    """Send the last form of a page."""
    return browser.post(to, data=fields(shown) | more)
