"""The ways in which the index can refuse its work, each said in one line for people."""


class IndexingError(Exception):
    """Base of every error that this package raises on purpose.

    Attributes:
        message: one English line: what is wrong and which command mends it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ModelError(IndexingError):
    """An embedding model is missing, damaged, not ours, or cannot be served here."""


class IndexMissingError(IndexingError):
    """There is no index yet, or none that this program can read."""


class IndexMismatchError(IndexingError):
    """The index was made by another model or another version of the program."""
