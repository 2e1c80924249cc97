"""The tab History: runs of the journal, newest first; found by words and state, compared, undone, deployed again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import INTERRUPTED, as_ended, last_word
from desktop_pipeline.domain.runs import RunState, State, fold
from desktop_pipeline.services.kept_ports import RunHeader
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.actions import Actions, Spec
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.plans.compare_plans import DifferenceDialog
from desktop_pipeline.ui.runs.history_details import HistoryDetails
from desktop_pipeline.ui.runs.reasons import interrupted, not_ended, retry_off, retry_tip
from desktop_pipeline.ui.runs.report_button import ReportButton
from desktop_pipeline.ui.runs.runner import Runner
from desktop_pipeline.ui.runs.runs_model import RunsModel
from desktop_pipeline.ui.runs.runs_view import RunsView
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import icon, theme
from desktop_pipeline.ui.toolbar import follow
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.plain_table import menu_place
from desktop_pipeline.ui.widgets.work import Work

KEPT = 200
"""Runs that are shown at most; the others are found by words."""
PAUSE = 200
"""Milliseconds without a key after which is searched."""
WIDE = 820
"""Pixels below which the tree needs the room of the details."""
_BUTTONS = ("history.undo", "history.again", "history.compare", "history.read")


def states() -> tuple[tuple[str, frozenset[str]], ...]:
    """What the list can be narrowed to."""
    def of(*found: State) -> frozenset[str]:
        return frozenset(state.value for state in found)

    return (
        (tr("Runs", "All states"), frozenset()), (tr("Runs", "Went well"), of(State.DONE, State.NOT_STARTED)),
        (tr("Runs", "Did not go well"), of(State.FAILED, State.TIMED_OUT, State.SUPERSEDED)),
        (tr("Runs", "Cancelled"), of(State.CANCELLED)),
        (tr("Runs", "Unknown or interrupted"), of(State.UNKNOWN) | {INTERRUPTED}), (tr("Runs", "At work"), of(State.RUNNING)))


class HistoryTab(QWidget):
    """Read from the journal when it is shown and after each run. `attach` gives it what runs plans."""

    logRequested = Signal(str, str)

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self._runner: Runner | None = None
        self._ended: dict[str, str] = {}
        self._headers: dict[str, RunHeader] = {}
        self.model = RunsModel(bench, KEPT, self)
        self.view = RunsView(self.model, tr("Runs", "History of runs"), self)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.details = HistoryDetails(bench, self)
        self.search = QLineEdit(self)
        self.states = QComboBox(self)
        self.note = QLabel("", self)
        self.actions_ = Actions(self)
        self._fill()
        self.buttons = [self._button(name) for name in _BUTTONS]
        self._layout()
        self._connect(pump)
        self.read()

    def attach(self, runner: Runner) -> None:
        self._runner = runner

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        self.search.setPlaceholderText(tr("Runs", "Find: workload, image, tag, person, run…"))
        self.search.setAccessibleName(tr("Runs", "Find runs"))
        self.search.setToolTip(tr("Runs", "Runs in which all words are found: title, workload, image, tag, digest, person, run id"))
        self.search.setClearButtonEnabled(True)
        self._glass = self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.states.setAccessibleName(tr("Runs", "States shown"))
        for words, found in states():
            self.states.addItem(words, found)
        self.note.setProperty("muted", True)
        self.note.setMinimumWidth(0)

        def on(act: Callable[[Runner, str], None]) -> Callable[[], None]:
            def started() -> None:
                run = self.chosen()
                if run is not None and self._runner is not None:
                    act(self._runner, run.id)

            return started

        self.actions_.add(
            Spec("history.undo", tr("Runs", "Undo…"), on(lambda it, run: it.undo_run(run)), "undo", "",
                 tr("Runs", "Put back what the whole run changed; what it will do is shown first"), self._not_ended),
            Spec("history.again", tr("Runs", "Deploy this again…"), on(lambda it, run: it.run_again(run)), "deploy", "",
                 tr("Runs", "Deploy exactly the images that this run had deployed"), self._not_ended),
            Spec("history.retry", tr("Runs", "Run again what failed…"), on(lambda it, run: it.retry_run(run)), "run", "",
                 retry_tip(), self._not_failed),
            Spec("history.compare", tr("Runs", "Compare…"), self._start_compare, "history", "",
                 tr("Runs", "What two runs deployed, side by side"), self._not_two),
            Spec("history.read", tr("Runs", "Read again"), self.read, "refresh", "", tr("Runs", "Look into the journal again")),
        )

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        follow(button, self.actions_[name])
        only_icon = name == "history.read"
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonIconOnly if only_icon else style.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setProperty("flat", True)
        return button

    def _layout(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        bar.setSpacing(2)
        self.search.setMinimumWidth(170)
        self.search.setMaximumWidth(340)
        bar.addWidget(self.search, 2)
        bar.addWidget(self.states)
        for button in self.buttons:
            bar.addWidget(button)
        self.report = ReportButton(self._bench, self.view, self)
        self.report.said.connect(self.note.setText)
        bar.insertWidget(bar.count() - 1, self.report)
        bar.addStretch(1)
        bar.addWidget(self.note)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        for part in (self.view, self.details):
            self.split.addWidget(part)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([900, 330])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.split, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _connect(self, pump: EventPump) -> None:
        self.view.logRequested.connect(self.logRequested)
        self.view.stopRequested.connect(self._bench.executor.stop)
        self.view.selectionModel().selectionChanged.connect(self._chosen)
        self.view.customContextMenuRequested.connect(lambda at: self._menu().popup(menu_place(self.view, at)))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.read)
        self.search.textChanged.connect(lambda words: self._soon.start())
        self.search.returnPressed.connect(self.read)
        self.states.currentIndexChanged.connect(lambda number: self.read())
        theme().changed.connect(self._icons)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        pump.run.connect(self._changed)

    def _icons(self) -> None:
        self._glass.setIcon(icon("search"))

    def showEvent(self, event: QShowEvent) -> None:
        """Other processes write into the same journal."""
        super().showEvent(event)
        self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.details.setVisible(self.width() >= WIDE)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in (*_BUTTONS, "history.retry"):
            menu.addAction(self.actions_[name])
        return menu

    # ---- what is chosen --------------------------------------------------------------------------------------------

    def selected(self) -> tuple[str, ...]:
        """Ids of the runs of which anything is selected, from top to bottom."""
        runs = [self.model.run(index) for index in self.view.selectionModel().selectedRows()]
        ids = {run.id for run in runs if run is not None}
        return tuple(run.id for run in self.model.runs() if run.id in ids)

    def chosen(self) -> RunState | None:
        """The run that is selected, if it is one; None while the tab is made, too."""
        ids = self.selected()
        return self.model.run(self.model.index_of(ids[0])) if len(ids) == 1 else None

    def _chosen(self, now: QItemSelection, before: QItemSelection) -> None:
        self.actions_.refresh()
        self._tell()

    def _tell(self) -> None:
        """Write the details anew."""
        run = self.chosen()
        current = self.view.currentIndex()
        step = self.model.step(current) if run is not None and self.model.run(current) is run else None
        self.details.show_run(self._headers.get(run.id) if run is not None else None, run, step)

    def _not_failed(self) -> str:
        """Why what failed cannot be tried again."""
        run = self.chosen()
        if run is None:
            return self._not_ended()
        header = self._headers.get(run.id)
        return interrupted() if header is not None and header.stands == INTERRUPTED else retry_off(run)

    def _not_ended(self) -> str:
        run = self.chosen()
        return not_ended(run) if run is not None else tr("Runs", "Select one run")

    def _not_two(self) -> str:
        return "" if len(self.selected()) == 2 else tr("Runs", "Select two runs, the second one with Ctrl")

    def _start_compare(self) -> None:
        if not self._work.busy("compare runs"):
            self._work.start(self._compare(), "compare runs")

    async def _compare(self) -> None:
        new, old = (self._headers[run_id] for run_id in self.selected())
        try:
            first, second = await self._bench.history.pair(old.id, new.id)
        except UserError as error:
            await ask.tell_error(self.window(), tr("Runs", "The runs cannot be compared"), error)
            return
        dialog = DifferenceDialog(self.window(), runs=True)
        dialog.show_difference(first, second, *(f"{header.title}, {date_and_time(header.started)}" for header in (old, new)))
        await ask.show(dialog)

    # ---- the list --------------------------------------------------------------------------------------------------

    def _changed(self, run_id: str) -> None:
        run, header = self._bench.feed.run(run_id), self._headers.get(run_id)
        interrupted_before = header is not None and header.stands == INTERRUPTED
        if run is not None and (interrupted_before or run.interrupted or (run.state.ended and self._ended.get(run_id) != run.state.value)):
            self.read()
        elif run is not None and header is None:  # begun meanwhile; what is not in front is read when it is shown
            if self.isVisible() and not self._soon.isActive():
                self._soon.start()
        elif run is not None and not run.state.ended and not self.search.text() and not self.states.currentData():
            self.model.put(run)
            self._tell()
            if not self._clock.isActive():
                self._clock.start()

    def _tick(self) -> None:
        """The time of what runs grows also while nothing is said about it."""
        self.model.tick()
        if all(run.state.ended for run in self.model.runs()):
            self._clock.stop()

    def read(self) -> None:
        """Look into the journal again."""
        self._soon.stop()
        self._work.restart(self._read(), "read history")

    async def _read(self) -> None:
        words, wanted = self.search.text(), self.states.currentData()
        try:
            headers = await self._bench.history.find(words, wanted, KEPT + 1)
            more, headers = len(headers) > KEPT, headers[:KEPT]
            self.model.keep(frozenset(header.id for header in headers))
            for header in headers:
                self._headers[header.id] = header
                shown = self.model.index_of(header.id).isValid()
                if shown and self._ended.get(header.id) == header.state and header.ended is not None:
                    continue
                self.model.put(await self._fold(header))
                self._ended[header.id] = header.state
        except UserError as error:
            self.note.setText(text(error.message))
            return
        self.actions_.refresh()
        self._tell()
        if not all(run.state.ended for run in self.model.runs()) and not self._clock.isActive():
            self._clock.start()
        self.note.setText(self._count(len(headers), more=more, narrowed=bool(words.strip() or wanted)))

    @staticmethod
    def _count(count: int, *, more: bool, narrowed: bool) -> str:
        if more:
            return tr("Runs", "the newest {n}; words find older ones", n=count)
        if narrowed:
            return trn("Runs", "{n} run found", "{n} runs found", count) if count else tr("Runs", "No run is like that.")
        return trn("Runs", "{n} run in the journal", "{n} runs in the journal", count) if count else tr("Runs", "Nothing has run yet.")

    async def _fold(self, header: RunHeader) -> RunState:
        died = header.stands == INTERRUPTED
        live = self._bench.feed.run(header.id)
        if live is not None and not died:
            return live
        events = await self._bench.journal.events(header.id)
        run = fold(header.id, events)
        if not run.title:
            run = RunState(header.id, header.title, header.by, state=State(header.state), started=header.started, ended=header.ended)
        return as_ended(run, last_word(events)) if died else run

    def focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
