"""An insider who knows what everybody else asked, and guesses whether one mentor asked one thing.

`python -m tests.privacy.attack` plays it many times against what is really released, once seen by
whoever was granted one organisation and once on all levels together, and against exact counts. It
fails when the guess is right too often in a region of real size. A coin is right in 50%. Regions of
small boards and the harder question (this topic or that one?) are shown, not held to it: there the
bands tell more, and a higher threshold is the remedy.
"""

import random
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.trends.figures import Figures
from assistant.trends.releasing import ASKED, Key
from tests.privacy.region import KNOWLEDGE, PERIOD, Asking, gathered, region, released

ROUNDS = 400
MOST = 0.60
"""More guesses right than this are a leak."""

THRESHOLD = 5
SIZES = {"small boards (8-30 mentors)": (8, 30), "boards of 40-200 mentors": (40, 200)}
HELD = "boards of 40-200 mentors"
"""10,000 mentors are a region's; with six to thirty boards each has hundreds."""

QUESTIONS = ("nothing", "another")
"""What the mentor asked, if not the topic: the first is the question that the limit is for."""

Seen = Mapping[tuple[str, str], Figures]


def seen(askings: list[Asking]) -> Seen:
    """The closed month, as it is released on every level."""
    return released({PERIOD: tuple(askings)}, THRESHOLD)


def level(name: str) -> Callable[[list[Asking], Seen], object]:
    """What somebody sees who was granted one organisation: the mentor's, of this level."""

    def view(askings: list[Asking], figures: Seen) -> object:
        own = [one.id for one in KNOWLEDGE.organisations.above(askings[-1].organisation)]
        return figures.get((next(one for one in own if one.startswith(name)), PERIOD))

    return view


def exact(askings: list[Asking], _figures: Seen) -> object:
    """The same month in exact counts from the threshold on, on every level."""
    return {
        (organisation, key): len(mentors)
        for organisation, counts in gathered(askings).items()
        for key, mentors in counts.items()
        if key != ASKED and len(mentors) >= THRESHOLD
    }


VIEWS: dict[str, Callable[[list[Asking], Seen], object]] = {
    "bestuur": level("bestuur"),
    "partnerschap": level("pv"),
    "regio": level("regio"),
    "all levels": lambda _askings, figures: figures,
    "exact counts": exact,
}


def guessed(rng: random.Random, mentors: tuple[int, int], other: str) -> dict[str, float]:
    """How often the guess is right, for each view.

    Args:
        rng: makes the regions.
        mentors: least and most of a board.
        other: what the mentor asked if not the topic, one of QUESTIONS.
    """
    right = dict.fromkeys(VIEWS, 0.0)
    for _ in range(ROUNDS):
        askings = region(rng, mentors)
        victim = askings.pop(rng.randrange(len(askings)))
        topic = rng.randrange(12)
        mine: Key = ("topic", f"stuk#{topic}")
        kept = tuple(key for key in victim.keys if key != mine)
        instead: tuple[Key, ...] = ()
        if other == "another":
            instead = (("topic", f"stuk#{(topic + 1 + rng.randrange(11)) % 12}"),)
        worlds = [
            [*askings, replace(victim, keys=keys)]
            for keys in ((*kept, mine), tuple(dict.fromkeys((*kept, *instead))))
        ]
        figures = [seen(world) for world in worlds]
        for name, view in VIEWS.items():
            # Knowing all else, the insider can work out what either would give.
            differ = view(worlds[0], figures[0]) != view(worlds[1], figures[1])
            right[name] += 1.0 if differ else 0.5
    return {name: share / ROUNDS for name, share in right.items()}


def main() -> int:
    """Print how often the guess is right; 1 when it is too often."""
    worst = 0.0
    for size, mentors in SIZES.items():
        for other in QUESTIONS:
            shares = guessed(random.Random(7), mentors, other)
            told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
            sys.stdout.write(f"{size}, this topic or {other}: {told}\n")
            sys.stdout.flush()
            if size == HELD and other == QUESTIONS[0]:
                worst = max(share for name, share in shares.items() if name != "exact counts")
    sys.stdout.write(f"worst in {HELD}: {worst:.1%} right, at most {MOST:.0%}\n")
    return 1 if worst > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
