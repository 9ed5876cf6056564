"""Several questions in one message are told apart, so that each gets its own answer."""

import re

from assistant.dialogue.answers.following import leans
from assistant.dialogue.tidying import sentences
from index.lexical import folded, tokens

_SOMEONE = (
    r"(?:ik|je|jij|ze|zij|hij|ie|we|wij|er|dat|die|het|t|een|n|de|mijn|mn|m'n|onze|student\w*"
    r"|lio\w*)"
)
_VERB = (
    r"(?:mag|moet|kan|kun|krijgt?|heb|heeft|hoeft?|hoort|is|zijn|geldt|telt|komt|wordt|staat|moeten"
    r"|mogen)"
)
_QUESTION_WORD = (
    r"(?:(?:van|bij|voor|naar|met|door|tot|vanaf|binnen|op) (?:wie|welke?|wanneer|hoeveel)"
    r"|wie|hoe ?(?:veel|vaak|lang|laat)|hoe|wanneer|welke?|waarom|waar\w*|wat)"
)
_ASKS = rf"(?:{_QUESTION_WORD}|{_VERB} {_SOMEONE})"
_BETWEEN = re.compile(
    rf"(?<=\?)\s+|\n+|(?<=[.!])\s+(?=(?:en |of |maar )?{_ASKS}\b)"
    rf"|[,;]? +(?=(?:en|of ook|maar) (?:ook )?{_ASKS}\b)"
    rf"|, +(?={_ASKS}\b)",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"(?:en |of ook |maar |ook )*{_ASKS}\b", re.IGNORECASE)
_MOST_GIST = 300
"""Characters of what asks; of more only the last question is left."""

_WITHIN = re.compile(rf"(?<=\s){_QUESTION_WORD}\b", re.IGNORECASE)


def questions(text: str) -> list[str]:
    """The questions of a message that asks several; else the message alone."""
    pieces = _pieces(text)
    asking = [number for number, piece in enumerate(pieces) if _asks(piece, pieces[:number])]
    if len(asking) < 2:
        return [text]
    # What stands before or between without asking belongs to the question after it.
    joined: list[str] = []
    lead = ""
    for number, piece in enumerate(pieces):
        if number in asking:
            joined.append(f"{lead} {piece}".strip())
            lead = ""
        else:
            lead = f"{lead} {piece}".strip()
    if lead:
        joined[-1] = f"{joined[-1]} {lead}"
    return joined


def _pieces(text: str) -> list[str]:
    """The message cut where another question may begin; a cut inside a sentence is undone."""
    found: list[str] = []
    ends = 0
    for cut in _BETWEEN.finditer(text):
        before = text[ends : cut.start()].strip()
        is_inside = "\n" not in cut[0] and not before.endswith((".", "!", "?"))
        # 'mijn student wil mee, mag dat?': what is told stays with its question.
        if is_inside and not _BEGINS.match(before):
            continue
        if before:
            found.append(before)
        ends = cut.end()
    if rest := text[ends:].strip():
        found.append(rest)
    return found


def _asks(piece: str, before: list[str]) -> bool:
    """Whether a piece of a message is a question by itself or leans on one before it."""
    plain = folded(piece).strip(" ?!.")
    content = tokens(plain)
    if _BEGINS.match(plain):
        return bool(content) or (bool(before) and leans(piece))
    return piece.endswith("?") and (len(content) >= 2 or (bool(before) and leans(piece)))


def gist(text: str) -> str:
    """What asks in a long message, as one text; empty when nothing does.

    A mentor tells what happened and then asks: the telling would drown the question in a search.
    """
    said = [one.strip() for one in sentences(text) if one.strip()]
    asking = [
        one for one in said if tokens(one) and (one.endswith("?") or _BEGINS.match(folded(one)))
    ]
    found = " ".join(asking[-2:])
    if len(found) <= _MOST_GIST:
        return found
    # Without a full stop anywhere the question is what its last question word begins.
    starts = [one.start() for one in _WITHIN.finditer(found) if tokens(found[one.start() :])]
    return found[starts[-1] :] if starts else ""


def telling(text: str) -> str:
    """What a message tells without asking, such as 'Ik heb een lio.' before a question."""
    said = [one.strip() for one in sentences(text)]
    return " ".join(one for one in said if not one.endswith("?") and not _BEGINS.match(folded(one)))
