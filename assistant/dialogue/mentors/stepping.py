"""The questions about the mentor, one at a time: what is asked, and what follows on what.

They are asked in this order at the start, and each by itself from the profile.
"""

from assistant.dialogue.mentors.guiding import MOST, STUDYING, TRAINEES
from assistant.messages import Choice, Conversation, Reply, Step
from assistant.texts.catalogue import say
from knowledge.organisation import Organisation, Organisations

_ORDER: tuple[Step, ...] = ("agreement", "scope", "experience", "students")

_MOST_BUTTONS = 6


def first(conversation: Conversation, organisations: Organisations) -> Step | None:
    """The first step that is not settled yet; None: all are."""
    return _unsettled(conversation, organisations, _ORDER)


def following(conversation: Conversation, organisations: Organisations, done: Step) -> Step | None:
    """The step after one that was answered or skipped; None: there is none.

    Whom the mentor guides takes several steps: of a student the year, then the institute, then
    whether there is somebody else.
    """
    if done in _ORDER:
        if not conversation.starting:
            return None
        return _unsettled(conversation, organisations, _ORDER[_ORDER.index(done) + 1 :])
    student = conversation.students[-1] if conversation.students else None
    asks_where = student and student.kind in STUDYING and student.institute is None
    if done == "year" and asks_where and _institutes(conversation, organisations):
        return "institute"
    return "students"


def of_student(conversation: Conversation, organisations: Organisations) -> Step:
    """The step after somebody was added: the first that is not known of the last one."""
    student = conversation.students[-1]
    if student.kind == "student" and student.year is None:
        return "year"
    return following(conversation, organisations, "year") or "students"


def question(
    conversation: Conversation, organisations: Organisations, step: Step, *, again: bool = False
) -> Reply:
    """How a step is asked, with its buttons; shorter when it was asked just before."""
    match step:
        case "agreement":
            choices = [
                Choice(say("step.yes"), "agree:yes"),
                Choice(say("step.no"), "agree:no"),
            ]
            text = say("step.agreement_again") if again else say("step.agreement")
            return _reply(conversation, step, text, choices)
        case "scope":
            schools = _schools(conversation, organisations)
            choices = [Choice(one.name, f"scope:{one.id}") for one in schools]
            return _reply(conversation, step, say("scope.ask"), choices)
        case "experience":
            choices = [
                Choice(say("step.startend"), "experience:startend"),
                Choice(say("step.ervaren"), "experience:ervaren"),
            ]
            return _reply(conversation, step, say("step.experience"), choices)
        case "students":
            return _students(conversation, organisations)
        case "year":
            choices = [
                Choice(say("step.year_button", year=year), f"year:{year}") for year in range(1, 5)
            ]
            return _reply(conversation, step, say("step.year"), choices)
        case _:  # the institute
            places = _institutes(conversation, organisations)[:_MOST_BUTTONS]
            choices = [Choice(one.name, f"institute:{one.id}") for one in places]
            return _reply(conversation, step, say("step.institute"), choices)


def skip(step: Step, label: str = "step.skip") -> Choice:
    """The button that leaves a step open."""
    return Choice(say(label), f"skip:{step}")


def _unsettled(
    conversation: Conversation, organisations: Organisations, steps: tuple[Step, ...]
) -> Step | None:
    settled = {
        "agreement": conversation.agreed,
        "scope": _has_school(conversation, organisations),
        "experience": conversation.experience is not None,
        "students": bool(conversation.students),
    }
    return next((step for step in steps if not settled[step]), None)


def _has_school(conversation: Conversation, organisations: Organisations) -> bool:
    """Whether a school was chosen, or what was chosen has none."""
    chosen = conversation.scope
    if chosen is None or chosen not in organisations:
        return False
    is_school = organisations[chosen].level == "school"
    return is_school or not any(one.level == "school" for one in organisations.below(chosen))


def _schools(conversation: Conversation, organisations: Organisations) -> list[Organisation]:
    """The schools that may be meant, if they are few."""
    chosen = conversation.scope
    known = organisations[chosen] if chosen is not None and chosen in organisations else None
    is_above = known is not None and known.level != "school"
    among = organisations.below(known.id) if known and is_above else tuple(organisations)
    schools = [one for one in among if one.level == "school"]
    return schools if len(schools) <= _MOST_BUTTONS else []


def _institutes(conversation: Conversation, organisations: Organisations) -> list[Organisation]:
    """The institutes that may be meant, the partnership's first."""
    known = conversation.scope if conversation.scope in organisations else None
    near = [one for one in organisations.scope(known).organisations if one.level == "instituut"]
    return near or [one for one in organisations if one.level == "instituut"]


def _students(conversation: Conversation, organisations: Organisations) -> Reply:
    """Who, or who else; the example is an institute that the mentor may know."""
    choices = [Choice(say(f"student.{one}").capitalize(), f"student:{one}") for one in TRAINEES]
    if conversation.students:
        room = () if len(conversation.students) >= MOST else tuple(choices)
        return Reply(say("step.more"), (*room, skip("students", "step.ready")))
    places = _institutes(conversation, organisations)
    text = say("step.students", example=places[0].name) if places else say("step.students_plain")
    return _reply(conversation, "students", text, choices)


def _reply(conversation: Conversation, step: Step, text: str, choices: list[Choice]) -> Reply:
    """With a way past it, where something follows."""
    can_skip = conversation.starting or step in ("students", "year", "institute")
    return Reply(text, (*choices, skip(step)) if can_skip else tuple(choices))
