"""What a training learns from, how it is judged, and where its model would lie."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant import bootstrap, training
from assistant.config import Settings
from assistant.errors import ConfigurationError
from index.adaptation.cases import Likeness, cases, folds, plain, without
from index.adaptation.folder import examples
from index.adaptation.judging import Gain, Outcome, compare, judge, searcher_without
from index.encoders import adapted, placing
from index.errors import IndexingError, ModelError
from index.rows import knowledge_rows
from tests.fakes import HashEncoder
from tests.unit.index.folder import TODAY, SmallFolder


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass


def _ask_at(knowledge: SmallFolder, sections: int, each: int = 4) -> None:
    """Write a document with so many sections, and so many questions at each."""
    knowledge.add(
        "gids",
        "\n\n".join(f"## Deel {n}\n\nHier staat alles over onderwerp{n}." for n in range(sections)),
        questions={
            f"deel-{n}": [f"vraag {letter} over onderwerp{n}?" for letter in ascii_lowercase[:each]]
            for n in range(sections)
        },
    )


def test_a_question_is_asked_where_and_when_its_document_holds(knowledge: SmallFolder) -> None:
    knowledge.add("van-zuid", "## A\n\nTekst.", issuer="zuid", questions={"a": ["een?"]})
    knowledge.add(
        "oud", "## A\n\nTekst.", issuer="wilg", valid_until="2024-07-31", questions={"a": ["twee?"]}
    )
    knowledge.add("pabogids", "## A\n\nTekst.", issuer="pabo", questions={"a": ["drie?"]})
    knowledge.add("los", "## A\n\nTekst.", status="concept", questions={"a": ["vier?"]})

    found = {case.question: case for case in cases(knowledge.load(), TODAY)}

    assert set(found) == {"een?", "twee?", "drie?"}
    asked = {question: (one.scope.chosen, one.day) for question, one in found.items()}
    places = {question: (chosen and chosen.id, day) for question, (chosen, day) in asked.items()}
    assert places == {
        "een?": ("els", TODAY),
        "twee?": ("wilg", date(2024, 7, 31)),
        "drie?": ("wilg", TODAY),  # the school whose partnership works with it
    }


def test_sections_that_hold_the_same_question_or_fact_are_never_wrong_for_each_other(
    knowledge: SmallFolder,
) -> None:
    quote = "De mentor krijgt 40 uur."
    agreed = {"subject": "facilitering.uren-per-student", "value": 40, "unit": "uur"}
    for name, issuer in (("een", "noord"), ("twee", "zuid")):
        knowledge.add(
            name,
            f"## Uren\n\n{quote}\n\n## Meer\n\nDe rest.\n\n## Vaak gevraagd\n\nDe vragen.",
            issuer=issuer,
            agreements=[agreed | {"quote": quote}],
            questions={"meer": ["En verder?"], "vaak-gevraagd": [f"wat vragen {name}?"]},
        )
    held = knowledge.load()
    alike = Likeness(held)

    assert alike("een#uren", "twee#uren")
    assert alike("een#meer", "twee#meer")
    assert alike("een#meer", "een#meer")
    assert not alike("een#uren", "een#meer")
    assert not alike("een#vaak-gevraagd", "twee#vaak-gevraagd")
    shared = {case.section: case.right for case in cases(held, TODAY)}
    assert shared["een#meer"] == {"een#meer", "twee#meer"}
    assert shared["een#vaak-gevraagd"] == {"een#vaak-gevraagd"}


def test_what_is_judged_was_never_seen(knowledge: SmallFolder) -> None:
    _ask_at(knowledge, sections=10)
    knowledge.add("ander", "## X\n\nTekst.", questions={"x": ["Vraag a over onderwerp3"]})
    found = cases(knowledge.load(), TODAY)

    fold = folds(found, 3)

    by_question: dict[str, set[int]] = {}
    by_section: dict[str, set[int]] = {}
    for case, own in zip(found, fold.tolist(), strict=True):
        by_question.setdefault(plain(case.question), set()).add(own)
        by_section.setdefault(case.section, set()).add(own)
    assert len(found) == 41
    assert len(by_question) == 40  # one stands at two sections
    assert all(len(own) == 1 for own in by_question.values())
    whole = [section for section, own in by_section.items() if len(own) == 1]
    # Half are judged as sections without questions, half as sections that have others.
    assert len(set(whole) - {"ander#x"}) == 5
    assert np.bincount(fold).min() >= 10


def test_judged_questions_are_in_neither_the_words_nor_the_examples(
    knowledge: SmallFolder, encoder: HashEncoder
) -> None:
    knowledge.add(
        "gids", "## A\n\nTekst.\n\n## B\n\nMeer.", questions={"a": ["Hoe ver?", "hoe lang?"]}
    )

    (row,) = (
        row
        for row in knowledge_rows(without(knowledge.load(), {"hoe ver"}), encoder)
        if row.passage.id == "gids#a"
    )

    assert row.questions == ("hoe lang?",)
    assert "ver" not in row.words


def test_both_models_are_judged_through_the_whole_search(
    knowledge: SmallFolder, encoder: HashEncoder, tmp_path: Path
) -> None:
    _ask_at(knowledge, sections=15, each=1)
    held = knowledge.load()
    found = cases(held, TODAY)

    unseen = {plain(case.question) for case in found}
    searcher = searcher_without(held, unseen, encoder, tmp_path / "index")

    assert judge(searcher, found).rank.tolist() == [1.0] * 15
    elsewhere = [replace(case, right=frozenset({"contact#overleg"})) for case in found]
    outcome = judge(searcher, elsewhere)
    assert (outcome.rank > 1).all()
    assert ((outcome.chance > 0) & (outcome.chance < 1)).all()


def test_a_gain_counts_only_when_its_whole_interval_is_above_zero(knowledge: SmallFolder) -> None:
    _ask_at(knowledge, sections=20)
    found = cases(knowledge.load(), TODAY)
    odd = np.arange(len(found)) % 2 == 1
    sure = np.full(len(found), 0.9)
    before = Outcome(np.full(len(found), 2.0), sure)

    def gain(rank: NDArray[np.float64], chance: NDArray[np.float64] = sure) -> Gain:
        return compare(found, odd, before, Outcome(rank, chance))

    better = gain(np.where(odd, 1.0, 2.0))

    assert (better.questions, better.sections, better.known) == (80, 20, 40)
    assert better.gain == pytest.approx(0.25)
    assert (better.known_gain, better.new_gain) == (0.5, 0)
    assert (better.before.first, better.after.first) == (0, 0.5)
    assert better.is_worth_keeping
    assert not gain(before.rank).is_worth_keeping
    assert not gain(np.where(odd, 1.0, np.inf)).is_worth_keeping
    # Four questions of one section are not four witnesses.
    one = np.array([case.section == "gids#deel-0" for case in found])
    assert not gain(np.where(one, 1.0, 2.0)).is_worth_keeping
    # A better order is no gain for who is told that nothing answers.
    refusing = np.where(np.arange(len(found)) < 2, 0.01, sure)
    assert not gain(np.where(odd, 1.0, 2.0), refusing).is_worth_keeping


def test_too_few_questions_or_sections_are_said(knowledge: SmallFolder) -> None:
    _ask_at(knowledge, sections=12)
    with pytest.raises(IndexingError, match=r"at least 50 example questions.* has 48"):
        examples(knowledge.load(), TODAY)

    _ask_at(knowledge, sections=5, each=20)
    with pytest.raises(IndexingError, match=r"at 12 sections or more.* at 5"):
        examples(knowledge.load(), TODAY)


def test_what_is_not_installed_is_named_with_the_command(
    knowledge: SmallFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask_at(knowledge, sections=20)
    monkeypatch.delitem(sys.modules, "index.adaptation.learning", raising=False)
    monkeypatch.setitem(sys.modules, "peft", None)

    with pytest.raises(ModelError, match=r"needs peft.*pip install 'mentorkompas\[training\]'"):
        examples(knowledge.load(), TODAY)


@pytest.fixture
def own(knowledge: SmallFolder, tmp_path: Path) -> Callable[..., Settings]:
    """Settings over the small folder, with what a test changes."""

    def make(**changes: object) -> Settings:
        return Settings(
            knowledge_dir=knowledge.path,
            data_dir=tmp_path / "data",
            models_dir=tmp_path / "models",
            **changes,
        )

    return make


def test_a_model_that_somebody_chose_is_not_adapted(own: Callable[..., Settings]) -> None:
    with pytest.raises(ConfigurationError, match="EMBEDDING_MODEL chooses the model ander"):
        training.train(own(embedding_model="ander"), TODAY, _silent)


def test_a_second_training_of_the_same_folder_does_not_wait(
    knowledge: SmallFolder, own: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask_at(knowledge, sections=20)
    monkeypatch.setattr(bootstrap, "prepare", lambda _settings, _report: None)
    settings = own()
    settings.models_dir.mkdir()
    held = placing.lock(settings.models_dir, adapted.stem(settings.knowledge_dir))

    with held, pytest.raises(ModelError, match="Another training of this folder is under way"):
        training.train(settings, TODAY, _silent)


def test_each_knowledge_folder_has_models_of_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "Kennis [1]", tmp_path / "b" / "Kennis [1]"
    placed = []
    for _ in range(2):
        (tmp_path / "made").mkdir()
        placed.append(adapted.place(tmp_path / "made", tmp_path, one))

    assert adapted.all_of(tmp_path, one) == placed
    assert adapted.all_of(tmp_path, other) == []
    assert placed[0].name.startswith("adapted-kennis-1-")
