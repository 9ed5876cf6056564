"""One mentor at a terminal: the dialogue, a store and a clock, whoever types."""

from datetime import datetime

from assistant.dialogue.assistant import Assistant
from assistant.messages import Choice, Incoming, Outcome
from assistant.ports import Clock, Store


class Terminal:
    """Passes messages to the dialogue and keeps the conversation."""

    def __init__(self, assistant: Assistant, store: Store, clock: Clock) -> None:
        self._assistant = assistant
        self._store = store
        self._clock = clock
        self._conversation = store.load()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The latest buttons."""
        return self._conversation.choices

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
        return self._handle(text, None)

    def press(self, choice: Choice) -> Outcome:
        """Press a button."""
        return self._handle(choice.label, choice.action)

    def restart(self) -> None:
        """Forget what only memory holds."""
        self._conversation = self._store.load()

    def now(self) -> datetime:
        """The clock's moment."""
        return self._clock.now()

    def _handle(self, text: str, action: str | None) -> Outcome:
        incoming = Incoming(text, self._clock.now(), self._conversation, action)
        outcome = self._assistant.handle(incoming)
        self._conversation = outcome.conversation
        self._store.save(self._conversation)
        return outcome
