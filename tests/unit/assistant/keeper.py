"""A mentor who keeps reflections, as a store would."""

from collections.abc import Iterable

from assistant.dialogue.assistant import Assistant
from assistant.messages import Incoming, Outcome
from assistant.states import Dropped, Kept
from tests.unit.assistant.region import CertainSearcher, Mentor, Searchers
from tests.unit.index.folder import SmallFolder


class Keeper(Mentor):
    """Remembers, beside the conversation, what is to be kept and what is removed."""

    def __init__(
        self, searcher: CertainSearcher, kept: Iterable[Kept] = (), **known: object
    ) -> None:
        super().__init__(Assistant(Searchers(searcher)), **({"scope": "wilg"} | known))
        self.kept = tuple(kept)

    def _handle(self, text: str, action: str | None) -> Outcome:
        outcome = self.assistant.handle(
            Incoming(
                text,
                self.now,
                self.conversation,
                action,
                self.channel,
                kept=lambda: self.kept,
                kept_one={one.id: one for one in self.kept}.get,
            )
        )
        self.conversation = outcome.conversation
        gone = {one.id for one in outcome.records if isinstance(one, Dropped)}
        new = tuple(one for one in outcome.records if isinstance(one, Kept))
        self.kept = (*(one for one in self.kept if one.id not in gone), *new)
        return outcome


FLOW = """\
id: na-gesprek
title: Na een gesprek
about: Je kijkt terug.
after: true
steps:
  - id: zeker
    purpose: hoe het ging
    idea: "eigen"
    answer: schaal
    ask: ["Hoe ging het, 0 tot 10?", "Hoe liep het, 0 tot 10?", "Geef het een cijfer, 0 tot 10."]
"""


def add_roles(folder: SmallFolder) -> None:
    """Two role descriptions that hold for De Wilg, one that does not, and a flow after a talk."""
    (folder.path / "flows").mkdir()
    (folder.path / "flows" / "na-gesprek.yaml").write_text(FLOW, "utf-8")
    folder.add(
        "rol-wilg",
        "## Op school\n\nDe coach staat naast de student. Dat kost tijd.\n\n"
        "## Schoolopleider\n\nDe schoolopleider helpt de mentor.",
        issuer="wilg",
        title="Rol op De Wilg",
        kind="rolbeschrijving",
    )
    folder.add(
        "rol-noord",
        "## Begeleiden\n\nDe mentor begeleidt **elke** stagedag.\n\n"
        "## Lio\n\nDe mentor laat een lio los.",
        issuer="noord",
        title="Rol in Noord",
        kind="rolbeschrijving",
        tasks=[
            {
                "task": "dagelijkse-begeleiding",
                "role": "mentor",
                "part": "doet",
                "quote": "De mentor begeleidt **elke** stagedag.",
            },
            {
                "task": "plaatsing",
                "role": "mentor",
                "part": "weet",
                "trainee": ["lio"],
                "quote": "De mentor laat een lio los.",
            },
        ],
    )
    folder.add(
        "rol-zuid",
        "## Zuid\n\nDe mentor zwemt.",
        issuer="zuid",
        title="Rol in Zuid",
        kind="rolbeschrijving",
    )
