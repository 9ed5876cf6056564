"""Find the first names of people in a message, on capitals or without them.

A name on the list counts in any case of letters, unless it is a word as well (`Roos`, `Mees`,
`Max`): then its place must show that a person is meant. Names off the list count after a role
('mijn student Xanti') and after 'heet'. Schools, institutes, thinkers and sayings are no persons.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from assistant.dialogue.signals.normalising import fold

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")

_ROLES: Final = frozenset(
    "student studente studentje stagiair stagiaire lio juf juffrouw meester leerling leerlinge "
    "collega duo duocollega duopartner zij-instromer zijinstromer instromer starter kleuter "
    "jongen meisje jongetje schoolopleider instituutsopleider directeur directrice mentor coach "
    "docent docente leerkracht eerstejaars tweedejaars derdejaars vierdejaars lio'er so io wpb "
    "stagebegeleider begeleider ib'er conci\u00ebrge concierge vriendin zus broer pabo'er "
    "stagair stagaire stagiare studnet parallelcollega mevrouw mevr meneer dhr mw".split()
)
_LED_BY: Final = frozenset(
    "met van voor over aan bij dat als en of met om tegen door naar toen wanneer omdat want hoe "
    "mag moet kan wil heeft is zal gaat laat vindt geeft krijgt begeleid coach heet wat hoi zegt "
    "vraagt waarom wie komt doet beoordeel beoordeelt spreek bespreek geef".split()
)
_FOLLOWED_BY: Final = frozenset(
    "is was heeft had komt kwam wil wilde zit zat doet deed zegt zei moet kan kon mag gaat ging "
    "staat stond vindt vond praat krijgt kreeg weet levert geeft gaf luistert werkt begint "
    "reageert reageerde huilt vraagt vroeg belde belt appt mailt snapt durft blijft bleef maakt "
    "maakte houdt hield stelt kijkt loopt vergeet vergat wordt werd haalt klapt neemt nam zou zal "
    "denkt voelt leert lijkt vertelde vertelt ligt mist doorheen niet haar zijn z'n zn".split()
)
_ARTICLES: Final = frozenset(
    "een het de geen dit dat deze die elke iedere alle per hun ons onze mijn uw".split()
)
_INSTITUTION_BEFORE: Final = frozenset(
    "pabo school basisschool obs cbs rkbs kbs pcbs ikc kindcentrum hogeschool stichting sint st "
    "prins prinses koning koningin koninklijke model partnerschap pv bestuur locatie methode "
    "academie universiteit instituut college scholengroep onderwijsgroep dr zwarte kern saint "
    "sbo daltonschool montessorischool jenaplanschool vrijeschool pater pastoor juliana "
    "volgens boek theorie".split()
)
_INSTITUTION_AFTER: Final = frozenset(
    "school schools basisschool college lyceum model academie pabo instituut stichting methode "
    "kindcentrum hogeschool scholengroep onderwijs partnerschap universiteit kwadrant "
    "montessori more frank fasen".split()
)
_NO_PERSONS: Final = (
    ("anne", "frank"),
    ("thomas", "more"),
    ("maria", "montessori"),
    ("jan", "ligthart"),
    ("luc", "stevens"),
    ("gert", "biesta"),
    ("fred", "korthagen"),
    ("john", "hattie"),
    ("john", "dewey"),
    ("daniel", "ofman"),
    ("albert", "bandura"),
    ("carl", "rogers"),
    ("jean", "piaget"),
    ("helen", "parkhurst"),
    ("peter", "petersen"),
    ("jip", "en"),
    ("joost", "mag"),
    ("jan", "en"),
    ("jan", "met"),
    ("jan", "modaal"),
    ("jan", "klaassen"),
    ("willem", "alexander"),
    ("willem", "van"),
    ("karel", "de"),
    ("michiel", "de"),
    ("max", "verstappen"),
    ("geert", "wilders"),
    ("mark", "rutte"),
    ("dick", "schoof"),
    ("rob", "jetten"),
    ("frans", "timmermans"),
    ("thierry", "baudet"),
    ("annie", "m"),
    ("roald", "dahl"),
    ("johan", "cruijff"),
    ("johan", "cruyff"),
    ("vincent", "van"),
    ("taylor", "swift"),
    ("peter", "pan"),
    ("piet", "precies"),
    ("paul", "van"),
    ("erik", "of"),
    ("tom", "tom"),
    ("frank", "en"),
)
_SELF_BEFORE: Final = (("ik", "heet"), ("naam", "is"), ("ik", "ben"), ("noem", "me"))
_GREETINGS: Final = frozenset("groet groetjes groeten gr liefs mvg hoi hallo dag hey".split())
_TUSSENVOEGSELS: Final = frozenset("van de der den het ter ten el al von da du la le".split())
_SURNAMES: Final = frozenset(
    "jansen janssen bakker visser smit smits meijer mulder bos vos peters hendriks dekker dijkstra "
    "hoekstra koster prins huisman postma veenstra kramer brouwer vries jong boer berg dijk vliet "
    "wit groot haan bruin leeuwen yilmaz kaya demir yildiz ozturk hassan ali nguyen singh kok "
    "willems maas schouten kuipers verhoeven wijk beek heuvel graaf linden".split()
)
_NO_NAMES: Final = frozenset(
    "ADHD ADD ASS AVG VOG LIO IO SO SOL WPB BOC HBO MBO WO CAO POP PAP BHV IB RT PDD PDDNOS ODD "
    "PTSS AED ICT GGD NT2 VVE Cito DIA Parro ParnasSys Esis Teams Word Excel Magister Brightspace "
    "Canvas Osiris Snappet Gynzy Squla Kanjer STARR ALACT GROW MERID Korthagen Ofman Bandura Velon "
    "Nederlands Engels Duits Frans Januari Februari Maart April Mei Juni Juli Augustus September "
    "Oktober November December Maandag Dinsdag Woensdag Donderdag Vrijdag Telegram WhatsApp "
    "TikTok Instagram Tiktok".lower().split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in a text, surname included.

    Attributes:
        start: first character.
        end: one past the last.
        role: offset at which the role before it begins ('student Lisa'), else None.
    """

    start: int
    end: int
    role: int | None


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """Names that always count, and names that count in a context."""
    text = files(__package__).joinpath("names.txt").read_text(encoding="utf-8")
    always, _, in_context = text.partition("[in context]")
    lines = [line for line in always.splitlines() if not line.startswith(("#", "["))]
    return frozenset(" ".join(lines).split()), frozenset(in_context.split())


