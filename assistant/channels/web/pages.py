"""The pages behind the door, each a function of who looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from assistant.channels.web.answering import Written, written
from assistant.channels.web.charts import bars
from assistant.channels.web.documents import FRAMEWORK, Told, tell
from assistant.channels.web.drafting import Draft, draft, draft_id
from assistant.channels.web.findings import Finding, foremost
from assistant.channels.web.months import month_before, month_name, next_month
from assistant.channels.web.parts import Parts, Visit
from assistant.channels.web.refusing import RefusedError
from assistant.channels.web.rendering import chart, file, page, stamp
from assistant.channels.web.seeing import Seen, see
from assistant.channels.web.sources import name, sources
from assistant.channels.web.tables import as_csv, kind_name
from assistant.channels.web.telling import asked_sentence, changed_sentence, listed_sentence
from assistant.storage.marks import MARKS, Mark
from assistant.texts.catalogue import say
from knowledge.organisation import Level

_MOST_KNOWN = 2048
"""Things that are kept made: a year of a region with some thirty organisations."""

_MOST_BARS = 10
"""Of a chart; the table beside it has them all."""

_ON_PAPER = 220
"""Letters of a source on the agenda, so that three findings fit on one sheet."""
_SOURCES = 3
"""Of a finding on the agenda; the page of the finding has them all."""

_ORDER: tuple[Level, ...] = ("regio", "partnerschap", "bestuur")
"""In which those who may see several find them."""


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
        own = sorted(
            (known[one] for one in visit.person.organisations if one in known),
            key=lambda one: one.name.casefold(),
        )
        if len(own) == 1:
            return RedirectResponse(f"/o/{own[0].id}", 303)
        period = self._last(visit)
        return page(
            "kies",
            visit=visit,
            period=period,
            levels=[
                (
                    level,
                    [
                        (one, self._parts.months.figures(one.id, period).state)
                        for one in own
                        if one.level == level
                    ],
                )
                for level in _ORDER
            ],
        )

    def organisation(self, visit: Visit) -> Response:
        """On to the last closed month."""
        return RedirectResponse(f"/o/{visit.organisation.id}/{self._last(visit)}", 303)

    def month(self, visit: Visit) -> Response:
        """What mentors asked in a month, what changed, and what can be done."""
        seen = self._seen(visit)
        found, asked = seen.found, asked_sentence(seen.found)
        marks = self._parts.marks.of(visit.organisation.id)
        topics = [one for one in found if one.kind == "topic"]
        return page(
            "maand",
            visit=visit,
            figures=seen.figures,
            nav=self._nav(visit),
            asked=asked,
            changed=changed_sentence(visit.period, found, seen.before, visit.knowledge),
            listed=listed_sentence(visit.period, found),
            foremost=foremost(found, _not_ours(marks)),
            is_passed_on=seen.is_passed_on,
            topics=[(one, ()) for one in topics],
            topic_chart=_chart(topics, asked),
            unanswered=[
                (one, self._notes(visit, seen, one))
                for one in found
                if one.kind in ("wished", "unanswered")
            ],
            contradictions=[
                (one, ("; ".join(name(visit.knowledge, each) for each in one.places),))
                for one in found
                if one.kind == "contradiction"
            ],
            feedback=[
                (one, (kind_name(one),)) for one in found if one.kind in ("wrong", "different")
            ],
            marks=marks,
            earlier=self._earlier(visit, marks, found),
            told=self._told(visit),
            link=_link(visit),
            since=month_name(month_before(visit.period))
            if seen.before.state == "released"
            else None,
        )

    def finding(self, visit: Visit) -> Response:
        """One finding: what it is about, what was done with it, and the way to mend it."""
        seen, one = self._one(visit)
        begun = _draft(visit, seen, one) if one.can_be_written else None
        return page(
            "bevinding",
            visit=visit,
            nav=self._nav(visit),
            finding=one,
            sources=sources(visit.knowledge, one),
            wishes=seen.asked_about(one),
            draft=begun,
            state=self._state(visit, one) if begun else None,
            mark=self._parts.marks.of(visit.organisation.id).get(one.key),
            marks=MARKS,
            link=_link(visit),
        )

    def draft(self, visit: Visit) -> Response:
        """The beginning of a document, to keep."""
        seen, one = self._one(visit)
        if not one.can_be_written:
            raise RefusedError("finding")
        begun = _draft(visit, seen, one)
        return file(begun.text, "text/markdown; charset=utf-8", begun.name)

    def mark(self, visit: Visit) -> Response:
        """Write down what was done with a finding, or that it was nothing after all."""
        _, one = self._one(visit, visit.form.get("over"))
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
        seen = self._seen(visit)
        first = foremost(seen.found, _not_ours(self._parts.marks.of(visit.organisation.id)))
        return page(
            "agenda",
            visit=visit,
            figures=seen.figures,
            points=[(one, sources(visit.knowledge, one, _ON_PAPER)[:_SOURCES]) for one in first],
            printed=stamp(visit.now),
        )

    def csv(self, visit: Visit) -> Response:
        """The same figures as a table for a spreadsheet."""
        seen = self._seen(visit)
        # What was passed on is words, not a figure.
        found = (one for one in seen.found if one.kind != "wished")
        name = f"{visit.organisation.id}-{visit.period}.csv"
        return file(as_csv(seen.figures, found), "text/csv; charset=utf-8", name)

    def documents(self, visit: Visit) -> Response:
        """What the documents alone tell."""
        told = self._told(visit)
        last = self._last(visit)
        return page("documenten", visit=visit, told=told, framework=FRAMEWORK, last=last)

    def _seen(self, visit: Visit, period: str | None = None) -> Seen:
        organisation = visit.organisation.id
        return see(self._parts.months, organisation, period or visit.period, visit.knowledge)

    def _one(self, visit: Visit, key: str | None = None) -> tuple[Seen, Finding]:
        wanted, seen = key or visit.over, self._seen(visit)
        one = next((one for one in seen.found if one.key == wanted), None)
        if one is None:
            raise RefusedError("finding")
        return seen, one

    def _notes(self, visit: Visit, seen: Seen, one: Finding) -> tuple[str, ...]:
        """What is told of something unanswered beside its title."""
        state = self._state(visit, one)
        passed_on = say("web.passed_on") if seen.is_passed_on(one) else ""
        how_far = "" if state == "not_written" else say(f"web.written.{state}")
        return tuple(filter(None, (passed_on, how_far)))

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
        if version != self._version or len(self._known) > _MOST_KNOWN:
            self._known, self._version = {}, version
        known = self._known
        if name not in known:
            known[name] = made()
        return known[name]

    def _earlier(
        self, visit: Visit, marks: dict[str, Mark], found: tuple[Finding, ...]
    ) -> list[Earlier]:
        """What was done after earlier months, the last first."""
        bands = {one.key: one.band for one in found}
        done = [(key, mark) for key, mark in marks.items() if mark.period < visit.period]
        months = {mark.period: self._seen(visit, mark.period) for _, mark in done}
        told = []
        for key, mark in sorted(done, key=lambda pair: pair[1].period, reverse=True):
            then = next((one for one in months[mark.period].found if one.key == key), None)
            if then is not None:
                state = self._state(visit, then) if then.can_be_written else None
                told.append(Earlier(then.full, mark, then.band, bands.get(key), state))
        return told


def _draft(visit: Visit, seen: Seen, one: Finding) -> Draft:
    return draft(one, visit.organisation, visit.knowledge, seen.asked_about(one))


def _not_ours(marks: dict[str, Mark]) -> frozenset[str]:
    return frozenset(one for one, how in marks.items() if how.mark == "not_ours")


def _chart(found: list[Finding], description: str) -> object:
    rows = [(one.title, one.band) for one in found[:_MOST_BARS]]
    if not rows:
        return None
    title = say("web.chart.topics")
    return chart(bars(rows, name="topics", title=title, description=description))


def _link(visit: Visit) -> Callable[[str, Finding], str]:
    def link(name: str, one: Finding) -> str:
        """The address of a page about one finding."""
        own = f"/o/{visit.organisation.id}/{visit.period}"
        return f"{own}/{name}?over={quote(one.key, safe='')}"

    return link
