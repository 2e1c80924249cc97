"""What keeps a plan from being armed: said to the person who arms it, not in the middle of the night."""

from __future__ import annotations

from desktop_pipeline.domain import order
from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Agreement
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.task_rules import refuse_passwords
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.preflight import guards_of
from desktop_pipeline.services.trust import Trust


async def builds_to_arm(plan: Plan, agreed: Agreement, catalog: Catalog, trust: Trust) -> tuple[Build, ...]:
    """The builds of a plan that may be armed. No cluster, registry or engine is asked.

    Raises UserError `hold.empty`, `run.read_only`, `run.name_not_typed`, `run.unconfirmed`, `run.pauses`, `trust.needed`,
    `preflight.no_build`, `build.password`, and what is wrong with the order of the plan.
    """
    if not plan.targets() and not plan.builds():
        raise UserError("hold.empty")
    for _, problem in order.problems(plan):
        raise UserError(problem.code, **dict(problem.arguments))
    guards = guards_of(plan, catalog.workspace)
    if guards.closed:
        raise UserError("run.read_only")
    for name in guards.names:
        if name not in agreed.names:
            raise UserError("run.name_not_typed", name=name)
    if guards.confirm and not agreed.confirmed:
        raise UserError("run.unconfirmed")
    if plan.pauses and not (agreed.asks or agreed.go_on):
        raise UserError("run.pauses")
    builds = []
    for name in plan.builds():
        build = catalog.build_for(plan, name)
        if build is None:
            raise UserError("preflight.no_build", build=name)
        refuse_passwords(build.tasks)  # the drafts keep the whole plan
        if not await trust.is_trusted(build):
            raise UserError("trust.needed", build=name, hash=trust_hash(build))
        builds.append(build)
    return tuple(builds)
