"""The door to the dialogue: one message in, replies and the new state out.

The order of the paths is fixed (DESIGN.md section 2): safety, commands and stop words, what a
reply is waiting for, then search. Nothing here stores or sends.
"""

from datetime import date

from rapidfuzz import fuzz

from assistant.dialogue import asking, safety
from assistant.dialogue.answering import Asker, answer, source_line
from assistant.dialogue.quoting import first_lines, shown
from assistant.messages import Answer, Choice, Incoming, Outcome, Reply
from assistant.ports import SearcherSource
from assistant.texts.catalogue import say
from index.lexical import folded
from index.search import Searcher
from knowledge.errors import KnowledgeError
from knowledge.organisation import Organisation, Scope

MAX_CHARACTERS = 4000
"""About what Telegram lets through; longer is no question."""

_STOP_WORDS = frozenset({"stop", "/stop", "stoppen"})
_LABEL = 60
_FITS = 80
"""Least likeness (0 to 100) of what is typed and an organisation's name."""


class Assistant:
    """Answers mentors; keeps nothing itself."""

    def __init__(self, searchers: SearcherSource) -> None:
        self._searchers = searchers

    def handle(self, incoming: Incoming) -> Outcome:
        """Answer one message.

        Raises:
            IndexingError: there is no index that can be used.
        """
        searcher = self._searchers.current()
        turn = _Turn(searcher, incoming)
        outcome = turn.outcome()
        if incoming.conversation.introduced:
            return outcome
        # A signal of danger comes before everything, also before who is speaking.
        told = Reply(say("introduction"))
        replies = (
            (*outcome.replies, told) if outcome.status == "crisis" else (told, *outcome.replies)
        )
        return Outcome(
            replies, outcome.conversation.with_(introduced=True), outcome.status, outcome.answer
        )

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
        searcher = self._searchers.current()
        asker = Asker(searcher.knowledge.organisations.scope(scope, institute), today)
        return _answer(searcher, question, asker, previous)


class _Turn:
    """One message and what comes of it."""

    def __init__(self, searcher: Searcher, incoming: Incoming) -> None:
        self._searcher = searcher
        self._incoming = incoming
        self._conversation = incoming.conversation
        self._organisations = searcher.knowledge.organisations

    def outcome(self) -> Outcome:
        text = self._incoming.text
        if self._incoming.action is not None:
            return self._pressed(self._incoming.action)
        if len(text) <= MAX_CHARACTERS and safety.assess(text).concern is safety.Concern.CRISIS:
            return self._asked(text)
        if folded(text).strip(" .!") in _STOP_WORDS:
            return self._said(say("command.stopped"), status="command", awaiting=None)
        if text.startswith("/"):
            return self._command(text.split()[0].lower())
        if typed := self._typed_choice(text):
            return self._pressed(typed.action)
        if self._conversation.awaiting == "scope":
            chosen = self._choose_scope(text)
            if chosen is not None:
                return chosen
        return self._asked(text)

    # What was pressed or commanded

    def _typed_choice(self, text: str) -> Choice | None:
        plain = folded(text).strip()
        choices = self._conversation.choices
        if plain.isdigit() and 1 <= int(plain) <= len(choices):
            return choices[int(plain) - 1]
        return next((choice for choice in choices if folded(choice.label) == plain), None)

    def _pressed(self, action: str) -> Outcome:
        kind, _, value = action.partition(":")
        if kind == "ask":
            return self._asked(value)
        if kind == "read":
            found = self._searcher.knowledge.find(value)
            if found is not None:
                document, section = found
                line = source_line(self._searcher.knowledge, document, section)
                return self._said(f"{shown(section.text)}\n{line}", status="command")
        if kind == "scope" and value in self._organisations:
            return self._settled(self._organisations[value])
        if kind == "school":
            return self._said(say("scope.ask"), status="command", awaiting="scope")
        return self._said(say("command.no_button"), status="command")

    def _command(self, name: str) -> Outcome:
        if name == "/start":
            replies = [] if not self._conversation.introduced else [Reply(say("introduction"))]
            asked = self._said(say("scope.ask"), status="command", awaiting="scope")
            return Outcome((*replies, *asked.replies), asked.conversation, asked.status)
        if name == "/school":
            return self._said(say("scope.ask"), status="command", awaiting="scope")
        if name in ("/help", "/privacy"):
            return self._said(say(name[1:]), status="command")
        return self._said(say("command.unknown"), status="command")

    def _choose_scope(self, text: str) -> Outcome | None:
        """Set the school whose name fits what was typed; None when it reads as a question."""
        fitting = _fitting(text, list(self._organisations))
        if len(fitting) == 1:
            return self._settled(fitting[0])
        if fitting:
            choices = tuple(Choice(one.name, f"scope:{one.id}") for one in fitting[:6])
            return self._said(say("scope.several"), choices, status="command", awaiting="scope")
        if text.rstrip().endswith("?") or len(text.split()) > 4:
            return None
        return self._said(
            say("scope.none", typed=text.strip()[:40]), status="command", awaiting="scope"
        )

    def _settled(self, one: Organisation) -> Outcome:
        key = "scope.chosen" if one.level == "school" else "scope.chosen_other"
        return self._said(say(key, name=one.name), status="command", awaiting=None, scope=one.id)

    # What was asked

    def _asked(self, text: str) -> Outcome:
        if len(text) > MAX_CHARACTERS:
            return self._said(say("too_long"))
        if not text.strip():
            return self._said(say("empty"))
        asker = Asker(self._scope(), self._incoming.at.date())
        given = _answer(self._searcher, text, asker, self._conversation.previous)
        kept = given.status in ("answered", "conflict", "unknown")
        conversation = self._conversation.with_(
            choices=self._choices(given),
            awaiting=self._conversation.awaiting if kept else None,
            previous=text if kept and not asking.leans(text) else self._conversation.previous,
        )
        return Outcome(
            (Reply(given.answer, conversation.choices),), conversation, given.status, given
        )

    def _scope(self) -> Scope:
        conversation = self._conversation
        try:
            return self._organisations.scope(conversation.scope, conversation.institute)
        except KnowledgeError:  # the folder no longer has that organisation
            return self._organisations.scope(None)

    def _choices(self, given: Answer) -> tuple[Choice, ...]:
        found = []
        for source in (given.sources or given.hints)[:2]:
            place = f"{source.document}#{source.section}"
            at = self._searcher.knowledge.find(place)
            whole = isinstance(getattr(source, "quote", None), str) and at is not None
            if whole and at is not None and len(at[1].text) > len(source.quote):  # type: ignore[union-attr]
                found.append(Choice(say("answer.more"), f"read:{place}"))
                break
        if given.status == "declined":
            for hint in given.hints[:1]:
                found.append(Choice(hint.title[:_LABEL], f"read:{hint.document}#{hint.section}"))
        found += [Choice(asked[:_LABEL], f"ask:{asked}") for asked in given.suggestions]
        if self._conversation.scope is None and given.status != "crisis":
            found.append(Choice(say("scope.button"), "school:"))
        return tuple(found)

    def _said(
        self,
        text: str,
        choices: tuple[Choice, ...] = (),
        *,
        status: str | None = None,
        **changes: object,
    ) -> Outcome:
        conversation = self._conversation.with_(choices=choices, **changes)
        return Outcome((Reply(text, choices),), conversation, status)


