"""The tab Batch: what runs now and ran since the start, a line per step, and how far it is as a whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from desktop_pipeline.domain.runs import RunState
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.runs import run_totals
from desktop_pipeline.ui.runs.batch_header import BatchHeader
from desktop_pipeline.ui.runs.batch_menu import BatchMenu
from desktop_pipeline.ui.runs.run_totals import Counts, Totals
from desktop_pipeline.ui.runs.runner import Runner
from desktop_pipeline.ui.runs.runs_filter import Only, RunsFilter
from desktop_pipeline.ui.runs.runs_model import RunsModel
from desktop_pipeline.ui.runs.runs_view import RunsView
from desktop_pipeline.ui.texts import tr


class BatchPanel(QWidget):
    """Follows the feed."""

    logRequested = Signal(str, str)
    runChanged = Signal(str)
    progressed = Signal()
    """Counts or time left are others now: at each change of a run, and once a second while something runs."""

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.model = RunsModel(bench, parent=self)
        self.view = RunsView(self.model, tr("Runs", "Runs since the start and their steps"), self)
        self.header = BatchHeader(self)
        self.filter = RunsFilter(self.view, self.model)
        self._rows, self._whole = Totals(), Totals()
        self.counts, self.words = Counts(), ""
        """Of what runs now; of the newest run when nothing does."""
        self._empty = QLabel(tr("Runs", "Nothing runs. Choose versions in the grid, then Run or Batch execution."), self)
        self._none = QLabel(self)
        for label in (self._empty, self._none):
            label.setProperty("muted", True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget(self)
        below = QVBoxLayout(page)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        for part, stretch in ((self.header, 0), (self._none, 1), (self.view, 1)):
            below.addWidget(part, stretch)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self._empty)
        self._layout.addWidget(page)
        self._none.hide()
        self.header.chosen.connect(self._filter)
        self.view.stopRequested.connect(bench.executor.stop)
        self.view.logRequested.connect(self.logRequested)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        pump.run.connect(self._changed)
        for run in bench.feed.runs():
            self._changed(run.id)

    def attach(self, runner: Runner) -> None:
        """What runs plans: for what is done with a row."""
        self.menu = BatchMenu(self, runner)

    def working(self) -> tuple[RunState, ...]:
        """The runs that are at work, newest first."""
        return tuple(run for run in self.model.runs() if not run.state.ended and not run.interrupted)

    def _changed(self, run_id: str) -> None:
        run = self.bench.feed.run(run_id)
        if run is None or (not run.steps and not run.state.ended and not run.title):
            return
        if not run.state.ended and not run.interrupted:
            self.bench.outlook.follow(run_id)
        else:
            self.bench.outlook.forget(run_id)
        known = self.model.index_of(run_id).isValid()
        self.model.put(run)
        index = self.model.index_of(run_id)
        if not known:
            self._layout.setCurrentIndex(1)
            self.view.expand(index)
            self.view.scrollTo(index)
        if not self._clock.isActive() and not run.state.ended:
            self._clock.start()
        self._count()
        self.runChanged.emit(run_id)

    def _tick(self) -> None:
        self.model.tick()
        self._count()
        if not self.working():
            self._clock.stop()

    def _count(self) -> None:
        runs = self.model.runs()
        shown = self.working() or tuple(run for run in runs if not run.interrupted)[:1]
        self.counts = self._whole.of(shown)
        self.words = run_totals.words(shown, self.counts, self.bench.outlook.left, self.bench.clock.now())
        rows = self._rows.of(runs)
        self.header.show_counts(rows)
        self.header.show_whole(self.words, self.counts, works=bool(self.working()))
        self._say_none(rows)
        self.progressed.emit()

    def _filter(self, only: Only) -> None:
        self.filter.show(only)
        self._say_none(self._rows.of(self.model.runs()))

    def _say_none(self, rows: Counts) -> None:
        """An empty list says why it is empty."""
        none = {Only.RUNNING: not rows.running, Only.FAILED: not rows.failed}.get(self.filter.only, False)
        if none:
            self._none.setText(tr("Batch", "No step is at work.") if self.filter.only is Only.RUNNING else tr("Batch", "Nothing failed."))
        if self._none.isHidden() is none:
            self._none.setVisible(none)
            self.view.setVisible(not none)
