import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalIndex, concepts, folded, in_concepts, tokens

WORDS = {
    "coach": "mentor",
    "wpb": "mentor",
    "instructeur": "intern-begeleider",
    "Gouden Driehoek": "driehoeksgesprek",
    "crèche": "school",
}
ENDINGS = ("", "s", "'s", "’s", "en", "e", "n", "es")
OWN = {(word + ending): concept for word, concept in WORDS.items() for ending in ENDINGS}

own_words = st.sampled_from(sorted(OWN)).flatmap(
    lambda word: st.sampled_from([word, word.upper(), word.lower(), word.replace(" ", " \n ")])
)
other_words = st.text("abcdefghinoprstuwéëïßıſKİ0ﬁ_", min_size=1, max_size=14).filter(
    lambda word: folded(word) not in {folded(own) for own in OWN}
)
separators = st.sampled_from([" ", "\n", ", ", " (", ". ", "-", "/", "‘", "…"])


@given(st.lists(st.tuples(st.one_of(own_words, other_words), separators), max_size=12))
def test_own_words_become_concepts_and_no_other_word_changes(
    pairs: list[tuple[str, str]],
) -> None:
    meanings = {" ".join(folded(own).split()): concept for own, concept in OWN.items()}
    text, expected, named = "", "", []
    for word, separator in pairs:
        concept = meanings.get(" ".join(folded(word).split()))
        text += word + separator
        expected += (concept.replace("-", " ") if concept else word) + separator
        named += [f"@{concept}"] if concept else []

    assert in_concepts(text, WORDS) == expected
    assert concepts(text, WORDS) == named


@given(st.text(), st.dictionaries(st.text(min_size=1), st.just("mentor")))
def test_any_text_and_any_words_can_be_read(text: str, words: dict[str, str]) -> None:
    changed = in_concepts(text, words)

    assert set(concepts(text, words)) <= {"@mentor"}
    assert (changed == text) or concepts(text, words)


@given(st.text())
def test_without_own_words_a_text_stays_as_it_is(text: str) -> None:
    assert in_concepts(text, {}) == text
    assert concepts(text, {}) == []
    assert in_concepts(text, {" ": "mentor"}) == text


def test_part_of_a_longer_word_is_no_own_word() -> None:
    text = "coaching, jobcoach, coachgesprek, wpbs2 en cöach"

    assert in_concepts(text, WORDS) == text


def test_a_turkish_letter_stops_no_question() -> None:
    assert in_concepts("de ınstructeur en de coach", {"instructeur": "mentor"} | WORDS) == (
        "de ınstructeur en de mentor"
    )


@given(st.text())
def test_tokens_are_stems_of_plain_letters(text: str) -> None:
    assert all(re.fullmatch(r"[a-z0-9]+", token) for token in tokens(text))


vocabulary = st.sampled_from(["stage", "mentor", "uur", "pabo", "week", "@mentor", "les", "9"])
rows_of_tokens = st.lists(st.lists(vocabulary, max_size=8), min_size=1, max_size=12)


@given(rows_of_tokens, st.lists(st.one_of(vocabulary, st.text(min_size=1, max_size=3)), max_size=6))
def test_scores_are_never_negative_and_need_a_shared_word(
    rows: list[list[str]], query: list[str]
) -> None:
    index = LexicalIndex.build(rows)

    scores = index.scores(query)
    idf = index.idf(query)

    shared = np.array([bool(set(row) & set(query)) for row in rows])
    assert scores.shape == (len(rows),)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert (scores[shared] > 0).all()
    assert (scores[~shared] == 0).all()
    assert (idf >= 0).all()
    for row, held in enumerate(rows):
        present = index.present(query, row)
        assert present.tolist() == [token in held for token in query]


@given(rows_of_tokens, st.lists(vocabulary, min_size=1, max_size=4))
def test_a_word_that_all_rows_share_never_counts_against_one(
    rows: list[list[str]], query: list[str]
) -> None:
    before = LexicalIndex.build(rows).scores(query)
    after = LexicalIndex.build([[*row, "overal"] for row in rows]).scores([*query, "overal"])

    assert ((after > 0) >= (before > 0)).all()


@pytest.mark.parametrize("rows", [[["stage", "uur"], ["pabo"]], [[], []], [["x"]]])
def test_what_was_saved_scores_the_same(rows: list[list[str]], tmp_path: Path) -> None:
    index = LexicalIndex.build(rows)
    index.save(tmp_path / "lexical")

    opened = LexicalIndex.load(tmp_path / "lexical", len(rows))

    np.testing.assert_array_equal(opened.scores(["stage", "x"]), index.scores(["stage", "x"]))
