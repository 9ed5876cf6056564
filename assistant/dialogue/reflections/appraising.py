"""The room of the mentor's own appraisal talk: line by line, and then one paper.

Nothing of it is stored but which lines were said yes or no to, until the paper is made, the mentor
stops, or a day has passed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from assistant.dialogue.answers.attributing import source_line, spoken
from assistant.dialogue.answers.quoting import shown
from assistant.dialogue.documents.tasking import concerns
from assistant.dialogue.mentors.choosing import asks
from assistant.dialogue.reflections.minding import tells_of_person
from assistant.dialogue.talk import Talk
from assistant.growth import appraisal
from assistant.growth.appraisal import Line
from assistant.messages import Choice, File, Outcome, Reply
from assistant.states import Cycle, CyclePart, Weighed
from assistant.texts.catalogue import say
from index.lexical import concepts, folded
from knowledge.document import Document, Section
from knowledge.splitting import sentences

REMEMBERED = timedelta(hours=24)
"""How long a preparation waits for the mentor."""

_BACK_HERE = "verder"
_ONWARD = frozenset({_BACK_HERE, "volgende", "volgende deel", "klaar", "maak het papier"})
_BEGINNING = 3
"""Words among which the mentor stands when a sentence is about the mentor."""

_MENTOR = re.compile(r"\bmentor(?:en)?\b")
_NO_QUESTION = ("heb ", "doe ", "is ", "zijn ")
"""'Heb meer tijd nodig' asks nothing here, though it begins as a question does."""


def begin(talk: Talk) -> Outcome:
    """Begin, or show where the mentor was; a reflection that is open waits."""
    if (now := _open(talk)) is not None:
        return _show(talk, now, say("cycle.again"))
    return _show(talk, Cycle(talk.incoming.at), say("cycle.begin"))


def heard(talk: Talk, text: str) -> Outcome | None:
    """What is typed: onward, or a line of one's own; None: it is something else.

    Lines are heard while the buttons of the preparation stand under the last reply. A question is
    searched; after it 'verder' comes back here.
    """
    now = _open(talk)
    plain = folded(text).strip(" .!")
    if now is None:
        return None
    if not any(one.action.startswith("grow:onward:") for one in talk.conversation.choices):
        return _show(talk, now, say("cycle.again")) if plain == _BACK_HERE else None
    if asks(text) and not plain.startswith(_NO_QUESTION):
        return None
    if plain in _ONWARD:
        return _onward(talk, now)
    words = " ".join(text.split())
    if len(words.split()) < appraisal.SHORTEST:
        return _show(talk, now, say("cycle.short"))
    if appraisal.is_full(now):
        return _show(talk, now, say("cycle.full"))
    if len(words) > appraisal.LONGEST:
        return _show(talk, now, say("cycle.long"))
    if tells_of_person(talk.knowledge, words):
        return _show(talk, now, say("cycle.personal"))
    if appraisal.about_others(words):
        return _show(talk, now, say("cycle.about_others"))
    line = Weighed(now.part, taken=True, words=words)
    return _show(talk, replace(now, weighed=(*now.weighed, line)), say("cycle.added"))


def stopped(talk: Talk) -> Outcome | None:
    """Nothing stays; None: none was prepared."""
    if talk.conversation.cycle is None:
        return None
    return talk.said(say("cycle.stopped"), cycle=None)


def pressed(talk: Talk, name: str, ref: str) -> Outcome | None:
    """What a button does; None: it is none of this room."""
    if name not in ("take", "leave", "onward", "back", "stop"):
        return None
    now = _open(talk)
    if now is None:
        return talk.said(say("cycle.over"), cycle=None)
    match name:
        case "onward":
            return _onward(talk, now) if ref == now.part else _show(talk, now)
        case "back":
            return _back(talk, now)
        case "stop":
            return stopped(talk)
    candidate = _candidate(talk, now)
    if candidate is None or candidate[0] != ref:
        return _show(talk, now, say("cycle.handled"))
    line = Weighed(now.part, taken=name == "take", ref=ref)
    return _show(talk, replace(now, weighed=(*now.weighed, line)))


def _open(talk: Talk) -> Cycle | None:
    now = talk.conversation.cycle
    return now if now is not None and talk.incoming.at - now.at < REMEMBERED else None


def _show(talk: Talk, cycle: Cycle, before: str = "") -> Outcome:
    """The line that is next in this part, or that the mentor may type one."""
    part = cycle.part
    quotes: tuple[str, ...] = ()
    head = say(
        "cycle.part_of",
        number=appraisal.PARTS.index(part) + 1,
        parts=len(appraisal.PARTS),
        part=say(f"cycle.part.{part}"),
    )
    paragraphs = [before, head] if before else [head]
    choices: tuple[Choice, ...] = ()
    candidate = _candidate(talk, cycle)
    if candidate is not None:
        ref, line = candidate
        told = say("cycle.quote", quote=line.words)
        if line.source:
            told, quotes = f"{line.words}\n{line.source}", (line.words,)
        paragraphs += [told, say("cycle.ask_full" if appraisal.is_full(cycle) else "cycle.ask")]
        choices = (
            Choice(say("cycle.yes"), f"grow:take:{ref}"),
            Choice(say("cycle.no"), f"grow:leave:{ref}"),
        )
    else:
        if part == "role" and next(_role_lines(talk), None) is None:
            paragraphs.append(say("cycle.no_role"))
            paragraphs += [] if talk.scope.chosen else [say("cycle.no_role_school")]
        paragraphs.append(
            say("cycle.own_full") if appraisal.is_full(cycle) else say(f"cycle.own.{part}")
        )
    is_last = appraisal.next_part(part) is None
    choices += (Choice(say("cycle.ready" if is_last else "cycle.next"), f"grow:onward:{part}"),)
    if cycle.weighed:
        choices += (Choice(say("cycle.back"), "grow:back"),)
    choices += (Choice(say("cycle.stop"), "grow:stop"),)
    running = talk.conversation.running
    return talk.said(
        "\n\n".join(paragraphs),
        choices,
        quotes=quotes,
        cycle=replace(cycle, at=talk.incoming.at),
        running=replace(running, resting=True) if running else None,
        proposed=(),
    )


def _onward(talk: Talk, cycle: Cycle) -> Outcome:
    following = appraisal.next_part(cycle.part)
    if following is not None:
        return _show(talk, replace(cycle, part=following))
    return _paper(talk, cycle)


def _back(talk: Talk, cycle: Cycle) -> Outcome:
    """What was said or typed last is undone."""
    if not cycle.weighed:
        return _show(talk, cycle)
    *rest, last = cycle.weighed
    return _show(talk, replace(cycle, part=last.part, weighed=tuple(rest)))


def _candidate(talk: Talk, cycle: Cycle) -> tuple[str, Line] | None:
    """The line of this part to say yes or no to, with its name; None: there is no more."""
    if not appraisal.offers_more(cycle):
        return None
    done = appraisal.seen(cycle)
    return next((one for one in _lines(talk, cycle.part) if one[0] not in done), None)


def _lines(talk: Talk, part: CyclePart) -> Iterator[tuple[str, Line]]:
    """Every line that a part can offer, each text once."""
    told: set[str] = set()
    own = appraisal.own_lines(talk.incoming.kept(), part)
    for ref, line in _role_lines(talk) if part == "role" else own:
        words = folded(line.words)
        if words in told or (not line.source and _unfit(talk, line.words)):
            continue
        told.add(words)
        yield ref, line


def _unfit(talk: Talk, words: str) -> bool:
    if len(words) > appraisal.LONGEST or appraisal.about_others(words):
        return True
    return tells_of_person(talk.knowledge, words) is not None


# The role


def _role_lines(talk: Talk) -> Iterator[tuple[str, Line]]:
    """What the role descriptions that hold say of the mentor, the nearest first, with source."""
    for document in talk.holding:
        if document.kind == "rolbeschrijving":
            for number, (section, quote) in enumerate(_said_of_mentors(talk, document)):
                source = source_line(talk.knowledge, document, section)
                yield f"{document.id}#{section.anchor}:{number}", Line(shown(quote), source)


def _said_of_mentors(talk: Talk, document: Document) -> Iterator[tuple[Section, str]]:
    """The mentor's tasks first, then of each section the first sentence on what a mentor does."""
    for task in document.tasks:
        section = document.section_of(task.quote)
        is_theirs = task.role == "mentor" and concerns(task, document, talk.conversation.students)
        if is_theirs and section is not None:
            yield section, task.quote
    typed = {task.quote for task in document.tasks}
    words = talk.organisations.words_of(document.issuer)
    for section in document.sections:
        # What is typed as somebody's task is the mentor's or not: that was settled above.
        untyped = (one for one in sentences(section.text) if one not in typed)
        about = (one for one in untyped if _is_of_mentor(one, words))
        for sentence in islice(about, 1):
            yield section, sentence


