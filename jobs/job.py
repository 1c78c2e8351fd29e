"""What a job is, and how one is added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from luminabi_dash.registry import Registry

Body = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Job:
    """`topic` and `event` say where progress goes: "data-cleaning:{dataset_id}"; beside its
    arguments a topic may name the `owner_id`.
    """

    name: str
    run: Body
    minutes: int
    memory_mb: int
    topic: str | None
    event: str | None
    failed: Callable[..., None] | None = None


JOBS: Registry[Job] = Registry("job")


def job(
    name: str,
    *,
    minutes: int = 10,
    memory_mb: int = 4_096,
    topic: str | None = None,
    event: str | None = None,
    failed: Callable[..., None] | None = None,
) -> Callable[[Body], Any]:
    """Add the decorated function to `JOBS`; `failed(ctx, sentence, code, **arguments)` is called
    when the job ends without success.
    """

    def add(run: Body) -> Body:
        JOBS.add(name, Job(name, run, minutes, memory_mb, topic, event, failed))
        return run

    return add
