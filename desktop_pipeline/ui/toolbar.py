"""The toolbar: which app map, filter, what can be run, and how the links are."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.actions import Actions
from desktop_pipeline.ui.app_map.tree_model import protection_words
from desktop_pipeline.ui.connections import Connections, Room
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.theme import colour, icon, theme
from desktop_pipeline.ui.widgets.badge import CountButton
from desktop_pipeline.ui.widgets.picker import Entry, Picker

BUTTONS = ("plan.preflight", "plan.save", "run.batch", "run.hold", "run.stop")
ALONE = ("run.hold",)
"""Buttons that are only a picture at any width."""


def follow(button: QToolButton, action: QAction) -> None:
    """A button of an action whose reason for being off reaches tooltip and screen reader."""
    button.setDefaultAction(action)

    def describe() -> None:
        if not isinstance(button, CountButton):  # its name has the number
            button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
        button.setAccessibleDescription(action.toolTip() if not action.isEnabled() else "")

    action.changed.connect(describe)
    describe()


class ToolBar(QToolBar):
    """`mapPicked` with cluster and namespace, `filtered` with the words."""

    mapPicked = Signal(str, str)
    filtered = Signal(str)

    def __init__(self, bench: Workbench, actions: Actions, connections: Connections, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(tr("ToolBar", "Main"), parent)
        self._bench = bench
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(16, 16))
        self.map = QToolButton(self)
        self.map.setObjectName("map-button")
        self.map.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.map.setMinimumWidth(150)
        self.map.clicked.connect(self.pick_map)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("filter")
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(tr("ToolBar", "Filter"))
        self.filter.setToolTip(tr("ToolBar", "Filter workloads and images"))
        self.filter.setAccessibleName(tr("ToolBar", "Filter workloads and images"))
        self.filter.setMinimumWidth(120)
        self.filter.setMaximumWidth(260)
        self._find = self.filter.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(self.filtered)
        self.batch = CountButton(self)
        self.batch.setObjectName("batch-button")
        self.batch.setProperty("primary", True)
        self.buttons: dict[str, QToolButton] = {"run.batch": self.batch}
        self.more = QToolButton(self)
        self.more.setObjectName("more-button")
        self.more.setProperty("flat", True)
        self.more.setAccessibleName(tr("ToolBar", "Menu"))
        self.more.setToolTip(tr("ToolBar", "Menu"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(menu)
        spacer = QWidget(self)
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(self.map)
        self.addWidget(self.filter)
        self.addWidget(spacer)
        for name in BUTTONS:
            button = self.buttons.get(name) or QToolButton(self)
            self.buttons[name] = button
            button.setToolButtonStyle(
                Qt.ToolButtonStyle.ToolButtonIconOnly if name in ALONE else Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            follow(button, actions[name])
            self.addWidget(button)
        self.addSeparator()
        self.addWidget(connections)
        self.addSeparator()
        self.addWidget(self.more)
        self._batch_action = actions["run.batch"]
        self._batch_action.changed.connect(self._batch_icon)
        theme().changed.connect(self._icons)
        self._connections = connections
        connections.resized.connect(self.fit)
        self.show_map("", "")
        self._icons()

    # ---- room ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give words away step by step where there is no room, so that the menu at the end is never pushed out."""
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for chips, words in ((Room.ALL, True), (Room.NAMES, True), (Room.SIGNS, True), (Room.SIGNS, False)):
            self._connections.set_room(chips)
            for name in BUTTONS:
                if name not in ("run.batch", *ALONE):
                    self.buttons[name].setToolButtonStyle(beside if words else alone)
            if self._needed() <= self.width():
                break
        layout = self.layout()
        if layout is not None:
            layout.invalidate()  # it keeps the widths it knew

    def _needed(self) -> int:
        widgets = [widget for action in self.actions() if (widget := self.widgetForAction(action)) is not None]
        wide = [max(widget.minimumWidth(), 0 if widget is self.filter else widget.sizeHint().width()) for widget in widgets]
        return sum(wide) + 6 * len(wide) + 24

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab leads, from left to right."""
        return (self.map, self.filter, *(self.buttons[name] for name in BUTTONS), self.more)

    def _icons(self) -> None:
        self.map.setIcon(icon("app-map"))
        self.more.setIcon(icon("more"))
        self._find.setIcon(icon("search", colour("faint")))
        self._batch_icon()

    def _batch_icon(self) -> None:
        tint = colour("accent_text") if self._batch_action.isEnabled() else colour("faint")
        self.batch.setIcon(icon("batch", tint))

    def set_ready(self, count: int) -> None:
        if count != self.batch.count():
            self.batch.set_count(count)
            self.fit()
        name = tr("ToolBar", "Batch execution")
        self.batch.setAccessibleName(f"{name}, {trn('ToolBar', '{n} workload ready', '{n} workloads ready', count)}")

    def show_map(self, cluster: str, namespace: str) -> None:
        app_map = self._bench.catalog.workspace.app_map(cluster, namespace)
        words = f"{cluster} / {app_map.namespace}" if app_map is not None else tr("ToolBar", "Choose an app map")
        self.map.setText(words + "  ▾")
        self.fit()
        self.map.setAccessibleName(tr("ToolBar", "App map: {name}", name=words))
        self.map.setToolTip(tr("ToolBar", "Choose an app map (Ctrl+O)"))

    def pick_map(self) -> None:
        """Open the list of all app maps below the button."""
        workspace = self._bench.catalog.workspace
        entries = []
        for app_map in workspace.app_maps:
            words = protection_words(workspace.protection(app_map.cluster, app_map.namespace))
            detail = " · ".join(part for part in (app_map.title if app_map.title != app_map.namespace else "", words) if part)
            entries.append(Entry(f"{app_map.cluster} / {app_map.namespace}", detail, app_map.id))
        current = self.map.text().removesuffix("  ▾").replace(" / ", "/")
        picker = Picker(entries, current, name=tr("ToolBar", "App maps"), parent=self.map,
                        hint="" if entries else tr("ToolBar", "There is no app map yet. Add one in the tree or in the settings."))
        picker.picked.connect(lambda value: self.mapPicked.emit(*value.split("/", 1)))
        rect = self.map.rect()
        picker.popup(QRect(self.map.mapToGlobal(rect.topLeft()), QSize(max(340, rect.width()), rect.height())))
