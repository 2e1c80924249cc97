"""Reports: what the journal says about a run, for one page in a ticket."""

from __future__ import annotations

from desktop_pipeline.domain.acts import acts_by_step
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.report import Report, Undoing, steps_of, undone_of, where_of
from desktop_pipeline.domain.runs import Event, What
from desktop_pipeline.domain.undo import to_put_back
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.kept_runs import plan_of, undone_by

_RUNS = 2000  # so many of the newest runs in which this one is named are looked at


class Reports:
    """Reads the journal only: a report can be made offline, and years later."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def of(self, run_id: str) -> Report:
        """The report of a run. Raises UserError `run.unknown`, and when the journal cannot be read."""
        plan = await plan_of(self._journal, run_id)
        named = await self._journal.find(run_id, limit=_RUNS)
        header = next((item for item in named if item.id == run_id), None)
        if header is None:
            raise UserError("run.unknown", run=run_id)
        events = await self._journal.events(run_id)
        steps = steps_of(run_id, plan, events, await self._builds(plan, events), live=header.live)
        undone = await self._undone(run_id, plan, events)
        return Report(
            header.id, header.title, header.by, header.stands, header.started, header.ended, where_of(plan), steps, undone,
            await self._journal.head(), plan.undoes, plan.notes or plan.description, plan.links)

    async def _undone(self, run_id: str, plan: Plan, events: tuple[Event, ...]) -> tuple[Undoing, ...]:
        """What took back something of a run, oldest first, each beside what those before it had put back."""
        changed = frozenset(step.id for step in to_put_back(plan, acts_by_step(events, "patch")))
        made: list[Undoing] = []
        before: frozenset[str] = frozenset()
        for undo in await undone_by(self._journal, run_id):
            other, steps = undo.header, undone_of(undo.run, undo.events)
            made.append(Undoing(other.id, other.by, other.started, other.stands, steps, changed, before))
            before |= made[-1].back
        return tuple(made)

    async def _builds(self, plan: Plan, events: tuple[Event, ...]) -> list[BuildRun]:
        """Build runs of this computer whose images the run deployed."""
        names = {row.repository for step in plan.steps for row in step.rows}
        names |= {event.text("repository") for event in events if event.what is What.OUTCOME and event.text("repository")}
        found: list[BuildRun] = []
        for name in sorted(names):
            found += await self._journal.build_runs(name)
        return found
