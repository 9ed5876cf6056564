"""What the operator granted somebody, for the dialogue: whose figures, and the way to the pages."""

from assistant.messages import Role
from assistant.ports import Clock
from assistant.storage.access import LINK_PATH, Access
from assistant.storage.people import People
from assistant.storage.trends import TrendStore


class Roles:
    """The roles of a database's mentors."""

    def __init__(self, trends: TrendStore, web_url: str, clock: Clock) -> None:
        """`web_url` is where the pages are, without a stroke at its end."""
        self._trends = trends
        self._people = People(trends.database)
        self._access = Access(trends.database)
        self._web_url = web_url
        self._clock = clock

    def of(self, mentor: str) -> Role:
        """What was granted to a mentor, by the pseudonym; perhaps nothing."""
        code = self._trends.keys.code(mentor)

        def link() -> str:
            token = self._access.issue_link(code, self._clock.now())
            return f"{self._web_url}{LINK_PATH}{token}"

        return Role(
            code,
            self._people.granted(code),
            self._trends.released,
            self._trends.closed_through,
            link,
        )
