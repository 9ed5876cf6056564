"""The index that a command answers from: opened with progress, its age told."""

from datetime import date

import typer

from assistant import bootstrap
from assistant.cli.progress import progress
from assistant.config import Settings


def opened(read: Settings, today: date) -> bootstrap.LiveSearcher:
    """The searcher of the settings, and one line when its index is older than the folder.

    Raises:
        AssistantError, KnowledgeError, IndexingError: with the mend.
    """
    with progress() as report:
        live = bootstrap.live_searcher(read, today, report)
    warn_if_stale(read)
    return live


def warn_if_stale(read: Settings) -> None:
    """One line when the folder is newer than the index that answers."""
    if bootstrap.is_stale(read):
        typer.echo(
            "The index is older than the knowledge folder; run: mentorkompas index build", err=True
        )
