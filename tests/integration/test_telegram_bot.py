"""The real bot over real HTTP against a Bot API server: what mentors meet, and what goes wrong."""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.channels.telegram.outgoing import Text, written
from assistant.channels.telegram.pacing import Pace
from assistant.errors import AssistantError, ConfigurationError
from assistant.messages import Choice, File, Incoming, Reply
from assistant.ports import Handled, Received
from assistant.storage.memory import Memory, MemoryStore
from assistant.texts.catalogue import say
from tests.telegram import faults
from tests.telegram.client import Telegram
from tests.telegram.limits import Limits
from tests.telegram.running import Echo, RealClock, Running, free_port, running

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ANNA, BERT, GROUP = 11, 22, -33


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram.started() as started:
        yield started


def said(telegram: Telegram, chat: int, count: int = 1) -> list[str]:
    return [message.text for message in telegram.replies(chat, count)]


def settles(telegram: Telegram) -> None:
    """Give a message that should not come the time to come."""
    telegram.say(99, "na")
    telegram.replies(99, 1)


# What a mentor meets


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

        assert said(telegram, ANNA, 2)[1] == say("command.no_button")


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
        left = said(telegram, ANNA, 4)

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

        assert said(telegram, ANNA, 2) == ["echo wie beoordeelt?", say("telegram.beside.photo")]


def test_in_a_group_it_says_once_that_it_only_works_in_private_and_leaves(
    telegram: Telegram,
) -> None:
    telegram.invite(GROUP)
    telegram.send(GROUP, kind="group", text="/help")
    dialogue = Echo()
    with running(telegram, dialogue):
        telegram.until(lambda: bool(telegram.calls("leaveChat")))
        settles(telegram)

        assert said(telegram, GROUP) == [say("telegram.group")]
        assert not telegram.server.world.chat(GROUP).member
        assert [one.text for one in dialogue.heard] == ["na"]

        telegram.invite(GROUP)
        assert said(telegram, GROUP, 2) == [say("telegram.group")] * 2


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

        assert said(telegram, ANNA) == ["echo /school De Wilg"]


def test_the_menu_is_there_in_two_languages_for_private_chats_only(telegram: Telegram) -> None:
    settings = telegram.server.world.settings
    with running(telegram):
        telegram.until(lambda: "setChatMenuButton" in settings)

    assert set(settings["commands"]) == {("all_private_chats", ""), ("all_private_chats", "en")}
    assert len(settings["setMyDescription"]) == 2


# What goes wrong


@pytest.mark.parametrize(
    "fault",
    [
        faults.too_many(1),
        faults.error(500, "Internal Server Error"),
        faults.html(502),
        faults.html(200),
        faults.dropped_before(),
    ],
    ids=["429", "500", "html", "html with 200", "cut before"],
)
def test_an_answer_that_failed_comes_once(telegram: Telegram, fault: faults.Fault) -> None:
    telegram.fault(fault, chat=ANNA)
    with running(telegram):
        telegram.say(ANNA, "een")
        telegram.say(ANNA, "twee")

        assert said(telegram, ANNA, 2) == ["echo een", "echo twee"]


def test_an_answer_whose_fate_is_unknown_comes_again(telegram: Telegram) -> None:
    telegram.fault(faults.dropped_after(), chat=ANNA)
    with running(telegram):
        telegram.say(ANNA, "een")
        telegram.say(ANNA, "twee")

        assert said(telegram, ANNA, 3) == ["echo een", "echo een", "echo twee"]


@pytest.mark.parametrize(
    ("fault", "times"),
    [(faults.dropped_after(), 1), (faults.dropped_before(), 0), (faults.too_many(1), 1)],
)
def test_what_may_not_come_twice_does_not(
    telegram: Telegram, fault: faults.Fault, times: int
) -> None:
    telegram.server.world.chat(ANNA)
    store = MemoryStore(RealClock())
    store.receive([Received(1, ANNA, b"{}")])
    (claimed,) = store.waiting(1)
    prompt = written(Text("Morgen is je gesprek.", once=True))
    store.settle([Handled(1, claimed.mentor, messages=(prompt,))])
    telegram.fault(fault)
    with running(telegram, store=store):
        telegram.until(lambda: bool(telegram.calls("sendMessage")))
        telegram.say(ANNA, "daarna")
        telegram.until(lambda: said(telegram, ANNA, 1)[-1] == "echo daarna")

    assert said(telegram, ANNA)[:-1] == ["Morgen is je gesprek."] * times


