"""Documents with tasks and dates, for a region or for a folder of their own."""

from tests.unit.index.folder import SmallFolder

_TOGETHER = "De mentor en de schoolopleider plaatsen samen."
_SECOND = {"trainee": ["student"], "years": [2]}


def add_calendar(folder: SmallFolder) -> None:
    """A code for the poster, and documents with tasks and dates."""
    known = (folder.path / "organisations.yaml").read_text("utf-8")
    known = known.replace("name: Partnerschap Noord", "name: Partnerschap Noord\n    code: NOORD26")
    (folder.path / "organisations.yaml").write_text(known, "utf-8")
    falls = {
        "begin-periode": ("2026-09-07", {}),
        "tussenbeoordeling": ("2026-12-04", {"trainee": ["student"], "years": [1, 2]}),
        "start-lio": ("2027-02-01", {"trainee": ["lio"]}),
    }
    lines = [f"{what} valt op {day}." for what, (day, _) in falls.items()]
    folder.add(
        "kalender",
        "## Data\n\n" + " ".join(lines),
        issuer="noord",
        kind="agenda",
        dates=[
            {"what": what, "date": day, "quote": line, **narrowed}
            for (what, (day, narrowed)), line in zip(falls.items(), lines, strict=True)
        ],
    )
    folder.add(
        "opendag",
        "## Open dag\n\nDe open dag is op 4 december.",
        issuer="pabo-delta",
        dates=[
            {"what": "open dag", "date": "2026-12-04", "quote": "De open dag is op 4 december."}
        ],
    )
    folder.add(
        "taken",
        "## Taken\n\nDe mentor en de schoolopleider plaatsen samen. De student plant. "
        "Het bestuur hoort het.",
        issuer="noord",
        tasks=[
            {"task": task, "role": role, "part": part, "quote": quote, **narrowed}
            for task, role, part, quote, narrowed in (
                ("plaatsing", "mentor", "beslist", _TOGETHER, {}),
                ("plaatsing", "schoolopleider", "beslist", _TOGETHER, {}),
                ("plaatsing", "bestuur", "weet", "Het bestuur hoort het.", {}),
                ("gesprekken-plannen", "student", "doet", "De student plant.", _SECOND),
                ("eigen-taak", "lio", "doet", "De student plant.", {"trainee": ["lio"]}),
            )
        ],
    )
    for name, role in (("delta", "student"), ("linge", "instituutsopleider")):
        quote = f"De {role} opent het gesprek."
        folder.add(
            f"driehoek-{name}",
            f"## Driehoek\n\n{quote}",
            issuer=f"pabo-{name}",
            tasks=[
                {"task": "driehoeksgesprek-leiden", "role": role, "part": "beslist", "quote": quote}
            ],
        )
    folder.add(
        "handboek",
        "\n\n".join(f"## Deel {part}\n\nIn deel {part} staat stuk {part}." for part in range(1, 9)),
        issuer="wilg",
    )


def add_alike(folder: SmallFolder) -> None:
    """The one document of a folder, with headings that are alike, many tasks and many dates."""
    (folder.path / "documents" / "contact.md").unlink()
    days = [f"2026-12-{day:02}" for day in range(1, 9)]
    names = ["eindbeoordeling", *(f"taak-{number}" for number in range(7))]
    long = "Een kop die langer is dan op een knop van een telefoon kan staan zonder afkappen"
    folder.add(
        "dubbel",
        "## Maandag\n\n### Les\n\nDe mentor doet alles.\n\n## Dinsdag\n\n### Les\n\nEen.\n\n"
        f"## Les\n\nTwee.\n\n## Les\n\nDrie.\n\n## {long}\n\nVier.",
        valid_from="2026-01-01",
        dates=[{"what": "les", "date": day, "quote": "De mentor doet alles."} for day in days],
        tasks=[
            {"task": name, "role": "mentor", "part": "beslist", "quote": "De mentor doet alles."}
            for name in names
        ],
    )
