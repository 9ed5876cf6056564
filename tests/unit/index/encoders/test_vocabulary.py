from pathlib import Path

import pytest

from index.encoders import tokenization, vocabulary

_PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -3.0),
    ("▁mentor", -4.0),
    ("mentor", -4.5),
    ("▁Mentor", -5.0),
    ("▁groep", -5.0),
    ("▁Gruppe", -5.0),
    ("▁2026", -6.0),
    ("m", -7.0),
    ("中", -8.0),
    ("中文", -8.0),
    ("<mask>", 0.0),
]


def _kept(*words: str) -> set[str]:
    return {_PIECES[number][0] for number in vocabulary.choose(_PIECES, words)}


def test_a_word_keeps_its_pieces_in_every_case_and_position() -> None:
    assert {"▁mentor", "mentor", "▁Mentor"} <= _kept("mentor")


def test_single_characters_and_pieces_without_letters_stay() -> None:
    assert {"m", "中", "▁", "▁2026", "<s>", "<mask>"} <= _kept()


def test_pieces_of_other_words_go() -> None:
    assert not {"▁groep", "▁Gruppe", "中文"} & _kept("mentor")


def test_a_list_is_the_same_after_packing() -> None:
    assert vocabulary.kept(vocabulary.pack({0, 3, 9, 14}, 15)).tolist() == [0, 3, 9, 14]


def test_the_list_that_ships_is_small_and_keeps_special_tokens() -> None:
    data = vocabulary.packed()
    numbers = vocabulary.kept(data)

    assert len(data) <= 40_000
    assert 40_000 < len(numbers) < 60_000
    assert numbers[:4].tolist() == [0, 1, 2, 3]
    assert numbers[-1] == 250_001


def test_making_a_list_needs_word_lists(capsys: pytest.CaptureFixture[str]) -> None:
    assert vocabulary.main([]) == 2
    assert "WORDLIST" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("mentor\u200bgroep", "mentor groep"),
        ("mentor\x00\x07", "mentor"),
        ("ｍentor", "mentor"),
        ("  mentor\t\ngroep ", "mentor groep"),
    ],
)
def test_texts_that_read_the_same_have_the_same_tokens(text: str, same: str) -> None:
    tokenizer = tokenization.build(_PIECES)

    assert tokenizer.encode(text).ids == tokenizer.encode(same).ids


def test_a_list_is_made_of_words_and_the_pieces_of_the_installed_weights(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("mentor\n")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "__file__", str(tmp_path / "vocabulary.py"))
        assert vocabulary.main([str(words)]) == 0

    assert len(vocabulary.kept((tmp_path / vocabulary.FILE_NAME).read_bytes())) > 10_000
