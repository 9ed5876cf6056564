"""The beginning of the document that would answer: front matter filled in, the rest to write."""

import io
import re
from dataclasses import dataclass

from ruamel.yaml import YAML

from assistant.channels.web.findings import Finding
from assistant.texts.catalogue import say
from knowledge.document import Document
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation

_ANCHOR = "antwoord"
"""Of the section to write; `questions` names it."""

_LONGEST = 60
"""Letters of the part of an id that tells what it is about."""


@dataclass(frozen=True)
class Draft:
    """A document that is still to be written; `id` is that of its front matter."""

    id: str
    name: str
    text: str


def draft_id(finding: Finding, organisation: Organisation) -> str:
    """The id by which the pages see later whether it was written."""
    about = finding.key.partition(":")[2]
    slug = re.sub(r"[^a-z0-9]+", "-", about.lower())[:_LONGEST].strip("-")
    return f"aanvulling-{organisation.id}-{slug}"


def draft(
    finding: Finding,
    organisation: Organisation,
    knowledge: Knowledge,
    wishes: tuple[str, ...] = (),
) -> Draft:
    """Begin the document that would mend a finding, as a concept, which answers nobody yet.

    Args:
        finding: what was met.
        organisation: the document's issuer.
        knowledge: has what came nearest, whose kind and topics the document gets.
        wishes: what mentors passed on about it, in their own words: its example questions.
    """
    near = _near(finding, knowledge)
    one_line = " ".join(finding.full.split())
    name = draft_id(finding, organisation)
    front: dict[str, object] = {
        "id": name,
        "title": say("web.draft.title", title=one_line),
        "kind": near.kind if near else "afspraak",
        "issuer": organisation.id,
        "status": "concept",
        "topics": list(near.topics) if near and near.topics else ["praktisch"],
    }
    if questions := [one for one in (" ".join(text.split()) for text in wishes) if one]:
        front["questions"] = {_ANCHOR: questions}
    written = io.StringIO()
    yaml = YAML()
    yaml.width = 4096  # one field, one line
    yaml.dump(front, written)
    notes = (
        say("web.draft.keep_id"),
        say("web.draft.status"),
        say("web.draft.questions"),
    )
    hints = "".join(f"# {note}\n" for note in notes)
    head = f"## {_heading(' '.join(finding.title.split()))} {{#{_ANCHOR}}}"
    text = f"---\n{written.getvalue()}{hints}---\n{head}\n\n{say('web.draft.body')}\n"
    return Draft(name, f"{name}.md", text)


def _near(finding: Finding, knowledge: Knowledge) -> Document | None:
    names = (one.partition("#")[0] for one in finding.places)
    return next((knowledge.by_id[one] for one in names if one in knowledge.by_id), None)


def _heading(title: str) -> str:
    """The title as a heading that is only text: no anchor, no comment, no markup begins in it."""
    return re.sub(r"[<>{}#`\[\]*_\\|]", "", title).strip() or "?"
