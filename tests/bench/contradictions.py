"""How many contradictions are shown, and how many are shown that are none.

`python -m tests.bench.contradictions` asks the two development sets; each that is missed or false
is named with `--wrong`.
"""

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from assistant import bootstrap
from assistant.config import settings
from assistant.messages import Answer

ROOT = Path(__file__).parents[2]
SETS = (
    (ROOT / "knowledge/content", ROOT / "tests/questions/shipped_dev.jsonl"),
    (ROOT / "tests/regions/waterland", ROOT / "tests/questions/waterland.jsonl"),
)


def main() -> None:
    """Print a line for each set."""
    with tempfile.TemporaryDirectory() as place:
        for folder, questions in SETS:
            read = settings(data_dir=Path(place), knowledge_dir=folder)
            live = bootstrap.live_searcher(read, date(2026, 11, 24), lambda *_: None)
            assistant = bootstrap.assistant(read, live)
            asked = []
            for line in questions.read_text("utf-8").splitlines():
                row = json.loads(line)
                given = assistant.ask(
                    row["question"],
                    scope=row.get("scope"),
                    institute=row.get("institute"),
                    previous=row.get("previous"),
                    today=date.fromisoformat(row["today"]),
                )
                asked.append((row, given))
            _print(questions.stem, asked)


def _print(name: str, asked: list[tuple[dict[str, Any], Answer]]) -> None:
    expected = [pair for pair in asked if pair[0]["expect"]["status"] == "conflict"]
    missed = [pair for pair in expected if not _is_shown(*pair)]
    false = [
        (row, given)
        for row, given in asked
        if given.status == "conflict" and row["expect"]["status"] != "conflict"
    ]
    answers = sum(given.status in ("answered", "conflict") for _, given in asked)
    sys.stdout.write(
        f"{name}: {len(expected) - len(missed)} of {len(expected)} shown, "
        f"{len(false)} false in {answers} answers\n"
    )
    if "--wrong" in sys.argv:
        for what, pairs in (("missed", missed), ("false", false)):
            for row, _ in pairs:
                sys.stdout.write(f"  {what} {row['id']} {row['question']}\n")


def _is_shown(row: dict[str, Any], given: Answer) -> bool:
    """Whether both sides stand in the answer."""
    shown = {f"{source.document}#{source.section}" for source in given.sources}
    return given.status == "conflict" and set(row["expect"]["sections"]) <= shown


if __name__ == "__main__":
    main()
