"""A line that says how something stands: icon, words, colour. Hidden while there is nothing to say."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_pipeline.ui import theme
from desktop_pipeline.ui.theme import Tone

_ICONS = {Tone.GOOD: "check", Tone.BUSY: "clock", Tone.WARN: "warning", Tone.BAD: "cross", Tone.IDLE: "info", Tone.MARK: "info"}


class Notice(QFrame):
    """`say(tone, words)` shows it, `clear()` hides it. With `plain` it has no ground, for use beside a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plain = False
        self.tone = Tone.IDLE
        self._picture = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(8)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()
        theme.theme().changed.connect(self._paint)

    def text(self) -> str:
        """What it says; '' while it says nothing."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, tone: Tone, words: str) -> None:
        self.tone = tone
        self._words.setText(words)
        self.setAccessibleName(words)
        self._paint()
        self.setVisible(bool(words))

    def clear(self) -> None:
        self._words.clear()
        self.setAccessibleName("")
        self.hide()

    def set_plain(self) -> None:
        self.plain = True
        self._layout.setAlignment(self._picture, Qt.AlignmentFlag.AlignVCenter)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def sizeHint(self) -> QSize:
        return self._layout.sizeHint()

    def _paint(self) -> None:
        pair = theme.colours().tone(self.tone)
        self._picture.setPixmap(theme.pixmap(_ICONS[self.tone], tint=pair.ink, ratio=self.devicePixelRatioF()))
        ground = "transparent" if self.plain else pair.ground
        self.setStyleSheet(f"Notice {{ background: {ground}; border: 0; border-radius: {theme.RADIUS}px; }}"
                           f"QLabel {{ color: {pair.ink}; }}")
