"""What goes wrong between the bot and Telegram, on demand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.telegram.world import Json

Kind = Literal["json", "html", "drop_before", "drop_after", "slow"]


@dataclass
class Fault:
    """One way of going wrong, for the next `times` calls that fit.

    `drop_before` cuts the connection with nothing done, `drop_after` when all is done but said;
    `slow` does it and answers after `seconds`.
    """

    kind: Kind
    code: int = 200
    description: str = ""
    retry_after: int | None = None
    seconds: float = 0
    times: int = 1
    method: str | None = None
    fits: Callable[[Json], bool] = lambda _: True

    def body(self) -> Json:
        """What a refusal says."""
        parameters = {} if self.retry_after is None else {"retry_after": self.retry_after}
        return {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
            **({"parameters": parameters} if parameters else {}),
        }


def too_many(retry_after: int) -> Fault:
    """429 with `retry_after`."""
    return Fault(
        "json", 429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
    )


def error(code: int, description: str) -> Fault:
    """A refusal in JSON."""
    return Fault("json", code, description)


def html(code: int = 502) -> Fault:
    """A page instead of JSON, as proxies give it."""
    return Fault("html", code)


def dropped_before() -> Fault:
    """The connection is cut before anything is done."""
    return Fault("drop_before")


def dropped_after() -> Fault:
    """It is done, and the connection is cut before the answer."""
    return Fault("drop_after")


def slow(seconds: float) -> Fault:
    """It is done, and answered late."""
    return Fault("slow", seconds=seconds)


class Faults:
    """Those that wait for a call that fits."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Wait for the calls that it fits."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()

    def take(self, method: str, params: Json) -> Fault | None:
        """The first one for this call, used up once."""
        for fault in list(self._waiting):
            if fault.method in (None, method) and fault.fits(params):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
