"""The list of a build's tasks: number, tick box, icon, name and what it is about."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_pipeline.ui import theme
from desktop_pipeline.ui.builds.history_model import outcome_look
from desktop_pipeline.ui.builds.task_model import DetailRole, ProblemRole, RunRole, TaskModel
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
_BOX = 16
_ICON = 16
_PAD = 8
_NUMBER = 18
_STATE = 64


class TaskListView(QListView):
    """Ctrl+Up and Ctrl+Down ask for a move, Ctrl+D for a copy, Del for deletion, Space ticks, Ctrl+L or a click on the state asks
    for the log of the task."""

    move_wanted = Signal(int)
    duplicate_wanted = Signal()
    remove_wanted = Signal()
    log_wanted = Signal(int)
    """Row whose log is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(TaskDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        key = event.key()
        if control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_wanted.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif control and key == Qt.Key.Key_D:
            self.duplicate_wanted.emit()
        elif control and key == Qt.Key.Key_L:
            self.log_wanted.emit(self.currentIndex().row())
        elif key == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.data(RunRole) is not None:
            if state_rect(self.visualRect(index)).contains(event.position().toPoint()):
                self.log_wanted.emit(index.row())


def state_rect(rect: QRect) -> QRect:
    """Where the state of a task is in its row."""
    return QRect(rect.right() - _STATE - _PAD, rect.top(), _STATE + _PAD, rect.height())


class TaskDelegate(QStyledItemDelegate):
    """Two lines: the name, and smaller what the task is about. Disabled tasks are pale; one with a problem has a sign."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, 2 * option.fontMetrics.height() + 14)

    def box(self, rect: QRect) -> QRect:
        """Where the tick box of a row is."""
        return QRect(rect.left() + _PAD + _NUMBER, rect.center().y() - _BOX // 2, _BOX, _BOX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        style = option.widget.style() if option.widget else QApplication.style()
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        enabled = index.data(Qt.ItemDataRole.CheckStateRole) != Qt.CheckState.Unchecked
        palette = option.palette
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        text = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        quiet = text if chosen else palette.color(QPalette.ColorRole.PlaceholderText)
        rect = option.rect
        painter.setPen(quiet)
        painter.drawText(QRect(rect.left() + _PAD, rect.top(), _NUMBER, rect.height()), Qt.AlignmentFlag.AlignVCenter, str(index.row()))
        if index.row():
            hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            paint.tick_box(painter, self.box(rect), "", ticked=enabled, enabled=True, hovered=hovered)
        self._words(painter, option, index, text if enabled else quiet, quiet)
        painter.restore()

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, text, quiet) -> None:
        rect, metrics = option.rect, option.fontMetrics
        left = self.box(rect).right() + _PAD
        right = rect.right() - _PAD
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if icon is not None:
            icon.paint(painter, QRect(left, rect.center().y() - _ICON // 2, _ICON, _ICON))
            left += _ICON + 6
        right -= self._state(painter, option, index, quiet)
        if index.data(ProblemRole):
            paint.picture(painter, "warning", QRect(right - _ICON, rect.center().y() - _ICON // 2, _ICON, _ICON), theme.ink(Tone.WARN))
            right -= _ICON + 4
        detail = str(index.data(DetailRole) or "")
        height = metrics.height()
        top = rect.top() + (6 if detail else (rect.height() - height) // 2)
        painter.setPen(text)
        width = right - left
        painter.drawText(QRect(left, top, width, height), Qt.AlignmentFlag.AlignVCenter,
                         metrics.elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, width))
        if detail:
            painter.setPen(quiet)
            painter.drawText(QRect(left, top + height + 1, width, height), Qt.AlignmentFlag.AlignVCenter,
                             metrics.elidedText(detail, Qt.TextElideMode.ElideMiddle, width))

    @staticmethod
    def _state(painter: QPainter, option: QStyleOptionViewItem, index: Index, quiet) -> int:
        """State and duration in the newest run; returns the width that was used."""
        run, model = index.data(RunRole), index.model()
        if run is None or not isinstance(model, TaskModel):
            return 0
        place = state_rect(option.rect)
        _, tone, icon = outcome_look(run.outcome)
        paint.picture(painter, icon, QRect(place.left(), place.center().y() - _ICON // 2, _ICON, _ICON), theme.ink(tone))
        painter.setPen(quiet)
        painter.drawText(place.adjusted(_ICON + 4, 0, -_PAD, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                         model.took(index.row()))
        return _STATE + 4

    def editorEvent(self, event: QEvent, model, option: QStyleOptionViewItem, index: Index) -> bool:
        """Tick by mouse on the box, or by Space."""
        if not isinstance(model, TaskModel) or model.task(index.row()) is None:
            return False
        if event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick) and isinstance(event, QMouseEvent):
            target = self.box(option.rect).adjusted(-4, -6, 4, 6)
            if event.button() != Qt.MouseButton.LeftButton or not target.contains(event.position().toPoint()):
                return False
            if event.type() == QEvent.Type.MouseButtonDblClick:
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Select):
                return False
        else:
            return False
        state = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        return model.setData(index, Qt.CheckState.Unchecked if state == Qt.CheckState.Checked else Qt.CheckState.Checked,
                             Qt.ItemDataRole.CheckStateRole)
