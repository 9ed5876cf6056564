"""What the pages of a region cost against those of a tenth of it, for `tests.bench.trends`."""

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import quote

import httpx
from starlette.routing import Route

from assistant import serving
from assistant.channels.web.app import make_app
from assistant.channels.web.parts import Months, Parts
from assistant.storage.access import Access
from assistant.storage.marks import Marks
from assistant.storage.trends import TrendStore
from assistant.trends.reader import TrendReader
from tests.bench.trends_place import PROGRAM, Place, keys, say
from tests.bench.trends_region import PARTNERSHIPS, REGION, ROOT, Region
from tests.telegram.running import RealClock

TIMES = 2.0
_LOOKS = 50
"""Of one session: it may look 60 times without a pause."""

_AGAIN = 8
"""One machine may knock at the door 20 times a minute."""

Costs = tuple[float, float]
"""Milliseconds in the full region, and in a tenth of it."""


def pages(region: Region, tenth: Place, full: Place) -> bool:
    """Print a line for each page and for `trends --json`; whether all stay inside the limit."""
    held = True
    with tenth.pages(), full.pages():
        for name, first, again in _looked(region, tenth, full):
            held &= _row(f"page {name}, at first", *first)
            held &= _row(f"page {name}, again, the last month of whom it costs most", *again)
    command = [*PROGRAM, "trends", "--scope", REGION, "--json"]
    costs = _in_turns([_run(command, place) for place in (full, tenth)], 6)
    held &= _row("trends --json, the command", *costs)
    with ExitStack() as stack:
        stores = [stack.enter_context(serving.trend_store(one.read)) for one in (full, tenth)]
        costs = _in_turns([_months_read(region, store) for store in stores], 30)
    return _row("trends --json, without the start", *costs) and held


def _looked(region: Region, tenth: Place, full: Place) -> Iterator[tuple[str, Costs, Costs]]:
    """Route → what a first look costs, the middle of all months, and another look at the last."""
    browsers = [_Browser(region, place) for place in (full, tenth)]
    whose = [REGION, PARTNERSHIPS[0], *region.boards()[:2]]
    months = [f"{one:%Y-%m}" for one in region.periods()]
    last = months[-2]
    for route in _routes(region):
        first: tuple[list[float], ...] = ([], [])
        again: dict[str, tuple[list[float], ...]] = {}
        for organisation in whose if "{organisation}" in route.path else whose[:1]:
            for month in months if "{period}" in route.path else [last]:
                _look(browsers, first, route, organisation, month)
            times = again.setdefault(organisation, ([], []))
            for _ in range(_AGAIN):
                _look(browsers, times, route, organisation, last)
        costs = [_middle(times) for times in again.values() if all(times)]
        yield route.name, _middle(first), max(costs, key=lambda pair: pair[0] / pair[1])


def _look(
    browsers: list["_Browser"],
    kept: tuple[list[float], ...],
    route: Route,
    organisation: str,
    month: str,
) -> None:
    took = [browser.look(route, organisation, month) for browser in browsers]
    for one, times in zip(took, kept, strict=True):
        if one is not None:
            times.append(one)


def _middle(times: tuple[list[float], ...]) -> Costs:
    """Of the quicker half: what else the machine did meanwhile is in the slower one."""
    one, other = (statistics.median(sorted(some)[: -(-len(some) // 2)]) for some in times)
    return one, other


def _routes(region: Region) -> list[Route]:
    """Every page that somebody can open."""
    with serving.trend_store(region.read) as store:
        access, months = Access(store.database), Months(TrendReader(store, 5))
        clock = RealClock()
        parts = Parts(access, Marks(store.database), months, region.live, clock, is_https=False)
        routes = [one for one in make_app(parts).routes if isinstance(one, Route)]
    return [one for one in routes if "GET" in (one.methods or ())]


class _Browser:
    """Somebody who may see everything, and comes in anew before the door finds it too often."""

    def __init__(self, region: Region, place: Place) -> None:
        self._place = place
        self._client = httpx.Client(base_url=place.site, timeout=60)
        self._left = 0
        self._region = region

    def look(self, route: Route, organisation: str, month: str) -> float | None:
        """Milliseconds of a look; None: there is nothing of the kind in that month."""
        if not self._left:
            (key,) = keys(self._region, self._place.read, 1)
            self._client.cookies.set("mentorkompas", key)
            self._left = _LOOKS
        path = route.path.format(organisation=organisation, period=month, token="x" * 43)
        if route.name in ("finding", "draft"):
            if (over := self._over(organisation, month)) is None:
                return None
            path += f"?over={quote(over, safe='')}"
        self._left -= 1
        began = time.perf_counter()
        shown = self._client.get(path)
        took = (time.perf_counter() - began) * 1000
        if shown.status_code not in (200, 303) and route.name != "knock":
            raise SystemExit(f"{path} gave {shown.status_code}")
        return took

    def _over(self, organisation: str, month: str) -> str | None:
        """What most mentors got no answer to."""
        with serving.trend_store(self._place.read) as store:
            found = TrendReader(store, 5).month(organisation, month).unanswered
        if not found:
            return None
        near = found[0].nearest
        return f"unanswered:{near.document}" + (f"#{near.section}" if near.section else "")


def _run(command: list[str], place: Place) -> Callable[[], object]:
    return lambda: subprocess.run(command, env=place.env, cwd=ROOT, check=True, capture_output=True)


def _months_read(region: Region, store: TrendStore) -> Callable[[], object]:
    """What the command does once it has started, for every closed month."""
    now = region.now

    def read() -> None:
        for begin in region.periods()[:-1]:
            store.close_months(now, region.knowledge, 5)
            TrendReader(store, 5).month(REGION, f"{begin:%Y-%m}").model_dump_json()

    return read


def _in_turns(calls: list[Callable[[], object]], rounds: int) -> Costs:
    """Milliseconds of both, after a first time."""
    times: list[list[float]] = [[] for _ in calls]
    for number in range(rounds + 1):
        for call, kept in zip(calls, times, strict=True):
            began = time.perf_counter()
            call()
            if number:
                kept.append((time.perf_counter() - began) * 1000)
    return _middle((times[0], times[1]))


def _row(name: str, one: float, other: float) -> bool:
    held = one / other <= TIMES
    verdict = "" if held else ", MISSED"
    say(f"{name}: {one / other:.2f} (limit {TIMES:g}{verdict}; {one:.1f} ms against {other:.1f})")
    return held