def _is_of_mentor(sentence: str, words: Mapping[str, str]) -> bool:
    """Whether it is said of the mentor: 'De mentor …', 'Als mentor …', in the issuer's words."""
    beginning = " ".join(shown(sentence).split()[:_BEGINNING])
    return bool(_MENTOR.search(folded(beginning))) or "@mentor" in concepts(beginning, words)


# The paper


def _paper(talk: Talk, cycle: Cycle) -> Outcome:
    """What was chosen, as text and as a file; nothing of it stays here."""
    chosen = [
        (say(f"cycle.part.{part}"), lines)
        for part in appraisal.PARTS
        if (lines := _taken(talk, cycle, part))
    ]
    if not chosen:
        return talk.said(say("cycle.empty"), cycle=None)
    blocks, quotes = [say("cycle.title")], []
    for heading, lines in chosen:
        told = [heading]
        for line in lines:
            told += [f"- {line.words}", *([line.source] if line.source else [])]
            quotes += [line.words] if line.source else []
        blocks.append("\n".join(told))
    blocks.append(say("cycle.given"))
    if talk.on_telegram:
        blocks.append(say("growth.telegram"))
    reply = Reply("\n\n".join(blocks), (), tuple(quotes), (_file(talk, chosen),))
    return Outcome((reply,), talk.conversation.with_(choices=(), cycle=None), "command")


def _taken(talk: Talk, cycle: Cycle, part: CyclePart) -> list[Line]:
    """The lines with a yes, in the order in which they were chosen."""
    known = dict(_lines(talk, part))
    found = []
    for one in cycle.weighed:
        if one.part == part and one.taken:
            line = Line(one.words) if one.words else known.get(one.ref)
            # What was removed meanwhile is nowhere any more.
            found += [line] if line else []
    return found


def _file(talk: Talk, chosen: list[tuple[str, list[Line]]]) -> File:
    # What writes a PDF is loaded for who makes one, and not at each start.
    from assistant.growth.paper import write

    content = write(
        say("cycle.title"),
        say("cycle.made", date=spoken(talk.today)),
        chosen,
        say("cycle.foot"),
        talk.incoming.at,
    )
    return File(say("cycle.file"), "application/pdf", content)
