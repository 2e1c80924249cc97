"""Held plans in the tray of the desktop, and a notification when one has started, was missed or refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from desktop_pipeline.domain.holds import Hold
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.runs.hold_words import standing
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.tray import Tray


class HoldTray(QObject):
    """Says in the tray what is held. `available` says whether there is a tray; `tray` is that of the window, else an own one is made."""

    def __init__(self, bench: Workbench, pump: EventPump, window: QWidget,
                 available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable, tray: Tray | None = None) -> None:
        super().__init__(window)
        self._bench = bench
        self._tray = tray or Tray(bench, window, available)
        self._known: dict[str, Hold] = {hold.id: hold for hold in bench.holds.all()}
        self.told: list[str] = []
        """What was told since the window was opened."""
        pump.hold.connect(self._changed)
        self._show()

    @property
    def icon(self) -> QSystemTrayIcon | None:
        return self._tray.icon

    def _changed(self, hold_id: str) -> None:
        before, hold = self._known.pop(hold_id, None), self._bench.holds.find(hold_id)
        if hold is not None:
            self._known[hold_id] = hold
            if hold.phase.over and (before is None or not before.phase.over):
                tone, words = standing(hold)
                self.told.append(words)
                self._tray.tell(tr("Window", "Desktop Pipeline"), words, tone)
        self._show()

    def _show(self) -> None:
        waiting = self._bench.holds.waiting()
        words = trn("Hold", "{n} plan waits, and starts by itself", "{n} plans wait, and start by themselves", len(waiting))
        lines = (words, *(hold.title for hold in waiting)) if waiting else ()
        self._tray.show_lines("holds", lines, shown=bool(self._bench.holds.all()))
