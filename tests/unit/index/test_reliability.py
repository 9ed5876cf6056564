import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reliability import (
    COVERAGES,
    calibration_error,
    declined,
    error_by_coverage,
    reliability,
)

QUESTIONS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def arrays(questions: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    confidence, truth = zip(*questions, strict=True)
    return np.array(confidence, float), np.array(truth, float)


def test_a_confidence_of_one_falls_in_the_last_bin() -> None:
    count, said, right = reliability(np.array([1.0, 0.95]), np.array([1.0, 0.0]))

    assert (count[-1], count.sum()) == (2, 2)
    assert (said[-1], right[-1]) == (0.975, 0.5)
    assert np.isnan(right[0])


def test_without_a_confidence_there_is_no_error() -> None:
    nothing = np.array([])

    assert np.isnan(calibration_error(*reliability(nothing, nothing)))
    assert np.isnan(error_by_coverage(nothing, nothing)).all()


@given(QUESTIONS)
def test_the_calibration_error_is_a_share(questions: list[tuple[float, bool]]) -> None:
    assert 0 <= calibration_error(*reliability(*arrays(questions))) <= 1


@given(QUESTIONS)
def test_at_full_coverage_the_error_is_that_of_all(questions: list[tuple[float, bool]]) -> None:
    confidence, truth = arrays(questions)

    assert error_by_coverage(confidence, truth)[-1] == pytest.approx(1 - truth.mean())


@given(QUESTIONS)
def test_the_order_in_the_file_does_not_matter(questions: list[tuple[float, bool]]) -> None:
    forwards = error_by_coverage(*arrays(questions))

    assert error_by_coverage(*arrays(questions[::-1])) == pytest.approx(forwards)


def test_the_surest_come_first() -> None:
    errors = error_by_coverage(np.array([0.1, 0.9, 0.5, 0.7]), np.array([0.0, 1.0, 0.0, 1.0]))

    assert errors[COVERAGES.index(0.5)] == 0
    assert errors[-1] == 0.5


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.sampled_from([0.05, 0.1, 0.5]),
)
def test_the_threshold_never_refuses_more_of_the_answerable_than_agreed(
    answerable: list[float], unanswerable: list[float], refused: float
) -> None:
    known, unknown = np.array(answerable), np.array(unanswerable)

    assert declined(known, known, refused) <= refused
    assert 0 <= declined(known, unknown, refused) <= 1
    assert declined(known, unknown, 0.05) <= declined(known, unknown, 0.5)


def test_without_both_kinds_there_is_nothing_to_tell_apart() -> None:
    some, nothing = np.array([0.5]), np.array([])

    assert np.isnan(declined(some, nothing, 0.05))
    assert np.isnan(declined(nothing, some, 0.05))
