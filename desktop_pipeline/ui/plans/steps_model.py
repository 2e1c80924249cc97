"""The steps of a plan as a table in which their order is set, and its pauses."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import RowChange, WorkloadStep
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.ui.places import place_words
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import KIND_ICONS, Tone, icon, ink
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
MAX_WAVE, MAX_SECONDS = 1000, 10**6
"""As the form of plan files has it."""


class Column(IntEnum):
    WORKLOAD = 0
    APP_MAP = 1
    CHANGE = 2
    WAVE = 3
    AFTER = 4
    ON_FAILURE = 5
    LIMIT = 6
    NOTE = 7


_FIXED = (Column.WORKLOAD, Column.APP_MAP, Column.CHANGE)
"""What is not edited here."""


def policy_word(policy: OnFailure | None) -> str:
    return {
        None: tr("EditPlan", "As the plan says"), OnFailure.CONTINUE: tr("EditPlan", "Go on with what does not need it"),
        OnFailure.STOP: tr("EditPlan", "Begin nothing more"), OnFailure.UNDO: tr("EditPlan", "Put back what was changed"),
    }[policy]


def change_words(step: WorkloadStep) -> str:
    """What a step does: `2.0 → 1.1`; with the names of the containers where there are several."""
    if len(step.rows) == 1:
        return _row_words(step.rows[0])
    return ", ".join(f"{row.container} {_row_words(row)}" for row in step.rows)


def _row_words(row: RowChange) -> str:
    was = row.shown_from or (version_in(row.expect) if row.expect else "?")
    return f"{was} → " + (tr("EditPlan", "new image of “{build}”", build=row.build) if row.build else row.tag)


class SecondsBox(QDoubleSpinBox):
    """Seconds, without zeros nobody typed; 0 has a word."""

    def __init__(self, unset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, MAX_SECONDS)
        self.setDecimals(3)
        self.setSingleStep(30)
        self.setSpecialValueText(unset)

    def textFromValue(self, value: float) -> str:
        return f"{value:.3f}".rstrip("0").rstrip(".")


class StepsModel(QAbstractTableModel):
    """`edited` comes after each change by the user."""

    edited = Signal()

    def __init__(self, steps: tuple[WorkloadStep, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.steps: list[WorkloadStep] = []
        self.problems: dict[str, str] = {}
        """What is wrong with the order, by id of step."""
        self.several = False
        """Whether the app map of a step says anything."""
        self.show_steps(steps)

    def show_steps(self, steps: tuple[WorkloadStep, ...]) -> None:
        self.beginResetModel()
        self.steps = list(steps)
        self.several = len({step.key[:2] for step in steps}) > 1
        self.endResetModel()

    def show_problems(self, problems: dict[str, str]) -> None:
        if problems != self.problems:
            self.problems = problems
            if self.steps:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.steps) - 1, Column.NOTE))

    def remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self.steps[row]
        self.endRemoveRows()
        self.edited.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.steps)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if role == Role.DisplayRole and orientation is Qt.Orientation.Horizontal:
            names = (tr("EditPlan", "Workload"), tr("EditPlan", "App map"), tr("EditPlan", "Change"), tr("EditPlan", "Wave"),
                     tr("EditPlan", "After"), tr("EditPlan", "After a failure"), tr("EditPlan", "Limit (s)"), tr("EditPlan", "Note"))
            return names[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags if index.column() in _FIXED else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        step, column = self.steps[index.row()], Column(index.column())
        problem = self.problems.get(step.id, "")
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            words = self._words(step, column)
            return f"{words}, {problem}" if role == Role.AccessibleTextRole and problem and column is Column.AFTER else words
        if role == Role.EditRole:
            return {Column.WAVE: step.wave, Column.AFTER: ", ".join(step.after), Column.ON_FAILURE: step.on_failure,
                    Column.LIMIT: step.time_limit, Column.NOTE: step.note}.get(column)
        if role == Role.ToolTipRole:
            return plain_tip(self._tip(step, column) if column is not Column.AFTER or not problem else problem)
        if role == Role.DecorationRole and column is Column.WORKLOAD:
            return icon("error", ink(Tone.BAD)) if problem else icon(KIND_ICONS[step.key.kind])
        if role == Role.ForegroundRole and problem and column in (Column.WORKLOAD, Column.AFTER):
            return ink(Tone.BAD)
        return None

    def _words(self, step: WorkloadStep, column: Column) -> str:
        limit = f"{step.time_limit:g}" if step.time_limit else "–"
        place = place_words(step.key, (other.key for other in self.steps)) or step.key.namespace
        return {Column.WORKLOAD: step.key.name, Column.APP_MAP: place, Column.CHANGE: change_words(step), Column.WAVE: str(step.wave),
                Column.AFTER: ", ".join(step.after), Column.ON_FAILURE: policy_word(step.on_failure), Column.LIMIT: limit,
                Column.NOTE: step.note}[column]

    def _tip(self, step: WorkloadStep, column: Column) -> str:
        if column is Column.AFTER:
            return tr("EditPlan", "Workloads that must have ended well before, with commas between them")
        if column not in _FIXED:
            return self._words(step, column)
        return "\n".join([str(step.key), *(f"{row.container}: {_row_words(row)}" for row in step.rows)])

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not index.isValid():
            return False
        step, column = self.steps[index.row()], Column(index.column())
        if column is Column.WAVE:
            new = replace(step, wave=int(value))
        elif column is Column.AFTER:
            new = replace(step, after=tuple(dict.fromkeys(word.strip() for word in str(value).split(",") if word.strip())))
        elif column is Column.ON_FAILURE:
            new = replace(step, on_failure=OnFailure(value) if value else None)
        elif column is Column.LIMIT:
            new = replace(step, time_limit=float(value))
        else:
            new = replace(step, note=str(value).strip())
        if new != step:
            self.steps[index.row()] = new
            self.dataChanged.emit(index, index)
            self.edited.emit()
        return True


class StepsDelegate(QStyledItemDelegate):
    """Editors of the cells: numbers in their range, a list for the policy, else a line of text."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = index.column()
        editor: QWidget
        if column == Column.WAVE:
            wave = editor = QSpinBox(parent)
            wave.setRange(0, MAX_WAVE)
        elif column == Column.LIMIT:
            editor = SecondsBox("–", parent)
        elif column == Column.ON_FAILURE:
            combo = editor = QComboBox(parent)
            for policy in (None, *OnFailure):
                combo.addItem(policy_word(policy), policy)
            combo.activated.connect(lambda: self.commitData.emit(combo))
        else:
            editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(str(index.model().headerData(column, Qt.Orientation.Horizontal)))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data(Role.EditRole)))
        elif isinstance(editor, QSpinBox | QDoubleSpinBox):
            editor.setValue(index.data(Role.EditRole))
            editor.selectAll()
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QSpinBox | QDoubleSpinBox):
            editor.interpretText()
            model.setData(index, editor.value())
        else:
            super().setModelData(editor, model, index)


