"""Versions of an index: made beside the one in use, swapped in whole, refused when they differ.

A home holds one folder for each version and a file CURRENT that names the one in use. A version is
complete and hashed before CURRENT names it, so a kill at any moment leaves the old one in use.
"""

import errno
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import IndexingError, IndexMismatchError, IndexMissingError

FORMAT = 1
MANIFEST = "manifest.json"
_CURRENT = "CURRENT"
_UNFINISHED = ".building-"
_HASHED_BYTES = 256 * 1024 * 1024
"""Larger files are compared by size alone when an index is opened: hashing would take seconds."""

_MEND = "run: mentorkompas index build"


class FileMark(BaseModel):
    """What a file must be."""

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What an index was built from, and by what."""

    model_config = ConfigDict(extra="ignore")

    format: int
    model: str
    fingerprint: str
    dimension: int
    content: str
    passages: int
    documents: int
    built_at: datetime
    calibration: str = "shipped"
    files: dict[str, FileMark] = {}


class IndexHome:
    """The folder in which the versions of one index lie."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def lock(self) -> FileLock:
        """Held by the one build that may be under way.

        Raises:
            IndexingError: the folder cannot be written.
        """
        with writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            probe = self.root / f"{_UNFINISHED}probe-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
        return FileLock(self.root / "build.lock")

    def current(self) -> Path | None:
        """The version in use; None when there is none yet."""
        try:
            name = (self.root / _CURRENT).read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexMissingError(f"{self.root / _CURRENT} cannot be read; {_MEND}") from error
        folder = self.root / name
        if not name or os.sep in name or not folder.is_dir():
            raise IndexMissingError(f"The index in {self.root} is damaged; {_MEND}")
        return folder

    def publish(self, write: Callable[[Path], Manifest]) -> Path:
        """Make a version and swap it in; call it with the lock held.

        Args:
            write: fills an empty folder and returns its manifest, without the file marks.

        Raises:
            IndexingError: the disk is full or the folder cannot be written; the old one stays.
        """
        self._sweep()
        unfinished = self.root / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            with writing(self.root):
                unfinished.mkdir(parents=True)
                manifest = write(unfinished)
                marks = {
                    path.relative_to(unfinished).as_posix(): _mark(path)
                    for path in sorted(unfinished.rglob("*"))
                    if path.is_file()
                }
                manifest = manifest.model_copy(update={"files": marks})
                _write(unfinished / MANIFEST, manifest.model_dump_json(indent=1))
                stamp = manifest.built_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
                version = self.root / f"v-{stamp}-{secrets.token_hex(4)}"
                unfinished.rename(version)
                temporary = self.root / f"{_UNFINISHED}{secrets.token_hex(8)}"
                _write(temporary, version.name)
                temporary.replace(self.root / _CURRENT)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        self._sweep(keep=version)
        return version

    def _sweep(self, keep: Path | None = None) -> None:
        """Remove what killed builds left, and all versions but the current one."""
        try:
            current = self.current()
        except IndexMissingError:
            current = None
        for path in self.root.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(
                missing_ok=True
            )
        if keep is not None:
            for path in self.root.glob("v-*"):
                if path not in (keep, current):
                    shutil.rmtree(path, ignore_errors=True)


def read_manifest(version: Path) -> Manifest:
    """The manifest of a version, its files compared with it.

    Raises:
        IndexMissingError: a file is missing or damaged.
        IndexMismatchError: another version of the program wrote it.
    """
    try:
        raw = json.loads((version / MANIFEST).read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise IndexMismatchError(
                f"The index has format {raw['format']}, this program reads {FORMAT}; {_MEND}"
            )
        manifest = Manifest.model_validate(raw)
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise IndexMissingError(f"The index's {MANIFEST} is missing or damaged; {_MEND}") from error
    for name, mark in manifest.files.items():
        try:
            whole = (version / name).stat().st_size == mark.bytes
            if whole and mark.bytes <= _HASHED_BYTES:
                whole = _mark(version / name).sha256 == mark.sha256
        except OSError:
            whole = False
        if not whole:
            raise IndexMissingError(f"The index file {name} is missing or damaged; {_MEND}")
    return manifest


class writing:  # noqa: N801 - reads as a sentence: with writing(folder)
    """Turns what the file system refuses into one line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                why = "the disk is full; free some room and try again"
            elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                why = "it may not be written; set MENTORKOMPAS_DATA_DIR to a folder that may"
            else:
                why = f"{error.strerror or error}; set MENTORKOMPAS_DATA_DIR to another folder"
            raise IndexingError(f"Cannot write {self._folder}: {why}.") from error
        # faiss and safetensors wrap what the system says in errors of their own
        if isinstance(error, RuntimeError) and "write" in str(error).lower():
            raise IndexingError(f"Cannot write {self._folder}: is the disk full?") from error


def _mark(path: Path) -> FileMark:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileMark(bytes=path.stat().st_size, sha256=digest)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
