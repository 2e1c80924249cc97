"""Every visible control of every window has a name for screen readers and is reached by Tab, and Tab never gets stuck."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from desktop_pipeline.adapters.sandbox import demo
from desktop_pipeline.domain.builds import TASK_TYPES, TaskKind
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.ui.builds.build_editor import BuildEditor
from desktop_pipeline.ui.builds.run_dialog import RunBuildDialog
from desktop_pipeline.ui.logs.log_view import LogWindow
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.runs.sheet import BatchSheet
from desktop_pipeline.ui.settings.first_start import FirstStart
from desktop_pipeline.ui.settings.settings_dialog import PAGES, SettingsDialog
from tests.ui.support import key, open_window, until

KINDS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView, QTabBar)


def label(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()!r} in {type(widget.parentWidget()).__name__}"


def controls(root: QWidget) -> list[QWidget]:
    """What a user can work with: visible, on, and no inner part of another control."""
    found = []
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), QLineEdit | QComboBox | QAbstractSpinBox | QTabBar)
        if isinstance(widget, KINDS) and not isinstance(widget, QHeaderView) and not inner and widget.isVisible() and widget.isEnabled() \
                and widget.window() is root.window():
            found.append(widget)
    return found


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def leave(here: QWidget) -> None:
    """Press Tab until the focus is elsewhere. The grid goes from cell to cell first; where Tab is a letter, Ctrl+Tab leads on."""
    for _ in range(100):
        QTest.keyClick(here, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is not here:
            return
        if isinstance(here, QPlainTextEdit):
            QTest.keyClick(here, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
            return


def walked(root: QWidget) -> tuple[set[QWidget], list[str]]:
    """Press Tab until the focus comes round: where it was, and where it got stuck."""
    first = root.window().focusWidget() or next(widget for widget in controls(root) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: set[QWidget] = set()
    stuck: list[str] = []
    for _ in range(300):
        here = QApplication.focusWidget()
        assert here is not None, "nothing has the focus"
        if here in seen:
            break
        seen.add(here)
        leave(here)
        if QApplication.focusWidget() is here:
            stuck.append(label(here))
            break
    return seen, stuck


async def check(root: QWidget) -> None:
    root.activateWindow()
    await until(root.isActiveWindow)
    await asyncio.sleep(0.05)
    wanted = controls(root)
    assert wanted
    assert [label(widget) for widget in wanted if not name_of(widget)] == []
    seen, stuck = walked(root)
    assert stuck == []
    # A control counts as reached when the focus was on it or on its inner field.
    reached = seen | {widget.parentWidget() for widget in seen if widget.parentWidget() is not None}
    assert [label(widget) for widget in wanted if widget not in reached and widget.focusProxy() not in reached] == []


async def close(window: QWidget) -> None:
    window.close()
    await asyncio.sleep(0.02)


def test_main_window(qt_run):
    async def scenario():
        async with open_window() as window:
            for tab in range(window.bottom.count()):
                window.bottom.setCurrentIndex(tab)
                await asyncio.sleep(0.05)
                await check(window)

    qt_run(scenario(), 60)


def test_tab_leads_as_one_reads(qt_run):
    async def scenario():
        async with open_window() as window:
            bench = window.bench
            row = next(row for row in bench.planner.rows("lab", "shop") if row.container.name == "redis")
            bench.planner.choose(row, Choice(Mode.TAG, "7.4.2"))
            await until(window.toolbar.batch.isEnabled)
            buttons = window.toolbar.buttons
            window.toolbar.map.setFocus()
            stops = []
            for _ in range(10):
                here = QApplication.focusWidget()
                stops.append(here)
                leave(here)
            assert stops == [window.toolbar.map, window.toolbar.filter, buttons["plan.preflight"], buttons["plan.save"],
                             buttons["run.batch"], buttons["run.hold"], window.toolbar.more, window.tree, window.grid, window.details]

    qt_run(scenario(), 60)


async def editor_of(window: MainWindow, name: str) -> BuildEditor:
    window.edit_build(name)
    editor = window.findChild(BuildEditor)
    editor.activateWindow()
    await until(editor.isActiveWindow)
    await asyncio.sleep(0.1)
    return editor


@pytest.mark.parametrize("kind", list(TASK_TYPES), ids=lambda kind: kind.value)
def test_edit_build(kind, qt_run):
    async def scenario():
        async with open_window() as window:
            editor = await editor_of(window, "web")
            if kind is not TaskKind.CODE:
                editor.recipe.add(kind)
            await asyncio.sleep(0.1)
            await check(editor)
            editor.ui.tabs.setCurrentIndex(1)
            await asyncio.sleep(0.1)
            await check(editor)
            editor._close_now = True
            await close(editor)

    qt_run(scenario(), 60)


def test_run_build(qt_run):
    async def scenario():
        async with open_window() as window:
            build = window.bench.catalog.build("web")
            dialog = RunBuildDialog(window.bench, build, "1.4.0.B000008", window)
            dialog.open()
            await until(dialog.isVisible)
            await asyncio.sleep(0.3)
            await check(dialog)
            dialog.reject()
            await asyncio.sleep(0.05)

    qt_run(scenario(), 60)


@pytest.mark.parametrize("page", list(PAGES))
def test_settings(page, qt_run):
    async def scenario():
        async with open_window() as window:
            dialog = SettingsDialog(window.bench, window, page)
            dialog.open()
            await until(dialog.isVisible)
            await asyncio.sleep(0.2)
            await check(dialog)
            dialog.reject()
            await asyncio.sleep(0.05)

    qt_run(scenario(), 60)


def test_log_window(qt_run):
    async def scenario():
        async with open_window() as window:
            run = next(run for item in window.grid_model.node(window.grid_model.find(key("api"))).items for run in item.row.versions.runs)
            log = LogWindow(window.bench, f"{run.run_id}/build/api", window)
            log.show()
            await asyncio.sleep(0.3)
            await check(log)
            await close(log)

    qt_run(scenario(), 60)


def test_batch_sheet_of_a_protected_map(qt_run):
    async def scenario():
        async with open_window("prod-eu", "shop-prod") as window:
            bench = window.bench
            row = next(row for row in bench.planner.rows("prod-eu", "shop-prod") if row.container.name == "redis")
            bench.planner.choose(row, Choice(Mode.TAG, "7.4.2"))
            window.runner.run_batch("prod-eu", "shop-prod")
            await until(lambda: window.findChildren(BatchSheet))
            sheet = window.findChildren(BatchSheet)[0]
            await until(sheet.busy.isHidden, 20)
            await check(sheet)
            sheet.reject()
            await asyncio.sleep(0.05)

    qt_run(scenario(), 60)


def test_first_start(qt_run):
    async def scenario():
        async with open_window() as window:
            first = FirstStart(window.bench.tasks)
            first.show()
            await check(first)
            await close(first)
            first.deleteLater()

    qt_run(scenario(), 60)


def test_a_picker_is_named_and_closes_by_escape(qt_run):
    async def scenario():
        async with open_window(demo.LAB, demo.NAMESPACE) as window:
            QTest.mouseClick(window.toolbar.map, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
            await until(lambda: QApplication.activePopupWidget() is not None)
            popup = QApplication.activePopupWidget()
            assert popup is not None
            assert [label(widget) for widget in controls(popup) if not name_of(widget)] == []
            QTest.keyClick(QApplication.focusWidget() or popup, Qt.Key.Key_Escape)
            await until(lambda: QApplication.activePopupWidget() is None)

    qt_run(scenario(), 60)
