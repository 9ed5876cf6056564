"""The keys of the open months: under each, a mentor has a name that means nothing elsewhere.

They lie beside the outer key, outside the database and its copies. When a month closes its key is
destroyed: whoever gets hold of an older copy of the data links no two months and no person. Each
database has keys of its own, known by what it stored of them.
"""

import hmac
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import InvalidToken

from assistant.storage.keys import Keys, make_file

HASH_BYTES = 16
_KEY_BYTES = 32
_OPENED = 16
"""Keys that stay in memory; a replay of years goes through many months."""


class MonthKey:
    """One month's key."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.id = hmac.digest(secret, b"which key", "sha256")[:HASH_BYTES]
        """Tells which key it is, and nothing of it."""

    def hash(self, mentor: str) -> bytes:
        """The mentor's name in this month."""
        return hmac.digest(self._secret, mentor.encode("utf-8", "surrogatepass"), "sha256")[
            :HASH_BYTES
        ]


class MonthKeys:
    """The keys of the months that are open, shared by all processes."""

    def __init__(self, keys: Keys) -> None:
        self._outer = keys.outer
        self._keys = keys
        self._folder = keys.folder / "months"
        self._opened = lru_cache(_OPENED)(self._read)

    def find(self, period: str, key_id: bytes | None) -> MonthKey | None:
        """The month's key; None: it is gone, or there never was one."""
        if key_id is None:
            return None
        file = self._file(period, key_id)
        try:
            # The file has the last word: another process may have destroyed it.
            seen = file.stat()
            return self._opened(file, (seen.st_ino, seen.st_mtime_ns))
        except (FileNotFoundError, InvalidToken):
            return None

    def make(self, period: str) -> MonthKey:
        """A new key for the month, on disk for good."""
        secret = secrets.token_bytes(_KEY_BYTES)
        key = MonthKey(secret)
        with self._keys.changing():
            make_file(self._file(period, key.id), self._outer.encrypt(secret))
        return key

    def destroy(self, period: str, key_id: bytes) -> None:
        """Let nobody ever find again who is who in this month."""
        self._keys.remove(self._file(period, key_id))

    def _file(self, period: str, key_id: bytes) -> Path:
        return self._folder / f"{period}-{bytes(key_id).hex()}"

    def _read(self, file: Path, _seen: tuple[int, int]) -> MonthKey:
        return MonthKey(self._outer.decrypt(file.read_bytes()))
