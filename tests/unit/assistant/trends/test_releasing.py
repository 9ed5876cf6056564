"""No month that is released tells of a person: random regions, several months, every level."""

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.trends.figures import BANDS, Band, Figures, band
from assistant.trends.releasing import ASKED, Key
from tests.privacy.region import BOARDS, KNOWLEDGE, Asking, gathered, released

_KEYS: tuple[Key, ...] = (
    ("topic", "stuk#a"),
    ("topic", "stuk#b"),
    ("topic", "topic:rollen"),
    ("unanswered", "stuk#a"),
    ("unanswered", "topic:rollen"),
    ("contradiction", "vak.uren|stuk|gids"),
    ("feedback", "wrong:stuk#a"),
    ("reflection", ""),
)
_PERIODS = ("2026-08", "2026-09", "2026-10")
_LEAST = {"5-9": 5, "10-19": 10, "20-49": 20, "50+": 50}

Months = dict[str, tuple[Asking, ...]]


@st.composite
def months(draw: st.DrawFn) -> Months:
    """Three months of a region in which a few topics are asked by very different numbers."""
    found: Months = {}
    for period in _PERIODS:
        askings: list[Asking] = []
        for place in (*BOARDS, "pv-a"):  # some chose only a partnership
            members = draw(st.sampled_from((0, 1, 4, 5, 14, 15, 16, 21, 26, 58)))
            askers = {
                key: draw(st.integers(0, min(members, 55)))
                for key in draw(st.lists(st.sampled_from(_KEYS), max_size=4, unique=True))
            }
            askings += [
                Asking(
                    f"{place}/{number}".encode(),
                    place,
                    tuple(key for key, many in askers.items() if number < many)
                    or (("topic", f"stuk#eigen-{number}"),),
                )
                for number in range(members)
            ]
        found[period] = tuple(askings)
    return found


def shown(figures: Figures) -> dict[Key, Band]:
    """Every figure, however it is put."""
    found: dict[Key, Band] = {("topic", one.topic): one.mentors for one in figures.topics}
    for one in figures.unanswered:
        section = one.nearest.section
        place = one.nearest.document if section is None else f"{one.nearest.document}#{section}"
        found["unanswered", place] = one.mentors
    for two in figures.contradictions:
        found["contradiction", "|".join((two.subject, *two.documents))] = two.mentors
    for three in figures.feedback:
        found["feedback", f"{three.judgement}:{three.topic}"] = three.mentors
    if figures.reflection is not None:
        found["reflection", ""] = figures.reflection
    return found


@settings(max_examples=150, deadline=None)
@given(months(), st.sampled_from((5, 7, 12)))
def test_every_figure_is_of_a_group_in_an_organisation_that_is_large_enough(
    asked: Months, threshold: int
) -> None:
    for (organisation, period), figures in released(asked, threshold).items():
        counts = gathered(asked[period])[organisation]
        everybody = counts[ASKED]
        if len(everybody) < 15:
            assert figures.state == "too_small"
            assert shown(figures) == {}
        for key, size in shown(figures).items():
            mentors = counts[key]
            assert len(mentors) >= threshold
            assert size == band(len(mentors))
            assert len(everybody | mentors) - len(mentors) >= 5


@settings(max_examples=150, deadline=None)
@given(months(), st.sampled_from((5, 12)))
def test_subtracting_what_is_shown_below_leaves_no_group_that_is_hidden(
    asked: Months, threshold: int
) -> None:
    every = released(asked, threshold)
    for (above, period), figures in every.items():
        counts = gathered(asked[period])
        below = [one.id for one in KNOWLEDGE.organisations if above in one.parents]
        for key in shown(figures):
            there = [one for one in below if key in counts.get(one, {})]
            hidden = [one for one in there if key not in shown(every[one, period])]
            assert len(hidden) != 1
            if there and not hidden:
                rest = counts[above][key] - set().union(*(counts[one][key] for one in there))
                assert not 0 < len(rest) < threshold


@settings(max_examples=80, deadline=None)
@given(months(), st.data())
def test_one_mentor_moves_a_topic_by_one_band_at_most(asked: Months, data: st.DataObject) -> None:
    period = data.draw(st.sampled_from(_PERIODS))
    if not asked[period]:
        return
    gone = data.draw(st.sampled_from(asked[period])).mentor
    without = asked | {period: tuple(one for one in asked[period] if one.mentor != gone)}

    before, after = released(asked), released(without)

    for place, figures in before.items():
        later = shown(after[place]) if place in after else {}
        for key, size in shown(figures).items():
            if key in later:
                assert abs(BANDS.index(size) - BANDS.index(later[key])) <= 1


@settings(max_examples=80, deadline=None)
@given(months())
def test_change_compares_bands_with_the_month_before(asked: Months) -> None:
    every = released(asked)
    for earlier, later in pairwise(_PERIODS):
        for (organisation, period), figures in every.items():
            if period != later:
                continue
            then = every.get((organisation, earlier))
            sizes = {one.topic: one.mentors for one in then.topics} if then else {}
            for topic in figures.topics:
                if then is None or then.state != "released":
                    assert topic.change is None
                elif topic.topic not in sizes:
                    assert topic.change == "new"
                else:
                    moved = BANDS.index(topic.mentors) - BANDS.index(sizes[topic.topic])
                    assert topic.change == ("same" if not moved else "up" if moved > 0 else "down")


def _month(board: str, members: int, askers: int, key: Key = ("topic", "stuk#a")) -> list[Asking]:
    return [
        Asking(
            f"{board}/{number}".encode(),
            board,
            (key,) if number < askers else (("topic", f"stuk#eigen-{number}"),),
        )
        for number in range(members)
    ]


def _topics(askings: Iterable[Asking], organisation: str) -> list[str]:
    return [
        one.topic for one in released({"2026-10": tuple(askings)})[organisation, "2026-10"].topics
    ]


def test_a_topic_that_one_board_hides_is_hidden_above_it_and_not_beside_it() -> None:
    askings = [*_month("bestuur-1", 20, 8), *_month("bestuur-2", 20, 3)]

    assert _topics(askings, "bestuur-1") == ["stuk#a"]
    assert _topics(askings, "bestuur-2") == []
    assert _topics(askings, "pv-a") == []


def test_a_topic_that_two_boards_hide_is_shown_above_them() -> None:
    askings = [*_month("bestuur-1", 20, 4), *_month("bestuur-2", 20, 3)]

    assert _topics(askings, "pv-a") == ["stuk#a"]


def test_a_topic_that_nearly_everybody_asked_is_hidden() -> None:
    assert _topics(_month("bestuur-1", 20, 15), "bestuur-1") == ["stuk#a"]
    assert _topics(_month("bestuur-1", 20, 16), "bestuur-1") == []


def test_a_threshold_below_five_counts_as_five() -> None:
    figures = released({"2026-10": tuple(_month("bestuur-1", 20, 4))}, threshold=2)

    assert figures["bestuur-1", "2026-10"].threshold == 5
    assert figures["bestuur-1", "2026-10"].topics == ()


def test_the_order_tells_no_more_than_the_bands() -> None:
    some = [*_month("bestuur-1", 20, 6), *_month("bestuur-1", 60, 9, ("topic", "stuk#z"))]
    others = [*_month("bestuur-1", 20, 9), *_month("bestuur-1", 60, 6, ("topic", "stuk#z"))]

    assert _topics(some, "bestuur-1") == _topics(others, "bestuur-1")
