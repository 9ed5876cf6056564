"""The letters of what is drawn and printed: DejaVu Sans, a subset with every letter of Dutch names.

They ship, so that a picture looks the same on a server without fonts.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

REGULAR: Traversable = files(__package__).joinpath("DejaVuSans.ttf")
BOLD: Traversable = files(__package__).joinpath("DejaVuSans-Bold.ttf")
