"""What is known of the run that a log belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.runs import State, StepState
from desktop_pipeline.services.kept_ports import LogReader

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench

OUTCOMES = {
    RunOutcome.RUNNING: State.RUNNING, RunOutcome.DONE: State.DONE, RunOutcome.FAILED: State.FAILED,
    RunOutcome.CANCELLED: State.CANCELLED, RunOutcome.INTERRUPTED: State.UNKNOWN,
}


class HeldReader:
    """Keeps the reader, so that it is closed also when Qt takes the view away."""

    def __init__(self) -> None:
        self.reader: LogReader | None = None

    def close(self) -> None:
        if self.reader is not None:
            self.reader.close()
            self.reader = None


class LogSource:
    """A log by its id, `RUN/STEP`."""

    def __init__(self, workbench: Workbench, log_id: str = "") -> None:
        self._workbench, self.log_id = workbench, log_id
        self._run_id, _, self._step_id = log_id.partition("/")

    def step(self) -> StepState | None:
        run = self._workbench.feed.run(self._run_id)
        if run is None:
            return None
        return run.steps.get(self._step_id) or next((step for step in run.steps.values() if step.data.get("log") == self.log_id), None)

    def record(self) -> BuildRun | None:
        """The build run of the history this log belongs to, when the feed does not know its run (any more)."""
        name = self._step_id
        build = self._workbench.catalog.build(name.removeprefix("build/")) if name.startswith("build/") else None
        if build is None:
            return None
        try:
            runs = self._workbench.builds.history(build).runs
        except UserError:
            return None
        return next((run for run in runs if run.run_id == self._run_id), None)

    def known(self) -> bool:
        return bool(self.step() or self.record() or self._workbench.feed.run(self._run_id))

    def at_work(self) -> bool:
        step = self.step()
        if step is not None:
            return not step.state.ended
        run, record = self._workbench.feed.run(self._run_id), self.record()  # a run that was started just now has no steps yet
        if self._run_id in self._workbench.executor.active_runs() or (run is not None and not run.state.ended):
            return True
        return record is not None and record.outcome is RunOutcome.RUNNING

    def failed(self) -> bool:
        step, record = self.step(), self.record()
        if step is not None:
            return step.state in (State.FAILED, State.TIMED_OUT)
        return record is not None and record.outcome is RunOutcome.FAILED
