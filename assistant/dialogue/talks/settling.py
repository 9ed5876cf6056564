"""What a yes and the buttons behind a planned talk change, and what becomes due by that."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args

from assistant.dialogue.mentors import profiling
from assistant.dialogue.reflections import inviting
from assistant.dialogue.talk import Talk
from assistant.dialogue.talks.drafting import all_button, prompt_line
from assistant.dialogue.talks.wording import kind_name, moment_said
from assistant.messages import Choice, Conversation, Outcome
from assistant.planning.holidays import REGIONS
from assistant.planning.prompting import next_time, timed
from assistant.states import Due, Planned, PromptTime, Record
from assistant.texts.catalogue import say

MOST = 50
"""So many talks can be planned at a time."""

PROMPT = "prompt"
FOLLOW = "follow"
"""Under these names, with the id of the talk behind it, its messages are due."""


def settle(talk: Talk, some: Sequence[Planned]) -> Outcome:
    """Plan what the mentor said yes to, or move what is planned already."""
    now = talk.conversation
    if not now.agreed:  # nothing is kept of who did not agree to that; what is proposed waits
        yes, no = Choice(say("step.yes"), "plan:agree"), Choice(say("step.no"), "plan:no:agree")
        return talk.said(say("planning.needs_agreement"), (yes, no), proposed=tuple(some))
    known = {one.id for one in now.planned}
    if len(known | {one.id for one in some}) > MOST:
        said = say("planning.fault.full", number=len(known))
        return talk.said(said, (all_button(),), proposed=(), drafting=None)
    prompting = now.prompting
    # A yes may come later than the proposal: what has passed meanwhile is reckoned with.
    fresh = [timed(one, prompting.when, talk.incoming.at) for one in some]
    after = with_talks(now, fresh)
    numbers = [int(one.id) for one in fresh if one.id.isdecimal()]
    asks_region = any(one.weekly for one in fresh) and not prompting.region_asked
    after = after.with_(
        proposed=(),
        drafting=None,
        prompting=replace(
            prompting,
            numbered=max([prompting.numbered, *numbers]),
            region_asked=prompting.region_asked or asks_region,
        ),
    )
    moved = all(one.id in known for one in fresh)
    lines = _told(talk, fresh, moved=moved)
    choices: list[Choice] = []
    if asks_region:
        lines += ["", say("planning.ask.region")]
        choices += region_choices()
    elif len(fresh) == 1 and fresh[0].prompt_at is None:
        lines.append(say("planning.settled.now"))
        choices.append(prepare_button(fresh[0]))
    if now.paused:
        choices.append(profiling.pause(now))
    outcome = talk.with_(after).said("\n".join(lines), (*choices, all_button()))
    return replace(outcome, records=due_of(fresh, talk.incoming.at))


def cancelled(talk: Talk, one: Planned) -> Outcome:
    """Take a talk off; it can be put back at once."""
    left = tuple(other for other in talk.conversation.planned if other.id != one.id)
    moment = moment_said(one.starts, talk.today)
    if one.weekly:
        said = say("planning.cancelled_weekly", kind=kind_name(one.kind))
    else:
        said = say("planning.cancelled", kind=kind_name(one.kind), moment=moment)
    choices = (Choice(say("planning.button.undo"), f"plan:undo:{one.id}"), all_button())
    outcome = talk.said(said, choices, planned=left, proposed=(one,), drafting=None)
    return replace(outcome, records=nothing_due(one))


def put_back(talk: Talk, one: Planned) -> Outcome:
    """Plan again what was cancelled just now; a prompt that was sent is not sent again."""
    after = with_talks(talk.conversation, [one]).with_(proposed=())
    moment = moment_said(one.starts, talk.today)
    key = "planning.settled.weekly" if one.weekly else "planning.settled.once"
    said = say(key, kind=kind_name(one.kind), moment=moment)
    outcome = talk.with_(after).said(said, (all_button(),))
    return replace(outcome, records=due_of([one], talk.incoming.at))


def skipped(talk: Talk, one: Planned) -> Outcome:
    """Leave a weekly talk out once."""
    after, coming = moved_on(talk.conversation, one, one.starts_at, talk.incoming.at)
    if coming is None:
        said = say("planning.last_skipped")
    else:
        moment = moment_said(coming.starts, talk.today)
        said = say("planning.skipped", moment=moment)
    outcome = talk.with_(after).said(said, (all_button(),))
    records = due_of([coming], talk.incoming.at) if coming else nothing_due(one)
    return replace(outcome, records=records)


def when_set(talk: Talk, value: str) -> Outcome | None:
    """Prompt at another time from now on, also for what is planned; None: it is no such time."""
    when = next((one for one in get_args(PromptTime) if one == value), None)
    if when is None:
        return None
    now, at = talk.conversation, talk.incoming.at
    # A prompt whose moment has passed was sent, or is not wanted any more: never a second one.
    ahead = [one for one in now.planned if one.prompt_at is None or one.prompt_at > at]
    fresh = [timed(one, when, at) for one in ahead if one.starts_at > at]
    after = with_talks(now, fresh).with_(prompting=replace(now.prompting, when=when))
    said = say("planning.when.set", when=say(f"planning.when.{when}"))
    outcome = talk.with_(after).said(said, (all_button(),))
    return replace(outcome, records=due_of(fresh, at))


def region_set(talk: Talk, value: str) -> Outcome | None:
    """Skip the holidays of a region, also for what is planned; None: there is no such region."""
    region = next((one for one in REGIONS if one == value), None)
    if region is None and value != "none":
        return None
    now, at = talk.conversation, talk.incoming.at
    prompting = replace(now.prompting, region=region, region_asked=True)
    found = [(one, next_time(one, region, at)) for one in now.planned if one.weekly]
    fresh = [
        timed(coming, prompting.when, at)
        for one, coming in found
        if coming and coming.starts != one.starts
    ]
    key = "planning.settled.region" if region else "planning.settled.no_region"
    lines = [say(key, region=(region or "").capitalize())]
    for one in fresh:
        moment = moment_said(one.starts, talk.today)
        lines.append(
            say("planning.settled.next", kind=kind_name(one.kind).capitalize(), moment=moment)
        )
    after = with_talks(now, fresh).with_(prompting=prompting)
    outcome = talk.with_(after).said("\n".join(lines), (all_button(),))
    return replace(outcome, records=due_of(fresh, at))


def with_talks(now: Conversation, fresh: Iterable[Planned]) -> Conversation:
    """The conversation with these talks, each in the place of the one with its id."""
    every = {one.id: one for one in now.planned} | {one.id: one for one in fresh}
    return now.with_(planned=tuple(sorted(every.values(), key=lambda one: one.starts_at)))


def moved_on(
    now: Conversation, one: Planned, passed: datetime, at: datetime
) -> tuple[Conversation, Planned | None]:
    """The conversation once a talk is over: a weekly one is the next, a single one is gone.

    Args:
        now: the conversation before.
        one: the talk.
        passed: the next lies after this moment, and after `at`.
        at: now.
    """
    coming = None
    if one.weekly:
        later = max(passed, at, key=lambda moment: moment.timestamp())
        coming = next_time(one, now.prompting.region, later)
    if coming is None:
        return now.with_(planned=tuple(o for o in now.planned if o.id != one.id)), None
    coming = timed(coming, now.prompting.when, at)
    return with_talks(now, [coming]), coming


def due_of(some: Iterable[Planned], at: datetime) -> tuple[Record, ...]:
    """What is due of these talks; a prompt whose moment has passed is not."""
    records: list[Record] = []
    for one in some:
        ahead = one.prompt_at if one.prompt_at and one.prompt_at > at else None
        records += [Due(f"{PROMPT}:{one.id}", ahead), Due(f"{FOLLOW}:{one.id}", one.follow_up_at)]
    return tuple(records)


def nothing_due(one: Planned) -> tuple[Record, ...]:
    """Nothing of this talk is due any more."""
    return (Due(f"{PROMPT}:{one.id}", None), Due(f"{FOLLOW}:{one.id}", None))


def region_choices() -> tuple[Choice, ...]:
    """The three regions, and not knowing which."""
    regions = (Choice(say(f"planning.button.{one}"), f"plan:region:{one}") for one in REGIONS)
    return (*regions, Choice(say("planning.button.no_region"), "plan:region:none"))


def prepare_button(one: Planned) -> Choice:
    """The button that begins the reflection before a talk."""
    return inviting.button(say("planning.button.prepare"), f"voor-{one.kind}", one)


def _told(talk: Talk, fresh: Sequence[Planned], *, moved: bool) -> list[str]:
    if len(fresh) > 1:
        return [
            say("planning.settled.several", number=len(fresh)),
            say("planning.settled.change"),
        ]
    one = fresh[0]
    key = "weekly" if one.weekly else "moved" if moved else "once"
    kind, moment = kind_name(one.kind), moment_said(one.starts, talk.today)
    told = {
        "moved": say("planning.settled.moved", kind=kind, moment=moment),
        "weekly": say("planning.settled.weekly", kind=kind, moment=moment),
        "once": say("planning.settled.once", kind=kind, moment=moment),
    }[key]
    if talk.conversation.paused:
        return [told, say("planning.settled.paused"), say("planning.settled.change")]
    return [told, prompt_line(talk, one), say("planning.settled.change")]
