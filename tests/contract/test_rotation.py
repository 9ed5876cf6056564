"""The outer key is changed while mentors talk; who was forgotten stays forgotten, whatever returns.

A restart, a rotation and a backup that is put back, and then a look at what can be read.
"""

import shutil
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from assistant.errors import ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Handled
from assistant.states import Counted, Given, Kept, Record, Wish
from assistant.storage.rights import Rights
from assistant.storage.store import Store
from tests.contract.places import SqlPlace, came

ANNA, BRAM = 1, 2


def kept_of(place: SqlPlace, words: str) -> Kept:
    return Kept("a", "een-minuut", "Een minuut", place.clock.now(), (Given("a", "Wat?", words),))


def says(store: Store, number: int, chat: int, *records: Record, forget: bool = False) -> str:
    store.receive([came(number, chat)])
    (one,) = store.waiting(1)
    talk = None if forget else Conversation(scope=f"school-{chat}", agreed=True)
    store.settle([Handled(number, one.mentor, talk, (b"ja",), records=records, forget=forget)])
    return one.mentor


def write_new_key(file: Path) -> bytes:
    """As the header of the key file tells an operator to."""
    new = Fernet.generate_key()
    file.write_bytes(new + b"\n" + file.read_bytes())
    return new


def keys_in(file: Path) -> list[bytes]:
    return [line for line in file.read_bytes().splitlines() if not line.startswith(b"#")]


def keep_only(file: Path, *keys: bytes) -> None:
    file.write_bytes(b"\n".join(keys) + b"\n")


def filled(place: SqlPlace) -> Store:
    opened = place.open()
    at = place.clock.now()
    for number, chat in ((1, ANNA), (2, BRAM)):
        counted = Counted("2026-11", ("bestuur",), "topic", "b#c")
        wish = Wish(f"w{chat}", "2026-11", ("bestuur",), "b#c", "mag dat?", at)
        says(opened, number, chat, kept_of(place, f"van {chat}"), counted, wish)
    return opened


@pytest.fixture
def store(sqlite: SqlPlace) -> Store:
    return filled(sqlite)


def test_a_backup_put_back_after_a_rotation_reveals_nothing_of_the_forgotten(
    sqlite: SqlPlace, store: Store, tmp_path: Path
) -> None:
    anna, bram = store.pseudonym(ANNA), store.pseudonym(BRAM)
    store.close()
    shutil.copytree(sqlite.data_dir, tmp_path / "kopie")

    store = sqlite.open()
    says(store, 3, ANNA, forget=True)
    store.close()
    write_new_key(sqlite.key_file)
    store = sqlite.open()
    store.sweep(sqlite.clock.now())
    store.close()
    shutil.rmtree(sqlite.data_dir)
    shutil.copytree(tmp_path / "kopie", sqlite.data_dir)
    after = sqlite.open()

    assert after.conversation(anna) == Conversation()
    assert after.kept(anna) == ()
    assert after.conversation(bram).scope == f"school-{BRAM}"
    assert after.kept(bram) == (kept_of(sqlite, f"van {BRAM}"),)
    # Nor does whoever holds every key file and the copy: the key itself is nowhere any more.
    folder = Path(f"{sqlite.key_file}.d")
    names = {file.name for file in folder.rglob("*") if file.is_file()}
    assert anna not in names
    assert bram in names


def test_a_sweep_puts_everything_under_the_newest_key(sqlite: SqlPlace, store: Store) -> None:
    bram = store.pseudonym(BRAM)
    (oldest,) = keys_in(sqlite.key_file)
    middle = write_new_key(sqlite.key_file)
    store.sweep(sqlite.clock.now())
    newest = write_new_key(sqlite.key_file)
    store.sweep(sqlite.clock.now())
    for message in store.due(5):
        store.drop([message.id])
    store.close()

    folder = Path(f"{sqlite.key_file}.d")
    wrapped = [*(folder / "mentors").iterdir(), *(folder / "months").iterdir()]
    assert len(wrapped) == 3
    for file in wrapped:
        Fernet(newest).decrypt(file.read_bytes())
    keep_only(sqlite.key_file, newest, oldest)  # the one between is not needed any more
    assert middle not in keys_in(sqlite.key_file)
    after = sqlite.open()
    assert after.pseudonym(BRAM) == bram
    assert after.kept(bram) == (kept_of(sqlite, f"van {BRAM}"),)
    says(after, 9, BRAM)
    assert [message.chat for message in after.due(5)] == [BRAM]


def test_a_running_bot_goes_on_under_a_key_that_it_has_not_seen_yet(sql: SqlPlace) -> None:
    store = filled(sql)
    write_new_key(sql.key_file)
    beside = Rights.open(sql.url, sql.key_file, sql.data_dir, sql.clock)
    assert beside.renew_keys() == 8  # mentors 2, month 1, addresses 2, wishes 2, seal 1
    assert beside.renew_keys() == 0
    beside.close()

    bram = store.pseudonym(BRAM)
    assert store.kept(bram) == (kept_of(sql, f"van {BRAM}"),)
    says(store, 5, BRAM)
    assert store.kept(bram) == (kept_of(sql, f"van {BRAM}"),)


def test_a_key_that_is_taken_away_too_early_is_missed_at_the_start(
    sqlite: SqlPlace, store: Store
) -> None:
    (oldest,) = keys_in(sqlite.key_file)
    middle = write_new_key(sqlite.key_file)
    store.sweep(sqlite.clock.now())
    store.close()
    newest = Fernet.generate_key()
    keep_only(sqlite.key_file, newest, oldest)

    with pytest.raises(ConfigurationError, match="not the one that the data was encrypted with"):
        sqlite.open()

    keep_only(sqlite.key_file, newest, middle, oldest)
    assert sqlite.open().conversation(store.pseudonym(BRAM)).scope == f"school-{BRAM}"


def test_what_a_killed_process_left_of_a_key_goes_with_the_key(
    sqlite: SqlPlace, store: Store
) -> None:
    bram = store.pseudonym(BRAM)
    mentors = Path(f"{sqlite.key_file}.d") / "mentors"
    shutil.copy(mentors / bram, mentors / ".new-abc")

    says(store, 5, BRAM, forget=True)

    assert {file.name for file in mentors.iterdir()} == {store.pseudonym(ANNA)}
