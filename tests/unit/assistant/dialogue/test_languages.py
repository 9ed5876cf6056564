import pytest

from assistant.dialogue.languages import is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "who assesses the internship?",
        "how many hours do I get for a student?",
        "Wie viele Stunden bekomme ich für einen Studenten?",
        "Wer beurteilt das Praktikum?",
        "öğrenci için kaç saat alıyorum?",
        "qui évalue le stage?",
        "من يقيم الطالب؟",
        "谁来评估学生？",
    ],
)
def test_another_language_is_known_by_its_small_words_or_letters(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "wie beoordeelt de stage?",
        "hoeveel uur krijg ik",
        "uren lio",
        "mag mn stagiair feedback geven op de crew van de teacher",
        "coördinator één café",
        "",
        "123",
    ],
)
def test_dutch_is_dutch_also_in_telegram_style(text: str) -> None:
    assert not is_foreign(text)
