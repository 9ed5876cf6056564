"""How a reflection is shown: its open question, the card at the end, and the buttons of each."""

from collections.abc import Sequence

from assistant.dialogue.answers.attributing import source_line
from assistant.dialogue.answers.quoting import first_lines, shown
from assistant.dialogue.talk import Talk
from assistant.dialogue.tidying import shortened
from assistant.messages import Choice, Reply
from assistant.reflection import adapting
from assistant.reflection.card import card
from assistant.reflection.engine import CARD, PLAN
from assistant.states import Running
from assistant.texts.catalogue import say
from index.lexical import concepts, folded
from knowledge.document import Document, Section
from knowledge.flow import SCALE, Flow, Opening, Step

_PASSAGE = 420
"""About the most characters of a role description before a question."""

_ECHO = 120
"""Characters of an answer that are said again."""

_LINE = 300
"""Characters of an answer on the card; all of it is kept."""

_LABEL = 60


def posed(talk: Talk, flow: Flow, running: Running, before: str = "") -> Reply:
    """The open question or the card, with its buttons; the same words whenever it is shown."""
    if running.step == CARD:
        return _card(talk, flow, running, before)
    step = flow.step(running.step)
    role: str | None = None
    quotes: tuple[str, ...] = ()
    if step is not None and step.answer == "passage":
        role, quotes = _role(talk, flow)
    said = (before, _echo(flow, step, running), role, running.question)
    text = "\n\n".join(part for part in said if part)
    return Reply(text, _buttons(step, running), quotes)


def resume() -> Choice:
    """The button with which a reflection goes on."""
    return Choice(say("reflection.button.go_on"), "flow:go")


def clear(running: Running) -> Choice:
    """The button that removes the reflection from the chat, from the moment that it began."""
    began = int((running.began or running.at).timestamp())
    return Choice(say("reflection.button.clear"), f"flow:clear:{began}")


def _buttons(step: Step | None, running: Running) -> tuple[Choice, ...]:
    """What can be answered, and the words that always work."""
    name = running.step
    labels: Sequence[str] = ()
    if step is not None and step.answer == "schaal":
        labels = [str(number) for number in SCALE]
    elif step is not None and step.answer == "keuze":
        labels = [shortened(one, _LABEL) for one in step.choices]
    answers = [Choice(label, f"flow:answer:{name}:{at}") for at, label in enumerate(labels)]
    back = [Choice(say("reflection.button.back"), f"flow:back:{name}")] if running.given else []
    return (
        *answers,
        Choice(say("reflection.button.skip"), f"flow:skip:{name}"),
        *back,
        Choice(say("reflection.button.later"), "flow:later"),
        Choice(say("reflection.button.stop"), "flow:stop"),
    )


def _echo(flow: Flow, step: Step | None, running: Running) -> str | None:
    """The mentor's own words again: after the first answer, and before the plan."""
    given = [one for one in running.given if one.step != PLAN]
    last = given[-1] if given else None
    if step is None or last is None or last.answer is None:
        return None
    asked = flow.step(last.step)
    is_own = asked is not None and asked.answer in ("tekst", "passage")
    if not is_own or not (len(given) == 1 or step.answer == "plan"):
        return None
    return say("reflection.wrote", words=shortened(last.answer, _ECHO))


def _role(talk: Talk, flow: Flow) -> tuple[str, tuple[str, ...]]:
    """What the role description that holds for this mentor says of the mentor, with its source."""
    found = _about_mentors(talk)
    if not found:
        return say("reflection.no_role"), ()
    # Each time the next passage about the mentor.
    document, section = found[adapting.uses(flow, talk.conversation.used) % len(found)]
    words = shown(first_lines(section.text, _PASSAGE))
    return f"{words}\n{source_line(talk.knowledge, document, section)}", (words,)


def _about_mentors(talk: Talk) -> list[tuple[Document, Section]]:
    """The sections about the mentor of the nearest role description that has any."""
    roles = [one for one in talk.holding if one.kind == "rolbeschrijving"]
    for document in roles:
        words = talk.organisations.words_of(document.issuer)
        named = [
            (document, section)
            for section in document.sections
            if "mentor" in folded(section.title) or "@mentor" in concepts(section.title, words)
        ]
        if named:
            return named
    return [(one, one.sections[0]) for one in roles[:1]]


def _card(talk: Talk, flow: Flow, running: Running, before: str) -> Reply:
    made = card(flow, running, talk.conversation.used)
    lines = [
        say("reflection.card.score", label=one.label, score=one.words)
        if one.is_score
        else say("reflection.card.line", label=one.label, words=shortened(one.words, _LINE))
        for one in made.lines
    ]
    if made.plan:
        lines.append(say("reflection.card.plan", plan=shortened(made.plan, _LINE)))
    closing = [say("reflection.card.clear")] if talk.on_telegram else []
    choices = [clear(running)]
    if lines:
        told = "\n".join((say("reflection.card.title"), *lines))
        closing.insert(0, say("reflection.card.keep"))
        choices.insert(0, Choice(say("reflection.button.keep"), "flow:keep"))
    else:
        told = say("reflection.card.empty")
    said = (before, told, opened(made.openings), " ".join(closing))
    return Reply("\n\n".join(part for part in said if part), tuple(choices))


def opened(openings: Sequence[Opening]) -> str:
    """The questions to open the talk with, each with its source; empty without any."""
    told = [
        say("reflection.card.opening", ask=one.ask) + "\n" + say("answer.source", place=one.source)
        for one in openings
    ]
    return "\n".join((say("reflection.card.openings"), *told)) if told else ""
