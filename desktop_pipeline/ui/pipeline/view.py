"""The grid: mouse and keys on painted cells. Mode and its control stand one below the other, each a cell of its own for the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QTreeView, QWidget

from desktop_pipeline.domain.choices import Mode, changed_since
from desktop_pipeline.domain.workloads import RowKey, WorkloadKey
from desktop_pipeline.ui.pipeline import editors
from desktop_pipeline.ui.pipeline.cells import EMPTY, OFFER, RUN, Column, Control, ControlCell, ImageCell, OfferCell, StageCell
from desktop_pipeline.ui.pipeline.delegate import GridDelegate
from desktop_pipeline.ui.pipeline.layout import BUILT_HEIGHT, Layout
from desktop_pipeline.ui.pipeline.marks import Marks
from desktop_pipeline.ui.pipeline.model import PipelineModel, beside
from desktop_pipeline.ui.pipeline.nodes import Item, Node
from desktop_pipeline.ui.pipeline.offers import Offer
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import colour
from desktop_pipeline.ui.widgets.picker import Picker

Index = QModelIndex | QPersistentModelIndex
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space, Qt.Key.Key_Select)
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PipelineView(QTreeView):
    """Shows a `PipelineModel`; says what the user wants by signals."""

    runRequested = Signal(object)
    """WorkloadKey."""
    undoRequested = Signal(object)
    jobRequested = Signal(object)
    """WorkloadKey."""
    editBuild = Signal(str)
    viewLog = Signal(str, object)
    """Name of the build, BuildRun."""
    selected = Signal(object)
    """RowKey, WorkloadKey, or None."""
    menuRequested = Signal(object, QPoint)

    def __init__(self, model: PipelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pipeline-grid")
        self.setAccessibleName(tr("Grid", "Pipelines: workloads and their containers"))
        self._grid = model
        self._hover, self._pressed = QPersistentModelIndex(), QPersistentModelIndex()
        self._picker: Picker | None = None
        self.marks = Marks(model, lambda node: self.isExpanded(model.find(node.key)), self)
        self.marks.changed.connect(self.viewport().update)
        self.setModel(model)
        self.setItemDelegate(GridDelegate(self))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(20)
        self.header().setMinimumSectionSize(0)
        self.header().setStretchLastSection(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        model.modelReset.connect(self.expandAll)
        model.rowsInserted.connect(self._inserted)

    # ---- geometry --------------------------------------------------------------------------------------------------

    def _layout(self) -> Layout:
        return Layout.of(self.viewport().width(), self.fontMetrics().horizontalAdvance("0"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout, header = self._layout(), self.header()
        for column, width in enumerate((layout.build, layout.deploy - layout.build, layout.choice - layout.deploy, 0, 0)):
            header.resizeSection(column, width)
        header.resizeSection(Column.MODE, max(0, self.viewport().width() - layout.choice))

    def _row_rect(self, index: Index) -> QRect:
        first = super().visualRect(beside(index, 0))
        return QRect(0, first.top(), self.viewport().width(), first.height()) if first.isValid() else QRect()

    def visualRect(self, index: Index) -> QRect:
        row = self._row_rect(index)
        return self._cell_rect(self._layout(), row, index, index.column()) if row.isValid() else row

    def _cell_rect(self, layout: Layout, row: QRect, index: Index, column: int) -> QRect:
        if index.internalId():
            return layout.cell(row, column, two=row.height() >= BUILT_HEIGHT)
        return layout.header(row, column, offer=self._grid.cell(beside(index, OFFER)) is not EMPTY)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = super().indexAt(QPoint(1, point.y()))
        if not row.isValid():
            return row
        for column in reversed(Column):
            index = beside(row, column)
            if self._grid.cell(index) is not EMPTY and self.visualRect(index).contains(point):
                return index
        return beside(row, 0)

    # ---- painting --------------------------------------------------------------------------------------------------

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        row, layout = self._row_rect(index), self._layout()
        header = not index.internalId()
        current, focused = self.currentIndex(), self.hasFocus()
        here = current.isValid() and current.internalId() == index.internalId() and current.row() == index.row()
        key = self.key_of(index)
        marked = isinstance(key, RowKey) and self.marks.has(key)
        painter.fillRect(row, colour("raised") if header else colour("select") if marked or (here and focused) else colour("base"))
        painter.fillRect(QRect(row.left(), row.bottom(), row.width(), 1), colour("border_soft"))
        if (here or marked) and not header:
            painter.fillRect(QRect(row.left(), row.top(), 3, row.height() - 1), colour("accent"))
        opened, delegate = header and self.isExpanded(beside(index, 0)), self.itemDelegate()
        option = QStyleOptionViewItem(options)
        option.widget = self
        for column in Column:
            cell_index = beside(index, column)
            if self._grid.cell(cell_index) is EMPTY:
                continue
            option.rect = self._cell_rect(layout, row, index, column)
            state = QStyle.StateFlag.State_Enabled
            if self._hover == cell_index:
                state |= QStyle.StateFlag.State_MouseOver
            if self._pressed == cell_index:
                state |= QStyle.StateFlag.State_Sunken
            if focused and current == cell_index:
                state |= QStyle.StateFlag.State_HasFocus
            if opened:
                state |= QStyle.StateFlag.State_Open
            option.state = state
            delegate.paint(painter, option, cell_index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """The header's own arrow is painted with its cell."""

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            for row in range(first, last + 1):
                self.setExpanded(self._grid.index(row, 0), True)

    def _repaint(self, index: Index) -> None:
        if index.isValid():
            self.viewport().update(self._row_rect(index))

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Qt repaints the sections of its own header, but cells reach beyond them: the badge of a workload is in its first cell."""
        super().dataChanged(first, last, roles)
        if first.parent() == last.parent() and first.row() == last.row():
            self._repaint(first)
        else:
            self.viewport().update()

    # ---- mouse -----------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if self._hover != index:
            before, self._hover = self._hover, QPersistentModelIndex(index)
            self._repaint(before)
            self._repaint(index)
        live = index.isValid() and self._clickable(index) and self._target(index).contains(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if live else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        before, self._hover = self._hover, QPersistentModelIndex()
        self._repaint(before)

    def _clickable(self, index: Index) -> bool:
        cell = self._grid.cell(index)
        if isinstance(cell, ImageCell | StageCell):
            return cell.link
        return cell.enabled and cell is not EMPTY and not (isinstance(cell, ControlCell) and cell.control is Control.NEWEST)

    def _target(self, index: Index) -> QRect:
        """The part of a cell that reacts to a click: of a link its line of text, of a header its arrow."""
        rect, cell = self.visualRect(index), self._grid.cell(index)
        if not index.internalId() and index.column() == Column.IMAGE:
            return Layout.chevron(rect)
        if isinstance(cell, ImageCell):
            width = self.fontMetrics().horizontalAdvance(cell.text) + 24
            return QRect(rect.left(), rect.top(), min(width, rect.width()), rect.height() // 2 + 2)
        return rect

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if index.isValid() and not self._marked_by_mouse(index, event):
            self.setCurrentIndex(index)
            self._pressed = QPersistentModelIndex(index)
            self._repaint(index)

    def _marked_by_mouse(self, index: Index, event: QMouseEvent) -> bool:
        """Ctrl and Shift select rows; a click without them selects nothing but its own."""
        key, current = self.key_of(index), self.key_of(self.currentIndex())
        before = current if isinstance(current, RowKey) else None
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.button() is Qt.MouseButton.LeftButton and held and isinstance(key, RowKey):
            (self.marks.extend if held & Qt.KeyboardModifier.ShiftModifier else self.marks.toggle)(key, before)
            self.setCurrentIndex(index)
            return True
        if event.button() is Qt.MouseButton.LeftButton or not (isinstance(key, RowKey) and self.marks.has(key)):
            self.marks.begin(key if isinstance(key, RowKey) else None)
        return False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, QPersistentModelIndex()
        point = event.position().toPoint()
        index = self.indexAt(point)
        self._repaint(pressed)
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and pressed == index and self._target(index).contains(point):
            self._do(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and not index.internalId() and index.column() == Column.IMAGE:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.mousePressEvent(event)

    def _menu(self, point: QPoint) -> None:
        index = self.indexAt(point) if self.viewport().rect().contains(point) else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            self.menuRequested.emit(self.key_of(index), self.viewport().mapToGlobal(point))

    # ---- keys ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._marked_by_key(index, key, event):
            return
        if index.isValid():
            if control and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(index)
                return
            if key in _OPEN_KEYS and not control:
                self._do(index)
                return
            if self._typed(index, event):
                return
            if not index.internalId() and index.column() == Column.IMAGE and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                wanted = key is Qt.Key.Key_Right
                if self.isExpanded(index) != wanted:
                    self.setExpanded(index, wanted)
                    return
        if key is Qt.Key.Key_Menu and index.isValid():
            self.menuRequested.emit(self.key_of(index), self.viewport().mapToGlobal(self.visualRect(index).center()))
            return
        super().keyPressEvent(event)

    def _marked_by_key(self, index: Index, key: Qt.Key, event: QKeyEvent) -> bool:
        """Ctrl+A, Shift with the arrows and Ctrl+Space select rows, Escape and an arrow alone end it."""
        held, keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier
        here = self.key_of(index)
        row = here if isinstance(here, RowKey) else None
        if held == keys.ControlModifier and key is Qt.Key.Key_A:
            self.marks.all()
        elif held == keys.ControlModifier and key is Qt.Key.Key_Space and row is not None:
            self.marks.toggle(row, None)
        elif held == keys.ShiftModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and row is not None:
            self._extend_by(row, 1 if key is Qt.Key.Key_Down else -1, index.column())
        elif key is Qt.Key.Key_Escape:
            return self.marks.clear()
        else:
            if not held and key in _MOVES:
                self.marks.begin(None)
            return False
        return True

    def _extend_by(self, row: RowKey, step: int, column: int) -> None:
        order = self.marks.order()
        at = order.index(row) + step if row in order else -1
        if 0 <= at < len(order):
            self.marks.extend(order[at], row)
            self.setCurrentIndex(self._nearest(self._grid.find(order[at].workload, order[at].container), column, step))

    def chosen_rows(self) -> tuple[RowKey, ...]:
        """The selected rows from the top, else the current one."""
        current = self.key_of(self.currentIndex())
        return self.marks.rows() or ((current,) if isinstance(current, RowKey) else ())

    def keyboardSearch(self, search: str) -> None:
        """Letters open the tag field instead of jumping."""

    def _typed(self, index: Index, event: QKeyEvent) -> bool:
        """Letters anywhere in the row of a tag begin to edit it; Delete empties it."""
        if not index.internalId():
            return False
        index = beside(index, Column.CONTROL)
        cell, item = self._grid.cell(index), self._grid.item(index)
        if not isinstance(cell, ControlCell) or cell.control is not Control.TAG or not cell.enabled or item is None:
            return False
        if Qt.Key(event.key()) in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._grid.choose(index, editors.with_tag(item, ""))
            return True
        words = event.text()
        if words.strip() and words.isprintable() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.setCurrentIndex(index)
            self._open_picker(index, words)
            return True
        return False

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        current, moves = self.currentIndex(), QAbstractItemView.CursorAction
        if not current.isValid():
            return self._grid.index(0, 0)
        if action in (moves.MoveLeft, moves.MoveRight):
            places = [place for place in self._places(current) if place == current or self._grid.cell(place) is not EMPTY]
            at = places.index(current) + (1 if action is moves.MoveRight else -1)
            return places[at] if 0 <= at < len(places) else current
        if action in (moves.MoveUp, moves.MoveDown):
            step = 1 if action is moves.MoveDown else -1
            if current.internalId() and current.column() + step in (Column.MODE, Column.CONTROL) and current.column() >= Column.MODE:
                other = beside(current, current.column() + step)
                if self._grid.cell(other) is not EMPTY:
                    return other
            row = self.indexBelow(beside(current, 0)) if step > 0 else self.indexAbove(beside(current, 0))
            return self._nearest(row, current.column(), step) if row.isValid() else current
        target = super().moveCursor(action, modifiers)
        return self._nearest(beside(target, 0), current.column(), 1) if target.isValid() else current

    @staticmethod
    def _places(index: Index) -> list[QModelIndex]:
        """The cells of a row from left to right, as they stand on the screen."""
        return [beside(index, column) for column in (Column if index.internalId() else (Column.IMAGE, OFFER, RUN))]

    def _nearest(self, row: Index, column: int, step: int) -> QModelIndex:
        """The cell of a row in or next to a column; coming from below into choices, the control comes first."""
        order = [column, *sorted(Column, key=lambda other: (abs(other - column), -step * other))]
        if column >= Column.MODE and row.internalId():
            order = [Column.MODE, Column.CONTROL] if step > 0 else [Column.CONTROL, Column.MODE]
            order += list(reversed(Column))
        elif column >= Column.MODE:
            order = [column, RUN]
        return next((beside(row, other) for other in order if self._grid.cell(beside(row, other)) is not EMPTY),
                    beside(row, 0))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from one cell that can be used to the next, then out of the grid."""
        index = self._next_usable(self.currentIndex(), 1 if forward else -1)
        if not index.isValid():
            return super().focusNextPrevChild(forward)
        self.setCurrentIndex(index)
        return True

    def _next_usable(self, index: QModelIndex, step: int) -> QModelIndex:
        row, places = beside(index, 0), self._places(index)[::step]
        places = places[places.index(index) + 1 :]
        while row.isValid():
            found = next((place for place in places if place.column() >= Column.MODE and self._clickable(place)), None)
            if found is not None:
                return found
            row = self.indexBelow(row) if step > 0 else self.indexAbove(row)
            places = self._places(row)[::step]
        return QModelIndex()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_mouse = event.reason() is Qt.FocusReason.MouseFocusReason  # the click says itself where
        if not by_mouse and not self.currentIndex().isValid() and self._grid.rowCount():
            first = self._grid.index(0, 0)
            usable = self._next_usable(first, 1) if event.reason() is Qt.FocusReason.TabFocusReason else QModelIndex()
            self.setCurrentIndex(usable if usable.isValid() else first)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._repaint(previous)
        self._repaint(current)
        self.selected.emit(self.key_of(current))

    # ---- what cells do ---------------------------------------------------------------------------------------------

    def key_of(self, index: Index) -> RowKey | WorkloadKey | None:
        item, node = self._grid.item(index), self._grid.node(index)
        return item.row.key if item is not None else node.key if node is not None else None

    def _run(self, index: Index) -> None:
        node = self._grid.node(index)
        if node is not None and node.why is None:
            self.runRequested.emit(node.key)

    def _do(self, index: Index) -> None:
        """What a click, Enter or Space means for a cell."""
        item, node = self._grid.item(index), self._grid.node(index)
        if item is None:
            if index.column() == RUN:
                self._run(index)
            elif isinstance(cell := self._grid.cell(index), OfferCell) and node is not None:
                (self.undoRequested if cell.offer is Offer.UNDO else self.jobRequested).emit(node.key)
            elif node is not None:
                self.setExpanded(beside(index, 0), not self.isExpanded(beside(index, 0)))
            return
        if self._clickable(index):
            self._do_in_row(index, item)

    def _do_in_row(self, index: Index, item: Item) -> None:
        build = item.row.build
        if index.column() == Column.IMAGE and build is not None:
            self.editBuild.emit(build.name)
        elif index.column() == Column.BUILD and build is not None:
            run = item.row.versions.newest_run()
            if run is not None:
                self.viewLog.emit(build.name, run)
        elif index.column() == Column.CONTROL and item.choice.mode is Mode.BUILD:
            self._grid.choose(index, editors.ticked(item, not item.choice.execute))
        elif index.column() in (Column.MODE, Column.CONTROL):
            self._open_picker(index)

    def _open_picker(self, index: Index, typed: str = "") -> None:
        item = self._grid.item(index)
        if item is None or self._picker is not None:
            return
        keep = QPersistentModelIndex(index)
        picker = editors.mode_picker(item, self) if index.column() == Column.MODE else editors.version_picker(item, self._grid.bench, self)
        self._picker = picker
        self._grid.edit_begins(index)
        picker.picked.connect(lambda value: self._picked(keep, value))
        picker.destroyed.connect(self._picker_gone)
        picker.picked.connect(lambda value: self._picker_gone())
        picker.cancelled.connect(self._picker_gone)
        rect = self.visualRect(index)
        picker.popup(QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size()))
        if typed:
            picker.type_first(typed)

    def _picker_gone(self) -> None:
        if self._picker is not None:
            self._picker = None
            self._grid.edit_ends()
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _picked(self, index: QPersistentModelIndex, value: str) -> None:
        item = self._grid.item(index)
        if item is None:
            return
        if index.column() == Column.MODE:
            self._grid.choose_mode(index, Mode(value))
        elif value != item.choice.tag or changed_since(item.row, item.choice):
            self._grid.choose(index, editors.with_tag(item, value))

    def reveal(self, node: Node) -> None:
        """Bring a workload into view and make it current."""
        index = self._grid.find(node.key)
        self.setExpanded(index, True)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)


