"""The lines of a log as a model: only pages that are looked at are in memory."""

from __future__ import annotations

import time
from collections import OrderedDict

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_pipeline.domain.terminal import Span, plain, styled
from desktop_pipeline.services.kept_ports import LogReader

Index = QModelIndex | QPersistentModelIndex
PAGE = 256
"""Lines of a page."""
PAGES = 64
"""Pages kept."""
SHOWN = 4000
"""Characters of a line that are drawn; copying and saving take all of it."""


SPANS = Qt.ItemDataRole.UserRole
"""Which parts of a line look different."""


class Page:
    """Some lines: their text, how it looks, and when they were written, as far as that was asked for."""

    def __init__(self, lines: list[str]) -> None:
        made = [styled(line) for line in lines]
        self.texts = [text for text, _ in made]
        self.spans = [spans for _, spans in made]
        self.times: list[float | None] | None = None


class LogModel(QAbstractTableModel):
    """One column of lines. `grow` takes in what was written since."""

    widened = Signal(int)
    """A longer line was seen than before; its characters."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader: LogReader | None = None
        self._count = 0
        self._widest = 0
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self.times_shown = False
        """Whether the time of a line is told with it: read aloud, shown as a tip, copied."""

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

    def _page(self, row: int) -> tuple[Page, int] | None:
        """The page a line is on, and its place there."""
        if self._reader is None or not 0 <= row < self._count:
            return None
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = Page(self._reader.lines(number * PAGE, min(PAGE, self._count - number * PAGE)))
            self._pages[number] = page
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
            widest = min(max(map(len, page.texts), default=0), SHOWN)
            if widest > self._widest:
                self._widest = widest
                self.widened.emit(widest)
        else:
            self._pages.move_to_end(number)
        return (page, offset) if offset < len(page.texts) else None

    def line(self, row: int) -> str:
        """A line without control sequences."""
        found = self._page(row)
        return found[0].texts[found[1]] if found else ""

    def spans(self, row: int) -> tuple[Span, ...]:
        """Which parts of a line look different."""
        found = self._page(row)
        return found[0].spans[found[1]] if found else ()

    def time(self, row: int) -> float | None:
        """When a line was written, in seconds since 1970; None where that was not kept."""
        found = self._page(row)
        if found is None or self._reader is None:
            return None
        page, offset = found
        if page.times is None:
            page.times = self._reader.times(row - offset, len(page.texts))
        return page.times[offset] if offset < len(page.times) else None

    def text(self, first: int, last: int) -> str:
        """Whole lines from `first` to `last`, straight from the file; with their times, when these are shown."""
        if self._reader is None:
            return ""
        lines = [plain(text) for text in self._reader.lines(first, last - first + 1)]
        if self.times_shown:
            times = self._reader.times(first, last - first + 1)
            lines = [f"{clock(at)}  {line}" if at is not None else line for at, line in zip(times, lines, strict=False)]
        return "\n".join(lines)

    def pages_in_memory(self) -> int:
        return len(self._pages)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        role_of = Qt.ItemDataRole
        if role == role_of.DisplayRole:
            return self.line(index.row())[:SHOWN]
        if role == SPANS:
            return self.spans(index.row())
        if role == role_of.AccessibleTextRole:
            at = self.time(index.row()) if self.times_shown else None
            return (f"{clock(at)} " if at is not None else "") + self.line(index.row())[:SHOWN]
        return self._date(index.row()) if role == role_of.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                return section + 1
            if role == Qt.ItemDataRole.ToolTipRole:
                return self._date(section)
        return None

    def _date(self, row: int) -> str | None:
        at = self.time(row) if self.times_shown else None
        return time.strftime("%Y-%m-%d %H:%M:%S %Z", time.localtime(at)) if at is not None else None


def clock(at: float) -> str:
    """Local time with seconds."""
    return time.strftime("%H:%M:%S", time.localtime(at))
