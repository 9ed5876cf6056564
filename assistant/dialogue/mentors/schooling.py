"""Where the mentor works and where the student studies: asked, chosen, or told in passing."""

from dataclasses import replace

from assistant.dialogue.answers.asking import named_trainees
from assistant.dialogue.mentors.choosing import fitting
from assistant.dialogue.mentors.guiding import STUDYING, described
from assistant.dialogue.mentors.starting import after, ask, named
from assistant.dialogue.mentors.stepping import question, skip
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Outcome
from assistant.texts.catalogue import say
from knowledge.organisation import Organisation

_MOST_CHOICES = 6


def asked(talk: Talk) -> Outcome:
    """Ask for the school."""
    reply = question(talk.conversation, talk.organisations, "scope")
    return talk.said(reply.text, reply.choices, awaiting="scope")


def choose(talk: Talk, name: str) -> Outcome | None:
    """Set the one that fits, or ask which; None when none does."""
    found = fitting(name, talk.organisations)
    if len(found) == 1:
        return settled(talk, found[0])
    if not found:
        return None
    choices = tuple(Choice(one.name, f"scope:{one.id}") for one in found[:_MOST_CHOICES])
    return talk.said(say("scope.several"), (*choices, *_past(talk)), awaiting="scope")


def unknown(talk: Talk) -> Outcome:
    """That there is no such school; what was typed is not said again: it may be a person's name."""
    return talk.said(say("scope.none"), _past(talk), awaiting="scope")


def settled(talk: Talk, one: Organisation) -> Outcome:
    """From now on this organisation's documents hold."""
    said = named(one)
    now = talk.conversation.with_(scope=one.id, institute=None)
    if not now.starting:
        text = f"{said} {say('scope.go_on')}"
        return talk.said(text, awaiting=None, scope=one.id, institute=None)
    if now.awaiting not in (None, "scope"):
        # It was told before it was asked.
        return ask(talk, [said], now, now.awaiting, again=True)
    return after(talk, "scope", said, scope=one.id, institute=None)


def studies(talk: Talk, institute: str) -> Outcome:
    """The student is at this institute; of several students nobody said which one is meant."""
    students = talk.conversation.students
    kinds = named_trainees(talk.incoming.text, talk.scope.words)
    studying = [one for one in students if one.kind in STUDYING]
    there = [one for one in studying if one.kind in kinds] or studying
    if len(there) == 1:
        now = replace(there[0], institute=institute)
        changed = tuple(now if one is there[0] else one for one in students)
        said = say("scope.institute_of", student=described(now, talk.organisations))
        return talk.said(said, students=changed, institute=None)
    name = talk.organisations[institute].name
    return talk.said(say("scope.institute", name=name), institute=institute)


def _past(talk: Talk) -> tuple[Choice, ...]:
    return (skip("scope"),) if talk.conversation.starting else ()
