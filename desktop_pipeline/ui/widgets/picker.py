"""A list to pick from that pops up over a cell or button, with a field that filters; free text where that is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import Tone, colour, ink
from desktop_pipeline.ui.widgets import paint
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROW, SHOWN, WIDEST = 26, 12, 460
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: its text, what stands at the right, and the value that is picked ('' = the text)."""

    text: str
    detail: str = ""
    value: str = ""
    why_not: str = ""

    @property
    def picked(self) -> str:
        return self.value or self.text


class _Entries(QAbstractListModel):
    """The entries that fit the filter. Filtering is a walk over a list of lower-case texts: 10,000 take about a millisecond."""

    def __init__(self, entries: tuple[Entry, ...], current: str, parent: QObject) -> None:
        super().__init__(parent)
        self.entries = entries
        self.current = current
        self._lower = [f"{entry.text} {entry.detail}".lower() for entry in entries]
        self.shown: list[int] = list(range(len(entries)))

    def filter(self, words: str) -> None:
        parts = words.lower().split()
        self.beginResetModel()
        if len(parts) == 1:
            part = parts[0]
            self.shown = [number for number, text in enumerate(self._lower) if part in text]
        else:
            self.shown = [number for number, text in enumerate(self._lower) if all(part in text for part in parts)]
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        return self.entries[self.shown[row]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.text
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return ", ".join(part for part in (entry.detail, entry.why_not) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.why_not or (f"{entry.text}\n{entry.detail}" if entry.detail else entry.text))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags & ~Qt.ItemFlag.ItemIsEnabled if index.isValid() and self.entry(index.row()).why_not else flags


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, _Entries)
        entry = model.entry(index.row())
        rect: QRect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            paint.rounded(painter, rect.adjusted(3, 1, -3, -1), colour("select"))
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, rect.adjusted(3, 1, -3, -1), colour("hover"))
        if entry.picked == model.current:
            paint.picture(painter, "check", QRect(rect.left() + 6, rect.top(), 14, rect.height()), ink(Tone.GOOD), 12)
        inner = rect.adjusted(26, 0, -10, 0)
        metrics = painter.fontMetrics()
        room = max(inner.width() // 3, inner.width() - metrics.horizontalAdvance(entry.text) - 16)
        detail = min(metrics.horizontalAdvance(entry.detail) + 1, room) if entry.detail else 0
        tint = colour("faint") if entry.why_not else colour("text")
        paint.elided(painter, inner.adjusted(0, 0, -detail - 10 if detail else 0, 0), entry.text, tint, middle=True)
        if detail:
            paint.elided(painter, QRect(inner.right() - detail, inner.top(), detail + 1, inner.height()), entry.detail, colour("muted"))
        painter.restore()


class Picker(QFrame):
    """Shows entries over a place; emits `picked` once with the value, or `cancelled`.

    `free`: any text may be taken, checked by nobody here. The field is shown when it is needed: free text, or more than a screenful.
    """

    picked = Signal(str)
    cancelled = Signal()

    def __init__(self, entries: Iterable[Entry], current: str = "", *, free: bool = False, name: str, hint: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("picker")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._free, self._done, self._current = free, False, current
        self.entries = _Entries(tuple(entries), current, self)
        self.field = QLineEdit(current if free else "", self)
        self.field.setPlaceholderText(tr("Picker", "Type or pick a tag") if free else tr("Picker", "Filter"))
        self.field.setAccessibleName(name)
        self.field.installEventFilter(self)
        self.field.setVisible(free or len(self.entries.entries) > SHOWN)
        self.list = QListView(self)
        self.list.setAccessibleName(name)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setModel(self.entries)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.list.clicked.connect(self._clicked)
        self.foot = QLabel(hint, self)
        self.foot.setProperty("muted", True)
        self.foot.setWordWrap(True)
        self.foot.setVisible(bool(hint))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        layout.setSpacing(4)
        for part in (self.field, self.list, self.foot):
            layout.addWidget(part)
        self.field.textEdited.connect(self._filter)
        self.setFocusProxy(self.field if not self.field.isHidden() else self.list)

    def popup(self, over: QRect) -> None:
        """Show it below a place given in global coordinates, or above when there is no room."""
        count = min(SHOWN, max(1, self.entries.rowCount()))
        self.list.setFixedHeight(count * ROW + 4)
        self.setFixedWidth(max(over.width(), 230, min(WIDEST, self._wish())))
        if not self.foot.isHidden():  # the height that its words need in this width; a size hint does not know it
            self.foot.setFixedHeight(self.foot.heightForWidth(self.width() - 2 * (_EDGE + self.frameWidth())))
        self.adjustSize()
        screen = QGuiApplication.screenAt(over.center()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        at = QPoint(min(over.left(), area.right() - self.width()), over.bottom() + 2)
        if at.y() + self.height() > area.bottom():
            at.setY(max(area.top(), over.top() - self.height() - 2))
        self.move(at)
        self.show()
        self._select_current()
        target = self.list if self.field.isHidden() else self.field
        target.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def _wish(self) -> int:
        """The width that shows the first screenfuls whole."""
        metrics = self.list.fontMetrics()
        some = self.entries.entries[: 5 * SHOWN]
        text = max((metrics.horizontalAdvance(entry.text) for entry in some), default=0)
        detail = max((metrics.horizontalAdvance(entry.detail) for entry in some), default=0)
        return text + detail + 90

    def _select_current(self) -> None:
        rows = self.entries.shown
        found = (row for row, number in enumerate(rows) if self.entries.entries[number].picked == self._current)
        row = next(found, -1 if self._free else 0)
        self.list.setCurrentIndex(self.entries.index(row) if row >= 0 else QModelIndex())

    def _filter(self, words: str) -> None:
        self.entries.filter(words.strip())
        if self._free:
            exact = next((row for row in range(len(self.entries.shown)) if self.entries.entry(row).text == words.strip()), -1)
            self.list.setCurrentIndex(self.entries.index(exact) if exact >= 0 else QModelIndex())
        else:
            self.list.setCurrentIndex(self.entries.index(0))

    def type_first(self, words: str) -> None:
        """Start with a text that was typed before the list was open."""
        if not self.field.isHidden():
            self.field.setText(words)
            self._filter(words)
            self.field.end(False)

    def _clicked(self, index: QModelIndex) -> None:
        if not self.entries.entry(index.row()).why_not:
            self._finish(self.entries.entry(index.row()).picked)

    def _take(self) -> None:
        index = self.list.currentIndex()
        if index.isValid() and index.row() < len(self.entries.shown):
            self._clicked(index)
        elif self._free:
            self._finish(self.field.text().strip())

    def _finish(self, value: str | None) -> None:
        if self._done:
            return
        self._done = True
        if value is None:
            self.cancelled.emit()
        else:
            self.picked.emit(value)
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(watched, event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key is Qt.Key.Key_Escape:
            self._finish(None)
        elif key is Qt.Key.Key_Tab:
            self._take()
        elif watched is self.field and key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._move({Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}[key])
        elif watched is self.list and key is Qt.Key.Key_Space:
            self._take()
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        count = len(self.entries.shown)
        if count:
            row = self.list.currentIndex().row() + step if self.list.currentIndex().isValid() else 0
            self.list.setCurrentIndex(self.entries.index(max(0, min(count - 1, row))))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._done:
            # Leaving a field that takes free text keeps what was typed, as leaving any text field does.
            typed = self.field.text().strip()
            self._finish(typed if self._free and typed != self._current and self.field.isModified() else None)