def test_one_chat_that_must_wait_holds_up_no_other(telegram: Telegram) -> None:
    telegram.fault(faults.too_many(3), chat=ANNA)
    with running(telegram):
        telegram.say(ANNA, "wacht")
        telegram.until(lambda: bool(telegram.calls("sendMessage")))
        for number in range(20):
            telegram.say(100 + number, "snel")
        for number in range(20):
            telegram.replies(100 + number, 1)
        waited = telegram.replies(ANNA, 1)[0].sent_at

    refused, *rest = telegram.calls("sendMessage")
    assert refused.code == 429
    assert waited - refused.at >= 3
    assert all(call.at < waited for call in rest[:20])


def test_within_telegrams_limits_nothing_is_refused() -> None:
    with Telegram.started(Limits()) as telegram, running(telegram, pace=Pace()):
        for number in range(35):
            telegram.say(100 + number, "hoi")
        for text in ("een", "twee", "drie"):
            telegram.say(ANNA, text)
        telegram.replies(ANNA, 3)
        for number in range(35):
            telegram.replies(100 + number, 1)

        assert {call.code for call in telegram.calls("sendMessage")} == {200}


def test_who_blocks_gets_nothing_and_who_comes_back_gets_an_answer(telegram: Telegram) -> None:
    with running(telegram):
        telegram.say(ANNA, "een")
        telegram.replies(ANNA, 1)
        telegram.block(ANNA)
        telegram.say(ANNA, "twee")
        telegram.until(lambda: any(call.code == 403 for call in telegram.calls("sendMessage")))
        telegram.unblock(ANNA)
        telegram.say(ANNA, "drie")

        assert said(telegram, ANNA, 2) == ["echo een", "echo drie"]


def test_a_chat_that_moved_gets_its_answer_where_it_is(telegram: Telegram) -> None:
    telegram.server.world.chat(BERT)
    telegram.server.world.chat(ANNA).migrated_to = BERT
    with running(telegram):
        telegram.say(ANNA, "hoi")

        assert said(telegram, BERT) == ["echo hoi"]


def test_what_telegram_refuses_goes_as_plain_text(telegram: Telegram) -> None:
    telegram.fault(faults.error(400, "Bad Request: can't parse entities"))
    with running(telegram, Echo(lambda _: Reply("Kijk.\nBron: hier", (Choice("Ja", "a"),)))):
        telegram.say(ANNA, "hoi")
        (answer,) = telegram.replies(ANNA, 1)

    assert (answer.text, answer.entities) == ("Kijk.\nBron: hier", [])
    assert answer.buttons == ["Ja"]


def test_an_update_that_cannot_be_parsed_stops_no_other(telegram: Telegram) -> None:
    dialogue = Echo()
    telegram.server.world.chat(ANNA)
    telegram.push("message", {"chat": {"id": ANNA, "type": "private"}, "message_id": "kapot"})
    telegram.push("message", "geen bericht")
    telegram.push("poll", {"id": "1"})
    with running(telegram, dialogue):
        telegram.say(BERT, "hoi")

        assert said(telegram, BERT) == ["echo hoi"]
        assert said(telegram, ANNA) == [say("telegram.unreadable")]
        assert len(dialogue.heard) == 1


def test_updates_that_come_twice_or_out_of_order_are_answered_once_in_order(
    telegram: Telegram,
) -> None:
    telegram.server.shuffled = True
    for text in ("een", "twee", "drie"):
        telegram.say(ANNA, text)
    with running(telegram):
        telegram.replies(ANNA, 3)
        for update in list(telegram.server.world.delivered):
            telegram.repeat(update)
        settles(telegram)

        assert said(telegram, ANNA) == ["echo een", "echo twee", "echo drie"]


@pytest.mark.parametrize(
    "fault",
    [
        faults.error(500, "Internal Server Error"),
        faults.html(200),
        faults.dropped_after(),
        faults.too_many(1),
    ],
)
def test_polling_goes_on_after_a_fault(telegram: Telegram, fault: faults.Fault) -> None:
    telegram.say(ANNA, "een")
    telegram.fault(fault, "getUpdates")
    with running(telegram):
        assert said(telegram, ANNA) == ["echo een"]


def test_a_defect_in_the_dialogue_costs_one_answer(telegram: Telegram) -> None:
    def broken(incoming: Incoming) -> Reply:
        if incoming.text == "stuk":
            raise RuntimeError(incoming.text)
        return Reply("heel")

    with running(telegram, Echo(broken)):
        telegram.say(ANNA, "stuk")
        telegram.say(ANNA, "heel")

        assert said(telegram, ANNA, 2) == [say("trouble"), "heel"]


def test_a_second_program_on_the_token_is_reported_in_one_line(
    telegram: Telegram, capsys: pytest.CaptureFixture[str]
) -> None:
    telegram.fault(faults.error(409, "Conflict: terminated by other getUpdates"), "getUpdates")
    with running(telegram):
        telegram.say(ANNA, "hoi")
        assert said(telegram, ANNA) == ["echo hoi"]

    assert capsys.readouterr().out.count("another program asks Telegram") == 1


