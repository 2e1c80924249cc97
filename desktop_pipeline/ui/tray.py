"""The one icon of the program in the tray of the desktop, and notifications: of the tray, else of the desktop itself."""

from __future__ import annotations

import html
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import Tone, app_icon

_ICONS = {Tone.GOOD: QSystemTrayIcon.MessageIcon.Information, Tone.WARN: QSystemTrayIcon.MessageIcon.Warning,
          Tone.BAD: QSystemTrayIcon.MessageIcon.Critical}


class Tray(QObject):
    """An icon while somebody has something to say in it, where the desktop has a tray.

    `available` says whether there is one: asked again each time, for it may come later than this program.
    """

    def __init__(self, bench: Workbench, window: QWidget, available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable) -> None:
        super().__init__(window)
        self._bench, self._window, self._available = bench, window, available
        self._lines: dict[str, tuple[str, ...]] = {}
        self.icon: QSystemTrayIcon | None = None
        app = QApplication.instance()  # its windows do not tell each other: the program may become active by another one than `window`
        if isinstance(app, QApplication):
            app.applicationStateChanged.connect(self._looked)

    def show_lines(self, source: str, lines: tuple[str, ...], *, shown: bool) -> None:
        """What one part of the window says in the tooltip; the icon is there while any part wants it `shown`."""
        before = dict(self._lines)
        self._lines.pop(source, None)
        if shown:
            self._lines[source] = lines
        if self._lines == before or (not self._lines and self.icon is None):
            return
        icon = self._icon()
        if icon is not None:
            words = [line for part in self._lines.values() for line in part]
            icon.setToolTip("\n".join(words) or tr("Window", "Desktop Pipeline"))
            icon.setVisible(bool(self._lines))

    def tell(self, title: str, words: str, tone: Tone) -> None:
        """A notification; the entry of the window in the task bar asks for attention too."""
        icon = self._icon()
        if icon is not None and QSystemTrayIcon.supportsMessages():
            icon.show()
            icon.showMessage(title, html.escape(words, quote=False), _ICONS.get(tone, QSystemTrayIcon.MessageIcon.Information))
        else:
            self._bench.tasks.start(self._bench.ports.notices.tell(title, words, urgent=tone is Tone.BAD), "notification")
        QApplication.alert(self._window)

    def _looked(self, state: Qt.ApplicationState) -> None:
        """Whoever has come to the program needs no icon that stayed for a notification only."""
        if state is Qt.ApplicationState.ApplicationActive and self.icon is not None and not self._lines:
            self.icon.hide()

    def _icon(self) -> QSystemTrayIcon | None:
        if self.icon is None and self._available():
            self.icon = QSystemTrayIcon(app_icon(), self)
            self.icon.activated.connect(self._to_front)
            self.icon.messageClicked.connect(self._to_front)
        return self.icon

    def _to_front(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
