"""A question → an answer from the documents that hold, or the honest word that there is none.

A question may have to be read in more than one way (what it leans on, which day it means); each
reading is searched, and the surest counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.dialogue.answers import asking, dividing
from assistant.dialogue.answers.dating import Moment
from assistant.dialogue.answers.facts import facts_asked
from assistant.dialogue.answers.fitting import fitted
from assistant.dialogue.answers.following import Reading, readings
from assistant.dialogue.answers.quoting import LONGEST
from assistant.dialogue.answers.writing import Sought, Writer
from assistant.dialogue.languages import is_foreign
from assistant.dialogue.mentors.guiding import narrowed
from assistant.dialogue.safety import Judge
from assistant.dialogue.tidying import shortened
from assistant.messages import Answer, Student
from assistant.texts.catalogue import say
from index.calibration import THRESHOLD
from index.search import Searcher
from knowledge.document import Audience, Document
from knowledge.organisation import Scope

_LONG = 300
"""A message of more characters tells as well as asks: what asks in it is searched alone too."""

_SURE_IN_ANOTHER_LANGUAGE = 0.5
"""Chance from which a question that is not Dutch is answered."""

_MIXED = 0.15
"""How much surer than another reading one must be that says the question before once more: it finds
the answer to that one again. Chosen with `python -m tests.bench.followups`."""

_DAYS_TRIED = 6
"""Days on which something changed that are tried for one question."""


@dataclass(frozen=True)
class Asker:
    """For whom and when: the mentor's scope and today; and what hears danger in their words.

    `students` are whom the mentor guides, `experience` is the mentor's own: they count where a
    question says nothing else.
    """

    scope: Scope
    today: date
    judge: Judge | None = None
    students: tuple[Student, ...] = ()
    experience: Audience | None = None


def answer(
    searcher: Searcher,
    question: str,
    asker: Asker,
    *,
    previous: str | None = None,
    room: int = LONGEST,
    told: str = "",
    is_part: bool = False,
) -> Answer:
    """Answer one question.

    Args:
        searcher: over the newest index.
        question: one question, its planted instructions and personal data already left out.
        asker: whose documents hold.
        previous: the question before it, which a question without a subject leans on.
        room: about the most characters that may be quoted.
        told: what the same message said before it: about whom it is, if the question does not say.
        is_part: of a message with several; what holds for all of them is then said once, by the
            caller.
    """
    leaning = previous if previous and asking.leans(question) else None
    # What is shown is how it was read; what is searched may say the same in other words.
    read = readings(leaning, question) if leaning else _readings(question)
    told_of = asking.read(told, asker.today, asker.scope.words)
    own = asking.read(question, asker.today, asker.scope.words)
    tried = [(_sought(searcher, one.searched, asker, own, told_of), one) for one in read]
    sought, reading = _surest(tried) if leaning else _first_known(tried)
    foreign = is_foreign(question)
    if foreign and sought.found.answerable < max(_SURE_IN_ANOTHER_LANGUAGE, THRESHOLD):
        sought = replace(sought, is_known=False)
    writer = Writer(searcher, asker.scope, asker.today, sought, room, is_part=is_part)
    written = writer.known() if sought.is_known else writer.unknown(foreign=foreign)
    said = written.answer
    if reading.shown != question:
        said = say("answer.completed", question=shortened(reading.shown)) + "\n\n" + said
    return written.model_copy(update={"question": question, "answer": said})


def _surest(tried: list[tuple[Sought, Reading]]) -> tuple[Sought, Reading]:
    """Of what a leaning question may mean; the first says the question before once more."""

    def chance(one: tuple[Sought, Reading]) -> tuple[bool, float]:
        handicap = _MIXED if one is tried[0] and len(tried) > 1 else 0.0
        return one[0].is_known, one[0].found.answerable - handicap

    return max(tried, key=chance)


def _first_known(tried: list[tuple[Sought, Reading]]) -> tuple[Sought, Reading]:
    return next((one for one in tried if one[0].is_known), tried[0])


def _readings(question: str) -> tuple[Reading, ...]:
    """A question that stands alone; of a long message first what asks in it."""
    whole = Reading(question, question)
    gist = dividing.gist(question) if len(question) > _LONG else ""
    return (Reading(gist, gist), whole) if gist and gist != question else (whole,)


def _sought(
    searcher: Searcher, text: str, asker: Asker, own: asking.Asked, told: asking.Asked
) -> Sought:
    """What is found for one reading, on the day that it is about.

    Args:
        searcher: over the newest index.
        text: the reading.
        asker: whose documents hold.
        own: what the question's own words ask.
        told: what was said before it.
    """
    asked = _meant(asking.read(text, asker.today, asker.scope.words), own, told)
    asked = narrowed(asked, asker.students, asker.experience)
    moment = asked.moment
    if moment is None:
        return _on(searcher, asked, asker, asker.today)
    if moment.formerly:
        return _formerly(searcher, asked, asker) or _on(searcher, asked, asker, asker.today)
    first = _on(searcher, asked, asker, moment.day)
    if first.is_known and not moment.begins:
        return first
    for day in _changes(searcher, asker.scope, moment):
        other = _on(searcher, asked, asker, day)
        if not other.is_known:
            continue
        # 'vanaf 2027' asks for what begins in 2027, whichever month that is.
        begins = searcher.knowledge.by_id[other.found.hits[0].document].valid_from == day
        is_better = not first.is_known or other.found.hits[0].score >= first.found.hits[0].score
        if not moment.begins or (begins and is_better):
            return other
    return first


def _meant(whole: asking.Asked, own: asking.Asked, told: asking.Asked) -> asking.Asked:
    """A completed question asks what its own words ask, about whom they name."""
    asks = own.want not in ("other", "how")
    whom = next((one for one in (own, whole, told) if one.trainees or one.years), own)
    return replace(
        whole,
        want=own.want if asks else whole.want,
        counted=own.counted if asks else whole.counted,
        trainees=whom.trainees,
        years=whom.years,
        audience=own.audience or whole.audience or told.audience,
        moment=own.moment or whole.moment,
    )


def _on(searcher: Searcher, asked: asking.Asked, asker: Asker, day: date) -> Sought:
    """What is found on one day."""
    documents = searcher.index.filter(asker.scope, day).documents
    found = searcher.ask(asked.text, asker.scope, day)
    facts = facts_asked(searcher.index, asked, found, documents)
    is_known = bool(found.hits) and (found.answerable >= THRESHOLD or bool(facts))
    found = fitted(searcher.index, found, asked, documents)
    return Sought(asked, day, found, documents, facts, is_known)


def _changes(searcher: Searcher, scope: Scope, moment: Moment) -> list[date]:
    """The days in the period on which a document of the scope begins, or still holds at last."""
    days = set()
    for document, ends in _of_scope(searcher, scope):
        days |= {day for day in (document.valid_from, ends) if day is not None}
    within = sorted(day for day in days if moment.first <= day <= moment.last)
    return within[:_DAYS_TRIED]


def _formerly(searcher: Searcher, asked: asking.Asked, asker: Asker) -> Sought | None:
    """What is found in a document that held before and holds no more; None: in none."""
    ends = {day for _, day in _of_scope(searcher, asker.scope) if day and day < asker.today}
    tried = [_on(searcher, asked, asker, day) for day in sorted(ends, reverse=True)[:_DAYS_TRIED]]
    holding = searcher.index.filter(asker.scope, asker.today).documents
    older = [one for one in tried if one.is_known and one.found.hits[0].document not in holding]
    return max(older, key=lambda one: one.found.hits[0].score, default=None)


def _of_scope(searcher: Searcher, scope: Scope) -> Iterator[tuple[Document, date | None]]:
    """The documents of a scope, each with the last day on which it holds; None: it does not end."""
    own = [
        one
        for one in searcher.knowledge.documents
        if one.issuer in scope and one.status != "concept"
    ]
    replaced: dict[str, list[date]] = {}
    for one in own:
        if one.replaces and one.valid_from:
            replaced.setdefault(one.replaces, []).append(one.valid_from - timedelta(days=1))
    for one in own:
        ends = [one.valid_until] if one.valid_until else []
        yield one, min([*ends, *replaced.get(one.id, ())], default=None)
