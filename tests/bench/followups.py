"""What leaning on the question before, and asking two at once, costs: right section first.

`python -m tests.bench.followups` asks each follow-up after its question and the same asked whole,
and each message of several questions and each of these alone. A wrong one is named with `--wrong`.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant import bootstrap
from assistant.config import settings
from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer, Hint, Source
from knowledge.loading import SHIPPED

QUESTIONS = Path(__file__).parents[1] / "questions" / "followups_dev.jsonl"


@dataclass(frozen=True)
class Tried:
    """One question in both forms: whether its section comes first when leaning, when whole."""

    name: str
    leaning: bool
    whole: bool


def main() -> None:
    """Print a line for follow-ups and one for messages with several questions."""
    with tempfile.TemporaryDirectory() as place:
        read = settings(data_dir=Path(place), knowledge_dir=SHIPPED)
        live = bootstrap.live_searcher(read, date(2026, 11, 24), lambda *_: None)
        assistant = bootstrap.assistant(read, live)
        rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
        follow_ups = [_followed(assistant, row) for row in rows if "previous" in row]
        doubles = [tried for row in rows if "alone" in row for tried in _doubled(assistant, row)]
    _print("follow-ups, against the whole question", follow_ups)
    _print("of several in a message, against each alone", doubles)


def _followed(assistant: Assistant, row: dict[str, Any]) -> Tried:
    leaning = _ask(assistant, row, row["question"], row["previous"])
    whole = _ask(assistant, row, row["whole"])
    return Tried(row["id"], _is_first(leaning, row), _is_first(whole, row))


def _doubled(assistant: Assistant, row: dict[str, Any]) -> Iterator[Tried]:
    given = _ask(assistant, row, row["question"])
    # A message that was not taken apart answers its first question only.
    parts = given.parts or (given,)
    for number, alone in enumerate(row["alone"]):
        together = number < len(parts) and _is_first(parts[number], alone)
        apart = _is_first(_ask(assistant, row, alone["question"]), alone)
        yield Tried(f"{row['id']}.{number + 1}", together, apart)


def _ask(
    assistant: Assistant, row: dict[str, Any], question: str, previous: str | None = None
) -> Answer:
    return assistant.ask(
        question,
        scope=row.get("scope"),
        institute=row.get("institute"),
        previous=previous,
        today=date.fromisoformat(row["today"]),
    )


def _is_first(given: Answer, expected: dict[str, Any]) -> bool:
    """Whether the first section that is shown, as a source or as what may help, is right.

    A contradiction shows two sections at once.
    """
    near = [hint for hint in given.hints if hint.why == "near"]
    sides = 2 if given.status == "conflict" else 1
    shown: tuple[Source | Hint, ...] = (*given.sources[:sides], *near[:1])
    return any(f"{one.document}#{one.section}" in expected["sections"] for one in shown)


def _print(what: str, tried: list[Tried]) -> None:
    leaning = sum(one.leaning for one in tried)
    whole = sum(one.whole for one in tried)
    sys.stdout.write(
        f"{what}: {leaning} against {whole} of {len(tried)} right first, "
        f"{100 * (whole - leaning) / len(tried):.1f} points less\n"
    )
    if "--wrong" in sys.argv:
        for one in tried:
            if not one.leaning:
                also = "" if one.whole else " (whole too)"
                sys.stdout.write(f"  {one.name}{also}\n")


if __name__ == "__main__":
    main()
