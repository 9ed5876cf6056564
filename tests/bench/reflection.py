"""A reflection step's reply among 10,000 mentors with a year behind them, against one with none.

    python -m tests.bench.reflection [--mentors 10000] [--flows 60]

From the claimed update to the commit of what came of it: the mentor's state is read, the real
dialogue with the real model answers, state and reply are stored. A mentor with a year behind them
has used 60 reflections, kept 40, planned 10 talks and has as many buttons as are remembered.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from assistant import bootstrap
from assistant.bootstrap import LiveSearcher, SystemClock
from assistant.channels.telegram.handling import Handler
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.rendering import REMEMBERED_BUTTONS, remembered
from assistant.config import settings
from assistant.messages import Choice, Conversation
from assistant.planning.prompting import timed
from assistant.ports import Handled, Received, Sent
from assistant.reflection.engine import CARD, PLAN
from assistant.states import Asked, Due, Given, Intended, Kept, Planned, Record, Used
from assistant.storage.store import Store
from knowledge.flow import Flow
from knowledge.loading import SHIPPED

FLOW = "voor-voortgangsgesprek"
SCHOOL = "school-papieren-kraan"
LIMIT = 1.5
USED, KEPT, PLANNED, PLANS = 60, 40, 10, 5
_SENTENCE = "Ik liet een stilte vallen, en mijn student kwam toen zelf met een idee voor de les."
_TOGETHER = 50


@dataclass(frozen=True)
class History:
    """What lies behind a mentor: the state of the conversation, and what is stored beside it."""

    conversation: Conversation
    records: tuple[Record, ...] = ()


@dataclass
class Place:
    """A store with mentors who all have the same behind them, and what each step has cost."""

    store: Store
    handler: Handler
    history: History
    mentors: int
    flow: Flow
    update: int = 0
    seconds: list[float] = field(default_factory=list)
    after_plan: list[float] = field(default_factory=list)

    def fill(self) -> None:
        """Let everybody have it behind them."""
        for start in range(0, self.mentors, _TOGETHER):
            chats = range(1 + start, 1 + min(start + _TOGETHER, self.mentors))
            self.store.receive([self._received(chat, "hoi") for chat in chats])
            self.store.settle(
                [
                    Handled(
                        one.update_id,
                        one.mentor,
                        self.history.conversation,
                        records=self.history.records,
                    )
                    for one in self.store.waiting(_TOGETHER)
                ]
            )

    def reflect(self, chat: int) -> None:
        """One mentor goes through the flow, from where its history left it."""
        mentor = self.store.pseudonym(chat)
        self.store.receive([self._received(chat, "hoi")])
        for one in self.store.waiting(1):
            self.store.settle([Handled(one.update_id, one.mentor, self.history.conversation)])
        self._answer(chat, f"/reflectie {FLOW}")
        while (running := self.store.conversation(mentor).running) and running.step != CARD:
            step = self.flow.step(running.step)
            answer = _SENTENCE
            if step and step.choices:
                answer = step.choices[0]
            elif step and step.answer == "schaal":
                answer = "8"
            seconds = self._answer(chat, answer)
            (self.after_plan if running.step == PLAN else self.seconds).append(seconds)

    def _answer(self, chat: int, text: str) -> float:
        self.store.receive([self._received(chat, text)])
        began = time.perf_counter()
        (claimed,) = self.store.waiting(1)
        self.store.settle([self.handler.handle(claimed)])
        seconds = time.perf_counter() - began
        self.store.sent([Sent(one.id, one.id) for one in self.store.due(10)])
        return seconds

    def _received(self, chat: int, text: str) -> Received:
        self.update += 1
        who = {"id": chat, "first_name": "Mentor"}
        message = {
            "message_id": self.update,
            "date": 1764000000,
            "chat": who | {"type": "private"},
            "from": who | {"is_bot": False},
            "text": text,
        }
        body = json.dumps({"update_id": self.update, "message": message}).encode()
        return Received(self.update, chat, body)


def main() -> None:
    """Print a line for each comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=10_000)
    parser.add_argument("--flows", type=int, default=60, help="gone through in each place")
    chosen = parser.parse_args()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        read = settings(data_dir=folder / "index", knowledge_dir=SHIPPED)
        clock = SystemClock(read)
        live = bootstrap.live_searcher(read, clock.now().date(), lambda *_: None)
        dialogue = bootstrap.assistant(read, live)
        places = []
        for name, mentors in (("full", chosen.mentors), ("empty", 1)):
            history = _a_year(live, clock.now()) if name == "full" else History(_settled())
            home = folder / name
            store = Store.open(
                f"sqlite:///{home}/data/messages.db", home / "keys" / "s", home / "data", clock
            )
            closing.callback(store.close)
            handler = Handler(dialogue, store, _no_file, clock, Metrics())
            flow = live.current().knowledge.flows[FLOW]
            place = Place(store, handler, history, mentors, flow)
            place.fill()
            places.append(place)
        full, empty = places
        drawn = random.Random(6)
        for number in range(chosen.flows):
            # In turns, the first of which changes: whoever is first finds the machine colder.
            for place in places if number % 2 else reversed(places):
                place.reflect(drawn.randint(1, place.mentors))
        _tell(full, empty)


