import math

import pytest

from index.errors import IndexingError
from index.evaluation import Judged, expected_calibration_error, figures


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

    assert expected_calibration_error(rows) == pytest.approx(0.05)
    assert expected_calibration_error([judged(confidence=None)]) == 0


def test_a_file_without_questions_is_said() -> None:
    with pytest.raises(IndexingError, match="no questions"):
        figures([])
