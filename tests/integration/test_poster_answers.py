"""Whoever scans a poster and asks what stands on it gets an answer."""

import json
from datetime import date

from assistant.dialogue import safety
from knowledge.loading import load
from knowledge.poster import compose
from tests.integration.conftest import WATERLAND, Command

DAY = date(2026, 11, 24)


def test_every_question_on_a_poster_has_its_answer(command: Command) -> None:
    knowledge = load(WATERLAND).knowledge
    lines = [
        {"id": one.id, "question": question, "scope": one.id, "today": DAY.isoformat()}
        for one in knowledge.organisations
        if one.code
        for question in compose(
            knowledge,
            one.id,
            "mentorkompas_bot",
            DAY,
            lambda text: safety.assess(text).concern is None,
        ).questions
    ]

    ran = command("ask", "--batch", "-", "--json", stdin="\n".join(map(json.dumps, lines)))

    assert lines
    missed = [
        (row["id"], row["question"], row["status"])
        for row in map(json.loads, ran.out.splitlines())
        if row["status"] not in ("answered", "conflict")
    ]
    assert missed == []
