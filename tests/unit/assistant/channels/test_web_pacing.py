"""Pages in a bot's process are made one at a time, so that the bot goes first."""

import threading

import pytest

from assistant.channels.web.pacing import Pace


class Maker:
    """Makes pages that meet each other when they are made at the same time."""

    def __init__(self) -> None:
        self._meeting = threading.Barrier(2)
        self.met = False

    def make(self) -> None:
        try:
            self._meeting.wait(0.05)
        except threading.BrokenBarrierError:
            self._meeting.reset()
        else:
            self.met = True


def made_together(pace: Pace) -> bool:
    maker = Maker()
    threads = [threading.Thread(target=pace.made, args=(maker.make,)) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return maker.met


def test_beside_a_bot_pages_wait_for_each_other() -> None:
    assert not made_together(Pace(beside_bot=True))


def test_a_page_that_fails_lets_the_next_one_be_made() -> None:
    pace = Pace(beside_bot=True)

    def fails() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError):
        pace.made(fails)
    assert pace.made(lambda: "page") == "page"
