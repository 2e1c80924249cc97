"""The line at the bottom of the window: what was done last, for a while."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

SHOWN_SECONDS = 30


class StatusLine(QLabel):
    """A text is taken away after `SHOWN_SECONDS`: what was saved some minutes ago says nothing about now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("muted", True)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(SHOWN_SECONDS * 1000)
        self._over.timeout.connect(self.clear)

    def setText(self, words: str) -> None:
        super().setText(words)
        self._over.start()
