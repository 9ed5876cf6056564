"""Four months of questions of an invented region, for pages that look as they will."""

import json
import random
from collections.abc import Iterator

SCHOOLS = {
    "school-papieren-kraan": 34,
    "school-tinnen-trom": 30,
    "school-zevende-kwartier": 26,
    "school-kopergieter": 24,
    "school-wolkenmaker": 20,
}
"""The shipped schools, and how many mentors of each ask something."""

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")

_ASKED: dict[str, tuple[float, float]] = {
    "hoeveel uur krijg ik voor het begeleiden van een student": (0.45, 0.75),
    "wie beoordeelt de stage": (0.5, 0.5),
    "hoe vaak heb ik een begeleidingsgesprek met mijn student": (0.25, 0.45),
    "moet ik eerst een training doen voor ik een student krijg": (0.3, 0.15),
    "hoe lang is mijn certificaat geldig": (0.0, 0.3),
    "wat bespreek ik in een voortgangsgesprek": (0.2, 0.22),
    "mag een lio alleen voor de klas": (0.25, 0.3),
    "hoeveel studenten mag ik tegelijk begeleiden": (0.15, 0.35),
    "krijg ik een vergoeding als mentor": (0.2, 0.28),
    "hoe geef ik feedback na een les": (0.3, 0.2),
    "wanneer moet het advies voor de tussenbeoordeling binnen zijn": (0.1, 0.4),
    "wie betaald die vog": (0.2, 0.45),
    "zijn er kleding regels voor stagiairs": (0.1, 0.25),
    "kan ze n maandje stage in suriname doen": (0.0, 0.25),
}
"""A question, and which share of the mentors asks it in the first and in the last month."""


def lines(seed: int = 7) -> Iterator[str]:
    """The history as `trends replay` reads it."""
    chance = random.Random(seed)
    last = len(MONTHS) - 1
    for number, month in enumerate(MONTHS):
        for school, mentors in SCHOOLS.items():
            for mentor in range(mentors):
                for question, (first, then) in _ASKED.items():
                    share = first + (then - first) * number / last
                    if chance.random() < share:
                        day = chance.randint(1, 28)
                        yield json.dumps(
                            {
                                "mentor": f"{school}-{mentor}",
                                "scope": school,
                                "at": f"{month}-{day:02}T15:30",
                                "question": question,
                            }
                        )
