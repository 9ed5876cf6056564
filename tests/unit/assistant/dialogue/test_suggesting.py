"""Which of the authors' own questions are suggested beside an answer."""

from assistant.dialogue.answers.suggesting import suggestions
from tests.unit.assistant.region import TODAY, CertainSearcher

SICK = "hoe laat belt een zieke student de school?"
ALONE = "geeft een student alleen les?"
DECLINED = "geef jij mijn student een cijfer?"


def suggested(region: CertainSearcher, words: str, asked: str) -> tuple[str, ...]:
    """What is suggested when nothing is quoted yet, of all that `words` find."""
    found = region.ask(words, region.knowledge.organisations.scope("wilg"), TODAY)
    return suggestions(region, found, asked, set())


def test_a_question_of_a_section_that_was_found_is_suggested(region: CertainSearcher) -> None:
    assert ALONE in suggested(region, ALONE, "iets anders")


def test_what_was_asked_is_not_suggested_again_however_it_is_written(
    region: CertainSearcher,
) -> None:
    assert ALONE not in suggested(region, ALONE, ALONE.upper())


def test_a_question_that_would_be_declined_is_not_suggested(region: CertainSearcher) -> None:
    scope = region.knowledge.organisations.scope("wilg")
    found = [hit.id for hit in region.ask(SICK, scope, TODAY).hits[:3]]

    assert "afspraken#ziek-zijn" in found  # the section whose author asks just that
    assert DECLINED not in suggested(region, SICK, SICK)
