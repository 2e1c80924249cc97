"""What the tests of the window share: a sandbox workbench, its window, and how to reach painted cells with mouse and keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Cell, Column
from desktop_pipeline.ui.pipeline.view import PipelineView
from desktop_pipeline.ui.runs.sheet import BatchSheet
from desktop_pipeline.ui.widgets.picker import Picker
from desktop_pipeline.ui.window_state import WindowState

LAB, SHOP = "lab", "shop"


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something is so; fails after a time that only a defect can need."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"did not come true in {seconds} s")


@asynccontextmanager
async def bench_of_sandbox() -> AsyncIterator[Workbench]:
    bench = compose(Options(sandbox=True))
    await bench.start()
    try:
        yield bench
    finally:
        await bench.close()


@asynccontextmanager
async def open_window(cluster: str = LAB, namespace: str = SHOP) -> AsyncIterator[MainWindow]:
    """The window on the sandbox, with all rows and versions there."""
    async with bench_of_sandbox() as bench:
        window = MainWindow(bench, WindowState(width=1400, height=1000, cluster=cluster, namespace=namespace, look="light"))
        window.show()
        try:
            await until(lambda: bench.planner.rows(cluster, namespace))
            await until(lambda: all(row.versions.seen for row in bench.planner.rows(cluster, namespace)))
            await until(lambda: len(window.grid_model.nodes()) == len(bench.inventory.facts(cluster, namespace).workloads) > 0)
            await until(lambda: all(item.row.versions.seen for node in window.grid_model.nodes() for item in node.items))
            window.activateWindow()
            await until(window.isActiveWindow)
            await asyncio.sleep(0.05)  # layouts come with the next turns of the loop
            yield window
        finally:
            window.leave()
            window.deleteLater()


def key(name: str, kind: Kind = Kind.DEPLOYMENT, cluster: str = LAB, namespace: str = SHOP) -> WorkloadKey:
    return WorkloadKey(cluster, namespace, kind, name)


class Grid:
    """The grid of a window as a user has it: cells by workload and container, clicks and keys."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.view: PipelineView = window.grid
        self.model = window.grid_model

    def index(self, workload: WorkloadKey, container: str = "", column: int = Column.IMAGE) -> QModelIndex:
        index = self.model.find(workload, container, column)
        assert index.isValid(), (workload, container)
        if not self.view.viewport().rect().contains(self.view.visualRect(index)):
            self.view.scrollTo(index)
        return index

    def cell(self, workload: WorkloadKey, container: str = "", column: int = Column.IMAGE) -> Cell:
        return self.model.cell(self.index(workload, container, column))

    def cell_here(self) -> Cell:
        """The cell where the keyboard is."""
        return self.model.cell(self.view.currentIndex())

    def tip(self, workload: WorkloadKey, container: str = "", column: int = Column.IMAGE) -> str:
        return str(self.index(workload, container, column).data(Qt.ItemDataRole.ToolTipRole) or "")

    def click(self, workload: WorkloadKey, container: str = "", column: int = Column.IMAGE, at: QPoint | None = None) -> None:
        index = self.index(workload, container, column)
        rect = self.view.visualRect(index)
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=at or rect.center())

    def key(self, pressed: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, pressed, modifiers)

    @staticmethod
    def picker() -> Picker:
        picker = QApplication.activePopupWidget()
        assert isinstance(picker, Picker)
        return picker

    def pick(self, words: str) -> None:
        """Click an entry of the open picker."""
        picker = self.picker()
        row = next(row for row in range(picker.entries.rowCount()) if picker.entries.entry(row).text == words)
        index = picker.entries.index(row)
        picker.list.scrollTo(index)
        QTest.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=picker.list.visualRect(index).center())

    def choose(self, workload: WorkloadKey, container: str, column: int, words: str) -> None:
        """Open a picker by mouse and click an entry."""
        self.click(workload, container, column)
        self.pick(words)

    def type_tag(self, workload: WorkloadKey, container: str, tag: str) -> None:
        """Type a tag into the Image Tag field and press Enter."""
        self.click(workload, container, Column.CONTROL)
        picker = self.picker()
        picker.field.selectAll()
        QTest.keyClick(picker.field, Qt.Key.Key_Delete)
        QTest.keyClicks(picker.field, tag)
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    def can_run(self, workload: WorkloadKey) -> bool:
        return self.cell(workload, "", Column.MODE).enabled


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


async def sheet_of(window: MainWindow) -> BatchSheet:
    """The sheet that is open, once pre-flight has answered."""
    await until(lambda: any(sheet.isVisible() for sheet in window.findChildren(BatchSheet)))
    sheet = next(sheet for sheet in window.findChildren(BatchSheet) if sheet.isVisible())
    await until(sheet.busy.isHidden, 20)
    return sheet
