"""The tree as a panel: painted lines, keyboard, a menu per line."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.links import Reach
from desktop_pipeline.ui import reach
from desktop_pipeline.ui.app_map.tree_model import SPOT, Level, Spot, TreeModel
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import colour, icon, ink, scaled_font
from desktop_pipeline.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
HEIGHT = 26


class TreeDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        spot: Spot = index.data(SPOT)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, rect.adjusted(0, 1, -4, -1), colour("select" if selected else "hover"))
        right = rect.right() - 10
        quiet = (Reach.LIVE, Reach.UNKNOWN) if spot.level is Level.MAP else ()
        if spot.link is not None and spot.link.reach not in quiet:
            name, tone = reach.look(spot.link)
            paint.picture(painter, name, QRect(right - 12, rect.top(), 12, rect.height()), ink(tone), 12)
            right -= 18
        if spot.lock:
            paint.picture(painter, "lock", QRect(right - 14, rect.top(), 14, rect.height()), ink(spot.lock_tone), 14)
            right -= 18
        if spot.ready:
            painter.setFont(scaled_font(option.font, 0.85, bold=True))
            width = max(18, painter.fontMetrics().horizontalAdvance(str(spot.ready)) + 10)
            bubble = QRect(right - width, rect.top() + (rect.height() - 16) // 2, width, 16)
            paint.rounded(painter, bubble, colour("accent"), radius=8)
            painter.setPen(colour("accent_text"))
            painter.drawText(bubble, Qt.AlignmentFlag.AlignCenter, str(spot.ready))
            right -= width + 4
        if spot.dot is not None:
            paint.picture(painter, "dot", QRect(right - 12, rect.top(), 12, rect.height()), ink(spot.dot), 12)
            right -= 16
        tint = ink(spot.dot) if spot.dot is not None else colour("muted")
        paint.picture(painter, spot.icon, QRect(rect.left() + 4, rect.top(), 16, rect.height()), tint, 14)
        font = scaled_font(option.font, 1.0, bold=spot.level is Level.CLUSTER)
        left = rect.left() + 26
        ink_colour = colour("text") if spot.level is not Level.WORKLOAD else colour("muted") if not selected else colour("text")
        paint.elided(painter, QRect(left, rect.top(), right - left, rect.height()), spot.title, ink_colour, font)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.rounded(painter, rect.adjusted(0, 1, -4, -1), None, colour("accent"), width=1.5)
        painter.restore()


class AppMapTree(QTreeView):
    """Says which app map or workload the user picked, and what is asked for by the menu."""

    opened = Signal(str, str)
    """Cluster, namespace."""
    workloadPicked = Signal(object)
    addMap = Signal(str)
    removeMap = Signal(str, str)
    clusterSettings = Signal(str)

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = model
        self.setObjectName("app-map-tree")
        self.setAccessibleName(tr("Tree", "Clusters and app maps"))
        self.setModel(model)
        self.setItemDelegate(TreeDelegate(self))
        self.setHeaderHidden(True)
        self.setStyleSheet("selection-background-color: transparent;")  # the delegate paints what is selected
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setAnimated(False)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.customContextMenuRequested.connect(self._menu)
        self.clicked.connect(self._picked)
        self.activated.connect(self._picked)
        model.rowsInserted.connect(self._inserted)

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            for row in range(first, last + 1):
                self.expand(self._tree.index(row, 0))
        else:
            self.expand(parent) if self._tree.spot(parent) and not parent.parent().isValid() else None

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        if self._tree.rowCount(index):
            name = "chevron-down" if self.isExpanded(self._tree.same(index)) else "chevron-right"
            paint.picture(painter, name, QRect(rect.right() - 13, rect.top(), 14, rect.height()), colour("muted"), 10)

    def show_place(self, cluster: str, namespace: str, workload: WorkloadKey | None = None) -> None:
        """Make a place current without telling that it was picked."""
        index = self._tree.find(cluster, namespace, workload)
        if index.isValid():
            self.setCurrentIndex(index)
            self.expand(index)

    def _picked(self, index: QModelIndex) -> None:
        spot = self._tree.spot(index)
        if spot is None or spot.level is Level.CLUSTER:
            return
        self.opened.emit(spot.cluster, spot.namespace)
        if spot.workload is not None:
            self.workloadPicked.emit(spot.workload)

    def _menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        spot = self._tree.spot(index)
        if spot is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if spot.level is not Level.CLUSTER:
            menu.addAction(icon("app-map"), tr("Tree", "Open"), lambda: self._picked(index))
        menu.addAction(icon("plus"), tr("Tree", "Add app map…"), lambda: self.addMap.emit(spot.cluster))
        if spot.level is Level.MAP:
            menu.addAction(icon("delete"), tr("Tree", "Remove from workspace…"), lambda: self.removeMap.emit(spot.cluster, spot.namespace))
        menu.addAction(icon("settings"), tr("Tree", "Cluster settings…"), lambda: self.clusterSettings.emit(spot.cluster))
        menu.popup(self.viewport().mapToGlobal(point))
