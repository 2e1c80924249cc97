"""Widgets that show a state as icon and word, and the button with a number on it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from desktop_pipeline.ui.theme import GAP, Tone, colour, scaled_font
from desktop_pipeline.ui.widgets import paint
from desktop_pipeline.ui.widgets.tips import plain_tip


class Badge(QWidget):
    """Icon and word on a soft ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._tone, self._icon = "", Tone.IDLE, ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_state(self, words: str, tone: Tone, icon: str = "", why: str = "") -> None:
        self._words, self._tone, self._icon = words, tone, icon
        self.setToolTip(plain_tip(why))
        self.setAccessibleName(words)
        self.setAccessibleDescription(why)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(paint.badge_width(self.fontMetrics(), self._words, has_icon=bool(self._icon)), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.badge(painter, self.rect(), self._words, self._tone, self._icon)


class CountButton(QToolButton):
    """A tool button that carries a number, which is part of its accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def count(self) -> int:
        return self._count

    def set_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.updateGeometry()
            self.update()

    def _bubble(self) -> int:
        """Its width, with room for two digits also while there is none: what stands beside it does not jump."""
        return max(18, self.fontMetrics().horizontalAdvance(str(max(self._count, 10))) + 10)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._bubble() + 2 + GAP, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setFont(scaled_font(self.font(), 0.85, bold=True))
        width = self._bubble()
        rect = QRect(self.width() - width - 6, (self.height() - 18) // 2, width, 18)
        paint.rounded(painter, rect, colour("accent_text"), radius=9)
        painter.setPen(colour("accent"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(self._count))
