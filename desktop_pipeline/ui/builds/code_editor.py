"""A plain text editor with line numbers and a little colour, for Dockerfiles and scripts."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_pipeline.ui import theme

_INSTRUCTIONS = ("FROM|RUN|CMD|LABEL|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|HEALTHCHECK|SHELL"
                 "|MAINTAINER")
_INSTRUCTION = re.compile(rf"^\s*(?:ONBUILD\s+)?({_INSTRUCTIONS})\b", re.IGNORECASE)
_STAGE = re.compile(r"\sAS\s+\S+", re.IGNORECASE)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_VARIABLE = re.compile(r"\$\{[^}]*\}|\$\w+")
_COMMENT = re.compile(r"^\s*#.*")
_MARGIN = 8


class Highlighter(QSyntaxHighlighter):
    """Comments, strings, variables, and the instructions of a Dockerfile."""

    def __init__(self, document: QTextDocument, dockerfile: bool = True) -> None:
        super().__init__(document)
        self._dockerfile = dockerfile
        self._formats: dict[str, QTextCharFormat] = {}

    def set_colours(self, palette: QPalette) -> None:
        """Take colours that can be read on the palette's base."""
        dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
        self._formats = {
            "instruction": _format("#7cb7ff" if dark else "#1457b8", bold=True),
            "string": _format("#a5d6a0" if dark else "#1f6f2e"),
            "variable": _format("#e0b36a" if dark else "#8a4b00"),
            "comment": _format("#8b95a1" if dark else "#66707c", italic=True),
        }
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if not self._formats:
            return
        comment = _COMMENT.match(text)
        if comment:
            self.setFormat(0, len(text), self._formats["comment"])
            return
        if self._dockerfile and not self._continued():
            found = _INSTRUCTION.match(text)
            if found:
                self.setFormat(0, found.end(), self._formats["instruction"])
                stage = _STAGE.search(text) if found[1].upper() == "FROM" else None
                if stage:
                    self.setFormat(stage.start(), 3, self._formats["instruction"])
        for pattern, name in ((_STRING, "string"), (_VARIABLE, "variable")):
            for match in pattern.finditer(text):
                self.setFormat(match.start(), match.end() - match.start(), self._formats[name])

    def _continued(self) -> bool:
        """Whether the line before ends with a backslash."""
        before: QTextBlock = self.currentBlock().previous()
        return before.isValid() and before.text().rstrip().endswith("\\")


def _format(colour: str, *, bold: bool = False, italic: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    if bold:
        made.setFontWeight(600)
    made.setFontItalic(italic)
    return made


class CodeEditor(QPlainTextEdit):
    """Monospaced, not wrapped, line numbers at the left. Tab leaves the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.fixed_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self._gutter = _Gutter(self)
        self._highlighter = Highlighter(self.document())
        self._highlighter.set_colours(self.palette())
        self.blockCountChanged.connect(self._place)
        self.updateRequest.connect(self._scrolled)
        self._place()

    def set_dockerfile(self, dockerfile: bool) -> None:
        """Colour the instructions of a Dockerfile, or only what scripts share."""
        self._highlighter._dockerfile = dockerfile
        self._highlighter.rehighlight()

    def gutter_width(self) -> int:
        digits = max(2, len(str(self.blockCount())))
        return digits * self.fontMetrics().horizontalAdvance("9") + 2 * _MARGIN

    def paint_gutter(self, area: QRect) -> None:
        painter = QPainter(self._gutter)
        palette = self.palette()
        painter.fillRect(area, palette.color(QPalette.ColorRole.AlternateBase))
        painter.setFont(self.font())
        here = self.textCursor().blockNumber()
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= area.bottom():
            height = self.blockBoundingRect(block).height()
            role = QPalette.ColorRole.Text if block.blockNumber() == here else QPalette.ColorRole.PlaceholderText
            painter.setPen(palette.color(role))
            box = QRect(0, round(top), self._gutter.width() - _MARGIN, round(height))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(block.blockNumber() + 1))
            top += height
            block = block.next()
        painter.end()

    def _place(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), self.gutter_width(), inside.height()))

    def _scrolled(self, area: QRect, down: int) -> None:
        if down:
            self._gutter.scroll(0, down)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "_highlighter"):
            self._highlighter.set_colours(self.palette())


class _Gutter(QWidget):
    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_gutter(event.rect())
