"""A person at the window, for proofs: works with mouse and keys, measures each act, and sees dialogs that nobody asked for."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from desktop_pipeline.ui.main_window import MainWindow
    from desktop_pipeline.ui.runs.sheet import BatchSheet

BUDGET = 100.0
"""Milliseconds: the longest gap of the loop that is allowed."""
TAG, OTHER = "2.0", "2.1"


@dataclass
class Seen:
    """What one session of the window found. Gaps in ms, by action: when it ended (perf_counter) and its length."""

    started: float = 0.0
    rows: int = 0
    kept: int = 0
    dialogs: list[str] = field(default_factory=list)
    actions: dict[str, int] = field(default_factory=dict)
    gaps: list[tuple[str, float, float]] = field(default_factory=list)
    others: list[tuple[float, float]] = field(default_factory=list)
    """Gaps of a process that does nothing, in the same moments."""
    opening: float = 0.0
    closing: float = 0.0
    states: dict[str, str] = field(default_factory=dict)
    header: str = ""
    plans: list[int] = field(default_factory=list)
    """Steps of the saved plans."""
    checked: int = 0
    differences: list[int] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)
    """The last app map after a plan was opened in the grid: what each row shows."""

    def against(self) -> list[tuple[str, float, float]]:
        """Gaps over the budget that were the program's own."""
        found = []
        for action, end, gap in self.gaps:
            beside = max((other for at, other in self.others if end - gap / 1000 <= at <= end + 0.05), default=0.0)
            if gap > BUDGET and beside < gap / 2:
                found.append((action, end, gap))
        return found


