"""What the pages are made of, and what a page is given of the person who looks."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from assistant.ports import Clock, SearcherSource
from assistant.storage.access import Access, Person
from assistant.storage.marks import Marks
from assistant.trends.figures import Figures, Wishes
from assistant.trends.reader import TrendReader
from index.search import Searcher
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation

_MONTHS_KNOWN = 512


class Months:
    """Reads the figures; what was released never changes, and is read once."""

    def __init__(self, reader: TrendReader) -> None:
        self._reader = reader
        self._known = lru_cache(_MONTHS_KNOWN)(self._read)

    def figures(self, organisation: str, period: str) -> Figures:
        """An organisation's month."""
        try:
            return self._known(organisation, period)
        except _NotReleasedError as error:
            return error.figures

    def all(self, organisation: str) -> tuple[str, ...]:
        """The months of which an organisation has figures, oldest first."""
        return self._reader.months(organisation)

    def wishes(self, organisation: str, period: str) -> tuple[Wishes, ...]:
        """What enough mentors passed on in a month or before it, as long as it is kept."""
        return tuple(one for one in self._reader.wishes(organisation) if one.period <= period)

    def last_closed(self) -> str | None:
        """The newest month that is closed."""
        return self._reader.last_closed()

    def _read(self, organisation: str, period: str) -> Figures:
        found = self._reader.month(organisation, period)
        if found.state != "released":
            raise _NotReleasedError(found)
        return found


class _NotReleasedError(Exception):
    """What is not released may be one day, so the cache must not keep it."""

    def __init__(self, figures: Figures) -> None:
        super().__init__()
        self.figures = figures


@dataclass(frozen=True)
class Parts:
    """What the pages read and write.

    `is_https`: people reach them over https. `beside_bot`: a bot works in the same process.
    """

    access: Access
    marks: Marks
    months: Months
    searchers: SearcherSource
    clock: Clock
    is_https: bool
    beside_bot: bool = False


@dataclass(frozen=True)
class Visit:
    """One look of somebody who may look. `csrf` belongs into every form of the page."""

    person: Person
    now: datetime
    searcher: Searcher
    csrf: str = field(repr=False)
    organisation_: Organisation | None = None
    period_: str | None = None
    over: str | None = None
    form: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge that answers mentors now."""
        return self.searcher.knowledge

    @property
    def organisation(self) -> Organisation:
        """Whose page it is, on the routes that have one."""
        if self.organisation_ is None:
            raise LookupError("this route has no organisation")
        return self.organisation_

    @property
    def period(self) -> str:
        """The month, on the routes that have one."""
        if self.period_ is None:
            raise LookupError("this route has no month")
        return self.period_
