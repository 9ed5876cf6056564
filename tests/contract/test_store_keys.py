"""The keys of the store: lost, changed, added, and destroyed with who is forgotten."""

import shutil
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Handled, Sent
from assistant.storage.store import Store
from tests.contract.places import SqlPlace, came, numbers


def test_a_lost_key_is_told_and_no_new_one_is_made(sql: SqlPlace) -> None:
    sql.open().close()
    sql.key_file.unlink()

    with pytest.raises(ConfigurationError, match="is missing while there is data"):
        sql.open()
    assert not sql.key_file.exists()


def test_another_key_is_refused(sql: SqlPlace, tmp_path: Path) -> None:
    sql.open().close()
    other = tmp_path / "ander"
    Store.open(f"sqlite:///{tmp_path}/ander.db", other, sql.data_dir, sql.clock).close()
    shutil.copy(other, sql.key_file)

    with pytest.raises(ConfigurationError, match="not the one that the data was encrypted with"):
        sql.open()


def test_a_new_key_above_the_old_one_opens_everything(sql: SqlPlace, tmp_path: Path) -> None:
    store = sql.open()
    store.receive([came(1, chat=5), came(2, chat=5)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation("wilg"), (b"a",))])
    store.close()
    other = tmp_path / "ander"
    Store.open(f"sqlite:///{tmp_path}/ander.db", other, sql.data_dir, sql.clock).close()
    sql.key_file.write_bytes(other.read_bytes() + sql.key_file.read_bytes())

    after = sql.open()

    assert after.pseudonym(5) == one.mentor
    assert after.conversation(one.mentor) == Conversation("wilg")
    assert numbers(after.waiting(10)) == [2]
    assert [(message.chat, message.body) for message in after.due(10)] == [(5, b"a")]


@pytest.mark.parametrize("how", ["asked", "operator"])
def test_a_backup_reveals_nothing_of_who_was_forgotten(
    sqlite: SqlPlace, tmp_path: Path, how: str
) -> None:
    store = sqlite.open()
    store.receive([came(1), came(2), came(3, chat=2)])
    one, other = store.waiting(10)
    store.settle(
        [
            Handled(1, one.mentor, Conversation("wilg")),
            Handled(3, other.mentor, Conversation("eik")),
        ]
    )
    store.close()
    shutil.copytree(sqlite.data_dir, tmp_path / "kopie")
    store = sqlite.open()
    if how == "operator":
        store.forget(one.mentor)
    else:
        (two,) = store.waiting(10)
        store.settle([Handled(2, two.mentor, None, (b"weg",), forget=True)])
    store.close()
    shutil.rmtree(sqlite.data_dir)
    shutil.copytree(tmp_path / "kopie", sqlite.data_dir)

    after = sqlite.open()

    assert after.conversation(one.mentor) == Conversation()
    assert after.conversation(other.mentor) == Conversation("eik")


@pytest.mark.parametrize("later", [(), (None,), (Conversation("eik"),)])
def test_a_key_that_outlived_a_death_goes_later(
    sql: SqlPlace, later: tuple[Conversation | None, ...]
) -> None:
    store = sql.open()
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation("wilg"))])
    (key,) = sql.key_file.parent.glob(f"**/{one.mentor}")
    old = key.read_bytes()
    (two,) = store.waiting(10)
    store.settle([Handled(2, two.mentor, None, (b"alles is weg",), forget=True)])
    key.write_bytes(old)  # as if the process had died between the commit and the key

    for talk in later:
        store.receive([came(3)])
        store.settle([Handled(3, three.mentor, talk) for three in store.waiting(10)])
    store.sent([Sent(message.id) for message in store.due(10)])

    assert not key.exists() or key.read_bytes() != old
    assert store.conversation(one.mentor) == Conversation("eik" if any(later) else None)


def test_nothing_of_who_was_forgotten_stays_in_the_database(sql: SqlPlace) -> None:
    store = sql.open()
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation("wilg"), (b"a",))])
    store.sent([Sent(message.id, 31, 20) for message in store.due(10)])
    (two,) = store.waiting(10)
    store.settle([Handled(2, two.mentor, None, (b"alles is weg",), forget=True)])
    assert sql.rows_of(one.mentor) == {"outbox": 1, "address": 1}

    store.sent([Sent(message.id) for message in store.due(10)])

    assert sql.rows_of(one.mentor) == {}
    assert not list(sql.key_file.parent.glob(f"**/{one.mentor}"))


def test_who_wrote_before_the_receipt_was_sent_keeps_the_new_conversation(sql: SqlPlace) -> None:
    store = sql.open()
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, None, (b"alles is weg",), forget=True)])
    (two,) = store.waiting(10)
    store.sent([Sent(message.id) for message in store.due(10)])
    store.settle([Handled(2, two.mentor, Conversation("eik"), (b"hallo",))])

    assert [message.chat for message in store.due(10)] == [1]
    assert store.conversation(one.mentor) == Conversation("eik")