def _answer(searcher: Searcher, text: str, asker: Asker, previous: str | None) -> Answer:
    """Safety first, then one answer, or one for each question of the message."""
    assessment = safety.assess(text)
    if assessment.concern is safety.Concern.CRISIS:
        key = f"crisis.{assessment.about or 'self'}.{assessment.kind}"
        return Answer(question=text, status="crisis", confidence=None, answer=say(key))
    if assessment.concern is safety.Concern.PERSONAL_DATA:
        return _personal(searcher, text, assessment.question, asker)
    if assessment.concern is safety.Concern.DECLINED:
        return _declined(searcher, text, assessment, asker)
    asked = asking.questions(assessment.question or text)
    if len(asked) == 1:
        given = answer(searcher, asked[0], asker, previous=previous)
        return given.model_copy(update={"question": text})
    parts = tuple(answer(searcher, one, asker, previous=None) for one in asked)
    written = "\n\n".join(
        say("answer.part", number=number, question=part.question) + "\n" + part.answer
        for number, part in enumerate(parts, 1)
    )
    return parts[0].model_copy(update={"question": text, "answer": written, "parts": parts})


def _personal(searcher: Searcher, text: str, general: str, asker: Asker) -> Answer:
    if not general.strip():
        return Answer(
            question=text,
            status="personal_data",
            confidence=None,
            answer=say("personal_data.plain"),
        )
    part = answer(searcher, general, asker)
    written = say("personal_data.general") + f" {general}\n\n{part.answer}"
    return Answer(
        question=text,
        status="personal_data",
        confidence=None,
        answer=written,
        suggestions=part.suggestions,
        parts=(part,),
    )


def _declined(searcher: Searcher, text: str, assessment: safety.Assessment, asker: Asker) -> Answer:
    """One sentence with the limit, and the nearest section that may be read instead."""
    written = say(f"declined.{assessment.kind}")
    hints = ()
    if assessment.kind in ("grade", "choose", "write", "diagnose"):
        near = answer(searcher, text, asker)
        nearest = near.sources[0] if near.sources else None
        if nearest is not None:
            found = searcher.knowledge.find(f"{nearest.document}#{nearest.section}")
            if found is not None:
                document, section = found
                lines = shown(first_lines(section.text))
                line = source_line(searcher.knowledge, document, section)
                written += f"\n\n{say('unknown.near')}\n{lines}\n{line}"
    return Answer(question=text, status="declined", confidence=None, answer=written, hints=hints)


def _fitting(typed: str, organisations: list[Organisation]) -> list[Organisation]:
    """The organisations whose name has what was typed, schools before others."""
    plain = folded(typed).strip(" .!")
    if len(plain) < 3:
        return []
    whole = [one for one in organisations if folded(one.name) == plain]
    if whole:
        return whole
    candidates = [one for one in organisations if one.level not in ("landelijk", "instituut")]
    within = [one for one in candidates if plain in folded(one.name)]
    if not within:
        scored = [(fuzz.partial_ratio(plain, folded(one.name)), one) for one in candidates]
        best = max((score for score, _ in scored), default=0)
        within = [one for score, one in scored if score >= max(_FITS, best - 5)]
        if len(plain.split()) > 4:
            return []
    schools = [one for one in within if one.level == "school"]
    return schools or within
