"""A mentor meets the assistant: /start, its steps, and questions in the middle."""

from collections.abc import Callable

import pytest

from assistant.messages import Student
from assistant.texts.catalogue import say
from tests.unit.assistant.region import Mentor, said

New = Callable[..., Mentor]

ZIEK = "hoe laat belt een zieke student de school?"
STARTER = Student("startende-leraar")
FRESH = {"scope": None, "introduced": False, "agreed": False}


def test_five_lines_tell_what_it_is_and_what_it_keeps(mentor: New) -> None:
    someone = mentor(**FRESH)
    someone.channel = "telegram"

    outcome = someone.says("/start")

    told = said(outcome).split("\n\n")[0].split("\n")
    assert len(told) == 5
    assert "een computerprogramma" in told[0]
    assert told[1].startswith("Wie mij beheert: degene")
    assert "/vergeetmij" in told[2]
    assert "end-to-end" in told[3]
    assert "Noem geen namen" in told[4]
    assert said(outcome).endswith(say("step.agreement"))
    assert someone.labels == ["Ja", "Nee", "Overslaan"]


def test_in_the_terminal_nothing_is_said_of_telegram(mentor: New) -> None:
    assert "Telegram" not in said(mentor(**FRESH).says("/start"))


def test_who_runs_it_is_the_contact_of_the_partnership(mentor: New) -> None:
    assert "Bureau Noord, bureau@noord.example" in said(mentor().says("/start"))


def test_all_steps_one_after_another(mentor: New) -> None:
    someone = mentor(**FRESH)
    someone.says("/start")

    assert said(someone.says("ja")).endswith(say("scope.ask"))
    assert said(someone.says("elzenboom")).startswith("Je school is nu De Elzenboom.")
    someone.pushes("Ervaren")
    someone.pushes("Student")
    someone.pushes("Jaar 2")
    assert said(someone.pushes("Pabo Elders")).startswith(
        "Ik let nu ook op: student, jaar 2, Pabo Elders."
    )
    last = someone.pushes("Klaar")

    assert said(last).startswith("Klaar. Dit weet ik van jou:\nSchool: De Elzenboom")
    now = someone.conversation
    assert (now.scope, now.experience, now.agreed) == ("els", "ervaren", True)
    assert now.students == (Student("student", 2, "pabo-elders"),)
    assert (now.awaiting, now.starting, now.introduced) == (None, False, True)


def test_every_step_can_be_skipped(mentor: New) -> None:
    someone = mentor(**FRESH)
    someone.says("/start")
    for _ in range(3):
        someone.pushes("Overslaan")

    assert said(someone.says("overslaan")).startswith("Klaar.")
    assert someone.conversation == mentor(**FRESH).conversation.with_(introduced=True)


def test_what_is_known_is_not_asked_again(mentor: New) -> None:
    someone = mentor(experience="startend")

    assert said(someone.says("/start")).endswith("Noem geen naam.")
    assert someone.conversation.awaiting == "students"


def test_who_has_told_everything_sees_the_profile(mentor: New) -> None:
    someone = mentor(experience="ervaren", students=(Student("lio"),))

    assert "Je begeleidt: lio" in said(someone.says("/start"))


@pytest.mark.parametrize("code", ["NOORD26", "noord26 "])
def test_a_code_from_a_poster_chooses_its_organisation(
    coded: Callable[..., Mentor], code: str
) -> None:
    someone = coded(**FRESH)

    outcome = someone.says(f"/start {code}")

    assert "Ik zoek nu voor Partnerschap Noord." in said(outcome)
    assert someone.conversation.scope == "noord"
    someone.says("nee")
    # A partnership is no school yet; its schools are the buttons.
    assert someone.labels == ["Basisschool De Wilg", "Kindcentrum Wilgenrijk", "Overslaan"]


def test_a_code_that_is_not_known_is_said_and_the_school_asked(mentor: New) -> None:
    someone = mentor(**FRESH)

    assert say("start.unknown_code") in said(someone.says("/start weg"))
    assert someone.conversation.scope is None


def test_a_question_in_the_middle_is_answered_and_the_step_comes_back(mentor: New) -> None:
    someone = mentor()
    someone.says("/start")

    outcome = someone.says(ZIEK)

    assert outcome.status == "answered"
    assert [reply.text for reply in outcome.replies[1:]] == [say("step.experience")]
    assert someone.labels[:3] == ["Startend", "Ervaren", "Overslaan"]
    assert "Vraag mijn schoolopleider" not in someone.labels
    someone.says("startend")
    assert someone.conversation.experience == "startend"


@pytest.mark.parametrize("text", ["hoi", "?!", "x" * 5000, "waarom?", "/help", "/privacy", "99"])
def test_after_anything_else_the_step_comes_back_too(mentor: New, text: str) -> None:
    someone = mentor()
    someone.says("/start")

    assert someone.says(text).replies[-1].text == say("step.experience")


