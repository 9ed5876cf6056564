"""What the trends cost in a year of a region: `python -m tests.bench.trends [--only pages …]`.

10,000 mentors who asked 1,000,000 questions, eleven months closed and one open, against a tenth of
both in the same 30 boards. On SQLite, in one run:

- pages: each page of `mentorkompas web`, at most 2 times what it costs with a tenth of it; and so
  `trends --json`. A page is looked at of one organisation and month after the other, then again.
- recording: adds at most a tenth to an answer.
- readers: 100 who look at two pages a second each, as many as the door lets through, slow a bot
  beside them by less than a tenth.

It takes ten minutes. [--mentors N] [--questions N] [--folder DIR: made once, used again]
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path

from assistant import bootstrap, serving
from assistant.messages import Conversation, Incoming, Outcome
from assistant.ports import Handled, Received
from assistant.states import Counted
from assistant.storage.store import Store
from assistant.trends import counting
from tests.bench.trends_pages import pages
from tests.bench.trends_place import Place, keys, say
from tests.bench.trends_region import PARTNERSHIPS, REGION, ROOT, Region, Size
from tests.telegram.running import RealClock, free_port

PARTS = ("pages", "recording", "readers")
ADDED = 0.1
SLOWED = 0.1
READERS = 100

_TURNS, _ANSWERS = 8, 100
_SETTLES = 0.5
"""Seconds between the readers' coming and the first question."""


