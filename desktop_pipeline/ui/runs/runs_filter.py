"""Shows only some of the steps: those at work, or those that failed. Rows are hidden, the model knows nothing of it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QModelIndex, QObject

from desktop_pipeline.domain.history import went_bad
from desktop_pipeline.domain.runs import RunState, State, StepState
from desktop_pipeline.ui.runs.runs_model import Column, RunsModel
from desktop_pipeline.ui.runs.runs_view import RunsView


class Only(StrEnum):
    ALL = "all"
    RUNNING = "running"
    FAILED = "failed"


class RunsFilter(QObject):
    """Follows the model: a step that fails comes to those that failed at once."""

    def __init__(self, view: RunsView, model: RunsModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self.only = Only.ALL
        model.dataChanged.connect(self._changed)
        model.rowsInserted.connect(self._inserted)

    def show(self, only: Only) -> None:
        """Show these from now on; what is chosen stays chosen while it is shown."""
        self.only = only
        for row in range(self._model.rowCount()):
            self._run(row, opens=only is not Only.ALL)

    def _wanted(self, run: RunState, step: StepState) -> bool:
        if self.only is Only.ALL:
            return True
        return step.state is State.RUNNING if self.only is Only.RUNNING else went_bad(run, step)

    def _run(self, row: int, *, opens: bool = False) -> None:
        parent = self._model.index(row, 0)
        self._steps(parent, 0, self._model.rowCount(parent) - 1)
        if opens and not self._view.isRowHidden(row, QModelIndex()):
            self._view.expand(parent)

    def _steps(self, parent: QModelIndex, first: int, last: int) -> None:
        run = self._model.run(parent)
        for row in range(first, last + 1):
            step = self._model.step(self._model.index(row, 0, parent))
            hidden = run is not None and step is not None and not self._wanted(run, step)
            if self._view.isRowHidden(row, parent) != hidden:
                self._view.setRowHidden(row, parent, hidden)
        self._whole(parent)

    def _whole(self, parent: QModelIndex) -> None:
        """A run is shown while one of its steps is."""
        run = self._model.run(parent)
        hidden = self.only is not Only.ALL and (run is None or not any(self._wanted(run, step) for step in run.steps.values()))
        if self._view.isRowHidden(parent.row(), QModelIndex()) != hidden:
            self._view.setRowHidden(parent.row(), QModelIndex(), hidden)
            if not hidden:
                self._view.expand(parent)

    def _changed(self, first: QModelIndex, last: QModelIndex, roles: object = None) -> None:
        if self.only is Only.ALL or first.column() > Column.STATE:  # times and words say nothing of the state
            return
        if first.parent().isValid():
            self._steps(first.parent(), first.row(), last.row())

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if self.only is Only.ALL:
            return
        if parent.isValid():
            self._steps(parent, first, last)
        else:
            for row in range(first, last + 1):
                self._run(row)
