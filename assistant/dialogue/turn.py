"""One message and what comes of it: the fixed order of the paths (DESIGN.md section 2).

Safety, commands and stop words, what a reply is waiting for, then search.
"""

from datetime import timedelta

from assistant.dialogue import asking, safety, smalltalk
from assistant.dialogue.answering import Asker
from assistant.dialogue.attributing import source_line
from assistant.dialogue.choosing import asks, fitting, known_scope, told_institute, told_name
from assistant.dialogue.composing import compose, crisis, heard_danger
from assistant.dialogue.following import replaced
from assistant.dialogue.quoting import first_lines, shown
from assistant.dialogue.signals.judging import Judge as SignalJudge
from assistant.dialogue.tidying import has_words, tidied
from assistant.messages import Answer, Choice, Incoming, Outcome, Reply
from assistant.texts.catalogue import say
from index.encoders import Vectors
from index.lexical import folded, tokens
from index.search import Searcher
from knowledge.organisation import Organisation, Scope

MAX_CHARACTERS = 4000
"""About what Telegram lets through; longer is no question."""

_REMEMBERED = timedelta(hours=24)
"""How long the question before can be leaned on."""

_STOP_WORDS = frozenset({"stop", "/stop", "stoppen"})
_SCHOOL_WORDS = frozenset({"school", "andere school", "school kiezen", "andere school kiezen"})
_NAME_WORDS = 4
_LABEL = 60
_MOST_CHOICES = 6


