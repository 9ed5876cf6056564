"""What of a message is counted for the trends, of mentors who agreed and did not opt out."""

from assistant.dialogue.talk import Talk
from assistant.messages import Answer, Useful
from assistant.states import Counted
from assistant.trends import counting


def asked(talk: Talk, given: Answer) -> tuple[Counted, ...]:
    """The sections that a question is about; never its words."""
    if not _counts(talk):
        return ()
    return counting.questions(given, talk.scope, talk.incoming.at, talk.knowledge)


def judged(talk: Talk, place: str, useful: Useful) -> tuple[Counted, ...]:
    """That a section, `document#anchor`, is said to be wrong, or different where they work."""
    if not _counts(talk):
        return ()
    return counting.feedback(place, useful, talk.scope, talk.incoming.at, talk.knowledge)


def reflected(talk: Talk) -> tuple[Counted, ...]:
    """That a step of a reflection was answered; not which one, nor of which reflection."""
    if not _counts(talk):
        return ()
    return counting.reflected(talk.scope, talk.incoming.at, talk.organisations)


def _counts(talk: Talk) -> bool:
    return talk.conversation.agreed and not talk.conversation.uncounted
