"""Held plans in the tray of the desktop, and a notification when one has started, was missed or refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from desktop_pipeline.domain.holds import Hold
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.runs.hold_words import standing
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.theme import Tone, app_icon

_ICONS = {Tone.GOOD: QSystemTrayIcon.MessageIcon.Information, Tone.WARN: QSystemTrayIcon.MessageIcon.Warning,
          Tone.BAD: QSystemTrayIcon.MessageIcon.Critical}


class HoldTray(QObject):
    """An icon while a plan is held, where the desktop has a tray. Where it has none, the window asks for attention.

    `available` says whether there is a tray: asked again each time, for it may come later than this program.
    """

    def __init__(self, bench: Workbench, pump: EventPump, window: QWidget,
                 available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable) -> None:
        super().__init__(window)
        self._bench, self._window, self._available = bench, window, available
        self._known: dict[str, Hold] = {hold.id: hold for hold in bench.holds.all()}
        self.icon: QSystemTrayIcon | None = None
        self.told: list[str] = []
        """What was told since the window was opened."""
        pump.hold.connect(self._changed)
        self._show()

    def _changed(self, hold_id: str) -> None:
        before, hold = self._known.pop(hold_id, None), self._bench.holds.find(hold_id)
        if hold is not None:
            self._known[hold_id] = hold
            if hold.phase.over and (before is None or not before.phase.over):
                self._tell(hold)
        self._show()

    def _tell(self, hold: Hold) -> None:
        tone, words = standing(hold)
        self.told.append(words)
        if self._icon() is not None and QSystemTrayIcon.supportsMessages():
            assert self.icon is not None
            self.icon.show()
            self.icon.showMessage(tr("Window", "Desktop Pipeline"), words, _ICONS[tone])
        QApplication.alert(self._window)

    def _show(self) -> None:
        waiting = self._bench.holds.waiting()
        if not self._bench.holds.all() and self.icon is None:
            return
        icon = self._icon()
        if icon is not None:
            words = trn("Hold", "{n} plan waits, and starts by itself", "{n} plans wait, and start by themselves", len(waiting))
            icon.setToolTip("\n".join([words, *(hold.title for hold in waiting)]) if waiting else tr("Window", "Desktop Pipeline"))
            icon.setVisible(bool(self._bench.holds.all()))

    def _icon(self) -> QSystemTrayIcon | None:
        if self.icon is None and self._available():
            self.icon = QSystemTrayIcon(app_icon(), self)
            self.icon.activated.connect(self._to_front)
        return self.icon

    def _to_front(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
