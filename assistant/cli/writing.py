"""Writes the picture that a command was asked for, or says in one line why it cannot."""

from pathlib import Path

from assistant.errors import ConfigurationError


def write_picture(file: Path, svg: str) -> None:
    """Write one SVG document.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    try:
        file.write_text(svg, "utf-8")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigurationError(f"{file} cannot be written ({why}); name another.") from None
