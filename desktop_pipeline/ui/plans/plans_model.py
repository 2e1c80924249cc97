"""The plans of the workspace as a table; those of the archive stand behind the others."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_pipeline.services.kept_ports import PlanPlace
from desktop_pipeline.services.plans import Summary
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone, colour, icon, ink

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class Column(IntEnum):
    NAME = 0
    TITLE = 1
    WORKLOADS = 2
    APP_MAPS = 3
    STATE = 4


class PlansModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plans: tuple[Summary, ...] = ()

    def show_plans(self, plans: tuple[Summary, ...]) -> None:
        if plans != self.plans:
            self.beginResetModel()
            self.plans = plans
            self.endResetModel()

    def plan(self, row: int) -> Summary | None:
        return self.plans[row] if 0 <= row < len(self.plans) else None

    def row_of(self, place: PlanPlace | None) -> int:
        """Where a plan stands now; -1 when it is not there."""
        return next((row for row, plan in enumerate(self.plans) if plan.place == place), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.plans)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if role != Role.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (tr("Plans", "Plan"), tr("Plans", "Title"), tr("Plans", "Workloads"), tr("Plans", "App maps"), tr("Plans", "State"))[section]

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        plan, column = self.plans[index.row()], index.column()
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self._words(plan, column)
        if role == Role.ToolTipRole:
            return state_of(plan, whole=True) if column == Column.STATE else self._words(plan, column)
        if role == Role.ForegroundRole and (plan.archived or column == Column.STATE):
            return ink(Tone.BAD) if plan.problems and column == Column.STATE else colour("muted")
        if role == Role.DecorationRole and column == Column.NAME:
            return icon("error", ink(Tone.BAD)) if plan.problems else icon("plan", colour("muted" if plan.archived else "text"))
        return None

    @staticmethod
    def _words(plan: Summary, column: int) -> str:
        known = not plan.problems or bool(plan.workloads)
        return {
            Column.NAME: plan.name, Column.TITLE: plan.title, Column.WORKLOADS: counts_of(plan) if known else "",
            Column.APP_MAPS: ", ".join(name.replace("/", " / ") for name in plan.app_maps), Column.STATE: state_of(plan),
        }[Column(column)]


def counts_of(plan: Summary) -> str:
    """`3 workloads, 2 builds`."""
    words = [trn("Plans", "{n} workload", "{n} workloads", plan.workloads)]
    if plan.builds:
        words.append(trn("Plans", "{n} build", "{n} builds", plan.builds))
    if plan.waves > 1:
        words.append(trn("Plans", "{n} wave", "{n} waves", plan.waves))
    return ", ".join(words)


def state_of(plan: Summary, *, whole: bool = False) -> str:
    """What is wrong with a plan, the first mistake or all of them; else where it lies."""
    if plan.problems:
        lines = [(f"{problem.file}:{problem.line}  " if problem.line else f"{problem.file}  ") + text(problem.message)
                 for problem in plan.problems]
        if whole or len(lines) == 1:
            return "\n".join(lines)
        return trn("Plans", "{n} mistake", "{n} mistakes", len(lines)) + f": {lines[0]}"
    return tr("Plans", "In the archive") if plan.archived else tr("Plans", "Can be checked and run")
