"""Builds the default model's tokenizer: XLM-R's unigram pieces, also when cut to fewer of them."""

from typing import Literal

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

BEGIN, PAD, END, UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"
MASK = "<mask>"
SPECIAL = (BEGIN, PAD, END, UNKNOWN, MASK)
METASPACE = "▁"

# What sentencepiece's nmt_nfkc does beyond NFKC: control characters vanish (NUL too, which it never
# sees), and every kind of space, invisible joiners among them, is a space.
_VANISHING = "[\u0000-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_SPACES = "[\t\n\u000c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


def build(
    pieces: list[tuple[str, float]], prepend: Literal["always", "never"] = "always"
) -> Tokenizer:
    """Make a tokenizer in which a piece's place in the list is its token id.

    Args:
        pieces: (text, score), the special tokens at their places.
        prepend: 'never' reads every word as if it stood inside a longer one.
    """
    ids = {text: number for number, (text, _) in enumerate(pieces)}
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=ids[UNKNOWN], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_VANISHING), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(METASPACE, prepend_scheme=prepend),
        ]
    )
    tokenizer.decoder = decoders.Metaspace(METASPACE, prepend_scheme=prepend)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} {END} $B {END}",
        special_tokens=[(BEGIN, ids[BEGIN]), (END, ids[END])],
    )
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in SPECIAL])
    return tokenizer
