"""Retry: the plan of all that did not end well in a run, which goes the way of every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop_pipeline.domain.acts import Acts, acts_by_step
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan, WorkloadStep
from desktop_pipeline.domain.recovery import ended, rest_of
from desktop_pipeline.domain.runs import fold
from desktop_pipeline.domain.titles import again_title
from desktop_pipeline.domain.undo import put_back
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.kept_runs import is_live, plan_of, undone_by


class Retries:
    """Reads from the journal what is to be tried again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def plan(self, run_id: str, step_id: str = "") -> Plan:
        """All steps of a run that did not end well, or were put back since, or one of them, in their order; what went well is not done
        again, images that were built are used. Raises UserError `run.unknown`, `retry.active` while it is at work, `retry.interrupted`,
        `retry.nothing`, also where all of it went well and was put back: that did not fail."""
        plan = await plan_of(self._journal, run_id)
        events = await self._journal.events(run_id)
        state = fold(run_id, events)
        if not state.state.ended:
            raise UserError("retry.active" if await is_live(self._journal, run_id) else "retry.interrupted", run=run_id)
        back = await self._put_back(run_id) if state.failed() else {}
        well = {name: step for name, step in state.steps.items() if step.state.good and name not in back}
        kept = [name for name in state.steps if name in well or (step_id and name != step_id)]
        builds = acts_by_step(events, "build")
        found = {name: ended(builds.get(name, Acts())) for name in kept}
        rest = rest_of(plan, replace(state, steps=well), found)
        if not rest.targets() and not rest.builds():
            raise UserError("retry.nothing", run=run_id)
        patches = acts_by_step(events, "patch")
        steps = tuple(_as_left(step, patches.get(step.id, Acts()), back.get(step.id, {})) for step in rest.steps)
        return replace(rest, title=again_title(plan), steps=steps)

    async def also(self, run_id: str, plan: Plan) -> tuple[Message, ...]:
        """What of `plan`, which tries a run again, went well in it and was put back since: to be told beforehand."""
        steps = fold(run_id, await self._journal.events(run_id)).steps
        return tuple(Message.of("retry.put_back", workload=step.key.name)
                     for step in plan.steps if step.id in steps and steps[step.id].state.good)

    async def _put_back(self, run_id: str) -> dict[str, Mapping[str, str]]:
        """By step of a run the images that undos have put back, unless these were undone in their turn."""
        found: dict[str, Mapping[str, str]] = {}
        for undo in await undone_by(self._journal, run_id):
            undone, patches = await self._put_back(undo.header.id), acts_by_step(undo.events, "patch")
            for step in undo.plan.steps:
                known = undo.run.steps.get(step.id)
                images = put_back(step, patches.get(step.id, Acts()), good=known is not None and known.state.good)
                if images and step.id not in undone:
                    found[step.id] = images
        return found


def _as_left(step: WorkloadStep, patch: Acts, back: Mapping[str, str]) -> WorkloadStep:
    """The step as its workload was left: what the run wrote, or an undo of it put back, is what is expected now."""
    if patch.result != "ok" and not back:
        return step
    there = {**(patch.became if patch.result == "ok" else {}), **back}
    return replace(step, rows=tuple(replace(row, expect=there.get(row.container, row.expect), seen="") for row in step.rows))
