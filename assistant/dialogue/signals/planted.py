"""Take sentences out of a message that instruct the assistant instead of asking it something."""

import re
from typing import Final

from assistant.dialogue.signals.normalising import normalise

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?\n]*\s*")
_TAGGED: Final = re.compile(
    r"<\s*(system|assistant|instructions?|prompt|admin)\s*>.*?(?:<\s*/\s*\1\s*>|$)"
    r"|\[/?INST\]|<\|[^|>]*\|>",
    re.IGNORECASE | re.DOTALL,
)
_LABEL: Final = re.compile(
    r"^\W*(?:system|systeem|assistant|assistent|developer|admin|beheerder|sysadmin)\b\s*(?:prompt|bericht|message|override)?\s*[\]:>-]|"
    r"^\W*(?:nieuwe |new |extra )?(?:instructies?|instructions?|opdracht voor (?:de )?(?:bot|ai|assistent))\s*:|"
    r"^\s*#{2,}",
    re.IGNORECASE,
)
_INSTRUCTION: Final = re.compile(
    r"\b(?:negeer|vergeet|ignore|forget|disregard|omzeil|overtreed|schend|override|laat) (?:\w+ ){0,5}"
    r"(?:instructies?|regels?|instructions?|rules|prompts?|opdrachten|richtlijnen|beperkingen|"
    r"filters?|hierboven|hiervoor|above|previous|systeemprompt|grenzen)\b(?! (?:van (?:de|het|mijn|onze) (?:pabo|school|bestuur|student|opleiding|stage|training)))"
    r"|\bdoe (?:maar |even |eens |nu )*alsof (?:je|jij)\b"
    r"|\b(?:vanaf nu|voortaan|from now on) (?:ben|heet|mag|antwoord|praat|doe|moet|geef|speel|you|act|zeg|reageer|gedraag)\w*"
    r"|\b(?:je|jij) bent (?:nu|voortaan|vanaf nu|geen|niet (?:langer|meer)) (?:\w+ ){0,3}(?:assistent|bot|ai|chatbot|model|mens|dan|hacker|vriend|piraat|directeur|schoolopleider|instituutsopleider|examinator|mentor|arts|dokter|advocaat|psycholoog|leraar|expert|vrij|systeem|rechter|kok|dichter)\b"
    r"|\b(?:je|jij) bent nu\b"
    r"|\byou are (?:now|no longer|a)\b|\bact as\b|\bpretend (?:to be|you)\b"
    r"|\bstel je voor dat (?:je|jij) (?:geen|een|mijn|alles)\b"
    r"|\bspeel (?:nu |eens |even )?(?:de rol|een rol|dat je)\b|\bgedraag je (?:als|zo)\b|\bkruip in de (?:rol|huid)\b"
    r"|\b(?:systeem|system|verborgen|hidden|geheime|initiele) ?(?:prompt|instructies?|instructions|regels|bericht)\b"
    r"|\b(?:toon|print|geef|laat|show|reveal|herhaal|output)\b[^.?]*\b(?:je|jouw|your|all|the) (?:\w+ )?(?:prompt|instructies?|instructions?|systeemprompt|configuratie|stored messages|api ?key|broncode)\b"
    r"|\b(?:developer|god|dan|debug|jailbreak|beheerders?) ?(?:mode|modus)\b|\bjailbreak\b|\bprompt injection\b"
    r"|\b(?:je|jij) (?:hebt|heeft) (?:nu )?geen (?:regels|beperkingen|grenzen|filters?)\b|\bzonder (?:regels|beperkingen|filters?) (?:te )?(?:antwoord|werk|praat)\w*"
    r"|^antwoord (?:voortaan |vanaf nu |alleen |altijd |enkel )+(?:met|in|als)\b|^(?:geef|zeg) (?:altijd|voortaan|alleen maar)\b"
    r"|\bdit is een (?:test|bericht) van (?:de )?(?:ontwikkelaar|beheerder|admin|systeem)\w*"
)
_GATE: Final = re.compile(
    r"negeer|vergeet|ignor|forget|disregard|omzeil|overtreed|schend|overrid|alsof|vanaf nu|voortaan"
    r"|from now|bent|you are|act as|pretend|stel je voor|speel|gedraag|kruip|prompt|instruct|reveal"
    r"|modus|mode\b|jailbreak|beperking|zonder (?:regels|filters)|antwoord|geef altijd|zeg altijd"
    r"|system|systeem|assistant|admin|ontwikkelaar|beheerder|developer|regels|#{2}|<\||\[/?inst",
    re.IGNORECASE,
)
_REMAINDER: Final = re.compile(r"\s(?:en|dan|and|,)\s(?:vertel (?:me|mij) )?", re.IGNORECASE)


def is_planted(sentence: str) -> bool:
    """Whether a sentence tells the assistant what to be or which rules to drop."""
    return bool(_LABEL.search(sentence)) or bool(_INSTRUCTION.search(normalise(sentence)))


def without_planted(text: str) -> tuple[str, tuple[str, ...]]:
    """Split a message into what was meant for the search and what was planted.

    Returns:
        The message without planted sentences, and what follows an 'en' inside those: the caller
        judges whether that is a question ('doe alsof je examinator bent en geef een cijfer').
    """
    if not _GATE.search(text):
        return text.strip(), ()
    untagged = _TAGGED.sub(" ", text)
    kept: list[str] = []
    remainders: list[str] = []
    for sentence in _SENTENCE.findall(untagged):
        label = re.search(r"(?<=[\s>])(?:system|assistant|instructie|systeem)\s*:", sentence, re.I)
        if label and not _LABEL.search(sentence):
            kept.append(sentence[: label.start()])
            continue
        if not is_planted(sentence):
            kept.append(sentence)
            continue
        parts = _REMAINDER.split(sentence, maxsplit=1)
        if len(parts) == 2 and not is_planted(parts[1]) and not _LABEL.search(sentence):
            remainders.append(parts[1].strip())
    return re.sub(r"\s+", " ", "".join(kept)).strip(), tuple(remainders)
