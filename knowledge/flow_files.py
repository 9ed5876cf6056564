"""Which flows a folder has: its own `flows/*.yaml`, or, without that folder, the shipped ones."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from knowledge.draft import Draft
from knowledge.errors import Report
from knowledge.explaining import short, validated
from knowledge.flow import Flow, FlowForm
from knowledge.reading import read_text, read_yaml

FLOWS = "flows"
_SHIPPED = Path(__file__).parent / "content" / FLOWS


@dataclass(frozen=True)
class FlowDraft:
    """What stands in a flow's file, and the flow if that has the right form."""

    draft: Draft
    flow: Flow | None


@dataclass(frozen=True)
class OwnFlows:
    """A folder's own flows: what has the right form, by id, and what stands in the files."""

    flows: Mapping[str, Flow]
    drafts: tuple[FlowDraft, ...]
    reports: tuple[Report, ...]


def has_own_flows(folder: Path) -> bool:
    """Whether the folder says itself which flows there are, be it none."""
    return (folder / FLOWS).is_symlink() or (folder / FLOWS).exists()


def flow_files(folder: Path) -> list[Path]:
    """The files of the flows that hold for this folder, in a fixed order."""
    home = folder / FLOWS if has_own_flows(folder) else _SHIPPED
    return [] if home.is_symlink() else sorted(home.glob("*.yaml"))


def own_flows(folder: Path) -> OwnFlows:
    """Read a folder's own flows; of those with one id the first is kept, and each has a fault."""
    drafts: list[FlowDraft] = []
    reports = [_folder_faults(folder / FLOWS)]
    for path in flow_files(folder):
        name = f"{FLOWS}/{path.name}"
        report = Report(name.encode("utf-8", "replace").decode())
        reports.append(report)
        text = read_text(path, report)
        yaml = read_yaml(text, report) if text is not None else None
        if yaml is None:
            continue
        form = validated(FlowForm, yaml.value, yaml, (), report)
        flow = _flow(form, report.file) if form is not None else None
        drafts.append(FlowDraft(Draft(report.file, yaml), flow))
    flows = {one.flow.id: one.flow for one in reversed(drafts) if one.flow}
    return OwnFlows(dict(reversed(flows.items())), tuple(drafts), tuple(reports))


@cache
def shipped_flows() -> Mapping[str, Flow]:
    """The flows that ship, by id."""
    found: dict[str, Flow] = {}
    for path in sorted(_SHIPPED.glob("*.yaml")):
        form = FlowForm.model_validate(YAML(typ="safe").load(path))
        found[form.id] = _flow(form, f"{FLOWS}/{path.name}")
    return found


def _folder_faults(home: Path) -> Report:
    report = Report(FLOWS)
    if home.is_symlink():
        why = "this is a symbolic link"
        report.error(1, "unreadable", why, "put the folder itself here")
    elif not home.is_dir():
        why = f"`{FLOWS}` is a file, not a folder"
        report.error(1, "unreadable", why, "give it another name")
    elif not os.access(home, os.R_OK | os.X_OK):
        report.error(1, "unreadable", "the folder cannot be opened", "allow its reading")
    elif not any(home.glob("*.yaml")):
        report.warning(
            1,
            "no-flows",
            "there is no file *.yaml in this folder, so mentors get no reflection at all",
            f"write a flow, or take the folder `{FLOWS}` away to have the shipped ones",
        )
    for path in sorted(home.glob("*.yml")):
        why = f"`{short(path.name)}` is not read"
        report.warning(1, "unread-file", why, "let its name end in .yaml")
    return report


def _flow(form: FlowForm, file: str) -> Flow:
    values = {name: getattr(form, name) for name in FlowForm.model_fields}
    return Flow.model_construct(**values, file=file)
