"""How often somebody may ask: enough for people, too little for guessing."""

import threading
import time
from collections import OrderedDict

_MOST_KNOWN = 10_000
"""Askers that are remembered; the one that asked longest ago is forgotten first."""


class Limiter:
    """A bucket for each asker, that fills again with time."""

    def __init__(self, at_once: int, per_minute: float) -> None:
        """`at_once`: how many come through without a pause."""
        self._at_once = float(at_once)
        self._per_second = per_minute / 60
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, asker: str) -> bool:
        """Whether this one may; that it asked counts either way only when it may."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.pop(asker, (self._at_once, now))
            left = min(self._at_once, left + (now - at) * self._per_second)
            may = left >= 1
            self._left[asker] = (left - 1 if may else left, now)
            if len(self._left) > _MOST_KNOWN:
                self._left.popitem(last=False)
        return may