class PausesModel(QAbstractTableModel):
    """Pauses for a person: after which wave, and what is asked."""

    edited = Signal()

    def __init__(self, pauses: tuple[Pause, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pauses = list(pauses)

    def show_pauses(self, pauses: tuple[Pause, ...]) -> None:
        self.beginResetModel()
        self.pauses = list(pauses)
        self.endResetModel()

    def add(self, pause: Pause) -> None:
        self.beginInsertRows(QModelIndex(), len(self.pauses), len(self.pauses))
        self.pauses.append(pause)
        self.endInsertRows()
        self.edited.emit()

    def remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self.pauses[row]
        self.endRemoveRows()
        self.edited.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.pauses)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if role == Role.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return (tr("EditPlan", "After wave"), tr("EditPlan", "What is asked"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        pause = self.pauses[index.row()]
        if role == Role.ToolTipRole:
            return plain_tip(pause.text if index.column() else str(pause.after_wave))
        if role in (Role.DisplayRole, Role.EditRole):
            return pause.text if index.column() else pause.after_wave if role == Role.EditRole else str(pause.after_wave)
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not index.isValid():
            return False
        pause = self.pauses[index.row()]
        new = replace(pause, text=str(value).strip()) if index.column() else replace(pause, after_wave=min(MAX_WAVE, max(0, int(value))))
        if new != pause:
            self.pauses[index.row()] = new
            self.dataChanged.emit(index, index)
            self.edited.emit()
        return True
