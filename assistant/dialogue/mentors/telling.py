"""What a mentor tells about themselves, typed or pressed: read, kept, and what follows on it."""

import re
from dataclasses import replace

from assistant.dialogue.mentors import profiling
from assistant.dialogue.mentors.choosing import asks, fitting_institutes
from assistant.dialogue.mentors.guiding import MOST, STUDYING, TRAINEES, described, told_students
from assistant.dialogue.mentors.starting import after, ask
from assistant.dialogue.mentors.stepping import following, of_student, skip
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Conversation, Outcome, Step, Student
from assistant.states import Uncounted, Unwished
from assistant.texts.catalogue import say
from knowledge.document import Audience

_YES = re.compile(
    r"(?:ja|jawel|jep|yes|ok|oke|okay|prima|goed|akkoord|graag|is goed|dat mag)"
    r"(?: hoor| graag| prima)?"
)
_NO = re.compile(r"(?:nee|nope|no|liever niet|nee bedankt|nee dank je|niet doen|dat mag niet)")
_PAST = re.compile(r"(?:sla over|overslaan|volgende|weet ik (?:nog |even )?niet|geen idee|geen)")
_DONE = re.compile(
    r"(?:klaar|nee|niemand|niemand meer|dat was het|dit was het|dat is alles|nee hoor)"
)
_STARTING = re.compile(
    r"(?:ik ben |een |pas |net |nog )*(?:startend|starter|beginnend|beginner|nieuw|begonnen)\w*"
    r"(?: mentor)?"
)
_EXPERIENCED = re.compile(r"(?:ik ben |een |al )*ervaren(?: mentor)?|ervaring|al (?:heel )?lang")
_YEAR = re.compile(
    r"(?:jaar )?([1-4])(?:e|de|ste)?(?: ?jaars?)?|(eerste|tweede|derde|vierde)(?: ?jaars?)?"
)
_ORDINALS = ("eerste", "tweede", "derde", "vierde")


def answered(talk: Talk, plain: str) -> Outcome | None:
    """What comes of a typed answer to the step that is waited for; None: it is something else.

    Args:
        talk: the message.
        plain: folded, without marks at the ends.
    """
    step = talk.conversation.awaiting
    if step is None:
        return None
    if talk.conversation.starting and plain == "later":
        return talk.said(say("start.later"), awaiting=None, starting=False, returned=0)
    if (talk.conversation.starting or step in ("year", "institute")) and _PAST.fullmatch(plain):
        return after(talk, step, "")
    match step:
        case "agreement":
            if _YES.fullmatch(plain) or _NO.fullmatch(plain):
                return agreed(talk, "yes" if _YES.fullmatch(plain) else "no")
        case "experience":
            if _STARTING.fullmatch(plain) or _EXPERIENCED.fullmatch(plain):
                is_new = _STARTING.fullmatch(plain) is not None
                return experienced(talk, "startend" if is_new else "ervaren")
        case "students":
            if _DONE.fullmatch(plain):
                return after(talk, step, "")
            return told(talk)
        case "year":
            if found := _YEAR.fullmatch(plain):
                year = int(found[1]) if found[1] else _ORDINALS.index(found[2]) + 1
                return _refined(talk, step, year=year)
        case "institute":
            return _institute(talk, plain)
    return None


def told(talk: Talk) -> Outcome | None:
    """Somebody whom the mentor guides, in words; None: the message is something else."""
    text = talk.incoming.text
    found = told_students(text, talk.organisations, talk.scope.words)
    return _added(talk, found) if found else None


def agreed(talk: Talk, value: str) -> Outcome | None:
    """Whether the question before may be kept and questions counted; None: neither yes nor no."""
    if value == "yes":
        return after(talk, "agreement", say("step.agreed"), agreed=True)
    if value == "no":
        forgets: dict[str, object] = {"agreed": False, "previous": None, "previous_at": None}
        forgets |= {"wishing": None, "wishes": ()}
        refused = after(talk, "agreement", say("step.refused"), **forgets)
        # What was counted or passed on by an earlier yes goes with it.
        taken_back = tuple(Unwished(one.id) for one in talk.conversation.wishes)
        return replace(refused, records=(*refused.records, Uncounted(), *taken_back))
    return None


