"""Months as the pages name them: YYYY-MM in an address, `oktober 2026` in a sentence."""

import re

_NAMES = "januari februari maart april mei juni juli augustus september oktober november december"
_PERIOD = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether a part of an address is a month that these pages can be about."""
    return _PERIOD.fullmatch(text) is not None


def spoken_month(period: str) -> str:
    """A month as people write it: oktober 2026."""
    return f"{month_name(period)} {period[:4]}"


def month_name(period: str) -> str:
    """A month without its year: oktober."""
    return _NAMES.split()[int(period[5:]) - 1]


def next_month(period: str) -> str:
    """The month after."""
    return _moved(period, 1)


def month_before(period: str) -> str:
    """The month before."""
    return _moved(period, -1)


def _moved(period: str, by: int) -> str:
    year, month = divmod(int(period[:4]) * 12 + int(period[5:]) - 1 + by, 12)
    return f"{year:04}-{month + 1:02}"
