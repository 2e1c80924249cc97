"""The model of the grid: workloads, and below each a row per container. Only cells that changed are told."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop_pipeline.domain.choices import Choice, Mode, Row, changed_since, start_choice
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, StepKind, StepState
from desktop_pipeline.domain.workloads import RowKey, Workload, WorkloadKey
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.pipeline.cells import EMPTY, RUN, Cell, Column, header_cells, row_cells
from desktop_pipeline.ui.pipeline.nodes import Item, Node, matches
from desktop_pipeline.ui.pipeline.offers import offer_of
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
CELL = int(Qt.ItemDataRole.UserRole)


def beside(index: Index, column: int) -> QModelIndex:
    """The cell of the same row in another column."""
    return index.sibling(index.row(), column)


class PipelineModel(QAbstractItemModel):
    """Rows of one app map, from the planner. `counted` tells a new number of ready workloads.

    Work that takes longer than SLICE goes on in the next turns of the loop, so that a thousand rows do not stop the window.
    """

    SLICE = 0.012
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
        self.only: frozenset[WorkloadKey] = frozenset()
        self._age = ""
        self._steps: dict[str, tuple[str, StepState]] = {}
        """The last run on each workload and its step there, by the id of the step: also of workloads that are not shown now."""
        self._editing: RowKey | None = None
        self._postponed = False
        self._count = 0
        self._active: frozenset[WorkloadKey] = frozenset()
        self._stale: dict[WorkloadKey, None] = {}
        self._kept_back: dict[WorkloadKey, None] = {}
        self._goes_on = False

    # ---- what is shown ---------------------------------------------------------------------------------------------

    @property
    def map_id(self) -> str:
        return f"{self.cluster}/{self.namespace}" if self.cluster else ""

    def show_map(self, cluster: str, namespace: str) -> None:
        """Show another app map."""
        self.beginResetModel()
        self.cluster, self.namespace = cluster, namespace
        self._nodes, self._by_number, self._by_key, self._editing, self._stale, self.only = [], {}, {}, None, {}, frozenset()
        self.endResetModel()
        self.refresh()

    def set_filter(self, words: str) -> None:
        self._words = words.lower().split()
        self.refresh()

    def show_only(self, keys: frozenset[WorkloadKey]) -> None:
        """Show these workloads alone; empty = all."""
        self.only = keys
        self.refresh()

    def set_age(self, words: str) -> None:
        """How old the facts are, in words; '' while they are live. Every header says it."""
        if words != self._age:
            self._age = words
            self.refresh_all()

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
        if node is None or not node.shown:
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
        self.bench.composer.choose(item.row, choice)
        item.choice = self.bench.planner.choice(item.row)
        self._update_item(node, index.row(), item.row)
        self._update_header(node)
        self._recount()

    def choose_mode(self, index: Index, mode: Mode) -> None:
        """Another mode for a row; Appointed begins with the deployed version again."""
        item = self.item(index)
        if item is None or (item.choice.mode is mode and not changed_since(item.row, item.choice)):
            return  # what was changed since it was chosen is chosen again
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
            self._stale.update(self._kept_back)
            self._kept_back = {}
            self.refresh()

    def run_changed(self, run: RunState) -> None:
        """Take in the steps of a run: they are the state of the last deployment."""
        nodes = {str(key): node for key, node in self._by_key.items()}
        for step in run.steps.values():
            before = self._steps.get(step.id)
            if step.kind is not StepKind.ROLLOUT or before == (run.id, step):
                continue
            if before is not None and before[0] != run.id and (before[1].started or 0) > (run.started or 0):
                continue
            self._steps[step.id] = (run.id, step)
            if step.id in nodes:
                self._refresh_node(nodes[step.id], nodes[step.id].workload)
        self._recount()

    def _step(self, workload: Workload) -> StepState | None:
        """The step that says how the last deployment went: at work now, or the maker of the present template."""
        known = self.known_run(workload.key)
        if known is None:
            return None
        run_id, step = known
        at_work = not step.state.ended
        return step if at_work or (step.started is not None and workload.run in ("", run_id)) else None

    def refresh(self) -> None:
        """Compare with the facts as they are now; tell what changed, cell by cell."""
        if not self.cluster:
            return
        if self._editing is not None:
            self._postponed = True
        facts = self.bench.inventory.facts(self.cluster, self.namespace).workloads
        for key in [key for key in self._by_key if key not in facts]:
            if self._editing is None:
                self._remove(self._by_key[key])
        for key, workload in facts.items():
            node = self._by_key.get(key)
            if node is not None and node.workload is not workload:
                self._stale[key] = None
        self._work_off()

    def refresh_all(self) -> None:
        """Builds or registries changed: every row may mean something else."""
        self._stale.update(dict.fromkeys(self._by_key))
        self._work_off()

    def refresh_versions(self, repository: str) -> None:
        """What is known of a repository changed: refresh the workloads that use it."""
        for node in self._by_key.values():
            if any(item.row.versions.repository == repository for item in node.items):
                self._stale[node.key] = None
        self._work_off()

    def refresh_choices(self) -> None:
        """Choices may have changed elsewhere, for example after a run; or a run began or ended."""
        active, before = self.bench.planner.active, self._active
        self._active = active
        switched = active ^ before
        for node in self._by_key.values():
            touched = node.key in switched
            for number, item in enumerate(node.items):
                choice = self.bench.planner.choice(item.row)
                if choice != item.choice:
                    item.choice, touched = choice, True
                    self._update_item(node, number, item.row)
            if touched:
                self._update_header(node)
        self._recount()

    def _work_off(self) -> None:
        """Refresh what is stale, what is shown first; make what is new; all within a slice of time."""
        end = time.perf_counter() + self.SLICE
        facts = self.bench.inventory.facts(self.cluster, self.namespace).workloads
        for key in sorted(self._stale, key=lambda key: not self._by_key[key].shown if key in self._by_key else True):
            if time.perf_counter() > end:
                break
            del self._stale[key]
            node, workload = self._by_key.get(key), facts.get(key)
            if node is not None and workload is not None:
                self._refresh_node(node, workload)
        complete = self._arrange(end)
        self._recount()
        if (self._stale or not complete) and not self._goes_on:
            self._goes_on = True
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        self._goes_on = False
        self._work_off()

    def _arrange(self, end: float) -> bool:
        """Show the workloads that fit the filter, in order; make the nodes that are missing. False when time ran out."""
        if self._editing is not None:
            self._postponed = True
            return True
        facts = self.bench.inventory.facts(self.cluster, self.namespace).workloads
        ordered = sorted(facts.values(), key=lambda workload: (workload.key.name, workload.key.kind.value))
        wanted: list[Node] = []
        complete = True
        for workload in ordered:
            if (self._words and not matches(workload, self._words)) or (self.only and workload.key not in self.only):
                continue
            node = self._by_key.get(workload.key)
            if node is None:
                if time.perf_counter() > end and wanted:
                    complete = False
                    continue
                node = self._make(workload)
            wanted.append(node)
        if complete or not self._nodes:  # a screenful at once, then all the rest: each insertion makes the view lay out anew
            self._show_nodes(wanted)
        return complete

    def _show_nodes(self, wanted: list[Node]) -> None:
        """Remove and insert runs of workloads, so that the rest keeps its place, focus and look."""
        keep = {node.number for node in wanted}
        last = len(self._nodes)
        while last > 0:
            if self._nodes[last - 1].number in keep:
                last -= 1
                continue
            first = last - 1
            while first > 0 and self._nodes[first - 1].number not in keep:
                first -= 1
            self.beginRemoveRows(QModelIndex(), first, last - 1)
            for node in self._nodes[first:last]:
                node.shown = False
            del self._nodes[first:last]
            self._place()
            self.endRemoveRows()
            last = first
        position = 0
        while position < len(wanted):
            if position < len(self._nodes) and self._nodes[position] is wanted[position]:
                position += 1
                continue
            stop = position
            while stop < len(wanted) and not wanted[stop].shown:
                stop += 1
            if stop == position:  # the order itself changed, which names never do
                return
            self.beginInsertRows(QModelIndex(), position, stop - 1)
            self._nodes[position:position] = wanted[position:stop]
            for node in wanted[position:stop]:
                node.shown = True
            self._place()
            self.endInsertRows()
            position = stop

    def _remove(self, node: Node) -> None:
        """A workload is gone."""
        if node.shown:
            self._show_nodes([other for other in self._nodes if other is not node])
        self._stale.pop(node.key, None)
        del self._by_key[node.key], self._by_number[node.number]

    def _place(self) -> None:
        for position, node in enumerate(self._nodes):
            node.position = position

    def _make(self, workload: Workload) -> Node:
        node = Node(self._next, workload, step=self._step(workload))
        self._next += 1
        self._by_number[node.number] = node
        self._by_key[node.key] = node
        for row in self.bench.planner.rows_of(workload):
            item = Item(row, self.bench.planner.choice(row))
            item.cells = self._cells(node, item)
            node.items.append(item)
        node.why = self._why(node)
        node.cells = self._header(node)
        return node

    def known_run(self, key: WorkloadKey) -> tuple[str, StepState] | None:
        """The last run of ours on a workload, and its step there."""
        return self._steps.get(str(key))

    def _header(self, node: Node) -> tuple[Cell, ...]:
        key = node.key
        protection = self.bench.catalog.workspace.protection(key.cluster, key.namespace)
        offer = offer_of(node.workload, self.known_run(key), protection, active=key in self.bench.planner.active)
        return header_cells(node.workload, node.step, node.why, offer, self._age)

    def _cells(self, node: Node, item: Item) -> tuple[Cell, ...]:
        held = self.bench.holds.rows().get(item.row.key, "")
        return row_cells(item.row, item.choice, start_choice(item.row), node.step, self.bench.clock.now(), aged=bool(self._age), held=held)

    def _why(self, node: Node) -> Message | None:
        return self.bench.planner.run_why_not(tuple(item.row for item in node.items))

    def _refresh_node(self, node: Node, workload: Workload) -> None:
        if self._editing is not None and self._editing.workload == node.key:
            self._postponed = True
            self._kept_back[node.key] = None
            return
        rows = self.bench.planner.rows_of(workload)
        node.workload, node.step = workload, self._step(workload)
        if [row.key for row in rows] != [item.row.key for item in node.items]:
            self._replace_items(node, rows)
        else:
            for number, row in enumerate(rows):
                node.items[number].choice = self.bench.planner.choice(row)
                self._update_item(node, number, row)
        self._update_header(node)

    def _replace_items(self, node: Node, rows: Iterable[Row]) -> None:
        parent = self.createIndex(node.position, 0, 0) if node.shown else QModelIndex()
        if not node.shown:
            node.items = [Item(row, self.bench.planner.choice(row)) for row in rows]
            for item in node.items:
                item.cells = self._cells(node, item)
            return
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
        if node.shown:
            self._tell(before, item.cells, number, node.number)

    def _update_header(self, node: Node) -> None:
        node.why = self._why(node)
        before, node.cells = node.cells, self._header(node)
        if node.shown:
            self._tell(before, node.cells, node.position, 0)

    def _tell(self, before: tuple[Cell, ...], after: tuple[Cell, ...], row: int, number: int) -> None:
        for column, cell in enumerate(after):
            if column >= len(before) or before[column] != cell:
                index = self.createIndex(row, column, number)
                self.dataChanged.emit(index, index)

    def _recount(self) -> None:
        """A filter hides workloads, it does not take them out of the batch."""
        count = sum(node.why is None for node in self._by_key.values())
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

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # hides QObject.parent(), as Qt does
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
            return plain_tip(cell.tip) or None
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
