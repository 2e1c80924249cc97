"""How the last deployment of each workload went, read from the journal after a start: its state, and whether Undo is offered."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.pipeline.model import PipelineModel
from desktop_pipeline.ui.widgets.work import Work


class Recall(QObject):
    """Looks up each run that a pod template names, once. Runs of other workstations are not in this journal."""

    def __init__(self, bench: Workbench, grid: PipelineModel, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._grid = bench, grid
        self._work = Work(bench.tasks, self)
        self._known: set[str] = set()

    def look(self) -> None:
        """Take note of what the app map shown names."""
        if self._wanted() and not self._work.busy("recall runs"):
            self._work.start(self._recall(), "recall runs")

    def _wanted(self) -> list[str]:
        """Runs that pod templates name, and that nobody has told yet."""
        facts = self._bench.inventory.facts(self._grid.cluster, self._grid.namespace)
        named = {workload.run for workload in facts.workloads.values() if workload.run} - self._known
        return sorted(run_id for run_id in named if self._bench.feed.run(run_id) is None)

    async def _recall(self) -> None:
        while wanted := self._wanted():  # more may come while the journal is read
            try:
                run = await self._bench.undo.recall(wanted[0])
            except UserError:  # the journal is busy for a moment: the next change of the app map asks again
                return
            self._known.add(wanted[0])
            if run is not None:
                self._grid.run_changed(run)
