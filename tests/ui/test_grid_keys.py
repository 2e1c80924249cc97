"""The grid by keyboard alone, and for those who cannot see it."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QHeaderView, QLineEdit, QTabBar, QWidget

from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.ui.pipeline.cells import Column
from tests.ui.support import Grid, key, open_window, until

API, DB, WEB = key("api"), key("db", Kind.STATEFUL_SET), key("web")
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_version_is_chosen_and_run_by_keys_alone(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.grid.setFocus()
            window.grid.setCurrentIndex(grid.index(API))
            grid.key(Qt.Key.Key_Down)
            assert window.grid.currentIndex().column() == Column.IMAGE
            for _ in range(3):
                grid.key(Qt.Key.Key_Right)
            assert window.grid.currentIndex().column() == Column.MODE
            grid.key(Qt.Key.Key_Down)
            assert window.grid.currentIndex().column() == Column.CONTROL
            grid.key(Qt.Key.Key_F2)
            QTest.keyClick(grid.picker().list, Qt.Key.Key_Up)
            QTest.keyClick(grid.picker().list, Qt.Key.Key_Return)
            await asyncio.sleep(0)
            assert grid.can_run(API)
            grid.key(Qt.Key.Key_Return, CONTROL)
            await until(window.bench.executor.active_runs)

    qt_run(scenario())


def test_letters_begin_a_tag_and_delete_empties_it(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.grid.setFocus()
            window.grid.setCurrentIndex(grid.index(DB, "postgres", Column.CONTROL))
            grid.key(Qt.Key.Key_1)
            picker = grid.picker()
            assert picker.field.text() == "1"
            QTest.keyClicks(picker.field, "7.6")
            QTest.keyClick(picker.field, Qt.Key.Key_Return)
            assert grid.cell(DB, "postgres", Column.CONTROL).text == "17.6"
            grid.key(Qt.Key.Key_Delete)
            assert grid.cell(DB, "postgres", Column.CONTROL).text == ""

    qt_run(scenario())


def test_space_ticks_execute_and_tab_goes_over_what_can_be_used(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.grid.setFocus()
            window.grid.setCurrentIndex(grid.index(WEB, "web", Column.MODE))
            grid.key(Qt.Key.Key_Return)
            QTest.keyClick(grid.picker().list, Qt.Key.Key_End)
            QTest.keyClick(grid.picker().list, Qt.Key.Key_Return)
            grid.key(Qt.Key.Key_Tab)
            assert window.grid.currentIndex().column() == Column.CONTROL
            grid.key(Qt.Key.Key_Space)
            assert grid.cell(WEB, "web", Column.CONTROL).ticked
            places = []
            for _ in range(4):
                grid.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
                places.append(grid.cell_here())
            assert all(cell.enabled for cell in places)
            window.grid.setCurrentIndex(grid.index(WEB))
            grid.key(Qt.Key.Key_Tab)
            assert window.grid.currentIndex() == grid.index(WEB, "", Column.MODE), "Run is on, so Tab stops there"

    qt_run(scenario())


def test_left_and_right_fold_a_workload(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.grid.setCurrentIndex(grid.index(WEB))
            grid.key(Qt.Key.Key_Left)
            assert not window.grid.isExpanded(grid.index(WEB))
            grid.key(Qt.Key.Key_Right)
            assert window.grid.isExpanded(grid.index(WEB))

    qt_run(scenario())


def nameless(root: QWidget) -> list[str]:
    """Visible controls without an accessible name."""
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QTabBar)
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, kinds) or isinstance(widget, QHeaderView) or not widget.isVisible():
            continue
        if isinstance(widget.parentWidget(), QLineEdit):  # Qt's own clear button
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name and isinstance(widget, QAbstractButton):
            name = widget.text()
        if not name:
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}")
    return found


def test_every_control_and_cell_has_a_name(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            for tab in range(window.bottom.count()):
                window.bottom.setCurrentIndex(tab)
                await asyncio.sleep(0.02)
                assert nameless(window) == []
            model = window.grid_model
            for row in range(model.rowCount(QModelIndex())):
                header = model.index(row, 0)
                for index in (header, model.index(row, Column.MODE)):
                    assert index.data(Qt.ItemDataRole.AccessibleTextRole)
                for child in range(model.rowCount(header)):
                    for column in Column:
                        index = model.index(child, column, header)
                        if model.flags(index):
                            assert index.data(Qt.ItemDataRole.AccessibleTextRole), (row, child, column)
            why = grid.index(API, "", Column.MODE).data(Qt.ItemDataRole.AccessibleDescriptionRole)
            assert "2.0.0.B000002 is already deployed." in why
            interface = QAccessible.queryAccessibleInterface(window.grid)
            assert interface is not None
            assert interface.childCount() > 20

    qt_run(scenario())


def test_closing_a_picker_by_clicking_elsewhere_keeps_what_was_typed(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.click(DB, "postgres", Column.CONTROL)
            picker = grid.picker()
            QTest.keyClicks(picker.field, "17.1")
            picker.hide()
            await asyncio.sleep(0)
            assert grid.cell(DB, "postgres", Column.CONTROL).text == "17.1"
            assert QApplication.activePopupWidget() is None

    qt_run(scenario())
