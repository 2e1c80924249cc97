"""The plans of the workspace as a table; those of the archive stand behind the others."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_pipeline.domain.holds import Hold
from desktop_pipeline.services.kept_ports import PlanPlace
from desktop_pipeline.services.plans import Summary
from desktop_pipeline.ui.runs.hold_words import file_changed
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone, colour, icon, ink
from desktop_pipeline.ui.widgets.tips import plain_tip

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
        self.held: dict[str, bool] = {}
        """Names of the plans that are armed, and whether the file was changed since."""

    def show_held(self, holds: Iterable[Hold]) -> None:
        held = dict[str, bool]()
        for hold in holds:
            if hold.file and not hold.phase.over:
                held[hold.file] = held.get(hold.file, False) or file_changed(hold)
        if held != self.held:
            self.held = held
            if self.plans:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.plans) - 1, Column.STATE))

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
            return plain_tip(self._state(plan, whole=True) if column == Column.STATE else self._words(plan, column))
        if role == Role.ForegroundRole and (plan.archived or column == Column.STATE):
            if column == Column.STATE and self._armed(plan) is not None and not plan.problems:
                return ink(Tone.WARN if self._armed(plan) else Tone.BUSY)
            return ink(Tone.BAD) if plan.problems and column == Column.STATE else colour("muted")
        if role == Role.DecorationRole and column == Column.NAME:
            if self._armed(plan) is not None and not plan.problems:
                return icon("clock", ink(Tone.WARN if self._armed(plan) else Tone.BUSY))
            return icon("error", ink(Tone.BAD)) if plan.problems else icon("plan", colour("muted" if plan.archived else "text"))
        return None

    def _armed(self, plan: Summary) -> bool | None:
        """None: it is not armed; True: but its file was changed since."""
        return None if plan.archived else self.held.get(plan.name)

    def _state(self, plan: Summary, *, whole: bool = False) -> str:
        words, changed = state_of(plan, whole=whole), self._armed(plan)
        if changed is None:
            return words
        armed = tr("Plans", "Armed, but its file was changed since: arm it again") if changed else tr(
            "Plans", "Armed: it waits, and starts by itself")
        return f"{armed}\n{words}" if whole and plan.problems else words if plan.problems else armed

    def _words(self, plan: Summary, column: int) -> str:
        known = not plan.problems or bool(plan.workloads)
        return {
            Column.NAME: plan.name, Column.TITLE: plan.title, Column.WORKLOADS: counts_of(plan) if known else "",
            Column.APP_MAPS: ", ".join(name.replace("/", " / ") for name in plan.app_maps), Column.STATE: self._state(plan),
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
    if plan.archived:
        return tr("Plans", "In the archive")
    return tr("Plans", "Can be checked and run") if plan.workloads or plan.builds else tr("Plans", "There is nothing in it yet")
