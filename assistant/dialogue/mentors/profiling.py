"""/profiel: what is known of the mentor, and a button to change each part of it."""

from assistant.dialogue.mentors.guiding import described
from assistant.dialogue.mentors.stepping import question, skip
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Conversation, Outcome, Step, Student
from assistant.texts.catalogue import say

_STEPS: tuple[Step, ...] = ("scope", "experience", "students", "agreement")


def shown(talk: Talk, before: str = "", conversation: Conversation | None = None) -> Outcome:
    """The profile with its buttons; `before` is what was just changed."""
    now = conversation or talk.conversation
    text = "\n".join((say("profile.title"), *lines(talk, now)))
    paragraphs = [before, text, say("profile.change")] if before else [text, say("profile.change")]
    choices = (
        Choice(say("profile.button.school"), "profile:scope"),
        Choice(say("profile.button.experience"), "profile:experience"),
        Choice(say("profile.button.students"), "profile:students"),
        Choice(say("profile.button.agreed"), "profile:agreement"),
        monday(now),
        pause(now),
    )
    changed = now.with_(awaiting=None, starting=False, returned=0, choices=choices)
    said = talk.said("\n\n".join(paragraphs), choices)
    return Outcome(said.replies, changed, said.status)


def lines(talk: Talk, now: Conversation) -> list[str]:
    """Each part of the profile on a line."""
    organisations = talk.organisations
    none = say("profile.none")
    school = organisations[now.scope].name if now.scope and now.scope in organisations else none
    whom = "; ".join(described(one, organisations) for one in now.students)
    found = [
        say("profile.school", value=school),
        say(
            "profile.experience",
            value=say(f"profile.{now.experience}") if now.experience else none,
        ),
        say("profile.students", value=whom or none),
    ]
    if now.institute is not None and now.institute in organisations:
        found.append(say("profile.institute", value=organisations[now.institute].name))
    messages = "profile.paused" if now.paused else "profile.yes"
    return [
        *found,
        say("profile.agreed", value=_yes_no(now.agreed)),
        say("profile.monday", value=_yes_no(now.monday)),
        say("profile.messages", value=say(messages)),
    ]


def change(talk: Talk, part: str) -> Outcome | None:
    """Ask for one part anew; None: there is no such part."""
    step = next((one for one in _STEPS if one == part), None)
    if step is None:
        return None
    now = talk.conversation.with_(starting=False, returned=0)
    if step == "students" and now.students:
        return whom(talk)
    asked = question(now, talk.organisations, step)
    return talk.said(asked.text, asked.choices, awaiting=step, starting=False, returned=0)


def whom(talk: Talk, before: str = "", students: tuple[Student, ...] | None = None) -> Outcome:
    """Those whom the mentor guides, with a button to leave each out."""
    known = talk.conversation.students if students is None else students
    told = [describe for one in known if (describe := described(one, talk.organisations))]
    text = "\n".join((say("profile.whom"), *(f"- {one}" for one in told)))
    choices = [
        Choice(say("profile.button.remove", student=name), f"remove:{_coded(one)}")
        for one, name in zip(known, told, strict=True)
    ]
    if not known:
        text = say("profile.nobody")
    more = Choice(say("profile.button.more"), "more:")
    done = skip("students", "step.ready")
    return talk.said(
        "\n\n".join([before, text] if before else [text]),
        (*choices, more, done),
        awaiting="students",
        starting=False,
        returned=0,
        students=known,
    )


def removed(talk: Talk, coded: str) -> Outcome | None:
    """Leave one of them out; None: there is no such one any more."""
    known = talk.conversation.students
    left = tuple(one for one in known if _coded(one) != coded)
    return whom(talk, say("profile.removed"), left) if len(left) < len(known) else None


def monday(now: Conversation) -> Choice:
    """The button that turns the card of the week on or off."""
    kind = "off" if now.monday else "on"
    return Choice(say(f"agenda.{kind}"), f"monday:{kind}")


def pause(now: Conversation) -> Choice:
    """The button that holds back what the mentor did not ask for, or lets it come again."""
    if now.paused:
        return Choice(say("command.resume"), "pause:off")
    return Choice(say("command.pause"), "pause:on")


def _coded(student: Student) -> str:
    return f"{student.kind}/{student.year or ''}/{student.institute or ''}"


def _yes_no(value: bool) -> str:
    return say("profile.yes") if value else say("profile.no")
