"""What stands on an organisation's poster: the way in, three real questions, and whom to ask.

The questions are the documents' own examples, so that each has its answer for whoever scans.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.document import Document
from knowledge.errors import KnowledgeError
from knowledge.holding import Knowledge
from knowledge.loading import ORGANISATIONS
from knowledge.organisation import Organisation, Scope

QUESTIONS = 3

_LONGEST = 60
"""Characters of a question that is read in passing."""

_FEWEST_WORDS = 4
"""Shorter ones ('en bij een lio?') go on from a question before them."""

_GOES_ON = re.compile(r"(?:en|maar|dus|of|want)\b", re.IGNORECASE)

# What Telegram allows in a link (https://core.telegram.org/bots/features#deep-linking) and in a
# user name (https://core.telegram.org/method/account.updateUsername; some sold names have four).
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BOT = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


@dataclass(frozen=True)
class Poster:
    """What stands on the paper; `scope` is the organisation's, for the contacts in it."""

    organisation: Organisation
    link: str
    questions: tuple[str, ...]
    scope: Scope


def compose(
    knowledge: Knowledge, organisation: str, bot: str, day: date, suits: Callable[[str], bool]
) -> Poster:
    """Gather what stands on the poster of an organisation; the same input gives the same poster.

    Args:
        knowledge: the folder's.
        organisation: an id.
        bot: the bot's user name on Telegram, with or without @.
        day: the questions are of documents that hold on it.
        suits: whether a question may hang in a staff room.

    Returns:
        The poster, with fewer than three questions when the documents have no more.

    Raises:
        KnowledgeError: there is no such organisation, it has no code that a link can carry, or
            `bot` cannot be a user name.
    """
    scope = knowledge.organisations.scope(organisation)
    one = knowledge.organisations[organisation]
    holding = knowledge.holding(scope, day)
    return Poster(
        organisation=one,
        link=deep_link(one, bot),
        questions=_chosen([list(_candidates(document, suits)) for document in holding]),
        scope=scope,
    )


def deep_link(organisation: Organisation, bot: str) -> str:
    """The address that opens the bot with this organisation chosen.

    Raises:
        KnowledgeError: the code or the bot's name is missing or cannot stand in a link.
    """
    name = bot.removeprefix("@")
    if not _BOT.fullmatch(name):
        raise KnowledgeError(
            f"'{bot}' cannot be a bot's name on Telegram; give its user name, "
            "for example: --bot mentorkompas_bot"
        )
    if organisation.code is None:
        raise KnowledgeError(
            f"'{organisation.id}' has no code for the link to carry; write below it in "
            f"{ORGANISATIONS}, for example: code: {organisation.id[:64]}"
        )
    if not _CODE.fullmatch(organisation.code):
        raise KnowledgeError(
            f"The code '{organisation.code}' of '{organisation.id}' cannot stand in a Telegram "
            f"link; write in {ORGANISATIONS} at most 64 of: letters, digits, _ and -"
        )
    return f"https://t.me/{name}?start={organisation.code}"


def _candidates(document: Document, suits: Callable[[str], bool]) -> Iterator[str]:
    """The questions of a document that can stand alone, the first of each section.

    Those written as a question come first: on paper they read as one.
    """
    firsts = []
    for questions in document.questions.values():
        alone = (one for one in questions if _stands_alone(one) and suits(one))
        firsts += [one for one in (next(alone, None),) if one]
    yield from sorted(firsts, key=lambda one: not one.endswith("?"))


def _stands_alone(question: str) -> bool:
    is_short = len(question) <= _LONGEST and len(question.split()) >= _FEWEST_WORDS
    return is_short and not _GOES_ON.match(question)


def _chosen(candidates: list[list[str]]) -> tuple[str, ...]:
    """One of each document, nearest first; a second of the same only when documents run out."""
    chosen: dict[str, None] = {}
    for turn in range(QUESTIONS):
        for questions in candidates:
            if turn < len(questions) and len(chosen) < QUESTIONS:
                chosen.setdefault(questions[turn])
    return tuple(chosen)
