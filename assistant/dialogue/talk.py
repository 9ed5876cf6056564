"""What every room of the dialogue works with: one message, and what is known around it."""

from dataclasses import replace
from datetime import date
from functools import cached_property

from assistant.dialogue.answers.attributing import whom_to_ask
from assistant.dialogue.mentors.choosing import known_scope
from assistant.dialogue.mentors.guiding import institutes_told
from assistant.messages import Choice, Conversation, File, Incoming, Outcome, Reply
from assistant.texts.catalogue import say
from index.search import Searcher
from knowledge.document import Document
from knowledge.holding import Knowledge
from knowledge.organisation import Organisations, Scope


class Talk:
    """One message, the conversation before it, and the documents that hold."""

    def __init__(self, searcher: Searcher, incoming: Incoming) -> None:
        self.searcher = searcher
        self.incoming = incoming
        self.conversation: Conversation = incoming.conversation
        self.knowledge: Knowledge = searcher.knowledge
        self.organisations: Organisations = searcher.knowledge.organisations

    def with_(self, conversation: Conversation) -> "Talk":
        """The same message in a conversation that it has changed."""
        return Talk(self.searcher, replace(self.incoming, conversation=conversation))

    @property
    def today(self) -> date:
        """The day on which the message came."""
        return self.incoming.at.date()

    @property
    def on_telegram(self) -> bool:
        """Whether the mentor is on Telegram, which keeps the chat too."""
        return self.incoming.channel == "telegram"

    @cached_property
    def scope(self) -> Scope:
        """Whose documents hold for this mentor."""
        told = institutes_told(self.conversation, self.organisations)
        return known_scope(self.organisations, self.conversation.scope, told)

    @cached_property
    def holding(self) -> tuple[Document, ...]:
        """The documents that hold for this mentor today, nearest issuer first."""
        return self.knowledge.holding(self.scope, self.today)

    @property
    def contact(self) -> str | None:
        """Whom this mentor can ask."""
        return whom_to_ask(self.scope)

    @property
    def school_choice(self) -> tuple[Choice, ...]:
        """The button to choose a school, of who has not."""
        return () if self.scope.chosen else (Choice(say("scope.button"), "school:"),)

    def said(
        self,
        text: str,
        choices: tuple[Choice, ...] = (),
        *,
        status: str | None = "command",
        quotes: tuple[str, ...] = (),
        files: tuple[File, ...] = (),
        **changes: object,
    ) -> Outcome:
        """One reply, with what changes in the conversation."""
        conversation = self.conversation.with_(choices=choices, **changes)
        return Outcome((Reply(text, choices, quotes, files),), conversation, status)
