"""A hand on mouse and keyboard: it sees and touches only what is on the screen, and knows no model and no action."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import RUN, Column
from desktop_pipeline.ui.widgets.picker import Picker

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Clicks and types in a main window that is shown."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.grid = window.grid

    async def until(self, holds: Callable[[], object], seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"not so within {seconds} s"
            await asyncio.sleep(0.02)

    # ---- the grid ------------------------------------------------------------------------------------------------------------------------

    def key(self, workload: str) -> WorkloadKey:
        return next(node.key for node in self.grid.model().nodes() if node.key.name == workload)  # type: ignore[attr-defined]  # our model

    def _place(self, workload: str, container: str, column: int) -> QPoint:
        index = self.grid.model().find(self.key(workload), container, column)  # type: ignore[attr-defined]  # our model
        assert index.isValid(), f"{workload}/{container} is not in the grid"
        self.grid.scrollTo(index)
        rect = self.grid.visualRect(index)
        assert self.grid.viewport().rect().contains(rect.center()), f"{workload}/{container} is not on the screen"
        return rect.center()

    def shown(self, workload: str, container: str, column: int) -> str:
        """The text of a cell as a screen reader would say it."""
        index = self.grid.model().find(self.key(workload), container, column)  # type: ignore[attr-defined]  # our model
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or "")

    def tip(self, workload: str, container: str, column: int) -> str:
        index = self.grid.model().find(self.key(workload), container, column)  # type: ignore[attr-defined]  # our model
        return str(index.data(Qt.ItemDataRole.ToolTipRole) or "")

    def click(self, workload: str, container: str, column: int) -> None:
        QTest.mouseClick(self.grid.viewport(), LEFT, pos=self._place(workload, container, column))

    def run(self, workload: str) -> None:
        """Press the Run button of a workload."""
        self.click(workload, "", RUN)

    def _picker(self) -> Picker:
        found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Picker) and widget.isVisible()]
        assert len(found) == 1, "one list is open"
        return found[0]

    def type_tag(self, workload: str, container: str, tag: str) -> None:
        """Click into the field Image Tag, type, Enter."""
        self.click(workload, container, Column.MODE if self._one_control(workload, container) else Column.CONTROL)
        field = self._picker().field
        QTest.keyClicks(field, tag)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _one_control(self, workload: str, container: str) -> bool:
        """Whether a row has only one control (a common image)."""
        index = self.grid.model().find(self.key(workload), container, Column.CONTROL)  # type: ignore[attr-defined]  # our model
        return not self.grid.visualRect(index).isValid()

    def choose_mode(self, workload: str, container: str, mode: Mode) -> None:
        """Open the mode's list with the mouse, go to the entry by arrow keys, Enter."""
        self.click(workload, container, Column.MODE)
        entries = self._picker().list
        order = [Mode.APPOINTED, Mode.LATEST, Mode.BUILD]
        QTest.keyClick(entries, Qt.Key.Key_Home)
        for _ in range(order.index(mode)):
            QTest.keyClick(entries, Qt.Key.Key_Down)
        QTest.keyClick(entries, Qt.Key.Key_Return)

    def pick_version(self, workload: str, container: str, tag: str) -> None:
        """Open the list of versions and click the one with this tag."""
        self.click(workload, container, Column.CONTROL)
        picker = self._picker()
        model = picker.list.model()
        texts = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        assert tag in texts, texts
        row = texts.index(tag)
        picker.list.scrollTo(model.index(row, 0))
        QTest.mouseClick(picker.list.viewport(), LEFT, pos=picker.list.visualRect(model.index(row, 0)).center())

    # ---- the rest of the window ----------------------------------------------------------------------------------------------------------

    def child(self, kind: type[W], name: str, parent: QWidget | None = None) -> W:
        found = (parent or self.window).findChild(kind, name)
        assert found is not None, f"no {kind.__name__} {name}"
        return found

    def press(self, button: QWidget) -> None:
        assert button.isVisible(), f"{button.accessibleName()} is not on the screen"
        assert button.isEnabled(), f"{button.accessibleName()} is off: {button.toolTip()}"
        QTest.mouseClick(button, LEFT)

    async def dialog(self, kind: type[W], seconds: float = 20.0) -> W:
        """The dialog of this kind, once it is open."""
        def find() -> list[W]:
            return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()] + [
                widget for widget in self.window.findChildren(kind) if isinstance(widget, QDialog) and widget.isVisible()]

        await self.until(find, seconds)
        return find()[0]
