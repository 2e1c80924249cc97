"""The history of a build on its form: runs, their logs, deleting an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from desktop_pipeline.domain.builds import Build, BuildRun, RunOutcome, Versions
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.builds import log_id
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.builds.compare_dialog import CompareDialog
from desktop_pipeline.ui.builds.delete_dialog import DeleteRunDialog
from desktop_pipeline.ui.builds.history_model import HistoryModel
from desktop_pipeline.ui.forms.build_editor import Ui_BuildEditorForm
from desktop_pipeline.ui.texts import ago, text, tr, trn
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.plain_table import menu_place
from desktop_pipeline.ui.widgets.ticking import keep_told
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench

_WIDTHS = (46, 138, 164, 152, 76, 72, 106, 110, 118, 110)
_DESCRIPTION = 7


class History(QObject):
    """Runs of a build, newest first. `log_wanted` carries the id of a log."""

    log_wanted = Signal(str)
    again_wanted = Signal(object)
    """The run whose recipe is to be run again."""
    recipe_wanted = Signal(object)
    """The run whose recipe is to be edited."""
    ticked = Signal()
    """A second went by while a run is at work."""

    def __init__(self, workbench: Workbench, ui: Ui_BuildEditorForm, work: Work, parent: QWidget) -> None:
        super().__init__(parent)
        self._workbench, self.ui, self._work, self._window = workbench, ui, work, parent
        self._build: Build | None = None
        self.versions: Versions | None = None
        self.model = HistoryModel(workbench.clock.now, self)
        table = ui.runs
        table.setModel(self.model)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(28)
        table.setStyleSheet("QTableView::item { padding: 0 8px; border: 0; }")
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setSectionResizeMode(_DESCRIPTION, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setHighlightSections(False)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.selectionModel().selectionChanged.connect(self._buttons)
        table.activated.connect(lambda *_: self.open_log())
        ui.compare.clicked.connect(self._compare)
        ui.run_again.clicked.connect(self._run_again)
        ui.edit_recipe.clicked.connect(self._edit_recipe)
        ui.open_log.clicked.connect(self.open_log)
        ui.delete_run.clicked.connect(self._delete)
        keep_told(self.ui.history_state, self._state)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.icons()
        self._buttons()

    def icons(self) -> None:
        self.ui.compare.setIcon(theme.icon("history"))
        self.ui.run_again.setIcon(theme.icon("run"))
        self.ui.edit_recipe.setIcon(theme.icon("edit"))
        self.ui.open_log.setIcon(theme.icon("log"))
        self.ui.delete_run.setIcon(theme.icon("delete"))

    def show(self, build: Build | None) -> None:
        """Show the runs of a build as they are known now, keeping the chosen one."""
        self._build = build
        chosen = self._chosen()
        self.versions = self._ask(build)
        self.model.load(self.versions.runs if self.versions is not None else ())
        row = self.model.row_of(chosen)
        if row >= 0 and row != self.ui.runs.currentIndex().row():
            self.ui.runs.selectRow(row)
        running = any(run.outcome is RunOutcome.RUNNING for run in self.model._runs)
        if running != self._timer.isActive():
            self._timer.start() if running else self._timer.stop()
        self._state()
        self._buttons()

    def _ask(self, build: Build | None) -> Versions | None:
        if build is None:
            return None
        try:
            return self._workbench.builds.history(build)
        except UserError:
            return None

    def newest(self) -> BuildRun | None:
        return self.versions.newest_run() if self.versions is not None else None

    def has_run(self) -> bool | None:
        """Whether the build ever ran; None when that is not known."""
        if self.versions is None:
            return False
        if self.versions.runs or self.versions.tags:
            return True
        return False if self.versions.complete else None

    def _state(self) -> None:
        known = self.versions
        if known is None:
            self.ui.history_state.setText(tr("History", "This build has not run yet."))
            return
        words = trn("History", "{n} run", "{n} runs", len(known.runs)) if known.runs else tr("History", "No runs yet")
        if known.seen is not None:
            words += " · " + tr("History", "registry seen {ago}", ago=ago(self._workbench.clock.now(), known.seen))
        if not known.complete:
            words += " · " + tr("History", "the list is not complete")
        self.ui.history_state.setText(words)

    def _tick(self) -> None:
        self.model.tick()
        self.ticked.emit()

    # ---- a run -------------------------------------------------------------------------------------------------------------------------

    def _all_chosen(self) -> list[BuildRun]:
        """Newest first."""
        rows = sorted(index.row() for index in self.ui.runs.selectionModel().selectedRows())
        return [run for row in rows if (run := self.model.run(row)) is not None]

    def _chosen(self) -> BuildRun | None:
        """The chosen run; None when there is none, or more than one."""
        runs = self._all_chosen()
        return runs[0] if len(runs) == 1 else None

    def why_no_compare(self, runs: list[BuildRun]) -> str:
        if len(runs) != 2:
            return tr("History", "Choose two runs, the second with Ctrl.")
        return "" if all(run.recipe for run in runs) else tr("History", "The recipe of a run is known where it ran only.")

    def why_no_recipe(self, run: BuildRun | None) -> str:
        if run is None:
            return tr("History", "Choose a run.")
        return "" if run.recipe else tr("History", "The recipe of a run is known where it ran only.")

    def why_no_log(self, run: BuildRun | None) -> str:
        if run is None:
            return tr("History", "Choose a run.")
        return "" if run.run_id else tr("History", "The log of this run is on another workstation.")

    def why_no_delete(self, run: BuildRun | None) -> str:
        if run is None:
            return tr("History", "Choose a run.")
        if run.outcome is RunOutcome.RUNNING:
            return tr("History", "This run is still at work. Stop it first.")
        gone = not (run.exists and run.digest) and not run.local
        return tr("History", "This run has no image in the registry, and nothing of it is on this computer.") if gone else ""

    def _buttons(self, *_: object) -> None:
        run, ui = self._chosen(), self.ui
        recipe = self.why_no_recipe(run)
        for button, why in ((ui.compare, self.why_no_compare(self._all_chosen())), (ui.run_again, recipe), (ui.edit_recipe, recipe),
                            (ui.open_log, self.why_no_log(run)), (ui.delete_run, self.why_no_delete(run))):
            button.setEnabled(not why)
            button.setToolTip(plain_tip(why))
            button.setAccessibleDescription(why)

    def _menu(self, at: QPoint) -> None:
        if not self._all_chosen():
            return
        menu = QMenu(self.ui.runs)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ui = self.ui
        for button, act in ((ui.compare, self._compare), (ui.run_again, self._run_again), (ui.edit_recipe, self._edit_recipe),
                            (ui.open_log, self.open_log), (ui.delete_run, self._delete)):
            action = menu.addAction(button.icon(), button.text().replace("&", ""))
            action.setEnabled(button.isEnabled())
            action.triggered.connect(act)
        menu.popup(menu_place(self.ui.runs, at))

    def open_log(self) -> None:
        run = self._chosen()
        if run is not None and run.run_id:
            self.log_wanted.emit(log_id(run.run_id, run.build or (self._build.name if self._build else "")))

    def _run_again(self) -> None:
        run = self._chosen()
        if run is not None and not self.why_no_recipe(run):
            self.again_wanted.emit(run)

    def _edit_recipe(self) -> None:
        run = self._chosen()
        if run is not None and not self.why_no_recipe(run):
            self.recipe_wanted.emit(run)

    def _compare(self) -> None:
        runs = self._all_chosen()
        if not self.why_no_compare(runs):
            self._work.start(ask.show(CompareDialog(runs[1], runs[0], self._window)), "compare runs")

    def _delete(self) -> None:
        run = self._chosen()
        if run is not None and self._build is not None and not self.why_no_delete(run):
            self._work.start(self._delete_run(self._build, run), "delete image")

    async def _delete_run(self, build: Build, run: BuildRun) -> None:
        try:
            found = self._workbench.builds.deletion(build, run)
        except UserError as error:
            self.ui.notice.say(Tone.BAD, text(error.message))
            return
        dialog = DeleteRunDialog(run, found, self._workbench.clock.now(), self._window)
        if not await ask.show(dialog):
            return
        self.ui.notice.say(Tone.BUSY, tr("History", "Deleting {tag}…", tag=run.tag))
        try:
            await self._workbench.builds.delete(build, run, image=dialog.with_image)
        except UserError as error:
            self.ui.notice.say(Tone.BAD, text(error.message))
        else:
            self.ui.notice.say(Tone.GOOD, tr("History", "{tag} was deleted.", tag=run.tag))
