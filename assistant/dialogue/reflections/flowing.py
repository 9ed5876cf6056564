"""One reflection on its way: begun, answered, put aside, ended, kept; and what each of it records.

`reflecting` reads what the mentor said or pressed; here is what comes of it.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from assistant.dialogue.reflections import inviting, posing
from assistant.dialogue.talk import Talk
from assistant.dialogue.tidying import shortened
from assistant.dialogue.trends import tallying
from assistant.messages import Choice, Conversation, Outcome
from assistant.reflection import adapting
from assistant.reflection.card import kept
from assistant.reflection.engine import CARD, PLAN, Guide
from assistant.states import Due, Intended, Record, Running
from assistant.texts.catalogue import say
from knowledge.document import Conversation as Kind
from knowledge.flow import Flow

SILENCE = "silence"
EXPIRE = "expire"
"""The names under which a reflection is closed, and later thrown away."""

SILENT = timedelta(hours=24)
"""How long an open question waits."""

LASTS = timedelta(days=7)
"""How long an unfinished reflection stays (DESIGN.md, principle 5)."""

_MOST_PLANS = 10
"""Plans that wait to be asked after."""

_PLAN = 200
"""Characters of a plan that are said again."""

ENDED: tuple[Record, ...] = (Due(SILENCE, None), Due(EXPIRE, None))
"""What is recorded when a reflection is over: nothing is due any more."""


class Reflection:
    """A mentor's reflection that is not finished, and the message that is handled."""

    def __init__(self, talk: Talk, flow: Flow, running: Running) -> None:
        self.talk = talk
        self.flow = flow
        self.running = running
        self._at = talk.incoming.at
        self._guide = Guide(flow, talk.knowledge.flows, talk.conversation.used)

    def opened(self, before: str) -> Outcome:
        """The open question, after these words."""
        return self._shown(self.running, before)

    def answered(self, answer: str | None) -> Outcome:
        """The next question or the card; None: skipped."""
        now = self._guide.advance(self.running, answer, self._at)
        before = self.talk.conversation
        if now.step == CARD and before.agreed:
            used = adapting.remembered(before.used, self._guide.used_now(now, self.talk.today))
            before = before.with_(used=used)
        records = self._told_of_plan(answer) if self.running.step == PLAN else ()
        if answer is not None:
            records = (*records, *tallying.reflected(self.talk))
        return self._shown(now, conversation=before, records=records)

    def back(self) -> Outcome:
        """The question before, in the same words."""
        now = self._guide.back(self.running, self._at)
        if now is None:
            return self.again(say("reflection.is_first"))
        conversation = self.talk.conversation
        if self.running.step == CARD and conversation.used:
            # It is not finished after all: what was remembered of it at the card comes again.
            last = conversation.used[-1]
            if replace(last, before=0) == self._guide.used_now(self.running, last.on):
                conversation = conversation.with_(used=conversation.used[:-1])
        return self._shown(now, conversation=conversation)

    def again(self, before: str, *, status: str = "flow") -> Outcome:
        """The open question once more, after a sentence."""
        return self._shown(self._awake(), before, status=status)

    def resumed(self) -> Outcome:
        """The open question in the same words, where the mentor left."""
        before = say("reflection.resumed") if self.running.resting else ""
        return self._shown(self._awake(), before)

    def halfway(self, told: Outcome) -> Outcome:
        """The open question, after something else was answered."""
        running = self._awake()
        asked = posing.posed(self.talk, self.flow, running, say("reflection.again"))
        labels = {one.label for one in asked.choices}
        *rest, last = told.replies
        leads_on = tuple(
            one
            for one in last.choices
            if one.action.startswith(("read:", "ask:")) and one.label not in labels
        )
        return replace(
            told,
            replies=(*rest, replace(last, choices=leads_on), asked),
            conversation=told.conversation.with_(
                running=running, choices=(*asked.choices, *leads_on, *self._look_back())
            ),
            records=self._waits(),
        )

    def put_aside(self, text: str) -> Outcome:
        """Closed for now, after these words; it can be gone on with for a week."""
        now = replace(self.running, resting=True)
        choices = (posing.resume(), *self._look_back())
        return replace(
            self.talk.said(text, choices, status="closed", running=now),
            records=(Due(SILENCE, None), Due(EXPIRE, _after(now.at, LASTS))),
        )

    def later(self) -> Outcome:
        """The mentor puts it aside."""
        self.running = replace(self.running, at=self._at)
        return self.put_aside(say("reflection.later"))

    def stopped(self) -> Outcome:
        """Ended; nothing that was written stays."""
        said = self.talk.with_(left(self.talk)).said(
            say("reflection.stopped"), self._at_the_end(), status="closed"
        )
        told = any(one.step == PLAN and one.answer is not None for one in self.running.given)
        return replace(said, records=(*ENDED, *(self._told_of_plan(None) if told else ())))

    def keep(self) -> Outcome:
        """Kept, if the mentor agreed to that."""
        agreement = Choice(say("reflection.button.agreement"), "profile:agreement")
        if not self.talk.conversation.agreed:
            card = posing.posed(self.talk, self.flow, self.running)
            choices = (*card.choices, agreement)
            return self.talk.said(say("reflection.not_agreed"), choices, status="flow")
        own = kept(self.flow, self.running, uuid4().hex, self._at)
        plans = self.talk.conversation.plans
        if own.plan:
            intended = Intended(own.id, own.plan, own.flow, own.kind, self.running.about)
            plans = (*plans, intended)[-_MOST_PLANS:]
        said = self.talk.said(
            say("reflection.kept_plan") if own.plan else say("reflection.kept"),
            self._at_the_end(),
            status="closed",
            running=None,
            plans=plans,
        )
        return replace(said, records=(*ENDED, own))

    # Within

    def _at_the_end(self) -> tuple[Choice, ...]:
        """What can be done with a reflection that is over, and next."""
        clear = (posing.clear(self.running),) if self.talk.on_telegram else ()
        return (*clear, *self._look_back())

    def _look_back(self) -> tuple[Choice, ...]:
        """The offer to look back on a talk that came in between; it waits for the end of this."""
        offered = inviting.looks_back(self.talk.conversation.choices)
        own = offered and self.running.about and offered.action.endswith(f":{self.running.about}")
        return (offered,) if offered and not own else ()

    def _awake(self) -> Running:
        return replace(self.running, at=self._at, resting=False)

    def _waits(self) -> tuple[Record, ...]:
        return (Due(SILENCE, _after(self._at, SILENT)), Due(EXPIRE, None))

    def _shown(
        self,
        running: Running,
        before: str = "",
        *,
        status: str = "flow",
        conversation: Conversation | None = None,
        records: tuple[Record, ...] = (),
    ) -> Outcome:
        talk = self.talk.with_(conversation) if conversation else self.talk
        reply = posing.posed(talk, self.flow, running, before)
        choices = (*reply.choices, *self._look_back())
        if running.step == CARD:
            reply = replace(reply, choices=choices)
        now = talk.conversation.with_(running=running, choices=choices)
        return Outcome((reply,), now, status, records=(*self._waits(), *records))

    def _told_of_plan(self, outcome: str | None) -> tuple[Record, ...]:
        """What the mentor says of last time's plan, added to what was kept of it."""
        name = self.running.asks_after
        before = self.talk.incoming.kept_one(name) if name else None
        if before is None or before.outcome == outcome:
            return ()
        return (replace(before, outcome=outcome),)


