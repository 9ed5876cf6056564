"""The region of `tests.bench.trends`: 30 boards of ten schools, and a year of their questions.

The documents are the shipped ones, and so are the answers: each question of the development set is
really asked once in both partnerships. Who asks which of them when is drawn. From there on it goes
the way of the product: counted, recorded as `trends replay` does, and closed at each month's end.
"""

import json
import random
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

from assistant import bootstrap, serving
from assistant.config import Settings, settings
from assistant.messages import Answer
from assistant.states import Wish
from assistant.storage import wishes
from assistant.storage.counting import One, open_keys
from assistant.storage.months import MonthKeys
from assistant.storage.trends import TrendStore
from assistant.trends import counting
from knowledge.holding import Knowledge
from knowledge.loading import SHIPPED
from knowledge.organisation import Scope

ROOT = Path(__file__).parents[2]
REGION = "regio-voorbeeld"
PARTNERSHIPS = ("pv-zandloper", "pv-kaapstander")
BOARDS, SCHOOLS = 30, 10
"""Boards, half in each partnership; schools of each."""

MONTHS = 12
"""The last of them is open."""

AT_ONCE = 20_000
"""Questions in one transaction, as `trends replay` does."""

_WRONG, _REFLECTING, _WISHING = 0.02, 0.05, 0.03
"""Of the answers the share that is called wrong, of the questions those of a mentor who reflects,
of what nothing answered the share that is passed on."""

_SKEW = 0.8
"""The question of rank r is asked as often as r ** -_SKEW says: few are asked much."""


