"""Joins the parts: settings, encoder, index, dialogue; `serving` joins bot and terminal."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from assistant.config import Settings
from assistant.dialogue.assistant import Assistant
from assistant.dialogue.signals.judging import Judge, open_judge
from assistant.errors import ConfigurationError
from index.build import build_index
from index.encoders import DEFAULT_MODEL, Encoder, adapted, open_encoder, packaged
from index.errors import IndexingError, IndexMissingError
from index.opened import Index
from index.rows import knowledge_rows
from index.search import Searcher
from index.version import KNOWLEDGE, IndexHome, read_manifest
from knowledge.holding import Knowledge
from knowledge.loading import content_hash
from knowledge.storing import read_knowledge

Report = Callable[[str, int, int], None]
"""Called with what is being done, and how many steps of how many are."""

_SKIPPED = "-skipped"
"""Behind the hash of a folder of which faulty files were left out: fresh, yet not the whole."""


class SystemClock:
    """The machine's clock, in the zone of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._zone = settings.zone

    def now(self) -> datetime:
        """The moment, with its zone."""
        return datetime.now(self._zone)


class LiveSearcher:
    """The searcher over the newest version of an index; a swap is seen at the next message."""

    def __init__(self, home: IndexHome, encoder: Encoder) -> None:
        self._home = home
        self.encoder = encoder
        self._searcher: Searcher | None = None
        self._opening = threading.Lock()

    def current(self) -> Searcher:
        """The searcher to use for one message.

        Raises:
            IndexingError: there is no index that can be used, and none was open before.
        """
        try:
            version = self._home.current()
            if version is None:
                raise IndexMissingError("There is no index yet; run: mentorkompas index build")
            with self._opening:
                if self._searcher is None or self._searcher.index.version != version:
                    self._searcher = Searcher(Index(version), self.encoder)
        except IndexingError:
            # What was opened stays good: a damaged or foreign newer version stops nobody.
            if self._searcher is None:
                raise
        return self._searcher


@dataclass(frozen=True)
class Built:
    """What a build did; `left_out` are files with faults that were skipped."""

    changed: bool
    passages: int
    left_out: tuple[str, ...]


def index_home(settings: Settings) -> IndexHome:
    """Where the index of this knowledge folder lies: each folder has its own."""
    name = hashlib.sha256(str(settings.knowledge_dir).encode()).hexdigest()[:12]
    return IndexHome(settings.data_dir / "index" / f"{settings.knowledge_dir.name}-{name}")


def encoder(settings: Settings, report: Report) -> Encoder:
    """The model of the settings; the default one is prepared when it is missing or older.

    Where none is set, the newest that `index train` adapted to this knowledge folder serves.

    Raises:
        ModelError: it cannot be prepared or opened.
    """
    if not is_model_set(settings):
        own = adapted.all_of(settings.models_dir, settings.knowledge_dir)
        if own:
            return open_encoder(str(own[-1]), settings.models_dir)
    if settings.embedding_model == DEFAULT_MODEL:
        prepare(settings, report)
    return open_encoder(settings.embedding_model, settings.models_dir)


def is_model_set(settings: Settings) -> bool:
    """Whether somebody chose the model; then none takes its place."""
    return "embedding_model" in settings.model_fields_set


def general(settings: Settings) -> Settings:
    """The settings for what is not this knowledge folder: a model adapted to it does not count."""
    return with_model(settings, settings.embedding_model)


def with_model(settings: Settings, name: str) -> Settings:
    """The settings as if somebody had chosen this model."""
    return settings.model_copy(update={"embedding_model": name})


def prepare(settings: Settings, report: Report) -> None:
    """Make the default model's folder when it is missing or older.

    Raises:
        ModelError: it cannot be made.
    """
    if packaged.is_outdated(settings.models_dir / DEFAULT_MODEL):
        packaged.prepare(settings.models_dir, by_share(report, "model"))


def by_share(report: Report, stage: str) -> Callable[[str, float], None]:
    """Tells the steps of a stage, each with the share of the stage that is done, 0 to 1."""
    return lambda step, share: report(f"{stage}: {step}", int(share * 100), 100)


def build(
    settings: Settings, model: Encoder, today: date, report: Report, *, skip_faulty: bool = False
) -> Built:
    """Check the knowledge folder and build its index.

    Raises:
        KnowledgeError: there is no such folder.
        ConfigurationError: the folder has errors; the old index stays in use.
        IndexingError: the index cannot be written.
    """
    content = content_hash(settings.knowledge_dir)
    knowledge, left_out = checked(settings, today, skip_faulty=skip_faulty)
    rows = knowledge_rows(knowledge, model)
    changed = build_index(
        index_home(settings),
        rows,
        model,
        content=content + (_SKIPPED if left_out else ""),
        knowledge=knowledge,
        report=lambda done, total: report("passages", done, total),
    )
    return Built(changed, len(rows), left_out)


