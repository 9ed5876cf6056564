"""Read rules from a data file and say which one a message meets first.

A rule holds patterns in a small language on top of regular expressions: `...` is a gap of up to
five words, `<name>` one of the file's word classes, `<end>` the end of a clause. Most messages
touch no rule at all; the gate, a list of word beginnings, keeps that case fast.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

_END: Final = (
    r"(?= [,.?]| (?:zegt|zei|zeggen|en|maar|want|dus|ik|hoor|echt|zo|help|denk|vind|of)\b| *$)"
)
_SENTENCE: Final = re.compile(r"(?<=[.?]) ")
_NEVER: Final = r"(?!)"
_CLASS: Final = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of signal with the patterns that show it.

    Attributes:
        kind: what it is a signal of.
        about: `self` or `other` where the patterns settle it.
        gate: cheap first look; no match, no further work.
        patterns: one of these suffices.
        unless: one of these calls the rule off.
        policy: whether a question about policy calls it off as well.
    """

    kind: str
    about: str | None
    gate: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    policy: bool

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first pattern that a normalised text meets, or None."""
        if not self.gate.search(text):
            return None
        if self.unless is not None and self.unless.search(text):
            return None
        for pattern in self.patterns:
            if found := pattern.search(text):
                return found
        return None


@dataclass(frozen=True, slots=True)
class Finding:
    """The rule that a text meets, and where."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of one file, in its order, with what makes a question one about policy."""

    rules: tuple[Rule, ...]
    policy_about: re.Pattern[str]
    policy_report: re.Pattern[str]

    def asks_about_policy(self, text: str) -> bool:
        """Whether a text asks for a rule or a subject rather than reports something."""
        return bool(self.policy_about.search(text)) and not self.policy_report.search(text)

    def find(self, text: str) -> Finding | None:
        """Find the first rule that a normalised text meets, or None.

        A text of several sentences is also read sentence by sentence, so that what calls a rule
        off in one of them does not silence another.
        """
        found = self._find(text)
        if found is not None:
            return found
        start = 0
        for part in _SENTENCE.split(text):
            if part != text and (inner := self._find(part)) is not None:
                return Finding(inner.rule, start + inner.start, start + inner.end)
            start += len(part) + 1
        return None

    def _find(self, text: str) -> Finding | None:
        policy: bool | None = None
        for rule in self.rules:
            found = rule.search(text)
            if found is None:
                continue
            if rule.policy:
                if policy is None:
                    policy = self.asks_about_policy(text)
                if policy:
                    continue
            return Finding(rule, found.start(), found.end())
        return None


def _compile(pattern: str, classes: dict[str, str]) -> re.Pattern[str]:
    pattern = _CLASS.sub(lambda match: _END if match[1] == "end" else classes[match[1]], pattern)
    pattern = pattern.replace(" ... ", r"(?: [^ .?]+){0,5} ").replace("... ", r"(?:[^ .?]+ ){0,5}")
    return re.compile(pattern)


def _rule(entry: dict[str, Any], classes: dict[str, str]) -> Rule:
    stems = sorted({re.escape(stem) for stem in entry["gate"]})
    unless = entry.get("unless")
    return Rule(
        kind=entry["kind"],
        about=entry.get("about"),
        gate=re.compile(r"\b(?:" + "|".join(stems) + ")"),
        patterns=tuple(_compile(pattern, classes) for pattern in entry["patterns"]),
        unless=_compile("|".join(unless), classes) if unless else None,
        policy=entry.get("policy", False),
    )


def load_rules(name: str) -> Rules:
    """Read a rules file of this package, such as `crisis.toml`."""
    data = tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    classes: dict[str, str] = {}
    for key, words in data.get("classes", {}).items():
        classes[key] = _CLASS.sub(lambda match: classes[match[1]], words)
    policy = data.get("policy", {"about": _NEVER, "report": _NEVER})
    return Rules(
        rules=tuple(_rule(entry, classes) for entry in data["rule"]),
        policy_about=re.compile(policy["about"]),
        policy_report=re.compile(policy["report"]),
    )
