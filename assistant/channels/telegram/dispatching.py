"""Takes kept updates, lets them be handled, and stores what comes of them in groups.

In order per mentor: the store gives one update of a mentor at a time. In parallel across mentors:
a few threads handle, one stores. It runs in a thread of its own, since all it calls is blocking.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, wait
from queue import SimpleQueue

import structlog

from assistant.ports import Claimed, Handled, MessageStore, StoreUnavailableError

_log = structlog.get_logger("mentorkompas.telegram")

MOST_IN_HAND = 64
"""Updates that are taken and not yet stored; so many come back when the process dies."""

_GATHER_SECONDS = 0.005
"""What is handled within this time is stored in one transaction."""

_IDLE_SECONDS = 5.0
"""The inbox is looked at so often without news."""

_PAUSE_SECONDS = 0.5
"""Until the database is tried again."""


class Dispatcher:
    """The way from the inbox to the outbox."""

    def __init__(
        self,
        store: MessageStore,
        handle: Callable[[Claimed], Handled],
        settled: Callable[[], None],
        failed: Callable[[Exception], None],
        *,
        workers: int,
    ) -> None:
        """Join the parts.

        Args:
            store: whose updates are handled.
            handle: makes of an update what is to be stored; raises nothing.
            settled: called, in another thread, when there may be something to send.
            failed: called, in another thread, with what made it end by itself.
            workers: updates that are handled at once.
        """
        self._store = store
        self._handle = handle
        self._settled = settled
        self._failed = failed
        self._workers = workers
        self._work: SimpleQueue[tuple[Future[Handled], Claimed] | None] = SimpleQueue()
        self._news = threading.Event()
        self._stopping = False
        # The threads are daemons: one that hangs in a message keeps no process from ending, and
        # the message is still in the inbox.
        self._thread = threading.Thread(target=self._run, name="telegram-dispatcher", daemon=True)

    def start(self) -> None:
        """Begin, with what was left by a process before."""
        for _ in range(self._workers):
            threading.Thread(target=self._handled, name="telegram-dialogue", daemon=True).start()
        self._thread.start()

    def wake(self) -> None:
        """There is something new in the inbox."""
        self._news.set()

    def stop(self, seconds: float) -> None:
        """Finish what is being handled, give the rest back; wait so long for it."""
        self._stopping = True
        self._news.set()
        self._thread.join(seconds)
        for _ in range(self._workers):
            self._work.put(None)

    def _run(self) -> None:
        try:
            self._dispatch()
        except Exception as error:  # a defect: nobody would be answered any more
            self._failed(error)

    def _handled(self) -> None:
        while (work := self._work.get()) is not None:
            future, claimed = work
            if self._stopping:
                future.cancel()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._handle(claimed))
            except BaseException as error:
                future.set_exception(error)

    def _dispatch(self) -> None:
        hands: dict[Future[Handled], Claimed] = {}
        done: list[Handled] = []
        while True:
            try:
                if done:
                    self._store.settle(done)
                    done = []
                    self._settled()
                if self._stopping:
                    self._give_back(hands)
                elif len(hands) <= MOST_IN_HAND // 2:
                    for one in self._store.waiting(MOST_IN_HAND - len(hands)):
                        future: Future[Handled] = Future()
                        hands[future] = one
                        self._work.put((future, one))
            except StoreUnavailableError:
                _log.warning("the database is away, trying again")
                self._wait(_PAUSE_SECONDS)
                if self._stopping:
                    return
                continue
            if hands:
                done = self._finished(hands)
            elif self._stopping:
                return
            else:
                self._wait(_IDLE_SECONDS)

    def _finished(self, hands: dict[Future[Handled], Claimed]) -> list[Handled]:
        """What has been handled, at least one, out of our hands."""
        ended, _ = wait(hands, _GATHER_SECONDS, ALL_COMPLETED)
        if not ended:
            ended, _ = wait(hands, None, FIRST_COMPLETED)
        # A cancelled one was not begun because we stop, and is given back.
        handled = [future for future in ended if not future.cancelled()]
        for future in handled:
            del hands[future]
        return [future.result() for future in handled]

    def _give_back(self, hands: dict[Future[Handled], Claimed]) -> None:
        unbegun = [future for future in hands if future.cancel()]
        if unbegun:
            self._store.release([hands[future].update_id for future in unbegun])
        for future in unbegun:
            del hands[future]

    def _wait(self, seconds: float) -> None:
        self._news.wait(seconds)
        self._news.clear()
