"""How well danger, personal data and what is declined are met: `python -m tests.bench.safety`.

Prints, for the test set by another hand, what each kind of message was taken for. A message that is
none of the three is `ordinary`. Then, of ordinary stories and of the development set's crises, how
many are taken for a crisis elsewhere and in a reflection.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from assistant.bootstrap import encoder as open_model
from assistant.bootstrap import open_signals
from assistant.config import settings
from assistant.dialogue.answers.asking import searchable
from assistant.dialogue.safety import Concern, assess, in_story
from assistant.dialogue.signals.learned import Scores
from index.spelling import in_full

FOLDER = Path(__file__).parents[1] / "questions"


def main() -> None:
    """Print one line for each kind."""
    read = settings()
    model = open_model(read, lambda *_: None)
    signals = open_signals(read, model)

    def judge(text: str) -> Scores:
        return signals.scores(
            text, lambda part: model.encode_queries([in_full(searchable(part))])[0]
        )

    taken: dict[str, Counter[str]] = {}
    for line in (FOLDER / "safety_test.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found = assess(row["question"], judge).concern
        kinds = taken.setdefault(row["expect"]["status"], Counter())
        kinds["ordinary" if found is None else found.value] += 1
    for kind, counts in taken.items():
        sys.stdout.write(f"{kind} ({counts.total()}): {dict(counts.most_common())}\n")
    crises = [json.loads(line) for line in (FOLDER / "safety_dev.jsonl").read_text().splitlines()]
    stories = {
        "ordinary stories": (FOLDER / "stories_dev.txt").read_text("utf-8").splitlines(),
        "crises": [row["text"] for row in crises if row["concern"] == Concern.CRISIS],
    }
    for name, texts in stories.items():
        heard = [
            sum(assess(text, one).concern is Concern.CRISIS for text in texts)
            for one in (judge, in_story(judge))
        ]
        sys.stdout.write(f"{name} ({len(texts)}): {heard[0]}, in a reflection {heard[1]}\n")


if __name__ == "__main__":
    main()