def _bare(word: str) -> str:
    """Fold a word and take a possessive ending off."""
    folded = fold(word)
    return folded[:-2] if folded.endswith("'s") else folded.rstrip("'")


def _is_listed(word: str) -> tuple[bool, bool]:
    always, in_context = _lists()
    bare = _bare(word)
    forms = [bare]
    if bare.endswith("s") and bare not in always:
        forms.append(bare[:-1])
    if "-" in bare:
        forms.append(bare.split("-", 1)[0])
    return any(form in always for form in forms), bare in in_context


class _Message:
    """The words of one message with what stands beside each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
        self.folded = [fold(word) for _, _, word in self.words]
        letters = [c for c in text if c.isalpha()]
        self.shouted = sum(c.isupper() for c in letters) > 0.6 * max(1, len(letters))

    def before(self, index: int, distance: int = 1) -> str:
        return self.folded[index - distance] if index >= distance else ""

    def after(self, index: int) -> str:
        return self.folded[index + 1] if index + 1 < len(self.words) else ""

    def capital(self, index: int) -> bool:
        return self.words[index][2][0].isupper() and not self.shouted

    def opens_sentence(self, index: int) -> bool:
        head = self.text[: self.words[index][0]].rstrip(" \"'(-")
        return not head or head[-1] in ".!?:\n"

    def excluded(self, index: int) -> bool:
        before, after = self.before(index), self.after(index)
        bare = _bare(self.words[index][2])
        if bare == "anne" and after.startswith("frank"):
            return True
        if (bare, after) in _NO_PERSONS:
            return True
        if before in _INSTITUTION_BEFORE or after in _INSTITUTION_AFTER or before in _GREETINGS:
            return True
        if before in _ARTICLES and self.before(index, 2) in _INSTITUTION_BEFORE:
            return True
        return (self.before(index, 2), before) in _SELF_BEFORE

    def is_name(self, index: int) -> bool:
        word = self.words[index][2]
        if len(word) < 2 or fold(word) in _NO_NAMES:
            return False
        always, in_context = _is_listed(word)
        before, after = self.before(index), self.after(index)
        led_by_role = before in _ROLES
        capital = self.capital(index)
        if always:
            return not (before in _ARTICLES and not capital) or led_by_role
        if in_context:
            if capital and not self.opens_sentence(index) and before not in {"de", "het"}:
                return True
            if before in _ARTICLES:
                return False
            if led_by_role:
                return after in _FOLLOWED_BY or capital
            return after in _FOLLOWED_BY and (
                index == 0 or before in _LED_BY or self.opens_sentence(index)
            )
        if before in {"heet", "heette", "genaamd"}:
            return fold(word) not in _ARTICLES | _LED_BY and len(word) > 2
        return (
            capital
            and led_by_role
            and not self.opens_sentence(index)
            and not word.isupper()
            and not any(c.isupper() for c in word[1:])
        )

    def end_of_name(self, index: int) -> int:
        """Index of the last word of the name that starts at a word."""
        last = index
        scout = index + 1
        while scout < len(self.words):
            gap = self.text[self.words[scout - 1][1] : self.words[scout][0]]
            if gap.strip(". "):
                break
            word = self.folded[scout]
            if self.capital(scout) and word not in _NO_NAMES and not self.opens_sentence(scout):
                last = scout
            elif word in _SURNAMES and (last == scout - 1 or self.folded[scout - 1] in {"de"}):
                last = scout
            elif word not in _TUSSENVOEGSELS:
                break
            scout += 1
        return last


def find_names(text: str) -> list[Name]:
    """Find the names of persons in a message as it was typed."""
    message = _Message(text)
    found: list[Name] = []
    index = 0
    while index < len(message.words):
        if message.is_name(index) and not message.excluded(index):
            last = message.end_of_name(index)
            role = message.words[index - 1][0] if message.before(index) in _ROLES else None
            found.append(Name(message.words[index][0], message.words[last][1], role))
            index = last
        index += 1
    return found
