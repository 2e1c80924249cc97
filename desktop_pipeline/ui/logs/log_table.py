"""The table a log is shown in: fixed row height, line numbers at the left, hits of a search marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from desktop_pipeline.ui import theme
from desktop_pipeline.ui.logs.log_model import LogModel
from desktop_pipeline.ui.logs.log_text import LineKind, kind_of
from desktop_pipeline.ui.theme import Tone

_PAD = 8


class LogTable(QTableView):
    """Made for a `LogModel`; rows are chosen as a range."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.fixed_font())
        self.first = 0
        """Number of the first line shown, from 0, in the whole log."""
        self.rows: Sequence[int] | None = None
        """Numbers of the lines shown, where not all of them are."""
        self.row_height = self.fontMetrics().height() + 3
        rows = _Gutter(self)
        self.setVerticalHeader(rows)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(self.row_height)
        rows.setDefaultSectionSize(self.row_height)
        self.horizontalHeader().setVisible(False)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.lines = LineDelegate(self)
        self.setItemDelegate(self.lines)
        theme.theme().changed.connect(self._colours)
        self._colours()

    def _colours(self) -> None:
        self.lines.colours = {
            LineKind.ERROR: theme.ink(Tone.BAD), LineKind.WARNING: theme.ink(Tone.WARN), LineKind.HEADING: theme.colour("link"),
        }
        self.viewport().update()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if not isinstance(model, LogModel):
            return
        model.widened.connect(self.fit, Qt.ConnectionType.QueuedConnection)
        model.modelReset.connect(self.fit)
        model.rowsInserted.connect(self._gutter_fits)
        self.fit()

    def fit(self) -> None:
        """Make the column as wide as the longest line seen, at least as wide as the window."""
        model = self.model()
        if isinstance(model, LogModel):
            wanted = model.widest * self.fontMetrics().horizontalAdvance("0") + 2 * _PAD
            self.setColumnWidth(0, max(wanted, self.viewport().width()))
        self._gutter_fits()

    def _gutter_fits(self) -> None:
        width = self.verticalHeader().sizeHint().width()
        if width != self.verticalHeader().width():
            self.updateGeometries()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last line, not along a row of one cell."""
        model = self.model()
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and model is not None and model.rowCount():
            row = 0 if event.key() == Qt.Key.Key_Home else model.rowCount() - 1
            self.setCurrentIndex(model.index(row, 0))
            self.scrollTo(model.index(row, 0))
            return
        super().keyPressEvent(event)

    def chosen(self) -> tuple[int, int] | None:
        """First and last chosen line, from 0."""
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        return (min(part.top() for part in ranges), max(part.bottom() for part in ranges)) if ranges else None


class LineDelegate(QStyledItemDelegate):
    """Draws one line: its colour by what it tells, the search text marked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.needle = ""
        self.current_hit = -1
        self.colours: dict[LineKind, QColor] = {}
        self.mark = QColor("#f5c542")
        self.mark_now = QColor("#ff8f3f")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        text = str(index.data() or "")
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, theme.colour("select"))
        painter.setFont(option.font)
        metrics = option.fontMetrics
        left, base = option.rect.left() + _PAD, option.rect.top() + (option.rect.height() + metrics.ascent() - metrics.descent()) // 2
        hits = self._hits(text)
        for start, end in hits:
            x = left + metrics.horizontalAdvance(text[:start])
            width = metrics.horizontalAdvance(text[start:end])
            painter.fillRect(QRectF(x, option.rect.top() + 1, width, option.rect.height() - 2),
                             self.mark_now if index.row() == self.current_hit else self.mark)
        kind = kind_of(text)
        painter.setPen(self.colours.get(kind, option.palette.color(QPalette.ColorRole.Text)))
        painter.drawText(left, base, text)
        if hits:
            painter.setPen(QColor("#1c1400"))
            for start, end in hits:
                painter.drawText(left + metrics.horizontalAdvance(text[:start]), base, text[start:end])
        painter.restore()

    def _hits(self, text: str) -> list[tuple[int, int]]:
        if not self.needle:
            return []
        low, at = text.lower(), -1
        found: list[tuple[int, int]] = []
        while (at := low.find(self.needle, at + 1)) >= 0 and len(found) < 100:
            found.append((at, at + len(self.needle)))
        return found

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, option.fontMetrics.height() + 3)


class _Gutter(QHeaderView):
    """Line numbers without the look of buttons."""

    def __init__(self, table: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        """Only the width counts. Qt's own would ask for the size of many sections, each time lines are added."""
        digits = max(3, len(str(self._number(self.count() - 1))))
        return QSize(digits * self.fontMetrics().horizontalAdvance("9") + 2 * _PAD, self.defaultSectionSize())

    def _number(self, section: int) -> int:
        """The number of a line in the whole log, from 1."""
        table = self._table
        if not isinstance(table, LogTable):
            return section + 1
        rows = table.rows if table.rows is not None and 0 <= section < len(table.rows) else None
        return table.first + (section if rows is None else rows[section]) + 1

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        palette = self.palette()
        painter.setFont(self._table.font())
        painter.fillRect(rect, palette.color(QPalette.ColorRole.AlternateBase))
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        number = str(self._number(section))
        painter.drawText(rect.adjusted(0, 0, -_PAD, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
