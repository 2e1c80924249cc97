"""The model of the grid: workloads, and below each a row per container. Only cells that changed are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_pipeline.domain.choices import Choice, Mode, Row, stages, start_choice
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, StepKind, StepState
from desktop_pipeline.domain.workloads import RowKey, Workload, WorkloadKey
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.pipeline.cells import EMPTY, RUN, Cell, Column, header_cells, row_cells

Index = QModelIndex | QPersistentModelIndex
CELL = int(Qt.ItemDataRole.UserRole)


def beside(index: Index, column: int) -> QModelIndex:
    """The cell of the same row in another column."""
    return index.sibling(index.row(), column)


@dataclass(slots=True)
class Item:
    """One container in the grid."""

    row: Row
    choice: Choice
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class Node:
    """One workload in the grid. `number` never changes and is what the indexes of its rows carry."""

    number: int
    workload: Workload
    position: int = 0
    items: list[Item] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()
    why: Message | None = None
    step: StepState | None = None

    @property
    def key(self) -> WorkloadKey:
        return self.workload.key

    def ready_rows(self) -> list[Item]:
        return [item for item in self.items if stages(item.row, item.choice)]


def matches(row: Row, words: list[str]) -> bool:
    """Whether a row has all words of a filter in its names, image or version."""
    haystack = f"{row.workload.key.name} {row.container.name} {row.container.image} {row.workload.key.kind.value}".lower()
    return all(word in haystack for word in words)


class PipelineModel(QAbstractItemModel):
    """Rows of one app map, from the planner. `counted` tells a new number of ready workloads."""

    counted = Signal(int)

    def __init__(self, workbench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench = workbench
        self.cluster, self.namespace = "", ""
        self._nodes: list[Node] = []
        self._by_number: dict[int, Node] = {}
        self._by_key: dict[WorkloadKey, Node] = {}
        self._next = 1
        self._words: list[str] = []
        self._steps: dict[WorkloadKey, tuple[str, StepState]] = {}
        self._editing: RowKey | None = None
        self._postponed = False
        self._count = 0
        self._active: frozenset[WorkloadKey] = frozenset()

    # ---- what is shown ---------------------------------------------------------------------------------------------

    @property
    def map_id(self) -> str:
        return f"{self.cluster}/{self.namespace}" if self.cluster else ""

    def show_map(self, cluster: str, namespace: str) -> None:
        """Show another app map."""
        self.beginResetModel()
        self.cluster, self.namespace = cluster, namespace
        self._nodes, self._by_number, self._by_key, self._editing = [], {}, {}, None
        self.endResetModel()
        self.refresh()

    def set_filter(self, words: str) -> None:
        self._words = words.lower().split()
        self.refresh()

    def nodes(self) -> tuple[Node, ...]:
        return tuple(self._nodes)

    def node(self, index: Index) -> Node | None:
        """The workload an index belongs to, be it its header or a row of it."""
        if not index.isValid():
            return None
        return self._by_number.get(int(index.internalId())) if index.internalId() else self._nodes[index.row()]

    def item(self, index: Index) -> Item | None:
        """The row of an index; None for a header."""
        if not index.isValid() or not index.internalId():
            return None
        node = self._by_number.get(int(index.internalId()))
        return node.items[index.row()] if node is not None and index.row() < len(node.items) else None

    def find(self, key: WorkloadKey, container: str = "", column: int = 0) -> QModelIndex:
        """The index of a workload's header or of one of its rows; invalid when it is not shown."""
        node = self._by_key.get(key)
        if node is None:
            return QModelIndex()
        if not container:
            return self.createIndex(node.position, column, 0)
        row = next((number for number, item in enumerate(node.items) if item.row.container.name == container), -1)
        return self.createIndex(row, column, node.number) if row >= 0 else QModelIndex()

    def ready(self) -> int:
        return self._count

    # ---- choices ---------------------------------------------------------------------------------------------------

    def choose(self, index: Index, choice: Choice) -> None:
        """Take a choice for a row; what it changes is shown at once."""
        item, node = self.item(index), self.node(index)
        if item is None or node is None:
            return
        self.bench.planner.choose(item.row, choice)
        item.choice = self.bench.planner.choice(item.row)
        self._update_item(node, index.row(), item.row)
        self._update_header(node)
        self._recount()

    def choose_mode(self, index: Index, mode: Mode) -> None:
        """Another mode for a row; Appointed begins with the deployed version again."""
        item = self.item(index)
        if item is None or item.choice.mode is mode:
            return
        self.choose(index, start_choice(item.row) if mode is Mode.APPOINTED else Choice(mode))

    # ---- changes ---------------------------------------------------------------------------------------------------

    def edit_begins(self, index: Index) -> None:
        """A row is being edited: its refresh waits until `edit_ends`."""
        item = self.item(index)
        self._editing = item.row.key if item is not None else None

    def edit_ends(self) -> None:
        self._editing = None
        if self._postponed:
            self._postponed = False
            self.refresh()

    def run_changed(self, run: RunState) -> None:
        """Take in the steps of a run: they are the state of the last deployment."""
        for node in self._nodes:
            step = run.steps.get(str(node.key))
            if step is None or step.kind is not StepKind.ROLLOUT:
                continue
            before = self._steps.get(node.key)
            if before is not None and before[0] > run.id and before[1].started is not None and (run.started or 0) < before[1].started:
                continue
            self._steps[node.key] = (run.id, step)
            self._refresh_node(node, node.workload, force=True)
        self._recount()

    def _step(self, workload: Workload) -> StepState | None:
        """The step that says how the last deployment went: at work now, or the maker of the present template."""
        known = self._steps.get(workload.key)
        if known is None:
            return None
        run_id, step = known
        at_work = not step.state.ended
        return step if at_work or (step.started is not None and workload.run in ("", run_id)) else None

    def refresh(self) -> None:
        """Compare with the facts and choices as they are now; tell what changed, cell by cell."""
        if not self.cluster:
            return
        workloads = self.bench.inventory.facts(self.cluster, self.namespace).workloads
        wanted = sorted(workloads.values(), key=lambda workload: (workload.key.name, workload.key.kind.value))
        shown = [(workload, rows) for workload in wanted if (rows := self._filtered(workload)) is not None]
        keys = [workload.key for workload, _ in shown]
        if keys != [node.key for node in self._nodes]:
            if self._editing is not None:
                self._postponed = True
                return
            self._restructure(shown)
        else:
            for node, (workload, rows) in zip(self._nodes, shown, strict=True):
                self._refresh_node(node, workload, rows)
        self._recount()

    def refresh_all(self) -> None:
        """Builds or registries changed: every row may mean something else."""
        for node in self._nodes:
            self._refresh_node(node, node.workload, force=True)
        self._recount()

    def refresh_versions(self, repository: str) -> None:
        """What is known of a repository changed: refresh the workloads that use it."""
        for node in self._nodes:
            if any(item.row.versions.repository == repository for item in node.items):
                self._refresh_node(node, node.workload, force=True)
        self._recount()

    def refresh_choices(self) -> None:
        """Choices may have changed elsewhere, for example after a run; or a run began or ended."""
        before = self._active
        active, self._active = self.bench.planner.active, self.bench.planner.active
        switched = active ^ before
        for node in self._nodes:
            touched = node.key in switched
            for number, item in enumerate(node.items):
                choice = self.bench.planner.choice(item.row)
                if choice != item.choice:
                    item.choice, touched = choice, True
                    self._update_item(node, number, item.row)
            if touched:
                self._update_header(node)
        self._recount()

    def refresh_why(self) -> None:
        """Something outside of the rows decides whether Run is on: protection, a run of ours at work."""
        for node in self._nodes:
            self._update_header(node)
        self._recount()

    def _filtered(self, workload: Workload) -> tuple[Row, ...] | None:
        """The rows of a workload, () when they need not be made again, None when the filter hides it."""
        node = self._by_key.get(workload.key)
        if node is not None and node.workload is workload and node.items and not self._words:
            return ()
        rows = tuple(item.row for item in node.items) if node is not None and node.workload is workload and node.items else None
        rows = rows or self.bench.planner.rows_of(workload)
        if self._words and not any(matches(row, self._words) for row in rows):
            return None
        return rows

    def _restructure(self, shown: list[tuple[Workload, tuple[Row, ...]]]) -> None:
        """Workloads came or went: remove and insert runs of them, so that the rest keeps its place, focus and look."""
        keys = {workload.key for workload, _ in shown}
        for position in range(len(self._nodes) - 1, -1, -1):
            node = self._nodes[position]
            if node.key not in keys:
                self.beginRemoveRows(QModelIndex(), position, position)
                del self._nodes[position], self._by_number[node.number], self._by_key[node.key]
                self._place()
                self.endRemoveRows()
        if not self._nodes:  # all are new: one insertion
            nodes = [self._make(workload, rows) for workload, rows in shown]
            if nodes:
                self.beginInsertRows(QModelIndex(), 0, len(nodes) - 1)
                self._nodes = nodes
                self._place()
                self.endInsertRows()
            return
        for position, (workload, rows) in enumerate(shown):
            present = self._nodes[position] if position < len(self._nodes) else None
            if present is not None and present.key == workload.key:
                self._refresh_node(present, workload, rows)
                continue
            node = self._make(workload, rows)
            self.beginInsertRows(QModelIndex(), position, position)
            self._nodes.insert(position, node)
            self._place()
            self.endInsertRows()

    def _place(self) -> None:
        for position, node in enumerate(self._nodes):
            node.position = position
            self._by_number[node.number] = node
            self._by_key[node.key] = node

    def _make(self, workload: Workload, rows: tuple[Row, ...]) -> Node:
        node = Node(self._next, workload, step=self._step(workload))
        self._next += 1
        for row in rows or self.bench.planner.rows_of(workload):
            item = Item(row, self.bench.planner.choice(row))
            item.cells = self._cells(node, item)
            node.items.append(item)
        node.why = self._why(node)
        node.cells = header_cells(workload, node.step, node.why)
        return node

    def _cells(self, node: Node, item: Item) -> tuple[Cell, ...]:
        return row_cells(item.row, item.choice, start_choice(item.row), node.step, self.bench.clock.now())

    def _why(self, node: Node) -> Message | None:
        return self.bench.planner.run_why_not(tuple(item.row for item in node.items))

    def _refresh_node(self, node: Node, workload: Workload, rows: tuple[Row, ...] = (), *, force: bool = False) -> None:
        if workload is node.workload and not force:
            return
        if self._editing is not None and self._editing.workload == node.key:
            self._postponed = True
            return
        rows = rows or self.bench.planner.rows_of(workload)
        node.workload, node.step = workload, self._step(workload)
        if [row.key for row in rows] != [item.row.key for item in node.items]:
            self._replace_items(node, rows)
        else:
            for number, row in enumerate(rows):
                node.items[number].choice = self.bench.planner.choice(row)
                self._update_item(node, number, row)
        self._update_header(node)

    def _replace_items(self, node: Node, rows: Iterable[Row]) -> None:
        parent = self.createIndex(node.position, 0, 0)
        if node.items:
            self.beginRemoveRows(parent, 0, len(node.items) - 1)
            node.items = []
            self.endRemoveRows()
        items = [Item(row, self.bench.planner.choice(row)) for row in rows]
        for item in items:
            item.cells = self._cells(node, item)
        if items:
            self.beginInsertRows(parent, 0, len(items) - 1)
            node.items = items
            self.endInsertRows()

    def _update_item(self, node: Node, number: int, row: Row) -> None:
        item = node.items[number]
        item.row = row
        before, item.cells = item.cells, self._cells(node, item)
        self._tell(before, item.cells, number, node.number)

    def _update_header(self, node: Node) -> None:
        node.why = self._why(node)
        before, node.cells = node.cells, header_cells(node.workload, node.step, node.why)
        self._tell(before, node.cells, node.position, 0)

    def _tell(self, before: tuple[Cell, ...], after: tuple[Cell, ...], row: int, number: int) -> None:
        for column, cell in enumerate(after):
            if column >= len(before) or before[column] != cell:
                index = self.createIndex(row, column, number)
                self.dataChanged.emit(index, index)

    def _recount(self) -> None:
        if self._words:  # a filter hides workloads, it does not take them out of the batch
            count = len(self.bench.planner.ready(self.cluster, self.namespace))
        else:
            count = sum(node.why is None for node in self._nodes)
        if count != self._count:
            self._count = count
            self.counted.emit(count)

    # ---- QAbstractItemModel ----------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        if row < 0 or not 0 <= column < len(Column):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0) if row < len(self._nodes) else QModelIndex()
        if parent.internalId() or parent.column() > 0 or parent.row() >= len(self._nodes):
            return QModelIndex()
        node = self._nodes[parent.row()]
        return self.createIndex(row, column, node.number) if row < len(node.items) else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        node = self._by_number.get(int(index.internalId()))
        return self.createIndex(node.position, 0, 0) if node is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self._nodes)
        if parent.internalId() or parent.column() > 0 or parent.row() >= len(self._nodes):
            return 0
        return len(self._nodes[parent.row()].items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(Column)

    def cell(self, index: Index) -> Cell:
        item = self.item(index)
        if item is not None:
            return item.cells[index.column()]
        if index.isValid() and not index.internalId() and index.row() < len(self._nodes):
            return self._nodes[index.row()].cells[index.column()]
        return EMPTY

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.accessible or cell.text
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return cell.description
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        cell = self.cell(index)
        if cell is EMPTY:
            return Qt.ItemFlag.NoItemFlags
        # A cell that is off stays reachable, so that keyboard and screen reader can ask why.
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.internalId():
            flags |= Qt.ItemFlag.ItemNeverHasChildren
            if cell.enabled and index.column() in (RUN, Column.CONTROL):
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags
