"""From choices to a run: plan, pre-flight, consent, start. One path for the Run button and Batch execution."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.titles import job_title
from desktop_pipeline.domain.workloads import RowKey, WorkloadKey
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.plans.save_plan import SavePlanDialog
from desktop_pipeline.ui.runs.hold_dialog import HoldDialog
from desktop_pipeline.ui.runs.recovering import Recovering
from desktop_pipeline.ui.runs.sheet import BatchSheet
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.work import Work, told


class Runner(QObject):
    """Asks only where a person has to say yes; everything else goes straight on."""

    started = Signal(str)
    """Id of the run."""
    busy = Signal(str)
    """What is being checked; '' = nothing."""
    saved = Signal(str)
    """Name of a plan that was saved."""

    def __init__(self, bench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._bench, self._window = bench, window
        self._work = Work(bench.tasks, self)
        self.recovering = Recovering(bench, window, self)
        self.recovering.started.connect(self.started)
        self.recovering.busy.connect(self.busy)
        self.recovering.undo_wanted.connect(self.undo_run)

    def run_workload(self, key: WorkloadKey) -> None:
        """The Run button of a workload."""
        if not self._work.busy(f"run {key}"):
            self._work.start(self._run_workload(key), f"run {key}")

    def undo(self, key: WorkloadKey, run_id: str) -> None:
        """Put back what a run changed in a workload."""
        if not self._work.busy(f"run {key}"):
            self._work.start(self._undo(key, run_id), f"run {key}")

    def undo_run(self, run_id: str) -> None:
        """Put back what a whole run changed."""
        if not self._work.busy("batch"):
            self._work.start(self._undo_run(run_id), "batch")

    def retry_run(self, run_id: str) -> None:
        """Run again what did not end well in a run, by the sheet."""
        if not self._work.busy("batch"):
            self._work.start(self._retry_run(run_id), "batch")

    def run_again(self, run_id: str) -> None:
        """Deploy what a run had deployed, by the sheet."""
        if not self._work.busy("batch"):
            self._work.start(self._run_again(run_id), "batch")

    def run_now(self, key: WorkloadKey) -> None:
        """Start a job of a CronJob now; a person is asked first."""
        if not self._work.busy(f"run {key}"):
            self._work.start(self._sheet(Plan(job_title(key.name), (), start_jobs=(key,)), None), f"run {key}")

    def run_batch(self, cluster: str, namespace: str) -> None:
        """Batch execution: all that is ready in an app map."""
        if not self._work.busy("batch"):
            self._work.start(self._batch(cluster, namespace), "batch")

    def hold(self, cluster: str, namespace: str) -> None:
        """Execute when connected: all that is ready in an app map waits for what it needs."""
        if not self._work.busy("batch"):
            planner = self._bench.planner
            self._work.start(self._hold(planner.plan(cluster, namespace), planner.left_out(cluster, namespace), from_grid=True), "batch")

    def run_instead(self, hold_id: str) -> None:
        """Run a held plan now, by the sheet; it does not wait any more once it has begun."""
        if not self._work.busy("batch"):
            self._work.start(self._run_instead(hold_id), "batch")

    def check(self, cluster: str, namespace: str) -> None:
        """Pre-flight on request: asks only."""
        if not self._work.busy("batch"):
            self._work.start(self._check(cluster, namespace), "batch")

    def run_plan(self, name: str) -> None:
        """A saved plan: shown, checked and run as a batch is."""
        if not self._work.busy("batch"):
            self._work.start(self._saved_plan(name, only_check=False), "batch")

    def check_plan(self, name: str) -> None:
        """Pre-flight of a saved plan."""
        if not self._work.busy("batch"):
            self._work.start(self._saved_plan(name, only_check=True), "batch")

    def hold_plan(self, name: str) -> None:
        """Execute when connected: a saved plan waits for what it needs."""
        if not self._work.busy("batch"):
            self._work.start(self._hold_saved(name), "batch")

    def save_plan(self, cluster: str, namespace: str) -> None:
        if not self._work.busy("save plan"):
            self._work.start(self._save(cluster, namespace), "save plan")

    async def _run_workload(self, key: WorkloadKey) -> None:
        plan = self._bench.planner.plan(key.cluster, key.namespace, key, key.name)
        if not plan.steps:
            return
        try:
            with told(self, self.busy, tr("Runner", "Pre-flight of {name}…", name=key.name)):
                report = await self._bench.preflight.check(plan)
        except UserError as error:
            await ask.tell_error(self._window, tr("Runner", "Pre-flight failed"), error)
            return
        kept = any(row.kept for step in plan.steps for row in step.rows)
        if report.red() or report.confirm or report.names or kept:
            await self._sheet(plan, report)
        else:
            await self._start(report, Consent())

    async def _undo(self, key: WorkloadKey, run_id: str) -> None:
        """What goes back is shown first: it is not in the grid."""
        try:
            plan = await self._bench.undo.plan(run_id, str(key))
        except UserError as error:
            await ask.tell_error(self._window, tr("Runner", "Nothing was undone"), error)
            return
        await self._sheet(plan, None)

    async def _undo_run(self, run_id: str) -> None:
        try:
            plan = await self._bench.undo.plan(run_id)
            told = await self._bench.undo.stays(run_id)
        except UserError as error:
            await ask.tell_error(self._window, tr("Runner", "Nothing was undone"), error)
            return
        await self._sheet(plan, None, told=told)

    async def _retry_run(self, run_id: str) -> None:
        try:
            plan = await self._bench.retries.plan(run_id)
            told = await self._bench.retries.also(run_id, plan)
        except UserError as error:
            await ask.tell_error(self._window, tr("Runner", "Nothing is to be tried again"), error)
            return
        await self._sheet(plan, None, from_grid=False, told=told)

    async def _run_again(self, run_id: str) -> None:
        try:
            made = await self._bench.history.again(run_id)
        except UserError as error:
            await ask.tell_error(self._window, tr("Runner", "This run cannot be deployed again"), error)
            return
        await self._sheet(made.plan, None, from_grid=False, told=made.told())

    async def _batch(self, cluster: str, namespace: str) -> None:
        plan = self._bench.planner.plan(cluster, namespace)
        if plan.steps:
            await self._sheet(plan, None, self._bench.planner.left_out(cluster, namespace))

    async def _hold(self, plan: Plan, left_out: tuple[tuple[RowKey, Message], ...] = (), *, from_grid: bool) -> None:
        if plan.targets() or plan.builds():
            await ask.show(HoldDialog(self._bench, plan, self._window, from_grid=from_grid, left_out=left_out))

    async def _run_instead(self, hold_id: str) -> None:
        hold = self._bench.holds.find(hold_id)
        if hold is None:
            return
        sheet = BatchSheet(self._bench, hold.plan, parent=self._window)
        if not await ask.show(sheet) or sheet.answer is None:
            return
        try:
            self._bench.executor.may_start(sheet.answer.report, sheet.answer.consent)  # else it waits on
            await self._bench.holds.withdraw(hold_id)  # no run without that: it may have one by now
        except UserError as error:
            await ask.tell_error(self._window, tr("Runner", "The run was refused"), error)
            return
        await self._start(sheet.answer.report, sheet.answer.consent)

    async def _check(self, cluster: str, namespace: str) -> None:
        plan = self._bench.planner.plan(cluster, namespace)
        left_out = self._bench.planner.left_out(cluster, namespace)
        await ask.show(BatchSheet(self._bench, plan, only_check=True, left_out=left_out, parent=self._window))

    async def _loaded(self, name: str) -> Plan | None:
        try:
            return await self._bench.plans.load(name)
        except (UserError, UserErrors) as error:
            await ask.tell_error(self._window, tr("Runner", "The plan cannot be read"), error)
            return None

    async def _hold_saved(self, name: str) -> None:
        plan = await self._loaded(name)
        if plan is not None:
            await self._hold(plan, from_grid=False)

    async def _saved_plan(self, name: str, *, only_check: bool) -> None:
        plan = await self._loaded(name)
        if plan is None:
            return
        if only_check:
            await ask.show(BatchSheet(self._bench, plan, only_check=True, parent=self._window))
        else:
            await self._sheet(plan, None, from_grid=False)

    async def _sheet(
        self, plan: Plan, report: Report | None, left_out: tuple[tuple[RowKey, Message], ...] = (), *, from_grid: bool = True,
        told: tuple[Message, ...] = (),
    ) -> None:
        sheet = BatchSheet(self._bench, plan, report, left_out=left_out, told=told, parent=self._window)
        if not await ask.show(sheet) or sheet.answer is None:
            return
        if from_grid:  # what a file says of a row is not what the grid has chosen for it
            kept = tuple(RowKey(step.key, row.container) for step in sheet.answer.report.plan.steps for row in step.rows if row.kept)
            self._bench.planner.confirm_kept(kept)
        await self._start(sheet.answer.report, sheet.answer.consent)

    async def _start(self, report: Report, consent: Consent) -> None:
        try:
            run_id = self._bench.executor.start(report, consent)
            await self._bench.executor.begun(run_id)
        except UserError as error:
            await ask.tell_error(self._window, tr("Runner", "The run was refused"), error)
            return
        self.started.emit(run_id)

    async def _save(self, cluster: str, namespace: str) -> None:
        """Ask for a title and write what is ready as a plan file."""
        dialog = SavePlanDialog(self._bench, cluster, namespace, self._window)
        if await ask.show(dialog) and dialog.saved:
            self.saved.emit(dialog.saved)
            self.busy.emit(tr("Runner", "Saved as {path}", path=f"plans/{dialog.saved}.yaml"))
