"""Reports: what the journal says about a run, for one page in a ticket."""

from __future__ import annotations

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.report import INTERRUPTED, Report, Undoing, steps_of, where_of
from desktop_pipeline.domain.runs import Event, State, What, fold
from desktop_pipeline.services.kept_ports import Journal, RunHeader

_RUNS = 2000  # so many of the newest runs are looked at for an undo


class Reports:
    """Reads the journal only: a report can be made offline, and years later."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def of(self, run_id: str) -> Report:
        """The report of a run. Raises UserError `run.unknown`, and when the journal cannot be read."""
        plan = await self._journal.plan(run_id)
        headers = await self._journal.runs(_RUNS)
        header = next((item for item in headers if item.id == run_id), None)
        if plan is None or header is None:
            raise UserError("run.unknown", run=run_id)
        events = await self._journal.events(run_id)
        steps = steps_of(run_id, plan, events, await self._builds(plan, events), live=header.live)
        undone = [found for other in reversed(headers) if (found := await self._undoing(other, header)) is not None]
        return Report(
            header.id, header.title, header.by, _state(header), header.started, header.ended, where_of(plan), steps, tuple(undone),
            await self._journal.head(), plan.undoes, plan.notes or plan.description, plan.links)

    async def _builds(self, plan: Plan, events: tuple[Event, ...]) -> list[BuildRun]:
        """Build runs of this computer whose images the run deployed."""
        names = {row.repository for step in plan.steps for row in step.rows}
        names |= {event.text("repository") for event in events if event.what is What.OUTCOME and event.text("repository")}
        found: list[BuildRun] = []
        for name in sorted(names):
            found += await self._journal.build_runs(name)
        return found

    async def _undoing(self, other: RunHeader, header: RunHeader) -> Undoing | None:
        if other.started < header.started or other.id == header.id:
            return None
        plan = await self._journal.plan(other.id)
        if plan is None or plan.undoes != header.id:
            return None
        run = fold(other.id, await self._journal.events(other.id))
        return Undoing(other.id, other.by, other.started, _state(other), tuple(step.id for step in run.steps.values() if step.state.good))


def _state(header: RunHeader) -> str:
    return INTERRUPTED if header.state == State.RUNNING.value and not header.live else header.state
