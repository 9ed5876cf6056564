"""A first knowledge folder: examples to change, the shipped flows, and the national background."""

import shutil
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.flow_files import FLOWS
from knowledge.loading import DOCUMENTS, SHIPPED

STARTER = Path(__file__).parent / "starter"
NATIONAL = "landelijk"


def start(folder: Path, *, background: bool) -> tuple[Path, ...]:
    """Fill a new or empty folder.

    Args:
        folder: made when it does not exist.
        background: whether the national documents come along.

    Returns:
        The files that were written, in order.

    Raises:
        KnowledgeError: something is in the folder already, or it cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise KnowledgeError(f"{folder} is not an empty folder; name another one.")
        _copy(SHIPPED / FLOWS, folder / FLOWS)
        _copy(STARTER, folder)  # its commented flow takes the place of the shipped one
        if background:
            _copy(SHIPPED / DOCUMENTS / NATIONAL, folder / DOCUMENTS / NATIONAL)
    except OSError as error:
        why = error.strerror or "error"
        raise KnowledgeError(f"{folder} cannot be written ({why}); name another one.") from None
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _copy(source: Path, target: Path) -> None:
    """Copy a folder's files; as new files, since an installed package may be read-only."""
    for path in sorted(source.rglob("*")):
        if path.suffix in (".md", ".yaml"):
            new = target / path.relative_to(source)
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, new)
