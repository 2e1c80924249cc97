"""What a choice brings, as a window of its own: where the details have no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_pipeline.domain.choices import Choice, Row
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.changes_view import ChangesView
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.widgets.elided import ElidedLabel


class BringsDialog(QDialog):
    """Of one row and its choice as they are when it is opened."""

    def __init__(self, bench: Workbench, row: Row, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Changes", "What this brings"))
        self.setMinimumSize(360, 260)
        self.resize(520, 480)
        self.view = ChangesView(bench, row, choice, self)
        title = ElidedLabel(self)
        title.setText(self.view.title())
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.view)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(inside)
        self.close_ = QPushButton(tr("Ask", "Close"), self)
        self.close_.setDefault(True)
        self.close_.clicked.connect(self.accept)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.close_)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(area, 1)
        layout.addLayout(below)
        self.close_.setFocus()
