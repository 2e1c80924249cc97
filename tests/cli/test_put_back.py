"""on_failure: undo on the command line: the run that puts back is shown too, and told afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadPatch, WorkloadStep
from desktop_pipeline.domain.runs import Event, What
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.services.workbench import Workbench
from tests.cli.conftest import Result, Shell
from tests.cli.test_recovery import make_mortal


def step(workload: str, container: str, repository: str, tag: str, wave: int, kind: Kind = Kind.DEPLOYMENT) -> WorkloadStep:
    return WorkloadStep(WorkloadKey("lab", "shop", kind, workload), (RowChange(container, Mode.TAG, repository, tag),), wave=wave)


def put(shell: Shell, *, policy: OnFailure = OnFailure.UNDO, disturb: bool = False) -> None:
    """A plan of cache and api, then web, which the cluster refuses; `disturb`: somebody changes the cache right then."""
    api = next(plan for name, plan in shell.sandbox.files.plans.items() if name == "api-2.0").steps[0]
    steps = (step("cache", "redis", "docker.io/library/redis", "7.4.2", 1, Kind.STATEFUL_SET), replace(api, wave=1),
             step("web", "proxy", "docker.io/library/nginx", "1.28.1", 2))
    shell.sandbox.files.others_save_plan(Plan("Release", steps, name="release", on_failure=policy))
    lab = shell.sandbox.clusters["lab"]
    real = lab.patch

    async def patch(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        if patch.key.name == "web" and not dry_run:
            if disturb:
                lab.somebody_sets("shop", "cache", "redis", "docker.io/library/redis:7.4.1")
            return PatchResult(PatchVerdict.INVALID, Message.of("cluster.invalid", text="quota"))
        return await real(patch, dry_run=dry_run)

    lab.patch = patch  # type: ignore[method-assign]  # a stand-in


def image(shell: Shell, name: str) -> str:
    return shell.sandbox.clusters["lab"].workload("shop", name).template.containers[0].image


def runs(shell: Shell) -> tuple[str, str]:
    """The failed run and the one that put back."""
    undo, failed = (line["run"] for line in shell("runs", "--json").lines())
    return failed, undo


def test_what_was_put_back_is_run_again_with_what_failed_and_that_is_told(shell: Shell) -> None:
    put(shell)
    assert shell("run", "release", "--yes").code == 1
    failed, _ = runs(shell)
    again = shell("runs", "retry", failed, "--yes")
    assert again.code == 1, "the cluster refuses web once more; what it had to do before that went well"
    for name in ("cache", "api"):
        assert f"  {name} went well, but was put back since: it is run again, too.\n" in again.err
    ends = {line["step"].rpartition("/")[2]: line["state"] for line in again.lines() if line["step"]}
    assert (ends["cache"], ends["api"], ends["web"]) == ("done", "done", "failed")


def test_what_is_put_back_follows_in_json_lines_and_is_told(shell: Shell) -> None:
    put(shell)
    before = image(shell, "api"), image(shell, "cache")
    done = shell("run", "release", "--yes")
    assert done.code == 1
    assert (image(shell, "api"), image(shell, "cache")) == before
    failed, undo = runs(shell)
    lines = done.lines()
    verdict = lines[-1]
    assert (verdict["run"], verdict["step"], verdict["state"]) == (failed, "", "failed")
    assert (verdict["data"]["undone_by"], verdict["data"]["put_back"]) == ([undo], 2)
    own = {line["step"]: line["state"] for line in lines if line["run"] == undo}
    assert own == {"": "done", "lab/shop/StatefulSet/cache": "done", "lab/shop/Deployment/api": "done"}
    assert done.err.index("Failed: 2 of 3") < done.err.index(f"Put back by run {undo}: 2 of 2")
    assert "✓ lab/shop/cache: put back" in done.err


def test_in_a_terminal_what_is_left_as_it_is_says_why(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    put(shell, disturb=True)
    monkeypatch.setattr("desktop_pipeline.cli.output.Output.terminal", True, raising=False)
    monkeypatch.setattr("desktop_pipeline.cli.output.Output.live", False, raising=False)
    done = shell("run", "release", "--yes")
    assert done.code == 1
    failed, undo = runs(shell)
    assert f"Put back by run {undo}: 1 of 2" in done.out
    assert "– lab/shop/cache: left as it is: " in done.out
    assert "✓ lab/shop/api: put back" in done.out
    assert image(shell, "cache").endswith(":7.4.1")
    shown = shell("runs", "show", failed).out
    assert f"Put back by run {undo}: 1 of 2, failed" in shown
    assert "cache: left as it is: " in shown
    assert shell("runs", "show", failed, "--json").lines()[-1]["data"]["undone_by"] == [undo]
    assert "undone_by" not in shell("runs", "show", undo, "--json").lines()[-1]["data"]


def test_without_that_policy_nothing_is_said_of_it(shell: Shell) -> None:
    put(shell, policy=OnFailure.STOP)
    done = shell("run", "release", "--yes")
    assert (done.code, "ut back" in done.err) == (1, False)
    assert "undone_by" not in done.lines()[-1]["data"]


def test_where_nothing_can_be_put_back_it_says_so(shell: Shell) -> None:
    put(shell)
    api = shell.sandbox.files.plans["release"]
    shell.sandbox.files.others_save_plan(replace(api, steps=api.steps[2:]))
    done = shell("run", "release", "--yes")
    assert done.code == 1
    verdict = done.lines()[-1]
    assert (verdict["code"], verdict["data"]["undone_by"], verdict["data"]["put_back"]) == ("executor.not_put_back", [], 0)
    assert done.err.count("was not put back") == 1


def run_with_an_undo_that_breaks(shell: Shell, last: Callable[[Event], bool]) -> Result:
    """The plan's run; of its undo nothing can be written any more after the first event for which `last` says so."""
    put(shell)

    def began(bench: Workbench) -> None:
        append, first, full = bench.journal.append, [""], [False]

        async def mortal(run_id: str, event: Event) -> None:
            first[0] = first[0] or run_id
            if full[0] and run_id != first[0]:
                raise UserError("journal.full", file="journal.db")
            full[0] = full[0] or (run_id != first[0] and last(event))  # at once: two steps may write side by side
            await append(run_id, event)

        bench.journal.append = mortal  # type: ignore[method-assign]

    shell.began.append(began)
    done = shell("run", "release", "--yes")
    shell.began.clear()
    return done


