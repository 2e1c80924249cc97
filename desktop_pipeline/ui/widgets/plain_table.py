"""How tables of dialogs and tabs look."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget


def menu_place(view: QAbstractItemView, at: QPoint) -> QPoint:
    """Where the menu of the current row opens on the screen: at the pointer where that is on the row, else (Menu key) below the beginning
    of the row, which is brought into sight."""
    first = view.currentIndex().siblingAtColumn(0)
    if first.isValid() and view.indexAt(at).siblingAtColumn(0) != first:
        view.scrollTo(first)
        row = view.visualRect(first)
        at = row.bottomLeft() + QPoint(row.height(), 0)
    return view.viewport().mapToGlobal(at)


def plain_table(model: QAbstractItemModel, name: str, parent: QWidget) -> QTableView:
    """A table without lines and row numbers, in which Tab leads on to the next control; edited cell by cell where its model lets it."""
    table = QTableView(parent)
    table.setAccessibleName(name)
    table.setModel(model)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setStyleSheet("QTableView::item { padding: 0 6px; border: 0; }")
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(26)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    table.setEditTriggers(QTableView.EditTrigger.AllEditTriggers & ~QTableView.EditTrigger.CurrentChanged)
    return table