def test_it_stops_within_ten_seconds_while_telegram_is_slow(telegram: Telegram) -> None:
    telegram.fault(faults.slow(30))
    with running(telegram) as run:
        telegram.say(ANNA, "hoi")
        telegram.until(lambda: bool(telegram.calls("sendMessage")))
        began = time.monotonic()
        run.stop()

    assert time.monotonic() - began < 10


# The web server


def test_the_webhook_needs_its_secret_and_keeps_what_comes(telegram: Telegram) -> None:
    with (
        running(telegram, **hooked(port := free_port())),
    ):
        telegram.say(ANNA, "een")
        telegram.say(ANNA, "twee")

        assert said(telegram, ANNA, 2) == ["echo een", "echo twee"]
        assert status(port, "/hook", data=b"{}") == 403
        assert status(port, "/hook", data=b"{}", secret="geheim") == 200  # noqa: S106
        assert status(port, "/hook", data=b"kapot", secret="geheim") == 400  # noqa: S106
        assert [status(port, path) for path in ("/healthz", "/readyz", "/metrics", "/x")] == [
            200,
            200,
            200,
            404,
        ]


def hooked(port: int) -> dict[str, object]:
    return {
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_secret": "geheim",
        "listen": ("127.0.0.1", port),
    }


def status(port: int, path: str, data: bytes | None = None, secret: str = "") -> int:
    return ask(port, path, data, secret)[0]


def ask(port: int, path: str, data: bytes | None = None, secret: str = "") -> tuple[int, str]:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        connection.request("POST" if data is not None else "GET", path, data, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


# What the operator did wrong


def failure(telegram: Telegram, **options: object) -> BaseException | None:
    from assistant.channels.telegram.bot import Options, TelegramBot

    chosen = {"token": telegram.server.token, "api_url": telegram.url} | options
    bot = TelegramBot(
        Options(**chosen),  # type: ignore[arg-type]
        MemoryStore(RealClock()),
        Echo(),
        RealClock(),
    )
    run = Running(bot)
    run.start()
    return run.ended()


@pytest.mark.parametrize("token", ["", "kaal", "4242:fout"])
def test_a_wrong_token_is_one_sentence_without_it(telegram: Telegram, token: str) -> None:
    error = failure(telegram, token=token)

    assert isinstance(error, ConfigurationError)
    assert "MENTORKOMPAS_TELEGRAM_TOKEN" in str(error)
    assert not token or token not in str(error)


def test_an_api_that_cannot_be_reached_is_one_sentence(telegram: Telegram) -> None:
    error = failure(telegram, api_url=f"http://127.0.0.1:{free_port()}")

    assert isinstance(error, AssistantError)
    assert "cannot be reached" in str(error)
    assert telegram.server.token not in str(error)


def test_a_port_in_use_is_one_sentence(telegram: Telegram) -> None:
    port = int(telegram.url.rsplit(":", 1)[1])
    error = failure(telegram, **hooked(port))

    assert isinstance(error, ConfigurationError)
    assert "MENTORKOMPAS_WEBHOOK_LISTEN" in str(error)


def test_no_line_and_no_figure_holds_a_word_or_the_token(
    telegram: Telegram,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "kanarie-7f3a"

    def broken(incoming: Incoming) -> Reply:
        if "stuk" in incoming.text:
            raise RuntimeError(incoming.text)
        return Reply(f"{canary} {incoming.text}")

    telegram.fault(faults.html(200), chat=ANNA)
    telegram.fault(faults.error(400, f"Bad Request: {canary}"), chat=BERT, times=3)
    with running(telegram, Echo(broken), **hooked(port := free_port())):
        telegram.say(ANNA, canary)
        telegram.say(ANNA, f"{canary} stuk")
        telegram.say(BERT, canary)
        telegram.replies(ANNA, 2)
        _, figures = ask(port, "/metrics")

    out = capsys.readouterr()
    everything = out.out + out.err + caplog.text + figures
    assert "a message met a defect" in everything
    for secret in (canary, telegram.server.token, str(ANNA) + ":"):
        assert secret not in everything


def test_what_answered_what_is_forgotten_after_two_days(telegram: Telegram) -> None:
    class Tidy(MemoryStore):
        pruned: list[datetime] = []  # noqa: RUF012 - of this test alone

        def prune(self, before: datetime) -> None:
            self.pruned.append(before)
            super().prune(before)

    with running(telegram, store=Tidy(RealClock())):
        telegram.until(lambda: bool(Tidy.pruned))

    assert RealClock().now() - Tidy.pruned[0] >= timedelta(hours=48)
    assert len(Tidy.pruned) == 1