@dataclass(frozen=True)
class Size:
    """So many mentors who ask so many questions in the year."""

    mentors: int
    questions: int

    @property
    def tenth(self) -> "Size":
        """A tenth of both."""
        return Size(self.mentors // 10, self.questions // 10)


@dataclass(frozen=True)
class Asked:
    """A mentor's school, as the dialogue knows it."""

    mentor: str
    scope: Scope
    partnership: str


class Region:
    """The folder, its index, and the answers that it gives."""

    def __init__(self, folder: Path, live: bootstrap.LiveSearcher, read: Settings) -> None:
        self.folder = folder
        self.live = live
        self.read = read
        self.knowledge: Knowledge = live.current().knowledge
        self.now = bootstrap.SystemClock(read).now()

    @classmethod
    def made(cls, folder: Path) -> "Region":
        """Lay the region down in a folder and build its index, unless that was done before."""
        documents = folder / "knowledge"
        if not documents.exists():
            shutil.copytree(SHIPPED, documents)
            listed = documents / "organisations.yaml"
            listed.write_text(listed.read_text("utf-8") + "".join(_organisations()), "utf-8")
        read = chosen(folder, "index")
        today = bootstrap.SystemClock(read).now().date()
        return cls(folder, bootstrap.live_searcher(read, today, lambda *_: None), read)

    def place(self, name: str) -> Settings:
        """The settings of a data folder of this name, over the same index."""
        read = chosen(self.folder, name)
        shutil.copytree(self.read.data_dir / "index", read.data_dir / "index", dirs_exist_ok=True)
        return read

    def boards(self) -> list[str]:
        """The boards that have mentors."""
        return [f"bestuur-{number}" for number in range(BOARDS)]

    def periods(self) -> list[datetime]:
        """The first moment of each month, the last one that of the open month."""
        first = self.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        found = [first]
        while len(found) < MONTHS:
            found.append((found[-1] - timedelta(days=1)).replace(day=1))
        return found[::-1]

    def answers(self) -> dict[str, list[Answer]]:
        """Partnership → what the development questions are answered with there."""
        assistant = bootstrap.assistant(self.read, self.live)
        lines = (ROOT / "tests/questions/shipped_dev.jsonl").read_text("utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines]
        return {
            partnership: [
                assistant.ask(question, scope=f"school-{board}-0", today=self.now.date())
                for question in questions
            ]
            for board, partnership in enumerate(PARTNERSHIPS)
        }

    def fill(self, read: Settings, size: Size, answers: dict[str, list[Answer]]) -> float:
        """Record a year of so many mentors, each month closed at its end; seconds in all."""
        year = _Year(self, size, answers)
        spent = 0.0
        with serving.trend_store(read) as store:
            months = self.periods()
            for number, begin in enumerate(months):
                for batch in _batched(year.month(begin), AT_ONCE):
                    began = time.perf_counter()
                    store.record(batch)
                    spent += time.perf_counter() - began
                if number >= MONTHS - 3:
                    year.pass_on(store, begin)
                if number + 1 < MONTHS:
                    following = months[number + 1]
                    store.close_months(following, self.knowledge, read.trends_threshold)
        return spent


class _Year:
    """Draws who asks what."""

    def __init__(self, region: Region, size: Size, answers: dict[str, list[Answer]]) -> None:
        self._region = region
        self._size = size
        self._answers = answers
        self._chance = random.Random(7)
        ranks = list(range(len(next(iter(answers.values())))))
        self._chance.shuffle(ranks)
        self._often = list(accumulate((rank + 1) ** -_SKEW for rank in ranks))
        schools = [
            (region.knowledge.organisations.scope(f"school-{board}-{school}"), board)
            for board in range(BOARDS)
            for school in range(SCHOOLS)
        ]
        self._mentors = [
            Asked(f"replay {number}", scope, PARTNERSHIPS[board % 2])
            for number in range(size.mentors)
            for scope, board in [schools[number % len(schools)]]
        ]

    def month(self, begin: datetime) -> Iterator[One]:
        """What a twelfth of the questions counts as."""
        knowledge, chance = self._region.knowledge, self._chance
        numbers = range(len(self._often))
        for _ in range(self._size.questions // MONTHS):
            one = chance.choice(self._mentors)
            at = begin + timedelta(minutes=chance.randrange(28 * 24 * 60))
            number = chance.choices(numbers, cum_weights=self._often)[0]
            given = self._answers[one.partnership][number]
            found = list(counting.questions(given, one.scope, at, knowledge))
            if given.sources and chance.random() < _WRONG:
                first = given.sources[0]
                section = f"{first.document}#{first.section}"
                found += counting.feedback(section, "wrong", one.scope, at, knowledge)
            if chance.random() < _REFLECTING:
                found += counting.reflected(one.scope, at, knowledge.organisations)
            for what in found:
                yield one.mentor, what

    def pass_on(self, store: TrendStore, begin: datetime) -> None:
        """What mentors pass on of what nothing answered, one wish each."""
        period, chance = counting.period(begin), self._chance
        unknown = [one for one in self._answers[PARTNERSHIPS[0]] if one.status == "unknown"]
        share = len(unknown) / len(self._answers[PARTNERSHIPS[0]])
        count = int(self._size.questions / MONTHS * share * _WISHING)
        ones = []
        for one in chance.sample(self._mentors, min(count, len(self._mentors))):
            given = chance.choice(unknown)
            places = counting.places(one.scope, self._region.knowledge.organisations)
            key = counting.about(given, self._region.knowledge)
            text = f"{given.question} ({chance.randrange(10_000)})"
            at = self._region.now
            ones.append((one.mentor, Wish(secrets.token_hex(16), period, places, key, text, at)))
        with store.database.transaction() as connection:
            keys = open_keys(connection, store.database, MonthKeys(store.keys), {period})
            wishes.store(connection, store.keys.outer, ones, keys)


def chosen(folder: Path, name: str, **more: str) -> Settings:
    """The settings of a data folder of the bench."""
    return settings(
        data_dir=folder / name,
        knowledge_dir=folder / "knowledge",
        secret_key_file=folder / f"{name}-keys" / "secret",
        **more,
    )


def _organisations() -> Iterator[str]:
    for board in range(BOARDS):
        parent = PARTNERSHIPS[board % 2]
        yield (
            f"\n  - {{id: bestuur-{board}, name: Bestuur {board}, level: bestuur, "
            f"parents: [{parent}]}}"
        )
        for school in range(SCHOOLS):
            name = f"school-{board}-{school}"
            yield (
                f"\n  - {{id: {name}, name: Basisschool {board} {school}, level: school, "
                f"parents: [bestuur-{board}]}}"
            )
    yield "\n"


def _batched(found: Iterator[One], questions: int) -> Iterator[list[One]]:
    while batch := list(islice(found, 2 * questions)):  # a question counts as two things mostly
        yield batch
