"""/trends, being counted or not, and the message of the month."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from assistant.messages import Outcome, Role
from assistant.states import Counted, Due, Uncounted
from assistant.trends.figures import (
    Contradiction,
    Feedback,
    Figures,
    Nearest,
    Topic,
    Unanswered,
)
from tests.unit.assistant.region import Mentor, said

Make = Callable[..., Mentor]

CODE = "ABCD-EFGH-IJKL"
LINK = "https://trends.example/binnen/geheim"
DECEMBER = datetime(2026, 12, 1, 8, tzinfo=UTC)
FIGURES = Figures(
    scope="noord",
    period="2026-11",
    state="released",
    threshold=5,
    topics=(
        Topic(topic="afspraken#uren", title="Afspraken: Uren", mentors="20-49", change="same"),
        Topic(topic="topic:toetsing", title="Toetsing", mentors="5-9", change="new"),
    ),
    unanswered=(
        Unanswered(
            nearest=Nearest(document="kamp", section="kampvuur", title="Kamp: Kampvuur"),
            mentors="10-19",
        ),
    ),
    contradictions=(
        Contradiction(subject="facilitering.uren-per-student", documents=("a", "b"), mentors="5-9"),
    ),
)


def role(figures: Figures | None = FIGURES, closed: str | None = "2026-11", *granted: str) -> Role:
    body = figures.model_dump_json() if figures else None
    return Role(
        CODE, granted or ("noord",), lambda _one, _month: body, lambda: closed, lambda: LINK
    )


def granted(make: Make, given: Role | None = None, **known: object) -> Mentor:
    mentor = make(**known)
    mentor.role = given or role()
    return mentor


def digest(mentor: Mentor, at: datetime = DECEMBER) -> Outcome:
    mentor.now = at
    return mentor.does("due:digest")


def test_who_was_granted_nothing_gets_a_code_that_tells_nothing(mentor: Make) -> None:
    anna = mentor()
    anna.role = Role(CODE)

    answer = anna.says("/trends")

    assert CODE in said(answer)
    assert anna.labels == []
    assert "/trends" not in said(anna.says("/help"))
    assert "niet meer bekijken" in said(anna.does("trends:open:noord"))
    assert "niet meer bekijken" in said(anna.does("trends:monthly:on"))


def test_where_nobody_can_be_granted_anything_it_says_so(mentor: Make) -> None:
    assert "schoolopleiders" in said(mentor().says("/trends"))


def test_each_organisation_has_a_button_that_gives_a_link(mentor: Make) -> None:
    roos = granted(mentor, role(FIGURES, "2026-11", "noord", "regio", "weg"))

    roos.says("/trends")
    assert roos.labels == ["Partnerschap Noord", "Regio Midden", "Elke maand"]
    link = roos.pushes("Partnerschap Noord")

    assert LINK in said(link)
    assert "tien minuten" in said(link)
    assert "/trends" in said(roos.says("/help"))


def test_a_link_is_made_only_when_it_is_asked_for(mentor: Make) -> None:
    made: list[str] = []

    def link() -> str:
        made.append(LINK)
        return LINK

    roos = granted(mentor, Role(CODE, ("noord",), link=link))
    roos.says("/trends")
    roos.says("/help")
    assert made == []

    roos.does("trends:open:zuid")
    assert made == []
    roos.does("trends:open:noord")
    assert made == [LINK]


def test_the_month_can_be_wanted_and_not_wanted(mentor: Make) -> None:
    roos = granted(mentor)
    roos.says("/trends")

    on = roos.pushes("Elke maand")
    assert on.records == (Due("digest", DECEMBER),)
    off = roos.pushes("Niet elke maand")

    assert off.records == (Due("digest", None),)
    assert roos.conversation.digest is False


def test_in_a_pause_it_is_said_that_nothing_comes(mentor: Make) -> None:
    roos = granted(mentor, paused=True)

    assert "pauze" in said(roos.does("trends:monthly:on"))
    assert roos.labels == ["Hervat berichten", "Niet elke maand"]
    assert roos.does("trends:monthly:zomaar").records == ()


def test_three_things_to_know_with_a_picture_and_the_same_in_words(mentor: Make) -> None:
    roos = granted(mentor, digest=True)

    outcome = digest(roos)

    text = said(outcome)
    assert text.startswith("Partnerschap Noord, november 2026.")
    assert "1. 10 tot 19 mentoren kregen geen antwoord." in text
    assert "2. 5 tot 9 mentoren zagen stukken die elkaar tegenspreken." in text
    assert "3. 'Toetsing' is nieuw in de lijst" in text
    assert "4." not in text
    assert "Afspraken: Uren: 20 tot 49 mentoren" in text
    [file] = outcome.replies[0].files
    assert file.type == "image/png"
    assert file.told.splitlines() == [
        "Meest gevraagd in november 2026:",
        "Afspraken: Uren: 20 tot 49 mentoren",
        "Toetsing: 5 tot 9 mentoren",
    ]
    assert Image.open(io.BytesIO(file.content)).width == 1080
    assert roos.labels == ["Bekijk alles: Partnerschap Noord", "Niet elke maand"]
    assert LINK not in text
    assert LINK in said(roos.presses(1))
    assert outcome.status == "prompt"
    assert outcome.records == (Due("digest", datetime(2027, 1, 4, 8, tzinfo=UTC)),)


def test_each_organisation_has_a_message_of_its_own(mentor: Make) -> None:
    roos = granted(mentor, role(FIGURES, "2026-11", "noord", "regio"), digest=True)

    first, second = digest(roos).replies

    assert first.choices == ()
    assert len(second.choices) == 3


def test_feedback_and_a_rising_topic_are_things_to_know(mentor: Make) -> None:
    figures = Figures(
        scope="noord",
        period="2026-11",
        state="released",
        threshold=5,
        topics=(Topic(topic="a#b", title="Uren", mentors="50+", change="up"),),
        feedback=(
            Feedback(topic="a#b", title="Uren", judgement="wrong", mentors="5-9"),
            Feedback(topic="c#d", title="Taken", judgement="different", mentors="5-9"),
        ),
    )
    roos = granted(mentor, role(figures), digest=True)

    text = said(digest(roos))

    assert "'Uren': dit klopt niet." in text
    assert "'Uren' komt vaker voor dan in oktober: nu bij 50 of meer mentoren." in text
    assert "'Taken': bij ons gaat het anders." in text


def test_a_quiet_month_tells_what_was_asked_most(mentor: Make) -> None:
    figures = Figures(
        scope="noord",
        period="2026-11",
        state="released",
        threshold=5,
        topics=(
            Topic(topic="a#b", title="Uren", mentors="10-19", change="same"),
            Topic(topic="c#d", title="Taken", mentors="5-9", change="new"),
        ),
    )

    text = said(digest(granted(mentor, role(figures), digest=True)))

    assert "1. 'Taken' is nieuw" in text
    assert "2. 10 tot 19 mentoren vroegen naar 'Uren'." in text
    assert "3." not in text


@pytest.mark.parametrize(
    "figures",
    [None, Figures(scope="noord", period="2026-11", state="too_small", threshold=5)],
    ids=["none", "too small"],
)
def test_a_month_that_was_too_small_says_so(mentor: Make, figures: Figures | None) -> None:
    outcome = digest(granted(mentor, role(figures), digest=True))

    assert said(outcome).startswith("Partnerschap Noord, november 2026. Minder dan 15 mentoren")
    assert outcome.replies[0].files == ()


def test_a_month_in_which_everything_is_hidden_says_so(mentor: Make) -> None:
    empty = Figures(scope="noord", period="2026-11", state="released", threshold=5)

    outcome = digest(granted(mentor, role(empty), digest=True))

    assert said(outcome).startswith("Partnerschap Noord, november 2026. Geen onderwerp had genoeg")


def test_it_waits_for_the_month_to_be_closed_but_not_for_ever(mentor: Make) -> None:
    roos = granted(mentor, role(FIGURES, "2026-10"), digest=True)

    early = digest(roos)
    late = digest(roos, DECEMBER.replace(hour=19))

    assert (early.replies, late.replies) == ((), ())
    assert early.records == (Due("digest", DECEMBER + timedelta(hours=1)),)
    assert late.records == (Due("digest", datetime(2027, 1, 4, 8, tzinfo=UTC)),)


def test_it_stays_away_in_a_pause_and_in_the_night(mentor: Make) -> None:
    paused = granted(mentor, digest=True, paused=True)
    asleep = granted(mentor, digest=True)

    assert digest(paused).replies == ()
    assert digest(paused).records == (Due("digest", datetime(2027, 1, 4, 8, tzinfo=UTC)),)
    assert digest(asleep, DECEMBER.replace(hour=23)).records == (
        Due("digest", datetime(2026, 12, 2, 7, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    "given", [Role(CODE), role(FIGURES, "2026-11", "weg")], ids=["none", "gone"]
)
def test_whose_role_was_taken_away_hears_nothing_any_more(mentor: Make, given: Role) -> None:
    roos = granted(mentor, given, digest=True)

    outcome = digest(roos)

    assert (outcome.replies, outcome.records) == ((), ())
    assert roos.conversation.digest is False


def test_a_mentor_is_not_counted_any_more_and_can_be_again(mentor: Make) -> None:
    anna = mentor()
    question = "Hoeveel uur krijgt de mentor voor elke student?"
    anna.says("/privacy")

    out = anna.pushes("Tel mij niet mee")
    silent = anna.says(question)
    anna.says("/privacy")
    anna.pushes("Tel mij weer mee")
    counted = anna.says(question)

    assert out.records == (Uncounted(),)
    assert silent.records == ()
    assert any(isinstance(one, Counted) for one in counted.records)


def test_who_did_not_agree_is_not_counted_by_a_button_either(mentor: Make) -> None:
    anna = mentor(agreed=False)
    anna.says("/privacy")

    assert "Tel mij niet mee" not in anna.labels
    assert "/profiel" in said(anna.says("tel mij weer mee"))
    assert anna.does("count:zomaar").replies
