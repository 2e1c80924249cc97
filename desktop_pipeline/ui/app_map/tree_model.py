"""Clusters → app maps → workloads, with an index of its own for the filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_pipeline.domain.workloads import Status, WorkloadKey, status
from desktop_pipeline.domain.workspace import AppMap, Protection
from desktop_pipeline.services.links import LinkState, Reach
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui import reach
from desktop_pipeline.ui.texts import status_word, tr
from desktop_pipeline.ui.theme import KIND_ICONS, STATUS_LOOKS, Tone
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
SPOT = int(Qt.ItemDataRole.UserRole)


class Level(IntEnum):
    CLUSTER = 0
    MAP = 1
    WORKLOAD = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """What one line of the tree shows."""

    level: Level
    title: str
    cluster: str
    namespace: str = ""
    workload: WorkloadKey | None = None
    icon: str = ""
    tip: str = ""
    said: str = ""
    ready: int = 0
    lock: str = ""
    lock_tone: Tone = Tone.IDLE
    link: LinkState | None = None
    dot: Tone | None = None

    @property
    def name(self) -> tuple[int, str, str, str]:
        return (self.level, self.cluster, self.namespace, str(self.workload or ""))


@dataclass(slots=True)
class Line:
    number: int
    spot: Spot
    parent: Line | None = None
    position: int = 0
    children: list[Line] = field(default_factory=list)


def protection_words(protection: Protection) -> str:
    return {
        Protection.OPEN: "", Protection.CONFIRM: tr("Protection", "changes must be confirmed"),
        Protection.TYPE_NAME: tr("Protection", "protected: its name must be typed"), Protection.READ_ONLY: tr("Protection", "read-only"),
    }[protection]


class TreeModel(QAbstractItemModel):
    """Lines keep their identity over refreshes, so that what is expanded stays so."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._roots: list[Line] = []
        self._lines: dict[int, Line] = {}
        self._ready: dict[str, int] = {}
        self._words: list[str] = []
        self._next = 1

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def set_filter(self, words: str) -> None:
        self._words = words.lower().split()
        self.refresh()

    def has_ready(self) -> bool:
        """Whether something is ready in any app map."""
        return any(self._ready.values())

    def set_ready(self, map_id: str, count: int) -> None:
        """The number of ready workloads of an app map."""
        if self._ready.get(map_id, 0) != count:
            self._ready[map_id] = count
            self.refresh()

    def refresh(self) -> None:
        """Compare with the facts as they are now."""
        self._sync(None, list(self._clusters()))

    def _clusters(self) -> Iterator[tuple[Spot, list[tuple[Spot, list[Spot]]]]]:
        workspace = self._bench.catalog.workspace
        for cluster in workspace.clusters:
            maps = [self._map(item) for item in workspace.app_maps if item.cluster == cluster.id]
            shown = [entry for entry in maps if entry is not None]
            if self._words and not shown and not self._fits(cluster.id, cluster.title):
                continue
            link = self._bench.links.cluster(cluster.id)
            words = protection_words(cluster.protection)
            title, now = cluster.title or cluster.id, self._bench.clock.now()
            said = ", ".join(part for part in (tr("Tree", "Cluster {name}", name=title), reach.words(link, now), words) if part)
            yield Spot(Level.CLUSTER, title, cluster.id, icon="cluster", tip=said, said=said, lock=words, link=replace(link, seen=None),
                       lock_tone=Tone.WARN if cluster.protection is Protection.CONFIRM else Tone.BAD), shown

    def _map(self, app_map: AppMap) -> tuple[Spot, list[Spot]] | None:
        facts = self._bench.inventory.facts(app_map.cluster, app_map.namespace)
        workloads = sorted(facts.workloads.values(), key=lambda workload: (workload.key.name, workload.key.kind.value))
        own = self._fits(app_map.namespace, app_map.title)
        shown = [self._workload(workload.key) for workload in workloads if own or self._fits(workload.key.name, workload.key.kind.value)]
        if self._words and not own and not shown:
            return None
        protection = self._bench.catalog.workspace.protection(app_map.cluster, app_map.namespace)
        words = protection_words(protection)
        ready = self._ready.get(app_map.id, 0)
        link, now = self._bench.links.app_map(app_map.cluster, app_map.namespace), self._bench.clock.now()
        parts = [tr("Tree", "App map {name}", name=app_map.name), app_map.id, reach.word(link), reach.why(link), reach.seen(link, now),
                 words, tr("Tree", "{n} ready", n=ready) if ready else ""]
        said = [part for part in parts if part]
        tone = {Protection.CONFIRM: Tone.WARN, Protection.TYPE_NAME: Tone.BAD}.get(protection, Tone.IDLE)
        return Spot(Level.MAP, app_map.name, app_map.cluster, app_map.namespace, icon="app-map", tip="\n".join(said), said=", ".join(said),
                    ready=ready, lock=words, lock_tone=tone, link=replace(link, seen=None)), shown

    def _workload(self, key: WorkloadKey) -> Spot:
        workload = self._bench.inventory.facts(key.cluster, key.namespace).workloads[key]
        state = status(workload)
        live = self._bench.links.app_map(key.cluster, key.namespace).reach is Reach.LIVE
        tone = STATUS_LOOKS[state][0] if live else Tone.IDLE
        said = f"{key.kind.value} {key.name}, {status_word(state)}"
        quiet = state in (Status.RUNNING, Status.SCHEDULED, Status.JOB)
        dot = None if quiet else tone
        return Spot(Level.WORKLOAD, key.name, key.cluster, key.namespace, key, KIND_ICONS[key.kind], said, said, dot=dot)

    def _fits(self, *words: str) -> bool:
        haystack = " ".join(words).lower()
        return all(word in haystack for word in self._words)

    # ---- changes ---------------------------------------------------------------------------------------------------

    def _sync(self, parent: Line | None, wanted: list) -> None:
        """Make the children of a line what is wanted: entries are spots, or pairs of a spot and its children."""
        lines = parent.children if parent is not None else self._roots
        where = self._index_of(parent)
        spots = [entry if isinstance(entry, Spot) else entry[0] for entry in wanted]
        names = {spot.name for spot in spots}
        for position in range(len(lines) - 1, -1, -1):
            if lines[position].spot.name not in names:
                self.beginRemoveRows(where, position, position)
                self._forget(lines.pop(position))
                self._place(lines)
                self.endRemoveRows()
        order = {line.spot.name: line for line in lines}
        if [line.spot.name for line in lines] != [spot.name for spot in spots if spot.name in order]:
            self.beginResetModel()
            lines.sort(key=lambda line: [spot.name for spot in spots].index(line.spot.name))
            self._place(lines)
            self.endResetModel()
        if not lines and spots:
            self.beginInsertRows(where, 0, len(spots) - 1)
            lines.extend(self._make(spot, parent) for spot in spots)
            self._place(lines)
            self.endInsertRows()
        for position, (spot, entry) in enumerate(zip(spots, wanted, strict=True)):
            if position >= len(lines) or lines[position].spot.name != spot.name:
                self.beginInsertRows(where, position, position)
                lines.insert(position, self._make(spot, parent))
                self._place(lines)
                self.endInsertRows()
            elif lines[position].spot != spot:
                lines[position].spot = spot
                index = self._index_of(lines[position])
                self.dataChanged.emit(index, index)
            if not isinstance(entry, Spot):
                self._sync(lines[position], entry[1])

    def _make(self, spot: Spot, parent: Line | None) -> Line:
        line = Line(self._next, spot, parent)
        self._lines[line.number] = line
        self._next += 1
        return line

    def _forget(self, line: Line) -> None:
        self._lines.pop(line.number, None)
        for child in line.children:
            self._forget(child)

    @staticmethod
    def _place(lines: list[Line]) -> None:
        for position, line in enumerate(lines):
            line.position = position

    def _index_of(self, line: Line | None) -> QModelIndex:
        return self.createIndex(line.position, 0, line.number) if line is not None else QModelIndex()

    # ---- QAbstractItemModel ----------------------------------------------------------------------------------------

    def spot(self, index: Index) -> Spot | None:
        line = self._lines.get(int(index.internalId())) if index.isValid() else None
        return line.spot if line is not None else None

    def find(self, cluster: str, namespace: str, workload: WorkloadKey | None = None) -> QModelIndex:
        level = Level.WORKLOAD if workload is not None else Level.MAP
        name = (level, cluster, namespace, str(workload or ""))
        return next((self._index_of(line) for line in self._lines.values() if line.spot.name == name), QModelIndex())

    def same(self, index: Index) -> QModelIndex:
        """The plain index of a persistent one."""
        return self.createIndex(index.row(), 0, int(index.internalId())) if index.isValid() else QModelIndex()

    def _children(self, parent: Index) -> list[Line]:
        line = self._lines.get(int(parent.internalId())) if parent.isValid() else None
        return line.children if line is not None else [] if parent.isValid() else self._roots

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        children = self._children(parent)
        return self.createIndex(row, column, children[row].number) if 0 <= row < len(children) and column == 0 else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # hides QObject.parent(), as Qt does
        line = self._lines.get(int(index.internalId())) if index.isValid() else None
        return self._index_of(line.parent) if line is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return len(self._children(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        spot = self.spot(index)
        if spot is None:
            return None
        return {
            SPOT: spot, int(Qt.ItemDataRole.DisplayRole): spot.title, int(Qt.ItemDataRole.ToolTipRole): plain_tip(spot.tip),
            int(Qt.ItemDataRole.AccessibleTextRole): spot.said,
        }.get(int(role))
