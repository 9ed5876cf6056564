"""A mentor who doubts aloud is offered a reflection; questions and other words go their own way."""

from pathlib import Path

import pytest

from assistant.texts.catalogue import say
from index.version import IndexHome
from tests.unit.assistant.keeper import Keeper
from tests.unit.assistant.reflection.flows import SHORT, TALK, flow, step, write_flow
from tests.unit.assistant.region import CertainSearcher, new_folder, said, searcher_over

STRENGTH = flow("mijn-kracht", step("trots"))
MOMENT = flow("moeilijk-moment", step("gebeurde"))

DOUBTS = {
    "talk": (
        "ik heb morgen een gesprek met m'n stagiaire maar ik zie er tegenop",
        "Ben best zenuwachtig voor de nabespreking, ik vind het eng om te beginnen",
        "ik durf het haar niet te zeggen",
    ),
    "moment": (
        "het gesprek ging helemaal mis vandaag",
        "ik heb een rotgevoel over de les van vanmiddag",
        "ze zei niks meer, ligt dat aan mij",
    ),
    "self": (
        "ik twijfel of ik dit wel kan",
        "Ik voel me zo onzeker als mentor",
        "heb het gevoel dat ik tekortschiet",
        "weet niet of ik geschikt ben",
        "kan ik dit wel?",
    ),
}

NONE = (
    "mijn student is heel onzeker voor de klas",
    "ik twijfel of hij geschikt is voor het vak",
    "ik kan niet op donderdag",
    "ik vind het formulier moeilijk in te vullen",
    "het lukt me niet om in te loggen op het portaal",
    "ik ben bang dat mijn student het niet haalt",
    "kan ik ook twee studenten begeleiden",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> CertainSearcher:
    """The small region with a reflection for each kind of doubt."""
    root = tmp_path_factory.mktemp("twijfel")
    folder = new_folder(root / "kennis")
    for one in (STRENGTH, MOMENT, SHORT, TALK):
        write_flow(folder.path / "flows", one)
    return searcher_over(folder, IndexHome(root / "index"))


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, some in DOUBTS.items() for words in some]
)
def test_who_doubts_is_offered_a_reflection(place: CertainSearcher, kind: str, words: str) -> None:
    mentor = Keeper(place)
    offered = mentor.says(words)

    assert said(offered) == say(f"doubt.{kind}")
    wanted = MOMENT if kind == "moment" else STRENGTH
    assert [one.label for one in offered.replies[-1].choices] == [wanted.title]
    assert "a?" in said(mentor.says("1"))


@pytest.mark.parametrize("words", NONE)
def test_other_words_are_no_doubt(place: CertainSearcher, words: str) -> None:
    assert not said(Keeper(place).says(words)).endswith(tuple(map(say, SAID)))


SAID = ("doubt.talk", "doubt.moment", "doubt.self", "doubt.also")


def test_a_talk_that_is_named_has_its_own_reflection(place: CertainSearcher) -> None:
    offered = Keeper(place).says("ik zie erg op tegen het startgesprek")

    assert [one.label for one in offered.replies[-1].choices] == [TALK.title]


def test_a_question_is_answered_first(place: CertainSearcher) -> None:
    outcome = Keeper(place).says(
        "Hoeveel uur krijgt de mentor voor elke student? Ik zie er tegenop"
    )

    assert outcome.status == "conflict"
    assert "Bron:" in said(outcome)
    assert said(outcome).endswith(say("doubt.also"))
    assert outcome.replies[-1].choices[0].label == STRENGTH.title


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("ik kan dit niet meer, ik wil dood", "crisis"),
        ("ik twijfel aan mezelf, wat vind jij, is mijn student ongeschikt?", "declined"),
    ],
)
def test_what_must_be_handled_otherwise_goes_first(
    place: CertainSearcher, words: str, status: str
) -> None:
    assert Keeper(place).says(words).status == status


def test_a_folder_without_such_a_reflection_offers_none(tmp_path: Path) -> None:
    folder = new_folder(tmp_path / "kennis")
    write_flow(folder.path / "flows", SHORT)
    plain = searcher_over(folder, IndexHome(tmp_path / "index"))

    assert say("doubt.self") not in said(Keeper(plain).says("ik twijfel of ik dit wel kan"))


def test_in_a_reflection_the_words_are_its_answer(place: CertainSearcher) -> None:
    mentor = Keeper(place)
    mentor.says("/reflectie moeilijk-moment")

    assert mentor.says("ik twijfel of ik dit wel kan").status == "flow"
    assert mentor.conversation.running is not None
