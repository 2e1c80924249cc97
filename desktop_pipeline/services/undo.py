"""Undo: from the journal of a run to the plan that puts back what it changed. The plan goes the way of every other."""

from __future__ import annotations

from dataclasses import replace

from desktop_pipeline.domain.acts import acts_by_step
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import interrupted, last_word
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State, StepKind, fold
from desktop_pipeline.domain.undo import Made, backwards, made_in, undo_step
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.kept_runs import is_live, plan_of


def undo_title(plan: Plan, step_id: str = "") -> str:
    """The title of the run that takes back a run of this plan, or one of its several steps: window, command line and the undo after a
    failure keep the same one. Journal and command line speak English, whoever reads them."""
    one = next((step.key.name for step in plan.steps if step.id == step_id and len(plan.steps) > 1), "")
    return f"Undo: {plan.title or plan.named()}" + (f", {one} only" if one else "")


class Undo:
    """Reads what runs have changed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def plan(self, run_id: str, step_id: str = "") -> Plan:
        """The plan that takes back a run, or one of its steps, with the title of `undo_title`.

        Raises UserError `run.unknown` for a run that this profile's journal does not know, `undo.active` while it is at work,
        `undo.nothing` where it changed nothing, and `undo.only_restarted` where it only restarted pods.
        """
        plan = await plan_of(self._journal, run_id)
        made = await self._made(run_id, plan, step_id)
        steps = tuple(step for item in made if (step := undo_step(item)) is not None)
        if not steps:
            raise UserError("undo.only_restarted" if made else "undo.nothing")
        return Plan(undo_title(plan, step_id), backwards(steps, plan), undoes=run_id,
                    concurrency=plan.concurrency, time_limit=plan.time_limit)

    async def stays(self, run_id: str) -> tuple[Message, ...]:
        """What an undo of a whole run leaves as it is, to be told beforehand."""
        plan, events = await self._journal.plan(run_id), await self._journal.events(run_id)
        if plan is None:
            return ()
        run, found = fold(run_id, events), []
        for step in run.steps.values():
            if step.kind is StepKind.BUILD and step.data.get("digest"):
                found.append(Message.of("undo.stays_built", build=step.title, tag=step.data.get("tag")))
            elif step.kind is StepKind.JOB and step.state not in (State.PENDING, State.SKIPPED):
                found.append(Message.of("undo.stays_job", workload=step.title))
        made = {item.step.id: item for item in await self._made(run_id, plan, "")}
        for step_ in plan.steps:
            item = made.get(step_.id)
            if item is None:
                found.append(Message.of("undo.stays_refused", workload=step_.key.name))
            elif undo_step(item) is None:
                found.append(Message.of("undo.stays_restarted", workload=step_.key.name))
        return tuple(found)

    async def _made(self, run_id: str, plan: Plan, step_id: str) -> tuple[Made, ...]:
        """What the steps of a run changed, in their order; a change whose answer was lost counts: the cluster may have made it."""
        live, events = await is_live(self._journal, run_id), await self._journal.events(run_id)
        if live:
            asked = [step for step in fold(run_id, events).steps.values() if step_id in ("", step.id)]
            if not asked or not all(step.state.ended for step in asked):
                raise UserError("undo.active", run=run_id)
        return tuple(made for made in made_in(plan, acts_by_step(events, "patch")) if step_id in ("", made.step.id))

    async def recall(self, run_id: str) -> RunState | None:
        """How a run ended, as the journal tells it; None when it is not in it: it was made on another workstation.

        Of a run that has no end only the steps that have ended are told, and, when nobody is at work on it any more, those that were begun
        as *unknown*: the program died, the cluster went on.
        """
        events = await self._journal.events(run_id)
        if not events:
            return None
        run = fold(run_id, events)
        if run.state.ended:
            return run
        run = run if await is_live(self._journal, run_id) else interrupted(run, last_word(events))
        return replace(run, steps={name: step for name, step in run.steps.items() if step.state.ended})
