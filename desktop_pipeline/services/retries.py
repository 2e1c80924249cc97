"""Retry: the plan of all that did not end well in a run, which goes the way of every other."""

from __future__ import annotations

from dataclasses import replace

from desktop_pipeline.domain.acts import Acts, acts_by_step
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan, WorkloadStep
from desktop_pipeline.domain.recovery import ended, rest_of
from desktop_pipeline.domain.runs import fold
from desktop_pipeline.domain.titles import again_title
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.kept_runs import is_live, plan_of


class Retries:
    """Reads from the journal what is to be tried again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def plan(self, run_id: str, step_id: str = "") -> Plan:
        """All steps of a run that did not end well, or one of them, in their order; what went well is not done again, images that were
        built are used. Raises UserError `run.unknown`, `retry.active` while it is at work, `retry.interrupted`, `retry.nothing`."""
        plan = await plan_of(self._journal, run_id)
        events = await self._journal.events(run_id)
        state = fold(run_id, events)
        if not state.state.ended:
            raise UserError("retry.active" if await is_live(self._journal, run_id) else "retry.interrupted", run=run_id)
        kept = [name for name, step in state.steps.items() if step.state.good or (step_id and name != step_id)]
        builds = acts_by_step(events, "build")
        found = {name: ended(builds.get(name, Acts())) for name in kept}
        well = {name: step for name, step in state.steps.items() if step.state.good}
        rest = rest_of(plan, replace(state, steps=well), found)
        if not rest.targets() and not rest.builds():
            raise UserError("retry.nothing", run=run_id)
        patches = acts_by_step(events, "patch")
        steps = tuple(_as_left(step, patches.get(step.id, Acts())) for step in rest.steps)
        return replace(rest, title=again_title(plan), steps=steps)


def _as_left(step: WorkloadStep, patch: Acts) -> WorkloadStep:
    """The step as the run left its workload: where the change was made, that is what is expected now."""
    if patch.result != "ok":
        return step
    became = patch.became
    return replace(step, rows=tuple(replace(row, expect=became.get(row.container, row.expect), seen="") for row in step.rows))
