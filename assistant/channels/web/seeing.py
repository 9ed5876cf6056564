"""An organisation's month as its pages see it: figures, what they tell, and what was passed on."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from assistant.channels.web.findings import Finding, findings, place, wished
from assistant.channels.web.months import month_before
from assistant.channels.web.parts import Months
from assistant.trends.figures import Figures, Wishes
from knowledge.holding import Knowledge

_MONTHS_KNOWN = 64
"""Months whose sentences stay in memory, about 300 kB where 10,000 mentors ask."""


@dataclass(frozen=True)
class Seen:
    """A month and the one before it; `wishes`: what came nearest → what was passed on about it."""

    figures: Figures
    before: Figures
    found: tuple[Finding, ...]
    wishes: dict[str, tuple[Wishes, ...]]

    def is_passed_on(self, one: Finding) -> bool:
        """Whether mentors passed on something about a finding, in its month or before."""
        return bool(self._wished(one))

    def asked_about(self, one: Finding) -> tuple[str, ...]:
        """What that was, in their own words, as long as it is kept."""
        return tuple(dict.fromkeys(text for group in self._wished(one) for text in group.texts))

    def _wished(self, one: Finding) -> tuple[Wishes, ...]:
        return self.wishes.get(one.places[0], ()) if one.kind in ("wished", "unanswered") else ()


@dataclass(frozen=True)
class _Released:
    """A month that is frozen, known by what it is read from: `Months` gives the same again."""

    same: tuple[int, int, int]
    figures: Figures = field(compare=False)
    before: Figures = field(compare=False)
    knowledge: Knowledge = field(compare=False)

    @classmethod
    def of(cls, figures: Figures, before: Figures, knowledge: Knowledge) -> Self:
        # What is not released tells nothing, and is another one each time.
        earlier = id(before) if before.state == "released" else 0
        return cls((id(figures), earlier, id(knowledge)), figures, before, knowledge)


@lru_cache(_MONTHS_KNOWN)
def _told(month: _Released) -> tuple[Finding, ...]:
    return findings(month.figures, month.before, month.knowledge)


def see(months: Months, organisation: str, period: str, knowledge: Knowledge) -> Seen:
    """Read a month; of one that is not released there is nothing to find."""
    figures = months.figures(organisation, period)
    before = months.figures(organisation, month_before(period))
    found: tuple[Finding, ...] = ()
    wishes: dict[str, tuple[Wishes, ...]] = {}
    if figures.state == "released":
        passed_on = months.wishes(organisation, period)
        told = _told(_Released.of(figures, before, knowledge))
        found = (*wished(passed_on, figures, knowledge), *told)
        for one in passed_on:
            about = place(one.nearest)
            wishes[about] = (*wishes.get(about, ()), one)
    return Seen(figures, before, found, wishes)
