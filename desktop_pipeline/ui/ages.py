"""Being offline in the window: ages in the grid that grow while nothing happens, and the strip of what changed meanwhile."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.links import Reach
from desktop_pipeline.ui import reach
from desktop_pipeline.ui.away_bar import AwayBar
from desktop_pipeline.ui.widgets.strip import insert_below

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow


class Ages(QObject):
    """Belongs to a main window whose parts are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._bench = window, window.bench
        self.bar = AwayBar(window.bench, window.pump, window.center)
        self.bar.wanted.connect(self._alone)
        insert_below(self.bar, window.header)
        for one, following in pairwise((window.tree, *self.bar.stops(), *window.question.stops())):
            QWidget.setTabOrder(one, following)
        window.pump.connection.connect(lambda key: self.refresh())
        window.pump.map.connect(lambda key: self._map_changed())
        window.installEventFilter(self)
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange):
            self._look()
        return False

    def _look(self) -> None:
        """Registries and engines are only asked how they are while the window is there to say it."""
        self._bench.links.watched = self._window.isVisible() and not self._window.isMinimized()

    def _map_changed(self) -> None:
        self.bar.refresh()
        self.refresh()

    def refresh(self) -> None:
        """The age of what the grid shows; '' while it is live."""
        window = self._window
        state = self._bench.links.app_map(window.cluster, window.namespace)
        words = reach.seen(state, self._bench.clock.now()) if window.cluster else ""
        if state.reach is Reach.STALE and state.asking:
            words = words and f"{words} · {reach.why(state)}"
        window.grid_model.set_age(words)

    def map_shown(self) -> None:
        """Another app map is shown, whole."""
        self.bar.set_alone(False)
        self.refresh()

    def _alone(self, keys: tuple[WorkloadKey, ...]) -> None:
        window = self._window
        if keys and not any((key.cluster, key.namespace) == (window.cluster, window.namespace) for key in keys):
            window.show_map(keys[0].cluster, keys[0].namespace)
        window.grid_model.show_only(frozenset(keys))
        self.bar.set_alone(bool(keys))
        window.show_why_empty()
        index = next((found for key in keys if (found := window.grid_model.find(key)).isValid()), None)
        if index is not None:
            window.grid.setCurrentIndex(index)
            window.grid.setFocus()
