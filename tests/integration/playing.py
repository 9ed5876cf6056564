"""A mentor who plays `chat --script` line by line, as a program does, reading what comes back."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

from tests.integration.conftest import Command

Out = dict[str, Any]
Play = Callable[[Any], Out]

ALWAYS = ("Overslaan", "Terug", "Later", "Stop")
"""Buttons of every question; what stands before them answers it."""

SENTENCES = (
    "Mijn student liet de klas eerst zelf rekenen en liep rond.",
    "Ik bleef rustig en vroeg wat er gebeurde.",
    "Morgen om tien uur begin ik met een open vraag.",
    "Dat ik eerder had kunnen ingrijpen in het voortgangsgesprek.",
    "Als het stil valt, dan tel ik tot vijf en wacht ik af.",
    "geen idee eigenlijk, misschien dat ik meer luister dan eerst",
)
"""What a mentor types; some sound like something else than an answer."""

_MOST_QUESTIONS = 12
"""Enough for any flow with last time's plan: more is a loop."""


@contextmanager
def playing(command: Command, *options: str) -> Iterator[Play]:
    """`mentorkompas chat --script -` in a process of its own; it ends with 0."""
    with subprocess.Popen(
        [*command.program, "chat", "--script", "-", *options],
        env=command.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        sent, told = process.stdin, process.stdout

        def play(line: Any) -> Out:
            sent.write(json.dumps(line) + "\n")
            sent.flush()
            out: Out = json.loads(told.readline())
            assert "error" not in out, out
            return out

        yield play
        sent.close()
        assert process.wait(60) == 0


def question(out: Out) -> str:
    """The open question, which stands last."""
    return str(out["replies"][-1]["text"]).rsplit("\n\n", 1)[-1]


def answers(out: Out) -> list[str]:
    """The buttons that answer the open question; none where it asks for words."""
    return [one for one in out["replies"][-1]["buttons"] if one not in ALWAYS]


def is_card(out: Out) -> bool:
    """Whether all is answered and there is something to keep."""
    return bool(out["replies"]) and "Bewaar" in out["replies"][-1]["buttons"]


class Answering:
    """Answers whatever is asked: a button where there are any, else a sentence of its own."""

    def __init__(self, play: Play, *, score: int = 8, choice: int = 0) -> None:
        self._play = play
        self._score = score
        self._choice = choice
        self._sentences = cycle(SENTENCES)
        self.asked: list[str] = []
        self.said: list[str] = []

    def finish(self, out: Out) -> Out:
        """Answer from the question in `out` to the card; `asked` and `said` tell how it went."""
        self.asked, self.said = [], []
        while not is_card(out):
            assert out["flow"], out
            assert len(self.asked) < _MOST_QUESTIONS, self.asked
            asked = question(out)
            assert asked not in self.asked, "the same question again"
            self.asked.append(asked)
            out = self._answer(out)
        return out

    def _answer(self, out: Out) -> Out:
        buttons = answers(out)
        if not buttons:
            self.said.append(next(self._sentences))
            return self._play({"say": self.said[-1]})
        is_scale = str(self._score) in buttons
        label = str(self._score) if is_scale else buttons[self._choice]
        # By its place: '1' would also begin '10'.
        self.said.append(label)
        return self._play({"press": buttons.index(label) + 1})
