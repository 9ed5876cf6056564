"""The room of the planned talks: understood, confirmed, listed, moved.

What is asked of a phrase stands in `drafting`, what a yes changes in `settling`, what a calendar
file brings in `importing`, and what comes by itself in `reminding`.
"""

from dataclasses import replace
from datetime import date, datetime

from assistant.dialogue import paging
from assistant.dialogue.reflections import standing
from assistant.dialogue.talk import Talk
from assistant.dialogue.talks import drafting, settling
from assistant.dialogue.talks.wording import kind_name, moment_said, talk_label
from assistant.messages import Choice, Conversation, Outcome
from assistant.planning import phrases
from assistant.planning.kinds import KINDS, kinds
from assistant.planning.prompting import PROMPT_TIMES
from assistant.states import Draft, Planned
from assistant.texts.catalogue import say

_YES = frozenset(
    "ja|jawel|ja hoor|ja graag|ja klopt|klopt|ja dat klopt|dat klopt|jep|ja prima".split("|")
)
_NO = frozenset("nee|nee hoor|nee dank je|nope|laat maar".split("|"))
_OTHER = frozenset("anders|nee anders|ander moment".split("|"))


def listed(talk: Talk, value: str = "1", before: str = "") -> Outcome:
    """/gesprekken: every talk ahead, each with a button."""
    now = talk.conversation
    if not now.planned:
        return talk.said(say("planning.list.none"), (_when_button(),))
    some, number, pages = paging.part(now.planned, value)
    lines = [before or say("planning.list.title")]
    for one in some:
        key = "planning.list.weekly" if one.weekly else "planning.list.line"
        moment = moment_said(one.starts, talk.today).capitalize()
        lines.append(say(key, moment=moment, kind=kind_name(one.kind)))
    lines.append(say("planning.list.when", when=say(f"planning.when.{now.prompting.when}")))
    choices = [Choice(talk_label(one, talk.today), f"plan:show:{one.id}") for one in some]
    choices += [*paging.turns("plan:list:", number, pages), _when_button()]
    if any(one.weekly for one in now.planned):
        choices.append(Choice(say("planning.button.region"), "plan:region"))
    return talk.said("\n".join(lines), tuple(choices), drafting=None)


def confirmed(talk: Talk, plain: str) -> Outcome | None:
    """What is typed while something of a talk is asked; None: it is about something else.

    That is 'ja' or 'nee' to a proposal, another moment, or what a draft still waits for.
    """
    now = talk.conversation
    waiting = next((one for one in now.choices if one.action.startswith("plan:yes:")), None)
    if waiting and now.proposed:
        if plain in _YES:
            return settling.settle(talk, now.proposed)
        if plain in _NO:
            return _dropped(talk)
        if plain in _OTHER and len(now.proposed) == 1:
            return _otherwise(talk)
        draft = _draft_of(talk, now.proposed[0]) if len(now.proposed) == 1 else None
    else:
        draft = drafting.open_draft(talk)
        if standing.is_open(now):
            draft = None  # what is typed answers the reflection
    if draft is None:
        return None
    if plain in _NO:
        return _dropped(talk)
    named = kinds(plain, talk.scope.words)
    # Where there are buttons a number is one of them.
    if when := phrases.answer(plain, talk.incoming.at, bare=not now.choices):
        if named and not draft.moves and (when.days or draft.kinds not in ((), named)):
            return None  # another talk, told whole
        if named and draft.moves and named != draft.kinds:
            return None  # not the one that moves
        if not named and when.days and when.hours and phrases.is_another_talk(plain):
            return None  # the same, of a kind that is still to be asked
        known = replace(draft, kinds=named) if named and not draft.moves else draft
        if when.fault:
            return drafting.refused(talk, known, when.fault)
        return drafting.go_on(talk, drafting.with_when(known, when))
    told = phrases.phrase(plain, talk.incoming.at, talk.scope.words)
    if told and told.when.says_when:
        return None
    if len(draft.kinds) != 1 and len(plain.split()) <= 4 and len(named) == 1:
        return drafting.go_on(talk, replace(draft, kinds=named))
    return None


def heard(talk: Talk, text: str) -> Outcome | None:
    """A phrase that plans a talk; None: it does not."""
    if phrases.changes(text) and talk.conversation.planned:
        return _changed(talk, text)
    said = phrases.phrase(text, talk.incoming.at, talk.scope.words)
    if said is None:
        return None
    draft = Draft(talk.incoming.at, kinds=said.kinds)
    if said.when.fault:
        return drafting.refused(talk, draft, said.when.fault)
    return drafting.go_on(talk, drafting.with_when(draft, said.when))


def pressed(talk: Talk, value: str) -> Outcome | None:
    """What a button of the talks does (`plan:VALUE`); None: there is no such button."""
    does, _, rest = value.partition(":")
    match does:
        case "yes" | "no" | "other":
            return _decided(talk, does, rest)
        case "agree":
            agreed = talk.with_(talk.conversation.with_(agreed=True))
            return settling.settle(agreed, talk.conversation.proposed)
        case "undo":
            cancelled = next((one for one in talk.conversation.proposed if one.id == rest), None)
            ahead = cancelled and cancelled.starts_at > talk.incoming.at
            return settling.put_back(talk, cancelled) if cancelled and ahead else _gone(talk)
        case "at" | "day" | "kind":
            return _chosen(talk, does, rest)
        case "list":
            return listed(talk, rest)
        case "show" | "move" | "cancel" | "skip":
            one = next((one for one in talk.conversation.planned if one.id == rest), None)
            return (
                _with_talk(talk, does, one)
                if one
                else talk.said(say("planning.list.gone"), (drafting.all_button(),))
            )
        case "when":
            return settling.when_set(talk, rest) if rest else _ask_prompt_time(talk)
        case "region":
            if rest:
                return settling.region_set(talk, rest)
            return talk.said(say("planning.ask.region"), settling.region_choices())
        case _:
            return None


