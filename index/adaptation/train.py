"""Trains the adapter that `model prepare` merges into the default model.

A low-rank adapter (Hu et al. 2021) on the upper layers learns from our own pairs of a spoken
question and the section that answers it. Every batch compares each question with all its passages
twice: by the pooled vectors, and by late interaction (the mean over the question's tokens of the
best match), since the search uses both. Run it with `python -m index.adaptation.train`; it needs
the extra `training`, and about half an hour on two cores.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from peft import LoraConfig, inject_adapter_in_model
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from torch import Tensor

HERE = Path(__file__).parent
PAIRS = HERE / "pairs"
ADAPTER = HERE / "adapter.safetensors"

FROZEN_LAYERS = 4
RANK = 16
ALPHA = 32
RATE = 2e-4
"""Of the adapter; a whole model would want a tenth of it."""
BATCH = 24
STRENGTH = 0.75
"""Of what was learned that is kept, so that formal questions lose little (Wortsman et al. 2022)."""
SHARPNESS = 40.0
"""What cosines are multiplied by before the softmax; theirs lie within a narrow band."""
QUERY_TOKENS = 64
PASSAGE_TOKENS = 192


@dataclass(frozen=True)
class Section:
    """A section and its questions."""

    key: str
    text: str
    questions: tuple[str, ...]


def sections(file: Path) -> list[Section]:
    """The sections of one partnership."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Section(
            key=f"{file.stem}/{row['id']}",
            text=f"{row['heading']}\n{row['text']}".strip(),
            questions=tuple(row["questions"]),
        )
        for row in rows
    ]


def batches(found: list[Section], drawn: random.Random) -> Iterator[list[tuple[str, Section]]]:
    """All pairs, each batch from neighbouring sections: their texts are each other's near misses.

    No section stands twice in a batch. Half of the batches of an epoch are mixed at random.
    """
    rounds = max(len(section.questions) for section in found)
    asked = {
        section.key: drawn.sample(section.questions, len(section.questions)) for section in found
    }
    made = []
    for turn in range(rounds):
        order = list(found)
        if turn % 2:
            drawn.shuffle(order)
        else:
            start = drawn.randrange(len(order))
            order = order[start:] + order[:start]
        pairs = [(asked[s.key][turn], s) for s in order if turn < len(s.questions)]
        made += [pairs[i : i + BATCH] for i in range(0, len(pairs) - BATCH // 2, BATCH)]
    drawn.shuffle(made)
    yield from made


class Encoding:
    """The model with its adapter, giving pooled and token vectors."""

    def __init__(self, folder: Path) -> None:
        self.model = SentenceTransformer(str(folder), device="cpu")
        self.transformer: Any = self.model[0].auto_model
        layers = list(range(FROZEN_LAYERS, self.transformer.config.num_hidden_layers))
        settings = LoraConfig(
            r=RANK,
            lora_alpha=ALPHA,
            lora_dropout=0.05,
            target_modules=["query", "key", "value", "dense"],
            layers_to_transform=layers,
        )
        inject_adapter_in_model(settings, self.transformer)

    def __call__(self, prompt: str, texts: list[str], most: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pooled (texts, d), token vectors (texts, tokens, d), and which tokens are the text's."""
        tokenizer = self.model.tokenizer
        fed = tokenizer(
            [prompt + text for text in texts],
            padding=True,
            truncation=True,
            max_length=most,
            return_tensors="pt",
            return_special_tokens_mask=True,
        )
        special = fed.pop("special_tokens_mask").bool()
        hidden = self.transformer(**fed).last_hidden_state
        mask = fed["attention_mask"].bool()
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        begin = 1 + len(tokenizer(prompt, add_special_tokens=False)["input_ids"])
        own = mask & ~special
        own[:, :begin] = False
        unit = torch.nn.functional.normalize
        return unit(pooled, dim=-1), unit(hidden, dim=-1), own

    def adapter(self) -> dict[str, np.ndarray]:
        """What the adapter adds to each weight, as its two factors."""
        found = {}
        for name, module in self.transformer.named_modules():
            if hasattr(module, "lora_A"):
                scale = module.scaling["default"]
                down = module.lora_A["default"].weight.detach().numpy()
                up = module.lora_B["default"].weight.detach().numpy() * scale * STRENGTH
                found[f"{name}.down"] = down.astype(np.float16)
                found[f"{name}.up"] = up.astype(np.float16)
        return found


def loss(encoding: Encoding, batch: list[tuple[str, Section]]) -> Tensor:
    """Cross entropy of the right passage among the batch's, by each of the two and by both."""
    asked, asked_tokens, asked_own = encoding("query: ", [q for q, _ in batch], QUERY_TOKENS)
    texts = [section.text for _, section in batch]
    given, given_tokens, given_own = encoding("passage: ", texts, PASSAGE_TOKENS)
    right = torch.arange(len(batch))
    pooled = asked @ given.T
    likeness = torch.einsum("qtd,psd->qpts", asked_tokens, given_tokens)
    likeness = likeness.masked_fill(~given_own[None, :, None, :], -1.0).amax(-1)
    counted = asked_own[:, None, :].float()
    late = (likeness * counted).sum(-1) / counted.sum(-1).clamp(min=1)
    entropy = torch.nn.functional.cross_entropy
    joined = 0.5 * (pooled + late)
    return (
        entropy(SHARPNESS * pooled, right)
        + entropy(SHARPNESS * late, right)
        + entropy(SHARPNESS * joined, right)
    )


def train(folder: Path, files: list[Path], epochs: int, out: Path) -> None:
    """Train on the pairs of some partnerships and write the adapter."""
    torch.manual_seed(0)
    drawn = random.Random(0)  # noqa: S311 - the same order each time, no secret
    found = [section for file in files for section in sections(file)]
    encoding = Encoding(folder)
    learned = [p for name, p in encoding.transformer.named_parameters() if "lora_" in name]
    for name, parameter in encoding.transformer.named_parameters():
        parameter.requires_grad = "lora_" in name
    encoding.transformer.train()
    optimiser = torch.optim.AdamW(learned, lr=RATE, weight_decay=0.01)
    steps = epochs * (sum(len(section.questions) for section in found) // BATCH + 4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=RATE, total_steps=steps, pct_start=0.1
    )
    started = time.monotonic()
    for epoch in range(epochs):
        total = count = 0.0
        for batch in batches(found, drawn):
            optimiser.zero_grad()
            value = loss(encoding, batch)
            value.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            if schedule.last_epoch < steps - 1:
                schedule.step()
            total, count = total + value.item(), count + 1
            if count % 20 == 0:
                passed = time.monotonic() - started
                sys.stderr.write(f"epoch {epoch + 1} {total / count:.3f} {passed:.0f} s\n")
        save_file(encoding.adapter(), out)


def main() -> None:
    """Train on all partnerships but those that are held out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "model", type=Path, help="the folder that `mentorkompas model prepare` made"
    )
    parser.add_argument("--hold-out", nargs="*", default=[], help="partnerships kept for judging")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ADAPTER)
    read = parser.parse_args()
    files = [file for file in sorted(PAIRS.glob("*.jsonl")) if file.stem not in read.hold_out]
    train(read.model, files, read.epochs, read.out)


if __name__ == "__main__":
    main()
