"""Holds a model folder together: which files belong to it, how large, and with which hash.

A folder without a manifest was not made by this program and is taken as it is.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError

from index.encoders import model_folder
from index.errors import ModelError

NAME = "manifest.json"
MEND = "run `mentorkompas model prepare`"
MEND_ADAPTED = "delete its folder and run `mentorkompas index build`"
MEND_OTHER = "copy or export the model's folder anew"
# Too large to hash whenever a folder is opened, and not read by the default engine.
_HASHED_ON_DEMAND = ".safetensors"


class FileMark(BaseModel):
    """What a file must be; `size` in bytes."""

    size: int
    sha256: str


class Manifest(BaseModel):
    """What was written into a folder, by relative path, and what it was made from."""

    origin: object = None
    files: dict[str, FileMark]


def mend(folder: Path) -> str:
    """Say what mends a folder: our own command, or that of whoever made it."""
    if not (folder / NAME).exists():
        return MEND_OTHER
    return MEND_ADAPTED if folder.name.startswith(model_folder.ADAPTED) else MEND


def write(folder: Path, origin: Mapping[str, object]) -> None:
    """Record all files of a finished folder.

    Args:
        folder: finished but for the manifest, which is written last.
        origin: what the folder was made from, as JSON can hold it; `verify` and `origin` give it
            back.
    """
    files = {
        path.relative_to(folder).as_posix(): FileMark(
            size=path.stat().st_size, sha256=model_folder.sha256(path)
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }
    text = Manifest(origin=origin, files=files).model_dump_json(indent=2)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def check(folder: Path) -> dict[str, str]:
    """Check sizes of all files and hashes of those that the default engine reads (30 ms).

    Returns:
        The sha256 of each file; empty where there is no manifest.

    Raises:
        ModelError: a file is missing, cut off or another one.
    """
    if not (folder / NAME).exists():
        return {}
    files = _read(folder).files
    for name, expected in files.items():
        hashed = not name.endswith(_HASHED_ON_DEMAND)
        _compare(folder / name, expected, mend(folder), hashed=hashed)
    return {name: expected.sha256 for name, expected in files.items()}


def verify(folder: Path) -> Manifest:
    """Check sizes and hashes of all files; gives the manifest.

    Raises:
        ModelError: there is no manifest, or a file is missing, cut off or another one.
    """
    content = _read(folder)
    for name, expected in content.files.items():
        _compare(folder / name, expected, mend(folder), hashed=True)
    return content


def origin(folder: Path) -> object:
    """What the folder was made from, as `write` was told; None when the manifest is damaged."""
    try:
        return _read(folder).origin
    except ModelError:
        return None


def _read(folder: Path) -> Manifest:
    # Whoever reads it missed it, so it was ours.
    way_out = mend(folder) if (folder / NAME).exists() else MEND
    content = model_folder.read_json(folder / NAME, way_out)
    try:
        return Manifest.model_validate(content)
    except ValidationError:
        raise ModelError(f"{folder / NAME} is no manifest: {way_out}") from None


def _compare(path: Path, expected: FileMark, way_out: str, *, hashed: bool) -> None:
    try:
        size = path.stat().st_size
        if size < expected.size:
            raise ModelError(f"{path} is cut off ({size} of {expected.size} bytes): {way_out}")
        if size > expected.size or (hashed and model_folder.sha256(path) != expected.sha256):
            raise ModelError(f"{path} is another file than was written there: {way_out}")
    except FileNotFoundError:
        raise ModelError(f"{path} is missing: {way_out}") from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {way_out}") from None
