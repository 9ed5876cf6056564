"""Progress on stderr: a bar on a terminal, a line for each stage elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.bootstrap import Report


@contextmanager
def progress() -> Iterator[Report]:
    """Gives a function that shows how far a stage is; nothing appears until it is called."""
    if sys.stderr.isatty():
        with _bar() as report:
            yield report
        return
    seen: set[str] = set()

    def line(stage: str, done: int, total: int) -> None:
        name = stage.partition(":")[0]
        if total and name not in seen:
            seen.add(name)
            sys.stderr.write(f"{name}: preparing …\n")
        if total and done >= total:
            sys.stderr.write(f"{name}: {total if name == 'passages' else 'ready'}\n")

    yield line


@contextmanager
def _bar() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            name = stage.partition(":")[0]
            if not total:
                return
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total, description=stage)

        yield report
