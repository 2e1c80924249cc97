"""The tab History: runs of the journal, newest first; the steps of one are read when it is opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.runs import RunState, State, fold
from desktop_pipeline.services.kept_ports import RunHeader
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.runs.report_button import ReportButton
from desktop_pipeline.ui.runs.runs_model import RunsModel
from desktop_pipeline.ui.runs.runs_view import RunsView
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import icon, theme
from desktop_pipeline.ui.widgets.work import Work

KEPT = 200


class HistoryTab(QWidget):
    """Read from the journal when it is shown and after each run."""

    logRequested = Signal(str, str)

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self._ended: dict[str, str] = {}
        self.model = RunsModel(bench, KEPT, self)
        self.view = RunsView(self.model, tr("Runs", "History of runs"), self)
        self.view.logRequested.connect(self.logRequested)
        self.view.stopRequested.connect(self._stop)
        self._note = QLabel("", self)
        self._note.setProperty("muted", True)
        self._again = QPushButton(tr("Runs", "Read again"), self)
        self._again.setProperty("flat", True)
        self._again.clicked.connect(self.read)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        bar.addWidget(self._note, 1)
        self.report = ReportButton(bench, self.view, self)
        self.report.said.connect(self._note.setText)
        bar.addWidget(self.report)
        bar.addWidget(self._again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        self._icons()
        theme().changed.connect(self._icons)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        pump.run.connect(self._changed)
        self.read()

    def showEvent(self, event: QShowEvent) -> None:
        """Other processes write into the same journal."""
        super().showEvent(event)
        self.read()

    def _icons(self) -> None:
        self._again.setIcon(icon("refresh"))

    def _changed(self, run_id: str) -> None:
        run = self._bench.feed.run(run_id)
        if run is not None and run.state.ended and self._ended.get(run_id) != run.state.value:
            self.read()
        elif run is not None and not run.state.ended:
            self.model.put(run)
            if not self._clock.isActive():
                self._clock.start()

    def _tick(self) -> None:
        """The time of what runs grows also while nothing is said about it."""
        self.model.tick()
        if all(run.state.ended for run in self.model.runs()):
            self._clock.stop()

    def read(self) -> None:
        """Look into the journal again."""
        self._work.restart(self._read(), "read history")

    async def _read(self) -> None:
        try:
            headers = await self._bench.journal.runs(KEPT)
            for header in headers:
                if self._ended.get(header.id) == header.state and header.ended is not None:
                    continue
                self.model.put(await self._fold(header))
                self._ended[header.id] = header.state
        except UserError as error:
            self._note.setText(text(error.message))
            return
        count = len(self.model.runs())
        self._note.setText(tr("Runs", "{n} runs in the journal", n=count) if count else tr("Runs", "Nothing has run yet."))

    async def _fold(self, header: RunHeader) -> RunState:
        live = self._bench.feed.run(header.id)
        if live is not None:
            return live
        run = fold(header.id, await self._bench.journal.events(header.id))
        if not run.title:
            run = RunState(header.id, header.title, header.by, state=State(header.state), started=header.started, ended=header.ended)
        return run

    def _stop(self, run_id: str) -> None:
        if run_id in self._bench.executor.active_runs():
            self._bench.executor.stop(run_id)
        else:  # of another process: asked for through the journal
            self._work.start(self._bench.journal.ask_stop(run_id), "ask stop")

    def focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
