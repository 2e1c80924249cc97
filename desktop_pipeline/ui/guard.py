"""The frame around the content of the window: nobody should take a protected app map for another one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.app_map.tree_model import protection_words
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import GAP, PROTECTION_TONES, colour, ink, pixmap, scaled_font, theme

THICK = 5
"""Width of the frame in pixels that do not depend on the device."""


def window_title(bench: Workbench, cluster: str, namespace: str) -> str:
    """Title of the main window. The name of the program stands last: Qt adds it where a title does not end with it."""
    workspace, parts = bench.catalog.workspace, []
    if cluster:
        known = workspace.cluster(cluster)
        protection = workspace.protection(cluster, namespace)
        words = tr("Window", "protected") if protection is Protection.TYPE_NAME else protection_words(protection)
        about = ", ".join(part for part in ((known.title if known else "") or cluster, words) if part)
        parts.append(f"{namespace} ({about})")
    if bench.sandbox:
        parts.append(tr("Window", "Sandbox"))
    return " — ".join([*parts, tr("Window", "Desktop Pipeline")])


class Guard(QWidget):
    """Holds the content. In a protected app map: a band with the protection in words, and a frame of its colour all around."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.protection = Protection.OPEN
        self._content = content
        self.band = QWidget(self)
        self._lock, self.words, self._place = QLabel(self.band), QLabel(self.band), QLabel(self.band)
        self.words.setFont(scaled_font(self.font(), 1.0, bold=True))
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        inside = QHBoxLayout(self.band)
        inside.setContentsMargins(GAP, 1, GAP, THICK)
        inside.setSpacing(GAP)
        inside.addWidget(self._lock)
        inside.addWidget(self.words)
        inside.addWidget(self._place, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.addWidget(self.band)
        layout.addWidget(content, 1)
        theme().changed.connect(self._colours)
        self.show_protection(Protection.OPEN, "")

    def show_protection(self, protection: Protection, place: str) -> None:
        """`place` names the app map."""
        self.protection = protection
        guarded = protection is not Protection.OPEN
        words = protection_words(protection)
        self.words.setText(words[:1].upper() + words[1:])
        self._place.setText(place)
        self.band.setVisible(guarded)
        self.band.setAccessibleName(f"{place}: {words}" if guarded else "")
        edge = THICK if guarded else 0
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(edge, edge, edge, edge)
        self._colours()

    def frame_colour(self) -> QColor:
        return ink(PROTECTION_TONES[self.protection])

    def _colours(self) -> None:
        on = colour("base")  # light writing on a dark frame, and the other way round in the dark look
        for label in (self.words, self._place):
            label.setStyleSheet(f"color: {on.name()}; background: transparent;")
        self._lock.setPixmap(pixmap("lock", 14, on, self.devicePixelRatioF()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.protection is Protection.OPEN:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.frame_colour())
        painter.fillRect(self._content.geometry(), colour("window"))  # parts of the content have no ground of their own
