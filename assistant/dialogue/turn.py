"""One message and what comes of it: the fixed order of the paths (DESIGN.md section 2).

Safety, commands and stop words, a confirmation that is waiting, the running reflection, planning,
then search.
"""

from dataclasses import replace
from datetime import timedelta

from assistant.dialogue import commanding, safety, smalltalk
from assistant.dialogue.answers import asking
from assistant.dialogue.answers.answering import Asker
from assistant.dialogue.answers.composing import compose, crisis, heard_danger
from assistant.dialogue.answers.following import replaced
from assistant.dialogue.answers.offering import choices
from assistant.dialogue.mentors import keeping, schooling, telling
from assistant.dialogue.mentors.choosing import asks, fitting, told_institute, told_name
from assistant.dialogue.mentors.starting import about, comes_back
from assistant.dialogue.reflections import doubting, growing, reflecting, standing
from assistant.dialogue.signals.judging import Judge as SignalJudge
from assistant.dialogue.talk import Talk
from assistant.dialogue.talks import appointing, importing
from assistant.dialogue.tidying import has_words, tidied
from assistant.dialogue.trends import tallying, wishing
from assistant.messages import Answer, Choice, Incoming, Outcome, Reply
from assistant.texts.catalogue import say
from index.encoders import Vectors
from index.lexical import folded, tokens
from index.search import Searcher

MAX_CHARACTERS = 4000
"""About what Telegram lets through; longer is no question."""

_REMEMBERED = timedelta(hours=24)
"""How long the question before can be leaned on."""

_NAME_WORDS = 4
_YES = frozenset({"ja", "jawel", "ja hoor"})


