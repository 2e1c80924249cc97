"""Containers of one image that a plan leaves at different versions: usually one was forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef, short_digest
from desktop_pipeline.domain.plans import Resolved, RowChange, WorkloadStep
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.domain.workloads import Workload


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its workload as it is, and what its images turned out to be, by container."""

    step: WorkloadStep
    workload: Workload
    resolved: Mapping[str, Resolved]


@dataclass(frozen=True, slots=True)
class Apart:
    """One image in one app map, whose cluster and namespace are `place`. `ends`: containers as `WORKLOAD/CONTAINER version`, in the order
    of the plan."""

    repository: str
    ends: tuple[str, ...]
    place: tuple[str, str]


def apart(planned: Iterable[Planned]) -> tuple[Apart, ...]:
    """What ends at different versions, of all containers of the workloads that a plan changes, by app map and image."""
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for item in planned:
        rows = {row.container: row for row in item.step.rows}
        for container in item.workload.containers:
            row = rows.get(container.name)
            image = row.repository if row is not None else container.image
            repository = _repository(image)
            if repository:
                key, shown = _version(row, container.image, item.resolved.get(container.name))
                place = found.setdefault((*item.step.key[:2], repository), [])
                place.append((key, f"{item.step.key.name}/{container.name} {shown}"))
    return tuple(Apart(where[2], tuple(text for _, text in ends), where[:2])
                 for where, ends in found.items() if len({key for key, _ in ends}) > 1)


def _repository(image: str) -> str:
    try:
        name = ImageRef.parse(image).normalised()
    except UserError:
        return ""
    return f"{name.host}/{name.path}"


def _version(row: RowChange | None, image: str, resolved: Resolved | None) -> tuple[str, str]:
    """What tells a version from another, and how it is shown."""
    if row is not None and row.build:
        return f"build {row.build}", f"({row.build})"
    if row is not None and not row.restore and resolved is not None:
        return resolved.digest or resolved.tag, resolved.tag or short_digest(resolved.digest)
    there = row.restore if row is not None and row.restore else image
    digest = ImageRef.parse(there).digest if _repository(there) else ""
    return digest or version_in(there), version_in(there)
