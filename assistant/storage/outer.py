"""The key that the operator guards: a file with a line for each, the newest on top."""

import contextlib
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Outer:
    """The operator's key: the newest encrypts, every one in the file decrypts.

    A line that is written above the others while we run is seen as soon as something comes by that
    it encrypted: another process may be ahead of us.
    """

    def __init__(self, file: Path) -> None:
        """Read the file.

        Raises:
            OSError, ValueError, IndexError: it cannot be read, or is no key file.
        """
        self._file = file
        self._use(self._written())

    @property
    def oldest(self) -> bytes:
        """The last line of the file, which stays for ever."""
        return self._lines[-1]

    @property
    def has_older(self) -> bool:
        """Whether there are keys below the newest."""
        return len(self._lines) > 1

    def encrypt(self, plain: bytes) -> bytes:
        """Encrypt under the newest key."""
        return self._all.encrypt(plain)

    def decrypt(self, token: bytes) -> bytes:
        """Decrypt what any of the keys encrypted.

        Raises:
            InvalidToken: none of them did, or it is damaged.
        """
        try:
            return self._all.decrypt(token)
        except InvalidToken:
            if not self.read_again():
                raise
        return self._all.decrypt(token)

    def renewed(self, token: bytes) -> bytes | None:
        """The same under the newest key; None: it is so already.

        Raises:
            InvalidToken: none of the keys encrypted it, or it is damaged.
        """
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            return self.encrypt(self.decrypt(token))
        return None

    def read_again(self) -> bool:
        """Whether the operator wrote a new key; what is no key file of ours changes nothing."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            keys = self._written()
            if keys != self._lines and keys[-1] == self.oldest:
                self._use(keys)
                return True
        return False

    def _written(self) -> list[bytes]:
        lines = self._file.read_bytes().splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith(b"#")]

    def _use(self, keys: list[bytes]) -> None:
        self._newest = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])
        self._lines = keys
