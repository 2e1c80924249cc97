"""Reports: what the journal says about a run, for one page in a ticket."""

from __future__ import annotations

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.report import Report, Undoing, steps_of, undone_of, where_of
from desktop_pipeline.domain.runs import Event, What, fold
from desktop_pipeline.services.kept_ports import Journal, RunHeader
from desktop_pipeline.services.kept_runs import plan_of

_RUNS = 2000  # so many of the newest runs in which this one is named are looked at


class Reports:
    """Reads the journal only: a report can be made offline, and years later."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def of(self, run_id: str) -> Report:
        """The report of a run. Raises UserError `run.unknown`, and when the journal cannot be read."""
        plan = await plan_of(self._journal, run_id)
        named = await self._journal.find(run_id, limit=_RUNS)  # the run, and those whose plans undo it
        header = next((item for item in named if item.id == run_id), None)
        if header is None:
            raise UserError("run.unknown", run=run_id)
        events = await self._journal.events(run_id)
        steps = steps_of(run_id, plan, events, await self._builds(plan, events), live=header.live)
        undone = [found for other in reversed(named) if (found := await self._undoing(other, header)) is not None]
        return Report(
            header.id, header.title, header.by, header.stands, header.started, header.ended, where_of(plan), steps, tuple(undone),
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
        plan = await self._journal.plan(other.id)
        if plan is None or plan.undoes != header.id:
            return None
        events = await self._journal.events(other.id)
        steps = undone_of(fold(other.id, events), events, live=other.live)
        return Undoing(other.id, other.by, other.started, other.stands, steps)