def test_an_undo_that_breaks_is_told(shell: Shell) -> None:
    done = run_with_an_undo_that_breaks(shell, lambda event: event.what is What.INTENT)
    failed, undo = runs(shell)
    assert done.code == 1
    assert f"The run {undo} broke off" in done.err
    assert f"Put back by run {undo}: 0 of 2" in done.err
    verdict = done.lines()[-1]
    assert (verdict["run"], verdict["step"], verdict["state"], verdict["code"]) == (failed, "", "failed", "executor.not_put_back")
    assert (verdict["data"]["undone_by"], verdict["data"]["put_back"]) == ([undo], 0)
    assert "full" in verdict["text"]
    shown = shell("runs", "show", failed).out
    assert f"Put back by run {undo}: 0 of 2, interrupted" in shown
    after = shown[shown.index("Put back by"):]
    assert "running" not in after and ": unknown: " in after, "nobody is at work on it"
    assert ": unknown" in shell("runs", "show", undo).out


def test_what_was_put_back_before_an_undo_broke_is_counted(shell: Shell) -> None:
    done = run_with_an_undo_that_breaks(shell, lambda event: event.what is What.STEP_ENDED)
    failed, undo = runs(shell)
    verdict = done.lines()[-1]
    assert (verdict["run"], verdict["data"]["undone_by"], verdict["data"]["put_back"]) == (failed, [undo], 1)
    assert f"Put back by run {undo}: 1 of 2" in done.err


def test_an_undo_that_cannot_begin_is_told(shell: Shell) -> None:
    put(shell)

    def began(bench: Workbench) -> None:
        create, first = bench.journal.create, [True]

        async def once(*given: Any) -> Any:
            if not first[0]:
                raise UserError("journal.full", file="journal.db")
            first[0] = False
            return await create(*given)

        bench.journal.create = once  # type: ignore[method-assign, assignment]

    shell.began.append(began)
    done = shell("run", "release", "--yes")
    shell.began.clear()
    verdict = done.lines()[-1]
    assert (done.code, verdict["state"], verdict["code"]) == (1, "failed", "executor.not_put_back")
    assert (verdict["data"]["undone_by"], verdict["data"]["put_back"]) == ([], 0)
    assert [line["run"] for line in shell("runs", "--json").lines()] == [verdict["run"]]


def dies_at_the_failure(shell: Shell) -> None:
    """A run of which the program ends as its failure is written, before anything is put back."""
    shell.began.append(lambda bench: make_mortal(
        bench, lambda event: event.what is What.STEP_ENDED and event.text("state") == "failed"))
    shell("run", "release", "--yes")
    shell.began.clear()


def test_looking_at_an_interrupted_run_tells_that_an_undo_follows(shell: Shell) -> None:
    put(shell)
    before = image(shell, "api")
    dies_at_the_failure(shell)
    looked = shell("runs", "resume", "last", "--look")
    assert "the plan says to put back what was changed" in looked.err
    assert "cache: done" in looked.err
    lines: list[dict[str, Any]] = shell("runs", "resume", "last", "--yes").lines()
    assert len(lines[-1]["data"]["undone_by"]) == 1
    assert image(shell, "api") == before


def test_skipping_what_is_blocked_still_asks_for_what_the_undo_needs(shell: Shell) -> None:
    """Once the run has ended there is nobody to ask any more."""
    put(shell)
    before = image(shell, "api")
    dies_at_the_failure(shell)
    workspace = shell.sandbox.files.workspace
    maps = tuple(replace(item, protection=Protection.TYPE_NAME) if item.id == "lab/shop" else item for item in workspace.app_maps)
    shell.sandbox.files.others_save_workspace(replace(workspace, app_maps=maps))
    refused = shell("runs", "resume", "last", "--skip-blocked", "--yes")
    assert (refused.code, "pass: --confirm lab/shop" in refused.err) == (2, True), refused.err
    assert image(shell, "api") != before
    lines = shell("runs", "resume", "last", "--skip-blocked", "--yes", "--confirm", "lab/shop").lines()
    assert len(lines[-1]["data"]["undone_by"]) == 1, lines[-1]
    assert image(shell, "api") == before


def test_a_stop_before_it_began_is_told(shell: Shell) -> None:
    """Ctrl+C while pre-flight of the undo asks."""
    put(shell)
    before = image(shell, "api")

    def began(bench: Workbench) -> None:
        check = bench.preflight.check

        async def looked(plan: Plan) -> Report:
            if plan.undoes:
                bench.executor.stop(plan.undoes)
            return await check(plan)

        bench.preflight.check = looked  # type: ignore[method-assign]

    shell.began.append(began)
    done = shell("run", "release", "--yes")
    verdict = done.lines()[-1]
    assert (verdict["state"], verdict["code"], verdict["data"]["undone_by"]) == ("failed", "executor.undo_stopped", [])
    assert done.err.count("was not put back") == 1
    assert f"runs undo {verdict['run']}" in done.err
    shell.began.clear()
    assert shell("runs", "undo", verdict["run"], "--yes").code == 0
    assert image(shell, "api") == before
