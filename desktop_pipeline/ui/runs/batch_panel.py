"""The tab Batch: what runs now and ran since the start, a line per step."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.runs.runs_model import RunsModel
from desktop_pipeline.ui.runs.runs_view import RunsView
from desktop_pipeline.ui.texts import tr


class BatchPanel(QWidget):
    """Follows the feed."""

    logRequested = Signal(str, str)
    runChanged = Signal(str)

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.model = RunsModel(bench, parent=self)
        self.view = RunsView(self.model, tr("Runs", "Runs since the start and their steps"), self)
        self._empty = QLabel(tr("Runs", "Nothing runs. Choose versions in the grid, then Run or Batch execution."), self)
        self._empty.setProperty("muted", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self._empty)
        self._layout.addWidget(self.view)
        self.view.stopRequested.connect(bench.executor.stop)
        self.view.logRequested.connect(self.logRequested)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        pump.run.connect(self._changed)
        for run in bench.feed.runs():
            self._changed(run.id)

    def _changed(self, run_id: str) -> None:
        run = self._bench.feed.run(run_id)
        if run is None or (not run.steps and not run.state.ended and not run.title):
            return
        known = self.model.index_of(run_id).isValid()
        self.model.put(run)
        index = self.model.index_of(run_id)
        if not known:
            self._layout.setCurrentWidget(self.view)
            self.view.expand(index)
            self.view.scrollTo(index)
        if not self._clock.isActive() and not run.state.ended:
            self._clock.start()
        self.runChanged.emit(run_id)

    def _tick(self) -> None:
        self.model.tick()
        if all(run.state.ended for run in self.model.runs()):
            self._clock.stop()