def main() -> None:
    """Print a line for each target; a missed one ends with 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    wanted = parser.parse_args()
    with ExitStack() as stack:
        folder = wanted.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        region = Region.made(folder.resolve())
        whole = Size(wanted.mentors, wanted.questions)
        tenth, full = _filled(region, whole)
        measures: dict[str, Callable[[], bool]] = {
            "pages": lambda: pages(region, tenth, full),
            "recording": lambda: _recording(region, full),
            "readers": lambda: _readers(region, full),
        }
        held = [measures[part]() for part in wanted.only]
    raise SystemExit(0 if all(held) else 1)


def _filled(region: Region, whole: Size) -> tuple[Place, Place]:
    answers = None
    places = []
    for size in (whole.tenth, whole):
        name = f"year-{size.mentors}-{size.questions}"
        done = region.folder / f"{name}.done"
        read = region.place(name)
        if not done.exists():
            answers = answers or region.answers()
            spent = region.fill(read, size, answers)
            say(
                f"{size.questions:,} questions of {size.mentors:,} mentors: {spent:.0f} s to record"
            )
            done.touch()
        places.append(Place(name, read))
    return places[0], places[1]


def _recording(region: Region, full: Place) -> bool:
    """What counting and its rows add to a question's whole way from the inbox to the outbox."""
    dialogue = bootstrap.assistant(region.read, region.live)
    lines = (ROOT / "tests/questions/shipped_dev.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    chance = random.Random(3)
    answered, counted, without, with_them = 0.0, 0.0, 0.0, 0.0
    with serving.message_store(full.read, RealClock()) as store:
        for number, question in enumerate([*questions[:10], *questions]):
            school = f"school-{chance.randrange(30)}-{chance.randrange(10)}"
            talk = Conversation(scope=school, introduced=True, agreed=True)
            began = time.perf_counter()
            outcome = dialogue.handle(Incoming(question, region.now, talk))
            handled = time.perf_counter() - began
            began = time.perf_counter()
            if outcome.answer is not None:
                scope = region.knowledge.organisations.scope(school)
                counting.questions(outcome.answer, scope, region.now, region.knowledge)
            counts = time.perf_counter() - began
            ways = [True, False] if number % 2 else [False, True]
            took = {way: _settled(store, 1 + number % 100, outcome, counts=way) for way in ways}
            if number >= 10:
                answered += handled
                counted += counts
                with_them += took[True]
                without += took[False]
    # What is counted in `handle` is part of it already.
    plain = answered - counted + without
    added = (counted + with_them - without) / plain
    held = added <= ADDED
    each = 1000 / len(questions)
    say(
        f"recording added to an answer: {added:.3f} (limit {ADDED:g}{'' if held else ', MISSED'}; "
        f"{(counted + with_them - without) * each:.2f} ms on {plain * each:.1f})"
    )
    return held


def _settled(store: Store, chat: int, outcome: Outcome, *, counts: bool) -> float:
    """Seconds to store what came of a message."""
    number = (store.offset() or 0) + 1
    store.receive([Received(number, chat, b"{}")], number)
    (claimed,) = store.waiting(1)
    records = tuple(one for one in outcome.records if counts or not isinstance(one, Counted))
    messages = tuple(reply.text.encode() for reply in outcome.replies)
    done = Handled(
        claimed.update_id, claimed.mentor, outcome.conversation, messages, records=records
    )
    began = time.perf_counter()
    store.settle([done])
    return time.perf_counter() - began


def _readers(region: Region, full: Place) -> bool:
    """The bot's time for the same number of questions, in turns with readers and without."""
    with full.pages(), _bot(region, full) as answer:
        held = _slowed(region, full, answer, "in a process beside it")
    full.site = f"http://127.0.0.1:{free_port()}"
    with _bot(region, full, full.site.rpartition("/")[2]) as answer:
        return _slowed(region, full, answer, "in its own process (`run`)") and held


def _slowed(region: Region, full: Place, answer: Callable[[int], float], where: str) -> bool:
    """In short turns: what else this machine does in between slows both."""
    alone, beside = [answer(_ANSWERS)], []
    with _reading(region, full) as (let, told):
        for _ in range(_TURNS):
            let("on")
            time.sleep(_SETTLES)
            beside.append(answer(_ANSWERS))
            let("off")
            alone.append(answer(_ANSWERS))
    around = [sum(pair) / 2 for pair in pairwise(alone)]
    slowed = statistics.median(one / other for one, other in zip(beside, around, strict=True)) - 1
    looks = json.loads(told[0])
    verdict = "" if slowed < SLOWED else ", MISSED"
    say(
        f"{READERS} readers of pages {where} slow a bot by {slowed:.3f} (limit {SLOWED:g}{verdict};"
        f" {1000 * statistics.median(around) / _ANSWERS:.1f} ms an answer alone; "
        f"{looks['statuses']} looks, of {1000 * looks['median']:.0f} ms)"
    )
    return slowed < SLOWED


@contextmanager
def _bot(region: Region, place: Place, *listen: str) -> Iterator[Callable[[int], float]]:
    """A bot at work: how many questions → the seconds it took."""
    command = [sys.executable, "-m", "tests.bench.trends_load", "bot", str(region.folder)]
    process = subprocess.Popen(
        [*command, place.name, *listen],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    into, out = process.stdin, process.stdout
    out.readline()

    def answer(count: int) -> float:
        into.write(f"{count}\n")
        into.flush()
        return float(out.readline())

    try:
        yield answer
    finally:
        into.close()
        process.wait(30)


@contextmanager
def _reading(region: Region, place: Place) -> Iterator[tuple[Callable[[str], None], list[str]]]:
    """Readers, `off` at first, and what they say of it at the end."""
    months = [f"{one:%Y-%m}" for one in region.periods()]
    paths = [
        path
        for month in reversed(months)
        for one in (REGION, *PARTNERSHIPS, *region.boards())
        for path in (f"/o/{one}/{month}", f"/o/{one}/{month}/agenda", f"/o/{one}/documenten")
    ]
    command = [sys.executable, "-m", "tests.bench.trends_load", "readers", place.site]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    into, out = process.stdin, process.stdout
    told = {"keys": keys(region, place.read, READERS), "paths": paths}
    into.write(json.dumps(told) + "\n")

    def let(word: str) -> None:
        into.write(f"{word}\n")
        into.flush()
        out.readline()

    said: list[str] = []
    try:
        yield let, said
    finally:
        said.append(process.communicate(timeout=60)[0])


if __name__ == "__main__":
    main()
