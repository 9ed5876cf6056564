import pytest

from assistant.dialogue import smalltalk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hoi", "greeting"),
        ("Goedemorgen!", "greeting"),
        ("hallo, ik heb een vraag", "greeting"),
        ("hoe gaat het?", "greeting"),
        ("dag", "greeting"),
        ("dankjewel", "thanks"),
        ("dank je wel voor de hulp", "thanks"),
        ("oké, duidelijk", "thanks"),
        ("top, thanks", "thanks"),
        ("fijne avond", "bye"),
        ("doei", "bye"),
        ("bedankt en tot ziens", "bye"),
        ("ja", "yes_no"),
        ("nee", "yes_no"),
        ("ik weet het niet", "yes_no"),
        ("geen idee", "yes_no"),
        ("wie ben jij?", "who"),
        ("ben je een robot", "who"),
        ("wat kun je", "who"),
        ("help", "who"),
        ("wat bewaar je van mij", "keeps"),
    ],
)
def test_what_asks_nothing_is_recognised(text: str, kind: str) -> None:
    assert smalltalk.kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "hoi, wie beoordeelt de stage?",
        "dank voor de uren, hoeveel krijg ik er voor een lio",
        "het antwoord is dat",
        "hoeveel",
        "groep 8",
        "hallo " * 9,
        "wie is mijn schoolopleider",
        "ja maar mag dat",
        "oke en dan",
    ],
)
def test_what_may_ask_something_is_not(text: str) -> None:
    assert smalltalk.kind(text) is None
