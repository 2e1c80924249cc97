"""The ways on from an interrupted run: go on, end it as it stands, undo it. Registry and cluster are asked first what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.recovery import Fate
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.services.recovery import Recovered
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.runs.sheet import BatchSheet
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.work import Work, told


class Recovering(QObject):
    """Asks a person only where something is left to be changed, or is given up."""

    started = Signal(str)
    """Id of the run that goes on."""
    busy = Signal(str)
    """What is being asked; '' = nothing."""
    undo_wanted = Signal(str)
    """Id of a run that has its end now and is to be undone."""

    def __init__(self, bench: Workbench, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._window = bench, window
        self._work = Work(bench.tasks, self)

    def resume(self, run_id: str) -> None:
        """Go on with a run: a sheet shows what is left of it, where something is."""
        self._start(run_id, self._resume)

    def finish(self, run_id: str) -> None:
        """End a run as it stands, after a yes."""
        self._start(run_id, self._finish)

    def undo(self, run_id: str) -> None:
        """End a run as it stands and undo it: the sheet of the undo asks."""
        self._start(run_id, self._undo)

    def _start(self, run_id: str, act: Callable[[Recovered], Awaitable[None]]) -> None:
        if not self._work.busy("recover"):
            self._work.start(self._act(run_id, act), "recover")

    async def _act(self, run_id: str, act: Callable[[Recovered], Awaitable[None]]) -> None:
        try:
            recovered = await self._look(run_id)
        except UserError as error:
            await ask.tell_error(self._window, tr("Recovery", "What became of the run cannot be told now"), error)
            return
        try:
            await act(recovered)
        except UserError as error:
            await ask.tell_error(self._window, tr("Recovery", "The run did not go on"), error)

    async def _look(self, run_id: str) -> Recovered:
        with told(self, self.busy, tr("Recovery", "Asking registry and cluster what became of the run…")):
            return await self._bench.recovery.look(run_id)

    async def _resume(self, recovered: Recovered) -> None:
        executor = self._bench.executor
        report, consent = await executor.check_rest(recovered), Consent()
        if recovered.rest.targets() or recovered.rest.builds() or recovered.puts_back:
            sheet = GoOnSheet(self._bench, recovered, report, self._window)
            if not await ask.show(sheet) or sheet.answer is None:
                return
            report, consent = sheet.answer.report, sheet.answer.consent
        run_id = executor.resume(recovered, report, consent)
        await executor.begun(run_id)
        self.started.emit(run_id)

    async def _finish(self, recovered: Recovered) -> None:
        said = words(recovered) + " " + tr("Recovery", "What was made stays as it is; what is left is not done.")
        if await ask.confirm(self._window, tr("Recovery", "End the run as it stands?"), said, tr("Recovery", "End it")):
            await self._bench.recovery.finish(recovered, self._bench.place.by)

    async def _undo(self, recovered: Recovered) -> None:
        said = words(recovered) + " " + tr("Recovery", "It is ended as it stands; then you are shown what can be put back.")
        if await ask.confirm(self._window, tr("Recovery", "End the run and undo it?"), said, tr("Recovery", "End it, and undo…")):
            await self._bench.recovery.finish(recovered, self._bench.place.by)
            self.undo_wanted.emit(recovered.state.id)


class GoOnSheet(BatchSheet):
    """What is left of an interrupted run, what of it was done already, and whether an undo follows, with the same questions as before any
    run."""

    def __init__(self, bench: Workbench, recovered: Recovered, report: Report, parent: QWidget) -> None:
        super().__init__(bench, recovered.rest, report, told=recovered.told(), parent=parent)
        self._recovered = recovered

    def _asking(self) -> Awaitable[Report]:
        return self._bench.executor.check_rest(self._recovered)

    def _show(self, report: Report) -> None:
        super()._show(report)
        if not report.plan.targets() and not report.plan.builds():  # it asked nobody
            self.notice.say(Tone.WARN, tr(
                "Recovery", "The undo is checked like any run as soon as it begins. What somebody changed since stays as it is."))

    def _headline(self) -> str:
        if self._plan.targets() or self._plan.builds():
            return super()._headline()
        return tr("Recovery", "What was changed is put back; nothing else is begun")

    def _caption(self) -> str:
        return tr("Recovery", "Go on with an interrupted run")

    def _verb(self) -> str:
        return tr("Recovery", "Go on")


def words(recovered: Recovered) -> str:
    """What was found out, in a sentence."""
    steps = recovered.state.steps
    done = sum(found.fate is Fate.ENDED and step in steps and steps[step].state is not State.SKIPPED
               for step, found in recovered.found.items())
    made, again, unknown = (recovered.count(fate) for fate in (Fate.MADE, Fate.AGAIN, Fate.UNKNOWN))
    parts = [
        trn("Recovery", "{n} step had ended", "{n} steps had ended", done) if done else "",
        trn("Recovery", "{n} step was made and its end was not seen", "{n} steps were made and their end was not seen",
            made) if made else "",
        trn("Recovery", "{n} step is still to be done", "{n} steps are still to be done", again) if again else "",
        trn("Recovery", "of {n} step nobody can tell", "of {n} steps nobody can tell", unknown) if unknown else ""]
    return ", ".join(part for part in parts if part) + "."
