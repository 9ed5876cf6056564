"""The README names every setting and command, and shows nothing that is not there."""

import re
from pathlib import Path

import typer.main

from assistant.cli import app
from assistant.config import Settings

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_the_settings() -> None:
    table = README.split("## Settings")[1].split("## ")[0]

    named = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)

    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_every_command_is_named() -> None:
    table = README.split("## Commands")[1].split("## ")[0]
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined]

    for name, command in commands.items():
        row = next((line for line in table.splitlines() if f"`{name}" in line), None)
        assert row, f"the README does not name {name}"
        for below in getattr(command, "commands", {}):
            assert below in row, f"the README does not name {name} {below}"


def test_the_first_lines_are_the_two_commands() -> None:
    lines = [line for line in README.splitlines() if line.strip()]

    assert lines[2].startswith("make run")
    assert lines[3].startswith("make test")
