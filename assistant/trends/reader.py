"""Reads what was released, so that whoever shows trends cannot show anything else."""

from functools import partial

from assistant.ports import ReleasedStore
from assistant.trends.counting import COUNTED
from assistant.trends.figures import FEWEST, Figures, Nearest, Wishes
from assistant.trends.naming import parts
from knowledge.organisation import Organisation


class TrendReader:
    """`ports.TrendReader` over what is stored."""

    def __init__(self, store: ReleasedStore, threshold: int) -> None:
        """`threshold` is told for a month that has no figures of its own."""
        self._store = store
        self._threshold = threshold

    def month(self, organisation: str, period: str) -> Figures:
        """What was released of an organisation's month; of one that is open, that it is."""
        body = self._store.released(organisation, period)
        if body is not None:
            return Figures.model_validate_json(body)
        through = self._store.closed_through()
        is_closed = through is not None and period <= through
        return Figures(
            scope=organisation,
            period=period,
            state="too_small" if is_closed else "open",
            threshold=self._threshold,
        )

    def wishes(self, organisation: str) -> tuple[Wishes, ...]:
        """What mentors passed on to an organisation, the newest month first, in groups only.

        A group that somebody left, so that it is too small now, is not among them.
        """
        least = max(self._threshold, FEWEST)
        return tuple(
            Wishes(
                period=one.period,
                nearest=Nearest(document=document, section=section, title=one.title),
                read=partial(self._store.wished, organisation, one.period, one.key),
            )
            for one in self._store.wishes(organisation)
            for document, section in [parts(one.key)]
            if one.mentors >= least
        )

    def months(self, organisation: str) -> tuple[str, ...]:
        """The months of which something was released or held back, oldest first."""
        return self._store.months(organisation)

    def last_closed(self) -> str | None:
        """The newest month that is closed; None: none is yet."""
        return self._store.closed_through()


def has_figures(organisation: Organisation) -> bool:
    """Whether an organisation of this level can have figures."""
    return organisation.level in COUNTED