def begin(talk: Talk, flow: Flow, kind: Kind | None = None, about: str | None = None) -> Outcome:
    """The first question of a flow; what was unfinished gives way."""
    before = talk.conversation.running
    loses = before is not None and any(one.answer is not None for one in before.given)
    now = left(talk).with_(awaiting=None, starting=False, returned=0)
    asks_after, plans = _intended(talk, flow, kind or flow.conversation)
    guide = Guide(flow, talk.knowledge.flows, now.used)
    running = guide.begin(talk.incoming.at, about=about, kind=kind, after=asks_after)
    head = "reflection.head_one" if flow.minutes == 1 else "reflection.head"
    lines = [say("reflection.dropped")] if loses else []
    lines.append(say(head, title=flow.title, minutes=flow.minutes))
    if not talk.conversation.used:
        lines.append(say("reflection.first"))
        if talk.on_telegram:
            lines.append(say("reflection.first_telegram"))
    begun = Reflection(talk.with_(now.with_(plans=plans)), flow, running)
    return begun.opened("\n".join(lines))


def left(talk: Talk) -> Conversation:
    """The conversation without its reflection; which steps were asked is remembered, no word."""
    now = talk.conversation
    running = now.running
    flow = talk.knowledge.flows.get(running.flow) if running else None
    used = now.used
    if running and flow and now.agreed and running.step != CARD:
        last = Guide(flow, talk.knowledge.flows, used).used_now(running, talk.today)
        used = adapting.remembered(used, last) if last.asked else used
    return now.with_(running=None, used=used)


def _intended(
    talk: Talk, flow: Flow, kind: Kind | None
) -> tuple[tuple[str, str] | None, tuple[Intended, ...]]:
    """Last time's plan to ask after, and the plans that wait from now on.

    The last one that fits is asked after, and none before it any more. One that was made for a
    talk that is still ahead keeps waiting.
    """
    now = talk.conversation
    ahead = {one.id for one in now.planned if one.starts_at > talk.incoming.at}
    is_talk = flow.after or flow.conversation is not None

    def fits(one: Intended) -> bool:
        if one.about in ahead:
            return False
        made = talk.knowledge.flows.get(one.flow)
        of_talk = made is not None and (made.after or made.conversation is not None)
        if is_talk and of_talk:
            return kind is None or one.kind is None or kind == one.kind
        return one.flow == flow.id

    fitting = [one for one in now.plans if fits(one)]
    if not fitting:
        return None, now.plans
    last = fitting[-1]
    words = say("reflection.plan", plan=shortened(last.plan, _PLAN))
    return (last.kept, words), tuple(one for one in now.plans if one not in fitting)


def _after(moment: datetime, time: timedelta) -> datetime:
    """So much time later, also where the clock changes in between."""
    return (moment.astimezone(UTC) + time).astimezone(moment.tzinfo)
