"""School holidays: on which days a weekly talk is left out."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from ruamel.yaml import YAML

from assistant.states import Region

REGIONS: tuple[Region, ...] = get_args(Region)

_Days = Annotated[tuple[date, date], Field(description="first and last day")]


class _Holiday(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    noord: _Days
    midden: _Days
    zuid: _Days

    def falls(self, day: date, region: Region) -> bool:
        days: _Days = getattr(self, region)
        return days[0] <= day <= days[1]


class _Year(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    year: str
    source: str
    checked: str
    holidays: tuple[_Holiday, ...]


def holiday(day: date, region: Region | None) -> str | None:
    """The name of the school holiday on a day; None: there is school, or we know no better.

    Args:
        day: any; what lies outside the school years of the file is no holiday.
        region: the mentor's; None: not known, so only where all regions are free.
    """
    where = (region,) if region else REGIONS
    for one in _holidays():
        if all(one.falls(day, each) for each in where):
            return one.name
    return None


@cache
def _holidays() -> tuple[_Holiday, ...]:
    """Those of every year in the file that ships."""
    loaded = YAML(typ="safe").load(Path(__file__).parent / "holidays.yaml")
    years = TypeAdapter(tuple[_Year, ...]).validate_python(loaded)
    return tuple(one for year in years for one in year.holidays)
