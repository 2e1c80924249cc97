"""The details beside the grid keep the width that a person gave them, also after the window was too small for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QSplitter, QWidget

USUAL = 250
"""Pixels, as long as nobody has moved the handle."""


class SideWidth(QObject):
    """Watches `part`, the last of a splitter. `wish` is its width; where there is not room for it, the part `before` it comes first."""

    def __init__(self, splitter: QSplitter, before: QWidget, part: QWidget, wish: int) -> None:
        super().__init__(splitter)
        self._splitter, self._before, self._part = splitter, before, part
        self.wish = max(wish, self._part.minimumWidth()) if wish > 0 else USUAL
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._widen)
        splitter.splitterMoved.connect(self._moved)
        for watched in (splitter, self._part):
            watched.installEventFilter(self)

    def sizes(self) -> tuple[int, ...]:
        """Sizes to remember: a part that is hidden now has the width it is to have again."""
        sizes = self._splitter.sizes()
        return (*sizes[:-1], self.wish)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (watched is self._splitter and event.type() == QEvent.Type.Resize) or (
                watched is self._part and event.type() == QEvent.Type.Show):
            self._soon.start(0)  # once the splitter has shared its room
        return False

    def _moved(self, position: int, handle: int) -> None:
        if self._part.isVisible() and handle == self._splitter.count() - 1:
            self.wish = self._part.width()

    def _widen(self) -> None:
        *others, before, own = self._splitter.sizes()
        more = min(self.wish - own, before - self._before.minimumWidth())
        if self._part.isVisible() and more > 0:
            self._splitter.setSizes([*others, before - more, own + more])
