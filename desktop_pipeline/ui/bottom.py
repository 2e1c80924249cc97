"""The tabs at the bottom: Batch, Log, History, Plans, Problems."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.logs.log_view import LogView
from desktop_pipeline.ui.plans.plans_tab import PlansTab
from desktop_pipeline.ui.runs.batch_panel import BatchPanel
from desktop_pipeline.ui.runs.history import HistoryTab
from desktop_pipeline.ui.runs.problems import ProblemsTab
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import GAP, Tone, icon, ink, theme


class Bottom(QTabWidget):
    """`runChanged` passes on what the batch panel hears."""

    runChanged = Signal(str)

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setAccessibleName(tr("Bottom", "Batch, log, history, plans and problems"))
        self.tabBar().setAccessibleName(tr("Bottom", "Batch, log, history, plans and problems"))
        self.batch, self.log = BatchPanel(bench, pump, self), LogView(bench, "", self)
        self.history, self.problems = HistoryTab(bench, pump, self), ProblemsTab(bench, pump, self)
        self.plans = PlansTab(bench, pump, self)
        for part, words in ((self.batch, tr("Bottom", "Batch")), (self.log, tr("Bottom", "Log")), (self.history, tr("Bottom", "History")),
                            (self.plans, tr("Bottom", "Plans")), (self.problems, tr("Bottom", "Problems"))):
            self.addTab(part, words)
        self.log.setContentsMargins(GAP, 4, GAP, 0)
        self.batch.logRequested.connect(lambda log_id, title: self.show_log(log_id))
        self.history.logRequested.connect(lambda log_id, title: self.show_log(log_id))
        self.batch.runChanged.connect(self.runChanged)
        self.problems.counted.connect(self._problems)
        theme().changed.connect(self._icons)
        self._count = 0
        self._problems(self.problems.model.rowCount())

    def _icons(self) -> None:
        for number, name in enumerate(("batch", "log", "history", "plan")):
            self.setTabIcon(number, icon(name))
        self.setTabIcon(self.indexOf(self.problems), icon("warning", ink(Tone.WARN)) if self._count else icon("check"))

    def _problems(self, count: int) -> None:
        self._count = count
        self.setTabText(self.indexOf(self.problems), tr("Bottom", "Problems") + (f" ({count})" if count else ""))
        self._icons()

    def show_log(self, log_id: str) -> None:
        """Show a log and bring its tab to the front."""
        self.log.open(log_id)
        self.setCurrentWidget(self.log)

    def show_batch(self) -> None:
        self.setCurrentWidget(self.batch)

    def show_plans(self) -> None:
        self.setCurrentWidget(self.plans)
        self.plans.table.setFocus()

    def show_problems(self) -> None:
        self.setCurrentWidget(self.problems)
