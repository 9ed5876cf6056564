"""What the operator can measure: counts and durations, never a word, a name or a chat."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.received = Counter(
            "mentorkompas_updates_received",
            "Updates that were kept, each once",
            registry=self._registry,
        )
        self.handled = Counter(
            "mentorkompas_updates_handled",
            "Updates that were handled, by what came of them",
            ["outcome"],
            registry=self._registry,
        )
        self.handling = Histogram(
            "mentorkompas_handling_seconds",
            "Time in the dialogue",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.sends = Counter(
            "mentorkompas_sends",
            "Messages that were to be sent, by what came of them",
            ["outcome"],
            registry=self._registry,
        )
        self.sending = Histogram(
            "mentorkompas_sending_seconds",
            "Time that Telegram took",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.polls = Counter(
            "mentorkompas_polls",
            "Requests for updates, by what came of them",
            ["outcome"],
            registry=self._registry,
        )
        self.ready = Gauge(
            "mentorkompas_ready",
            "1 while the bot takes and sends messages",
            registry=self._registry,
        )

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self._registry)
