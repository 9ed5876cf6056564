"""One message of the outbox as requests to Telegram."""

import contextlib

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from assistant.channels.telegram.outgoing import Clear, Document, Leave, Message, Renew, Text
from assistant.channels.telegram.threads import Threads
from assistant.ports import MessageStore, Outgoing
from assistant.texts.catalogue import say

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""Nobody but the reader is to open a link: one to the pages works only once."""

_DELETED_AT_ONCE = 100
"""Messages of one request (https://core.telegram.org/bots/api#deletemessages)."""


class Deliverer:
    """Sends, edits, leaves."""

    def __init__(self, bot: Bot, store: MessageStore, threads: Threads) -> None:
        self._bot = bot
        self._store = store
        self._threads = threads

    async def deliver(self, row: Outgoing, message: Message) -> int | None:
        """Do it; the id of the message that the mentor now has.

        Raises:
            TelegramError: it failed; the caller knows what to do.
        """
        match message:
            case Text():
                return await self._text(row.chat, message)
            case Document():
                return await self._document(row.chat, message)
            case Renew(question):
                await self._renew(row, question)
            case Leave():
                await self._leave(row.chat)
            case Clear():
                return await self._clear(row, message)
        return None

    async def _text(self, chat: int, message: Text) -> int:
        entities = [MessageEntity(one.type, one.offset, one.length) for one in message.marks]
        keyboard = _keyboard(message)
        try:
            return await self._said(chat, message, entities, keyboard)
        except BadRequest:
            if not entities and keyboard is None:
                raise
        # What Telegram refuses goes as plain text rather than not at all.
        try:
            return await self._said(chat, message, [], keyboard)
        except BadRequest:
            return await self._said(chat, message, [], None)

    async def _said(
        self,
        chat: int,
        message: Text,
        entities: list[MessageEntity],
        keyboard: InlineKeyboardMarkup | None,
    ) -> int:
        sent = await self._bot.send_message(
            chat,
            message.text,
            entities=entities or None,
            reply_markup=keyboard,
            reply_parameters=_reply(message.reply_to),
            link_preview_options=_NO_PREVIEW,
        )
        return sent.message_id

    async def _document(self, chat: int, message: Document) -> int:
        if message.name.endswith(".png"):
            # A phone shows a photo at once; what Telegram takes for none goes as a file.
            with contextlib.suppress(BadRequest):
                photo = await self._bot.send_photo(
                    chat,
                    InputFile(message.content, filename=message.name),
                    caption=message.caption or None,
                    reply_parameters=_reply(message.reply_to),
                )
                return photo.message_id
        sent = await self._bot.send_document(
            chat,
            InputFile(message.content, filename=message.name),
            caption=message.caption or None,
            reply_parameters=_reply(message.reply_to),
        )
        return sent.message_id

    async def _renew(self, row: Outgoing, question: int) -> None:
        """The old answer makes room for a line; the texts of old answers are kept nowhere."""
        answers = await self._threads.run(self._store.answers_to, row.mentor, question)
        if not answers:
            return
        # It may be gone, be a file, or have the line already.
        with contextlib.suppress(BadRequest):
            await self._bot.edit_message_text(say("telegram.renewed"), row.chat, answers[0])
        if answers[1:]:
            with contextlib.suppress(BadRequest):
                await self._bot.delete_messages(row.chat, answers[1:])

    async def _clear(self, row: Outgoing, message: Clear) -> int | None:
        """Remove both sides' messages, and say so when some could not be."""
        found = await self._threads.run(self._store.messages_since, row.mentor, message.since)
        left = message.partly
        for first in range(0, len(found), _DELETED_AT_ONCE):
            some = found[first : first + _DELETED_AT_ONCE]
            try:
                await self._bot.delete_messages(row.chat, some)
            except BadRequest:  # of one of them, it does not say which
                left = not all([await self._deleted(row.chat, one) for one in some]) or left
        if not left:
            return None
        return (await self._bot.send_message(row.chat, say("telegram.not_cleared"))).message_id

    async def _deleted(self, chat: int, message_id: int) -> bool:
        try:
            return await self._bot.delete_message(chat, message_id)
        except BadRequest as error:
            return "not found" in str(error).lower()  # it is gone already

    async def _leave(self, chat: int) -> None:
        try:
            await self._bot.leave_chat(chat)
        except (BadRequest, Forbidden):
            return  # it is out already


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)


def _keyboard(message: Text) -> InlineKeyboardMarkup | None:
    if not message.keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.label, callback_data=one.token) for one in row]
            for row in message.keyboard
        ]
    )
