"""Two hundred Dutch texts of different kinds and lengths, made from parts."""

from itertools import product

_WHO = (
    "De mentor",
    "Een startende leraar",
    "Onze schoolopleider",
    "De student",
    "Mijn zij-instromer",
)
_DOES = (
    "bespreekt de les meteen na afloop",
    "kijkt elke dinsdag mee in groep 7",
    "vult het beoordelingsformulier in",
    "vraagt om duidelijke feedback",
)
_MORE = (
    "en maakt daarna samen een plan voor de volgende week.",
    "omdat het gesprek van maandag niet doorging (ziekte).",
    "maar weet niet wie het eindoordeel vaststelt: de pabo of de school?",
)
_SHORT = (
    "hoeveel uur krijg ik per student",
    "wie beoordeelt de stage nou eigenlijk, ik of de pabo?",
    "Mag ik filmen in de klas?",
    "en bij een starter?",
    "ff vraagje: moet ik bij t driehoeksgesprek zijn",
    "Wat staat er in de stagegids van jaar 3 over verzuim?",
    "GROW-model",
    "€ 1.250 per student in 2025",
    "Café 't Hoekje, Rótterdam; ’s ochtends om 8.30 uur",
    "vog aanvragen",
)


def texts() -> list[str]:
    """Give the texts: 10 questions, 60 sentences, and 130 passages of two to seven sentences."""
    sentences = [" ".join(parts) for parts in product(_WHO, _DOES, _MORE)]
    passages = [
        " ".join(
            sentences[(number * 7 + step * (11 + 2 * (number // 60))) % len(sentences)]
            for step in range(2 + number % 6)
        )
        for number in range(130)
    ]
    return [*_SHORT, *sentences, *passages]
