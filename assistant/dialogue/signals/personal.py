"""Find what a message tells about a person, and ask the same thing without it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.dialogue.signals.names import Name, find_names
from assistant.dialogue.signals.normalising import normalise
from assistant.dialogue.signals.rules import Rules, load_rules
from assistant.dialogue.tidying import sentences

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(
    r"(?<![\d/-])(?:\+|00)?(?:31[\s-]?(?:\(0\))?|32[\s-]?|0)[1-9](?:[\s-]?\d){7,8}(?!\d)"
)
_PUBLIC_NUMBER: Final = re.compile(r"0(?:8|9)00[\s-]?\d")
_STUDENT_NUMBER: Final = re.compile(
    r"(?<![\w\u20ac,.-])[sSaA]?\d{6,9}(?![\w,.-]*\d)|"
    r"(?i:(?:student|leerling)\s?(?:nummer|nr)\.?\s*(?:is\s*|:\s*)?)[a-zA-Z]?\d{4,}|"
    r"(?i:leerling\s+nr\.?\s*)\d+"
)
_ADDRESS: Final = re.compile(
    r"\b[A-Za-z\u00c0-\u00ff]+(?:straat|laan|weg|plein|hof|dijk|singel|gracht|kade|pad|plantsoen)"
    r"\s+\d{1,4}\s?[a-zA-Z]?\b"
)
_BORN: Final = re.compile(
    r"(?i:geboren\s+(?:op\s+|is\s+|in\s+)?|geboortedatum\W+(?:is\s+)?)"
    r"\d{1,4}[-/. ](?:\d{1,2}|[a-z]+)(?:[-/. ]\d{2,4})?"
)
_NUMBERS: Final = (_EMAIL, _PHONE, _BORN, _STUDENT_NUMBER, _ADDRESS)

_CLAUSE: Final = re.compile(
    r"(\s*[,;:.!?\n]+\s*|\s+(?:en|maar|dus|waardoor|daardoor|daarom)\s+"
    r"|\s+(?=(?:omdat|want|doordat|vanwege|wegens)\b))",
    re.IGNORECASE,
)
_REASON: Final = re.compile(r"^(?:omdat|want|doordat|vanwege|wegens)\b", re.IGNORECASE)
_ASKS: Final = re.compile(
    r"\?"
    r"|(?:^|[.,?] |\b(?:en|maar|dus|dan|vraagt|vroeg) )"
    r"(?:mag|moet|moeten|hoe|hoeveel|wat|wie|wanneer|kan|kunnen|welk|welke|waar|waarom|krijgt|krijg"
    r"|telt|is|heeft|zijn|geldt|bij wie|tot wanneer|hoort|hoef|hoeft|zal|wil|of|aan wie|vanaf"
    r"|via wie|met wie|ben|klopt)\b"
    r"|\bof (?:ze|hij|zij|ik) (?:mee|mag|moet|kan)\b"
    r"|\b(?:wat nu|weet (?:niet|iemand)|hoe dan|kan dat|mag dat)\b"
)
_VERDICT: Final = re.compile(
    r"\b(?:lui|luie|brutaal|drama|verpest\w*|onaardig|stom|dom|irritant|vreselijk|slecht|waardeloos|"
    r"hopeloos|vervelend|raar|zielig|arrogant|rampzalig|ramp|gek|chaoot|verwend|slordig|haat|hekel|"
    r"achterlijk|onbeschoft|leugenaar|liegt|ruikt|stinkt|dik|lelijk|lief|geweldig|super|top|schat)\b"
)
_FEASTS: Final = re.compile(
    r"\b(?:suikerfeest|offerfeest|ramadan|chanoeka|chanoekah|pesach|diwali|holi|jom kipoer)\b",
    re.IGNORECASE,
)
_ABSENCE: Final = re.compile(
    r"\b(?:burn-? ?out|overspannen|kanker|tumor|leukemie|chemo|hernia|zwanger|miskraam|bevallen|"
    r"operatie|geopereerd|hersenschudding|opgenomen|ziekenhuis|thuis|weken|gebroken|ziek)\w*"
)
_TRAINEE: Final = "mijn student"
_PUPIL_NEAR: Final = re.compile(
    r"\b(?:uit groep \d|in groep \d|leerling\w*|kleuter|kind\b|jongetje|klasgenoot|rapport van|"
    r"(?:zijn|haar) (?:ouders|moeder|vader))"
)
_COLLEAGUE_NEAR: Final = re.compile(
    r"\b(?:duo\w*|collega\w*|schoolopleider|directeur|schoolleider|instituutsopleider|ib'?er)\b"
)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What kind of detail a message holds and what it asks apart from that.

    Attributes:
        kind: name, number, health, family, religion, file, remember or others.
        general: the question without the detail; empty when there is none.
    """

    kind: str
    general: str


