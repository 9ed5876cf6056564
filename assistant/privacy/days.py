"""Find birthdays: days that are called so, stand beside a name, or lie far enough back."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from assistant.privacy.found import Find

_MONTH: Final = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mrt|maart|apr(?:il)?|mei|juni?|juli?|aug(?:ustus)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY: Final = (
    rf"(?:\d{{1,2}}\s?[-/.]\s?\d{{1,2}}(?:\s?[-/.]\s?(?:\d{{4}}|\d{{2}}))?"
    rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    rf"|\d{{1,2}}(?:e|ste|de)?[ -]{_MONTH}(?:[ -]'?(?:\d{{4}}|\d{{2}}))?"
    rf"|\d{{8}})(?![\d])"
)
_BORN: Final = re.compile(
    r"\b(?:(?:hij|zij|ze) is van|geboren|geb|geboorte\w{0,6}|gebdat|geb\.?\s?dat(?:um|a)?"
    r"|verjaardag|verjaart|jarig|dob)\b\.?"
    r"(?:\s?(?:dat(?:um)?|is|in|op|te|de|den|dd|d\.d|[a-z]{3,15}|:|=|,|\.)){0,3}\s?"
    rf"(?P<day>{_DAY})",
    re.IGNORECASE,
)
_WHOLE_DAY: Final = re.compile(
    rf"(?<![\w.,/-])(?:\d{{1,2}}[-/.]\d{{1,2}}[-/.](?P<a>\d{{4}})|(?P<b>\d{{4}})-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}} {_MONTH} (?P<c>\d{{4}}))(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)
_IS_NO_BIRTH: Final = re.compile(
    r"(?:sinds|vanaf|per|tot|t/m|en met|versie|wet van|d\.d\.?|dd\.?|datum|tussen|en|besluit van"
    r"|vastgesteld|ingaand\w*|geldig|van|op)\s?:?\s?$",
    re.IGNORECASE,
)
_OLD_ENOUGH: Final = 4
"""Years: the youngest child at a Dutch primary school. A full date further back, with nothing that
says what else it is, is taken for a birthday."""


def find_birthdays(plain: str, today: date) -> Iterator[Find]:
    """DOB: a day that is called one, then whole dates so far back that they may be one."""
    for match in _BORN.finditer(plain):
        yield match.start("day"), match.start("day") + len(match["day"].rstrip()), "DOB"
    for match in _WHOLE_DAY.finditer(plain):
        year = int(match["a"] or match["b"] or match["c"])
        before = plain[max(0, match.start() - 14) : match.start()]
        if 1930 <= year <= today.year - _OLD_ENOUGH and not _IS_NO_BIRTH.search(before):
            yield match.start(), match.end(), "DOB"


def find_days_beside_names(plain: str, ends: list[int]) -> Iterator[Find]:
    """DOB: a day right after a name, `ends` being where names end."""
    for end in ends:
        match = re.match(
            rf"\s?[,(:-]\s?(?P<day>{_DAY})(?=\s?\)|\s?,|\s?$|\s)", plain[end : end + 32], re.I
        )
        if match and re.search(r"\d{4}|[-/.]\d\d?[-/.]\d\d", match["day"]):
            yield end + match.start("day"), end + match.end("day"), "DOB"
