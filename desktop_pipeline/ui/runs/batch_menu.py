"""What can be done with a run or a step of the tab Batch: a menu at the row, and the same by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.runs import RunState, State, StepState
from desktop_pipeline.ui.runs.reasons import retry_off, retry_tip
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import icon
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.plain_table import menu_place
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.ui.runs.batch_panel import BatchPanel
    from desktop_pipeline.ui.runs.runner import Runner


class BatchMenu:
    """Belongs to a batch panel. `Ctrl+Del` skips the step that is current, while it waits."""

    def __init__(self, panel: BatchPanel, runner: Runner) -> None:
        self._panel, self._runner, self._view = panel, runner, panel.view
        self._work = Work(panel.bench.tasks, panel)
        self.skip = QAction(icon("skip"), tr("Batch", "Skip this step"), panel)
        self.skip.setShortcut(QKeySequence("Ctrl+Del"))
        self.skip.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.skip.triggered.connect(self._skip)
        panel.addAction(self.skip)
        self.retry = QAction(icon("run"), tr("Batch", "Run again what failed…"), panel)
        self.retry.triggered.connect(self._retry)
        self.stop = QAction(icon("stop"), tr("Batch", "Stop the run"), panel)
        self.stop.triggered.connect(self._stop)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._show)

    def _here(self) -> tuple[RunState | None, StepState | None]:
        index = self._view.currentIndex()
        return self._panel.model.run(index), self._panel.model.step(index)

    def _show(self, at: QPoint) -> None:
        run, step = self._here()
        if run is None:
            return
        self.refresh(run, step)
        menu = QMenu(self._panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for action in (self.skip, self.stop, self.retry):
            menu.addAction(action)
        menu.aboutToHide.connect(lambda: self.skip.setEnabled(True))  # its key works without the menu
        menu.popup(menu_place(self._view, at))

    def refresh(self, run: RunState, step: StepState | None) -> None:
        """What can be done now, and why not."""
        live = not run.state.ended and not run.interrupted
        why = ""
        if step is None:
            why = tr("Batch", "Select a step")
        elif not live or step.state is not State.PENDING:
            why = tr("Batch", "Only a step that waits can be skipped")
        elif not self._panel.bench.executor.knows(run.id):
            why = tr("Batch", "The run belongs to another program")
        over = "" if live else tr("Batch", "It is over")
        for action, off, tip in ((self.skip, why, ""), (self.stop, over, ""), (self.retry, retry_off(run), retry_tip())):
            action.setEnabled(not off)
            action.setToolTip(plain_tip(off or tip or action.text()))

    def _skip(self) -> None:
        run, step = self._here()
        if run is None or step is None:
            return
        try:
            self._panel.bench.executor.skip(run.id, step.id)
        except UserError as error:
            self._work.start(ask.tell_error(self._panel.window(), tr("Batch", "The step was not skipped"), error), "tell")

    def _stop(self) -> None:
        run, _ = self._here()
        if run is not None:
            self._panel.bench.executor.stop(run.id)

    def _retry(self) -> None:
        run, _ = self._here()
        if run is not None:
            self._runner.retry_run(run.id)
