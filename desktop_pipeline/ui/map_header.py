"""The band above the grid: which app map this is, how it is protected, how old the facts are, and that the sandbox is the sandbox."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_pipeline.services.links import Reach
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui import reach
from desktop_pipeline.ui.app_map.tree_model import protection_words
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import PROTECTION_TONES, Tone, colour, scaled_font, theme
from desktop_pipeline.ui.widgets.badge import Badge


class MapHeader(QWidget):
    """The frame of the window has the colour of the protection; the badge here has its words."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._cluster, self._namespace = "", ""
        self.title = QLabel(self)
        self.title.setFont(scaled_font(self.font(), 1.15, bold=True))
        self.place = QLabel(self)
        self.place.setProperty("muted", True)
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.protection, self.sandbox, self.link = Badge(self), Badge(self), Badge(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self.place, 1)
        for badge in (self.link, self.protection, self.sandbox):
            layout.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        harmless = tr("Header", "Everything is in memory; nothing real is touched.")
        self.sandbox.show_state(tr("Header", "Sandbox"), Tone.BUSY, "flask", harmless)
        self.sandbox.setVisible(bench.sandbox)
        theme().changed.connect(self.update)
        self.refresh()

    def show_map(self, cluster: str, namespace: str) -> None:
        self._cluster, self._namespace = cluster, namespace
        self.refresh()

    def refresh(self) -> None:
        workspace = self._bench.catalog.workspace
        app_map = workspace.app_map(self._cluster, self._namespace)
        self.title.setText(app_map.name if app_map is not None else "")
        self.place.setText(f"{self._cluster} / {self._namespace}" if app_map is not None else "")
        protection = workspace.protection(self._cluster, self._namespace)
        words = protection_words(protection)
        self.protection.setVisible(bool(words))
        self.protection.show_state(words, PROTECTION_TONES[protection], "lock")
        state, now = self._bench.links.app_map(self._cluster, self._namespace), self._bench.clock.now()
        self.link.setVisible(app_map is not None and state.reach is not Reach.LIVE)
        icon, tone = reach.look(state)
        age = reach.seen(state, now) or tr("Header", "nothing seen yet")
        self.link.show_state(f"{reach.word(state)}, {age}", tone, icon, reach.why(state))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("base"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("border_soft"))
