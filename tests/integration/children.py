"""Builds in processes of their own, that may be killed, stopped, or kept short of something.

They come from a fork server: pytest itself has threads and locks that a fork would break.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from index.build import build_index
from index.errors import IndexingError
from index.opened import Index
from index.rows import Row
from index.search import Searcher
from index.version import IndexHome
from knowledge.holding import Knowledge
from tests.fakes import HashEncoder
from tests.unit.index.folder import TODAY

OLD, NEW = "oud", "nieuw"
ENCODER = HashEncoder(dimension=64)

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["pytest", __name__])


@dataclass(frozen=True)
class Builder:
    """Builds an index that says the one word, or the other."""

    knowledge: dict[str, Knowledge]
    rows: dict[str, list[Row]]

    def __call__(self, word: str, home: IndexHome) -> bool:
        return build_index(
            home, self.rows[word], ENCODER, content=word, knowledge=self.knowledge[word]
        )

    def interrupted(self, home: IndexHome, number: int, moment: int) -> int:
        """Build the new index, with a signal to itself at the moment-th call or return.

        Counted in calls and not in seconds, so that each run meets the same moments on any machine;
        returns how many there were.
        """
        # A job in the background of a script ignores Ctrl-C, and its children would too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), number)

        sys.setprofile(count)
        self(NEW, home)
        sys.setprofile(None)
        return seen

    def killed_before(self, home: IndexHome, event: str, step: int) -> None:
        """Build the new index, killed just before the step-th event of this kind in its home."""
        seen = 0

        def count(name: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            if name == event and str(home.root) in str(arguments[0]):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        self(NEW, home)

    def limited(self, home: IndexHome, most_bytes: int) -> None:
        """Build the new index where no file may grow beyond this."""
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        self(NEW, home)

    def often(self, home: IndexHome) -> None:
        """Build the one and the other in turn."""
        for word in [NEW, OLD] * 6:
            self(word, home)


def said_by(searcher: Searcher) -> str:
    """The word that this index says; its manifest must be of the same build."""
    scope = searcher.knowledge.organisations.scope("wilg")
    for word in (OLD, NEW):
        hit = searcher.ask(f"wat is {word} 7?", scope, TODAY).hits[0]
        if word in searcher.knowledge.by_id[hit.document].sections[0].text:
            assert hit.id == "stuk-07#deel"
            assert searcher.index.manifest.content == word
            return word
    raise AssertionError("the index says neither")


def answer(home: IndexHome) -> str:
    """The word that the version in use says; it must be whole."""
    version = home.current()
    assert version is not None
    return said_by(Searcher(Index(version), ENCODER))


def take_lock(home: IndexHome) -> None:
    """Take the build's lock and give it back."""
    with home.lock():
        pass


def as_nobody(action: Callable[..., object], *arguments: object) -> object:
    """Do the action as a user without rights."""
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    return action(*arguments)


def started(action: Callable[..., object], *arguments: object) -> Any:
    """Starts the action in a process of its own; with `exitcode`, `is_alive` and `join`."""
    process = _SERVER.Process(target=action, args=arguments)
    process.start()
    return process


def in_child(action: Callable[..., object], *arguments: object) -> tuple[int, str]:
    """Does the action in a process of its own: how it ended, and what it returned or raised."""
    receiving, sending = _SERVER.Pipe(duplex=False)
    process = started(_reported, sending, action, *arguments)
    sending.close()
    try:
        said = str(receiving.recv())
    except EOFError:
        said = ""
    process.join()
    return process.exitcode, said


def _reported(sending: Connection, action: Callable[..., object], *arguments: object) -> None:
    code, said = 0, ""
    try:
        said = str(action(*arguments))
    except IndexingError as error:
        code, said = 2, error.message
    except KeyboardInterrupt:
        code = 130
    except BaseException as error:
        code, said = 99, repr(error)
    sys.setprofile(None)
    sending.send(said)
    os._exit(code)