def experienced(talk: Talk, value: str) -> Outcome | None:
    """What kind of mentor it is; None: there is no such kind."""
    kinds: dict[str, Audience] = {"startend": "startend", "ervaren": "ervaren"}
    if value not in kinds:
        return None
    return after(talk, "experience", say(f"step.is_{value}"), experience=kinds[value])


def added(talk: Talk, kind: str) -> Outcome | None:
    """Somebody to guide, of whom the rest is asked next; None: there is no such kind."""
    known = next((one for one in TRAINEES if one == kind), None)
    return _added(talk, [Student(known)]) if known else None


def refined(talk: Talk, step: Step, value: str) -> Outcome | None:
    """The year or institute of the one added last; None: that is not what is asked now."""
    if talk.conversation.awaiting != step or not talk.conversation.students:
        return None
    if step == "year":
        return _refined(talk, step, year=int(value)) if value in ("1", "2", "3", "4") else None
    if value not in talk.organisations or talk.organisations[value].level != "instituut":
        return None
    return _refined(talk, step, institute=value)


def skipped(talk: Talk, value: str) -> Outcome | None:
    """Past the step that is waited for; None: another one is."""
    step = talk.conversation.awaiting
    return after(talk, step, "") if step is not None and step == value else None


def _added(talk: Talk, found: list[Student]) -> Outcome:
    now = talk.conversation
    if len(now.students) + len(found) > MOST:
        return profiling.whom(talk, say("step.full", number=MOST))
    # An institute that was told before belongs to the first one whom it can.
    if now.institute and not now.students and found[0].kind in STUDYING:
        found = [replace(found[0], institute=found[0].institute or now.institute), *found[1:]]
    institute = None if any(one.kind in STUDYING for one in found) else now.institute
    changed = now.with_(students=(*now.students, *found), institute=institute, returned=0)
    if len(found) > 1:
        return _known(talk, changed, len(found))
    step = of_student(changed, talk.organisations)
    return _known(talk, changed, 1) if step == "students" else ask(talk, [], changed, step)


def _refined(
    talk: Talk, step: Step, *, year: int | None = None, institute: str | None = None
) -> Outcome | None:
    """What is now known of the one added last; None: nobody was."""
    students = talk.conversation.students
    if not students:
        return None
    last = students[-1]
    last = replace(last, year=year or last.year, institute=institute or last.institute)
    changed = talk.conversation.with_(students=(*students[:-1], last), returned=0)
    after_it = following(changed, talk.organisations, step)
    if after_it == "students":
        return _known(talk, changed, 1)
    return ask(talk, [], changed, after_it or "students")


def _known(talk: Talk, now: Conversation, number: int) -> Outcome:
    """Say whom it attends to now, and ask for others; the same one twice is one."""
    told = "; ".join(described(one, talk.organisations) for one in now.students[-number:])
    now = now.with_(students=tuple(dict.fromkeys(now.students)))
    return ask(talk, [say("step.student", student=told)], now, "students")


def _institute(talk: Talk, plain: str) -> Outcome | None:
    if asks(talk.incoming.text):
        return None
    found = fitting_institutes(plain, talk.organisations)
    if len(found) == 1:
        return _refined(talk, "institute", institute=found[0].id)
    if not found:
        return None
    choices = (*(Choice(one.name, f"institute:{one.id}") for one in found), skip("institute"))
    return talk.said(say("step.several"), choices)


def more(talk: Talk) -> Outcome:
    """Ask for somebody else whom the mentor guides."""
    return ask(talk, [], talk.conversation.with_(starting=False), "students")
