"""The server answers python-telegram-bot's own Bot as Telegram would."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from tests.telegram import faults
from tests.telegram.client import Telegram
from tests.telegram.limits import Limits

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
T = TypeVar("T")


@pytest.fixture(autouse=True)
def _times_with_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram.started() as running:
        yield running


def with_bot(telegram: Telegram, use: Callable[[Bot], Awaitable[T]], token: str = "") -> T:
    async def run() -> T:
        token_ = token or telegram.server.token
        bot = Bot(token_, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot")
        async with bot:
            return await use(bot)

    return asyncio.run(run())


def test_a_wrong_token_is_refused(telegram: Telegram) -> None:
    with pytest.raises(InvalidToken):
        with_bot(telegram, lambda bot: bot.get_me(), token="1:wrong")  # noqa: S106


def test_an_update_waits_until_an_offset_confirms_it(telegram: Telegram) -> None:
    telegram.say(1, "een")
    telegram.say(2, "twee")

    async def use(bot: Bot) -> None:
        first = await bot.get_updates()
        again = await bot.get_updates()
        after = await bot.get_updates(offset=first[0].update_id + 1)
        last = await bot.get_updates(offset=-1)
        none = await bot.get_updates(offset=first[1].update_id + 1)

        assert [one.message.text for one in first if one.message] == ["een", "twee"]
        assert again == first
        assert after == last == first[1:]
        assert none == ()

    with_bot(telegram, use)


def test_a_long_poll_ends_when_something_is_said(telegram: Telegram) -> None:
    async def use(bot: Bot) -> None:
        polling = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.05)
        telegram.say(1, "hoi")
        assert len(await polling) == 1

    with_bot(telegram, use)


def test_a_second_poller_ends_the_first(telegram: Telegram) -> None:
    async def use(bot: Bot) -> None:
        async with Bot(bot.token, base_url=f"{telegram.url}/bot") as other:
            first = asyncio.create_task(bot.get_updates(timeout=20))
            await asyncio.sleep(0.1)
            second = asyncio.create_task(other.get_updates(timeout=0))
            with pytest.raises(Conflict):
                await first
            await second

    with_bot(telegram, use)


def test_polling_conflicts_with_a_webhook(telegram: Telegram) -> None:
    async def use(bot: Bot) -> None:
        await bot.set_webhook("http://127.0.0.1:1/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.delete_webhook()
        await bot.get_updates()

    with_bot(telegram, use)


def test_a_message_keeps_its_entities_buttons_and_reply(telegram: Telegram) -> None:
    asked = telegram.say(1, "vraag")

    async def use(bot: Bot) -> None:
        await bot.send_message(
            1,
            "🙂 Bron: hier",
            entities=[MessageEntity("italic", 3, 5)],
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="j")]]),
            reply_parameters=ReplyParameters(asked.id),
        )

    with_bot(telegram, use)
    (reply,) = telegram.replies(1, 1)

    assert reply.marked("italic") == ["Bron:"]
    assert reply.buttons == ["Ja"]
    assert reply.reply_to == asked.id


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (" ", {}),
        ("x" * 4097, {}),
        ("kort", {"entities": [MessageEntity("bold", 2, 3)]}),
        ("🙂", {"entities": [MessageEntity("bold", 1, 1)]}),
        (
            "genest",
            {"entities": [MessageEntity("blockquote", 0, 5), MessageEntity("blockquote", 1, 2)]},
        ),
        (
            "knop",
            {
                "reply_markup": InlineKeyboardMarkup(
                    [[InlineKeyboardButton("Ja", callback_data="é" * 32 + "x")]]
                )
            },
        ),
        ("antwoord", {"reply_parameters": ReplyParameters(999)}),
    ],
)
def test_what_telegram_refuses_is_refused(
    telegram: Telegram, text: str, more: dict[str, object]
) -> None:
    telegram.say(1, "hoi")
    with pytest.raises(BadRequest):
        with_bot(telegram, lambda bot: bot.send_message(1, text, **more))  # type: ignore[arg-type]
    assert telegram.calls("sendMessage")[0].code == 400


def test_a_reply_to_a_message_that_is_gone_goes_out_when_that_is_allowed(
    telegram: Telegram,
) -> None:
    telegram.say(1, "hoi")
    reply = ReplyParameters(999, allow_sending_without_reply=True)
    with_bot(telegram, lambda bot: bot.send_message(1, "toch", reply_parameters=reply))

    assert telegram.replies(1, 1)[0].reply_to is None


def test_chats_that_cannot_be_reached(telegram: Telegram) -> None:
    telegram.block(1)
    telegram.invite(-5)
    telegram.server.world.chat(-5).migrated_to = -1005

    async def use(bot: Bot) -> None:
        with pytest.raises(Forbidden):
            await bot.send_message(1, "geblokkeerd")
        with pytest.raises(BadRequest):
            await bot.send_message(404, "onbekend")
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(-5, "verhuisd")
        assert moved.value.new_chat_id == -1005

    with_bot(telegram, use)


def test_a_press_can_be_answered_once_and_its_message_edited(telegram: Telegram) -> None:
    telegram.say(1, "hoi")

    async def use(bot: Bot) -> None:
        sent = await bot.send_message(
            1,
            "Kies",
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Nee", callback_data="n")]]),
        )
        telegram.press(1, "Ne")
        update = (await bot.get_updates())[-1]
        assert update.callback_query
        assert update.callback_query.data == "n"
        await bot.answer_callback_query(update.callback_query.id)
        with pytest.raises(BadRequest):
            await bot.answer_callback_query(update.callback_query.id)
        await bot.edit_message_text("Gekozen", 1, sent.message_id)
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text("Gekozen", 1, sent.message_id)

    with_bot(telegram, use)
    (reply,) = telegram.replies(1, 1)

    assert (reply.text, reply.buttons, reply.edits) == ("Gekozen", [], 1)


def test_a_file_goes_both_ways(telegram: Telegram) -> None:
    telegram.upload(1, "rooster.ics", b"BEGIN")

    async def use(bot: Bot) -> bytes:
        await bot.send_document(1, b"uit", filename="mijn.json", caption="Hier")
        (update,) = await bot.get_updates()
        assert update.message
        assert update.message.document
        file = await bot.get_file(update.message.document.file_id)
        return bytes(await file.download_as_bytearray())

    content = with_bot(telegram, use)

    assert content == b"BEGIN"
    assert telegram.replies(1, 1)[0].document == ("mijn.json", b"uit")


def test_messages_are_deleted_and_a_group_is_left(telegram: Telegram) -> None:
    telegram.say(1, "hoi")
    telegram.invite(-5)

    async def use(bot: Bot) -> None:
        sent = [(await bot.send_message(1, word)).message_id for word in ("a", "b", "c")]
        await bot.delete_message(1, sent[0])
        await bot.delete_messages(1, sent[1:2])
        await bot.leave_chat(-5)
        with pytest.raises(Forbidden):
            await bot.send_message(-5, "weg")

    with_bot(telegram, use)

    assert [one.text for one in telegram.replies(1, 1)] == ["c"]


def test_commands_are_kept_per_scope_and_language(telegram: Telegram) -> None:
    scope = BotCommandScopeAllPrivateChats()
    with_bot(
        telegram,
        lambda bot: bot.set_my_commands([BotCommand("help", "Hulp")], scope, language_code="nl"),
    )
    with pytest.raises(BadRequest):
        with_bot(telegram, lambda bot: bot.set_my_commands([BotCommand("Hulp!", "Hulp")]))

    kept = telegram.server.world.settings["commands"]
    assert kept["all_private_chats", "nl"] == [{"command": "help", "description": "Hulp"}]


@pytest.mark.parametrize(
    ("fault", "error", "arrives"),
    [
        (faults.too_many(3), RetryAfter, False),
        (faults.error(500, "Internal Server Error"), NetworkError, False),
        (faults.html(502), NetworkError, False),
        (faults.html(200), TelegramError, False),
        (faults.dropped_before(), NetworkError, False),
        (faults.dropped_after(), NetworkError, True),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_faults_on_demand(
    telegram: Telegram, fault: faults.Fault, error: type[Exception], arrives: bool
) -> None:
    telegram.say(1, "hoi")
    telegram.say(2, "hoi")
    telegram.fault(fault, chat=1)

    async def use(bot: Bot) -> None:
        await bot.send_message(2, "een ander")
        with pytest.raises(error):
            await bot.send_message(1, "eerst")
        await bot.send_message(1, "daarna")

    with_bot(telegram, use)
    said = [one.text for one in telegram.replies(1, 1)]

    assert said == (["eerst", "daarna"] if arrives else ["daarna"])


def test_limits_refuse_what_comes_too_soon() -> None:
    with Telegram.started(Limits()) as telegram:
        telegram.say(1, "hoi")

        async def use(bot: Bot) -> None:
            await bot.send_message(1, "een")
            with pytest.raises(RetryAfter):
                await bot.send_message(1, "twee")

        with_bot(telegram, use)


def test_an_update_can_come_twice_and_a_batch_the_other_way_round(telegram: Telegram) -> None:
    telegram.say(1, "een")
    telegram.say(1, "twee")
    telegram.server.shuffled = True

    async def use(bot: Bot) -> None:
        batch = await bot.get_updates()
        assert [one.message.text for one in batch if one.message] == ["twee", "een"]
        await bot.get_updates(offset=batch[0].update_id + 1)
        telegram.repeat(batch[0].update_id)
        assert (await bot.get_updates())[0] == batch[0]

    with_bot(telegram, use)


def test_a_webhook_gets_each_update_until_it_says_200(telegram: Telegram) -> None:
    from aiohttp import web

    got: list[tuple[str | None, str]] = []
    done = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        text = (await request.json())["message"]["text"]
        got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), text))
        if len(got) == 3:
            done.set()
        return web.Response(status=500 if len(got) == 1 else 200)

    async def use(bot: Bot) -> None:
        app = web.Application()
        app.router.add_post("/hook", hook)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="geheim")  # noqa: S106
        telegram.say(1, "een")
        telegram.say(1, "twee")
        await asyncio.wait_for(done.wait(), 10)
        await bot.delete_webhook()
        await runner.cleanup()

    with_bot(telegram, use)

    assert got == [("geheim", "een"), ("geheim", "een"), ("geheim", "twee")]
