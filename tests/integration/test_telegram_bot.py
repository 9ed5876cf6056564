"""What a mentor meets: the real bot over real HTTP against a Bot API server."""

from typing import Any

import pytest

from assistant.messages import Choice, File, Incoming, Reply
from assistant.storage.memory import MemoryStore
from assistant.storage.memory_rows import Memory
from assistant.texts.catalogue import say
from tests.telegram.client import Telegram
from tests.telegram.running import Echo, RealClock, running

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ANNA, GROUP = 11, -33


def test_each_answer_replies_to_its_question(telegram: Telegram) -> None:
    with running(telegram):
        questions = [telegram.say(ANNA, text) for text in ("een", "twee", "drie")]
        answers = telegram.replies(ANNA, 3)

    assert [answer.text for answer in answers] == ["echo een", "echo twee", "echo drie"]
    assert [answer.reply_to for answer in answers] == [question.id for question in questions]
    assert telegram.calls("sendChatAction")[0].params["action"] == "typing"


def with_buttons(incoming: Incoming) -> Reply:
    if incoming.action:
        return Reply(f"gedaan: {incoming.action}")
    return Reply("Kies", (Choice("Ja", "scope:wilg"), Choice("Lees verder", "read:gids#rol")))


def test_a_button_works_also_after_a_restart(telegram: Telegram) -> None:
    memory = Memory()
    with running(telegram, Echo(with_buttons), MemoryStore(RealClock(), memory)):
        telegram.say(ANNA, "hoi")
        telegram.replies(ANNA, 1)

    dialogue = Echo(with_buttons)
    with running(telegram, dialogue, MemoryStore(RealClock(), memory)):
        press = telegram.press(ANNA, "Lees")
        answer = telegram.replies(ANNA, 2)[1]
        telegram.until(lambda: bool(telegram.calls("answerCallbackQuery")))

    assert answer.text == "gedaan: read:gids#rol"
    assert dialogue.heard[0].text == "Lees verder"
    assert telegram.calls("answerCallbackQuery")[0].params["callback_query_id"] == press


def test_a_button_that_is_forgotten_says_what_to_do(telegram: Telegram) -> None:
    with running(telegram, Echo(with_buttons)):
        telegram.say(ANNA, "hoi")
        (message,) = telegram.replies(ANNA, 1)
        telegram.press_raw(ANNA, "onbekend", message)

        assert telegram.said(ANNA, 2)[1] == say("command.no_button")


def test_an_edited_question_is_answered_anew_and_the_old_answer_says_so(
    telegram: Telegram,
) -> None:
    with running(telegram):
        question = telegram.say(ANNA, "wie beoordelt")
        telegram.replies(ANNA, 1)
        telegram.edit(question, "wie beoordeelt")
        old, new = telegram.replies(ANNA, 2)

    assert old.text == say("telegram.renewed")
    assert new.text == "echo wie beoordeelt"
    assert new.reply_to == question.id


def test_a_long_old_answer_makes_room_when_its_question_is_edited(telegram: Telegram) -> None:
    def long(incoming: Incoming) -> Reply:
        return Reply("\n\n".join([incoming.text + "x" * 3000] * 3))

    with running(telegram, Echo(long)):
        question = telegram.say(ANNA, "oud")
        telegram.replies(ANNA, 3)
        telegram.edit(question, "nieuw")
        telegram.until(lambda: len(telegram.calls("sendMessage")) == 6)
        left = telegram.said(ANNA, 4)

    assert left[0] == say("telegram.renewed")
    assert [text[:5] for text in left[1:]] == ["nieuw"] * 3


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("sticker", {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular",
                                 "width": 1, "height": 1, "is_animated": False,
                                 "is_video": False}}),
        ("voice", {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}),
        ("photo", {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}),
        ("file", {"document": {"file_id": "a", "file_unique_id": "b"}}),
        ("other", {"location": {"longitude": 1.0, "latitude": 1.0}}),
        ("forwarded", {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
                       "forward_origin": {"type": "hidden_user", "date": 1,
                                          "sender_user_name": "x"}}),
    ],
)  # fmt: skip
def test_what_is_no_question_gets_the_sentence_for_it(
    telegram: Telegram, kind: str, more: dict[str, Any]
) -> None:
    dialogue = Echo()
    with running(telegram, dialogue):
        sent = telegram.send(ANNA, **more)
        (answer,) = telegram.replies(ANNA, 1)

    assert answer.text == say(f"telegram.{kind}")
    assert answer.reply_to == sent.id
    assert dialogue.heard == []


