"""A small knowledge folder without a fault, to be spoilt in one place by each test."""

from datetime import date
from pathlib import Path

from knowledge.checking import check
from knowledge.errors import Fault

TODAY = date(2026, 11, 24)

ORGANISATIONS = """\
organisations:
  - id: landelijk
    name: Landelijk
    level: landelijk
  - id: regio
    name: Regio
    level: regio
    parents: [landelijk]
  - id: pv-noord
    name: Noord
    level: partnerschap
    parents: [regio]
    institutes: [pabo]
    code: NOORD1
    contact: {name: Bureau, role: bureau, email: null, phone: 0201234567}
    words:
      coach: mentor
  - id: pv-zuid
    name: Zuid
    level: partnerschap
    parents: [regio]
    words:
      gouden driehoek: driehoeksgesprek
  - id: bestuur
    name: Bestuur
    level: bestuur
    parents: [pv-noord, pv-zuid]
  - id: school
    name: School
    level: school
    parents: [bestuur]
  - id: pabo
    name: Pabo
    level: instituut
    parents: [landelijk]
"""

ROLE = """\
---
id: rol-mentor
title: Rol van de mentor
kind: rolbeschrijving
issuer: pv-noord
status: vastgesteld
valid_from: 2025-08-01
valid_until: 2028-07-31
replaces: rol-2023
holds_for: [bestuur]
topics: [rollen]
trainee: [student]
tasks:
  - {task: eindbeoordeling, role: mentor, part: beslist, quote: "De mentor beslist."}
agreements:
  - subject: facilitering.uren-per-student
    value: 40
    unit: uur/schooljaar
    years: [1, 2]
    quote: "De mentor krijgt
      40 uur."
dates:
  - {what: overleg, date: 2027-01-22, quote: "Het overleg is in januari."}
deviates:
  - {from: rol-2023, subject: facilitering.uren-per-student, why: "nieuw"}
questions:
  uren: ["hoeveel uur?"]
---
# Rol van de mentor

## Uren

De mentor krijgt 40 uur. De mentor beslist.

## Overleg {#als-team}

Het overleg is
in januari.
"""

OLDER = """\
---
id: rol-2023
title: Rol van de mentor
kind: rolbeschrijving
issuer: pv-noord
status: vastgesteld
valid_from: 2023-08-01
topics: [rollen]
---
Dit gold eerder.
"""


class Folder:
    """A knowledge folder on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("organisations.yaml", ORGANISATIONS)
        self.write("documents/noord/rol.md", ROLE)
        self.write("documents/noord/ouder.md", OLDER)

    def write(self, name: str, text: str | bytes) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def change(self, name: str, old: str, new: str) -> int:
        """Spoil one place; the line where the new text begins, counted from 1."""
        text = (self.path / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} must stand in {name} once"
        self.write(name, text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1

    def faults(self, today: date = TODAY) -> list[Fault]:
        return list(check(self.path, today)[1])

    def codes(self) -> list[str]:
        return sorted(fault.code for fault in self.faults())
