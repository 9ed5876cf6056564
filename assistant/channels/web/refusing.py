"""What is refused: a status, and which sentences say why and what to do."""

from typing import Literal

Why = Literal[
    "out", "link", "organisation", "month", "finding", "page", "form", "often", "busy", "defect"
]

STATUS: dict[Why, int] = {
    "out": 401,
    "link": 410,
    "organisation": 404,
    "month": 404,
    "finding": 404,
    "page": 404,
    "form": 403,
    "often": 429,
    "busy": 503,
    "defect": 500,
}


class RefusedError(Exception):
    """This request gets no page; `web.refused` has the words."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
        self.status = STATUS[why]
