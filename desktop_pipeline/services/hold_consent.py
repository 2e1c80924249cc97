"""What keeps a plan from being armed: said to the person who arms it, not in the middle of the night."""

from __future__ import annotations

from desktop_pipeline.domain import order
from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.holds import Agreement, Hold, secrets_of
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.task_rules import refuse_passwords
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.preflight import guards_of
from desktop_pipeline.services.trust import Trust


def builds_of(plan: Plan, catalog: Catalog) -> tuple[Build, ...]:
    """The builds of a plan that there are. Raises UserError `builds.bad_recipe`."""
    found = [catalog.build_for(plan, name) for name in plan.builds()]
    return tuple(build for build in found if build is not None)


def secrets_for(hold: Hold, catalog: Catalog) -> frozenset[str]:
    """Names of the secrets that a held plan needs. Raises UserError `builds.bad_recipe`."""
    return secrets_of(hold.conditions, catalog.workspace, catalog.bindings, builds_of(hold.plan, catalog))


async def builds_to_arm(plan: Plan, agreed: Agreement, catalog: Catalog, trust: Trust) -> tuple[Build, ...]:
    """The builds of a plan that may be armed. No cluster, registry or engine is asked.

    Raises UserError `hold.empty`, `run.read_only`, `run.name_not_typed`, `run.unconfirmed`, `run.pauses`, `trust.needed`,
    `preflight.no_build`, `build.password`; UserErrors with all that is wrong with the order of the plan.
    """
    if not plan.targets() and not plan.builds():
        raise UserError("hold.empty")
    if wrong := dict.fromkeys(problem for _, problem in order.problems(plan)):
        raise UserErrors(tuple(wrong))
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
