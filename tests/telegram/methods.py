"""What each method of the Bot API does to the world, and what it answers."""

import re
from collections.abc import Callable
from typing import Any

from tests.telegram.checking import (
    entities_of,
    keyboard_of,
    replied_to,
    structured,
    text_of,
)
from tests.telegram.world import BOT_ID, BOT_NAME, Json, Message, RefusedError, World

Method = Callable[[World, Json], Any]

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST = {
    "setMyDescription": ("description", 512),
    "setMyShortDescription": ("short_description", 120),
    "setMyName": ("name", 64),
}


def call(world: World, method: str, params: Json) -> Any:
    """Do it.

    Raises:
        RefusedError: Telegram would refuse it.
    """
    done = METHODS.get(method)
    if done is None:
        raise RefusedError(404, "Not Found: method not found")
    with world.changed:
        result = done(world, params)
        world.changed.notify_all()
    return result


def _get_me(_: World, __: Json) -> Json:
    return {
        "id": BOT_ID,
        "is_bot": True,
        "first_name": "Mentorkompas",
        "username": BOT_NAME,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def _send_message(world: World, params: Json) -> Json:
    chat = world.reachable(params.get("chat_id"))
    text = text_of(params)
    return world.write(
        chat,
        from_bot=True,
        text=text,
        entities=entities_of(params, text),
        keyboard=keyboard_of(params),
        reply_to=replied_to(params, world.messages[chat.id]),
    ).json()


def _send_document(world: World, params: Json) -> Json:
    return _send_file(world, params, "document")


def _send_photo(world: World, params: Json) -> Json:
    return _send_file(world, params, "photo")


def _send_file(world: World, params: Json, kind: str) -> Json:
    chat = world.reachable(params.get("chat_id"))
    sent = params.get(kind)
    if isinstance(sent, str) and sent.startswith("attach://"):
        sent = params.get(sent.removeprefix("attach://"))
    if not isinstance(sent, tuple):
        raise RefusedError(400, f"Bad Request: there is no {kind} in the request")
    if not sent[1]:
        raise RefusedError(400, "Bad Request: file must be non-empty")
    if kind == "photo" and not sent[1].startswith(b"\x89PNG"):
        raise RefusedError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    caption = text_of(params, "caption", 1024)
    return world.write(
        chat,
        from_bot=True,
        text=caption,
        entities=entities_of(params, caption, "caption_entities"),
        keyboard=keyboard_of(params),
        reply_to=replied_to(params, world.messages[chat.id]),
        document=sent,
    ).json()


def _own(world: World, params: Json, what: str) -> Message:
    chat = world.reachable(params.get("chat_id"))
    message = world.messages[chat.id].get(int(params.get("message_id", 0)))
    if message is None or message.deleted:
        raise RefusedError(400, f"Bad Request: message to {what} not found")
    if not message.from_bot:
        raise RefusedError(400, f"Bad Request: message can't be {what}ed")
    return message


def _edit_text(world: World, params: Json) -> Json:
    message = _own(world, params, "edit")
    text = text_of(params)
    new = (text, entities_of(params, text), keyboard_of(params))
    if new == (message.text, message.entities, message.keyboard):
        raise RefusedError(400, "Bad Request: message is not modified")
    message.text, message.entities, message.keyboard = new
    message.edits += 1
    return message.json()


def _edit_keyboard(world: World, params: Json) -> Json:
    message = _own(world, params, "edit")
    rows = keyboard_of(params)
    if rows == message.keyboard:
        raise RefusedError(400, "Bad Request: message is not modified")
    message.keyboard = rows
    return message.json()


def _delete(world: World, params: Json) -> bool:
    chat = world.reachable(params.get("chat_id"))
    ids = structured(params.get("message_ids")) or [int(params.get("message_id", 0))]
    found = [world.messages[chat.id].get(one) for one in ids]
    if "message_id" in params and found == [None]:
        raise RefusedError(400, "Bad Request: message to delete not found")
    for message in found:
        if message is not None:
            message.deleted = True
    return True


def _answer_press(world: World, params: Json) -> bool:
    press = str(params.get("callback_query_id"))
    if press not in world.open_presses:
        raise RefusedError(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    if len(str(params.get("text", ""))) > 200:
        raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
    world.open_presses.discard(press)
    return True


def _typing(world: World, params: Json) -> bool:
    world.reachable(params.get("chat_id"))
    return True


def _leave(world: World, params: Json) -> bool:
    chat = world.reachable(params.get("chat_id"))
    if chat.type == "private":
        raise RefusedError(400, "Bad Request: chat member status can't be changed in private chats")
    chat.member = False
    world.push("my_chat_member", membership(world, chat.id, "member", "left"))
    return True


def _set_commands(world: World, params: Json) -> bool:
    commands: list[Json] = structured(params.get("commands")) or []
    if len(commands) > 100:
        raise RefusedError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not _COMMAND.fullmatch(one["command"]):
            raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(one["description"]) <= 256:
            raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    scope = structured(params.get("scope")) or {"type": "default"}
    key = (scope["type"], params.get("language_code", ""))
    world.settings.setdefault("commands", {})[key] = commands
    return True


def _set(name: str) -> Method:
    def done(world: World, params: Json) -> bool:
        field, limit = _LONGEST.get(name, ("", 0))
        if field and len(str(params.get(field, ""))) > limit:
            raise RefusedError(400, f"Bad Request: {field} is too long")
        world.settings.setdefault(name, []).append(params)
        return True

    return done


def _set_webhook(world: World, params: Json) -> bool:
    world.settings["webhook"] = params if params.get("url") else None
    if params.get("drop_pending_updates") in (True, "true", "True"):
        world.updates.clear()
    world.on_update()
    return True


def _delete_webhook(world: World, params: Json) -> bool:
    return _set_webhook(world, {**params, "url": ""})


def _webhook_info(world: World, _: Json) -> Json:
    return {
        "url": (world.settings.get("webhook") or {}).get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }


def _get_file(world: World, params: Json) -> Json:
    wanted = str(params.get("file_id"))
    for messages in world.messages.values():
        for message in messages.values():
            if message.document and wanted == f"file-{message.id}":
                return {
                    "file_id": wanted,
                    "file_unique_id": f"unique-{message.id}",
                    "file_size": len(message.document[1]),
                    "file_path": f"documents/{message.chat.id}/{message.id}",
                }
    raise RefusedError(400, "Bad Request: invalid file_id")


def membership(world: World, chat_id: int, old: str, new: str) -> Json:
    """The body of a `my_chat_member` update: what the bot is in this chat."""
    bot = _get_me(world, {})

    def status(name: str) -> Json:
        until = {"until_date": 0} if name == "kicked" else {}
        return {"user": bot, "status": name, **until}

    return {
        "chat": world.chat(chat_id).json(),
        "from": {"id": abs(chat_id), "is_bot": False, "first_name": "Mentor"},
        "date": 1764000000,
        "old_chat_member": status(old),
        "new_chat_member": status(new),
    }


METHODS: dict[str, Method] = {
    "getMe": _get_me,
    "sendMessage": _send_message,
    "sendDocument": _send_document,
    "sendPhoto": _send_photo,
    "editMessageText": _edit_text,
    "editMessageReplyMarkup": _edit_keyboard,
    "deleteMessage": _delete,
    "deleteMessages": _delete,
    "answerCallbackQuery": _answer_press,
    "sendChatAction": _typing,
    "leaveChat": _leave,
    "setMyCommands": _set_commands,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _webhook_info,
    "getFile": _get_file,
    **{
        name: _set(name)
        for name in ("setMyDescription", "setMyShortDescription", "setMyName", "setChatMenuButton")
    },
}