def test_a_step_comes_back_twice_and_then_waits_for_the_profile(mentor: New) -> None:
    someone = mentor()
    someone.says("/start")
    numbers = [len(someone.says(ZIEK).replies) for _ in range(4)]

    assert numbers == [2, 2, 1, 1]
    assert (someone.conversation.starting, someone.conversation.awaiting) == (False, None)


def test_danger_ends_the_start(mentor: New) -> None:
    someone = mentor()
    someone.says("/start")

    assert len(someone.says("ik wil niet meer leven").replies) == 1
    assert not someone.conversation.starting


@pytest.mark.parametrize(("text", "start"), [("stop", "Ik stop."), ("later", "Goed. Instellen")])
def test_stop_and_later_end_the_start(mentor: New, text: str, start: str) -> None:
    someone = mentor()
    someone.says("/start")

    assert said(someone.says(text)).startswith(start)
    assert not someone.conversation.starting


def test_a_school_may_be_named_before_it_is_asked(mentor: New) -> None:
    someone = mentor(**FRESH)
    someone.says("/start")

    assert said(someone.says("elzenboom")).endswith(say("step.agreement_again"))
    someone.says("ja")
    assert (someone.conversation.scope, someone.conversation.awaiting) == ("els", "experience")


def test_a_school_that_is_not_there_or_not_clear_is_asked_again_once(mentor: New) -> None:
    someone = mentor(scope=None)
    someone.says("/start")

    for text, start in (("vlinderhof", "Die school vind ik niet."), ("wilg", "Welke bedoel je?")):
        outcome = someone.says(text)
        assert len(outcome.replies) == 1
        assert said(outcome).startswith(start)
        assert someone.labels[-1] == "Overslaan"


def test_before_a_yes_no_question_is_remembered(mentor: New) -> None:
    someone = mentor(agreed=False)
    someone.says(ZIEK)

    assert someone.conversation.previous is None
    assert say("step.no_memory") in said(someone.says("waarom?"))
    assert say("step.no_memory") in said(someone.says("en voor een lio?"))
    assert say("step.no_memory") not in said(someone.says(ZIEK))


def test_a_no_forgets_the_question_before(mentor: New) -> None:
    someone = mentor()
    someone.says(ZIEK)
    someone.says("/profiel")
    someone.pushes("Bewaren")

    assert said(someone.pushes("Nee")).startswith(say("step.refused"))
    assert (someone.conversation.agreed, someone.conversation.previous) == (False, None)


@pytest.mark.parametrize(
    ("step", "text", "field", "value"),
    [
        ("agreement", "prima hoor", "agreed", True),
        ("agreement", "liever niet", "agreed", False),
        ("experience", "net begonnen", "experience", "startend"),
        ("experience", "ik ben ervaren", "experience", "ervaren"),
        ("students", "een lio", "students", (Student("student"), Student("lio"))),
        ("students", "lio, starter", "students", (Student(), Student("lio"), STARTER)),
        ("students", "niemand meer", "students", (Student("student"),)),
        ("year", "tweede", "students", (Student("student", 2),)),
        ("year", "3e jaar", "students", (Student("student", 3),)),
        ("year", "geen idee", "students", (Student("student"),)),
        ("institute", "linge", "students", (Student("student", None, "pabo-linge"),)),
        ("institute", "pabo", "students", (Student("student"),)),
    ],
)
def test_steps_are_answered_in_words(
    mentor: New, step: str, text: str, field: str, value: object
) -> None:
    someone = mentor(awaiting=step, starting=True, students=(Student("student"),))

    assert someone.says(text).status == "command"
    assert getattr(someone.conversation, field) == value


@pytest.mark.parametrize("step", ["agreement", "experience", "students", "year", "institute"])
def test_what_is_no_answer_to_a_step_is_a_question(mentor: New, step: str) -> None:
    someone = mentor(awaiting=step, students=(Student("student"),))

    assert someone.says(ZIEK).status == "answered"
    assert someone.says("zieke student belt school").status == "answered"


def test_a_year_of_nobody_is_no_answer(mentor: New) -> None:
    assert mentor(awaiting="year").says("jaar 2").answer is not None


@pytest.mark.parametrize(
    "action",
    "year:2 institute:pabo-linge skip:year agree:x experience:x student:x pause:x monday:x "
    "forget:x remove:x profile:x useful:x:y".split(),
)
def test_a_button_of_a_step_that_has_passed_says_what_to_do(mentor: New, action: str) -> None:
    assert said(mentor().does(action)) == say("command.no_button")


@pytest.mark.parametrize("action", ["year:9", "institute:wilg", "institute:weg"])
def test_a_button_without_sense_says_what_to_do(mentor: New, action: str) -> None:
    step = action.partition(":")[0]
    someone = mentor(awaiting=step, students=(Student("student"),))

    assert said(someone.does(action)) == say("command.no_button")
