"""What is different between the recipes of two runs."""

from __future__ import annotations

from difflib import unified_diff

from PySide6.QtCore import Qt
from PySide6.QtGui import QSyntaxHighlighter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import Tone


def difference(old: BuildRun, new: BuildRun) -> str:
    """The recipes of two runs as a unified difference; '' when they are the same."""
    lines = unified_diff(old.recipe.splitlines(), new.recipe.splitlines(), old.tag, new.tag, lineterm="")
    return "\n".join(lines)


class CompareDialog(QDialog):
    """Shows the difference of two runs, the older one first."""

    def __init__(self, old: BuildRun, new: BuildRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = tr("History", "From {old} to {new}", old=old.tag, new=new.tag)
        self.setWindowTitle(title)
        self.resize(760, 560)
        self.heading = QLabel(title, self)
        self.heading.setFont(theme.scaled_font(self.font(), 1.2, bold=True))
        self.content = QPlainTextEdit(difference(old, new) or tr("History", "Both runs had the same recipe."), self)
        self.content.setReadOnly(True)
        self.content.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.content.setFont(theme.fixed_font())
        self.content.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.content.setTabChangesFocus(True)
        self.content.setAccessibleName(tr("History", "Difference of the recipes"))
        self._colours = _Colours(self.content.document())
        self.close_button = QPushButton(tr("History", "Close"), self)
        self.close_button.setAccessibleName(self.close_button.text())
        self.close_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addWidget(self.content, 1)
        layout.addLayout(buttons)
        theme.theme().changed.connect(self._colours.rehighlight)


class _Colours(QSyntaxHighlighter):
    """Lines that went and lines that came."""

    def highlightBlock(self, text: str) -> None:
        if text.startswith(("+++", "---", "@@")):
            self.setFormat(0, len(text), theme.colour("muted"))
        elif text.startswith(("+", "-")):
            self.setFormat(0, len(text), theme.ink(Tone.GOOD if text[0] == "+" else Tone.BAD))
