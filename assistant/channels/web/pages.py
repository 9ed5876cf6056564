"""The pages behind the door, each a function of who looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from assistant.channels.web.answering import Written, written
from assistant.channels.web.charts import bars
from assistant.channels.web.documents import Told, tell
from assistant.channels.web.drafting import Draft, draft, draft_id
from assistant.channels.web.findings import (
    Finding,
    asked_sentence,
    changed_sentence,
    findings,
    foremost,
    listed_sentence,
)
from assistant.channels.web.months import month_before, month_name, next_month
from assistant.channels.web.parts import Parts, Visit
from assistant.channels.web.refusing import RefusedError
from assistant.channels.web.rendering import chart, file, page, stamp
from assistant.channels.web.sources import sources
from assistant.channels.web.tables import as_csv
from assistant.storage.marks import MARKS, Mark
from assistant.texts.catalogue import say
from assistant.trends.figures import Figures
from knowledge.holding import Knowledge

_KNOWN = 256
_MOST_BARS = 10
"""Of a chart; the table beside it has them all."""


_ON_PAPER = 220
"""Letters of a source on the agenda, so that three findings fit on one sheet."""


@dataclass(frozen=True)
class Earlier:
    """A finding that was marked in an earlier month, and its band then and now."""

    title: str
    mark: Mark
    then: str
    now: str | None
    written: Written | None


class Pages:
    """The pages over these parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: dict[object, Any] = {}
        self._version: object = None

    def start(self, visit: Visit) -> Response:
        """The one organisation's last month; of several, the choice."""
        known = visit.knowledge.organisations
        own = [known[one] for one in visit.person.organisations if one in known]
        if len(own) == 1:
            return RedirectResponse(f"/o/{own[0].id}", 303)
        return page("kies", visit=visit, organisations=own)

    def organisation(self, visit: Visit) -> Response:
        """On to the last closed month."""
        return RedirectResponse(f"/o/{visit.organisation.id}/{self._last(visit)}", 303)

    def month(self, visit: Visit) -> Response:
        """What mentors asked in a month, what changed, and what can be done."""
        figures, found = self._found(visit)
        marks = self._parts.marks.of(visit.organisation.id)
        not_ours = frozenset(one for one, how in marks.items() if how.mark == "not_ours")
        topics = [one for one in found if one.kind == "topic"]
        return page(
            "maand",
            visit=visit,
            figures=figures,
            nav=self._nav(visit),
            asked=asked_sentence(found),
            changed=changed_sentence(visit.period, found),
            listed=listed_sentence(visit.period, found),
            foremost=foremost(found, not_ours),
            topics=topics,
            topic_chart=_chart(topics, asked_sentence(found)),
            unanswered=[
                (one, self._state(visit, one)) for one in found if one.kind == "unanswered"
            ],
            contradictions=[one for one in found if one.kind == "contradiction"],
            feedback=[one for one in found if one.kind in ("wrong", "different")],
            marks=marks,
            earlier=self._earlier(visit, marks, found),
            told=self._told(visit),
            link=_link(visit),
            nav_before_name=month_name(month_before(visit.period)),
            titles=lambda place: _title(visit.knowledge, place),
        )

    def finding(self, visit: Visit) -> Response:
        """One finding: what it is about, what was done with it, and the way to mend it."""
        one = self._one(visit)
        begun = self._draft(visit, one) if one.can_be_written else None
        return page(
            "bevinding",
            visit=visit,
            nav=self._nav(visit),
            finding=one,
            sources=sources(visit.knowledge, one),
            wishes=self._wishes(visit, one),
            draft=begun,
            state=self._state(visit, one) if begun else None,
            mark=self._parts.marks.of(visit.organisation.id).get(one.key),
            marks=MARKS,
            link=_link(visit),
        )

    def draft(self, visit: Visit) -> Response:
        """The beginning of a document, to keep."""
        one = self._one(visit)
        if not one.can_be_written:
            raise RefusedError("finding")
        begun = self._draft(visit, one)
        return file(begun.text, "text/markdown; charset=utf-8", begun.name)

    def mark(self, visit: Visit) -> Response:
        """Write down what was done with a finding, or that it was nothing after all."""
        one = self._one(visit, visit.form.get("over"))
        how = next((name for name in MARKS if name == visit.form.get("mark")), None)
        organisation = visit.organisation.id
        if how is not None:
            self._parts.marks.put(organisation, Mark(one.key, how, visit.period), visit.now)
        elif visit.form.get("mark") == "none":
            self._parts.marks.take(organisation, one.key)
        else:
            raise RefusedError("form")
        return RedirectResponse(_link(visit)("bevinding", one), 303)

    def agenda(self, visit: Visit) -> Response:
        """An A4 for the mentors' meeting: three findings and their sources."""
        figures, found = self._found(visit)
        marks = self._parts.marks.of(visit.organisation.id)
        not_ours = frozenset(one for one, how in marks.items() if how.mark == "not_ours")
        return page(
            "agenda",
            visit=visit,
            figures=figures,
            nav=self._nav(visit),
            points=[
                (one, sources(visit.knowledge, one, _ON_PAPER)) for one in foremost(found, not_ours)
            ],
            printed=stamp(visit.now),
        )

    def csv(self, visit: Visit) -> Response:
        """The same figures as a table for a spreadsheet."""
        figures, found = self._found(visit)
        name = f"{visit.organisation.id}-{visit.period}.csv"
        return file(as_csv(figures, found), "text/csv; charset=utf-8", name)

    def documents(self, visit: Visit) -> Response:
        """What the documents alone tell."""
        told = self._told(visit)
        return page("documenten", visit=visit, told=told, last=self._last(visit))

    def _found(self, visit: Visit) -> tuple[Figures, tuple[Finding, ...]]:
        return self._of(visit, visit.period)

    def _of(self, visit: Visit, period: str) -> tuple[Figures, tuple[Finding, ...]]:
        months, organisation = self._parts.months, visit.organisation.id
        figures = months.figures(organisation, period)
        before = months.figures(organisation, month_before(period))
        return figures, findings(figures, before, visit.knowledge)

    def _one(self, visit: Visit, key: str | None = None) -> Finding:
        wanted = key or visit.over
        one = next((one for one in self._found(visit)[1] if one.key == wanted), None)
        if one is None:
            raise RefusedError("finding")
        return one

    def _wishes(self, visit: Visit, one: Finding) -> tuple[str, ...]:
        if one.kind != "unanswered":
            return ()
        passed_on = self._parts.months.wishes(visit.organisation.id, visit.period)
        return passed_on.get(one.places[0], ())

    def _draft(self, visit: Visit, one: Finding) -> Draft:
        return draft(one, visit.organisation, visit.knowledge, self._wishes(visit, one))

    def _last(self, visit: Visit) -> str:
        ended = month_before(f"{visit.now:%Y-%m}")
        closed = self._parts.months.last_closed()
        return min(ended, closed) if closed else ended

    def _nav(self, visit: Visit) -> dict[str, object]:
        """The months to walk to; `after` ends with the month that is still open."""
        known = self._parts.months.all(visit.organisation.id)
        following = next_month(visit.period)
        return {
            "before": month_before(visit.period) if known and known[0] < visit.period else None,
            "after": following if following <= f"{visit.now:%Y-%m}" else None,
            "months": tuple(reversed(known)),
        }

    def _state(self, visit: Visit, one: Finding) -> Written:
        name, day = draft_id(one, visit.organisation), visit.now.date()
        found: Written = self._once(
            visit,
            ("written", name, day),
            lambda: written(visit.searcher, visit.organisation, name, day),
        )
        return found

    def _told(self, visit: Visit) -> Told:
        organisation, day = visit.organisation, visit.now.date()
        found: Told = self._once(
            visit,
            ("told", organisation.id, day),
            lambda: tell(visit.knowledge, organisation, day),
        )
        return found

    def _once(self, visit: Visit, name: object, made: Callable[[], Any]) -> Any:
        """What depends on the index and the day alone is made once for both."""
        version = visit.searcher.index.version
        if version != self._version or len(self._known) > _KNOWN:
            self._known, self._version = {}, version
        known = self._known
        if name not in known:
            known[name] = made()
        return known[name]

    def _earlier(
        self, visit: Visit, marks: dict[str, Mark], found: tuple[Finding, ...]
    ) -> list[Earlier]:
        bands = {one.key: one.band for one in found}
        told = []
        for key, mark in sorted(marks.items()):
            if mark.period >= visit.period:
                continue
            then = next((o for o in self._of(visit, mark.period)[1] if o.key == key), None)
            if then is not None:
                state = self._state(visit, then) if then.can_be_written else None
                told.append(Earlier(then.full, mark, then.band, bands.get(key), state))
        return told


def _chart(found: list[Finding], description: str) -> object:
    rows = [(one.title, one.band) for one in found[:_MOST_BARS]]
    if not rows:
        return None
    title = say("web.chart.topics")
    return chart(bars(rows, name="topics", title=title, description=description))


def _title(knowledge: Knowledge, place: str) -> str:
    """A document's title; of schools' documents the topic."""
    document = knowledge.by_id.get(place)
    return document.title if document else place.removeprefix("topic:").capitalize()


def _link(visit: Visit) -> Callable[[str, Finding], str]:
    def link(name: str, one: Finding) -> str:
        """The address of a page about one finding."""
        own = f"/o/{visit.organisation.id}/{visit.period}"
        return f"{own}/{name}?over={quote(one.key, safe='')}"

    return link
