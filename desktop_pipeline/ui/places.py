"""How app maps are told from one another where several stand in one list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from desktop_pipeline.domain.order import key_of_step
from desktop_pipeline.domain.runs import RunState, StepState
from desktop_pipeline.domain.workloads import WorkloadKey


def place_words(key: WorkloadKey, among: Iterable[WorkloadKey]) -> str:
    """The app map of a workload, as short as it tells it from the others.

    '' where all are of one, `production` where all are of one cluster, else `lab / production`.
    """
    maps = {other[:2] for other in among}
    if len(maps) < 2:
        return ""
    return key.namespace if len({cluster for cluster, _ in maps}) == 1 else f"{key.cluster} / {key.namespace}"


def titled(run: RunState, step: StepState) -> str:
    """The title of a step, with its app map where the run acts in several."""
    own = key_of_step(step.id)
    place = place_words(own, _keys(frozenset(run.steps))) if own is not None else ""
    return f"{step.title} · {place}" if place else step.title


@lru_cache(maxsize=8)  # asked for each row that is painted, and a run may have hundreds of them
def _keys(steps: frozenset[str]) -> tuple[WorkloadKey, ...]:
    """The app maps of steps, by one workload of each."""
    keys = (key_of_step(step) for step in steps)
    return tuple({key[:2]: key for key in keys if key is not None}.values())
