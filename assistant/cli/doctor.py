"""`mentorkompas doctor`: whether all that is set up works, and else what to do."""

import json
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import bootstrap
from assistant.config import Settings, settings
from assistant.errors import AssistantError, ConfigurationError
from index.errors import IndexingError
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from assistant.channels.telegram.asking import Known

_CLOCK_MAY_DIFFER = timedelta(minutes=1)
"""From Telegram's; a prompt may come so much too late or too early."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what was found, and what to do when it is not ok."""

    name: str
    ok: bool
    found: str
    mend: str | None = None


class _WrongError(Exception):
    """What is wrong, and what to do."""

    def __init__(self, found: str, mend: str) -> None:
        super().__init__(found)
        self.found = found
        self.mend = mend


def doctor(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Look at configuration, database, model, index, token and clock; change nothing.

    Exit 1 when something is wrong. Telegram is asked only when a token is set.

    Example: mentorkompas doctor --json
    """
    checks = _checks()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in checks], ensure_ascii=False))
    else:
        for one in checks:
            line = f"{'ok   ' if one.ok else 'WRONG'}  {one.name:13}  {one.found}"
            typer.echo(f"{line}\n{'':22}{one.mend}" if one.mend else line)
    sys.stdout.flush()
    raise typer.Exit(0 if all(one.ok for one in checks) else 1)


def _checks() -> list[Check]:
    try:
        read = settings()
    except ConfigurationError as error:
        return [Check("configuration", False, *_halves(str(error)))]
    doctoring = _Doctoring(read)
    return [
        _looked("configuration", doctoring.configuration),
        _looked("database", doctoring.database),
        _looked("model", doctoring.model),
        _looked("index", doctoring.index),
        _looked("token", doctoring.token),
        _looked("clock", doctoring.clock),
    ]


def _looked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except _WrongError as error:
        return Check(name, False, error.found, error.mend)
    except (AssistantError, IndexingError, KnowledgeError) as error:
        return Check(name, False, *_halves(str(error)))
    except OSError as error:
        return Check(name, False, f"the system refused: {error.strerror or type(error).__name__}")


def _halves(text: str) -> tuple[str, str | None]:
    """What is wrong, and what to do: our sentences have both, with a semicolon between."""
    found, _, mend = " ".join(text.split()).rstrip(".").partition("; ")
    return found, mend or None


class _Doctoring:
    """The looks; each gives what it found, or raises."""

    def __init__(self, read: Settings) -> None:
        self._read = read
        self._now = bootstrap.SystemClock(read).now()
        self._newest: list[tuple[str, datetime]] = []
        """What is dated, for the clock: nothing of it can lie in the future."""
        self._known: Known | None = None

    def configuration(self) -> str:
        """The settings are right; the folder can be read and has no errors."""
        from knowledge.checking import check

        folder = self._read.knowledge_dir
        _, faults = check(folder, self._now.date())
        errors = [fault for fault in faults if fault.level == "error"]
        if errors:
            raise _WrongError(
                f"{folder} has {len(errors)} error(s), the first: {errors[0]}",
                "see them all with: mentorkompas knowledge check",
            )
        return f"knowledge in {folder}, data in {self._read.data_dir}"

    def database(self) -> str:
        """It opens, is of this version, and the key is the one of its data."""
        from assistant import serving
        from assistant.storage.looking import look

        url = serving.database_url(self._read)
        file = serving.sqlite_file(url)
        if file is not None and not file.exists():
            if self._read.secret_key_file.exists():
                _readable_key(self._read.secret_key_file)
            return f"none yet; the first use makes {file}"
        if file is not None:
            _whole(file)
        seen = look(url, self._read.secret_key_file, self._read.data_dir)
        if seen.version != seen.wanted:
            raise _WrongError(
                f"{seen.name} has tables of version {seen.version}, this program {seen.wanted}",
                "start the bot or the chat once; that brings an older one to this version",
            )
        if seen.newest is not None:
            self._newest.append(("the database", seen.newest))
        return f"{seen.name}, tables of version {seen.version}, opened with its key"

    def model(self) -> str:
        """It is there and makes a vector."""
        from index.encoders import DEFAULT_MODEL, open_encoder, packaged

        read = self._read
        is_default = read.embedding_model == DEFAULT_MODEL
        if is_default and packaged.is_outdated(read.models_dir / DEFAULT_MODEL):
            raise _WrongError(
                f"{DEFAULT_MODEL} is not in {read.models_dir}, or is an older one",
                "run: mentorkompas model prepare",
            )
        made = open_encoder(read.embedding_model, read.models_dir).encode_queries(["mentor"])
        return f"{read.embedding_model}, {made.shape[1]} dimensions"

    def index(self) -> str:
        """It is there, is of this folder as it is now, and of a model that is here."""
        read = self._read
        found = bootstrap.status(read)
        if found is None:
            raise _WrongError("there is none yet", "run: mentorkompas index build")
        self._newest.append(("the index", datetime.fromisoformat(str(found["built_at"]))))
        if not found["fresh"]:
            raise _WrongError(
                f"it is older than {read.knowledge_dir}", "run: mentorkompas index build"
            )
        today = self._now.date()
        bootstrap.live_searcher(read, today, lambda _what, _done, _of: None)  # it opens
        return (
            f"{found['passages']} passages of {found['documents']} documents, "
            f"built {found['built_at']}"
        )

    def token(self) -> str:
        """Telegram knows it, when one is set."""
        if self._read.telegram_token is None and self._read.telegram_token_file is None:
            return "none set; only the bot needs one"
        from assistant.channels.telegram.asking import ask

        self._known = ask(self._read.token(), self._read.telegram_api_url)
        return f"Telegram knows it as @{self._known.name}"

    def clock(self) -> str:
        """It is not behind what was written before, nor far from Telegram's."""
        now = datetime.now(self._read.zone)
        told = f"{now:%Y-%m-%d %H:%M} in {self._read.timezone}"
        mend = "set the machine's clock, best by NTP"
        for name, newest in self._newest:
            if newest > now + _CLOCK_MAY_DIFFER:
                raise _WrongError(f"{told}; {name} was written later than that", mend)
        theirs = self._known.at if self._known else None
        if theirs is not None and abs(theirs - now) > _CLOCK_MAY_DIFFER:
            seconds = round((now - theirs).total_seconds())
            raise _WrongError(f"{told}; Telegram's clock differs {abs(seconds)} seconds", mend)
        return told


def _readable_key(file: Path) -> None:
    if file.stat().st_mode & 0o077 and sys.platform != "win32":
        raise _WrongError(f"the key file {file} can be read by others", f"run: chmod 600 {file}")


def _whole(file: Path) -> None:
    """Look through the file without holding up who writes.

    Raises:
        _WrongError: it is damaged, or no database.
    """
    mend = "put its copy back, or move it away to begin anew"
    try:
        with sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True) as connection:
            (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        connection.close()
    except sqlite3.Error as error:
        raise _WrongError(f"{file} cannot be read: {error}", mend) from None
    if told != "ok":
        raise _WrongError(f"{file} is damaged: {told}", mend)
