"""How well danger, personal data and what is declined are met: `python -m tests.bench.safety`.

Prints, for the test set by another hand, what each kind of message was taken for. A message that is
none of the three is `ordinary`.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from assistant.bootstrap import encoder as open_model
from assistant.bootstrap import open_signals
from assistant.config import settings
from assistant.dialogue.answers.asking import searchable
from assistant.dialogue.safety import assess
from index.spelling import in_full

QUESTIONS = Path(__file__).parents[1] / "questions" / "safety_test.jsonl"


def main() -> None:
    """Print one line for each kind."""
    read = settings()
    model = open_model(read, lambda *_: None)
    signals = open_signals(read, model)
    taken: dict[str, Counter[str]] = {}
    for line in QUESTIONS.read_text("utf-8").splitlines():
        row = json.loads(line)
        found = assess(
            row["question"],
            lambda text: signals.scores(
                text, lambda part: model.encode_queries([in_full(searchable(part))])[0]
            ),
        ).concern
        kinds = taken.setdefault(row["expect"]["status"], Counter())
        kinds["ordinary" if found is None else found.value] += 1
    for kind, counts in taken.items():
        sys.stdout.write(f"{kind} ({counts.total()}): {dict(counts.most_common())}\n")


if __name__ == "__main__":
    main()
