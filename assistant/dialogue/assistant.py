"""The door to the dialogue: one message in, replies and the new state out.

Nothing here stores or sends.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from assistant.dialogue.mentors.choosing import known_scope
from assistant.dialogue.mentors.guiding import institutes_told
from assistant.dialogue.signals.judging import Judge as SignalJudge
from assistant.dialogue.tidying import tidied
from assistant.dialogue.turn import Turn
from assistant.messages import Answer, Conversation, Incoming, Outcome, Reply
from assistant.ports import SearcherSource
from assistant.texts.catalogue import say


class Assistant:
    """Answers mentors; keeps nothing itself."""

    def __init__(self, searchers: SearcherSource, judge: SignalJudge | None = None) -> None:
        """Join the parts.

        Args:
            searchers: give the newest index.
            judge: fitted for the encoder of the searchers; without it rules alone hear danger.
        """
        self._searchers = searchers
        self._judge = judge

    def handle(self, incoming: Incoming) -> Outcome:
        """Answer one message.

        Raises:
            IndexingError: there is no index that can be used.
        """
        searcher = self._searchers.current()
        turn = Turn(searcher, incoming, self._judge)
        outcome = turn.outcome()
        if incoming.conversation.introduced:
            return outcome
        now = outcome.conversation.with_(introduced=True)
        if incoming.text.split()[:1] == ["/start"] and outcome.status == "command":
            return replace(outcome, conversation=now)  # it tells all of it
        # A signal of danger comes before everything, also before who is speaking.
        told = Reply(say("introduction"))
        replies = (
            (*outcome.replies, told) if outcome.status == "crisis" else (told, *outcome.replies)
        )
        return replace(outcome, replies=replies, conversation=now)

    def ask(
        self,
        question: str,
        *,
        scope: str | None = None,
        institute: str | None = None,
        previous: str | None = None,
        today: date,
    ) -> Answer:
        """Answer one question without a conversation: what `mentorkompas ask` does.

        Raises:
            KnowledgeError: the scope or the institute does not exist.
        """
        self._searchers.current().knowledge.organisations.scope(scope, institute)
        at = datetime.combine(today, time(12), UTC)
        conversation = Conversation(
            scope=scope,
            institute=institute,
            introduced=True,
            previous=tidied(previous or "") or None,
            previous_at=at,
        )
        outcome = self.handle(Incoming(question, at, conversation))
        if outcome.answer is not None:
            return outcome.answer
        # A greeting or a command asks nothing of the documents: there is no other status for it.
        said = "\n\n".join(reply.text for reply in outcome.replies)
        return Answer(question=tidied(question), status="unknown", confidence=0.0, answer=said)

    def school(self, conversation: Conversation) -> str | None:
        """The name of what a mentor chose, None when nothing or when it is no longer known."""
        organisations = self._searchers.current().knowledge.organisations
        chosen = known_scope(
            organisations, conversation.scope, institutes_told(conversation, organisations)
        ).chosen
        return chosen.name if chosen else None
