"""The window of a workload's rollout: its pods, events, and the logs of all of them, merged and live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QSplitter, QTableView, QTabWidget, QToolButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.pod_rows import ContainerRow, container_rows, short_names
from desktop_pipeline.domain.workloads import Kind, Workload, WorkloadKey, rollout_status, status
from desktop_pipeline.services.links import Reach
from desktop_pipeline.services.pod_logs import PodLogSession
from desktop_pipeline.ui import reach, theme
from desktop_pipeline.ui.logs.log_view import LogView, LogWindow
from desktop_pipeline.ui.pods.pods_model import Column, EventsModel, PodsModel
from desktop_pipeline.ui.texts import status_word, text, tr, trn
from desktop_pipeline.ui.theme import KIND_ICONS, STATUS_LOOKS, Tone
from desktop_pipeline.ui.widgets.badge import Badge
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.off import switch
from desktop_pipeline.ui.widgets.plain_table import plain_table
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench
    from desktop_pipeline.ui.pipeline.nodes import Node

SOON = 100
"""Milliseconds until a change is shown."""
EVENTS_EVERY = 10
"""Seconds between questions for events while they are looked at."""
NARROW = 760
"""Below this width the node gives way to the state."""


def pods_off(node: Node) -> str:
    """Why there is nothing to look at; '' where there is."""
    if node.key.kind is Kind.CRON_JOB:
        return tr("Pods", "A CronJob has no pods of its own: its jobs have")
    return ""


class PodsWindow(QWidget):
    """Follows one workload from when it is shown until it is closed. What was read is gone with it; Save keeps a log."""

    def __init__(self, bench: Workbench, key: WorkloadKey, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.key, self._bench = key, bench
        self._work = Work(bench.tasks, self)
        self.session: PodLogSession | None = None
        self._failed: Message | None = None
        """Why nothing is followed any more."""
        self._seconds = 0
        self._only = ""
        """The pod whose lines are shown only."""
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._show)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._begin()

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        now = self._bench.clock.now
        self.setWindowIcon(theme.app_icon())
        self.setWindowTitle(tr("Pods", "Pods of {name}", name=self.key.name))
        self._picture = QLabel(self)
        title = QLabel(self.key.name, self)
        title.setProperty("heading", True)
        self.badge = Badge(self)
        self.stage = QLabel(self)
        self.stage.setProperty("muted", True)
        place = QLabel(f"{self.key.kind.value} · {self.key.cluster} / {self.key.namespace}", self)
        place.setProperty("muted", True)
        top = QHBoxLayout()
        top.setSpacing(10)
        for widget in (self._picture, title, self.badge, self.stage):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(place)
        self.notice = Notice(self)
        self.pods, self.events = PodsModel(now, self), EventsModel(now, self)
        self.table = self._table(self.pods, tr("Pods", "Pods and their containers"), Column.STATE,
                                 {Column.POD: 190, Column.CONTAINER: 100, Column.TEMPLATE: 70, Column.RESTARTS: 70, Column.AGE: 64,
                                  Column.NODE: 110})
        self.happened = self._table(self.events, tr("Pods", "Events of the workload and its pods"), 2, {0: 100, 1: 170, 3: 230})
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.table, tr("Pods", "Pods"))
        self.tabs.addTab(self.happened, tr("Pods", "Events"))
        self.tabs.tabBar().setAccessibleName(tr("Pods", "Pods or events"))
        self.only = self._button("filter", tr("Pods", "Only this pod"), checkable=True)
        self.previous = self._button("log", tr("Pods", "Previous log"))
        corner = QWidget(self)
        beside = QHBoxLayout(corner)
        beside.setContentsMargins(0, 0, 0, 2)
        beside.setSpacing(4)
        beside.addWidget(self.only)
        beside.addWidget(self.previous)
        self.tabs.setCornerWidget(corner)
        self.log = LogView(self._bench, "", self)
        self.log.setMinimumHeight(150)
        self.log.setContentsMargins(0, 8, 0, 0)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.tabs)
        self.split.addWidget(self.log)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([190, 430])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP_LARGE, 12, theme.GAP_LARGE, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.notice)
        layout.addWidget(self.split, 1)
        self.resize(1040, 700)
        self.only.toggled.connect(self._filter)
        self.previous.clicked.connect(self.open_previous)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._selected())
        self.table.doubleClicked.connect(lambda *_: self.only.click())
        self.tabs.currentChanged.connect(lambda *_: self._ask_events())
        for keys, act in (("Esc", self.close), ("Ctrl+W", self.close), ("Ctrl+1", lambda: self._tab(0)), ("Ctrl+2", lambda: self._tab(1)),
                          ("Ctrl+L", self.log.ui.table.setFocus), ("Ctrl+Shift+O", self.only.click),
                          ("Ctrl+Shift+P", self.previous.click)):
            QShortcut(QKeySequence(keys), self, act)
        for one, following in ((self.tabs.tabBar(), self.table), (self.table, self.only), (self.only, self.previous),
                               (self.previous, self.log)):
            QWidget.setTabOrder(one, following)
        self._icons()
        theme.theme().changed.connect(self._icons)
        self.table.setFocus()

    def _table(self, model: PodsModel | EventsModel, name: str, stretched: int, widths: dict[int, int]) -> QTableView:
        table = plain_table(model, name, self)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        for column, width in widths.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        return table

    def _button(self, name: str, words: str, *, checkable: bool = False) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(words)
        button.setAccessibleName(words)
        button.setCheckable(checkable)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setProperty("small", True)
        return button

    def _icons(self) -> None:
        for button in (self.only, self.previous):
            button.setIcon(theme.icon(button.objectName()))
        self.tabs.setTabIcon(0, theme.icon("batch"))
        self.tabs.setTabIcon(1, theme.icon("history"))
        self._picture.setPixmap(theme.icon(KIND_ICONS[self.key.kind], theme.colour("muted")).pixmap(18, 18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(Column.NODE, self.width() < NARROW)

    # ---- following -------------------------------------------------------------------------------------------------

    def workload(self) -> Workload | None:
        """As it is now, or was when it was last seen; None when it was deleted, or may not be read any more."""
        return self._bench.inventory.find(self.key)

    def _begin(self) -> None:
        workload = self.workload()
        if workload is not None:
            self._work.restart(self._follow(workload), "follow pods")
        else:
            self._show()

    async def _follow(self, workload: Workload) -> None:
        self._failed = None
        try:
            session = await self._bench.pod_logs.open(workload, self._changed)
        except UserError as error:
            self._fail(error)
            return
        self.session = session
        self.log.open(session.log_id, tr("Pods", "Log of all pods"))
        self._ask_events()
        try:
            await session.run()
        except UserError as error:
            self._fail(error)
        finally:
            await session.close()

    def _fail(self, error: UserError) -> None:
        self._failed = error.message
        self._show()

    def _changed(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _tick(self) -> None:
        self._seconds += 1
        self.pods.tick()
        self.events.tick()
        if self._seconds % EVENTS_EVERY == 0 and self.tabs.currentWidget() is self.happened:
            self._ask_events()
        workload, session = self.workload(), self.session
        if workload is not None and session is not None and workload.uid != session.workload.uid:
            self._begin()  # deleted and made anew
        self._show()

    def _show(self) -> None:
        workload, session = self.workload(), self.session
        if workload is not None:
            tone, name = STATUS_LOOKS[status(workload)]
            counts = f" {workload.available}/{workload.replicas}" if workload.replicas else ""
            self.badge.show_state(status_word(status(workload)) + counts, tone, name)
        self.badge.setVisible(workload is not None)
        self.stage.setText(text(rollout_status(workload).message) if workload is not None else "")
        if session is not None:
            self._show_session(workload or session.workload, session)
        self._say(workload, session)
        self._buttons()

    def _show_session(self, workload: Workload, session: PodLogSession) -> None:
        chosen = self.row()
        pods = session.pods.values()
        if self.pods.show_rows(container_rows(workload, pods)):
            self._choose(chosen)
            self._ask_events()
        self.table.setColumnHidden(Column.CONTAINER, len(workload.containers) == 1)
        self.tabs.setTabText(0, tr("Pods", "Pods ({n})", n=len(session.pods)))
        found = session.counts
        words = [trn("Pods", "{n} container is followed", "{n} containers are followed", found.followed)]
        if not found.lines and found.followed and self.workload() is not None:
            words.append(tr("Pods", "nothing is written yet"))
        if found.left_out:
            words.append(trn("Pods", "{n} waits for its turn", "{n} wait for their turn", found.left_out))
        if found.gaps:
            words.append(trn("Pods", "{n} gap", "{n} gaps", found.gaps))
        self.log.ui.stage.setText(" · ".join(words))

    def _say(self, workload: Workload | None, session: PodLogSession | None) -> None:
        """What stands against what is shown."""
        link = self._bench.links.app_map(self.key.cluster, self.key.namespace)
        forbidden = self._bench.inventory.facts(self.key.cluster, self.key.namespace).forbidden.get(self.key.kind)
        problem = forbidden or (session.problem if session is not None else None)
        why = text(problem) if problem is not None else reach.why(link) if link.reach is not Reach.LIVE else ""
        if self._failed is not None:
            self.notice.say(Tone.BAD, text(self._failed))
        elif why:
            again = tr("Pods", "What is shown goes on where it was when this is over.") if session is not None else ""
            self.notice.say(Tone.WARN, f"{why} {again}".rstrip())
        elif workload is None:
            self.notice.say(Tone.WARN, tr("Pods", "{name} is not there (any more).", name=self.key.name))
        elif session is not None:
            self.notice.clear()

    def _ask_events(self) -> None:
        if self.session is not None and not self._work.busy("events"):
            self._work.start(self._events(self.session), "events")

    async def _events(self, session: PodLogSession) -> None:
        try:
            self.events.show_events(await session.events())
            self.happened.setToolTip("")
        except UserError as error:
            self.happened.setToolTip(plain_tip(text(error.message)))
            self.tabs.setTabText(1, tr("Pods", "Events (not readable)"))
            return
        warnings = sum(event.warning for event in self.events.events)
        words = trn("Pods", "Events ({n} warning)", "Events ({n} warnings)", warnings) if warnings else tr("Pods", "Events")
        self.tabs.setTabText(1, words)

    # ---- what the user does ----------------------------------------------------------------------------------------

    def _tab(self, number: int) -> None:
        self.tabs.setCurrentIndex(number)
        self.tabs.currentWidget().setFocus()

    def row(self) -> ContainerRow | None:
        """The container that is selected."""
        number = self.table.currentIndex().row()
        return self.pods.rows[number] if 0 <= number < len(self.pods.rows) else None

    def _choose(self, row: ContainerRow | None) -> None:
        """Select a container again, or the first one that is in trouble."""
        rows, wanted = self.pods.rows, (row.uid, row.container) if row is not None else None
        first = next((number for number, item in enumerate(rows) if item.bad), 0)
        self.table.selectRow(next((number for number, item in enumerate(rows) if (item.uid, item.container) == wanted), first))

    def _buttons(self) -> None:
        row = self.row()
        nothing = tr("Pods", "Select a container") if row is None else ""
        switch(self.only, nothing, tr("Pods", "Show only lines of the selected pod (Ctrl+Shift+O)"))
        without = row is not None and not row.has_previous
        none = tr("Pods", "This container was not restarted: it has no log of a time before") if without else ""
        switch(self.previous, nothing or none, tr("Pods", "The log of the time before the last restart (Ctrl+Shift+P)"))

    def _selected(self) -> None:
        row = self.row()
        if self.only.isChecked() and row is not None and row.pod != self._only:
            self._filter(True)
        self._buttons()

    def _filter(self, on: bool) -> None:
        """Lines of one pod begin with its short name."""
        row, session = self.row(), self.session
        if on and row is not None and session is not None:
            self._only = row.pod
            names = short_names(session.workload, session.names)
            self.log.ui.search.setText(f"^{names.get(row.pod, row.pod)} ")
        elif not on:
            self.log.ui.search.clear()
        self.log.ui.filter.setChecked(on)

    def open_previous(self) -> None:
        """Open what the selected container wrote before it was restarted."""
        row, session = self.row(), self.session
        if row is not None and session is not None:
            self._work.restart(self._previous(session.workload, row), "previous log")

    async def _previous(self, workload: Workload, row: ContainerRow) -> None:
        waits = tr("Pods", "The log of the time before cannot be had now: the container of then is being removed. It is tried again…")
        self.log.ui.notice.clear()
        try:
            log_id = await self._bench.pod_logs.previous(
                workload, row.pod, row.container, lambda: self.log.ui.notice.say(Tone.BUSY, waits))
        except UserError as error:
            self.log.ui.notice.say(Tone.WARN, tr("Pods", "The log of the time before could not be had: {why}", why=text(error.message)))
            return
        self.log.ui.notice.clear()
        window = LogWindow(self._bench, parent=self)
        window.open(log_id, tr("Pods", "{pod} / {container} before its last restart", pod=row.pod, container=row.container))
        window.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._clock.stop()
        self._soon.stop()
        self.log.open("")
        self._work.cancel()
        self.session = None
        super().closeEvent(event)
