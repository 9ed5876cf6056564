"""What is kept of a mentor: told, handed over, erased."""

from pydantic_core import to_json

from assistant.dialogue.answers.attributing import spoken
from assistant.dialogue.talk import Talk
from assistant.dialogue.trends import trending, wishing
from assistant.messages import Choice, Conversation, File, Outcome, Reply
from assistant.privacy.entry import SILENT_MONTHS, Entry
from assistant.privacy.exporting import own_export
from assistant.privacy.registry import told_to
from assistant.states import Prompting
from assistant.texts.catalogue import say


def privacy(talk: Talk) -> Outcome:
    """What is kept and for how long, short enough for a phone, and the way to see and erase it."""
    now = talk.conversation
    by_term: dict[str, list[str]] = {}
    for one in _told(talk):
        by_term.setdefault(one.term_told, []).append(one.short)
    lines = [
        say("privacy.keeps"),
        *(
            say("privacy.group", term=f"{term[:1].upper()}{term[1:]}", what=", ".join(what))
            for term, what in by_term.items()
        ),
        say("privacy.silent", months=SILENT_MONTHS),
        say("privacy.agreed") if now.agreed else say("privacy.refused"),
        *([say("privacy.telegram")] if talk.on_telegram else []),
    ]
    choices = (
        Choice(say("privacy.more"), "privacy:more"),
        Choice(say("privacy.data"), "command:/mijngegevens"),
        *wishing.list_button(talk),
        *trending.count_button(talk),
        Choice(say("privacy.forget"), "command:/vergeetmij"),
    )
    return talk.said("\n".join(lines), choices)


def details(talk: Talk) -> Outcome:
    """The same whole: of each thing what exactly it is."""
    lines = [
        say("privacy.keeps"),
        *(say("privacy.entry", what=one.what, term=one.term_told) for one in _told(talk)),
        *([say("privacy.others")] if talk.conversation.agreed else []),
        say("privacy.names"),
    ]
    choices = (
        Choice(say("privacy.data"), "command:/mijngegevens"),
        Choice(say("privacy.forget"), "command:/vergeetmij"),
    )
    return talk.said("\n".join(lines), choices)


def data(talk: Talk) -> Outcome:
    """All that is kept, as a file; the own appraisal talk that is being prepared ends here."""
    now = talk.conversation
    content = to_json(own_export(now) | {"kept": talk.incoming.kept()}, indent=2)
    told = [say("data.told_telegram") if talk.on_telegram else say("data.told")]
    if now.cycle is not None:
        told.append(say("data.cycle"))
    file = File(say("data.file"), "application/json", content)
    forget_me = Choice(say("privacy.forget"), "command:/vergeetmij")
    return talk.said("\n\n".join(told), (forget_me,), files=(file,), cycle=None)


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


def _told(talk: Talk) -> tuple[Entry, ...]:
    """What the registry says that is kept of this mentor."""
    now = talk.conversation
    return told_to(agreed=now.agreed, uncounted=now.uncounted, on_telegram=talk.on_telegram)


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
        "prompting": now.prompting != Prompting(),
        "running": now.running,
        "used": now.used,
        "uncounted": now.uncounted,
        "wishing": now.wishing,
        "digest": now.digest,
    }
    found += [say(f"forget.part.{name}") for name, value in parts.items() if value]
    if now.wishes:
        found.append(say("forget.part.wishes", number=len(now.wishes)))
    if now.planned:
        found.append(say("forget.part.planned", number=len(now.planned)))
    if kept := talk.incoming.kept():
        found.append(say("forget.part.kept", number=len(kept)))
    found.append(say("forget.part.buttons"))
    return [*found, say("forget.part.address")] if talk.on_telegram else found
