import pytest

from assistant.planning.kinds import KINDS, kinds


@pytest.mark.parametrize("kind", KINDS)
def test_every_conversation_is_known_by_its_own_name(kind: str) -> None:
    assert kinds(f"morgen een {kind}") == (kind,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("slecht nieuws gesprek", "slechtnieuwsgesprek"),
        ("voortgangs-gesprek", "voortgangsgesprek"),
        ("gouden driehoek", "driehoeksgesprek"),
        ("nabesprekking", "lesnabespreking"),
        ("beoordelingsgespek", "beoordelingsgesprek"),
    ],
)
def test_other_words_and_typing_errors_name_it_too(text: str, kind: str) -> None:
    assert kinds(text) == (kind,)


@pytest.mark.parametrize("text", ["", "overleg", "een gesprek met Sanne", "begeleiding", "start"])
def test_other_talks_are_none_of_the_eight(text: str) -> None:
    assert kinds(text) == ()


def test_the_organisations_own_word_goes_first() -> None:
    own = {"eindgesprek": "beoordelingsgesprek", "coach": "mentor"}

    assert kinds("eindgesprek met mijn coach", own) == ("beoordelingsgesprek",)
    assert kinds("voortgang met mijn coach", own) == ("voortgangsgesprek",)


def test_two_conversations_are_both_named() -> None:
    assert kinds("voortgangsgesprek en eindgesprek") == ("voortgangsgesprek", "eindgesprek")
