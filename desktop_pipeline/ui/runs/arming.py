"""What else the window does with held plans: arming one again after its file was changed, and the marks of their rows in the grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.runs.hold_dialog import HoldDialog
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow


class Arming(QObject):
    """Arms a held plan as its file is now, with the times and the consent of before as the start."""

    def __init__(self, bench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._bench, self._window = bench, window
        self._work = Work(bench.tasks, self)

    def again(self, hold_id: str) -> None:
        if not self._work.busy("arm again"):
            self._work.start(self._again(hold_id), "arm again")

    async def _again(self, hold_id: str) -> None:
        hold = self._bench.holds.find(hold_id)
        if hold is None:
            return
        try:
            plan = await self._bench.plans.load(hold.file)
            dialog = HoldDialog(self._bench, plan, self._window, from_grid=False, instead_of=hold)
            done = await ask.show(dialog)
        except (UserError, UserErrors) as error:
            await ask.tell_error(self._window, tr("Hold", "The plan cannot be armed again"), error)
            return
        try:
            if done:
                await self._bench.holds.disarm(hold_id)
        except UserError as error:
            if error.code != "hold.gone":  # that is what was wanted
                await ask.tell_error(self._window, tr("Hold", "The plan was not disarmed"), error)


class HoldMarks:
    """Keeps the marks of the grid's rows as the held plans are."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._shown: Mapping[RowKey, str] = {}

    def refresh(self) -> None:
        rows = self._window.bench.holds.rows()
        if rows != self._shown:
            self._shown = rows
            self._window.grid_model.refresh_all()
