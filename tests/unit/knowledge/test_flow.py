"""What comes next in a flow, and the ways through every flow that ships."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from knowledge.flow import SCALE, Flow, Step
from knowledge.flow_files import shipped_flows
from tests.unit.knowledge.flows import FILE, FLOW

CONVERSATIONS = (
    "kennismaking",
    "startgesprek",
    "lesnabespreking",
    "voortgangsgesprek",
    "beoordelingsgesprek",
    "slechtnieuwsgesprek",
    "driehoeksgesprek",
    "eindgesprek",
)
OTHERS = ("na-gesprek", "mijn-rol", "mijn-kracht", "moeilijk-moment", "een-minuut", "terugblik")


@pytest.fixture
def flow() -> Flow:
    return Flow(**YAML(typ="safe").load(FLOW), file=FILE)


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("doel", {"choice": "Leren"}, ["zeker"]),
        ("doel", {"choice": "Afspreken"}, ["moment"]),
        ("doel", {"skipped": True}, []),
        ("moment", {}, ["zeker"]),
        ("moment", {"skipped": True}, ["zeker"]),
        ("zeker", {"score": 0}, ["klein"]),
        ("zeker", {"score": 4}, ["klein"]),
        ("zeker", {"score": 5}, ["gelukt", "collega"]),
        ("zeker", {"skipped": True}, ["gelukt", "collega"]),
        ("klein", {}, ["plan"]),
        ("collega", {}, ["plan"]),
        ("plan", {}, []),
    ],
)
def test_the_first_rule_that_fits_says_what_comes_next(
    flow: Flow, step: str, answer: dict[str, Any], expected: list[str]
) -> None:
    asked = flow.step(step)
    assert asked is not None

    assert [one.id for one in flow.following(asked, **answer)] == expected


def test_a_step_that_a_flow_has_not_is_none(flow: Flow) -> None:
    assert flow.step("weg") is None
    assert flow.step("einde") is None


def test_every_flow_of_the_contract_ships() -> None:
    flows = shipped_flows()

    assert set(flows) == {*(f"voor-{one}" for one in CONVERSATIONS), *OTHERS}
    for talk in CONVERSATIONS:
        assert flows[f"voor-{talk}"].conversation == talk
        assert not flows[f"voor-{talk}"].after
        assert len(flows[f"voor-{talk}"].openings) >= 2
    assert flows["na-gesprek"].after


@st.composite
def answers(draw: st.DrawFn, step: Step) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"skipped": True}
    if step.answer == "schaal":
        return {"score": draw(st.sampled_from(SCALE))}
    if step.answer == "keuze":
        return {"choice": draw(st.sampled_from(step.choices))}
    return {}


@given(st.sampled_from(sorted(shipped_flows())), st.booleans(), st.data())
def test_any_answers_end_a_flow_within_five_questions(
    name: str, short: bool, data: st.DataObject
) -> None:
    flow = shipped_flows()[name]
    following: tuple[Step, ...] = flow.steps[:1]
    asked = []
    while following:
        step = data.draw(st.sampled_from(following))
        if short and step.optional:
            following = flow.following(step, skipped=True)
            continue
        asked.append(step)
        assert len(asked) <= 5
        following = flow.following(step, **data.draw(answers(step)))

    assert asked


@pytest.mark.parametrize("talk", CONVERSATIONS)
def test_before_a_talk_a_mentor_says_how_sure_and_makes_a_plan(talk: str) -> None:
    flow = shipped_flows()[f"voor-{talk}"]
    scale = flow.step("zeker")
    assert scale is not None

    low = [flow.following(scale, score=score) for score in range(5)]
    high = [flow.following(scale, score=score) for score in range(5, 11)]

    assert {len(steps) for steps in low} == {1}
    assert all(len({step.efficacy for step in steps}) == len(steps) >= 3 for steps in high)
    assert not {low[0][0]} & {*high[0]}
    assert flow.steps[-1].answer == "plan"
    assert all(flow.following(step)[0].id == "plan" for step in (*low[0], *high[0]))


def test_who_gives_no_number_is_not_asked_about_it() -> None:
    for flow in shipped_flows().values():
        for scale in (step for step in flow.steps if step.answer == "schaal"):
            asked = [text for s in flow.following(scale, skipped=True) for text in s.ask]
            assert not [text for text in asked if "cijfer" in text or "punten minder" in text]


def test_every_question_that_ships_is_asked_in_its_own_words() -> None:
    for flow in shipped_flows().values():
        texts = [text for step in flow.steps for text in step.ask]
        assert len(set(texts)) == len(texts)


def test_my_role_shows_the_role_description_once() -> None:
    kinds = [step.answer for step in shipped_flows()["mijn-rol"].steps]

    assert kinds.count("passage") == 1
    assert kinds.count("plan") == 1
