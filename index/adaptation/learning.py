"""A low-rank adapter (Hu et al. 2021) on the default model's upper layers, and how it learns.

Each batch compares every question with all passages twice: by the pooled vectors, and by late
interaction (the mean over the question's tokens of the best match), since the search uses both.
Whoever imports this needs the extra `training`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, inject_adapter_in_model
from sentence_transformers import SentenceTransformer
from torch import Tensor
from transformers.utils import logging

FROZEN_LAYERS = 4
"""Of twelve, from below; the adapter is on the upper eight (DECISIONS.md, 14)."""
RANK = 16
ALPHA = 32
"""What is learned counts twice: alpha over rank (Hu et al. 2021)."""
STRENGTH = 0.75
"""Of what was learned that is kept, so that formal questions lose little (Wortsman et al. 2022)."""
SHARPNESS = 40.0
"""What cosines are multiplied by before the softmax; theirs lie within a narrow band."""
QUERY_TOKENS = 64
PASSAGE_TOKENS = 192


@dataclass(frozen=True)
class Batch:
    """Questions, passages, and which passage answers which question.

    Attributes:
        right: for each question the place of its passage, shape (questions,).
        barred: passages that count as neither right nor wrong for a question, shape
            (questions, passages); None: all but the right one are wrong.
    """

    questions: list[str]
    passages: list[str]
    right: list[int]
    barred: NDArray[np.bool_] | None = None


class Encoding:
    """The model with its adapter, giving pooled and token vectors."""

    def __init__(self, folder: Path) -> None:
        logging.disable_progress_bar()
        self.model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
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

    def adapter(self, strength: float = STRENGTH) -> dict[str, NDArray[np.float16]]:
        """What the adapter adds to each weight, as its two factors (`writing.add_factors`)."""
        found = {}
        for name, module in self.transformer.named_modules():
            if hasattr(module, "lora_A"):
                scale = module.scaling["default"]
                down = module.lora_A["default"].weight.detach().numpy()
                up = module.lora_B["default"].weight.detach().numpy() * scale * strength
                found[f"{name}.down"] = down.astype(np.float16)
                found[f"{name}.up"] = up.astype(np.float16)
        return found


class Learner:
    """Takes the adapter through its steps; the same batches give the same adapter."""

    def __init__(self, folder: Path, *, steps: int, rate: float) -> None:
        """Load a model and put a fresh adapter on it.

        Args:
            folder: one that `model prepare` made.
            steps: how many there will be, at least 2; more go on at the lowest rate.
            rate: the highest; the adapter's, a whole model would want a tenth of it.
        """
        torch.manual_seed(0)
        self.encoding = Encoding(folder)
        self._steps = steps
        self._learned = []
        for name, parameter in self.encoding.transformer.named_parameters():
            parameter.requires_grad = "lora_" in name
            if parameter.requires_grad:
                self._learned.append(parameter)
        self.encoding.transformer.train()
        # The rate rises for a tenth of the steps, and for one at least.
        rising = max(0.1, 2 / steps)
        self._optimiser = torch.optim.AdamW(self._learned, lr=rate, weight_decay=0.01)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, max_lr=rate, total_steps=steps, pct_start=rising
        )

    def step(self, batch: Batch) -> float:
        """Learn from one batch; gives its loss."""
        self._optimiser.zero_grad()
        value = loss(self.encoding, batch)
        value.backward()
        torch.nn.utils.clip_grad_norm_(self._learned, 1.0)
        self._optimiser.step()
        if self._schedule.last_epoch < self._steps - 1:
            self._schedule.step()
        return float(value.item())


def loss(encoding: Encoding, batch: Batch) -> Tensor:
    """Cross entropy of the right passage among the batch's, by each of the two and by both."""
    asked, asked_tokens, asked_own = encoding("query: ", batch.questions, QUERY_TOKENS)
    given, given_tokens, given_own = encoding("passage: ", batch.passages, PASSAGE_TOKENS)
    pooled = asked @ given.T
    likeness = torch.einsum("qtd,psd->qpts", asked_tokens, given_tokens)
    likeness = likeness.masked_fill(~given_own[None, :, None, :], -1.0).amax(-1)
    counted = asked_own[:, None, :].float()
    late = (likeness * counted).sum(-1) / counted.sum(-1).clamp(min=1)
    joined = 0.5 * (pooled + late)
    right = torch.tensor(batch.right)
    away = torch.zeros_like(pooled)
    if batch.barred is not None:
        away = away.masked_fill(torch.from_numpy(batch.barred), -torch.inf)
    entropy = torch.nn.functional.cross_entropy
    return (
        entropy(SHARPNESS * pooled + away, right)
        + entropy(SHARPNESS * late + away, right)
        + entropy(SHARPNESS * joined + away, right)
    )