def test_words_under_a_photo_are_a_question(telegram: Telegram) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    with running(telegram):
        telegram.send(ANNA, photo=photo, caption="wie beoordeelt?")

        assert telegram.said(ANNA, 2) == ["echo wie beoordeelt?", say("telegram.beside.photo")]


def test_in_a_group_it_says_once_that_it_only_works_in_private_and_leaves(
    telegram: Telegram,
) -> None:
    telegram.invite(GROUP)
    telegram.send(GROUP, kind="group", text="/help")
    dialogue = Echo()
    with running(telegram, dialogue):
        telegram.until(lambda: bool(telegram.calls("leaveChat")))
        telegram.settle()

        assert telegram.said(GROUP) == [say("telegram.group")]
        assert not telegram.server.world.chat(GROUP).member
        assert [one.text for one in dialogue.heard] == ["na"]

        telegram.invite(GROUP)
        assert telegram.said(GROUP, 2) == [say("telegram.group")] * 2


def test_a_file_goes_along_with_its_text(telegram: Telegram) -> None:
    file = File("mijn-gegevens.json", "application/json", b'{"a": 1}')
    with running(telegram, Echo(lambda _: Reply("Hier is het.", files=(file,)))):
        telegram.say(ANNA, "/mijngegevens")
        text, document = telegram.replies(ANNA, 2)

    assert text.text == "Hier is het."
    assert document.document == ("mijn-gegevens.json", b'{"a": 1}')


@pytest.mark.parametrize(
    ("content", "methods"),
    [(b"\x89PNG enz", ["sendPhoto"]), (b"geen beeld", ["sendPhoto", "sendDocument"])],
)
def test_a_picture_is_seen_at_once_or_comes_as_a_file(
    telegram: Telegram, content: bytes, methods: list[str]
) -> None:
    file = File("mijn-groei.png", "image/png", content)
    with running(telegram, Echo(lambda _: Reply("Hier is het.", files=(file,)))):
        telegram.say(ANNA, "/mijngroei")
        _, picture = telegram.replies(ANNA, 2)

    assert picture.document == ("mijn-groei.png", content)
    assert [one for one in ("sendPhoto", "sendDocument") if telegram.calls(one)] == methods


def test_a_long_answer_is_split_with_its_quotes_and_sources_intact(telegram: Telegram) -> None:
    quote = "De mentor adviseert 😀. " * 150
    text = f"{'Inleiding. ' * 200}\n\n{quote.strip()}\n\nBron: Gids, 'Rol' · Pabo"
    with running(telegram, Echo(lambda _: Reply(text, quotes=(quote.strip(),)))):
        telegram.say(ANNA, "lang")
        first, second = telegram.replies(ANNA, 2)

    assert first.text.startswith("Inleiding.")
    assert second.marked("expandable_blockquote") == [quote.strip()]
    assert second.marked("italic") == ["Bron: Gids, 'Rol' · Pabo"]


def test_a_command_with_the_name_of_the_bot_is_that_command(telegram: Telegram) -> None:
    with running(telegram):
        telegram.say(ANNA, "/school@mentorkompas_bot De Wilg")

        assert telegram.said(ANNA) == ["echo /school De Wilg"]


def test_the_menu_is_there_in_two_languages_for_private_chats_only(telegram: Telegram) -> None:
    settings = telegram.server.world.settings
    with running(telegram):
        telegram.until(lambda: "setChatMenuButton" in settings)

    assert set(settings["commands"]) == {("all_private_chats", ""), ("all_private_chats", "en")}
    assert len(settings["setMyDescription"]) == 2