def checked(
    settings: Settings, today: date, *, skip_faulty: bool = False
) -> tuple[Knowledge, tuple[str, ...]]:
    """The knowledge folder without errors, and the files that were left out for it.

    Raises:
        KnowledgeError: there is no such folder.
        ConfigurationError: it has errors, and they may not be skipped.
    """
    from knowledge.checking import check, without_faulty

    folder = settings.knowledge_dir
    loaded, faults = check(folder, today)
    errors = [fault for fault in faults if fault.level == "error"]
    left_out: tuple[str, ...] = ()
    knowledge = loaded.knowledge
    if errors and skip_faulty:
        knowledge, left_out = without_faulty(loaded, faults)
    elif errors:
        raise ConfigurationError(
            f"{folder} has {len(errors)} error(s), the first: {errors[0]}. "
            "See them all with: mentorkompas knowledge check"
        )
    return knowledge, left_out


def live_searcher(settings: Settings, today: date, report: Report) -> LiveSearcher:
    """The searcher of the settings; a missing or foreign index is built first.

    Raises:
        AssistantError, KnowledgeError, IndexingError: with the mend.
    """
    home = index_home(settings)
    model = encoder(_as_built(settings, home), report)
    if home.current() is None:
        build(settings, model, today, report)
    live = LiveSearcher(home, model)
    live.current()
    return live


def _as_built(settings: Settings, home: IndexHome) -> Settings:
    """The settings with the model that made the index, if it is one that serves this folder.

    Between a new model and the index that it makes lies a while in which the old index answers.
    """
    own = adapted.all_of(settings.models_dir, settings.knowledge_dir)
    version = home.current()
    if is_model_set(settings) or not own or version is None:
        return settings
    maker = read_manifest(version, compared=False).model
    known = {folder.name for folder in own} | {DEFAULT_MODEL}
    return with_model(settings, maker) if maker in known else settings


def is_stale(settings: Settings) -> bool:
    """Whether the knowledge folder has changed since its index was built."""
    version = index_home(settings).current()
    if version is None or not settings.knowledge_dir.is_dir():
        return False
    return not read_manifest(version, compared=False).content.startswith(
        content_hash(settings.knowledge_dir)
    )


def indexed_knowledge(settings: Settings, today: date) -> Knowledge:
    """The knowledge that answers, without opening its index; the folder's own when there is none.

    Raises:
        KnowledgeError: there is no such folder.
        ConfigurationError: it has errors and was never indexed.
    """
    version = index_home(settings).current()
    stored = version / KNOWLEDGE if version else None
    if stored is not None and stored.is_file():
        try:
            return read_knowledge(stored.read_bytes())
        except (OSError, ValueError):  # replaced meanwhile, or damaged: the folder is its source
            pass
    return checked(settings, today)[0]


def assistant(settings: Settings, live: LiveSearcher) -> Assistant:
    """The dialogue over a searcher."""
    return Assistant(live, open_signals(settings, live.encoder))


def open_signals(settings: Settings, model: Encoder) -> Judge:
    """What hears danger beyond the rules; fitted once for each model, which takes seconds."""
    folder = (
        settings.models_dir
        / ".signals"
        / hashlib.sha256(model.fingerprint.encode()).hexdigest()[:12]
    )
    return open_judge(model.encode_queries, model.fingerprint, folder)


def status(settings: Settings) -> dict[str, object] | None:
    """What the index of the knowledge folder holds; None: there is none.

    Raises:
        IndexingError: it is damaged or of another format.
    """
    version = index_home(settings).current()
    if version is None:
        return None
    manifest = read_manifest(version)
    all_own = adapted.all_of(settings.models_dir, settings.knowledge_dir)
    own = {folder.name: folder for folder in all_own}
    return {
        "knowledge": str(settings.knowledge_dir),
        "model": manifest.model,
        # Where a model that `index train` made lies, for whoever wants to look or to remove it.
        **({"adapted": str(own[manifest.model])} if manifest.model in own else {}),
        "dimension": manifest.dimension,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "built_at": manifest.built_at.isoformat(timespec="seconds"),
        "fresh": not is_stale(settings),
        "vectors": "exact"
        if manifest.recall is None
        else f"approximate, finds {int(manifest.recall * 100)}% of the exact ten",
        "calibration": manifest.calibration,
        "version": version.name,
    }
