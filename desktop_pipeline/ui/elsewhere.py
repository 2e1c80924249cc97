"""What is ready in the app maps that are not shown: for their badges in the tree, and for what is done with the choices of all app maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow

_PAUSE = 200
"""Milliseconds in which changes are gathered: after the start every repository answers for itself."""


class Elsewhere(QObject):
    """Belongs to a main window. App maps with choices of an earlier start are watched though they were not shown yet."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._bench = window, window.bench
        self._late = not self._bench.planner.loaded
        """The choices of an earlier start could not be read yet."""
        self._watch()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._count)
        for changed in (window.pump.map, window.pump.versions, window.pump.choices):
            changed.connect(self._changed)

    def _watch(self) -> None:
        for item in self._bench.catalog.workspace.app_maps:
            if self._bench.planner.chosen_rows(item.cluster, item.namespace):
                self._bench.inventory.open(item.cluster, item.namespace)

    def _changed(self, _: str) -> None:
        if self._late and self._bench.planner.loaded:
            self._late = False
            self._watch()
        if not self._timer.isActive():
            self._timer.start()

    def _count(self) -> None:
        tree, shown = self._window.tree_model, (self._window.cluster, self._window.namespace)
        before = tree.has_ready()
        for item in self._bench.catalog.workspace.app_maps:
            place = (item.cluster, item.namespace)
            if place != shown:  # the grid counts that one
                tree.set_ready(item.id, len(self._bench.planner.ready(*place)))
        if tree.has_ready() is not before:
            self._window.actions_.refresh()
