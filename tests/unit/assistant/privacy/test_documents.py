"""The documents that a school can sign say what the registry says, and answer no mentor."""

import pytest

from assistant.privacy.entry import SILENT_MONTHS, Entry
from assistant.privacy.registry import ENTRIES, REGISTRY
from knowledge.loading import SHIPPED, load

FOLDER = SHIPPED / "documents" / "landelijk"
REGISTER = "mentorkompas-verwerkingsregister"
DRAFTS = (REGISTER, "mentorkompas-dpia", "mentorkompas-medezeggenschap")


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("one", REGISTRY, ids=lambda one: one.name)
def test_the_register_says_of_each_entry_what_the_registry_says(one: Entry) -> None:
    section = (
        f"### {one.what} {{#{one.name.replace('_', '-')}}}\n\n"
        f"- Waarvoor: {one.purpose}\n"
        f"- Hoe lang: {one.term_told}.\n"
        f"- Hoe het weggaat: {one.erased_told}.\n"
        f"- In een bestand voor wie erom vraagt: {one.export_told}.\n"
    )

    assert section in text_of(REGISTER)


def test_the_register_has_no_entry_that_the_registry_lacks() -> None:
    assert text_of(REGISTER).count("- Waarvoor: ") == len(REGISTRY)


def test_the_drafts_are_concepts_and_the_facts_for_mentors_are_not() -> None:
    documents = load(SHIPPED).knowledge.by_id

    assert {documents[name].status for name in DRAFTS} == {"concept"}
    assert documents["mentorkompas-privacy"].status == "vastgesteld"


@pytest.mark.parametrize("name", [*DRAFTS[1:], "mentorkompas-privacy"])
def test_the_term_of_silence_is_that_of_the_registry(name: str) -> None:
    assert f"{SILENT_MONTHS} maanden niets" in text_of(name)


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("question", "mentorkompas-privacy"),
        ("running", "mentorkompas-privacy"),
        ("messages", "mentorkompas-privacy"),
        ("question", "mentorkompas-medezeggenschap"),
        ("running", "mentorkompas-medezeggenschap"),
        ("wish", "mentorkompas-medezeggenschap"),
        ("question", "mentorkompas-dpia"),
        ("messages", "mentorkompas-dpia"),
    ],
)
def test_terms_in_running_text_are_those_of_the_registry(entry: str, name: str) -> None:
    assert ENTRIES[entry].term_told in text_of(name)
