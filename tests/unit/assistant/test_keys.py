import stat
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken

from assistant.errors import ConfigurationError
from assistant.storage.keys import Keys


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "instellingen" / "sleutel"


def opened(file: Path, *, has_data: bool = False) -> Keys:
    return Keys.open(file, apart_from=file.parent.parent / "data", has_data=has_data)


def test_a_key_is_made_once_and_only_its_owner_may_read_it(file: Path) -> None:
    keys = opened(file)
    secret = keys.outer.encrypt(b"woorden")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(f"{file}.d").stat().st_mode) == 0o700
    assert opened(file, has_data=True).outer.decrypt(secret) == b"woorden"


def test_a_mentors_key_is_made_once_and_only_its_owner_may_read_it(file: Path) -> None:
    keys = opened(file)
    mentor = keys.pseudonym(5)
    secret = keys.of(mentor).encrypt(b"woorden")

    kept = Path(f"{file}.d") / "mentors" / mentor
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert opened(file).of(mentor).decrypt(secret) == b"woorden"
    assert [one.name for one in kept.parent.iterdir()] == [mentor]
    with pytest.raises(ValueError, match="Fernet key must be"):
        Fernet(kept.read_bytes())  # it lies there wrapped


def test_a_destroyed_key_is_gone_for_every_process_and_a_new_one_is_another(file: Path) -> None:
    keys, other_process = opened(file), opened(file)
    mentor = keys.pseudonym(5)
    secret = keys.of(mentor).encrypt(b"woorden")
    assert other_process.of(mentor).decrypt(secret) == b"woorden"

    keys.destroy(mentor)
    keys.destroy(mentor)

    assert other_process.find(mentor) is None
    with pytest.raises(InvalidToken):
        other_process.of(mentor).decrypt(secret)
    assert keys.of(mentor).decrypt(other_process.of(mentor).encrypt(b"nieuw")) == b"nieuw"


def test_a_damaged_key_of_a_mentor_is_no_key_and_is_made_anew(file: Path) -> None:
    keys = opened(file)
    mentor = keys.pseudonym(5)
    keys.of(mentor)
    (Path(f"{file}.d") / "mentors" / mentor).write_bytes(b"")

    assert keys.find(mentor) is None
    assert keys.of(mentor).decrypt(keys.of(mentor).encrypt(b"x")) == b"x"


def test_a_pseudonym_stays_and_belongs_to_one_chat_and_one_key(file: Path, tmp_path: Path) -> None:
    keys = opened(file)
    names = {keys.pseudonym(chat) for chat in (1, -1, 12, 2, 2**52)}

    assert len(names) == 5
    assert all(len(name) == 32 and int(name, 16) >= 0 for name in names)
    assert opened(file).pseudonym(12) == keys.pseudonym(12)
    assert opened(tmp_path / "elders" / "sleutel").pseudonym(12) not in names


def test_a_new_key_above_the_old_one_changes_no_pseudonym(file: Path) -> None:
    before = opened(file)
    secret = before.outer.encrypt(b"woorden")
    mentor = before.pseudonym(5)
    kept = before.of(mentor).encrypt(b"meer woorden")
    new = Fernet.generate_key()
    file.write_bytes(b"# van vandaag\n" + new + b"\n\n" + file.read_bytes())

    after = opened(file)

    assert after.pseudonym(5) == mentor
    assert after.outer.decrypt(secret) == b"woorden"
    assert after.of(mentor).decrypt(kept) == b"meer woorden"
    assert Fernet(new).decrypt(after.outer.encrypt(b"x")) == b"x"


def test_a_key_may_not_lie_with_the_data(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="inside MENTORKOMPAS_DATA_DIR; set a place"):
        Keys.open(tmp_path / "a" / ".." / "geheim", apart_from=tmp_path, has_data=False)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_is_told_while_there_is_data(file: Path) -> None:
    with pytest.raises(ConfigurationError, match="is missing while there is data"):
        opened(file, has_data=True)
    assert not file.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    opened(file)
    file.chmod(mode)

    with pytest.raises(ConfigurationError, match="can be read by others; run: chmod 600"):
        opened(file)


@pytest.mark.parametrize("content", [b"", b"\n# niets\n", b"geheim", b"\xff\xfe\x00", b"A" * 44])
def test_what_is_no_key_is_told_without_showing_it(file: Path, content: bytes) -> None:
    opened(file)
    file.write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"is no key file; put the right one back"):
        opened(file)


def test_a_place_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "bezet").write_text("een bestand", "utf-8")
    for place in (tmp_path / "bezet" / "sleutel", tmp_path):
        with pytest.raises(ConfigurationError, match="set MENTORKOMPAS_SECRET_KEY_FILE"):
            Keys.open(place, apart_from=tmp_path / "data", has_data=False)


def test_processes_that_start_together_use_one_key(file: Path) -> None:
    with get_context("forkserver").Pool(4) as pool:
        made = pool.map(_makes_a_secret, [(file, number) for number in range(8)])

    keys = opened(file)
    for number, outer, own in made:
        mentor = keys.pseudonym(number % 2)
        assert keys.outer.decrypt(outer) == b"%d" % number
        assert keys.of(mentor).decrypt(own) == b"%d" % number


def _makes_a_secret(given: tuple[Path, int]) -> tuple[int, bytes, bytes]:
    file, number = given
    keys = opened(file)
    words = b"%d" % number
    mentor = keys.pseudonym(number % 2)
    return number, keys.outer.encrypt(words), keys.of(mentor).encrypt(words)
