"""Draws the README's pictures from what is real, so that they never show what is not so."""

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

from assistant.poster import draw
from knowledge.loading import SHIPPED, load
from knowledge.poster import QUESTIONS, compose

PICTURES = Path(__file__).parents[1] / "pictures"
SCHOOL = ("--scope", "school-papieren-kraan")
TURNS = (
    "hoeveel studenten mag ik tegelijk hebben",
    "waar kan ik parkeren",
)


def test_the_picture_in_the_readme_shows_this_conversation(
    models_dir: Path, tmp_path: Path
) -> None:
    env = os.environ | {
        "MENTORKOMPAS_DATA_DIR": str(tmp_path),
        "MENTORKOMPAS_MODELS_DIR": str(models_dir),
    }
    chat = subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "chat", *SCHOOL],
        input="\n".join(TURNS),
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    said = chat.stdout.strip().split("\n\n\n")
    assert len(said) == len(TURNS)
    _draw(said)
    assert "Bron:" in (PICTURES / "chat.svg").read_text("utf-8")


def test_the_poster_shows_questions_of_the_shipped_documents() -> None:
    knowledge = load(SHIPPED).knowledge
    day = date(2026, 11, 24)

    made = compose(knowledge, "pv-zandloper", "mentorkompas_bot", day, lambda _: True)

    assert len(made.questions) == QUESTIONS
    (PICTURES / "poster.svg").write_text(draw(made), "utf-8")


def _draw(said: list[str]) -> None:
    console = Console(record=True, width=80, file=io.StringIO(), color_system="truecolor")
    console.print(Text(f"$ mentorkompas chat {' '.join(SCHOOL)}\n", style="bold"))
    for typed, answer in zip(TURNS, said, strict=True):
        console.print(Text(f"> {typed}\n", style="bold cyan"))
        for line in answer.split("\n"):
            console.print(Text(line, style="dim" if line.startswith("Bron:") else ""))
        console.print()
    svg = console.export_svg(title="Mentorkompas", unique_id="chat")
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "chat.svg").write_text(svg, "utf-8")
