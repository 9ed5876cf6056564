"""Faults among organisations: who is above whom, and words with two meanings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from knowledge.document import squeeze
from knowledge.draft import Draft
from knowledge.errors import Fault
from knowledge.explaining import nearest
from knowledge.organisation import CONCEPTS, LEVELS, Level

_INSTITUTE: Level = "instituut"


def organisation_faults(entries: Sequence[Draft]) -> Iterator[Fault]:
    """Every fault between the entries of organisations.yaml."""
    by_id = {entry.id: entry for entry in reversed(entries) if entry.id}
    above = {name: _above(name, by_id) for name in by_id}
    for entry in entries:
        yield from _parents(entry, by_id, above)
        yield from _institutes(entry, by_id)
        yield from _own_words(entry)
    yield from _codes(entries)
    with_others_below = {up for name, ups in above.items() for up in ups if up != name}
    for name, entry in by_id.items():
        if name not in with_others_below and entry.text("level") != _INSTITUTE:
            yield from _words_above(entry, [by_id[up] for up in above[name] if up in by_id])


def _above(name: str, by_id: Mapping[str, Draft]) -> tuple[str, ...]:
    """The organisation and all that stand above it, each once."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop(0)
        if one in by_id and one not in found:
            found[one] = None
            waiting.extend(parent for _, parent in by_id[one].texts("parents"))
    return tuple(found)


def _parents(
    entry: Draft, by_id: Mapping[str, Draft], above: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    for number, parent in entry.texts("parents"):
        if parent not in by_id:
            yield entry.error(
                ("parents", number),
                "unknown-parent",
                f"'{entry.id}' has a parent '{parent}' that does not exist",
                nearest(parent, by_id),
            )
        elif entry is by_id.get(entry.id or "") and entry.id in above[parent]:
            yield entry.error(
                ("parents", number),
                "parent-cycle",
                f"'{entry.id}' stands above itself through '{parent}'",
                "take that parent out",
            )


def _institutes(entry: Draft, by_id: Mapping[str, Draft]) -> Iterator[Fault]:
    named = entry.texts("institutes")
    level = entry.text("level")
    if named and level in get_args(Level) and level != "partnerschap":
        yield entry.error(
            ("institutes",),
            "misplaced-institutes",
            f"'{entry.id}' is no partnership but has institutes",
            "move `institutes` to its partnership",
        )
    institutes = [name for name, one in by_id.items() if one.text("level") == _INSTITUTE]
    for number, name in named:
        if name not in by_id:
            yield entry.error(
                ("institutes", number),
                "unknown-institute",
                f"'{entry.id}' has an institute '{name}' that does not exist",
                nearest(name, institutes),
            )
        elif by_id[name].text("level") in get_args(Level) and name not in institutes:
            yield entry.error(
                ("institutes", number),
                "unknown-institute",
                f"'{name}' is not of level 'instituut'",
                "name an institute, or change its level",
            )


def _own_words(entry: Draft) -> Iterator[Fault]:
    first = _first_meanings(entry)
    for written, concept in _meanings(entry):
        word = squeeze(written.lower())
        if first[word] != concept:
            place = ("words", written)
            yield _clash(entry, place, word, {first[word], concept}, "keep one meaning")


def _codes(entries: Iterable[Draft]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for entry in entries:
        code = entry.text("code")
        if code and seen.setdefault(code.lower(), entry.id or "") != entry.id:
            yield entry.error(
                ("code",),
                "duplicate-code",
                f"the code '{code}' is already that of '{seen[code.lower()]}'",
                "give each organisation its own code",
            )


def _words_above(entry: Draft, above: Sequence[Draft]) -> Iterator[Fault]:
    """Words that organisations of one level above this one use for different things.

    Nobody is nearer than the other there, so a nearer one must say which meaning holds.
    """
    settled: set[str] = set()
    for level in LEVELS:
        meanings: dict[str, set[str]] = {}
        for one in above:
            if one.text("level") == level != _INSTITUTE:
                for word, concept in _first_meanings(one).items():
                    meanings.setdefault(word, set()).add(concept)
        for word, concepts in sorted(meanings.items()):
            if len(concepts) > 1 and word not in settled and level != entry.text("level"):
                mend = f"settle it in the `words` of '{entry.id}'"
                yield _clash(entry, ("words",), word, concepts, mend)
        settled |= set(meanings)


def _meanings(entry: Draft) -> Iterator[tuple[str, str]]:
    for word, concept in entry.mapping("words").items():
        if isinstance(concept, str) and concept in CONCEPTS:
            yield word, concept


def _first_meanings(entry: Draft) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, concept in _meanings(entry):
        found.setdefault(squeeze(word.lower()), concept)
    return found


def _clash(entry: Draft, place: tuple[str, ...], word: str, concepts: set[str], mend: str) -> Fault:
    both = " and ".join(f"'{concept}'" for concept in sorted(concepts))
    message = f"for '{entry.id}' the word '{word}' stands for {both}"
    return entry.error(place, "word-clash", message, mend)
