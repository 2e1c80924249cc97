"""The main window: puts the parts together and passes on what they say."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.workloads import RowKey, WorkloadKey
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.builds import log_id
from desktop_pipeline.services.inventory import Link
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui import compose_actions, map_actions, window_actions
from desktop_pipeline.ui.actions import Actions
from desktop_pipeline.ui.ages import Ages
from desktop_pipeline.ui.app_map.tree_model import TreeModel
from desktop_pipeline.ui.app_map.tree_view import AppMapTree
from desktop_pipeline.ui.bottom import Bottom
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.closing import ask_to_close, is_busy
from desktop_pipeline.ui.connections import Connections
from desktop_pipeline.ui.details import Details
from desktop_pipeline.ui.elsewhere import Elsewhere
from desktop_pipeline.ui.empty import why_empty
from desktop_pipeline.ui.guard import Guard, window_title
from desktop_pipeline.ui.map_header import MapHeader
from desktop_pipeline.ui.pipeline.model import PipelineModel
from desktop_pipeline.ui.pipeline.view import PipelineView
from desktop_pipeline.ui.runs import hold_bar, recovery_bar
from desktop_pipeline.ui.runs.question_bar import QuestionBar
from desktop_pipeline.ui.runs.recall import Recall
from desktop_pipeline.ui.runs.run_signs import RunSigns
from desktop_pipeline.ui.runs.runner import Runner
from desktop_pipeline.ui.settings.first_start import FirstStart
from desktop_pipeline.ui.side_width import SideWidth
from desktop_pipeline.ui.status_line import StatusLine
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Look, app_icon, theme
from desktop_pipeline.ui.toolbar import ToolBar
from desktop_pipeline.ui.tray import Tray
from desktop_pipeline.ui.widgets.work import Work
from desktop_pipeline.ui.window_state import WindowState, save

NARROW = 1100
"""Below this width the grid needs the room of the details."""
LOWEST = 120
"""Pixels that the grid keeps when strips stand above it in a low window."""


class MainWindow(QMainWindow):
    """One workbench in one window. `closed` comes once, when the window has really gone."""

    closed = Signal()
    reopen = Signal(str, bool)
    """Another workspace folder, or the sandbox."""

    def __init__(self, bench: Workbench, state: WindowState | None = None) -> None:
        super().__init__()
        self.bench = bench
        self._state = state or WindowState()
        self._leaving = False
        self.cluster, self.namespace = "", ""
        self.setObjectName("main-window")
        self.setWindowIcon(app_icon())
        self.work = Work(bench.tasks, self)
        self.pump = EventPump(bench.feed, bench.tasks, self)
        self.grid_model = PipelineModel(bench, self)
        self.tree_model = TreeModel(bench, self)
        self.runner = Runner(bench, self)
        self.recall = Recall(bench, self.grid_model, self)
        self.tray = Tray(bench, self)
        self.actions_ = Actions(self)
        window_actions.fill(self)
        self._build()
        self._connect()
        self.ages = Ages(self)
        self.elsewhere = Elsewhere(self)
        self.signs = RunSigns(self, self._update_title, notify=self._state.notify)
        self.resize(self._state.width, self._state.height)
        theme().apply(Look(self._state.look))
        self.tree_model.refresh()
        self._first_map()
        self._update_title()
        self._notice()  # what was told before there was a window

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.tree = AppMapTree(self.tree_model, self)
        self.grid = PipelineView(self.grid_model, self)
        self.header = MapHeader(self.bench, self)
        self.question = QuestionBar(self.bench, self.pump, self)
        self.details = Details(self.bench, self.grid_model, self)
        self.bottom = Bottom(self.bench, self.pump, self)
        self.connections = Connections(self.bench, self.pump, self)
        self.menu = window_actions.make_menu(self)
        self.toolbar = ToolBar(self.bench, self.actions_, self.connections, self.menu, self)
        self.addToolBar(self.toolbar)
        self.empty = QLabel(self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("muted", True)
        self.empty.setWordWrap(True)
        self.first = FirstStart(self.bench.tasks, self)
        self.stack = QStackedWidget(self)
        for page in (self.empty, self.grid, self.first):
            self.stack.addWidget(page)
        self.center = QFrame(self)
        layout = QVBoxLayout(self.center)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.question)
        layout.addWidget(self.stack, 1)
        self.holds = hold_bar.attach(self, self.question)
        self.interrupted = recovery_bar.attach(self, self.question)
        self.across = QSplitter(Qt.Orientation.Horizontal, self)
        self.down = QSplitter(Qt.Orientation.Vertical, self)
        for splitter, parts in ((self.across, (self.tree, self.center, self.details)), (self.down, (self.across, self.bottom))):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            for part in parts:
                splitter.addWidget(part)
        for part, width in ((self.tree, 150), (self.center, 600), (self.details, 180)):
            part.setMinimumWidth(width)
        self.bottom.setMinimumHeight(90)
        self.across.setStretchFactor(1, 1)
        self.down.setStretchFactor(0, 1)
        self.across.setSizes(list(self._state.across) or [210, 840, 250])
        self.side = SideWidth(self.across, self.center, self.details, self._state.across[-1] if self._state.across else 0)
        self.down.setSizes(list(self._state.down) or [620, 190])
        self.guard = Guard(self.down, self)
        self.setCentralWidget(self.guard)
        self.statusBar().setSizeGripEnabled(False)
        self.status = StatusLine(self)
        self.statusBar().addWidget(self.status, 1)
        strips = (*self.question.stops(), *self.interrupted.stops(), *self.holds.stops())
        stops = (*self.toolbar.stops(), self.tree, *strips, self.grid, self.details, self.bottom)
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def _connect(self) -> None:
        pump = self.pump
        pump.catalog.connect(self._catalog)
        pump.map.connect(self._map_changed)
        pump.connection.connect(self._connection)
        pump.versions.connect(self._versions)
        pump.choices.connect(self._choices)
        pump.notice.connect(self._notice)
        self.bottom.runChanged.connect(self._run_changed)
        self.grid_model.counted.connect(self._counted)
        self.grid.runRequested.connect(self.runner.run_workload)
        self.grid.undoRequested.connect(lambda key: window_actions.undo(self, key))
        self.grid.jobRequested.connect(self.runner.run_now)
        self.grid.editBuild.connect(self.edit_build)
        self.grid.viewLog.connect(self.view_log)
        self.grid.selected.connect(self._selected)
        self.grid.menuRequested.connect(self._row_menu)
        compose_actions.connect(self)
        self.details.viewLog.connect(self.view_log)
        self.tree.opened.connect(self.show_map)
        self.tree.workloadPicked.connect(self._reveal)
        self.tree.addMap.connect(self.add_map)
        self.tree.removeMap.connect(self.remove_map)
        self.tree.clusterSettings.connect(lambda cluster: window_actions.open_settings(self))
        self.toolbar.mapPicked.connect(self.show_map)
        self.toolbar.filtered.connect(self._filter)
        self.connections.clicked.connect(self.bottom.show_problems)
        self.first.sandbox_wanted.connect(lambda: window_actions.go_to(self, "", sandbox=True))
        self.first.cluster_wanted.connect(lambda: window_actions.open_settings(self))
        self.first.workspace_wanted.connect(lambda folder: window_actions.go_to(self, folder))
        self.runner.started.connect(lambda run_id: self.bottom.show_batch())
        self.runner.busy.connect(self.status.setText)
        self.bottom.history.attach(self.runner)
        self.bottom.batch.attach(self.runner)
        self.bottom.plans.attach(self.runner, self.show_map)
        self._ages = QTimer(self)
        self._ages.setInterval(10_000)
        self._ages.timeout.connect(self._tick)
        self._ages.start()

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def _first_map(self) -> None:
        maps = self.bench.catalog.workspace.app_maps
        wanted = next((item for item in maps if (item.cluster, item.namespace) == (self._state.cluster, self._state.namespace)), None)
        first = wanted or next(iter(maps), None)
        if first is not None:
            self.show_map(first.cluster, first.namespace)
        else:
            self.show_why_empty()

    def show_map(self, cluster: str, namespace: str) -> None:
        """Show an app map: what is known at once, then what the watch brings."""
        if (cluster, namespace) == (self.cluster, self.namespace):
            return
        self.cluster, self.namespace = cluster, namespace
        self.bench.inventory.open(cluster, namespace)
        self.grid_model.show_map(cluster, namespace)
        self.recall.look()
        self.ages.map_shown()
        self.details.show_key(None)
        for part in (self.header, self.toolbar, self.connections):
            part.show_map(cluster, namespace)
        self.tree.show_place(cluster, namespace)
        self.show_why_empty()
        self._counted(self.grid_model.ready())
        self._update_title()

    def show_why_empty(self) -> None:
        """The grid, or why it is empty."""
        was_empty = self.stack.currentWidget() is not self.grid
        catalog = self.bench.catalog
        begun = catalog.workspace.clusters or catalog.problems  # a workspace with a broken file is no reason to begin anew
        page: QWidget = self.grid if self.grid_model.rowCount() else self.empty if begun else self.first
        self.stack.setCurrentWidget(page)
        self.stack.setMinimumHeight(0 if page is self.first else LOWEST)  # else it were as high as the highest page, also one not shown
        if was_empty and self.grid_model.rowCount() and not self.toolbar.filter.hasFocus():
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if page is self.empty:
            self.empty.setText(why_empty(self))

    def _update_title(self) -> None:
        protection = self.bench.catalog.workspace.protection(self.cluster, self.namespace) if self.cluster else Protection.OPEN
        self.guard.show_protection(protection, f"{self.cluster} / {self.namespace}")
        title = window_title(self.bench, self.cluster, self.namespace)
        self.setWindowTitle(self.signs.title(title) if hasattr(self, "signs") else title)

    def _filter(self, words: str) -> None:
        self.grid_model.set_filter(words)
        self.tree_model.set_filter(words)
        self.show_why_empty()

    def _reveal(self, key: WorkloadKey) -> None:
        node = self.grid_model.node(self.grid_model.find(key))
        if node is not None:
            self.grid.reveal(node)

    def _selected(self, key: object) -> None:
        self.details.show_key(key)
        self.actions_.refresh()

    # ---- changes ---------------------------------------------------------------------------------------------------

    def _here(self, map_id: str) -> bool:
        return map_id == f"{self.cluster}/{self.namespace}"

    def _map_changed(self, map_id: str) -> None:
        if self._here(map_id):
            self.grid_model.refresh()
            self.recall.look()
            self.details.refresh()
            self.header.refresh()
            self.show_why_empty()
        self.tree_model.refresh()
        self.actions_.refresh()

    def _connection(self, key: str) -> None:
        self._tick()
        self.tree_model.refresh()
        self.show_why_empty()
        self.actions_.refresh()

    def _versions(self, repository: str) -> None:
        self.grid_model.refresh_versions(repository)
        self.details.refresh()
        self.actions_.refresh()

    def _choices(self, map_id: str) -> None:
        if self._here(map_id):
            self.grid_model.refresh_choices()
            self.details.refresh()
        self.actions_.refresh()

    def _catalog(self) -> None:
        self.tree_model.refresh()
        if self.cluster and self.bench.catalog.workspace.app_map(self.cluster, self.namespace) is None:
            self.cluster = self.namespace = ""
            self.grid_model.show_map("", "")
            self.ages.map_shown()
        if not self.cluster:
            self._first_map()
        self.show_why_empty()
        self.grid_model.refresh_all()
        self.header.refresh()
        self.details.refresh()
        self.toolbar.show_map(self.cluster, self.namespace)
        self._update_title()
        self.actions_.refresh()

    def _run_changed(self, run_id: str) -> None:
        run = self.bench.feed.run(run_id)
        if run is not None:
            self.grid_model.run_changed(run if not run.interrupted else replace(run, steps=run.begun()))
        self.actions_.refresh()

    def _notice(self) -> None:
        notices = self.bench.feed.notices()
        if notices:
            self.status.setText(text(notices[-1][1]))

    def _counted(self, count: int) -> None:
        self.toolbar.set_ready(count)
        if self.cluster:
            self.tree_model.set_ready(f"{self.cluster}/{self.namespace}", count)
        self.actions_.refresh()

    def _tick(self) -> None:
        """Ages grow also when nothing happens; by the second while the link is cut."""
        lost = bool(self.cluster) and self.bench.inventory.facts(self.cluster, self.namespace).link is Link.LOST
        self._ages.setInterval(1000 if lost else 10_000)
        self.header.refresh()
        self.connections.refresh()
        self.ages.refresh()
        self.details.refresh()

    # ---- what the user does ----------------------------------------------------------------------------------------

    def edit_build(self, name: str) -> None:
        window_actions.open_build(self, name)

    def view_log(self, build: str, run: object) -> None:
        """The log of a build run, live while it runs."""
        if isinstance(run, BuildRun):
            self.bottom.show_log(log_id(run.run_id, build))

    def _row_menu(self, key: object, at: QPoint) -> None:
        window_actions.row_menu(self, key).popup(at)

    def add_map(self, cluster: str) -> None:
        self.work.start(map_actions.add(self, cluster), "add app map")

    def remove_map(self, cluster: str, namespace: str) -> None:
        self.work.start(map_actions.remove(self, cluster, namespace), "remove app map")

    def set_look(self, look: Look) -> None:
        self._state = replace(self._state, look=look.value)
        theme().apply(look)
        self.actions_.refresh()

    def language(self) -> str:
        return self._state.language

    def set_language(self, language: str) -> None:
        self._state = replace(self._state, language=language)
        self.status.setText(tr("Window", "The language changes with the next start of the program."))

    def row_key(self) -> RowKey | WorkloadKey | None:
        return self.grid.key_of(self.grid.currentIndex())

    # ---- closing ---------------------------------------------------------------------------------------------------

    def state(self) -> WindowState:
        """What to remember for the next start."""
        return replace(self._state, width=self.width(), height=self.height(), cluster=self.cluster, namespace=self.namespace,
                       notify=self.signs.notify, across=self.side.sizes(), down=tuple(self.down.sizes()))

    def leave(self) -> None:
        """Close without asking."""
        self._leaving = True
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.details.setVisible(self.width() >= NARROW)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving or not is_busy(self.bench):
            self._leaving = True
            event.accept()
            self.pump.close()
            self._ages.stop()
            self.closed.emit()
            return
        event.ignore()
        if not self.work.busy("ask to close"):
            self.work.start(self._ask_to_close(), "ask to close")

    async def _ask_to_close(self) -> None:
        if await ask_to_close(self, self.bench):
            self.leave()

    async def remember(self) -> None:
        """Write the state of the window to the drafts."""
        await save(self.bench.drafts, self.state())


