"""Every fault of a folder at once: what loading could not read, and what does not fit together."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from rapidfuzz import fuzz, process

from knowledge.comparing import contradictions, parse_unit
from knowledge.document import Document, squeeze
from knowledge.errors import Fault
from knowledge.loading import ORGANISATIONS, Loaded, load
from knowledge.organisation import LEVELS, Organisation
from knowledge.splitting import without_comments

EXPIRES_WITHIN = timedelta(days=61)
"""Two months: time enough to agree on a successor (CONTRACTS.md section 1)."""

Location = tuple[str | int, ...]


def check(folder: Path, today: date) -> tuple[Loaded, tuple[Fault, ...]]:
    """Load a folder and find all that is wrong in it, in the order of files and lines.

    Raises:
        KnowledgeError: the folder does not exist.
    """
    loaded = load(folder)
    return loaded, tuple(sorted({*loaded.faults, *_Checker(loaded, folder, today).faults()}))


class _Checker:
    """Looks at what was loaded as a whole."""

    def __init__(self, loaded: Loaded, folder: Path, today: date) -> None:
        self._knowledge = loaded.knowledge
        self._organisations = loaded.knowledge.organisations
        self._lines = loaded.lines
        self._folder = folder
        self._today = today

    def faults(self) -> Iterator[Fault]:
        for one in self._organisations:
            yield from self._organisation(one)
        yield from self._codes()
        yield from self._clashes_above()
        for document in self._knowledge.documents:
            yield from self._references(document)
            yield from self._facts(document)
            yield from self._times(document)
            yield from self._replaces(document)
        yield from self._own_contradictions()

    # Organisations

    def _organisation(self, one: Organisation) -> Iterator[Fault]:
        line = self._lines[one.id, ("parents",)]
        for parent in one.parents:
            if parent not in self._organisations:
                yield self._at(
                    line,
                    "unknown-parent",
                    f"'{one.id}' has a parent '{parent}' that does not exist",
                    self._near(parent),
                )
            elif any(up.id == one.id for up in self._organisations.above(parent)):
                yield self._at(
                    line,
                    "parent-cycle",
                    f"'{one.id}' stands above itself through '{parent}'",
                    "take that parent out",
                )
        line = self._lines[one.id, ("institutes",)]
        if one.institutes and one.level != "partnerschap":
            yield self._at(
                line,
                "misplaced-institutes",
                f"'{one.id}' is no partnership but has institutes",
                "move `institutes` to its partnership",
            )
        for name in one.institutes:
            if name not in self._organisations:
                yield self._at(
                    line,
                    "unknown-institute",
                    f"'{one.id}' has an institute '{name}' that does not exist",
                    self._near(name),
                )
            elif self._organisations[name].level != "instituut":
                yield self._at(
                    line,
                    "unknown-institute",
                    f"'{name}' is not of level 'instituut'",
                    "name an institute, or change its level",
                )
        meanings: dict[str, str] = {}
        for word, concept in one.words.items():
            other = meanings.setdefault(squeeze(word.lower()), concept)
            if other != concept:
                yield self._clash(one, word, {other, concept}, "keep one meaning")

    def _codes(self) -> Iterator[Fault]:
        seen: dict[str, str] = {}
        for one in self._organisations:
            if one.code and seen.setdefault(one.code.lower(), one.id) != one.id:
                yield self._at(
                    self._lines[one.id, ("code",)],
                    "duplicate-code",
                    f"the code '{one.code}' is already that of '{seen[one.code.lower()]}'",
                    "give each organisation its own code",
                )

    def _clashes_above(self) -> Iterator[Fault]:
        """A school (or a board without schools) below two partnerships whose words differ."""
        for one in self._organisations:
            if one.level not in ("school", "bestuur") or (
                one.level == "bestuur" and self._organisations.below(one.id)
            ):
                continue
            settled: set[str] = set()
            above = self._organisations.above(one.id)
            for level in LEVELS:
                if level == "instituut":
                    continue
                meanings: dict[str, set[str]] = {}
                for up in above:
                    if up.level == level:
                        for word, concept in up.words.items():
                            meanings.setdefault(squeeze(word.lower()), set()).add(concept)
                for word, concepts in meanings.items():
                    if len(concepts) > 1 and word not in settled and level != one.level:
                        yield self._clash(
                            one, word, concepts, f"settle it in the `words` of '{one.id}'"
                        )
                settled |= set(meanings)

    def _clash(self, one: Organisation, word: str, concepts: set[str], mend: str) -> Fault:
        both = " and ".join(f"'{concept}'" for concept in sorted(concepts))
        line = self._lines[one.id, ("words",)]
        return self._at(
            line, "word-clash", f"for '{one.id}' the word '{word}' stands for {both}", mend
        )

    # Documents

    def _references(self, document: Document) -> Iterator[Fault]:
        if document.issuer not in self._organisations:
            yield self._in(
                document,
                ("issuer",),
                "unknown-issuer",
                f"there is no organisation '{document.issuer}'",
                self._near(document.issuer),
            )
        for number, name in enumerate(document.holds_for or ()):
            if name not in self._organisations:
                yield self._in(
                    document,
                    ("holds_for", number),
                    "unknown-organisation",
                    f"there is no organisation '{name}'",
                    self._near(name),
                )
        for number, deviation in enumerate(document.deviates):
            if deviation.from_ not in self._knowledge.by_id:
                near = _nearest(deviation.from_, self._knowledge.by_id)
                yield self._in(
                    document,
                    ("deviates", number),
                    "unknown-document",
                    f"there is no document '{deviation.from_}'",
                    near,
                )
        for anchor in document.questions:
            if document.section(anchor) is None:
                near = _nearest(anchor, [section.anchor for section in document.sections])
                yield self._in(
                    document,
                    ("questions", anchor),
                    "unknown-anchor",
                    f"no section has the anchor '{anchor}'",
                    near,
                )

    def _facts(self, document: Document) -> Iterator[Fault]:
        body = squeeze(self._body(document))
        for field in ("tasks", "agreements", "dates"):
            for number, fact in enumerate(getattr(document, field)):
                if squeeze(fact.quote) not in body:
                    yield self._in(
                        document,
                        (field, number, "quote"),
                        "quote-not-found",
                        f"the quote '{_short(fact.quote)}' does not stand in the text",
                        "copy it from the text to the letter",
                    )
        for number, task in enumerate(document.tasks):
            if task.task not in self._knowledge.tasks:
                yield self._outside(
                    document, ("tasks", number, "task"), task.task, self._knowledge.tasks
                )
        for number, agreement in enumerate(document.agreements):
            if agreement.subject not in self._knowledge.subjects:
                yield self._outside(
                    document,
                    ("agreements", number, "subject"),
                    agreement.subject,
                    self._knowledge.subjects,
                )
            if parse_unit(agreement.unit) is None:
                yield self._in(
                    document,
                    ("agreements", number, "unit"),
                    "unknown-value",
                    f"'{agreement.unit}' is no unit",
                    "write uur, dagdeel, dag, werkdag, week, maand, jaar, minuut, keer, euro or student, alone or with /week, /periode, /schooljaar, /maand or /student",
                )

    def _times(self, document: Document) -> Iterator[Fault]:
        begin, end = document.valid_from, document.valid_until
        if begin and end and end < begin:
            yield self._in(
                document,
                ("valid_until",),
                "dates-reversed",
                f"it ends on {end} before it begins on {begin}",
                "write the later day as `valid_until`",
            )
        elif (
            end
            and self._today <= end <= self._today + EXPIRES_WITHIN
            and document.status != "concept"
        ):
            replaced = any(
                d.replaces == document.id and d.status != "concept"
                for d in self._knowledge.documents
            )
            if not replaced:
                yield self._in(
                    document,
                    ("valid_until",),
                    "expires-soon",
                    f"it expires on {end} and nothing replaces it",
                    "prolong it, or add its successor",
                    warning=True,
                )

    def _replaces(self, document: Document) -> Iterator[Fault]:
        if document.replaces is None:
            return
        older = self._knowledge.by_id.get(document.replaces)

        def broken(message: str, mend: str) -> Fault:
            return self._in(document, ("replaces",), "replaces-broken", message, mend)

        if older is None:
            yield broken(
                f"it replaces '{document.replaces}', which does not exist",
                _nearest(document.replaces, self._knowledge.by_id),
            )
            return
        chain = [document.id]
        step: Document | None = older
        while step and step.id not in chain:
            chain.append(step.id)
            step = self._knowledge.by_id.get(step.replaces) if step.replaces else None
        if step and step.id == document.id:
            yield broken(
                "it replaces itself through " + ", ".join(chain[1:] or chain),
                "take this `replaces` out",
            )
            return
        if document.valid_from and older.valid_from and document.valid_from <= older.valid_from:
            yield broken(
                f"it begins on {document.valid_from}, not after '{older.id}' ({older.valid_from})",
                "let it begin after the one that it replaces",
            )
        for rival in self._knowledge.documents:
            if (
                rival.id < document.id
                and rival.replaces == document.replaces
                and "concept" not in (rival.status, document.status)
                and self._overlap(document, rival)
            ):
                yield broken(
                    f"'{rival.id}' replaces '{older.id}' too, for the same readers and days",
                    "let one of them replace the other, or part them with `holds_for` or dates",
                )

    def _overlap(self, one: Document, other: Document) -> bool:
        """Whether two documents hold on a common day for a common reader."""
        apart = (one.valid_until or date.max) < (other.valid_from or date.min) or (
            other.valid_until or date.max
        ) < (one.valid_from or date.min)
        if apart or one.issuer != other.issuer:
            return False
        if one.holds_for is None or other.holds_for is None:
            return True
        reach = [
            {name} | {up.id for up in self._organisations.below(name)}
            for document in (one, other)
            for name in document.holds_for or ()
        ]
        half = len(one.holds_for)
        return bool(set().union(*reach[:half]) & set().union(*reach[half:]))

    def _own_contradictions(self) -> Iterator[Fault]:
        issuers: dict[str, list[Document]] = {}
        for document in self._knowledge.documents:
            if document.status != "concept" and document.issuer in self._organisations:
                issuers.setdefault(document.issuer, []).append(document)
        for documents in issuers.values():
            for found in contradictions(self._knowledge, documents, within=True):
                one, other = found.one.document, found.other.document
                if one.id != other.id and not self._overlap(one, other):
                    continue
                where = "itself" if one.id == other.id else f"'{other.id}' of the same issuer"
                yield self._in(
                    one,
                    (),
                    "contradicts-itself",
                    f"on '{found.key}' it contradicts {where} ('{_short(found.one.quote)}' against '{_short(found.other.quote)}')",
                    "make them agree, or say so with `deviates`",
                    warning=True,
                )

    # Where and how

    def _body(self, document: Document) -> str:
        text = (self._folder / document.file).read_text("utf-8-sig")
        return without_comments(text.replace("\r\n", "\n").split("\n---", 1)[-1])

    def _outside(
        self, document: Document, location: Location, name: str, known: dict[str, str]
    ) -> Fault:
        return self._in(
            document,
            location,
            "outside-vocabulary",
            f"'{name}' is not in the vocabulary",
            _nearest(name, known) + ", or add it to vocabulary.yaml",
            warning=True,
        )

    def _near(self, organisation: str) -> str:
        return _nearest(organisation, [one.id for one in self._organisations])

    def _at(self, line: int, code: str, message: str, mend: str) -> Fault:
        return Fault(ORGANISATIONS, line, "error", code, message, mend)

    def _in(
        self,
        document: Document,
        location: Location,
        code: str,
        message: str,
        mend: str,
        *,
        warning: bool = False,
    ) -> Fault:
        line = 1
        for depth in range(len(location), 0, -1):
            if (document.id, location[:depth]) in self._lines:
                line = self._lines[document.id, location[:depth]]
                break
        return Fault(document.file, line, "warning" if warning else "error", code, message, mend)


def _nearest(value: str, known: object) -> str:
    found = process.extractOne(value, list(known), scorer=fuzz.ratio)  # type: ignore[call-overload]
    return f"write '{found[0]}'" if found and found[1] >= 60 else "name one that exists"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
