"""One mentor at a terminal: the dialogue, a store and a clock, whoever types."""

from collections.abc import Callable, Iterator
from datetime import datetime

from assistant.dialogue.assistant import Assistant
from assistant.messages import Choice, Conversation, File, Incoming, Outcome, Role
from assistant.ports import Clock, OwnStore


class Terminal:
    """Passes messages to the dialogue and keeps the conversation."""

    def __init__(
        self,
        assistant: Assistant,
        store: OwnStore,
        clock: Clock,
        role: Callable[[], Role | None] = lambda: None,
    ) -> None:
        """`role` reads what the operator granted this mentor."""
        self._assistant = assistant
        self._store = store
        self._clock = clock
        self._role = role
        self._conversation = store.load()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The latest buttons."""
        return self._conversation.choices

    @property
    def conversation(self) -> Conversation:
        """As it stands."""
        return self._conversation

    @property
    def school(self) -> str | None:
        """The name of the school that was chosen, if the knowledge still has it."""
        return self._assistant.school(self._conversation)

    def settle(self, scope: str | None, institute: str | None) -> None:
        """Put the mentor past the start, at this organisation: agreed, and asked nothing more."""
        if scope is not None or institute is not None:
            self._conversation = self._conversation.with_(
                scope=scope or self._conversation.scope,
                institute=institute,
                introduced=True,
                agreed=True,
                awaiting=None,
                starting=False,
            )
            self._store.save(self._conversation)

    def say(self, text: str) -> Outcome:
        """Type something."""
        return self._handle(text)

    def press(self, choice: Choice) -> Outcome:
        """Press a button."""
        return self._handle(choice.label, choice.action)

    def send(self, file: File) -> Outcome:
        """Send a file."""
        return self._handle("", file=file)

    def advance(
        self, until: datetime, move: Callable[[datetime], None] | None = None
    ) -> Iterator[Outcome]:
        """What comes of all that falls due up to this moment, one by one, each once.

        Args:
            until: with its zone.
            move: sets the clock to the moment of what falls due; None: the clock goes by itself.
        """
        while (at := self._store.next_due()) is not None and at <= until:
            if move is not None and at > self._clock.now():
                move(at)
            name = self._store.take_due()
            if name is None:  # another process on the same store was first, or the clock lags
                return
            yield self._handle("", f"due:{name}")

    def restart(self) -> None:
        """Forget what only memory holds."""
        self._conversation = self._store.load()

    def now(self) -> datetime:
        """The clock's moment."""
        return self._clock.now()

    def _handle(self, text: str, action: str | None = None, file: File | None = None) -> Outcome:
        incoming = Incoming(
            text,
            self._clock.now(),
            self._conversation,
            action,
            file=file,
            kept=self._store.kept,
            kept_one=self._store.kept_one,
            role=self._role,
        )
        outcome = self._assistant.handle(incoming)
        self._store.save(outcome.conversation, outcome.records, forget=outcome.forget)
        self._conversation = outcome.conversation
        return outcome
