"""Whom a mentor guides: read from words, and what that narrows."""

from collections.abc import Callable
from datetime import date

import pytest

from assistant.dialogue.answers.asking import read
from assistant.dialogue.mentors.guiding import described, institutes, meant, narrowed, told_students
from assistant.messages import Student
from knowledge.organisation import Organisations
from tests.unit.assistant.region import CertainSearcher, Mentor

New = Callable[..., Mentor]
TODAY = date(2026, 11, 24)
SECOND = Student("student", 2, "pabo-delta")
LIO = Student("lio", None, "pabo-linge")
STARTER = Student("startende-leraar")
WORDS = {"stagemaatje": "student"}


@pytest.fixture
def organisations(region: CertainSearcher) -> Organisations:
    return region.knowledge.organisations


@pytest.mark.parametrize(
    ("text", "students"),
    [
        ("een lio", [Student("lio")]),
        ("tweedejaars", [Student("student", 2)]),
        ("Tweedejaars van Pabo Delta", [SECOND]),
        ("een student jaar 2 van delta en een lio van linge", [SECOND, LIO]),
        ("een lio-student", [Student("lio")]),
        ("zij instromer, starter", [Student("zij-instromer"), STARTER]),
        ("een starter van pabo delta", [STARTER]),
        ("ik begeleid een stagemaatje", [Student("student")]),
        ("een lio van de pabo", [Student("lio")]),
        ("een lio van pabo", [Student("lio")]),
        ("uren voor een lio", []),
        ("hoeveel uur krijg ik voor een lio?", []),
        ("Joris, tweedejaars", []),
        ("een lio starter", []),
        ("een eerstejaars of derdejaars", []),
        ("niemand", []),
        ("", []),
    ],
)
def test_students_are_read_from_a_few_words(
    organisations: Organisations, text: str, students: list[Student]
) -> None:
    assert told_students(text, organisations, WORDS) == students


def test_a_student_is_described_without_what_is_not_known(organisations: Organisations) -> None:
    assert described(SECOND, organisations) == "student, jaar 2, Pabo Delta"
    assert described(Student("lio", None, "weg"), organisations) == "lio"


def test_institutes_are_known_when_all_are(organisations: Organisations) -> None:
    assert institutes([SECOND, LIO, STARTER], organisations) == ("pabo-delta", "pabo-linge")
    assert institutes([SECOND, Student("lio")], organisations) == ()
    assert institutes([STARTER], organisations) == ()


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("wie beslist", (SECOND, LIO, STARTER)),
        ("wie beslist over de lio", (LIO,)),
        ("wie beslist over mijn student", (SECOND,)),
        ("wie beslist in jaar 2", (SECOND,)),
        ("wie beslist in jaar 3", ()),
        ("wie beslist over een zij-instromer", ()),
    ],
)
def test_a_question_is_about_some_of_them(question: str, whom: tuple[Student, ...]) -> None:
    assert meant((SECOND, LIO, STARTER), read(question, TODAY, {})) == whom


def test_who_guides_only_a_lio_calls_the_lio_a_student() -> None:
    asked = narrowed(read("wie beslist over mijn student", TODAY, {}), [LIO], None)

    assert asked.trainees == {"lio"}
    assert narrowed(read("wie beslist over een student", TODAY, {}), [LIO], None).trainees == {
        "student"
    }


def test_what_a_question_leaves_open_is_the_profiles() -> None:
    open_ = narrowed(read("wie beslist", TODAY, {}), [SECOND], "startend")
    assert (open_.trainees, open_.years, open_.audience) == ({"student"}, {2}, "startend")
    told = narrowed(
        read("wie beslist in jaar 3 voor een ervaren mentor", TODAY, {}), [SECOND], "startend"
    )
    assert (told.trainees, told.years, told.audience) == (frozenset(), {3}, "ervaren")
    several = narrowed(read("wie beslist", TODAY, {}), [SECOND, LIO], None)
    assert (several.trainees, several.years) == ({"student", "lio"}, frozenset())


def test_the_guide_of_the_students_institute_answers(mentor: New) -> None:
    someone = mentor(students=(SECOND, LIO))

    def answer(question: str) -> str:
        given = someone.says(question).answer
        assert given is not None
        return given.answer

    both = answer("stagedagen vallen op?")
    assert "maandag" in both
    assert "donderdag" in both
    assert "donderdag" not in answer("stagedagen vallen op voor mijn student?")
    assert "maandag" not in answer("stagedagen vallen op voor de lio?")
    # The institute that a question names goes first.
    assert "maandag" not in answer("stagedagen vallen op bij pabo linge?")


def test_an_institute_from_elsewhere_answers_beside_the_partnerships(mentor: New) -> None:
    someone = mentor(students=(SECOND, Student("lio", None, "pabo-elders")))

    answer = someone.says("stagedagen vallen op?").answer
    assert answer is not None
    assert "zondag" in answer.answer
    assert "donderdag" not in answer.answer


@pytest.mark.parametrize(
    ("students", "text", "after", "institute"),
    [
        ((), "mijn student zit op pabo linge", (), "pabo-linge"),
        (
            (Student("student", 2),),
            "mijn student zit op pabo linge",
            (Student("student", 2, "pabo-linge"),),
            None,
        ),
        ((SECOND, Student("lio")), "mijn lio zit op pabo linge", (SECOND, LIO), None),
        ((SECOND, LIO), "ze studeert aan pabo linge", (SECOND, LIO), "pabo-linge"),
    ],
)
def test_where_a_student_studies_goes_to_the_one_who_is_meant(
    mentor: New,
    students: tuple[Student, ...],
    text: str,
    after: tuple[Student, ...],
    institute: str | None,
) -> None:
    someone = mentor(students=students)

    someone.says(text)

    assert (someone.conversation.students, someone.conversation.institute) == (after, institute)
