"""What each row of the sheet brings: looked up while pre-flight asks."""

from __future__ import annotations

from collections.abc import Callable

from desktop_pipeline.domain.changes import Commits
from desktop_pipeline.domain.plans import Plan, RowChange
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.widgets.work import Work

Found = dict[tuple[str, str], Commits]
"""Commits by step and container."""


class Brings:
    """`found` grows; `changed` is called each time."""

    def __init__(self, bench: Workbench, plan: Plan, work: Work, changed: Callable[[], None]) -> None:
        self._bench, self._changed = bench, changed
        self.found: Found = {}
        for step in plan.steps:
            for row in step.rows:
                work.start(self._look(step.id, row), "what it brings")

    async def _look(self, step: str, row: RowChange) -> None:
        changes = await self._bench.changes.of_change(row)
        if changes.commits is not None:
            self.found[step, row.container] = changes.commits
            self._changed()