@lru_cache(maxsize=1)
def personal_rules() -> Rules:
    """The rules of `personal.toml`."""
    return load_rules("personal.toml")


def find_personal_data(text: str, normalised: str) -> PersonalData | None:
    """Find details about a third person in a message, or None.

    Args:
        text: as typed, planted instructions left out.
        normalised: the same through `normalise`.
    """
    names = find_names(text)
    found = personal_rules().find(normalised)
    has_number = _has_number(text)
    if found is None and not names and not has_number:
        return None
    without_rule = "number" if has_number else "name"
    kind = found.rule.kind if found is not None else without_rule
    return PersonalData(kind, _general_question(text, names))


def _has_number(text: str) -> bool:
    if not any(c.isdigit() or c == "@" for c in text):
        return False
    return any(
        not _PUBLIC_NUMBER.match(match[0])
        for pattern in _NUMBERS
        for match in pattern.finditer(text)
    )


def _general_question(text: str, names: list[Name]) -> str:
    verdict = bool(_VERDICT.search(normalise(text)))
    general = _without_names(text, names)
    general = _without_numbers(general)
    kept: list[str] = []
    for sentence in sentences(general):
        normalised = normalise(sentence)
        found = personal_rules().find(normalised)
        if found is None:
            kept.append(sentence)
        elif found.rule.kind in {"health", "family", "religion"}:
            kept.append(_without_details(sentence, found.rule.kind))
        elif found.rule.kind == "file":
            break
    general = _tidy(" ".join(part for part in kept if part))
    if find_names(general) or personal_rules().find(normalise(general)):
        return ""
    normalised = normalise(general)
    if len(re.findall(r"[a-z]+", normalised)) < 3:
        return ""
    asks = bool(_ASKS.search(normalised))
    if not asks and (verdict or not names or re.search(r"\b(?:appen|bellen|mail)\b", normalised)):
        return general if "extra ondersteuning" in general and not verdict else ""
    return general


def _without_names(text: str, names: list[Name]) -> str:
    """Put a role where a name stands."""
    if not names:
        return text
    spans = {(name.start, name.end) for name in names}
    rest = "".join(
        " " if any(start <= i < end for start, end in spans) else c for i, c in enumerate(text)
    )
    folded = normalise(rest)
    pieces: list[str] = []
    position = 0
    for name in names:
        pieces.append(text[position : name.start])
        position = name.end
        if name.role is not None:
            pieces[-1] = pieces[-1].rstrip()
            pieces.append(_possessive(text, position))
        else:
            near = normalise(text[name.end : name.end + 14]) + " | " + folded
            pieces.append(_role_for(near) + _possessive(text, position))
        position = _skip_possessive(text, position)
    pieces.append(text[position:])
    general = re.sub(r"(?i)\bjuf(?:frouw)?\b|\bmeester\b", "een collega", "".join(pieces))
    general = re.sub(rf"{_TRAINEE}(?:\s*(?:,|en|of)\s*{_TRAINEE})+", _TRAINEE, general)
    general = re.sub(
        rf"\b(?i:(?:mijn|mn|onze) (?:student\w*|stagiaire?|lio) (?:heet|is)) {_TRAINEE} en ",
        f"{_TRAINEE} ",
        general,
    )
    return re.sub(rf"\b(?:heet|genaamd|heette) {_TRAINEE}", "", general)