class Turn:
    """One message and what comes of it."""

    def __init__(self, searcher: Searcher, incoming: Incoming, judge: SignalJudge | None) -> None:
        before = incoming.conversation
        if before.previous_at is None or incoming.at - before.previous_at > _REMEMBERED:
            before = before.with_(previous=None, previous_at=None)
        self._due = commanding.due_name(incoming.action)
        if self._due is None:
            before = appointing.spoke(before)
        self._searcher = searcher
        self._signals = judge
        self._incoming = replace(incoming, conversation=before)
        self._conversation = before
        self._talk = Talk(searcher, self._incoming)
        self._organisations = self._talk.organisations

    def outcome(self) -> Outcome:
        """What is said to it, and the conversation from there on."""
        if self._due is not None:
            return standing.settled(self._talk, commanding.due(self._talk, self._due))
        return standing.settled(self._talk, comes_back(self._talk, self._outcome()))

    def _outcome(self) -> Outcome:
        text = tidied(self._incoming.text)
        if self._incoming.file is not None:
            said = importing.invited(self._talk, self._incoming.file)
            return said or self._aside(say("file.unknown"))
        if self._incoming.action is not None:
            return self._pressed(self._incoming.action)
        judge = None if self._is_everyday(text) else self._judge()
        if judge is not None and standing.is_open(self._conversation):
            judge = safety.in_story(judge)
        danger = heard_danger(text, MAX_CHARACTERS, judge)
        if danger is not None:
            return self._given(crisis(text[:MAX_CHARACTERS], danger))
        if len(text) > MAX_CHARACTERS:
            return self._reflected(text) or self._aside(say("too_long"))
        plain = _plain(text)
        if plain in commanding.STOPS:
            return commanding.stopped(self._talk)
        if text.startswith("/"):
            return commanding.command(self._talk, text)
        if not has_words(text):
            return self._reflected(text) or self._aside(say("empty"))
        if said := appointing.confirmed(self._talk, plain):
            return said
        if typed := self._typed_choice(plain):
            return self._pressed(typed.action)
        if plain in _YES and self._has_choice("forget:yes"):
            return self._aside(say("forget.say_it"))
        if said := wishing.heard(self._talk, text):
            return said
        told = telling.answered(self._talk, plain)
        if told is not None:
            return told
        if said := reflecting.word(self._talk, plain):
            return said
        if said := self._reflected(text):
            return said
        if action := commanding.word(plain):
            return self._pressed(action)
        if said := self._prepared(text):
            return said
        if plain.isdigit():
            return self._aside(say("command.no_button"))
        return (
            self._smalltalk(text)
            or doubting.heard(self._talk, text, self._asked)
            or self._school(text)
            or self._vague(text)
            or self._asked(text)
        )

    def _reflected(self, text: str) -> Outcome | None:
        """What answers the open question of a reflection; bare words of the menu are answers."""
        return reflecting.heard(self._talk, text, self._asked)

    def _prepared(self, text: str) -> Outcome | None:
        """What is said while an appraisal talk is prepared, or plans a talk."""
        return growing.heard(self._talk, text) or appointing.heard(self._talk, text)

    def _vague(self, text: str) -> Outcome | None:
        """A word to who names no topic, unless it was named just before: 'waarom?'."""
        if self._names_a_topic(text) or self._conversation.previous:
            return None
        return self._forgetful(text, self._aside(say("vague")))

    @staticmethod
    def _names_a_topic(text: str) -> bool:
        """Whether there is more in it than small words; other letters than ours may well be."""
        return bool(tokens(text)) or not text.isascii()

    def _is_everyday(self, text: str) -> bool:
        """Whether it greets, commands, presses a button, or tells of school or students.

        There the rules alone hear danger: the learned model knows no names of schools, and reads
        them as something else.
        """
        name = told_name(text)
        plain = _plain(text)
        return (
            text.startswith("/")
            or smalltalk.kind(text) is not None
            or self._typed_choice(plain) is not None
            or commanding.word(plain) is not None
            or telling.answered(self._talk, plain) is not None
            or told_institute(text, self._organisations) is not None
            or bool(name and fitting(name, self._organisations))
        )

    def _smalltalk(self, text: str) -> Outcome | None:
        """A short word to who greets, thanks or asks after the assistant itself."""
        kind = smalltalk.kind(text)
        if kind is None:
            return None
        if kind == "keeps":
            return keeping.privacy(self._talk)
        if kind == "who":
            said = self._aside("\n".join(about(self._talk)))
            told = commanding.help_(self._talk).replies
            return replace(said, replies=(*said.replies, *told))
        said = self._aside(say(f"smalltalk.{kind}"))
        waits = self._conversation.awaiting == "scope" and not self._conversation.starting
        if kind == "greeting" and waits:
            return replace(said, replies=(*said.replies, Reply(say("scope.ask"))))
        return said

    # What was pressed

    def _typed_choice(self, plain: str) -> Choice | None:
        bare = plain.strip(" []().")
        known = self._conversation.choices
        labelled = next((one for one in known if folded(one.label).strip(" .!") == plain), None)
        is_place = labelled is None and bare.isdecimal() and not standing.takes_number(self._talk)
        if is_place and 1 <= int(bare[:4]) <= len(known):
            return known[int(bare[:4]) - 1]
        if labelled is None and plain in _YES:
            # 'ja' to 'Ja, nuttig', while nothing else is asked.
            return next((one for one in known if one.action.startswith("useful:yes:")), None)
        return labelled

    def _has_choice(self, action: str) -> bool:
        return any(one.action == action for one in self._conversation.choices)

    def _pressed(self, action: str) -> Outcome:
        kind, _, value = action.partition(":")
        if kind == "ask":
            return self._asked(value, judged=False)  # in the words of a document's author
        return commanding.pressed(self._talk, action)

    def _school(self, text: str) -> Outcome | None:
        """What is said when a message names a school; None when it reads as a question."""
        talk = self._talk
        waiting = self._conversation.awaiting == "scope"
        if institute := told_institute(text, self._organisations):
            return schooling.studies(talk, institute)
        if said := told_name(text):
            return schooling.choose(talk, said) or (schooling.unknown(talk) if waiting else None)
        if asks(text) or len(text.split()) > _NAME_WORDS:
            return None
        is_asked = self._conversation.awaiting in ("scope", "agreement")
        if is_asked and (found := schooling.choose(talk, text)):
            return found
        if not self._names_a_topic(text):
            return schooling.choose(talk, text) or (schooling.unknown(talk) if waiting else None)
        # A few words that ask nothing may be a question in telegram style, or a school's name.
        asked = self._asked(text)
        if asked.status != "unknown":
            return asked
        return schooling.choose(talk, text) or (schooling.unknown(talk) if waiting else asked)

    # What was asked

    def _asked(self, text: str, *, judged: bool = True) -> Outcome:
        now = self._conversation
        asker = Asker(
            self._talk.scope,
            self._talk.today,
            self._judge() if judged else None,
            now.students,
            now.experience,
        )
        given = self._given(compose(self._searcher, text, asker, now.previous))
        return self._forgetful(text, given)

    def _given(self, given: Answer) -> Outcome:
        searched = given.status in ("answered", "conflict", "unknown")
        changes: dict[str, object] = {"choices": choices(self._talk, given)}
        if given.status == "crisis":
            changes |= {"awaiting": None, "starting": False, "running": None}
            changes |= {"proposed": (), "drafting": None, "cycle": None, "wishing": None}
        elif not searched and not self._conversation.starting:
            changes["awaiting"] = None
        # What can be leaned on next is what was searched: never a name, never a planted line.
        asked = given.parts[-1] if given.parts else given
        if self._conversation.agreed and asked.status in ("answered", "conflict", "unknown"):
            own = safety.assess(asked.question).question
            before = self._conversation.previous
            if own and before and asking.leans(own):
                # 'en bij een lio?' and then 'en wie beslist dat?': of the lio.
                own = replaced(before.strip(" ?!.\n"), own) or ""
            if own:
                changes |= {"previous": own, "previous_at": self._incoming.at}
        conversation = self._conversation.with_(**changes)
        reply = Reply(given.answer, conversation.choices, given.quotes)
        records = tallying.asked(self._talk, given)
        return Outcome((reply,), conversation, given.status, given, records=records)

    def _forgetful(self, text: str, outcome: Outcome) -> Outcome:
        """Why a question that leans on the one before is not understood, where none is kept."""
        now = self._conversation
        # 'wie beslist er' may lean or not; 'en bij een lio?' does, and so does what was too vague.
        leans = asking.leans(text) and (folded(text).startswith("en ") or outcome.status is None)
        if now.agreed or now.previous or not now.introduced or not leans:
            return outcome
        *rest, last = outcome.replies
        last = replace(last, text=f"{last.text}\n\n{say('step.no_memory')}")
        return replace(outcome, replies=(*rest, last))

    def _judge(self) -> safety.Judge | None:
        """What hears danger, on the embedding that the search needs too."""
        signals, words = self._signals, self._talk.scope.words
        if signals is None:
            return None

        def vector(part: str) -> Vectors:
            return self._searcher.encode(asking.searchable(part), words)[0]

        return lambda text: signals.scores(text, vector)

    def _aside(self, text: str) -> Outcome:
        """A word that answers nothing; the buttons before it stay."""
        kept = self._conversation.choices
        # While a step is waited for it comes back with its own.
        shown = () if self._conversation.starting else kept
        return Outcome((Reply(text, shown),), self._conversation.with_(choices=kept))


def _plain(text: str) -> str:
    return folded(text).strip(" .!")
