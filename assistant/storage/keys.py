"""The keys: one that the operator guards, and under it one for each mentor.

They lie apart from the data. A copy of the database alone reveals nothing, and a mentor's key that
is destroyed takes with it what older copies of the database hold of that mentor.
"""

import hmac
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from filelock import FileLock

from assistant.errors import ConfigurationError

OPENED_KEYS = 4096
"""Mentors whose opened key stays in memory; another one is read from its file again."""

_SETTING = "MENTORKOMPAS_SECRET_KEY_FILE"
_HEADER = """\
# The key of Mentorkompas. Keep a copy of this file, apart from the copies of the data.
# To change the key, write a new one (44 characters, as Fernet.generate_key makes) above the old.
# The last one stays for ever: the names under which the data knows the mentors come from it.
"""


class Keys:
    """What encrypts, and what gives a chat its pseudonym."""

    def __init__(self, keys: list[bytes], folder: Path) -> None:
        """`keys` newest first, at least one; `folder` is where the mentors' keys are."""
        self.outer = MultiFernet([Fernet(key) for key in keys])
        # HMAC as a key derivation function, so that one secret serves two ends (RFC 5869).
        self._pseudonyms = hmac.digest(keys[-1], b"mentorkompas pseudonyms", "sha256")
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
                _make_file(file, _HEADER.encode() + Fernet.generate_key() + b"\n")
            if os.name == "posix" and file.stat().st_mode & 0o077:
                raise ConfigurationError(
                    f"The key file {file} can be read by others; run: chmod 600 {file}"
                )
            lines = file.read_bytes().splitlines()
            keys = [line.strip() for line in lines if line.strip() and not line.startswith(b"#")]
            own = cls(keys, Path(f"{file}.d"))
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
        with FileLock(self._mentors.parent / "mentors.lock", mode=0o600):
            while (key := self.find(mentor)) is None:
                self.destroy(mentor)
                _make_file(self._mentors / mentor, self.outer.encrypt(Fernet.generate_key()))
        return key

    def destroy(self, mentor: str) -> None:
        """Make everything unreadable that was encrypted for this mentor, wherever it lies."""
        try:
            (self._mentors / mentor).unlink()
        except FileNotFoundError:
            return
        _keep_names(self._mentors)

    def _read(self, mentor: str, _seen: tuple[int, int]) -> Fernet:
        return Fernet(self.outer.decrypt((self._mentors / mentor).read_bytes()))


def _make_file(file: Path, content: bytes) -> None:
    """Write a file that only we may read; of several processes that do, the first one's stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        try:
            os.link(name, file)
        except FileExistsError:
            return
    finally:
        Path(name).unlink()
    _keep_names(file.parent)


def _keep_names(folder: Path) -> None:
    """Let the disk keep which files are in a folder, also when the power goes."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
