"""The consent that the undo of an interrupted run needs is asked for before the run goes on: afterwards there is nobody to ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.crew import Consent
from tests.services.bench import Bench
from tests.services.kills import YES, Profile, everything


async def failed(profile: Profile, scratch: Path) -> str:
    """A run whose program died after a failure, with its undo still to come."""
    def plan(program: Bench) -> Plan:
        profile.sandbox.builder.fail_next = "no space left on device"
        return replace(everything(program), on_failure=OnFailure.UNDO)

    found = await profile.first(scratch, plan, "step-ended  of lab/shop/Deployment/web", after=True)
    assert found.died
    return found.run


def protect(program: Bench, protection: Protection) -> None:
    """All clusters of the workspace."""
    workspace = program.workbench.catalog.workspace
    clusters = tuple(replace(item, protection=protection) for item in workspace.clusters)
    program.workbench.catalog.workspace = replace(workspace, clusters=clusters)


@pytest.mark.parametrize("protection", [Protection.CONFIRM, Protection.TYPE_NAME])
async def test_what_is_left_out_takes_nothing_from_the_consent_that_an_undo_needs(tmp_path: Path, protection: Protection) -> None:
    """Only the undo is left: without what is blocked the same is asked for, and with it the undo begins."""
    profile = Profile()
    run = await failed(profile, tmp_path)
    async with profile.program(tmp_path) as program:
        executor = program.workbench.executor
        recovered = await program.workbench.recovery.look(run)
        assert recovered.puts_back and not recovered.rest.targets()
        protect(program, protection)
        asked = await executor.check_rest(recovered)
        report = await executor.less_blocked(asked)
        assert (report.confirm, report.names) == (asked.confirm, asked.names)
        assert report.confirm or report.names
        with pytest.raises(UserError):
            executor.resume(recovered, report, Consent())
        executor.resume(recovered, report, replace(YES, names=frozenset(report.names)))
        await executor.wait(run)
        back = executor.put_back(run)
        assert back is not None and back.run, back


async def test_so_it_is_where_only_a_build_is_left_to_be_done(tmp_path: Path) -> None:
    """What asks for a consent is left out, since somebody changed it; the undo that follows asks for it all the same."""
    profile = Profile()
    run = await failed(profile, tmp_path)
    async with profile.program(tmp_path) as program:
        executor = program.workbench.executor
        recovered = await program.workbench.recovery.look(run)
        assert recovered.puts_back
        api = tuple(step for step in recovered.plan.steps if step.key.name == "api")
        rest = replace(recovered.rest, steps=tuple(replace(step, after=()) for step in api), also_build=("worker",))
        program.lab.somebody_sets("shop", "api", "api", "registry.example.com/shop/api:hot-fix")
        protect(program, Protection.TYPE_NAME)
        asked = await executor.check_rest(replace(recovered, rest=rest))
        assert [finding.step for finding in asked.red()] == ["lab/shop/Deployment/api"]
        report = await executor.less_blocked(asked)
        assert (report.plan.targets(), report.plan.builds(), report.red()) == ((), ("worker",), ())
        assert report.names == asked.names == ("lab/shop",)
        with pytest.raises(UserError) as refused:
            executor.resume(recovered, report, YES)
        assert refused.value.code == "run.name_not_typed"
