"""The picture of one's own line: it is looked at on a phone, in a light chat and in a dark one."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.growth.confidence import Point
from assistant.growth.picture import WIDTH, draw

DAY = date(2026, 11, 3)
BLUE = (31, 95, 153)


def drawn(**lines: list[Point]) -> Image.Image:
    image = Image.open(io.BytesIO(draw(lines, "3 november", "24 november")))
    image.load()
    return image


def places(image: Image.Image) -> list[tuple[int, int]]:
    """Where the line is, as (across, down)."""
    width, height = image.size
    pixels = image.load()
    assert pixels is not None
    return [(x, y) for x in range(width) for y in range(height) if pixels[x, y] == BLUE]


def test_it_has_a_background_of_its_own_and_is_as_wide_as_a_phone() -> None:
    image = drawn(Eindgesprek=[Point(DAY, 4)])

    assert image.mode == "RGB"
    assert image.width == WIDTH
    corners = {image.getpixel((x, y)) for x in (0, WIDTH - 1) for y in (0, image.height - 1)}
    assert corners == {(250, 250, 248)}


def test_a_line_that_rises_rises() -> None:
    found = places(drawn(Eindgesprek=[Point(DAY, 2), Point(DAY + timedelta(days=20), 9)]))

    left, right = min(found), max(found)
    assert right[1] < left[1]


def test_each_line_has_a_field_of_its_own() -> None:
    one = drawn(Eindgesprek=[Point(DAY, 4)])
    two = drawn(Eindgesprek=[Point(DAY, 4)], Startgesprek=[Point(DAY, 4)])

    assert two.height > one.height
    rows = {y for _, y in places(two)}
    assert max(rows) - min(rows) > 200
    assert not rows & set(range(min(rows) + 40, max(rows) - 40))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(
            st.builds(Point, st.dates(DAY, DAY + timedelta(days=900)), st.integers(0, 10)),
            min_size=1,
            max_size=60,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_line_stays_inside(several: list[list[Point]]) -> None:
    named = {
        f"Gesprek {at}": sorted(points, key=lambda one: one.on) for at, points in enumerate(several)
    }

    image = drawn(**named)

    for x, y in places(image):
        assert 100 < x < WIDTH - 60
        assert 40 < y < image.height - 60


@pytest.mark.parametrize("points", [1, 60])
def test_it_is_small_enough_for_a_slow_connection(points: int) -> None:
    named = {
        f"Gesprek {at}": [Point(DAY + timedelta(days=day), day % 11) for day in range(points)]
        for at in range(6)
    }

    assert len(draw(named, "eerst", "laatst")) < 200_000
