"""Models adapted to one knowledge folder: how one is written, where it lies, which one serves.

Each training gets a folder of its own, named after the knowledge folder and the moment. The newest
serves the next build; an index goes on with the one that made it.
"""

import hashlib
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders import manifest, model_folder, placing


def stem(knowledge_dir: Path) -> str:
    """How the names of this knowledge folder's models begin; another folder never has the same."""
    name = re.sub(r"[^a-z0-9]+", "-", knowledge_dir.name.lower()).strip("-") or "folder"
    place = hashlib.sha256(str(knowledge_dir).encode()).hexdigest()[:12]
    return f"{model_folder.ADAPTED}{name}-{place}"


def all_of(models_dir: Path, knowledge_dir: Path) -> list[Path]:
    """The folders of the models adapted to this knowledge folder, newest last."""
    found = models_dir.glob(f"{stem(knowledge_dir)}-*")
    return sorted(folder for folder in found if folder.is_dir())


def place(made: Path, models_dir: Path, knowledge_dir: Path) -> Path:
    """Move a finished folder to its place; gives that place."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    target = models_dir / f"{stem(knowledge_dir)}-{moment}"
    placing.place(made, target)
    return target


def note(folder: Path, models_dir: Path) -> str:
    """What else is to be said of a model in a list of them: whose it is, and whether it is old."""
    origin = manifest.origin(folder)
    if not isinstance(origin, dict) or "base" not in origin:
        return ""
    said = f", adapted to {origin.get('source')}"
    if origin["base"] != manifest.origin(models_dir / model_folder.DEFAULT_MODEL):
        said += ", made from an older default model: run `mentorkompas index train` again"
    return said


def write(
    folder: Path, base: Path, factors: Mapping[str, NDArray[np.generic]], **origin: Any
) -> None:
    """Write the model that a base and an adapter make together, for both engines.

    Args:
        folder: made here.
        base: a folder that `model prepare` made.
        factors: what `writing.add_factors` adds to the base's weights.
        origin: what else the model was made from, for its manifest.

    Raises:
        ModelError: the base is damaged.
    """
    from safetensors.numpy import load_file

    from index.encoders import graph, writing

    manifest.verify(base)
    written_anew = {base / writing.WEIGHTS, base / manifest.NAME}
    shutil.copytree(
        base,
        folder,
        ignore=lambda place, names: [
            name for name in names if Path(place, name) in written_anew or name == model_folder.ONNX
        ],
    )
    halves = load_file(base / writing.WEIGHTS)
    tensors = {name: values.astype(np.float32) for name, values in halves.items()}
    writing.add_factors(tensors, factors)
    writing.write_weights(folder, tensors)
    config = model_folder.read_json(base / "config.json", manifest.MEND)
    shape = graph.Shape(
        hidden=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        epsilon=config["layer_norm_eps"],
    )
    writing.write_graph(folder, tensors, shape)
    manifest.write(folder, {"base": manifest.origin(base), **origin})
