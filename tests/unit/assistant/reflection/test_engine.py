from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reflection import card
from assistant.reflection.engine import CARD, MOST, PLAN, Guide
from assistant.states import Asked, Running, Used
from knowledge.flow import Flow
from tests.unit.assistant.reflection.flows import ALL_OPTIONAL, ENDLESS, FLOWS, SHORT, TALK

NOW = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def used(flow: Flow, *asked: Asked) -> Used:
    return Used(flow.id, NOW.date(), asked or (Asked(flow.steps[0].id, 0, "answered"),))


def guide(flow: Flow = TALK, *before: Used) -> Guide:
    return Guide(flow, FLOWS, before)


def walk(through: Guide, *answers: str | None) -> Running:
    now = through.begin(NOW)
    for answer in answers:
        now = through.advance(now, answer, LATER)
    return now


def test_a_flow_begins_with_its_first_question() -> None:
    begun = guide().begin(NOW, about="t1")

    assert (begun.step, begun.question) == ("doel", "doel a?")
    assert (begun.kind, begun.about, begun.began) == ("startgesprek", "t1", NOW)


def test_a_choice_and_a_score_decide_what_comes_next() -> None:
    assert walk(guide(), "Leren").step == "zeker"
    assert walk(guide(), "Afspreken").step == "moment"
    assert walk(guide(), "Leren", "4").step == "klein"
    assert walk(guide(), "Leren", "5").step == "gelukt"
    assert walk(guide(), "Leren", None).step == CARD
    assert walk(guide(), None, None).step == "zeker"


def test_the_last_step_is_followed_by_the_card() -> None:
    done = walk(guide(), "Leren", "8", "dat lukte", "Als het stil is, dan wacht ik")

    assert (done.step, done.question) == (CARD, "")
    assert [one.step for one in done.given] == ["doel", "zeker", "gelukt", "plan"]


def test_back_gives_the_question_before_in_the_same_words() -> None:
    through = guide(TALK, used(TALK, Asked("zeker", 1, "answered", 7)))
    asked = walk(through, "Leren")
    back = through.back(through.advance(asked, "8", LATER), LATER)

    assert back == asked
    assert back is not None
    assert back.question == "zeker c?"
    assert through.back(through.begin(NOW), LATER) is None


def test_last_times_plan_comes_before_the_five() -> None:
    through = guide()
    begun = through.begin(NOW, after=("k1", "Heb je het gedaan?"))
    then = through.advance(begun, "ja", LATER)

    assert (begun.step, begun.question, begun.asks_after) == (PLAN, "Heb je het gedaan?", "k1")
    assert then.step == "doel"
    assert through.step(begun) is None
    assert through.used_now(then, NOW.date()).asked == (Asked("doel", 0, "left"),)


def test_a_flow_in_a_circle_ends_after_five() -> None:
    done = walk(guide(ENDLESS), *("nog eens",) * MOST)

    assert done.step == CARD
    assert len(done.given) == MOST


def test_from_the_fourth_use_on_optional_steps_are_left_out() -> None:
    assert walk(guide(SHORT, *[used(SHORT)] * 2), "dat").step == "aandeel"
    assert walk(guide(SHORT, *[used(SHORT)] * 3), "dat").step == CARD
    assert walk(guide(TALK, *[used(TALK)] * 3), "Afspreken").step == "zeker"


def test_a_flow_of_optional_steps_alone_is_only_its_card_in_the_end() -> None:
    assert guide(ALL_OPTIONAL, *[used(ALL_OPTIONAL)] * 3).begin(NOW).step == CARD


def test_optional_steps_in_a_circle_do_not_hang() -> None:
    circle = ENDLESS.model_copy(
        update={"steps": (ENDLESS.steps[0].model_copy(update={"optional": True}),)}
    )

    assert guide(circle, *[used(circle)] * 3).begin(NOW).step == CARD


def test_a_step_that_a_keeper_removed_leads_to_the_card() -> None:
    asked = walk(guide(), "Leren")
    changed = TALK.model_copy(update={"steps": TALK.steps[:1]})
    through = Guide(changed, {changed.id: changed}, ())

    assert through.advance(asked, "8", LATER).step == CARD
    assert through.used_now(asked, NOW.date()).asked == (Asked("doel", 0, "answered"),)


def test_what_is_remembered_has_no_words() -> None:
    through = guide()
    now = walk(through, "Leren", "3")
    told = through.used_now(now, NOW.date())

    assert told == Used(
        TALK.id,
        NOW.date(),
        (
            Asked("doel", 0, "answered"),
            Asked("zeker", 0, "answered", 3),
            Asked("klein", 0, "left"),
        ),
        "startgesprek",
    )


def test_a_question_that_was_reworded_since_counts_as_the_first() -> None:
    through = guide()
    old = Running(TALK.id, "doel", "zoals het was?", NOW)

    assert through.used_now(old, NOW.date()).asked == (Asked("doel", 0, "left"),)


def test_the_card_has_the_mentors_words_in_order() -> None:
    done = walk(guide(), "Afspreken", None, "8", "dat lukte", "Als a, dan b")
    made = card.card(TALK, done, ())

    assert [(one.label, one.words) for one in made.lines] == [
        ("Doel", "Afspreken"),
        ("Zeker", "8"),
        ("Gelukt", "dat lukte"),
    ]
    assert made.plan == "Als a, dan b"
    assert [one.ask for one in made.openings] == ["Opening 1?", "Opening 2?"]


def test_openings_take_turns() -> None:
    again = card.card(TALK, walk(guide()), (used(TALK),) * 2)

    assert [one.ask for one in again.openings] == ["Opening 3?", "Opening 4?"]
    assert card.openings(SHORT, 3) == ()


def test_what_is_kept_has_plan_and_score_apart() -> None:
    through = guide()
    now = through.begin(NOW, after=("k1", "En?"))
    for answer in ("ja", "Leren", "6", None, "Als a, dan b"):
        now = through.advance(now, answer, LATER)
    kept = card.kept(TALK, now, "k2", LATER)

    assert (kept.id, kept.flow, kept.title, kept.kind) == (
        "k2",
        TALK.id,
        TALK.title,
        "startgesprek",
    )
    assert [(one.step, one.answer) for one in kept.given] == [("doel", "Leren")]
    assert (kept.plan, kept.score) == ("Als a, dan b", 6)
    assert card.kept(SHORT, walk(guide(SHORT), "x"), "k3", LATER).score is None


@settings(deadline=None)
@given(
    st.sampled_from(sorted(FLOWS)),
    st.integers(0, 9),
    st.lists(st.sampled_from(["answer", "skip", "back"]), max_size=20),
    st.integers(0, 10),
)
def test_no_way_through_asks_more_than_five_or_hangs(
    name: str, before: int, moves: list[str], score: int
) -> None:
    flow = FLOWS[name]
    through = guide(flow, *[used(flow)] * before)
    now = through.begin(NOW)
    for move in moves:
        if now.step == CARD and move != "back":
            break
        if move == "back":
            now = through.back(now, LATER) or now
            continue
        step = through.step(now)
        assert step is not None
        words = {"schaal": str(score), "keuze": step.choices[0] if step.choices else ""}
        following = through.advance(
            now, None if move == "skip" else words.get(step.answer, "zo"), LATER
        )
        back = through.back(following, now.at)
        assert back == now
        now = following
        assert len(now.given) <= MOST
