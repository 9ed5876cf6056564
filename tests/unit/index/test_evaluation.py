import json
import math

import pytest

from index.errors import IndexingError
from index.evaluation import Judged, as_json, evaluate


def figures(rows: list[Judged]) -> dict[str, object]:
    return as_json(evaluate(rows))


def judged(
    expected: str = "answered",
    sections: tuple[str, ...] = ("a",),
    status: str = "answered",
    ranked: tuple[str, ...] = ("a", "b", "c"),
    sources: tuple[str, ...] = ("a",),
    confidence: float | None = 1.0,
) -> Judged:
    return Judged(expected, sections, status, ranked, sources, confidence, 2.0)


def test_any_one_of_the_sections_suffices() -> None:
    found = figures([judged(sections=("x", "b"))])

    assert (found["recall@1"], found["recall@3"]) == (0, 1)
    assert found["mrr"] == 0.5
    assert found["ndcg@10"] == round(1 / math.log2(3), 4)


def test_a_section_beyond_the_tenth_place_counts_for_nothing() -> None:
    ranked = tuple(f"s{number}" for number in range(10))
    found = figures([judged(sections=("a",), ranked=(*ranked, "a"))])

    assert (found["recall@10"], found["mrr"], found["ndcg@10"]) == (0, 0, 0)


def test_a_contradiction_needs_both_sides() -> None:
    both = judged("conflict", ("a", "b"), "conflict", ("b", "a"), ("b", "a"))
    one = judged("conflict", ("a", "z"), "conflict", ("a", "b"), ("a", "b"))
    found = figures([both, one])

    assert found["recall@1"] == 0.5
    assert found["status"]["conflict"] == {"n": 2, "right": 1}  # type: ignore[index]


def test_only_questions_with_an_answer_count_for_recall() -> None:
    found = figures([judged(), judged("unknown", (), "unknown", ("a",), (), 0.0)])

    assert (found["n"], found["recall@1"], found["wrong_source"], found["ece"]) == (2, 1, 0, 0)


def test_an_answer_where_none_is_expected_is_a_wrong_source() -> None:
    found = figures([judged("unknown", ()), judged(), judged(), judged()])

    assert found["wrong_source"] == 0.25


def test_calibration_error_is_the_distance_of_confidence_and_truth() -> None:
    rows = [judged(confidence=0.8)] * 3 + [judged(sections=("x",), confidence=0.8)]

    assert figures(rows)["ece"] == 0.05
    assert figures([judged(confidence=None)])["ece"] == 0


def test_a_question_without_an_answer_counts_in_the_calibration_also_when_nothing_was_found() -> (
    None
):
    found = figures([judged(), judged("unknown", (), "unknown", (), (), 0.6)])

    assert found["ece"] == 0.3
    assert [(bin_["n"], bin_["right"]) for bin_ in found["reliability"]] == [(1, 0), (1, 1)]  # type: ignore[attr-defined]


def test_the_surest_are_judged_apart_from_the_rest() -> None:
    sure = [judged(confidence=0.9)] * 8
    unsure = [judged(sections=("x",), confidence=0.2)] * 2
    found = figures([*unsure, *sure])

    assert found["surest_80_right"] == 1
    assert found["coverage"][-1]["wrong"] == 0.2  # type: ignore[index]


def test_refusing_is_measured_by_what_it_costs_the_answerable() -> None:
    answerable = [judged(confidence=0.3 + number / 100) for number in range(20)]
    caught = judged("unknown", (), "unknown", ("a",), (), 0.2)
    missed = judged("unknown", (), "answered", ("a",), ("a",), 0.9)
    never_searched = judged("unknown", (), "declined", (), (), None)
    found = figures([*answerable, caught, missed, missed, never_searched])

    assert (found["declined@5%"], found["declined@10%"]) == (0.5, 0.5)


def test_every_rate_has_an_interval_around_it_that_stays_the_same() -> None:
    rows = [judged(confidence=0.8)] * 30 + [judged(ranked=("b", "a"), confidence=0.4)] * 10
    found = figures(rows)

    assert found == figures(rows)
    for name in ("recall@1", "mrr", "ndcg@10", "wrong_source", "surest_80_right"):
        low, high = found["intervals"][name]  # type: ignore[index]
        assert low <= found[name] <= high, name  # type: ignore[operator]
    low, high = found["intervals"]["recall@1"]  # type: ignore[index]
    assert 0.55 < low < 0.65
    assert 0.85 < high < 0.95


def test_more_questions_make_a_narrower_interval() -> None:
    rows = [judged(), judged(sections=("x",))]

    def width(times: int) -> float:
        rate = evaluate(rows * times).ranking["recall@1"]
        return rate.high - rate.low

    assert width(200) < width(20) / 2


def test_what_was_not_asked_has_no_interval() -> None:
    found = figures([judged(confidence=None)])

    assert found["declined@5%"] is None
    assert found["surest_80_right"] is None
    assert "declined@5%" not in found["intervals"]  # type: ignore[operator]
    assert list(found["intervals"]["status"]) == ["answered"]  # type: ignore[index]
    assert (found["reliability"], found["coverage"]) == ([], [])


def test_the_figures_are_json_with_the_fields_of_the_contract() -> None:
    found = json.loads(
        json.dumps(figures([judged("unknown", (), "unknown", (), (), 0.1)]), allow_nan=False)
    )

    assert set(found) >= {
        *("n", "recall@1", "recall@3", "recall@10", "mrr", "ndcg@10", "status", "wrong_source"),
        *("ece", "p50_ms", "p95_ms"),
    }
    assert list(found["status"]["unknown"]) == ["n", "right"]
    assert found["recall@1"] == 0


def test_a_file_without_questions_is_said() -> None:
    with pytest.raises(IndexingError, match="no questions"):
        figures([])
