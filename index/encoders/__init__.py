"""Embedding models: one protocol, two engines, and the default model that comes with the program.

Only this package knows onnxruntime, tokenizers and sentence-transformers.
"""

from pathlib import Path

from index.encoders import manifest, model_folder
from index.encoders.model_folder import DEFAULT_MODEL
from index.encoders.protocol import Encoder, Vectors
from index.errors import ModelError

__all__ = ["DEFAULT_MODEL", "Encoder", "Vectors", "open_encoder"]


def open_encoder(name_or_folder: str, models_dir: Path) -> Encoder:
    """Open a model with the engine that fits it.

    Args:
        name_or_folder: the default model's name; else a folder, a name in `models_dir`, or a name
            that sentence-transformers knows. A folder with `onnx/` inside is served by onnxruntime,
            all else by sentence-transformers, which is only then imported.
        models_dir: where prepared models lie.

    Raises:
        ModelError: the model is missing or damaged, or its engine is not installed.
    """
    if name_or_folder == DEFAULT_MODEL:
        return _open_default(models_dir / DEFAULT_MODEL)
    for folder in (Path(name_or_folder).expanduser(), models_dir / name_or_folder):
        if folder.is_dir():
            return _open_folder(folder)
    from index.encoders.transformer import TransformerEncoder

    return TransformerEncoder.open(name_or_folder)


def _open_default(folder: Path) -> Encoder:
    from index.encoders.onnx import OnnxEncoder

    if not folder.is_dir():
        raise ModelError(f"The default model is not in {folder.parent}: {manifest.MEND}")
    if not (folder / manifest.NAME).exists():
        raise ModelError(f"{folder / manifest.NAME} is missing: {manifest.MEND}")
    return OnnxEncoder.open(folder)


def _open_folder(folder: Path) -> Encoder:
    if (folder / model_folder.ONNX).is_dir():
        from index.encoders.onnx import OnnxEncoder

        return OnnxEncoder.open(folder)
    from index.encoders.transformer import TransformerEncoder

    return TransformerEncoder.open(str(folder))
