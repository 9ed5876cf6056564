import numpy as np
import pytest

from index.resampling import Picked, intervals


def test_an_interval_of_a_share_is_as_wide_as_its_spread() -> None:
    values = np.repeat([0.0, 1.0], 100)

    low, high = intervals(lambda picked: {"share": values[picked].mean()}, 200)["share"]

    spread = 1.96 * 0.5 / np.sqrt(200)  # the normal approximation of a binomial share
    assert (low, high) == pytest.approx((0.5 - spread, 0.5 + spread), abs=0.01)


def test_samples_without_the_kind_of_question_are_passed_over() -> None:
    values = np.array([np.nan, np.nan, 1.0])

    def mean(picked: Picked) -> dict[str, float]:
        kind = values[picked][~np.isnan(values[picked])]
        return {"seldom": kind.mean() if kind.size else np.nan, "never": np.nan}

    assert intervals(mean, 3) == {"seldom": (1.0, 1.0)}
