"""A whole message → what is said to it: safety first, then an answer to each of its questions."""

from dataclasses import replace

from assistant.dialogue import safety
from assistant.dialogue.answers import asking, dividing
from assistant.dialogue.answers.answering import Asker, answer
from assistant.dialogue.answers.attributing import hint_line, whom_to_ask
from assistant.dialogue.answers.citing import Citer
from assistant.dialogue.answers.quoting import first_lines, shown
from assistant.dialogue.languages import is_foreign
from assistant.dialogue.mentors.choosing import named_institute, with_institutes
from assistant.dialogue.mentors.guiding import institutes, meant
from assistant.dialogue.tidying import shortened
from assistant.messages import Answer, Hint
from assistant.texts.catalogue import say
from index.search import Searcher

MOST_QUESTIONS = 3
"""Of one message that are answered; more are a list."""

_ROOM = 1000
"""Characters that may be quoted in all when a message asks several things."""

_HEARD = 100_000
"""Of a longer message only so much is heard for signals of danger."""

_OVERLAP = 200
"""A signal across a cut is whole in the next piece."""

_ABOUT_A_STUDENT = ("grade", "choose", "write", "diagnose")
"""Kinds of declined messages for which the documents say how it is done properly."""


def compose(searcher: Searcher, text: str, asker: Asker, previous: str | None) -> Answer:
    """Answer a message of a few thousand characters at most.

    Args:
        searcher: over the newest index.
        text: tidied, with at least one letter.
        asker: whose documents hold.
        previous: the question before it.
    """
    assessment = safety.assess(text, asker.judge)
    if assessment.concern is safety.Concern.CRISIS:
        return crisis(text, assessment)
    if assessment.concern is safety.Concern.PERSONAL_DATA:
        return _personal(searcher, text, assessment.question, asker)
    if assessment.concern is safety.Concern.DECLINED:
        return _declined(searcher, text, assessment, asker)
    given = _searched(searcher, assessment.question or text, asker, _fit_to_use(previous))
    return given.model_copy(update={"question": text})


def crisis(text: str, assessment: safety.Assessment) -> Answer:
    """Where to find help, before anything else and without any search."""
    key = f"crisis.{assessment.about or 'self'}.{assessment.kind}"
    return Answer(question=text, status="crisis", confidence=None, answer=say(key))


def heard_danger(
    text: str, piece: int, judge: safety.Judge | None = None
) -> safety.Assessment | None:
    """The first signal of danger in a message, however long it is.

    Args:
        text: tidied.
        piece: characters that are judged at once.
        judge: hears what no rule foresaw.
    """
    step = piece - _OVERLAP
    for start in range(0, min(max(len(text), 1), _HEARD), step):
        assessment = safety.assess(text[start : start + piece], judge)
        if assessment.concern is safety.Concern.CRISIS:
            return assessment
    return None


def _searched(searcher: Searcher, question: str, asker: Asker, previous: str | None) -> Answer:
    """One answer, or one for each question; the first part's fields are then the message's."""
    asked = asking.questions(question)
    asker = _of_the_student(searcher, question, asker, previous)
    if len(asked) == 1:
        return answer(searcher, question, asker, previous=previous)
    parts: list[Answer] = []
    for at, one in enumerate(asked[:MOST_QUESTIONS]):
        given = answer(
            searcher,
            one,
            asker,
            previous=previous,
            room=_ROOM // min(len(asked), MOST_QUESTIONS),
            told=" ".join(dividing.telling(before) for before in asked[:at]),
            is_part=True,
        )
        parts.append(given)
        # 'wie leidt de intervisie, hoe vaak is dat, en waar': both lean on the first.
        if not (previous and asking.leans(one)):
            previous = one
    paragraphs = []
    quotes: tuple[str, ...] = ()
    for number, part in enumerate(parts, 1):
        head = say("answer.part", number=number, question=shortened(part.question))
        again = _said_before(part, parts[: number - 1])
        paragraphs.append(f"{head}\n{again or part.answer}")
        quotes += () if again else part.quotes
    if len(asked) > MOST_QUESTIONS:
        paragraphs.append(say("answer.more_questions", number=MOST_QUESTIONS))
    if asker.scope.chosen is None:
        paragraphs.append(say("answer.no_scope"))
    said = {"answer": "\n\n".join(paragraphs), "parts": tuple(parts), "quotes": quotes}
    return parts[0].model_copy(update=said)


