"""What one embedding model costs over a knowledge folder: time, memory and room on disk.

The index that answers is never touched: the settings say where the temporary one goes.
"""

import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant import bootstrap
from assistant.config import Settings
from assistant.evaluation import judge
from index.encoders import DEFAULT_MODEL, Encoder
from index.evaluation import Judged

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Built:
    """A model and its index. `seconds` is the whole build, nearly all of it embedding.

    `model_mb` is None where the model's files cannot be found (a store of its library's own).
    """

    model: str
    seconds: float
    model_mb: float | None
    index_mb: float


@dataclass(frozen=True)
class Asked:
    """What came of the questions; `memory_mb` is the most that this process had in memory."""

    judged: list[Judged]
    memory_mb: float | None


def build(settings: Settings, today: date, report: bootstrap.Report) -> Built:
    """Build the index of the settings, and whatever else a model needs once.

    Raises:
        AssistantError, KnowledgeError, IndexingError: with the mend.
    """
    model = bootstrap.encoder(settings, report)
    started = time.perf_counter()
    bootstrap.build(settings, model, today, report)
    seconds = time.perf_counter() - started
    bootstrap.open_signals(settings, model)
    folder = _folder(settings, model)
    return Built(
        model=model.name,
        seconds=seconds,
        model_mb=_size(folder) / MEGABYTE if folder else None,
        index_mb=_size(bootstrap.index_home(settings).root) / MEGABYTE,
    )


def ask(settings: Settings, file: Path, today: date, report: bootstrap.Report) -> Asked:
    """Ask the questions of a set over an index that was built before.

    Raises:
        AssistantError, KnowledgeError, IndexingError: with the mend.
    """
    live = bootstrap.live_searcher(settings, today, report)
    judged = judge(
        file,
        bootstrap.assistant(settings, live),
        live,
        today,
        lambda done, total: report("questions", done, total),
    )
    return Asked(judged, _memory_mb())


def _memory_mb() -> float | None:
    """The most memory that this process had at once.

    Linux hands a new process the peak of the one that started it in `getrusage`, hence /proc.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text("utf-8").splitlines()
        peak = next((line for line in lines if line.startswith("VmHWM")), None)
        return int(peak.split()[1]) * 1024 / MEGABYTE if peak else None
    if sys.platform == "win32":
        return None  # neither of the two is there
    import resource

    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (peak_bytes if sys.platform == "darwin" else peak_bytes * 1024) / MEGABYTE


def _folder(settings: Settings, model: Encoder) -> Path | None:
    """Where the files of an opened model lie."""
    named = settings.embedding_model
    places = [settings.models_dir / model.name, settings.models_dir / named]
    if named != DEFAULT_MODEL:
        places.insert(0, Path(named).expanduser())
    for folder in places:
        if folder.is_dir():
            return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    full_name = named if "/" in named else f"sentence-transformers/{named}"
    try:
        return Path(snapshot_download(full_name, local_files_only=True))
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError, ValueError):
        return None


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; what a link points to counts, once."""
    files = {path.resolve() for path in folder.rglob("*") if path.is_file()}
    return sum(path.stat().st_size for path in files)