def _role_for(context: str) -> str:
    if _PUPIL_NEAR.search(context.split(" | ")[0]) or (
        _PUPIL_NEAR.search(context) and re.search(r"\b(?:student|stagiaire?|lio)\b", context)
    ):
        return "mijn leerling"
    if re.match(r"^ ?, (?:mijn|onze) (?:duo|collega|schoolopleider|directeur)", context):
        return "een collega"
    if _COLLEAGUE_NEAR.search(context.split(" | ")[0]):
        return "een collega"
    return _TRAINEE


def _possessive(text: str, position: int) -> str:
    return "" if not re.match(r"['\u2019]s\b", text[position:]) else " haar"


def _skip_possessive(text: str, position: int) -> int:
    return position + 2 if re.match(r"['\u2019]s\b", text[position:]) else position


def _without_numbers(text: str) -> str:
    def replacement(match: re.Match[str]) -> str:
        return match[0] if _PUBLIC_NUMBER.match(match[0]) else ""

    for pattern in _NUMBERS:
        text = pattern.sub(replacement, text)
    text = re.sub(r"(?i)\b(?:met )?student(?:nummer|nr)\.?\s*(?:is\s*|:)?(?=\s|$|,)", "", text)
    return re.sub(
        r"(?i)\b(?:te bereiken op|woont op|is geboren|nummer is|mail haar op) ?(?=,|\.|$)", "", text
    )


def _without_details(sentence: str, kind: str) -> str:
    """Replace the clauses that hold a detail by what the organisation needs to know of it."""
    pieces = _CLAUSE.split(sentence)
    clauses, marks = pieces[::2], [*pieces[1::2], ""]
    rules = personal_rules()
    told = False
    out: list[str] = []
    for clause, mark in zip(clauses, marks, strict=True):
        bare = normalise(clause)
        found = rules.find(bare) or rules.find(f"hij {_after_reason(bare)}")
        if found is None or found.rule.kind not in {"health", "family", "religion"}:
            out += [clause, mark]
            continue
        if _REASON.match(clause.strip()) or told:
            if told and out:
                out.pop()  # the 'en' or comma that led to this clause
            out.append(mark)
            continue
        out += [_need(kind, bare), mark]
        told = True
    return _FEASTS.sub("een feestdag", "".join(out))


def _after_reason(clause: str) -> str:
    return _REASON.sub("", clause).strip()


def _need(kind: str, clause: str) -> str:
    role = re.search(
        r"\b(lio|zij-instromer|leerling|collega|duo|starter|kind|jongen|meisje)\b", clause
    )
    who = _TRAINEE
    if role:
        who = {"kind": "mijn leerling", "jongen": "mijn leerling", "meisje": "mijn leerling"}.get(
            role[1], f"mijn {role[1]}"
        )
    question = re.match(r"^(?:hoe|mag|moet|kan|wat|wie|welke|krijgt)\b", clause)
    if question:
        return f"hoe begeleid ik {who} met extra ondersteuning"
    if kind != "health":
        return f"{who} heeft persoonlijke omstandigheden"
    if _ABSENCE.search(clause):
        return f"{who} is langdurig afwezig"
    return f"{who} heeft extra ondersteuning nodig"


def _tidy(text: str) -> str:
    text = re.sub(r"\s+([,.?!])", r"\1", re.sub(r"\s+", " ", text))
    text = re.sub(r"(?:,\s*)+,", ",", text)
    return re.sub(r"^[\s,.;:]+", "", text).strip()
