"""A guided reflection as data: its questions, and which comes next after which answer.

The models are the format of `flows/*.yaml`; what they refuse, `checking` reports.
"""

from typing import Annotated, Literal

from pydantic import Field

from knowledge.document import Conversation, Model, Name, Text

AnswerKind = Literal["tekst", "keuze", "schaal", "passage", "plan"]
Efficacy = Literal["succes", "voorbeeld", "waardering", "spanning"]
"""Bandura's four sources of self-efficacy: mastery, a model, persuasion, one's own state."""

END = "einde"
"""Where a rule goes to when no question follows."""
SCALE = range(11)
"""The answers to a scale question."""
_MANY = 30
"""So many items of a list can still be read; a flow of more is something else."""


class Opening(Model):
    """A question with which the mentor can open the talk itself."""

    ask: Text
    source: Text


class Rule(Model):
    """What comes next, if its condition fits: at most one condition, either `go` or `steer`."""

    at_most: Annotated[int, Field(ge=0, le=10)] | None = None
    choice: Text | None = None
    skipped: bool = False
    go: Name | None = None
    steer: Annotated[tuple[Name, ...], Field(max_length=_MANY)] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Step ids or END: one, or those that `steer` chooses among."""
        return self.steer or ((self.go,) if self.go else ())

    @property
    def conditions(self) -> tuple[str, ...]:
        """The names of the conditions that are set."""
        scale = ("at_most",) if self.at_most is not None else ()
        chosen = ("choice",) if self.choice is not None else ()
        return (*scale, *chosen, *(("skipped",) if self.skipped else ()))

    def fits(self, *, score: int | None, choice: str | None, skipped: bool) -> bool:
        """Whether it holds for this answer."""
        if self.at_most is not None:
            return score is not None and score <= self.at_most
        if self.choice is not None:
            return choice == self.choice
        return skipped or not self.skipped


class Step(Model):
    """One question, in several wordings that ask the same.

    Its id also labels the mentor's answer at the end (`mijn-deel`: 'Mijn deel'). `purpose` and
    `idea` tell its keeper what the question is for and where it comes from; no mentor sees them.
    """

    id: Name
    purpose: Text
    idea: Text
    efficacy: Efficacy | None = None
    ask: Annotated[tuple[Text, ...], Field(min_length=1, max_length=_MANY)]
    answer: AnswerKind
    choices: Annotated[tuple[Text, ...], Field(max_length=_MANY)] = ()
    optional: bool = False
    next: Annotated[tuple[Rule, ...], Field(max_length=_MANY)] = ()

    def rule(
        self, *, score: int | None = None, choice: str | None = None, skipped: bool = False
    ) -> Rule | None:
        """The first rule that fits an answer; None: the step below is next, if there is one.

        Args:
            score: what was answered on a scale, 0 to 10.
            choice: the label that was chosen, as it stands in `choices`.
            skipped: skipped by the mentor, or left out of the short form.
        """
        fitting = (r for r in self.next if r.fits(score=score, choice=choice, skipped=skipped))
        return next(fitting, None)


class FlowForm(Model):
    """What stands in a flow's file."""

    id: Name
    title: Text
    about: Text
    conversation: Conversation | None = None
    after: bool = False
    minutes: Annotated[int, Field(ge=1, le=15)] = 3
    openings: Annotated[tuple[Opening, ...], Field(max_length=_MANY)] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=_MANY)]


class Flow(FlowForm):
    """A whole flow; `file` is its path inside the knowledge folder."""

    file: str

    def step(self, name: str) -> Step | None:
        """The step of this id; None when the flow has none, or no longer."""
        return next((step for step in self.steps if step.id == name), None)

    def following(
        self,
        step: Step,
        *,
        score: int | None = None,
        choice: str | None = None,
        skipped: bool = False,
    ) -> tuple[Step, ...]:
        """The steps that may come after an answer to a step of this flow.

        Args:
            step: the one that was asked.
            score: what was answered on a scale, 0 to 10.
            choice: the label that was chosen, as it stands in `choices`.
            skipped: skipped by the mentor, or left out of the short form.

        Returns:
            None: the flow ends. One: that one. More: steered, the asker chooses one of them by
            their `efficacy`.
        """
        rule = step.rule(score=score, choice=choice, skipped=skipped)
        if rule is None:
            below = self.steps.index(step) + 1
            return self.steps[below : below + 1]
        return tuple(found for name in rule.targets if (found := self.step(name)))
