"""How much of a process the pages take: all of it, or what a bot in the same process can spare."""

import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")

_RESTS = 9
"""After a page nothing is made for so many times as long as it took: a tenth is for pages."""

_MOST_SECONDS = 0.5
"""Of a rest, however long a page took: a disk that hangs is no page that costs."""


class Pace:
    """Makes pages at once, or one at a time with rests in between."""

    def __init__(self, *, beside_bot: bool) -> None:
        """`beside_bot`: a bot answers mentors in this process, and goes first."""
        self._turn = threading.Lock() if beside_bot else None
        self._from = 0.0

    def made(self, make: Callable[_P, _T], *args: _P.args, **more: _P.kwargs) -> _T:
        """Make a page when it is its turn, in the thread of the caller."""
        if self._turn is None:
            return make(*args, **more)
        with self._turn:
            time.sleep(max(0.0, self._from - time.monotonic()))
            began = time.monotonic()
            try:
                return make(*args, **more)
            finally:
                ended = time.monotonic()
                self._from = ended + min(_MOST_SECONDS, _RESTS * (ended - began))
