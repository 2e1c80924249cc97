"""Files from which held plans were armed, and what is known beforehand of what a held plan will meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from desktop_pipeline.domain.drift import drift
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.holds import Hold
from desktop_pipeline.domain.images import short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan, WorkloadStep, names_tag
from desktop_pipeline.domain.workloads import RowKey, Workload
from desktop_pipeline.services.findings import Finding, Level
from desktop_pipeline.services.inventory import Link, MapFacts
from desktop_pipeline.services.kept_ports import Files, PlanPlace
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.preflight_drift import changed_since, level_of


def looked_at(plan: Plan) -> Plan:
    """The plan as a person who arms it has looked at it: no choice waits to be confirmed any more."""
    return replace(plan, steps=tuple(replace(step, rows=tuple(replace(row, kept=False) for row in step.rows)) for step in plan.steps))


def in_short(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """The title of a plan that is armed, and what it will change, one line for each container."""
    images = tuple(f"{step.key.name}/{row.container}: {row.shown_from or '?'} → {row.tag or row.build}"
                   + (f" ({short_digest(row.digest)})" if row.exact else "")
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


def known_now(plan: Plan, facts: Callable[[str, str], MapFacts]) -> tuple[Finding, ...]:
    """What is known, without asking anybody, that pre-flight will find: what differs from what the plan expects, with what its drift policy
    makes of it, and rows of the grid whose image or workload is another one since they were chosen. Of app maps that were not seen nothing
    is known."""
    found = list[Finding]()
    for step in plan.steps:
        seen = facts(step.key.cluster, step.key.namespace)
        live = seen.workloads.get(step.key)
        if live is None and not seen.fresh and (seen.link is not Link.LOST or seen.seen is None):
            continue  # it may be there
        drifts = drift(step, live, _may_be_there(step, live))
        found += [Finding(level_of(item.kind, plan.drift), step.id, item.container, item.message, drift=True) for item in drifts]
        if live is not None:
            since = changed_since(step, live, {item.container for item in drifts})
            found += [Finding(Level.AMBER, step.id, container, message) for container, message in since]
    return tuple(found)


def _may_be_there(step: WorkloadStep, live: Workload | None) -> frozenset[str]:
    """Containers that may well run the wanted image already. Whether the wanted tag means the wanted image, beside a digest or alone, only
    registry and pods can tell."""
    found = set()
    for row in step.rows if live is not None else ():
        container = live.container(row.container) if live is not None else None
        if container is None or row.build or not row.repository:
            continue
        digest = container.image.partition("@")[2]
        if (digest and digest == row.digest) or names_tag(container.image, row.repository, row.tag):
            found.add(row.container)
    return frozenset(found)
