"""The buttons under an answer, and what comes of pressing them."""

from collections.abc import Callable

import pytest

from assistant.states import Counted
from assistant.texts.catalogue import say
from tests.unit.assistant.region import CertainSearcher, Mentor, question_of, said

New = Callable[..., Mentor]

ZIEK = "hoe laat belt een zieke student de school?"
KAPSTOK = "op welk rek blijven regenlaarzen buiten bij de kapstok?"
USEFUL = ["Ja, nuttig", "Nee", "Klopt niet", "Bij ons anders"]


def test_an_answer_has_read_on_suggestions_useful_and_whom_to_ask(mentor: New) -> None:
    someone = mentor()
    outcome = someone.says(KAPSTOK)

    assert someone.labels[0] == "Lees verder"
    assert someone.labels[-5:] == [*USEFUL, "Vraag mijn schoolopleider"]
    assert len(someone.labels) <= 8
    assert outcome.answer is not None
    assert outcome.replies[0].quotes == outcome.answer.quotes
    assert all(quote in said(outcome) for quote in outcome.replies[0].quotes)


def test_each_side_of_a_contradiction_can_be_read_on(mentor: New, region: CertainSearcher) -> None:
    someone = mentor()
    outcome = someone.says(question_of(region, "oordeel-noord"))
    assert outcome.status == "conflict"
    assert len(outcome.replies[0].quotes) == 2

    others = [label for label in someone.labels if label.startswith("Lees verder: ")]

    assert others == ["Lees verder: Pabo Delta"]
    assert "Bron: Oordeel-pabo-delta" in said(someone.pushes(others[0]))
    assert others[0] not in someone.labels


@pytest.mark.parametrize(
    ("label", "kind", "text"),
    [
        ("Ja, nuttig", "yes", say("useful.thanks")),
        ("Nee", "no", say("useful.pity", contact="Kantoor De Wilg")),
        (
            "Klopt niet",
            "wrong",
            say("useful.wrong", contact="Bureau Noord, bureau@noord.example, 030 555 0101"),
        ),
        ("Bij ons anders", "different", say("useful.different", contact="Kantoor De Wilg")),
    ],
)
def test_what_a_mentor_thinks_of_an_answer_is_met_and_an_objection_counted(
    mentor: New, label: str, kind: str, text: str
) -> None:
    someone = mentor()
    answer = someone.says(ZIEK).answer
    assert answer is not None
    objects = kind in ("wrong", "different")

    outcome = someone.says(label.upper())

    counted = [one.key for one in outcome.records if isinstance(one, Counted)]
    assert counted == ([f"{kind}:{answer.sources[0].place}"] if objects else [])
    assert said(outcome) == text
    assert not set(USEFUL) & set(someone.labels)
    assert "Vraag mijn schoolopleider" in someone.labels


def test_a_bare_yes_means_useful_when_nothing_else_is_asked(mentor: New) -> None:
    someone = mentor()
    someone.says(ZIEK)

    assert said(someone.says("ja")) == say("useful.thanks")
    assert said(someone.says("ja")).startswith("Ik vroeg je nu niets")


def test_nothing_is_counted_of_who_did_not_agree(mentor: New) -> None:
    someone = mentor(scope=None, agreed=False)
    someone.says("geeft een student alleen les?")

    assert said(someone.pushes("Nee")) == say("useful.pity_nobody")
    someone.says("geeft een student alleen les?")
    outcome = someone.pushes("Klopt niet")

    assert outcome.records == ()
    assert say("useful.nobody") in said(outcome)


def test_what_is_unknown_is_not_asked_to_be_useful(mentor: New) -> None:
    someone = mentor()

    assert someone.says("tandartsstoel repareren").status == "unknown"
    assert not set(USEFUL) & set(someone.labels)


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        ("wilg", say("whom.school", contact="Kantoor De Wilg")),
        (
            "wilgenrijk",
            say(
                "whom.nearest",
                contact="Bureau Noord, bureau@noord.example, 030 555 0101",
            ),
        ),
        ("els", say("whom.nobody")),
        (None, say("whom.no_school")),
    ],
)
def test_whom_to_ask_is_shown_and_nothing_sent(mentor: New, scope: str | None, text: str) -> None:
    assert said(mentor(scope=scope).says("vraag mijn schoolopleider")).startswith(text)
