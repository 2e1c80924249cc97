"""The tab Problems: what needs the user: files with mistakes, lost links, notices of the services."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop_pipeline.services.inventory import Link
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone, icon, ink
from desktop_pipeline.ui.widgets.tips import plain_tip

_NO_TROUBLE = ("hold.started",)
"""Codes of notices that something went well."""
_PROFILE = "profile.unwritable"
"""The notice that nothing can run: no mere warning."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Trouble:
    where: str
    words: str
    at: float | None = None
    tone: Tone = Tone.BAD


class ProblemsModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[Trouble] = []

    def show_items(self, items: list[Trouble]) -> None:
        if items != self.items:
            self.beginResetModel()
            self.items = items
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return (tr("Problems", "Where"), tr("Problems", "What is wrong"), tr("Problems", "Since"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = (item.where, item.words, date_and_time(item.at))[index.column()]
            return words if role == Qt.ItemDataRole.DisplayRole else plain_tip(words)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return icon("warning" if item.tone is Tone.WARN else "error", ink(item.tone))
        return None


class ProblemsTab(QWidget):
    """`counted` tells how many there are, for the title of the tab."""

    counted = Signal(int)

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.model = ProblemsModel(self)
        self.table = QTableView(self)
        self.table.setAccessibleName(tr("Problems", "Problems"))
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.resizeSection(0, 230)
        header.resizeSection(2, 160)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        for signal in (pump.catalog, pump.notice):
            signal.connect(self.refresh)
        pump.connection.connect(lambda key: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        items: list[Trouble] = []
        for problem in self._bench.catalog.problems:
            where = f"{problem.file}:{problem.line}" if problem.line else problem.file
            items.append(Trouble(where, " ".join(part for part in (problem.path, text(problem.message)) if part)))
        for facts in self._bench.inventory.all_facts():
            if facts.link is Link.LOST and facts.message is not None:
                items.append(Trouble(facts.id, text(facts.message), facts.seen))
            for kind, message in facts.forbidden.items():
                items.append(Trouble(f"{facts.id} · {kind.value}", text(message), tone=Tone.WARN))
        workspace, links = self._bench.catalog.workspace, self._bench.links
        for endpoint in links.endpoints():
            state = links.state(endpoint)
            if endpoint.kind != "cluster" and state.message is not None:
                named = workspace.registry(endpoint.id) if endpoint.kind == "registry" else workspace.engine(endpoint.id)
                items.append(Trouble(named.title or named.id if named else endpoint.id, text(state.message), state.from_when))
        vault = self._bench.vault.notice()
        if vault is not None:
            items.append(Trouble(tr("Problems", "Keyring"), text(vault), tone=Tone.WARN))
        items += [Trouble(tr("Problems", "Profile"), text(message), at) if message.code == _PROFILE
                  else Trouble(tr("Problems", "Notice"), text(message), at, Tone.WARN)
                  for at, message in reversed(self._bench.feed.notices()) if message.code not in _NO_TROUBLE]
        self.model.show_items(items)
        self.counted.emit(len(items))
