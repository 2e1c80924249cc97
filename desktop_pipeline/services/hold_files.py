"""Files from which held plans were armed, and what is known beforehand of what a held plan will meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.holds import Hold
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan, WorkloadStep
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.domain.workloads import RowKey, Workload, WorkloadKey
from desktop_pipeline.services.findings import Finding, Level
from desktop_pipeline.services.kept_ports import Files, PlanPlace
from desktop_pipeline.services.planner import Planner


def looked_at(plan: Plan) -> Plan:
    """The plan as a person who arms it has looked at it: no choice waits to be confirmed any more."""
    return replace(plan, steps=tuple(replace(step, rows=tuple(replace(row, kept=False) for row in step.rows)) for step in plan.steps))


def in_short(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """The title of a plan that is armed, and what it will change, one line for each container."""
    images = tuple(f"{step.key.name}/{row.container}: {row.shown_from or '?'} → {row.tag or row.build}"
                   for step in plan.steps for row in step.rows)
    names = [key.name for _, key in plan.targets()] or list(plan.builds())
    return plan.title or ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else ""), images


def rows_of(holds: Iterable[Hold]) -> Mapping[RowKey, str]:
    """The rows that plans will change, with the title of the last such plan."""
    return {RowKey(step.key, row.container): hold.title for hold in holds for step in hold.plan.steps for row in step.rows}


async def changed_file(files: Files, hold: Hold) -> Message | None:
    """Why a held plan must not start as it was armed: its file says something else by now, or cannot be read. None when all is well, or
    when it was not armed from a file."""
    if not hold.file:
        return None
    file = hold.file if "/" in hold.file or "\\" in hold.file else PlanPlace(hold.file).file
    try:
        now = await files.load_plan(hold.file)
    except UserErrors:
        return Message.of("hold.file_broken", file=file)
    except UserError as error:
        return Message.of("hold.file_gone" if error.code == "file.missing" else "hold.file_broken", file=file)
    return None if looked_at(now) == hold.plan else Message.of("hold.file_changed", file=file)


def as_now(plan: Plan, planner: Planner) -> Plan:
    """A plan of the grid made anew of what is chosen and deployed now; only for its workloads, and not for what cannot run any more."""
    steps = list[WorkloadStep]()
    for step in plan.steps:
        steps += planner.plan(step.key.cluster, step.key.namespace, step.key).steps
    return replace(plan, steps=tuple(steps))


def beside(holds: Iterable[Hold], plan: Plan) -> tuple[Finding, ...]:
    """Steps of a plan whose workloads other held plans will change, too. Whoever runs the very plan of a held one now is told nothing of
    it."""
    others = [hold for hold in holds if hold.plan is not plan]
    return tuple(Finding(Level.AMBER, step, "", Message.of("hold.beside", title=hold.title))
                 for step, key in plan.targets() for hold in others if any(key == other for _, other in hold.plan.targets()))


def known_now(plan: Plan, find: Callable[[WorkloadKey], Workload | None]) -> tuple[Finding, ...]:
    """Rows of a plan of the grid that somebody changed since they were chosen: pre-flight will warn of them, so it is told at once."""
    found = []
    for step in plan.steps:
        live = find(step.key)
        for row in step.rows if live is not None else ():
            container = live.container(row.container) if live is not None else None
            if container is not None and live is not None and row.seen and container.image != row.seen:
                message = Message.of("preflight.changed_since", before=version_in(row.seen), now=version_in(container.image),
                                     by=live.changed_by or "?")
                found.append(Finding(Level.AMBER, step.id, row.container, message))
    return tuple(found)