def spoke(conversation: Conversation) -> Conversation:
    """The mentor said something: no prompt counts as ignored any more."""
    prompting = conversation.prompting
    if not prompting.unanswered:
        return conversation
    return conversation.with_(prompting=replace(prompting, unanswered=()))


def _changed(talk: Talk, text: str) -> Outcome:
    """What is said of a talk that moves: the proposal when all is told, else the list."""
    named = kinds(text, talk.scope.words)
    meant = [one for one in talk.conversation.planned if not named or one.kind in named]
    when = phrases.moved_to(text, talk.incoming.at)
    if len(meant) != 1 or when is None:
        return listed(talk)
    draft = _draft_of(talk, meant[0], meant[0].id)
    if when.fault:
        return drafting.refused(talk, draft, when.fault)
    return drafting.go_on(talk, drafting.with_when(draft, when))


def _draft_of(talk: Talk, one: Planned, moves: str | None = None) -> Draft:
    """A draft of what is planned or proposed, for another moment."""
    known = any(one.id == other.id for other in talk.conversation.planned)
    return Draft(
        talk.incoming.at,
        days=(one.starts.date(),),
        hours=(one.starts.time(),),
        kinds=(one.kind,),
        weekly=one.weekly,
        moves=moves or (one.id if known else None),
    )


def _decided(talk: Talk, does: str, named: str) -> Outcome:
    """Yes, no or other to a proposal, by its button, which may be an old one."""
    now = talk.conversation
    if not now.proposed or now.proposed[0].id != named or _is_undo(now):
        return _gone(talk)
    if does == "no":
        return _dropped(talk)
    if does == "other":
        return _otherwise(talk)
    ahead = [one for one in now.proposed if one.starts_at > talk.incoming.at]
    if not ahead:
        return drafting.refused(talk, _draft_of(talk, now.proposed[0]), "past")
    return settling.settle(talk, ahead)


def _is_undo(now: Conversation) -> bool:
    """Whether what is proposed is only what was cancelled just now."""
    return any(one.action.startswith("plan:undo:") for one in now.choices)


def _chosen(talk: Talk, does: str, value: str) -> Outcome:
    """A reading, a day or a kind, by its button."""
    draft = drafting.open_draft(talk)
    if draft is None:
        return _gone(talk)
    try:
        if does == "at":
            draft = replace(draft, starts=datetime.fromisoformat(value))
        elif does == "day":
            draft = replace(draft, days=(date.fromisoformat(value),))
        else:
            draft = replace(draft, kinds=tuple(one for one in KINDS if one == value))
    except ValueError:
        return _gone(talk)
    return drafting.go_on(talk, draft)


def _with_talk(talk: Talk, does: str, one: Planned) -> Outcome:
    """What a button behind a planned talk does."""
    if does == "cancel":
        return settling.cancelled(talk, one)
    if does == "skip":
        return settling.skipped(talk, one)
    kind, moment = kind_name(one.kind), moment_said(one.starts, talk.today)
    if does == "move":
        said = say("planning.ask.moved", kind=kind.capitalize(), moment=moment)
        return talk.said(said, drafting=_draft_of(talk, one, one.id), proposed=())
    key = "planning.list.one_weekly" if one.weekly else "planning.list.one"
    lines = [say(key, kind=kind.capitalize(), moment=moment)]
    if one.prompt_at and one.prompt_at > talk.incoming.at:
        lines += [drafting.prompt_line(talk, one), say("planning.list.follow_up")]
    choices = [
        Choice(say("planning.button.move"), f"plan:move:{one.id}"),
        Choice(say("planning.button.cancel"), f"plan:cancel:{one.id}"),
    ]
    if one.weekly:
        choices.append(Choice(say("planning.button.skip"), f"plan:skip:{one.id}"))
    choices += [settling.prepare_button(one), _when_button(), drafting.all_button()]
    return talk.said("\n".join(lines), tuple(choices))


def _otherwise(talk: Talk) -> Outcome:
    """Another moment for the same talk."""
    draft = _draft_of(talk, talk.conversation.proposed[0])
    return talk.said(say("planning.ask.when"), drafting=draft, proposed=())


def _dropped(talk: Talk) -> Outcome:
    return talk.said(say("planning.settled.dropped"), proposed=(), drafting=None)


def _gone(talk: Talk) -> Outcome:
    return talk.said(say("planning.settled.gone"), talk.conversation.choices)


def _when_button() -> Choice:
    return Choice(say("planning.button.when"), "plan:when")


def _ask_prompt_time(talk: Talk) -> Outcome:
    choices = [Choice(say(f"planning.button.{one}"), f"plan:when:{one}") for one in PROMPT_TIMES]
    return talk.said(say("planning.when.ask"), tuple(choices))