def _tell(full: Place, empty: Place) -> None:
    none = statistics.median(empty.seconds)
    for what, costs in (
        ("a step's reply", full.seconds),
        ("the reply to what came of last time's plan", full.after_plan),
    ):
        one = statistics.median(costs)
        sys.stdout.write(
            f"{what}, {full.mentors:,} mentors with a year / one with none: {one / none:.2f} "
            f"(limit {LIMIT}; {one * 1e3:.1f} ms against {none * 1e3:.1f}, "
            f"{len(costs)} and {len(empty.seconds)} replies)\n"
        )


def _settled() -> Conversation:
    return Conversation(scope=SCHOOL, introduced=True, agreed=True)


def _a_year(live: LiveSearcher, now: datetime) -> History:
    flows = list(live.current().knowledge.flows.values())
    used = tuple(
        Used(
            flow.id,
            (now - timedelta(days=6 * (USED - number))).date(),
            tuple(Asked(step.id, number % len(step.ask), "answered") for step in flow.steps[:5]),
            flow.conversation,
        )
        for number in range(USED)
        for flow in (flows[number % len(flows)],)
    )
    kept = tuple(
        Kept(
            f"{number:032x}",
            FLOW,
            "Voor een voortgangsgesprek",
            now - timedelta(days=9 * (KEPT - number)),
            tuple(Given(f"stap-{at}", "Wat deed je precies?", _SENTENCE) for at in range(3)),
            "voortgangsgesprek",
            f"Als het stil valt, dan tel ik tot {number}.",
            score=7,
        )
        for number in range(KEPT)
    )
    plans = tuple(Intended(one.id, str(one.plan), one.flow, one.kind) for one in kept[-PLANS:])
    planned = tuple(_talks(now))
    due = tuple(
        record
        for one in planned
        for record in (
            Due(f"prompt:{one.id}", one.prompt_at),
            Due(f"follow:{one.id}", one.follow_up_at),
        )
    )
    choices = [Choice(f"Knop {number}", f"ask:{number}") for number in range(REMEMBERED_BUTTONS)]
    conversation = _settled().with_(
        used=used, plans=plans, planned=planned, buttons=remembered((), choices)
    )
    return History(conversation, (*kept, *due))


def _talks(now: datetime) -> Iterator[Planned]:
    for number in range(1, PLANNED + 1):
        starts = (now + timedelta(days=7 * number)).replace(tzinfo=None, microsecond=0)
        one = Planned(str(number), "lesnabespreking", starts, "Europe/Amsterdam", now)
        yield timed(one, "evening", now)


def _no_file(_: str) -> bytes:
    raise NotImplementedError  # nobody sends one here


if __name__ == "__main__":
    main()
