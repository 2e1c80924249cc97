"""The tables of the window of a workload's pods: its containers, and events."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_pipeline.domain.pod_rows import ContainerRow
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.ui.texts import age, ago, text, tr
from desktop_pipeline.ui.theme import Tone, colour, icon, ink
from desktop_pipeline.ui.widgets.tips import plain_tip, wrapped

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Column(IntEnum):
    POD = 0
    CONTAINER = 1
    TEMPLATE = 2
    STATE = 3
    RESTARTS = 4
    AGE = 5
    NODE = 6


class PodsModel(QAbstractTableModel):
    """A line for each container of each pod. `now` gives seconds since 1970."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.rows: tuple[ContainerRow, ...] = ()

    def show_rows(self, rows: tuple[ContainerRow, ...]) -> bool:
        """Whether lines came or went, so that what was selected has to be found again."""
        same = [(row.uid, row.container) for row in rows] == [(row.uid, row.container) for row in self.rows]
        if same:
            changed = rows != self.rows
            self.rows = rows
            if changed:
                self._changed(0)
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def tick(self) -> None:
        """Ages grow."""
        self._changed(Column.AGE, Column.AGE)

    def _changed(self, first: int, last: int = len(Column) - 1) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, first), self.index(len(self.rows) - 1, last))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.TextAlignmentRole and section in (Column.RESTARTS, Column.AGE):
            return NUMBERS
        if role == _ROLE.DisplayRole:
            return (tr("Pods", "Pod"), tr("Pods", "Container"), tr("Pods", "Template"), tr("Pods", "State"), tr("Pods", "Restarts"),
                    tr("Pods", "Age"), tr("Pods", "Node"))[section]
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        if role == _ROLE.DisplayRole:
            return self._words(row, column)
        if role == _ROLE.ToolTipRole:
            return date_and_time(row.created) if column == Column.AGE else plain_tip(self._words(row, column))
        if role == _ROLE.TextAlignmentRole and column in (Column.RESTARTS, Column.AGE):
            return NUMBERS
        if role == _ROLE.DecorationRole and column == Column.STATE:
            name, tone = look_of(row)
            return icon(name, ink(tone))
        if role == _ROLE.ForegroundRole:
            if (row.bad and column == Column.STATE) or (row.restarts and column == Column.RESTARTS):
                return ink(Tone.BAD if row.bad else Tone.WARN)
            return colour("muted") if not row.new or column in (Column.AGE, Column.NODE) else None
        return None

    def _words(self, row: ContainerRow, column: int) -> str:
        if column == Column.STATE:
            return text(row.state)
        if column == Column.TEMPLATE:
            return tr("Pods", "new") if row.new else tr("Pods", "old")
        if column == Column.AGE:
            return age(self._now() - row.created) if row.created is not None else ""
        words = {Column.POD: row.pod, Column.CONTAINER: row.container, Column.RESTARTS: str(row.restarts), Column.NODE: row.node}
        return words[Column(column)]


def look_of(row: ContainerRow) -> tuple[str, Tone]:
    """Picture and colour of a container's state."""
    if row.bad:
        return "cross", Tone.BAD
    if row.state.code == "podrow.runs":
        return "check", Tone.GOOD
    if row.state.code in ("podrow.stopping", "podrow.ended"):
        return "stop", Tone.IDLE
    return "clock", Tone.BUSY


class EventsModel(QAbstractTableModel):
    """Events, newest first."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.events: tuple[EventSeen, ...] = ()

    def show_events(self, events: tuple[EventSeen, ...]) -> None:
        if events != self.events:
            self.beginResetModel()
            self.events = events
            self.endResetModel()

    def tick(self) -> None:
        if self.events:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.events) - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.events)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        if role == _ROLE.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return (tr("Pods", "When"), tr("Pods", "Reason"), tr("Pods", "What happened"), tr("Pods", "Object"))[section]
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        event, column = self.events[index.row()], index.column()
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            if column == 0:
                at = event.at or None
                return ago(self._now(), at) if role == _ROLE.DisplayRole else date_and_time(at)
            reason = event.reason + (f" (×{event.count})" if event.count > 1 else "")
            words = ("", reason, event.text, event.about)[column]
            return words if role == _ROLE.DisplayRole else wrapped(words)
        if role == _ROLE.DecorationRole and column == 1:
            return icon("warning", ink(Tone.WARN)) if event.warning else icon("info", ink(Tone.IDLE))
        if role == _ROLE.ForegroundRole:
            return ink(Tone.WARN) if event.warning and column == 1 else colour("muted") if column in (0, 3) else None
        return None
