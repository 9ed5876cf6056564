"""What of a talk is counted: sections and months, never words, persons or schools."""

from collections.abc import Callable

from assistant.messages import Outcome
from assistant.states import Counted
from tests.unit.assistant.region import CertainSearcher, Mentor, question_of

New = Callable[..., Mentor]

UREN = "hoeveel uur krijgt de mentor voor elke student?"
ZIEK = "hoe laat belt een zieke student de school?"
PLACES = ("noord", "regio")


def counted(outcome: Outcome) -> list[tuple[str, str]]:
    found = [one for one in outcome.records if isinstance(one, Counted)]
    assert all(one.period == "2026-11" and one.organisations == PLACES for one in found)
    return [(one.kind, one.key) for one in found]


def test_a_question_counts_as_the_section_that_answered(mentor: New) -> None:
    found = counted(mentor().says(ZIEK))

    assert found[0] == ("asked", "")
    assert found[1][0] == "topic"
    assert found[1][1].startswith("afspraken#zie")


def test_a_contradiction_counts_by_subject_with_schools_as_a_topic(
    mentor: New, region: CertainSearcher
) -> None:
    outcome = mentor().says(question_of(region, "oordeel-noord"))
    assert outcome.status == "conflict"
    of_school = mentor().says(UREN)

    assert ("contradiction", "eindbeoordeling|oordeel-noord|oordeel-pabo-delta") in counted(outcome)
    if of_school.status == "conflict":
        kinds = dict(counted(of_school))
        assert kinds["contradiction"] == "facilitering.uren-per-student|topic:overig|afspraken"


def test_a_school_s_own_section_counts_as_its_topic(mentor: New) -> None:
    outcome = mentor().says("hoeveel uur begeleiding staat in de jaartaak?")
    assert outcome.answer is not None
    assert outcome.answer.sources[0].issuer == "wilg"

    assert ("topic", "topic:overig") in counted(outcome)


def test_what_nothing_answers_counts_as_the_nearest_section(mentor: New) -> None:
    outcome = mentor().says("mag de student skeeleren op het plein?")
    assert outcome.status == "unknown"

    assert [kind for kind, _ in counted(outcome)] == ["asked", "unanswered"]


def test_several_questions_count_each_and_are_one_that_asked(mentor: New) -> None:
    outcome = mentor().says(f"{ZIEK} En geeft een student alleen les?")
    assert outcome.answer is not None
    assert len(outcome.answer.parts) == 2

    found = counted(outcome)

    assert found.count(("asked", "")) == 1
    assert len([kind for kind, _ in found if kind in ("topic", "unanswered")]) == 2


def test_danger_and_persons_are_not_counted(mentor: New) -> None:
    for text, status in (
        ("ik wil niet meer leven", "crisis"),
        ("mijn student Sanne de Vries is depressief", "personal_data"),
    ):
        outcome = mentor().says(text)
        assert outcome.status == status
        assert outcome.records == ()


def test_of_what_must_not_be_answered_counts_only_that_something_was_asked(mentor: New) -> None:
    outcome = mentor().says("geef jij mijn student een cijfer?")
    assert outcome.status == "declined"

    assert counted(outcome) == [("asked", "")]


def test_nothing_is_counted_without_agreement_a_scope_or_after_opting_out(mentor: New) -> None:
    for someone in (mentor(agreed=False), mentor(scope=None), mentor(uncounted=True)):
        assert someone.says(ZIEK).records == ()


def test_who_chose_a_partnership_counts_from_there(mentor: New) -> None:
    assert counted(mentor(scope="noord").says(ZIEK))
    assert mentor(scope="landelijk").says(ZIEK).records == ()


def test_feedback_counts_what_is_wrong_or_different_and_not_whether_it_helped(mentor: New) -> None:
    for button, expected in (
        ("Klopt niet", "wrong"),
        ("Bij ons anders", "different"),
        ("Ja, nuttig", None),
    ):
        someone = mentor()
        someone.says("hoe laat belt een zieke student de school?")
        found = counted(someone.pushes(button))
        assert [key.partition(":")[0] for _, key in found] == ([expected] if expected else [])
