"""Goes through a flow: which step is open, what comes after an answer, and back again.

Pure: a `Running` in, the next one out. Nothing here is said, stored or counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.reflection import adapting, reading
from assistant.states import Asked, Done, Given, Running, Used
from knowledge.document import Conversation as Kind
from knowledge.flow import Flow, Step

CARD = "@card"
"""Stands for a step when all is answered; no step of a flow can be called so."""

PLAN = "@plan"
"""The step that asks after the plan of last time; it does not count among the five."""

MOST = 5
"""Questions in one flow (DOMAIN.md section 4)."""


@dataclass(frozen=True)
class Guide:
    """Guides through one flow.

    `flows` are all there are, by id, and `used` what this mentor used before: they decide which
    wording and which source of self-efficacy come next.
    """

    flow: Flow
    flows: Mapping[str, Flow]
    used: Sequence[Used]

    def begin(
        self,
        at: datetime,
        *,
        about: str | None = None,
        kind: Kind | None = None,
        after: tuple[str, str] | None = None,
    ) -> Running:
        """The first question.

        Args:
            at: the moment.
            about: the id of the planned talk that it is for.
            kind: what kind of talk it is about, when the flow itself does not say.
            after: the kept reflection whose plan is asked after first, and in which words.
        """
        begun = Running(
            self.flow.id,
            PLAN,
            "",
            at,
            about=about,
            kind=kind or self.flow.conversation,
            began=at,
        )
        if after:
            return replace(begun, asks_after=after[0], question=after[1])
        return self._opened(begun, self._first())

    def step(self, running: Running) -> Step | None:
        """The step that is open; None: last time's plan, the card, or one that is gone."""
        return self.flow.step(running.step)

    def advance(self, running: Running, answer: str | None, at: datetime) -> Running:
        """What is open after an answer, in the words in which it is kept; None: skipped.

        A scale's answer is its number, a choice's its label.
        """
        given = (*running.given, Given(running.step, running.question, answer))
        running = replace(running, given=given, at=at, resting=False)
        if running.step == PLAN:
            return self._opened(running, self._first())
        step = self.flow.step(running.step)
        asked = sum(1 for one in given if one.step != PLAN)
        following = self._after(running, step, answer) if step and asked < MOST else None
        return self._opened(running, following)

    def back(self, running: Running, at: datetime) -> Running | None:
        """The question before in the same words, its answer taken back; None: it is the first."""
        if not running.given:
            return None
        last = running.given[-1]
        return replace(
            running,
            step=last.step,
            question=last.question,
            given=running.given[:-1],
            at=at,
            resting=False,
        )

    def used_now(self, running: Running, on: date) -> Used:
        """How it went so far, without words; the question that is open was left."""
        told = [self._asked(one) for one in running.given]
        if running.step != CARD:
            told.append(self._asked(Given(running.step, running.question), left=True))
        asked = tuple(one for one in told if one is not None)
        return Used(running.flow, on, asked, running.kind)

    # What comes next

    def _first(self) -> Step | None:
        return self._taken(self.flow.steps[0])

    def _after(self, running: Running, step: Step, answer: str | None) -> Step | None:
        is_scale = step.answer == "schaal" and answer is not None
        following = self.flow.following(
            step,
            score=int(answer) if is_scale and answer else None,
            choice=answer if step.answer == "keuze" else None,
            skipped=answer is None,
        )
        return self._taken(self._one(following, running))

    def _taken(self, step: Step | None) -> Step | None:
        """The step itself, or in the short form the first after it that is not optional."""
        if not adapting.is_short(self.flow, self.used):
            return step
        for _ in self.flow.steps:
            if step is None or not step.optional:
                return step
            step = self._one(self.flow.following(step, skipped=True))
        return None

    def _one(self, following: Sequence[Step], running: Running | None = None) -> Step | None:
        if len(following) < 2:
            return following[0] if following else None
        now = (self.used_now(replace(running, step=CARD), running.at.date()),) if running else ()
        return adapting.steered(following, self.flows, (*self.used, *now))

    def _opened(self, running: Running, step: Step | None) -> Running:
        if step is None:
            return replace(running, step=CARD, question="")
        words = step.ask[adapting.variant(self.flow, step, self.used)]
        return replace(running, step=step.id, question=words)

    def _asked(self, given: Given, *, left: bool = False) -> Asked | None:
        step = self.flow.step(given.step)
        if step is None:
            return None
        variant = step.ask.index(given.question) if given.question in step.ask else 0
        score = reading.score(given.answer) if step.answer == "schaal" and given.answer else None
        done: Done = "answered" if given.answer is not None else "skipped"
        return Asked(step.id, variant, "left" if left else done, score)