def _said_before(part: Answer, before: list[Answer]) -> str | None:
    """Where it stands when an earlier part quotes the very same; None: none does."""
    for number, earlier in enumerate(before, 1):
        told = [(one.document, one.section, one.quote) for one in earlier.sources]
        own = [(one.document, one.section, one.quote) for one in part.sources]
        both_answer = part.status == earlier.status == "answered"
        if both_answer and own[0] == told[0] and set(own) <= set(told):
            return say("answer.same_place", number=number)
    return None


def _of_the_student(searcher: Searcher, question: str, asker: Asker, previous: str | None) -> Asker:
    """The asker, narrowed to the institute that the message names, or of whom it is about."""
    if asker.scope.institute is not None and not asker.students:
        return asker
    text = asking.completed(previous, question) if previous else question
    organisations = searcher.knowledge.organisations
    named = named_institute(text, organisations)
    asked = asking.read(question, asker.today, asker.scope.words)
    if not (asked.trainees or asked.years):
        asked = asking.read(text, asker.today, asker.scope.words)
    found = (named,) if named else institutes(meant(asker.students, asked), organisations)
    if not found:
        return asker
    chosen = asker.scope.chosen.id if asker.scope.chosen else None
    return replace(asker, scope=with_institutes(organisations, chosen, found))


def _fit_to_use(previous: str | None) -> str | None:
    """The question before without personal data and planted words; what remains may be empty."""
    return safety.assess(previous).question or None if previous else None


def _personal(searcher: Searcher, text: str, general: str, asker: Asker) -> Answer:
    foreign = is_foreign(text)
    if foreign or not general.strip():
        said = say("personal_data.plain") + (" " + say("other_language") if foreign else "")
        return Answer(question=text, status="personal_data", confidence=None, answer=said)
    inner = _searched(searcher, general, asker, None)
    written = say("personal_data.general") + f" {shortened(general)}\n\n{inner.answer}"
    return Answer(
        question=text,
        status="personal_data",
        confidence=None,
        answer=written,
        suggestions=inner.suggestions,
        parts=inner.parts or (inner,),
        quotes=inner.quotes,
    )


def _declined(searcher: Searcher, text: str, assessment: safety.Assessment, asker: Asker) -> Answer:
    """One sentence with the limit, and the nearest useful thing: a section, or whom to ask."""
    paragraphs = [say(f"declined.{assessment.kind}")]
    hints: tuple[Hint, ...] = ()
    day = None
    quotes: tuple[str, ...] = ()
    if assessment.kind in _ABOUT_A_STUDENT:
        near = answer(searcher, text, asker)
        if near.sources:
            cite = Citer(searcher.knowledge, text)
            document, section = cite.cited(near.sources[0])
            hints, day = (cite.hint(document, section, "near"),), near.as_of
            quotes = (shown(first_lines(section.text)),)
            line = hint_line(searcher.knowledge, document, section)
            paragraphs.append("\n".join((say("unknown.near"), *quotes, line)))
        elif contact := whom_to_ask(asker.scope):
            paragraphs.append(say("unknown.ask", contact=contact))
    limit = Answer(
        question=text,
        status="declined",
        confidence=None,
        answer="\n\n".join(paragraphs),
        hints=hints,
        as_of=day,
        quotes=quotes,
    )
    if not assessment.question:
        return limit
    # Another sentence of the message asks something that may be answered.
    beside = _searched(searcher, assessment.question, asker, None)
    parts = (limit, *(beside.parts or (beside,)))
    return limit.model_copy(
        update={
            "answer": limit.answer + "\n\n" + beside.answer,
            "suggestions": beside.suggestions,
            "parts": parts,
            "quotes": quotes + beside.quotes,
        }
    )
