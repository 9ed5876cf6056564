"""Versions of an index: made beside the one in use, swapped in whole, refused when they differ.

A home holds one folder for each version and a file CURRENT that names the one in use. A version is
complete, hashed and on the disk before CURRENT names it, so a kill or a power cut at any moment
leaves the old one in use. The version before stays until the next build: a process that has just
read its name can still open it.
"""

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict

from index.errors import IndexingError, IndexMismatchError, IndexMissingError

FORMAT = 4
"""Raised when what a version holds changes; a program refuses versions of another format."""
MANIFEST = "manifest.json"
ROWS = "rows.json"
VECTORS = "vectors.faiss"
QUESTIONS = "questions.faiss"
FACT_VECTORS = "facts.npy"
TEXTS = "texts.json"
"""Hashes of the example questions and the facts, so that their vectors serve a later build."""
KNOWLEDGE = "knowledge.json"
LEXICAL = "lexical"
TOKENS = "tokens"
CALIBRATION = "calibration.json"
_CURRENT = "CURRENT"
_UNFINISHED = ".building-"
# Only names that were made here: `--out` may be a folder that holds other things.
_LEFT_OVER = re.compile(r"\.building-(?:probe-)?[0-9a-f]+")
_VERSION = re.compile(r"v-\d{8}T\d{6}-[0-9a-f]{8}")
_HASHED_BYTES = 256 * 1024 * 1024
"""Larger files are compared by size alone when an index is opened: hashing would take seconds."""

_MEND = "run: mentorkompas index build"
_ELSEWHERE = "set MENTORKOMPAS_DATA_DIR (or --out)"


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
    recall: float | None = None
    """Share of the exact ten that the vector search finds; None: it is exact."""
    files: dict[str, FileMark] = {}


class IndexHome:
    """The folder in which the versions of one index lie."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Held by the one build that may be under way; a second one waits here.

        Raises:
            IndexingError: the folder cannot be written.
        """
        with writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            probe = self.root / f"{_UNFINISHED}probe-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink(missing_ok=True)  # the build under way may have swept it
            lock = FileLock(self.root / "build.lock")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def current(self) -> Path | None:
        """The version in use; None when there is none yet."""
        try:
            name = (self.root / _CURRENT).read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexMissingError(f"{self.root / _CURRENT} cannot be read; {_MEND}") from error
        folder = self.root / name
        if not _VERSION.fullmatch(name) or not folder.is_dir():
            raise IndexMissingError(f"The index in {self.root} is damaged; {_MEND}")
        return folder

    def publish(self, write: Callable[[Path], Manifest]) -> Path:
        """Make a version and swap it in; call it with the lock held.

        Args:
            write: fills an empty folder and returns its manifest, without the file marks.

        Raises:
            IndexingError: the disk is full or the folder cannot be written; the old one stays.
        """
        before = self._in_use()
        self._sweep(before)
        made = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        version = self.root / f"v-{made}-{secrets.token_hex(4)}"
        unfinished = self.root / f"{_UNFINISHED}{secrets.token_hex(8)}"
        pointer = self.root / f"{_UNFINISHED}{secrets.token_hex(8)}"
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
                (unfinished / MANIFEST).write_text(manifest.model_dump_json(indent=1), "utf-8")
                pointer.write_text(version.name, "utf-8")
                for path in (*unfinished.rglob("*"), unfinished, pointer):
                    _settle(path)
                unfinished.rename(version)
                _settle(self.root)
                pointer.replace(self.root / _CURRENT)
                _settle(self.root)
        except BaseException:
            for path in {unfinished, pointer, version} - {self._in_use()}:
                _remove(path)
            raise
        if before is None:
            self._sweep(version)
        return version

    def _in_use(self) -> Path | None:
        try:
            return self.current()
        except IndexMissingError:
            return None

    def _sweep(self, kept: Path | None) -> None:
        """Remove what killed builds left, and all versions but this one; without one, none."""
        for path in self.root.iterdir():
            version = _VERSION.fullmatch(path.name) and kept and path != kept
            if version or _LEFT_OVER.fullmatch(path.name):
                _remove(path)


def read_manifest(version: Path, *, compared: bool = True) -> Manifest:
    """The manifest of a version.

    Args:
        version: its folder.
        compared: whether its files are compared with it; not needed by who reads the manifest only.

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
        if not manifest.files:
            raise ValueError("no files")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexMissingError(f"The index's {MANIFEST} is missing or damaged; {_MEND}") from error
    for name, mark in manifest.files.items() if compared else ():
        try:
            whole = (version / name).stat().st_size == mark.bytes
            if whole and mark.bytes <= _HASHED_BYTES:
                whole = _mark(version / name).sha256 == mark.sha256
        except OSError:
            whole = False
        if not whole:
            raise IndexMissingError(f"The index file {name} is missing or damaged; {_MEND}")
    return manifest


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turns what the file system refuses into one line.

    Raises:
        IndexingError: something in this folder could not be written.
    """
    try:
        yield
    except OSError as error:
        # NumPy's own OSError has no number when the disk took only a part.
        if error.errno in (None, errno.ENOSPC, errno.EDQUOT):
            why = "the disk is full; free some room and try again"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            why = f"it may not be written; {_ELSEWHERE} to a folder that may"
        else:
            why = f"{error.strerror or error}; {_ELSEWHERE} to another folder"
        raise IndexingError(f"Cannot write {folder}: {why}.") from error


def _mark(path: Path) -> FileMark:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileMark(bytes=path.stat().st_size, sha256=digest)


def _settle(path: Path) -> None:
    """Bring a file or a folder's list of names to the disk."""
    if path.is_file():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    elif os.name == "posix":
        folder = os.open(path, os.O_RDONLY)
        with suppress(OSError):  # some network disks cannot, and need not
            os.fsync(folder)
        os.close(folder)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
