"""What of a month's figures somebody can do something about, each as a sentence.

Everything here comes from what was released; nothing of it can be about fewer mentors than that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from assistant.channels.web.charts import STEPS
from assistant.channels.web.documents import subject_label
from assistant.channels.web.months import month_before, month_name
from assistant.texts.catalogue import say
from assistant.trends.figures import Figures, Nearest, Wishes
from knowledge.holding import Knowledge

FOREMOST = 3
"""More is not read in ten seconds, nor talked through in one meeting."""

FindingKind = Literal["wished", "unanswered", "contradiction", "wrong", "different", "topic"]
Change = Literal["up", "down", "same", "new"]


@dataclass(frozen=True)
class Finding:
    """One thing that enough mentors met.

    `key` stays the same over the months. `title` is short; where it is a section's, `of` is the
    title of its document, else it is empty. `band` is that of its mentors, of a wish the fewest
    that a group has (`5+`). `places` are sections (`document#anchor`), documents,
    or topics of schools' documents. `change` is None when the month before has no figures.
    """

    key: str
    kind: FindingKind
    title: str
    of: str
    band: str
    change: Change | None
    places: tuple[str, ...]
    sentence: str
    advice: str

    @property
    def full(self) -> str:
        """The title with that of its document."""
        return f"{self.of}: {self.title}" if self.of else self.title

    @property
    def can_be_written(self) -> bool:
        """Whether a new document can mend it."""
        return self.kind in ("wished", "unanswered", "contradiction")


def findings(figures: Figures, before: Figures, knowledge: Knowledge) -> tuple[Finding, ...]:
    """Everything in a month's figures, each kind with the most mentors first."""
    earlier = _bands(before) if before.state == "released" else None
    return tuple(_all(figures, earlier, knowledge))


def wished(
    passed_on: Iterable[Wishes], figures: Figures, knowledge: Knowledge
) -> Iterator[Finding]:
    """What was passed on in a month and stands in no figure of it: its group hides by itself."""
    shown = {place(one.nearest) for one in figures.unanswered}
    for one in passed_on:
        if one.period != figures.period or place(one.nearest) in shown:
            continue
        title, of = parted(knowledge, one.nearest.document, one.nearest.title)
        yield Finding(
            f"wished:{place(one.nearest)}",
            "wished",
            title,
            of,
            f"{figures.threshold}+",
            None,
            (place(one.nearest),),
            say("web.finding.wished", title=title),
            say("web.advice.unanswered"),
        )


def foremost(found: tuple[Finding, ...], not_ours: frozenset[str]) -> tuple[Finding, ...]:
    """The few to begin with: of every kind the largest first, and nothing set aside before."""
    wanted = [one for one in found if one.key not in not_ours]
    kinds = (
        [one for one in wanted if one.kind in ("wished", "unanswered")],
        [one for one in wanted if one.kind == "contradiction"],
        [one for one in wanted if one.kind in ("wrong", "different")],
        [one for one in wanted if one.kind == "topic" and one.change in ("up", "new")],
    )
    in_turn = (one for turn in zip_longest(*kinds) for one in turn if one is not None)
    return tuple(one for one, _ in zip(in_turn, range(FOREMOST), strict=False))


def place(nearest: Nearest) -> str:
    """The section that came nearest as `document#anchor`; of schools' documents the topic."""
    return f"{nearest.document}#{nearest.section}" if nearest.section else nearest.document


def parted(knowledge: Knowledge, name: str, title: str) -> tuple[str, str]:
    """A released title as the section's own and its document's; whole where that is not known."""
    document = knowledge.by_id.get(name.partition("#")[0])
    if document is not None and title.startswith(f"{document.title}: "):
        return title.removeprefix(f"{document.title}: "), document.title
    return title, ""


def band_words(band: str) -> str:
    """A band in a sentence: 5 tot 9; 50 of meer."""
    return band.replace("-", " tot ").replace("+", " of meer")


def _all(
    figures: Figures, earlier: dict[str, str] | None, knowledge: Knowledge
) -> Iterator[Finding]:
    period = figures.period

    def change(key: str, band: str) -> Change | None:
        if earlier is None:
            return None
        then = earlier.get(key)
        if then is None:
            return "new"
        if then == band:
            return "same"
        return "up" if STEPS[band] > STEPS[then] else "down"

    for one in figures.unanswered:
        nearest = one.nearest
        title, of = parted(knowledge, nearest.document, nearest.title)
        key, band = f"unanswered:{place(nearest)}", one.mentors
        sentence = say("web.finding.unanswered", mentors=band_words(band), title=title)
        yield Finding(
            key,
            "unanswered",
            title,
            of,
            band,
            change(key, band),
            (place(nearest),),
            sentence,
            say("web.advice.unanswered"),
        )
    for pair in figures.contradictions:
        key, band = f"contradiction:{'|'.join((pair.subject, *pair.documents))}", pair.mentors
        label = subject_label(knowledge, pair.subject)
        sentence = say("web.finding.contradiction", mentors=band_words(band), title=label)
        yield Finding(
            key,
            "contradiction",
            _upper_first(label),
            "",
            band,
            change(key, band),
            pair.documents,
            sentence,
            say("web.advice.contradiction"),
        )
    for said in figures.feedback:
        is_wrong = said.judgement == "wrong"
        title, of = parted(knowledge, said.topic, said.title)
        key, band = f"{said.judgement}:{said.topic}", said.mentors
        text = say("web.finding.wrong" if is_wrong else "web.finding.different", title=title)
        yield Finding(
            key,
            "wrong" if is_wrong else "different",
            title,
            of,
            band,
            change(key, band),
            (said.topic,),
            say("web.finding.said", mentors=band_words(band), what=text),
            say("web.advice.wrong") if is_wrong else say("web.advice.different"),
        )
    for topic in figures.topics:
        title, of = parted(knowledge, topic.topic, topic.title)
        key, band = f"topic:{topic.topic}", topic.mentors
        yield Finding(
            key,
            "topic",
            title,
            of,
            band,
            topic.change,
            (topic.topic,),
            _topic_sentence(title, band, topic.change, period),
            say("web.advice.topic"),
        )


def _topic_sentence(title: str, band: str, change: Change | None, period: str) -> str:
    mentors, month = band_words(band), month_name(month_before(period))
    if change == "up":
        return say("web.finding.more", title=title, mentors=mentors, month=month)
    if change == "new":
        return say("web.finding.new", title=title, mentors=mentors)
    return say("web.finding.topic", title=title, mentors=mentors)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bands(figures: Figures) -> dict[str, str]:
    """Key → band, of everything that is no topic: those say themselves how they changed."""
    found: dict[str, str] = {}
    for one in figures.unanswered:
        found[f"unanswered:{place(one.nearest)}"] = one.mentors
    for pair in figures.contradictions:
        found[f"contradiction:{'|'.join((pair.subject, *pair.documents))}"] = pair.mentors
    for said in figures.feedback:
        found[f"{said.judgement}:{said.topic}"] = said.mentors
    return found
