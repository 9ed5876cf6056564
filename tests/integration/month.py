"""What the tests of a month that ends share: mentors, an operator, and looks into the database."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from assistant.messages import Conversation
from assistant.ports import Handled, Received
from assistant.storage import schema
from assistant.storage.base import moment
from assistant.storage.rights import Rights
from tests.integration.conftest import PREFIX, Command
from tests.telegram.client import Telegram
from tests.telegram.running import RealClock

OTHER = 99
BOARD = "bs-zoutspoor"
SCHOOL = "sch-otterburcht"
LIO, VOG = "hoeveel tijd krijg ik voor n lio", "wat is vog"
ALONE = "mag een student alleen voor de klas"


@contextmanager
def opened(command: Command) -> Iterator[Rights]:
    """The database itself, beside whatever works on it."""
    store = Rights.open(
        command.env[PREFIX + "DATABASE_URL"],
        Path(command.env[PREFIX + "SECRET_KEY_FILE"]),
        Path(command.env[PREFIX + "DATA_DIR"]),
        RealClock(),
    )
    yield store
    store.close()


def known(command: Command, telegram: Telegram, chats: Sequence[int]) -> None:
    """Mentors who chose a school and agreed before."""
    agreed = Conversation(introduced=True, agreed=True, scope=SCHOOL)
    with opened(command) as store:
        store.receive([Received(number, chat, b"{}") for number, chat in enumerate(chats, 1)])
        for one in store.waiting(len(chats)):
            store.settle([Handled(one.update_id, one.mentor, agreed)])
    for chat in chats:
        telegram._world.chat(chat)


def ask(telegram: Telegram, chats: Sequence[int], question: str = LIO) -> None:
    """Each asks, and all are answered."""
    for chat in chats:
        telegram.say(chat, question)
    for chat in chats:
        telegram.replies(chat, 1, 60)


def tick(telegram: Telegram) -> None:
    """Let the bot look twice at what is due: it does so a second after something came in."""
    for _ in range(2):
        before = len(telegram.of_bot(OTHER))
        telegram.say(OTHER, "wat is vog")
        telegram.replies(OTHER, before + 1, 60)


def replayed(command: Command, month: str, **askers: int) -> None:
    """So many of twenty mentors asked each question in a month, recorded by the same code."""
    questions = {"lio": LIO, "vog": VOG, "alone": ALONE}
    lines = [
        {"mentor": n, "scope": SCHOOL, "at": f"{month}-02T10:00:00", "question": questions[name]}
        for name, number in askers.items()
        for n in (range(number) if name == "lio" else range(20 - number, 20))
    ]
    ran = command("trends", "replay", "-", stdin="".join(json.dumps(one) + "\n" for one in lines))
    assert ran.code == 0, ran.err


def figures(command: Command, month: str) -> Any:
    ran = command("trends", "--scope", BOARD, "--period", month, "--json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def counted(command: Command) -> dict[str, int]:
    """Month → how many mentors have something counted in it that is not closed."""
    rows = select(schema.counted.c.period, func.count(schema.counted.c.hash.distinct()))
    with opened(command) as store, store.trends.database.transaction() as connection:
        return dict(connection.execute(rows.group_by(schema.counted.c.period)).all())


def month_keys(command: Command) -> list[str]:
    folder = Path(command.env[PREFIX + "SECRET_KEY_FILE"] + ".d") / "months"
    return sorted(file.name[:7] for file in folder.iterdir())


def role_of(office: Command, telegram: Telegram, chat: int, does: str = "grant") -> None:
    """Let the operator grant a chat's code the board, or take it back."""
    before = len(telegram.of_bot(chat))
    telegram.say(chat, "/trends")
    telegram.replies(chat, before + 1, 60)
    with opened(office) as store:
        code = store.trends.keys.code(store.pseudonym(chat))
    if does == "grant":
        assert code in telegram.of_bot(chat)[-1].text
    ran = office("people", does, BOARD, code)
    assert ran.code == 0, ran.err


def wants(telegram: Telegram, *chats: int) -> None:
    """Say yes to the message of the month."""
    before = {chat: len(telegram.of_bot(chat)) for chat in chats}
    for chat in chats:
        telegram.say(chat, "/trends")
    for chat in chats:
        telegram.replies(chat, before[chat] + 1, 60)
        telegram.press(chat, "Elke maand")
    for chat in chats:
        telegram.replies(chat, before[chat] + 2, 60)


def due(command: Command) -> dict[str, datetime]:
    """Mentor → when the message of the month comes."""
    rows = select(schema.due.c.mentor, schema.due.c.at).where(schema.due.c.name == "digest")
    with opened(command) as store, store.trends.database.transaction() as connection:
        return {row.mentor: moment(row.at) for row in connection.execute(rows)}


def is_empty(command: Command) -> bool:
    """Whether nothing is under way any more, and everybody waits for February."""
    with opened(command) as store, store.trends.database.transaction() as connection:
        left = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (schema.inbox, schema.outbox)
        ]
        first = connection.execute(
            select(func.min(schema.due.c.at)).where(schema.due.c.name == "digest")
        ).scalar_one()
    return left == [0, 0] and moment(first) > datetime(2027, 1, 5, tzinfo=UTC)
