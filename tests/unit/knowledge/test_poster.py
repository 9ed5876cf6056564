"""What stands on a poster: questions that hold, a link that Telegram opens, and who to ask."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from knowledge.document import Document
from knowledge.errors import KnowledgeError
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation, Organisations
from knowledge.poster import Poster, compose

TODAY = date(2026, 11, 24)
BOT = "mentorkompas_bot"

Make = Callable[..., Document]


def region(**school: Any) -> Organisations:
    rows: list[dict[str, Any]] = [
        {"id": "landelijk", "level": "landelijk"},
        {"id": "noord", "level": "partnerschap", "parents": ["landelijk"], "code": "NOORD"},
        {"id": "wilg", "level": "school", "parents": ["noord"], "code": "WILG", **school},
    ]
    return Organisations(
        tuple(Organisation.model_validate({"name": row["id"], **row}) for row in rows)
    )


def poster(*documents: Document, of: str = "wilg", bot: str = BOT, **school: Any) -> Poster:
    knowledge = Knowledge(region(**school), documents, {}, {})
    return compose(knowledge, of, bot, TODAY, lambda question: "gevaar" not in question)


def asked(*questions: str, **sections: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {"tekst": questions, **sections} if questions else sections


def test_each_of_the_nearest_documents_gives_one_question(document: Make) -> None:
    made = poster(
        document("d", questions=asked("mag een student landelijk filmen?")),
        document("c", "noord", questions=asked("hoeveel uur krijg ik hier?")),
        document("b", "noord", questions=asked("wie beslist over het eindoordeel?")),
        document(
            "a",
            "wilg",
            questions=asked("waar ligt de sleutel nou?", later=("hoe laat gaan we open?",)),
        ),
    )

    assert made.questions == (
        "waar ligt de sleutel nou?",
        "hoeveel uur krijg ik hier?",
        "wie beslist over het eindoordeel?",
    )


def test_only_what_holds_today_is_asked(document: Make) -> None:
    question = asked("hoeveel uur krijg ik hier?")
    made = poster(
        document("oud", "noord", valid_until="2026-11-23", questions=question),
        document("straks", "noord", valid_from="2026-11-25", questions=question),
        document("concept", "noord", status="concept", questions=question),
        document("elders", "noord", holds_for=["els"], questions=question),
    )

    assert made.questions == ()


@pytest.mark.parametrize(
    "unfit",
    [
        "en bij een lio dan?",
        "Maar wie beslist dat dan?",
        "hoeveel uur?",
        "hoe zit het met gevaar?",
        "wie van de begeleiders op school of op de opleiding beslist uiteindelijk?",
    ],
)
def test_what_goes_on_is_long_or_does_not_suit_is_left_out(document: Make, unfit: str) -> None:
    made = poster(document("a", "wilg", questions=asked(unfit, "waar ligt de sleutel nou?")))

    assert made.questions == ("waar ligt de sleutel nou?",)


def test_what_is_written_as_a_question_goes_before_what_is_not(document: Make) -> None:
    questions = asked("ik zoek de sleutel nou", later=("waar ligt het handboek nou?",))

    made = poster(
        document("a", "wilg", questions=questions),
        document("b", questions=asked("ik zoek ook iets landelijks")),
    )

    assert made.questions[:2] == ("waar ligt het handboek nou?", "ik zoek ook iets landelijks")


def test_documents_that_run_out_give_a_second_question_and_none_twice(document: Make) -> None:
    twice = asked("waar ligt de sleutel nou?", later=("hoe laat gaan we open?",))

    made = poster(document("a", "wilg", questions=twice), document("b", questions=twice))

    assert made.questions == ("waar ligt de sleutel nou?", "hoe laat gaan we open?")


@pytest.mark.parametrize("bot", [BOT, f"@{BOT}"])
def test_the_link_opens_the_bot_with_the_code(bot: str) -> None:
    assert poster(bot=bot).link == f"https://t.me/{BOT}?start=WILG"


@pytest.mark.parametrize("bot", ["", "bot", "een bot", "t.me/bot_bot", "bot?start=x", "b" * 33])
def test_a_name_that_telegram_would_not_give_is_refused(bot: str) -> None:
    with pytest.raises(KnowledgeError, match="cannot be a bot's name on Telegram"):
        poster(bot=bot)


def test_an_organisation_without_a_code_is_told_what_to_write() -> None:
    with pytest.raises(KnowledgeError, match=r"no code .* organisations\.yaml.* code: landelijk"):
        poster(of="landelijk")


@pytest.mark.parametrize("code", ["met spatie", "é", "a&b", "a" * 65, ""])
def test_a_code_that_no_link_can_carry_is_refused(code: str) -> None:
    with pytest.raises(KnowledgeError, match="cannot stand in a Telegram link"):
        poster(code=code)


def test_an_unknown_organisation_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="There is no organisation 'weg'"):
        poster(of="weg")
