"""The tab Plans: saved releases, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QMenu, QTableView, QToolButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.services.kept_ports import PlanPlace
from desktop_pipeline.services.plans import Summary
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.actions import Actions, Spec
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.plans.armed_plans import moved
from desktop_pipeline.ui.plans.compare_plans import ComparePlansDialog
from desktop_pipeline.ui.plans.edit_plan import EditPlanDialog
from desktop_pipeline.ui.plans.plans_model import Column, PlansModel
from desktop_pipeline.ui.runs.runner import Runner
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import icon, theme
from desktop_pipeline.ui.toolbar import follow
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.columns import Columns
from desktop_pipeline.ui.widgets.plain_table import menu_place, plain_table
from desktop_pipeline.ui.widgets.work import Work

_WIDTHS: dict[int, int] = {Column.NAME: 110, Column.TITLE: 110, Column.WORKLOADS: 90, Column.APP_MAPS: 110}
_BUTTONS = ("plan.run", "plan.check", "plan.grid", "plan.edit", "plan.compare")
_MORE = ("plan.hold", "plan.duplicate", "plan.rename", "plan.archive", "plan.back", "plan.delete")
_SAID = 12


class PlansTab(QWidget):
    """Read anew when files change. `attach` gives it what runs plans and shows app maps."""

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self._runner: Runner | None = None
        self._show_map: Callable[[str, str], None] = lambda cluster, namespace: None
        self._wanted: PlanPlace | None = None
        """The plan to select once the list has it."""
        self._archive = False
        self.model = PlansModel(self)
        self.table = self._table()
        self.note = QLabel("", self)
        self.note.setProperty("muted", True)
        self.note.setMinimumWidth(0)
        self.actions_ = Actions(self)
        self._fill()
        self.more = QToolButton(self)
        self.buttons = [self._button(name) for name in _BUTTONS]
        self._layout()
        self._icons()
        theme().changed.connect(self._icons)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.table.activated.connect(lambda index: self.actions_["plan.edit"].trigger())
        self.table.customContextMenuRequested.connect(self._menu)
        pump.catalog.connect(self.read)
        pump.hold.connect(lambda hold_id: self.model.show_held(bench.holds.all()))
        self.read()

    def attach(self, runner: Runner, show_map: Callable[[str, str], None]) -> None:
        self._runner, self._show_map = runner, show_map
        runner.saved.connect(lambda name: self.select(PlanPlace(name)))

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _table(self) -> QTableView:
        table = plain_table(self.model, tr("Plans", "Saved plans"), self)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)  # Ctrl+End selects: what is in sight is what is meant
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        Columns(table, _WIDTHS, Column.STATE, 190)
        return table

    def _fill(self) -> None:
        def on(act: Callable[[Summary], Coroutine[Any, Any, None]]) -> Callable[[], None]:
            """Start what is to be done with the chosen plan, one thing at a time."""
            def started() -> None:
                plan = self.chosen()
                if plan is not None and not self._work.busy("plan"):
                    self._work.start(self._told(act(plan)), "plan")

            return started

        def unless(archived: bool, *, whole: bool) -> Callable[[], str]:
            """Why an action on a plan of the archive, or on one outside of it, is off; `whole`: also when its file has mistakes."""
            def reason() -> str:
                plan = self.chosen()
                if plan is None:
                    return tr("Plans", "Select a plan")
                if plan.archived != archived:
                    return tr("Plans", "This plan is not in the archive") if archived else tr("Plans", "Bring the plan back first")
                return tr("Plans", "The file of this plan has mistakes: see its state") if whole and plan.problems else ""

            return reason

        def runner(act: Callable[[Runner], Callable[[str], None]]) -> Callable[[], None]:
            def started() -> None:
                plan = self.chosen()
                if plan is not None and self._runner is not None:
                    act(self._runner)(plan.name)

            return started

        def no_other() -> str:
            return ready() or ("" if len(self._comparable()) > 1 else tr("Plans", "There is no other plan"))

        ready, live, old = unless(False, whole=True), unless(False, whole=False), unless(True, whole=False)
        self.actions_.add(
            Spec("plan.run", tr("Plans", "Run…"), runner(lambda it: it.run_plan), "run", "",
                 tr("Plans", "Check the plan, then run it"), ready),
            Spec("plan.check", tr("Plans", "Check"), runner(lambda it: it.check_plan), "preflight", "",
                 tr("Plans", "Pre-flight of the plan; nothing is changed"), ready),
            Spec("plan.hold", tr("Plans", "Execute when connected…"), runner(lambda it: it.hold_plan), "clock", "",
                 tr("Plans", "Let the plan wait for its clusters, registries and engines, and start by itself"), ready),
            Spec("plan.grid", tr("Plans", "Open in the grid"), on(self._to_grid), "app-map", "",
                 tr("Plans", "Its rows become the choices of the grid"), ready),
            Spec("plan.edit", tr("Plans", "Edit…"), on(self._edit), "edit", "", tr("Plans", "Order, notes and links of the plan"), ready),
            Spec("plan.compare", tr("Plans", "Compare…"), on(self._compare), "history", "",
                 tr("Plans", "What is different between this plan and another"), no_other),
            Spec("plan.duplicate", tr("Plans", "Duplicate…"), on(self._duplicate), "copy", "Ctrl+Shift+D", "", live),
            Spec("plan.rename", tr("Plans", "Rename…"), on(self._rename), "edit", "F2", "", live),
            Spec("plan.archive", tr("Plans", "Archive"), on(self._put_away), "folder", "Del",
                 tr("Plans", "Put the plan away; it can be brought back"), live),
            Spec("plan.back", tr("Plans", "Bring back"), on(self._bring_back), "undo", "",
                 tr("Plans", "Take the plan out of the archive"), old),
            Spec("plan.delete", tr("Plans", "Delete…"), on(self._delete), "delete", "",
                 tr("Plans", "Delete a plan of the archive for good"), old),
            Spec("plan.show-archive", tr("Plans", "Show the archive"), self._toggle_archive, checked=lambda: self._archive),
        )
        for name in self.actions_.ids():
            self.actions_[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        follow(button, self.actions_[name])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setProperty("flat", True)
        return button

    def _layout(self) -> None:
        menu = QMenu(self)
        for name in _MORE:
            menu.addAction(self.actions_[name])
        menu.addSeparator()
        menu.addAction(self.actions_["plan.show-archive"])
        menu.setToolTipsVisible(True)
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setAccessibleName(tr("Plans", "More to do with the plan"))
        self.more.setToolTip(self.more.accessibleName())
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setProperty("flat", True)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        bar.setSpacing(2)
        for button in (*self.buttons, self.more):
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)

    def _icons(self) -> None:
        self.more.setIcon(icon("more"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    # ---- the list --------------------------------------------------------------------------------------------------

    def chosen(self) -> Summary | None:
        """The selected plan; None while the tab is made, too."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.plan(rows[0].row()) if rows else None

    def select(self, place: PlanPlace) -> None:
        """Select a plan, now or once it is in the list."""
        self._wanted = place
        self._select(place)

    def _select(self, place: PlanPlace | None) -> None:
        row = self.model.row_of(place)
        if row >= 0:
            self._wanted = None
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)

    def _chosen(self) -> None:
        self.actions_.refresh()

    def read(self) -> None:
        """List the plans again: files changed, or the archive was asked for."""
        self._work.restart(self._read(), "list plans")

    async def _read(self) -> None:
        plans = await self._bench.plans.summaries(archived=self._archive)
        before = self.chosen()
        self.model.show_plans(plans)
        self.model.show_held(self._bench.holds.all())
        self._select(self._wanted)
        if self.chosen() is None and before is not None:
            self._select(before.place)
        if self.chosen() is None and plans:
            self._select(plans[0].place)
        self.actions_.refresh()
        live = sum(not plan.archived for plan in plans)
        none = tr("Plans", "No plan yet: choose versions, then Save plan…")
        self.note.setText(trn("Plans", "{n} plan", "{n} plans", live) if live else none)

    def _toggle_archive(self) -> None:
        self._archive = not self._archive
        self.actions_.refresh()
        self.read()

    def _menu(self, at: QPoint) -> None:
        if self.chosen() is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in (*_BUTTONS, "", *_MORE):
            menu.addAction(self.actions_[name]) if name else menu.addSeparator()
        menu.popup(menu_place(self.table, at))

    # ---- what is done with a plan ----------------------------------------------------------------------------------

    async def _told(self, act: Coroutine[Any, Any, None]) -> None:
        try:
            await act
        except (UserError, UserErrors) as error:
            await ask.tell_error(self.window(), tr("Plans", "This was not done"), error)

    async def _to_grid(self, summary: Summary) -> None:
        plan = await self._bench.plans.load(summary.name)
        done = await self._bench.plans.to_grid(plan)
        for step in plan.steps[:1]:
            self._show_map(step.key.cluster, step.key.namespace)
        words = trn("Plans", "{n} row of “{name}” is chosen", "{n} rows of “{name}” are chosen", done.chosen, name=summary.name)
        if self._runner is not None:
            self._runner.busy.emit(words)
        if done.said:
            lines = [f"{key.workload.cluster}/{key.workload.namespace}/{key.workload.name} · {key.container}: {text(message)}"
                     for key, message in done.said]
            shown, rest = lines[:_SAID], len(lines) - _SAID
            if rest > 0:
                shown.append(trn("Plans", "… and {n} more row", "… and {n} more rows", rest))
            await ask.tell(self.window(), words, "\n".join([tr("Plans", "Look at these before you run:"), *shown]))

    async def _edit(self, summary: Summary) -> None:
        plan = await self._bench.plans.load(summary.name)
        await ask.show(EditPlanDialog(self._bench, plan, self.window()))

    def _comparable(self) -> tuple[str, ...]:
        return tuple(plan.name for plan in self.model.plans if not plan.archived and not plan.problems)

    async def _compare(self, summary: Summary) -> None:
        await ask.show(ComparePlansDialog(self._bench, self._comparable(), summary.name, self.window()))

    async def _duplicate(self, summary: Summary) -> None:
        free = self._bench.plans.free_name(f"{summary.name}-copy")
        name = await ask.ask_text(self.window(), tr("Plans", "Duplicate plan"), tr("Plans", "Name of the new plan and its file"), free)
        if name and name.strip():
            await self._bench.plans.duplicate(summary.name, name.strip())
            self.select(PlanPlace(name.strip()))

    async def _rename(self, summary: Summary) -> None:
        label = tr("Plans", "New name of the plan and its file")
        name = await ask.ask_text(self.window(), tr("Plans", "Rename plan"), label, summary.name)
        new = name.strip() if name else ""
        if new and new != summary.name:
            done = await moved(self._bench, self.window(), summary.name, tr("Plans", "Rename the armed plan?"),
                               tr("Plans", "Disarm and rename"), lambda: self._bench.plans.rename(summary.name, new))
            if done is not None:
                self.select(PlanPlace(new))

    async def _put_away(self, summary: Summary) -> None:
        done = await moved(self._bench, self.window(), summary.name, tr("Plans", "Archive the armed plan?"),
                           tr("Plans", "Disarm and archive"), lambda: self._bench.plans.archive(summary.name))
        if done is not None and self._runner is not None:
            self._runner.busy.emit(tr("Plans", "“{name}” was disarmed and is in the archive", name=summary.name) if done
                                   else tr("Plans", "“{name}” is in the archive", name=summary.name))

    async def _bring_back(self, summary: Summary) -> None:
        self.select(PlanPlace(await self._bench.plans.bring_back(summary.name)))

    async def _delete(self, summary: Summary) -> None:
        words = tr("Plans", "“{name}” is deleted from the archive for good. Runs of it stay in the history.", name=summary.name)
        if await ask.confirm(self.window(), tr("Plans", "Delete the plan?"), words, tr("Plans", "Delete"), danger=True):
            await self._bench.plans.delete(summary.name)
