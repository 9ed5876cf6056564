from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.encoders import manifest, open_encoder
from index.encoders.onnx import OnnxEncoder
from index.errors import ModelError

MakeModel = Callable[..., Path]


def test_a_folder_with_onnx_inside_is_served_by_onnxruntime(
    make_model: MakeModel, tmp_path: Path
) -> None:
    folder = make_model("klein")

    by_path = open_encoder(str(folder), tmp_path / "elsewhere")
    by_name = open_encoder("klein", tmp_path)

    assert isinstance(by_path, OnnxEncoder)
    assert (by_path.name, by_path.dimension, by_path.max_tokens) == ("klein", 32, 24)
    assert by_path.fingerprint == by_name.fingerprint


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "abc " * 500,
        "\x00\x07",
        "é\u0301ﷺ",
        "中文",
        "\ud800",
        "\ud83d\ude00",
        "👩‍👩‍👧",
        "<s></s>",
    ],
)
def test_every_text_has_a_finite_vector_of_length_one(make_model: MakeModel, text: str) -> None:
    encoder = OnnxEncoder.open(make_model())

    for vectors in (encoder.encode_queries([text]), encoder.encode_passages([text])):
        assert vectors.dtype == np.float32
        assert vectors.shape == (1, 32)
        assert np.linalg.norm(vectors) == pytest.approx(1, abs=1e-5)
    assert encoder.count_tokens(text) >= 0


def test_no_texts_give_no_rows(make_model: MakeModel) -> None:
    assert OnnxEncoder.open(make_model()).encode_queries([]).shape == (0, 32)


def test_a_text_has_the_same_vector_alone_and_among_many(make_model: MakeModel) -> None:
    encoder = OnnxEncoder.open(make_model())
    texts = [("abc xyz " * (number % 5)) + "q" * number for number in range(40)]

    together = encoder.encode_passages(texts)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])

    assert np.array_equal(together, alone)


def test_prompts_of_the_folder_tell_queries_from_passages(make_model: MakeModel) -> None:
    encoder = OnnxEncoder.open(make_model("een"))
    bare = OnnxEncoder.open(make_model("twee", prompts={}))

    assert not np.allclose(encoder.encode_queries(["abc"]), encoder.encode_passages(["abc"]))
    assert np.array_equal(bare.encode_queries(["q: abc"]), encoder.encode_queries(["abc"]))
    assert np.array_equal(bare.encode_queries(["abc"]), bare.encode_passages(["abc"]))
    assert bare.fingerprint != encoder.fingerprint


def test_pooling_comes_from_the_folder(make_model: MakeModel) -> None:
    mean = OnnxEncoder.open(make_model("mean"))
    first = OnnxEncoder.open(
        make_model("cls", pooling={"embedding_dimension": 32, "pooling_mode": "cls"})
    )
    without_prompt = OnnxEncoder.open(
        make_model(
            "los",
            pooling={"embedding_dimension": 32, "pooling_mode": "mean", "include_prompt": False},
        )
    )
    vectors = [encoder.encode_queries(["abc"]) for encoder in (mean, first, without_prompt)]

    assert len({encoder.fingerprint for encoder in (mean, first, without_prompt)}) == 3
    assert not np.allclose(vectors[0], vectors[1])
    assert not np.allclose(vectors[0], vectors[2])


def test_tokens_are_counted_without_prompt_special_tokens_and_cut(make_model: MakeModel) -> None:
    encoder = OnnxEncoder.open(make_model())

    assert encoder.count_tokens("") == 0
    assert encoder.count_tokens("a b") == 2
    assert encoder.count_tokens("a " * 100) == 100


def test_token_vectors_are_those_of_the_text_alone(make_model: MakeModel) -> None:
    encoder = OnnxEncoder.open(make_model())

    pooled, tokens = encoder.query_tokens("a b c")
    _, (nothing, cut) = encoder.passages_with_tokens(["", "a " * 100])

    assert np.array_equal(pooled, encoder.encode_queries(["a b c"]))
    assert tokens.shape == (3, 32)
    assert np.allclose(np.linalg.norm(tokens, axis=1), 1, atol=1e-5)
    assert nothing.shape == (0, 32)
    assert cut.shape == (24 - 2 - 2, 32)  # less the special tokens and the prompt's two


def test_int8_stays_close_to_fp32(make_model: MakeModel) -> None:
    names = ("attention.self.query_key_value", "attention.output.dense", "intermediate.dense")
    matrices = frozenset(
        f"encoder.layer.{layer}.{name}" for layer in (0, 1) for name in (*names, "output.dense")
    )
    small = OnnxEncoder.open(make_model("int8"))
    exact = OnnxEncoder.open(make_model("fp32", kept=matrices))
    texts = ["abc", "wie beoordeelt?", "hoe lang", "z"]

    cosines = (small.encode_queries(texts) * exact.encode_queries(texts)).sum(axis=1)

    assert cosines.min() > 0.99


@pytest.mark.parametrize(
    "name",
    [
        "modules.json",
        "config.json",
        "1_Pooling/config.json",
        "tokenizer.json",
        "onnx/model_int8.onnx",
    ],
)
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_missing_or_cut_file_is_named_in_one_line(
    make_model: MakeModel, name: str, damage: str
) -> None:
    folder = make_model()
    if damage == "missing":
        (folder / name).unlink()
    else:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])

    with pytest.raises(ModelError) as error:
        OnnxEncoder.open(folder)

    assert name in error.value.message
    assert manifest.MEND_OTHER in error.value.message
    assert "\n" not in error.value.message


def test_what_onnxruntime_cannot_serve_is_refused(make_model: MakeModel) -> None:
    with pytest.raises(ModelError, match="sentence-transformers"):
        OnnxEncoder.open(make_model(modules=("Transformer", "Pooling", "Dense")))


def test_a_default_model_that_is_not_there_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="mentorkompas model prepare"):
        open_encoder("multilingual-e5-small", tmp_path)


def test_a_default_model_without_its_manifest_is_not_trusted(
    make_model: MakeModel, tmp_path: Path
) -> None:
    make_model("multilingual-e5-small")

    with pytest.raises(ModelError, match=r"manifest\.json is missing"):
        open_encoder("multilingual-e5-small", tmp_path)
