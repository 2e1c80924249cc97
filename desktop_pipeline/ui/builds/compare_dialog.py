"""What is different between the recipes of two runs."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from PySide6.QtCore import Qt
from PySide6.QtGui import QSyntaxHighlighter, QTextOption
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import BuildRun, TaskKind
from desktop_pipeline.domain.recipes import readable
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.builds.task_pages import kind_name
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import Tone

_TASK = "- kind: "
_AROUND = 3
"""Lines that are shown before and after a difference."""


def difference(old: BuildRun, new: BuildRun) -> str:
    """The recipes of two runs as a difference line by line, with the task it is in above each part; '' when they are the same."""
    before, after = readable(old.recipe), readable(new.recipe)
    lines = list(_parts(before, after))
    return "\n".join([f"--- {old.tag}", f"+++ {new.tag}", *lines]) if lines else ""


def _parts(before: list[str], after: list[str]) -> Iterator[str]:
    for part in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_AROUND):
        tag, first, _, first_after, _ = next(step for step in part if step[0] != "equal")
        yield "@@ " + (_place(before, first) if tag == "delete" else _place(after, first_after))
        for tag, start, end, start_after, end_after in part:
            if tag == "equal":
                yield from (f"  {line}" for line in before[start:end])
            else:
                yield from (f"- {line}" for line in before[start:end])
                yield from (f"+ {line}" for line in after[start_after:end_after])


def _place(lines: list[str], row: int) -> str:
    """The task that a line belongs to, as people count and call it."""
    kinds = [line.removeprefix(_TASK) for line in lines[:row + 1] if line.startswith(_TASK)]
    if not kinds:
        return tr("History", "Build")
    known = {kind.value: kind_name(kind) for kind in TaskKind}
    kind = known.get(kinds[-1], kinds[-1])
    return tr("History", "Task {number}: {kind}", number=len(kinds), kind=kind)


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
        self.content.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
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
        if self.currentBlock().blockNumber() < 2 or text.startswith("@@ "):
            self.setFormat(0, len(text), theme.colour("muted"))
        elif text.startswith(("+ ", "- ")):
            self.setFormat(0, len(text), theme.ink(Tone.GOOD if text[0] == "+" else Tone.BAD))
