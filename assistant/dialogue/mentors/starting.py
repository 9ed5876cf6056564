"""/start: the five lines, then one step after another.

A question in the middle is answered and the step comes back, a few times; nobody has to be asked
the same thing after every answer.
"""

from dataclasses import replace

from assistant.dialogue.answers.attributing import reached
from assistant.dialogue.mentors import profiling
from assistant.dialogue.mentors.stepping import first, following, question
from assistant.dialogue.talk import Talk
from assistant.messages import Conversation, Outcome, Reply, Step
from assistant.texts.catalogue import say
from index.lexical import folded
from knowledge.organisation import Organisation

_MOST_RETURNS = 2
"""Times in a row that a step comes back after a question; then it waits for /profiel."""


def begin(talk: Talk, code: str) -> Outcome:
    """The five lines, and the first question; a poster's `code` chooses its organisation."""
    before: list[str] = []
    if code:
        chosen = _of_code(talk, code)
        before = [named(chosen) if chosen else say("start.unknown_code")]
        if chosen and chosen.id != talk.conversation.scope:
            talk = talk.with_(talk.conversation.with_(scope=chosen.id, institute=None))
    before = ["\n".join((*about(talk), *before))]
    step = first(talk.conversation, talk.organisations)
    if step is None:
        return profiling.shown(talk, before[0])
    return ask(talk, before, talk.conversation.with_(starting=True, returned=0), step)


def named(chosen: Organisation) -> str:
    """That this is the mentor's school from now on, or where else is looked."""
    key = "scope.chosen" if chosen.level == "school" else "scope.chosen_other"
    return say(key, name=chosen.name)


def about(talk: Talk) -> list[str]:
    """What it is, who runs it, what it keeps and for how long, what the channel keeps."""
    runs = _who_runs(talk)
    lines = [
        say("start.what"),
        say("start.who", contact=runs) if runs else say("start.nobody"),
        say("start.keeps"),
    ]
    if talk.on_telegram:
        lines.append(say("start.telegram"))
    return [*lines, say("start.names")]


def after(talk: Talk, done: Step, said: str, **changes: object) -> Outcome:
    """Say what was understood, and go on: the next step, the end, or back to the profile."""
    now = talk.conversation.with_(returned=0, **changes)
    return _on(talk, now, following(now, talk.organisations, done), said)


def comes_back(talk: Talk, outcome: Outcome) -> Outcome:
    """The step again, after something else was answered in the middle."""
    before, now = talk.conversation, outcome.conversation
    if not (before.starting and now.starting) or now.awaiting is None or outcome.status == "crisis":
        return outcome
    shown = outcome.replies[-1].choices if outcome.replies else ()
    if now.awaiting != before.awaiting or any(one.action.startswith("skip:") for one in shown):
        return outcome
    if before.returned >= _MOST_RETURNS:
        ends = now.with_(starting=False, awaiting=None, returned=0)
        return replace(outcome, conversation=ends)
    asked = question(now, talk.organisations, now.awaiting, again=True)
    # The answer's buttons can be typed too; those of the step are the first.
    labels = {one.label for one in asked.choices}
    choices = (*asked.choices, *(one for one in shown if one.label not in labels))
    return replace(
        outcome,
        replies=(*outcome.replies, asked),
        conversation=now.with_(choices=choices, returned=before.returned + 1),
    )


def _on(talk: Talk, now: Conversation, step: Step | None, said: str) -> Outcome:
    if step is not None:
        return ask(talk, [said] if said else [], now, step)
    if not now.starting:
        return profiling.shown(talk, said, now)
    ready = now.with_(starting=False, awaiting=None, choices=())
    told = "\n".join(
        (say("start.ready", title=say("profile.title")), *profiling.lines(talk, now)[:3])
    )
    text = "\n\n".join((*([said] if said else []), told, say("start.go_on")))
    return Outcome((Reply(text),), ready, "command")


def ask(
    talk: Talk, before: list[str], now: Conversation, step: Step, *, again: bool = False
) -> Outcome:
    """Ask a step, after what was said `before`; `now` is the conversation from there on."""
    asked = question(now, talk.organisations, step, again=again)
    text = "\n\n".join((*before, asked.text))
    now = now.with_(awaiting=step, choices=asked.choices)
    return Outcome((Reply(text, asked.choices),), now, "command")


def _of_code(talk: Talk, code: str) -> Organisation | None:
    wanted = folded(code).strip()
    return next((one for one in talk.organisations if folded(one.code or "") == wanted), None)


def _who_runs(talk: Talk) -> str | None:
    """The contact of the mentor's partnership, or of the only one that there is."""
    own = [one for one in talk.scope.organisations if one.level == "partnerschap"]
    every = [one for one in talk.organisations if one.level == "partnerschap"]
    known = own or (every if len(every) == 1 else [])
    return next((reached(one, one.contact) for one in known if one.contact), None)
