"""Nothing is stored that the registry does not declare, and it declares nothing else."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest

from assistant import messages, states
from assistant.messages import Conversation
from assistant.privacy.entry import Entry
from assistant.privacy.exporting import exported, own_export
from assistant.privacy.registry import REGISTRY, conversation_fields
from assistant.states import (
    Cycle,
    Given,
    Intended,
    Record,
    Running,
    Weighed,
    Wished,
    Wishing,
)
from assistant.storage.schema import metadata
from tests.unit.assistant.region import NOW

COLUMNS = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}


def types_in(hint: Any) -> Iterator[type]:
    """The dataclasses of ours that a type hint names, and those inside them."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        yield hint
        for inner in get_type_hints(hint, vars(messages) | vars(states)).values():
            yield from types_in(inner)
    for inner in get_args(hint):
        yield from types_in(inner)


FIELDS = {
    f"{one.__name__}.{field.name}"
    for kind in (Conversation, *get_args(Record))
    for one in types_in(kind)
    for field in dataclasses.fields(one)
}


def declared() -> list[str]:
    return [field for one in REGISTRY for field in one.fields]


def test_every_column_and_every_field_is_declared_once() -> None:
    assert len(declared()) == len(set(declared()))
    files = {field for field in declared() if field.isupper() or "/" in field or "_FILE" in field}

    assert set(declared()) - files - {"stderr"} == COLUMNS | FIELDS


@pytest.mark.parametrize("one", REGISTRY, ids=lambda one: one.name)
def test_every_entry_says_what_why_how_long_and_how_it_goes(one: Entry) -> None:
    for told in (one.what, one.purpose, one.term_told, one.erased_told, one.export_told):
        assert told
        assert "{" not in told
    assert isinstance(one.term, timedelta) == ("sweep" in one.erased)


def test_what_mentors_are_told_of_goes_when_they_are_forgotten() -> None:
    assert all("forget" in one.erased for one in REGISTRY if one.told != "nobody")


@pytest.mark.parametrize(
    "one", [one for one in REGISTRY if one.told != "nobody"], ids=lambda one: one.name
)
def test_what_mentors_are_told_of_has_a_name_for_a_list(one: Entry) -> None:
    assert one.short
    assert one.short[0].islower()


def test_a_term_is_told_as_people_say_it() -> None:
    terms = {one.name: one.term_told for one in REGISTRY}

    assert terms["link"] == "10 minuten"
    assert terms["session"] == "12 uur"
    assert terms["question"] == "24 uur"
    assert terms["messages"] == "48 uur"
    assert terms["running"] == "7 dagen"
    assert terms["wish"] == "60 dagen"


WORDS = "KANARIEGEEL"
FULL = Conversation(
    scope="wilg",
    agreed=True,
    previous=WORDS,
    previous_at=NOW,
    running=Running("een-minuut", "a", WORDS, NOW, (Given("a", WORDS, WORDS),)),
    plans=(Intended("a", WORDS, "een-minuut"),),
    cycle=Cycle(NOW, weighed=(Weighed("want", True, words=WORDS),)),
    wishing=Wishing("a", "b#c", WORDS, NOW),
    wishes=(Wished("a", WORDS, NOW),),
    buttons=(("a", WORDS),),
    choices=(messages.Choice(WORDS, WORDS),),
)


def made(conversation: Conversation, at: datetime = NOW) -> dict[str, object]:
    return exported("a" * 32, at, conversation, {"kept": 1}, [("monday", at)], ["pv"], "2026-11")


def test_the_operator_sees_no_word_of_the_mentor() -> None:
    told = made(FULL)

    assert WORDS not in repr(told)
    assert isinstance(told["conversation"], dict)
    assert told["conversation"]["scope"] == "wilg"
    assert told["last_heard"] == "2026-11"
    assert {"kept", "running", "question", "wish"} <= {one["name"] for one in told["left_out"]}  # type: ignore[attr-defined]


def test_the_mentors_own_file_has_all_but_the_preparation() -> None:
    told = own_export(FULL)

    assert set(told) == {*vars(FULL)} - {"cycle"}
    assert conversation_fields("none") == {"cycle"}
