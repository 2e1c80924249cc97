"""What the grid is made of: a node for each workload, in it an item for each container; and which workloads a filter finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_pipeline.domain.choices import Choice, Row, stages
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import StepState
from desktop_pipeline.domain.workloads import Workload, WorkloadKey
from desktop_pipeline.ui.pipeline.cells import Cell


@dataclass(slots=True)
class Item:
    """One container in the grid."""

    row: Row
    choice: Choice
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class Node:
    """One workload in the grid. `number` never changes and is what the indexes of its rows carry."""

    number: int
    workload: Workload
    position: int = 0
    items: list[Item] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()
    why: Message | None = None
    step: StepState | None = None
    shown: bool = False

    @property
    def key(self) -> WorkloadKey:
        return self.workload.key

    def ready_rows(self) -> list[Item]:
        return [item for item in self.items if stages(item.row, item.choice)]


def matches(workload: Workload, words: list[str]) -> bool:
    """Whether a workload has all words of a filter in names or images. A digest counts only from its beginning: its letters are chance."""
    parts, digests = [workload.key.name, workload.key.kind.value], list[str]()
    for container in workload.containers:
        image, _, digest = container.image.partition("@")
        parts += [container.name, image]
        digests += [digest, digest.partition(":")[2]]
    haystack = " ".join(parts).lower()
    return all(word in haystack or (len(word) > 5 and any(digest.startswith(word) for digest in digests)) for word in words)