class Turn:
    """One message and what comes of it."""

    def __init__(self, searcher: Searcher, incoming: Incoming, judge: SignalJudge | None) -> None:
        self._searcher = searcher
        self._signals = judge
        self._incoming = incoming
        self._conversation = incoming.conversation
        self._organisations = searcher.knowledge.organisations

    def outcome(self) -> Outcome:
        """What is said to it, and the conversation from there on."""
        text = tidied(self._incoming.text)
        if self._incoming.action is not None:
            return self._pressed(self._incoming.action)
        judge = None if self._is_everyday(text) else self._judge()
        danger = heard_danger(text, MAX_CHARACTERS, judge)
        if danger is not None:
            return self._given(crisis(text[:MAX_CHARACTERS], danger))
        if len(text) > MAX_CHARACTERS:
            return self._said(say("too_long"), self._conversation.choices)
        plain = _plain(text)
        if plain in _STOP_WORDS:
            return self._said(say("command.stopped"), status="command", awaiting=None)
        if text.startswith("/"):
            return self._command(text)
        if not has_words(text):
            return self._said(say("empty"), self._conversation.choices)
        if typed := self._typed_choice(plain):
            return self._pressed(typed.action)
        if plain in _SCHOOL_WORDS:
            return self._said(say("scope.ask"), status="command", awaiting="scope")
        if plain.isdigit():
            return self._said(say("command.no_button"), self._conversation.choices)
        return self._smalltalk(text) or self._school(text) or self._vague(text) or self._asked(text)

    def _vague(self, text: str) -> Outcome | None:
        """A word to who names no topic, unless it was named just before: 'waarom?'."""
        if self._names_a_topic(text) or self._previous():
            return None
        return self._said(say("vague"), self._conversation.choices)

    @staticmethod
    def _names_a_topic(text: str) -> bool:
        """Whether there is more in it than small words; other letters than ours may well be."""
        return bool(tokens(text)) or not text.isascii()

    def _is_everyday(self, text: str) -> bool:
        """Whether it greets, commands, presses a button or names a school.

        There the rules alone hear danger: the learned model knows no names of schools, and reads
        them as something else.
        """
        name = told_name(text)
        return (
            text.startswith("/")
            or smalltalk.kind(text) is not None
            or self._typed_choice(_plain(text)) is not None
            or told_institute(text, self._organisations) is not None
            or bool(name and fitting(name, self._organisations))
        )

    def _smalltalk(self, text: str) -> Outcome | None:
        """A short word to who greets, thanks or asks after the assistant itself."""
        kind = smalltalk.kind(text)
        if kind is None:
            return None
        keys = {"who": "introduction", "keeps": "privacy"}
        said = self._said(say(keys.get(kind, f"smalltalk.{kind}")), self._conversation.choices)
        if kind == "greeting" and self._conversation.awaiting == "scope":
            return Outcome((*said.replies, Reply(say("scope.ask"))), said.conversation, said.status)
        if kind == "who":
            return Outcome((*said.replies, Reply(say("help"))), said.conversation, said.status)
        return said

    # What was pressed or commanded

    def _typed_choice(self, plain: str) -> Choice | None:
        bare = plain.strip(" []().")
        choices = self._conversation.choices
        if bare.isdecimal() and 1 <= int(bare[:4]) <= len(choices):
            return choices[int(bare[:4]) - 1]
        return next((choice for choice in choices if folded(choice.label).strip() == plain), None)

    def _pressed(self, action: str) -> Outcome:
        kind, _, value = action.partition(":")
        if kind == "ask":
            return self._asked(value, judged=False)  # in the words of a document's author
        left = tuple(one for one in self._conversation.choices if one.action != action)
        if kind == "read":
            found = self._searcher.knowledge.find(value)
            if found is not None:
                document, section = found
                line = source_line(self._searcher.knowledge, document, section)
                return self._said(f"{shown(section.text)}\n{line}", left, status="command")
        if kind == "scope" and value in self._organisations:
            return self._settled(self._organisations[value])
        if kind == "school":
            return self._said(say("scope.ask"), status="command", awaiting="scope")
        return self._said(say("command.no_button"), left, status="command")

    def _command(self, text: str) -> Outcome:
        name, _, rest = text.partition(" ")
        name = name.lower()
        if name == "/school" and rest.strip():
            return self._choose_school(rest) or self._no_such_school()
        if name == "/start":
            replies = [] if not self._conversation.introduced else [Reply(say("introduction"))]
            asked = self._said(say("scope.ask"), status="command", awaiting="scope")
            return Outcome((*replies, *asked.replies), asked.conversation, asked.status)
        if name == "/school":
            return self._said(say("scope.ask"), status="command", awaiting="scope")
        if name in ("/help", "/privacy"):
            return self._said(say(name[1:]), status="command")
        return self._said(say("command.unknown"), status="command")

    def _school(self, text: str) -> Outcome | None:
        """What is said when a message names a school; None when it reads as a question."""
        waiting = self._conversation.awaiting == "scope"
        if institute := told_institute(text, self._organisations):
            name = self._organisations[institute].name
            return self._said(
                say("scope.institute", name=name), status="command", institute=institute
            )
        if said := told_name(text):
            return self._choose_school(said) or (self._no_such_school() if waiting else None)
        if asks(text) or len(text.split()) > _NAME_WORDS:
            return None
        if waiting and (chosen := self._choose_school(text)):
            return chosen
        if not self._names_a_topic(text):
            return self._choose_school(text) or (self._no_such_school() if waiting else None)
        # A few words that ask nothing may be a question in telegram style, or a school's name.
        asked = self._asked(text)
        if asked.status != "unknown":
            return asked
        return self._choose_school(text) or (self._no_such_school() if waiting else asked)

    def _choose_school(self, name: str) -> Outcome | None:
        """Set the one that fits, or ask which; None when none does."""
        found = fitting(name, self._organisations)
        if len(found) == 1:
            return self._settled(found[0])
        if not found:
            return None
        choices = tuple(Choice(one.name, f"scope:{one.id}") for one in found[:_MOST_CHOICES])
        return self._said(say("scope.several"), choices, status="command", awaiting="scope")

    def _no_such_school(self) -> Outcome:
        # What was typed is not said again: it may be a person's name.
        return self._said(say("scope.none"), status="command", awaiting="scope")

    def _settled(self, one: Organisation) -> Outcome:
        key = "scope.chosen" if one.level == "school" else "scope.chosen_other"
        return self._said(
            say(key, name=one.name), status="command", awaiting=None, scope=one.id, institute=None
        )

    # What was asked

    def _asked(self, text: str, *, judged: bool = True) -> Outcome:
        judge = self._judge() if judged else None
        asker = Asker(self._scope(), self._incoming.at.date(), judge)
        return self._given(compose(self._searcher, text, asker, self._previous()))

    def _given(self, given: Answer) -> Outcome:
        searched = given.status in ("answered", "conflict", "unknown")
        changes: dict[str, object] = {"choices": self._choices(given)}
        if not searched:
            changes["awaiting"] = None
        # What can be leaned on next is what was searched: never a name, never a planted line.
        asked = given.parts[-1] if given.parts else given
        if asked.status in ("answered", "conflict", "unknown"):
            own = safety.assess(asked.question).question
            before = self._previous()
            if own and before and asking.leans(own):
                # 'en bij een lio?' and then 'en wie beslist dat?': of the lio.
                own = replaced(before.strip(" ?!.\n"), own) or ""
            if own:
                changes |= {"previous": own, "previous_at": self._incoming.at}
        conversation = self._conversation.with_(**changes)
        return Outcome(
            (Reply(given.answer, conversation.choices),), conversation, given.status, given
        )

    def _judge(self) -> safety.Judge | None:
        """What hears danger, on the embedding that the search needs too."""
        signals, words = self._signals, self._scope().words
        if signals is None:
            return None

        def vector(part: str) -> Vectors:
            return self._searcher.encode(asking.searchable(part), words)[0]

        return lambda text: signals.scores(text, vector)

    def _previous(self) -> str | None:
        """The question before, unless it is long ago."""
        conversation = self._conversation
        if conversation.previous is None or conversation.previous_at is None:
            return None
        recent = self._incoming.at - conversation.previous_at <= _REMEMBERED
        return conversation.previous if recent else None

    def _scope(self) -> Scope:
        conversation = self._conversation
        return known_scope(self._organisations, conversation.scope, conversation.institute)

    def _choices(self, given: Answer) -> tuple[Choice, ...]:
        """Read on, the suggestions, and the choice of a school while none is known."""
        if given.status == "crisis":
            return ()
        found = []
        first = given.parts[-1] if given.status == "personal_data" and given.parts else given
        told = [(f"{one.document}#{one.section}", one.quote) for one in first.sources[:1]]
        near = [hint for hint in first.hints if hint.why == "near"]
        told += [(f"{one.document}#{one.section}", "") for one in near[:1]]
        for name, quoted in told:
            at = self._searcher.knowledge.find(name)
            if at and len(at[1].text) > len(quoted or first_lines(at[1].text)):
                found.append(Choice(say("answer.more"), f"read:{name}"))
        found += [Choice(_label(asked), f"ask:{asked}") for asked in given.suggestions]
        if self._scope().chosen is None:
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


def _plain(text: str) -> str:
    return folded(text).strip(" .!")


def _label(question: str) -> str:
    return question if len(question) <= _LABEL else question[: _LABEL - 2].rstrip() + " …"
