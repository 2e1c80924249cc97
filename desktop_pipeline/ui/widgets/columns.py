"""Columns that are as wide as their contents where there is room."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

_MOST = 420
"""Wider needs no column, however long one name is."""
_PAD = 12


class Columns(QObject):
    """Gives the columns of a table what their contents need, as far as there is room; at least `least`.

    What is left goes to the column `last`, which keeps `keep` pixels. It is done anew with each new width of the table and new rows; a
    width that a person has set stays.
    """

    def __init__(self, table: QTableView, least: Mapping[int, int], last: int, keep: int) -> None:
        super().__init__(table)
        self._table, self._least, self._last, self._keep = table, least, last, keep
        self._fitting = self._by_hand = False
        header = table.horizontalHeader()
        for column, width in least.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._resized)
        table.model().modelReset.connect(self.fit)
        table.model().dataChanged.connect(self.fit)
        table.viewport().installEventFilter(self)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return False

    def _resized(self, column: int) -> None:
        if not self._fitting and column != self._last and self._table.horizontalHeader().isVisible():
            self._by_hand = True

    def fit(self) -> None:
        if self._by_hand or self._fitting:
            return
        header, shown = self._table.horizontalHeader(), [column for column in self._least if not self._table.isColumnHidden(column)]
        wish = {column: min(_MOST, max(self._least[column], self._table.sizeHintForColumn(column) + _PAD, header.sectionSizeHint(column)))
                for column in shown}
        width = {column: self._least[column] for column in shown}
        room = self._table.viewport().width() - self._keep - sum(width.values())
        for left in range(len(shown), 0, -1):  # what needs least first, so that nobody keeps what another needs
            column = min((column for column in shown), key=lambda column: wish[column] - width[column])
            shown.remove(column)
            more = max(0, min(wish[column] - width[column], room // left))
            width[column] += more
            room -= more
        self._fitting = True
        for column, pixels in width.items():
            header.resizeSection(column, pixels)
        self._fitting = False


def fit_size(dialog: QWidget, width: int, height: int) -> None:
    """The size of a dialog at its start: no larger than the window it belongs to, where it can be as small as that."""
    parent = dialog.parentWidget()
    room = parent.window().size() if parent is not None else dialog.screen().availableSize()
    dialog.resize(QSize(width, height).boundedTo(room - QSize(24, 24)).expandedTo(dialog.minimumSize()))
