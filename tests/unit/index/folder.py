"""A small knowledge folder without a fault, to which a test adds what it needs."""

import json
from datetime import date
from pathlib import Path

from knowledge.checking import check
from knowledge.holding import Knowledge
from knowledge.loading import content_hash

TODAY = date(2026, 11, 24)

_ORGANISATIONS = """\
organisations:
  - {id: landelijk, name: Landelijk, level: landelijk}
  - {id: regio, name: Regio, level: regio, parents: [landelijk]}
  - id: noord
    name: Noord
    level: partnerschap
    parents: [regio]
    institutes: [pabo]
    words: {coach: mentor, gouden driehoek: driehoeksgesprek}
  - id: zuid
    name: Zuid
    level: partnerschap
    parents: [regio]
    words: {coach: instituutsopleider}
  - {id: pabo, name: Pabo, level: instituut}
  - {id: wilg, name: De Wilg, level: school, parents: [noord]}
  - {id: els, name: De Els, level: school, parents: [zuid]}
"""


class SmallFolder:
    """A knowledge folder on disk: two partnerships, a school in each, one document."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        (path / "organisations.yaml").write_text(_ORGANISATIONS, "utf-8")
        self.add("contact", "## Overleg\n\nDe mentor spreekt de student elke week een uur.")

    def add(self, name: str, body: str, issuer: str = "landelijk", **front: object) -> Path:
        """Write a document, or write it anew."""
        fields = {
            "id": name,
            "title": name.capitalize(),
            "kind": "afspraak",
            "issuer": issuer,
            "status": "vastgesteld",
            **front,
        }
        head = "\n".join(f"{key}: {json.dumps(value)}" for key, value in fields.items())
        file = self.path / "documents" / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"---\n{head}\n---\n{body}\n", "utf-8")
        return file

    def load(self) -> Knowledge:
        loaded, faults = check(self.path, TODAY)
        assert [str(fault) for fault in faults if fault.level == "error"] == []
        return loaded.knowledge

    @property
    def content(self) -> str:
        return content_hash(self.path)
