"""`mentorkompas` as it is, but for a clock that a test moves: the first argument is its file.

The file holds how many seconds the clock is ahead of the machine's; it goes on by itself.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant import bootstrap
from assistant.cli import main
from assistant.config import Settings

ZONE = ZoneInfo("Europe/Amsterdam")


class MovedClock(bootstrap.SystemClock):
    """Ahead of the machine's by what stands in the file at this moment."""

    file: Path

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._own_zone = settings.zone

    def now(self) -> datetime:
        """The moment, with its zone."""
        ahead = timedelta(seconds=float(self.file.read_text("utf-8")))
        return (datetime.now(UTC) + ahead).astimezone(self._own_zone)


class Mover:
    """The test's hand on the clock."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def to(self, at: str) -> None:
        """Let it be this moment, wall time of `ZONE`, from now on."""
        ahead = datetime.fromisoformat(at).replace(tzinfo=ZONE) - datetime.now(UTC)
        new = self.file.with_suffix(".new")
        new.write_text(str(ahead.total_seconds()), "utf-8")
        new.replace(self.file)


if __name__ == "__main__":
    MovedClock.file = Path(sys.argv.pop(1))
    bootstrap.SystemClock = MovedClock  # type: ignore[misc]
    main()