async def until(holds: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        await asyncio.sleep(0.02)


def on_screen(widget: QWidget) -> bool:
    import shiboken6

    return shiboken6.isValid(widget) and widget.isVisible()


class Person:
    """Works in the window with mouse and keys, and measures each act."""

    def __init__(self, window: MainWindow, seen: Seen) -> None:
        from desktop_pipeline.ui.meter import LoopMeter
        from tests.e2e.hand import Hand

        self.window, self.seen, self.hand = window, seen, Hand(window)
        self.meter = LoopMeter(window)
        self.asked_for: set[int] = set()

    @contextlib.asynccontextmanager
    async def act(self, name: str) -> Any:
        """One action, and what it leaves for the next turns of the loop."""
        self.meter.reset()
        yield
        await asyncio.sleep(0.15)
        self.seen.actions[name] = self.seen.actions.get(name, 0) + 1
        self.seen.gaps += [(name, end, gap) for end, gap in self.meter.late]
        self.look_for_dialogs()

    def look_for_dialogs(self) -> None:
        from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible() and id(widget) not in self.asked_for:
                self.asked_for.add(id(widget))
                words = f"{widget.informativeText()} {widget.detailedText()}" if isinstance(widget, QMessageBox) else ""
                self.seen.dialogs.append(f"{type(widget).__name__}: {widget.windowTitle()} {words}")

    async def show_map(self, namespace: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        tree = self.window.tree
        async with self.act("show an app map"):
            index = self.window.tree_model.find("lab", namespace)
            tree.scrollTo(index)
            QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
        await until(lambda: self.window.namespace == namespace and self.window.grid_model.nodes(), 10, namespace)
        await asyncio.sleep(0.3)

    async def choose(self, workload: str, tag: str = TAG, *, typed: bool) -> None:
        from desktop_pipeline.ui.pipeline.cells import Column

        hand = self.hand
        self.window.grid.scrollTo(self.window.grid_model.find(hand.key(workload), "main", Column.IMAGE))
        await asyncio.sleep(0.05)
        async with self.act("type a tag" if typed else "pick a tag from the list"):
            if typed:
                hand.type_tag(workload, "main", tag)
            else:
                hand.click(workload, "main", Column.MODE if hand._one_control(workload, "main") else Column.CONTROL)
                self._pick(tag)
        assert hand.shown(workload, "main", Column.CONTROL).endswith(tag), hand.shown(workload, "main", Column.CONTROL)

    def _pick(self, tag: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        picker = self.hand._picker()
        model = picker.list.model()
        row = next(row for row in range(model.rowCount()) if str(model.index(row, 0).data()) == tag)
        picker.list.scrollTo(model.index(row, 0))
        QTest.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=picker.list.visualRect(model.index(row, 0)).center())

    async def _to_front(self, action: str) -> None:
        """Keys go to the window that is active, and only to what is on."""
        self.window.activateWindow()
        await until(self.window.isActiveWindow, 5, "the window is active")
        assert self.window.actions_[action].isEnabled(), self.window.actions_[action].toolTip()
        self.look_for_dialogs()
        assert not self.seen.dialogs, self.seen.dialogs

    async def preflight(self, picture: Path | None) -> None:
        """F7: the sheet that was asked for says by itself that nothing can be reached."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        await self._to_front("plan.preflight")
        async with self.act("pre-flight"):
            QTest.keyClick(self.window, Qt.Key.Key_F7)
            sheet = await self._sheet()
        await self._answered(sheet, picture)

    async def _sheet(self) -> BatchSheet:
        from desktop_pipeline.ui.runs.sheet import BatchSheet

        sheet = await self.hand.dialog(BatchSheet)
        self.asked_for.add(id(sheet))
        return sheet

    async def _answered(self, sheet: BatchSheet, picture: Path | None = None) -> None:
        async with self.act("pre-flight's answer"):
            await until(sheet.busy.isHidden, 40, "pre-flight answers")
        if picture is not None:
            sheet.grab().save(str(picture))
        await self._close(sheet)

    async def _close(self, dialog: QDialog) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        async with self.act("close a dialog"):
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: not on_screen(dialog), 5, "the dialog is gone")

    async def save(self, title: str) -> None:
        """Ctrl+S, the choices of all app maps."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from desktop_pipeline.ui.plans.save_plan import SavePlanDialog

        await self._to_front("plan.save")
        async with self.act("save a plan"):
            QTest.keyClick(self.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            dialog = await self.hand.dialog(SavePlanDialog)
            self.asked_for.add(id(dialog))
            QTest.keyClick(dialog.all_maps, Qt.Key.Key_Space)
            QTest.keyClicks(dialog.title, title)
            QTest.keyClick(dialog.title, Qt.Key.Key_Return)
        await until(lambda: not on_screen(dialog), 5, "the dialog is gone")
        await asyncio.sleep(0.3)

    # ---- saved plans ---------------------------------------------------------------------------------------------------------------------

    async def show_plans(self, name: str) -> None:
        """Ctrl+P, then a click on the plan."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from desktop_pipeline.services.plans import PlanPlace

        tab = self.window.bottom.plans
        await self._to_front("plan.list")
        async with self.act("show the plans"):
            QTest.keyClick(self.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: on_screen(tab.table) and tab.model.row_of(PlanPlace(name)) >= 0, 5, f"{name} is in the list")
        async with self.act("select a plan"):
            index = tab.model.index(tab.model.row_of(PlanPlace(name)), 0)
            tab.table.scrollTo(index)
            QTest.mouseClick(tab.table.viewport(), Qt.MouseButton.LeftButton, pos=tab.table.visualRect(index).center())
        chosen = tab.chosen()
        assert chosen is not None and chosen.name == name, chosen

    def _press(self, action: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        tab = self.window.bottom.plans
        button = next(button for button in tab.buttons if button.defaultAction() is tab.actions_[action])
        assert button.isEnabled() and on_screen(button), f"{action}: {button.toolTip()}"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    async def check_plan(self, picture: Path | None = None) -> int:
        """Check the selected plan; the number of workloads in the sheet."""
        from desktop_pipeline.ui.runs.sheet_model import Sort

        async with self.act("check a plan"):
            self._press("plan.check")
            sheet = await self._sheet()
        await self._answered(sheet, picture)
        return sum(line.sort is Sort.WORKLOAD for line in sheet.model.lines)

    async def compare_plans(self, new: str, picture: Path | None = None) -> int:
        """Compare the selected plan with another; the number of differences shown."""
        from desktop_pipeline.ui.plans.compare_plans import ComparePlansDialog

        async with self.act("compare two plans"):
            self._press("plan.compare")
            dialog = await self.hand.dialog(ComparePlansDialog)
            self.asked_for.add(id(dialog))
            await until(lambda: dialog.model.rowCount() or not dialog.notice.isHidden(), 10, "the plans are compared")
        assert dialog.new.currentText() == new, dialog.new.currentText()
        found = dialog.model.rowCount()
        if picture is not None:
            dialog.grab().save(str(picture))
        await self._close(dialog)
        return found

    async def open_in_grid(self) -> None:
        """The rows of the selected plan become the choices; returns when the window has said so."""
        said: list[str] = []
        self.window.runner.busy.connect(said.append)
        async with self.act("open a plan in the grid"):
            self._press("plan.grid")
            await until(lambda: said, 10, "the plan is in the grid")
        self.window.runner.busy.disconnect(said.append)
