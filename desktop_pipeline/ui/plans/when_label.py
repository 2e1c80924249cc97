"""One line that says how long a plan would take and when it would end."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.plans.order_picture import total_of
from desktop_pipeline.ui.widgets.work import Work


class WhenLabel(QLabel):
    """Hidden while there is nothing to say: an empty plan, or an order with mistakes, which others tell."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self.setProperty("muted", True)
        self.setWordWrap(True)
        self.hide()

    def show_plan(self, plan: Plan) -> None:
        self._work.restart(self._show(plan), "forecast")

    async def _show(self, plan: Plan) -> None:
        try:
            forecast = await self._bench.plans.forecast(plan)
        except UserError:
            self.hide()
            return
        self.setText(total_of(plan, forecast, self._bench.clock.now()).partition("\n")[0])
        self.setVisible(bool(forecast.spans))
