"""The table a log is shown in: fixed row height, line numbers at the left, hits of a search marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from desktop_pipeline.domain.log_lines import LineKind, kind_of
from desktop_pipeline.domain.terminal import Style
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.logs import log_colours
from desktop_pipeline.ui.logs.log_model import SPANS, LogModel, clock
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

    def show_times(self, on: bool) -> None:
        """Show beside each line when it was written, or not."""
        model = self.model()
        if isinstance(model, LogModel):
            model.times_shown = on
        self._gutter_fits()
        self.viewport().update()
        self.verticalHeader().viewport().update()

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
    """Draws one line: in the colours it was written with, else in that of what it tells; the search text marked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.needle = ""
        self.current_hit = -1
        self.colours: dict[LineKind, QColor] = {}
        self.mark = QColor("#f5c542")
        self.mark_now = QColor("#ff8f3f")
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.NoWrap)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        text = str(index.data() or "")
        spans = index.data(SPANS) or ()
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, theme.colour("select"))
        usual = option.palette.color(QPalette.ColorRole.Text)
        painter.setPen(usual if spans else self.colours.get(kind_of(text), usual))
        if not spans and not self.needle:
            metrics = option.fontMetrics
            base = option.rect.top() + (option.rect.height() + metrics.ascent() - metrics.descent()) // 2
            painter.setFont(option.font)
            painter.drawText(option.rect.left() + _PAD, base, text)
        else:
            layout = QTextLayout(text, option.font)
            layout.setTextOption(self._option)
            ground = theme.colours().select if chosen else theme.colours().base
            looks = [_range(span.start, span.end, text_format(span.style, ground)) for span in spans]
            layout.setFormats(looks + self._marks(text, index.row()))
            layout.beginLayout()
            line = layout.createLine()
            layout.endLayout()
            layout.draw(painter, QPointF(option.rect.left() + _PAD, option.rect.top() + (option.rect.height() - line.height()) // 2))
        painter.restore()

    def _marks(self, text: str, row: int) -> list[QTextLayout.FormatRange]:
        mark = QTextCharFormat()
        mark.setBackground(self.mark_now if row == self.current_hit else self.mark)
        mark.setForeground(QColor("#1c1400"))
        return [_range(start, end, mark) for start, end in self._hits(text)]

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


def text_format(style: Style, ground: str) -> QTextCharFormat:
    """How text of a style is drawn on a ground (`#rrggbb`) of the present look."""
    ink = log_colours.named(style.ink) if style.ink is not None else theme.colours().text
    own = log_colours.named(style.ground) if style.ground is not None else ground
    if style.inverse:
        ink, own = own, ink
    if style.faint:
        ink = log_colours.mixed(ink, own, 0.6)
    made = QTextCharFormat()
    made.setForeground(log_colours.readable(ink, own))
    if own != ground:
        made.setBackground(QColor(own))
    if style.bold:
        made.setFontWeight(QFont.Weight.Bold)
    made.setFontItalic(style.italic)
    made.setFontUnderline(style.underline)
    made.setFontStrikeOut(style.struck)
    return made


def _range(start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, end - start, look
    return made


class _Gutter(QHeaderView):
    """Line numbers, and times when they are shown, without the look of buttons."""

    def __init__(self, table: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        """Only the width counts. Qt's own would ask for the size of many sections, each time lines are added."""
        digits = max(3, len(str(self._number(self.count() - 1))))
        return QSize(self._wide("9" * digits) + 2 * _PAD + self._times(), self.defaultSectionSize())

    def _wide(self, text: str) -> int:
        return self._table.fontMetrics().horizontalAdvance(text)

    def _times(self) -> int:
        """Width of the times."""
        model = self.model()
        return self._wide("00:00:00") + 2 * _PAD if isinstance(model, LogModel) and model.times_shown else 0

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
        times, middle = self._times(), Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -_PAD - times, 0), Qt.AlignmentFlag.AlignRight | middle, number)
        model = self.model()
        if times and isinstance(model, LogModel) and (at := model.time(section)) is not None:
            painter.setPen(theme.colour("muted"))
            painter.drawText(rect.adjusted(0, 0, -_PAD, 0), Qt.AlignmentFlag.AlignRight | middle, clock(at))
