"""Recognises what asks nothing: a greeting, thanks, a goodbye, a bare yes, no or no idea.

A mentor who says thanks gets a kind word back; a search would answer that the documents do not
say so.
"""

import re
from typing import Literal

from index.lexical import folded

Kind = Literal["greeting", "thanks", "bye", "yes_no", "who", "keeps"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[a-z']+")
_MOST_WORDS = 8
"""More than these ask or tell something."""

_BYE = _words("doei doeg ciao welterusten")
_THANKS = _words(
    "dank dankje dankjewel dankuwel bedankt thanks thnx thx tnx merci top fijn super mooi ok oke "
    "okay okee prima duidelijk helder perfect tof begrepen gelukt handig chill snap"
)
_GREETING = _words(
    "hoi hallo hey hee hi hai hello goedemorgen goedemiddag goedenavond goedeavond goedendag "
    "goeiemorgen goeiemiddag goeienavond morgen middag joehoe"
)
_YES_NO = _words("ja nee jawel nope yes no jep")
_AROUND = _words(
    "je wel u hoor weer voor de het t antwoord hulp uitleg informatie info jullie jou mentorkompas "
    "bot daar daarvoor heel erg heb vraag vraagje een n ik dag goede goeie goed fijne prettige "
    "nog tot ziens de volgende keer straks avond weekend en zo dat is nu even het snapt allemaal "
    "weet genoeg zeg maar"
)
_WHO = re.compile(
    r"^(?:en )?(?:wie|wat) ben (?:jij|je)\b|^ben (?:jij|je) (?:een |n )?(?:mens|robot|bot|computer"
    r"|ai|echt|chatbot|programma|persoon)\b|^wat (?:kun|kan) (?:jij|je)\b"
    r"|^waar ben (?:jij|je) voor\b|^hoe werk(?:t dit| je| jij)?$|^help$|^hulp$"
)
_KEEPS = re.compile(
    r"^(?:wat|welke gegevens) (?:bewaar|onthou|onthoud|sla) (?:jij|je)\b"
    r"|^(?:bewaar|onthou|onthoud) (?:jij|je) (?:dit|mijn|mn|wat|alles)\b"
)
_NO_IDEA = re.compile(r"^(?:(?:dat |ik )?weet (?:ik |het )?(?:ook |even |nog )?niet|geen idee)$")
_HOW_ARE_YOU = re.compile(
    r"^(?:hoi |hallo |hey )?(?:hoe gaat het|hoe gaat t|alles goed|ben je er)\b"
)


def kind(text: str) -> Kind | None:
    """What a message is when it asks nothing of the documents; None: it may ask something."""
    plain = folded(text).strip(" .!?,")
    words = _WORD.findall(plain)
    if not words or len(words) > _MOST_WORDS or any(character.isdigit() for character in plain):
        return None
    if _KEEPS.search(plain):
        return "keeps"
    if _WHO.search(plain):
        return "who"
    if _HOW_ARE_YOU.search(plain):
        return "greeting"
    if (len(words) == 1 and words[0] in _YES_NO) or _NO_IDEA.search(plain):
        return "yes_no"
    known = set(words)
    if not known <= _BYE | _THANKS | _GREETING | _AROUND:
        return None
    if known & _BYE or re.search(
        r"\btot ziens\b|\bfijne? (?:dag|avond|weekend)|\bvolgende keer", plain
    ):
        return "bye"
    if known & _THANKS:
        return "thanks"
    return "greeting" if known & _GREETING or plain in ("dag", "ik heb een vraag") else None
