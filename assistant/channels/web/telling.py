"""What a month's findings say together, each in a sentence or two: ten seconds of reading."""

from assistant.channels.web.findings import Finding, band_words, parted
from assistant.channels.web.months import month_before, month_name
from assistant.texts.catalogue import say
from assistant.trends.figures import Figures
from knowledge.holding import Knowledge

_NAMED = 3
"""Titles that one sentence names."""


def asked_sentence(found: tuple[Finding, ...]) -> str:
    """What mentors asked most: everything of the highest band alike, for a band has no order."""
    topics = [one for one in found if one.kind == "topic"]
    if not topics:
        return say("web.asked.nothing")
    top = [one.title for one in topics if one.band == topics[0].band]
    mentors = band_words(topics[0].band)
    if len(top) == 1:
        return say("web.asked.one", title=top[0], mentors=mentors)
    told = say("web.asked.several", titles=_listed(top), mentors=mentors)
    rest = len(top) - _NAMED
    if rest == 1:
        told += " " + say("web.asked.one_more")
    elif rest > 1:
        told += " " + say("web.asked.more", number=rest)
    return told


def changed_sentence(
    period: str, found: tuple[Finding, ...], before: Figures, knowledge: Knowledge
) -> str:
    """What mentors ask more, less, newly and no longer, as the figures of two months show it."""
    month = month_name(month_before(period))
    if before.state != "released":
        return say("web.changed.unknown", month=month)
    topics = [one for one in found if one.kind == "topic"]
    still = {place for one in topics for place in one.places}
    gone = [
        parted(knowledge, one.topic, one.title)[0]
        for one in before.topics
        if one.topic not in still
    ]
    told = [
        say(key, month=month, titles=_listed(some))
        for key, some in (
            ("web.changed.more", [one.title for one in topics if one.change == "up"]),
            ("web.changed.new", [one.title for one in topics if one.change == "new"]),
            ("web.changed.less", [one.title for one in topics if one.change == "down"]),
            ("web.changed.gone", gone),
        )
        if some
    ]
    return " ".join(told) or say("web.changed.same", month=month)


def listed_sentence(period: str, found: tuple[Finding, ...]) -> str:
    """What the list of topics shows."""
    topics = [one for one in found if one.kind == "topic"]
    number = len(topics)
    told = say("web.listed.one") if number == 1 else say("web.listed.several", number=number)
    if all(one.change is None for one in topics):
        return told
    grown = sum(one.change in ("up", "new") for one in topics)
    if not grown:
        return told
    month = month_name(month_before(period))
    return f"{told} " + (
        say("web.listed.one_grown", month=month)
        if grown == 1
        else say("web.listed.grown", grown=grown, month=month)
    )


def _listed(titles: list[str]) -> str:
    """The first few in a sentence: 'a', 'b' en 'c'."""
    names = [f"'{one}'" for one in titles[:_NAMED]]
    if len(names) == 1:
        return names[0]
    return say("web.and", first=", ".join(names[:-1]), last=names[-1])
