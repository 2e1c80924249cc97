"""The lines of a log as a model: only pages that are looked at are in memory."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_pipeline.services.kept_ports import LogReader
from desktop_pipeline.ui.logs.log_text import plain

Index = QModelIndex | QPersistentModelIndex
PAGE = 256
"""Lines of a page."""
PAGES = 64
"""Pages kept."""
SHOWN = 4000
"""Characters of a line that are drawn; copying and saving take all of it."""


class LogModel(QAbstractTableModel):
    """One column of lines. `grow` takes in what was written since."""

    widened = Signal(int)
    """A longer line was seen than before; its characters."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader: LogReader | None = None
        self._count = 0
        self._widest = 0
        self._pages: OrderedDict[int, list[str]] = OrderedDict()

    @property
    def widest(self) -> int:
        return self._widest

    @property
    def reader(self) -> LogReader | None:
        """What is shown."""
        return self._reader

    def set_reader(self, reader: LogReader | None) -> None:
        """Show another log from its beginning; None shows nothing."""
        self.beginResetModel()
        self._reader = reader
        self._pages.clear()
        self._widest = 0
        self._count = reader.count() if reader is not None else 0
        self.endResetModel()

    def grow(self) -> int:
        """Take in new lines with one insertion; returns how many."""
        if self._reader is None:
            return 0
        count = self._reader.count()
        if count < self._count:  # the file was made anew
            self.set_reader(self._reader)
            return count
        new = count - self._count
        if new:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._pages.pop(self._count // PAGE, None)
            self._count = count
            self.endInsertRows()
        return new

    def line(self, row: int) -> str:
        """A line without control sequences."""
        if self._reader is None or not 0 <= row < self._count:
            return ""
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = [plain(text) for text in self._reader.lines(number * PAGE, min(PAGE, self._count - number * PAGE))]
            self._pages[number] = page
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
            widest = min(max(map(len, page), default=0), SHOWN)
            if widest > self._widest:
                self._widest = widest
                self.widened.emit(widest)
        else:
            self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else ""

    def text(self, first: int, last: int) -> str:
        """Whole lines from `first` to `last`, straight from the file."""
        if self._reader is None:
            return ""
        return "\n".join(plain(text) for text in self._reader.lines(first, last - first + 1))

    def pages_in_memory(self) -> int:
        return len(self._pages)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self.line(index.row())[:SHOWN]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Vertical:
            return section + 1
        return None
