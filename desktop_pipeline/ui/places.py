"""How app maps are told from one another where several stand in one list."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_pipeline.domain.runs import RunState, StepState
from desktop_pipeline.domain.workloads import Kind, WorkloadKey


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
    keys = {name: key for name in run.steps if (key := _key_in(name)) is not None}
    own = keys.get(step.id)
    place = place_words(own, keys.values()) if own is not None else ""
    return f"{step.title} · {place}" if place else step.title


def _key_in(step_id: str) -> WorkloadKey | None:
    """The workload that the id of a step names: of a rollout, or of a job (`job/…`)."""
    parts = step_id.removeprefix("job/").split("/")
    kinds = {kind.value: kind for kind in Kind}
    if len(parts) != 4 or parts[2] not in kinds:
        return None
    return WorkloadKey(parts[0], parts[1], kinds[parts[2]], parts[3])
