"""The keys: one that the operator guards, and under it one for each mentor.

They lie apart from the data. A copy of the database alone reveals nothing, and a mentor's key that
is destroyed takes with it what older copies of the database hold of that mentor.
"""

import base64
import hmac
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from filelock import FileLock

from assistant.errors import ConfigurationError
from assistant.storage.outer import Outer

OPENED_KEYS = 4096
"""Mentors whose opened key stays in memory; another one is read from its file again."""

_NEW = ".new-"
"""How the name of a file begins that is not whole yet."""

_SETTING = "MENTORKOMPAS_SECRET_KEY_FILE"
_CODE_LETTERS = 12
_HEADER = """\
# The key of Mentorkompas. Keep a copy of this file, apart from the copies of the data.
# To change the key, write a new one (44 characters, as Fernet.generate_key makes) above the others.
# A bot takes it up within the hour, `mentorkompas privacy sweep` at once. A day later the keys
# between the first and the last may go.
# The last one stays for ever: the names under which the data knows the mentors come from it.
"""


class Keys:
    """What encrypts, and what gives a chat its pseudonym."""

    def __init__(self, file: Path, folder: Path) -> None:
        """`file` is the key file; `folder` is where the mentors' keys are.

        Raises:
            OSError, ValueError, IndexError: the file cannot be read, or is no key file.
        """
        self.outer = Outer(file)
        # HMAC as a key derivation function, so that one secret serves two ends (RFC 5869).
        self._pseudonyms = hmac.digest(self.outer.oldest, b"mentorkompas pseudonyms", "sha256")
        self._codes = hmac.digest(self.outer.oldest, b"mentorkompas people", "sha256")
        self.folder = folder
        """Beside the key file: what is never in the database, nor in its copies."""
        self._mentors = folder / "mentors"
        self._opened = lru_cache(OPENED_KEYS)(self._read)

    @classmethod
    def open(cls, file: Path, *, apart_from: Path, has_data: bool) -> "Keys":
        """Read the key file, or make it where there is nothing yet that it could open.

        Args:
            file: SECRET_KEY_FILE.
            apart_from: DATA_DIR.
            has_data: whether something was encrypted before.

        Raises:
            ConfigurationError: lies with the data, lost, readable by others, or no key file.
        """
        if file.resolve().is_relative_to(apart_from.resolve()):
            raise ConfigurationError(
                f"{_SETTING} is {file}, inside MENTORKOMPAS_DATA_DIR; set a place outside it, so "
                "that a copy of the data alone reveals nothing."
            )
        try:
            if not file.exists():
                if has_data:
                    raise ConfigurationError(
                        f"The key file {file} is missing while there is data that only it opens; "
                        f"put it back from its copy, or set {_SETTING} to where it is."
                    )
                make_file(file, _HEADER.encode() + Fernet.generate_key() + b"\n")
            if os.name == "posix" and file.stat().st_mode & 0o077:
                raise ConfigurationError(
                    f"The key file {file} can be read by others; run: chmod 600 {file}"
                )
            own = cls(file, Path(f"{file}.d"))
            for folder in (own._mentors.parent, own._mentors):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"The key file {file} or the folder beside it cannot be used ({error.strerror}); "
                f"set {_SETTING} to a place that can be written."
            ) from error
        except (ValueError, IndexError):
            raise ConfigurationError(
                f"{file} is no key file; put the right one back, or set {_SETTING} to where it is."
            ) from None
        return own

    def pseudonym(self, chat_id: int) -> str:
        """The name of a chat, 32 hexadecimal characters; nobody finds the chat without the key."""
        return hmac.digest(self._pseudonyms, b"%d" % chat_id, "sha256").hex()[:32]

    def code(self, mentor: str) -> str:
        """What a mentor tells the operator to be given a role; nobody finds the mentor by it."""
        digest = hmac.digest(self._codes, mentor.encode(), "sha256")
        text = base64.b32encode(digest)[:_CODE_LETTERS].decode()
        return "-".join(text[at : at + 4] for at in range(0, _CODE_LETTERS, 4))

    def find(self, mentor: str) -> Fernet | None:
        """The mentor's key; None: there is none, or it cannot be opened."""
        try:
            # Another process may have destroyed it, or made a new one: the file has the last word.
            seen = (self._mentors / mentor).stat()
            return self._opened(mentor, (seen.st_ino, seen.st_mtime_ns))
        except (FileNotFoundError, InvalidToken, ValueError):
            return None

    def of(self, mentor: str) -> Fernet:
        """The mentor's key, made and on disk for good when there is none yet."""
        if (key := self.find(mentor)) is not None:
            return key
        # One at a time, or one process takes away as unreadable the key that another just made.
        with self.changing():
            while (key := self.find(mentor)) is None:
                _remove(self._mentors / mentor)
                make_file(self._mentors / mentor, self.outer.encrypt(Fernet.generate_key()))
        return key

    def destroy(self, mentor: str) -> None:
        """Make everything unreadable that was encrypted for this mentor, wherever it lies."""
        self.remove(self._mentors / mentor)

    def remove(self, file: Path) -> None:
        """Remove a key, and every copy of one that a process left when it died in between."""
        with self.changing():
            _remove(file)
            _tidy(file.parent)

    def changing(self) -> FileLock:
        """Held while a key is made, destroyed or put under another one; one process at a time."""
        return FileLock(self.folder / "mentors.lock", mode=0o600)

    def renew(self) -> int:
        """Put every key that lies under an older outer key under the newest; how many did.

        A key that is destroyed meanwhile stays so.
        """
        self.outer.read_again()
        folders = [folder for folder in self.folder.iterdir() if folder.is_dir()]
        with self.changing():
            for folder in folders:
                _tidy(folder)
        if not self.outer.has_older:
            return 0
        renewed = 0
        for file in [file for folder in folders for file in folder.iterdir()]:
            with self.changing():  # for each, so that nobody waits for long
                renewed += self._renew(file)
        return renewed

    def _renew(self, file: Path) -> bool:
        try:
            wrapped = self.outer.renewed(file.read_bytes())
        except (FileNotFoundError, InvalidToken):
            return False
        if wrapped is not None:
            _replace(file, wrapped)
        return wrapped is not None

    def _read(self, mentor: str, _seen: tuple[int, int]) -> Fernet:
        return Fernet(self.outer.decrypt((self._mentors / mentor).read_bytes()))


def make_file(file: Path, content: bytes) -> None:
    """Write a file that only we may read; of several processes that do, the first one's stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = _written(file, content)
    try:
        try:
            os.link(new, file)
        except FileExistsError:
            return
    finally:
        new.unlink()
    _keep_names(file.parent)


def _replace(file: Path, content: bytes) -> None:
    """Write another content in the place of a file's, all or nothing."""
    _written(file, content).replace(file)
    _keep_names(file.parent)


def _remove(file: Path) -> None:
    """Remove a file for good; nothing happens when it is gone already."""
    try:
        file.unlink()
    except FileNotFoundError:
        return
    _keep_names(file.parent)


def _tidy(folder: Path) -> None:
    for file in folder.glob(f"{_NEW}*"):
        _remove(file)


def _keep_names(folder: Path) -> None:
    """Let the disk keep which files are in a folder, also when the power goes."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written(file: Path, content: bytes) -> Path:
    """A file with this content beside the one that it is to become, on disk for good."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=_NEW)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)
