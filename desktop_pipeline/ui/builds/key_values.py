"""A small table of names and values: environment, headers, build arguments."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop_pipeline.ui.texts import tr

_ROW = 26


class KeyValueTable(QTableWidget):
    """Two columns, with an empty row at the end for the next entry. Del removes the chosen rows."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._loading = False
        self.setHorizontalHeaderLabels([tr("KeyValues", "Name"), tr("KeyValues", "Value")])
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setColumnWidth(0, 150)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.SelectedClicked | trigger.AnyKeyPressed | trigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.itemChanged.connect(self._changed)
        self.set_values({})

    def set_values(self, values: Mapping[str, str]) -> None:
        self._loading = True
        self.setRowCount(0)
        for name, value in values.items():
            self._append(name, value)
        self._append("", "")
        self._loading = False
        self._fit()

    def values(self) -> dict[str, str]:
        """The entries; rows without a name and value are left out. `problem` says whether they can be used."""
        return dict(self._pairs())

    def problem(self) -> str:
        """Why the entries cannot be used; '' when they can."""
        names = [name for name, _ in self._pairs()]
        if "" in names:
            return tr("KeyValues", "A value has no name.")
        double = next((name for name in names if names.count(name) > 1), "")
        return tr("KeyValues", "“{name}” is there twice.", name=double) if double else ""

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [(self._text(row, 0).strip(), self._text(row, 1)) for row in range(self.rowCount())]
        return [pair for pair in pairs if any(pair)]

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text() if item is not None else ""

    def _append(self, name: str, value: str) -> None:
        row = self.rowCount()
        self.insertRow(row)
        self.setItem(row, 0, QTableWidgetItem(name))
        self.setItem(row, 1, QTableWidgetItem(value))

    def _changed(self) -> None:
        if self._loading:
            return
        last = self.rowCount() - 1
        if last < 0 or self._text(last, 0) or self._text(last, 1):
            self._loading = True
            self._append("", "")
            self._loading = False
            self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        rows = min(max(self.rowCount(), 2), 6)
        self.setFixedHeight(rows * _ROW + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.state() != QAbstractItemView.State.EditingState:
            rows = sorted({index.row() for index in self.selectedIndexes()}, reverse=True)
            self._loading = True
            for row in rows:
                if row < self.rowCount() - 1:
                    self.removeRow(row)
            self._loading = False
            self._fit()
            if rows:
                self.edited.emit()
            return
        super().keyPressEvent(event)
