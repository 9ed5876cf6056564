"""What is kept of a mentor: told, handed over, erased."""

from pydantic import TypeAdapter

from assistant.dialogue.attributing import spoken
from assistant.dialogue.talk import Talk
from assistant.messages import Choice, Conversation, File, Outcome, Reply
from assistant.texts.catalogue import say

_ADAPTER = TypeAdapter(Conversation)


def privacy(talk: Talk) -> Outcome:
    """What is kept and for how long, with the way to see and to erase it."""
    paragraphs = [
        say("privacy.keeps"),
        say("privacy.agreed") if talk.conversation.agreed else say("privacy.refused"),
        *([say("privacy.telegram")] if talk.on_telegram else []),
        say("privacy.names"),
    ]
    choices = (
        Choice(say("privacy.data"), "command:/mijngegevens"),
        Choice(say("privacy.forget"), "command:/vergeetmij"),
    )
    return talk.said("\n".join(paragraphs), choices)


def data(talk: Talk) -> Outcome:
    """All that is kept, as a file."""
    content = _ADAPTER.dump_json(talk.conversation, indent=2)
    key = "data.told_telegram" if talk.on_telegram else "data.told"
    file = File(say("data.file"), "application/json", content)
    return talk.said(
        say(key), (Choice(say("privacy.forget"), "command:/vergeetmij"),), files=(file,)
    )


def ask(talk: Talk) -> Outcome:
    """Whether everything is to be erased."""
    choices = (Choice(say("forget.yes"), "forget:yes"), Choice(say("forget.no"), "forget:no"))
    return talk.said(say("forget.ask", what=", ".join(_kept(talk))), choices)


def forget(talk: Talk, value: str) -> Outcome | None:
    """Erase everything, or nothing; None: neither was said."""
    if value == "no":
        return talk.said(say("forget.kept"))
    if value != "yes":
        return None
    at = talk.incoming.at
    paragraphs = [
        say(
            "forget.receipt",
            date=spoken(at.date()),
            time=at.strftime("%H:%M"),
            what=", ".join(_kept(talk)),
        ),
        *([say("forget.receipt_telegram")] if talk.on_telegram else []),
    ]
    reply = Reply("\n\n".join(paragraphs))
    return Outcome((reply,), Conversation(), "command", forget=True)


def _kept(talk: Talk) -> list[str]:
    """What there is to erase, in words."""
    now, organisations = talk.conversation, talk.organisations
    found = []
    if now.scope is not None:
        known = now.scope in organisations
        name = organisations[now.scope].name if known else now.scope
        found.append(say("forget.part.school", name=name))
    if now.students:
        found.append(say("forget.part.students", number=len(now.students)))
    parts = {
        "experience": now.experience,
        "institute": now.institute,
        "agreed": now.agreed,
        "previous": now.previous,
        "monday": now.monday,
        "paused": now.paused,
    }
    found += [say(f"forget.part.{name}") for name, value in parts.items() if value]
    found.append(say("forget.part.buttons"))
    return [*found, say("forget.part.address")] if talk.on_telegram else found
