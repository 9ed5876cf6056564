from datetime import date

from assistant.reflection import adapting
from assistant.states import Asked, Used
from knowledge.flow import Step
from tests.unit.assistant.reflection.flows import FLOWS, SHORT, TALK

DAY = date(2026, 11, 24)


def used(*asked: Asked, flow: str = TALK.id) -> Used:
    return Used(flow, DAY, asked)


def steps(*names: str) -> list[Step]:
    return [one for name in names if (one := TALK.step(name))]


def steered(*asked: Asked) -> str:
    among = steps("gelukt", "collega", "rustig")
    return adapting.steered(among, FLOWS, [used(one) for one in asked]).id


def test_wordings_take_turns() -> None:
    step = TALK.steps[0]
    before: tuple[Used, ...] = ()
    seen = []
    for _ in range(4):
        seen.append(adapting.variant(TALK, step, before))
        before = adapting.remembered(before, used(Asked(step.id, seen[-1], "left")))

    assert seen == [0, 1, 2, 0]


def test_another_flow_or_step_changes_no_turn() -> None:
    step = TALK.steps[0]

    assert adapting.variant(TALK, step, [used(Asked("doel", 0, "answered"), flow="elders")]) == 0
    assert adapting.variant(TALK, step, [used(Asked("plan", 0, "answered"))]) == 0


def test_a_flow_gets_short_at_the_fourth_and_worn_at_the_eighth_use() -> None:
    one = used(Asked("doel", 0, "answered"))

    assert [adapting.is_short(TALK, [one] * before) for before in (2, 3)] == [False, True]
    assert [adapting.worn(TALK, [one] * before) for before in (6, 7)] == [False, True]
    assert not adapting.worn(SHORT, [one] * 7)


def test_a_question_that_was_only_put_is_no_use() -> None:
    assert adapting.uses(TALK, [used(Asked("doel", 0, "left"))] * 9) == 0


def test_the_source_that_was_asked_least_comes_next() -> None:
    assert steered() == "gelukt"
    assert steered(Asked("gelukt", 0, "answered")) == "collega"
    assert steered(Asked("gelukt", 0, "answered"), Asked("collega", 0, "answered")) == "rustig"


def test_what_was_skipped_once_comes_again_and_twice_rests() -> None:
    fed = [Asked(name, 0, "answered") for name in ("gelukt", "rustig")]
    skipped = Asked("collega", 0, "skipped")

    assert steered(*fed, skipped) == "collega"
    assert steered(*fed, skipped, skipped) == "gelukt"


def test_a_low_score_does_not_count_as_fed() -> None:
    low, high = (Asked("collega", 0, "answered", score) for score in (4, 5))
    fed = [Asked(name, 0, "answered") for name in ("gelukt", "rustig")]

    assert steered(*fed, low) == "collega"
    assert steered(*fed, high) == "gelukt"


def test_flows_and_steps_that_are_gone_count_nothing() -> None:
    gone = [used(Asked("gelukt", 0, "answered"), flow="weg"), used(Asked("weg", 0, "answered"))]

    assert adapting.steered(steps("gelukt", "collega"), FLOWS, gone).id == "gelukt"


def test_what_is_remembered_stays_bounded() -> None:
    before: tuple[Used, ...] = ()
    for _ in range(adapting.MOST_REMEMBERED + 5):
        before = adapting.remembered(before, used())
    several: tuple[Used, ...] = ()
    for number in range(adapting.MOST_REMEMBERED + 5):
        several = adapting.remembered(several, used(flow=f"stroom-{number}"))

    assert len(before) == len(several) == adapting.MOST_REMEMBERED
    assert several[-1].flow == f"stroom-{adapting.MOST_REMEMBERED + 4}"


def test_a_flow_that_is_used_now_and_then_wears_as_well() -> None:
    step = TALK.steps[0]
    before: tuple[Used, ...] = ()
    for number in range(7):
        assert not adapting.worn(TALK, before)
        assert adapting.variant(TALK, step, before) == number % len(step.ask)
        before = adapting.remembered(before, used(Asked(step.id, number % 3, "answered")))
        for _ in range(adapting.MOST_REMEMBERED):  # more than is remembered lies in between
            other = used(Asked("moment", 0, "answered"), flow=SHORT.id)
            before = adapting.remembered(before, other)

    assert adapting.worn(TALK, before)
    assert adapting.uses(SHORT, before) == 7 * adapting.MOST_REMEMBERED
    assert adapting.uses(TALK, before) == 7
