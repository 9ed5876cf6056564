"""Small flows in which every kind of step and rule has a place."""

from pathlib import Path

from ruamel.yaml import YAML

from knowledge.flow import Flow

IDEA = {"purpose": "waarvoor", "idea": "eigen"}


def step(name: str, answer: str = "tekst", **more: object) -> dict[str, object]:
    """A step whose three wordings can be told apart."""
    return {
        "id": name,
        **IDEA,
        "ask": [f"{name} {letter}?" for letter in "abc"],
        "answer": answer,
        **more,
    }


def flow(name: str, *steps: dict[str, object], **more: object) -> Flow:
    """A flow of these steps."""
    return Flow.model_validate(
        {
            "id": name,
            "title": name.replace("-", " ").capitalize(),
            "about": "Waarover.",
            "file": f"flows/{name}.yaml",
            "steps": steps,
            **more,
        }
    )


TALK = flow(
    "voor-startgesprek",
    step(
        "doel", "keuze", choices=["Leren", "Afspreken"], next=[{"choice": "Leren", "go": "zeker"}]
    ),
    step("moment", optional=True),
    step(
        "zeker",
        "schaal",
        next=[
            {"at_most": 4, "go": "klein"},
            {"skipped": True, "go": "einde"},
            {"steer": ["gelukt", "collega", "rustig"]},
        ],
    ),
    step("klein", next=[{"go": "plan"}]),
    step("gelukt", efficacy="succes", next=[{"go": "plan"}]),
    step("collega", efficacy="voorbeeld", next=[{"go": "plan"}]),
    step("rustig", efficacy="spanning"),
    step("plan", "plan"),
    conversation="startgesprek",
    openings=[{"ask": f"Opening {at}?", "source": f"Bron {at}"} for at in range(1, 5)],
)

SHORT = flow("een-minuut", step("moment", efficacy="succes"), step("aandeel", optional=True))
ENDLESS = flow("rondje", step("weer", next=[{"go": "weer"}]))
ALL_OPTIONAL = flow(
    "vrij", step("een", optional=True, next=[{"go": "twee"}]), step("twee", optional=True)
)
AFTER = flow("na-gesprek", step("deed"), step("plan", "plan"), after=True)
ROLE = flow("mijn-rol", step("past", "passage"), step("zin"))
FLOWS = {one.id: one for one in (TALK, SHORT, ENDLESS, ALL_OPTIONAL)}


def write_flow(folder: Path, one: Flow) -> None:
    """The flow as a file in a folder of flows."""
    folder.mkdir(exist_ok=True)
    form = one.model_dump(exclude={"file"}, exclude_none=True, exclude_defaults=True)
    form["steps"] = [
        {key: value for key, value in each.items() if value != ()} for each in form["steps"]
    ]
    with (folder / f"{one.id}.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(_plain(form), file)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value
