"""What goes wrong in releases, on real engines: each with a clear text within 15 s, and nothing changed wrongly."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.inventory import Link
from desktop_pipeline.services.preflight import Report
from tests.e2e.lab import Lab, build_yaml
from tests.e2e.support import YES, Session, session

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]
PATIENCE = 15.0


class Stopwatch:
    def __init__(self) -> None:
        self.begun = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun


def shop(lab: Lab, kind: str = "Deployment") -> None:
    """One workload `web` that runs common:1.0."""
    lab.push("common", "1.0")
    lab.push("common", "2.0")
    lab.workload(kind, "web", {"main": f"{lab.address}/common:1.0"})
    lab.wait(kind, "web")
    lab.write_workspace()


def red(report: Report) -> list[str]:
    return [finding.message.code for finding in report.red()]


def refused(program: Session, report: Report) -> None:
    """A run of this report is refused before any change."""
    with pytest.raises(UserError) as error:
        program.workbench.executor.start(report, YES)
    assert error.value.code == "run.blocked"


async def wait_for(program: Session, run_id: str, code: str) -> Message:
    """Until the rollout of web shows this text."""
    def shown() -> bool:
        run = program.workbench.feed.run(run_id)
        message = program.step(run_id, "web").message if run is not None and run.steps else None
        return message is not None and message.code == code

    await program.until(shown, PATIENCE)
    message = program.step(run_id, "web").message
    assert message is not None
    return message


async def test_missing_tag(lab: Lab) -> None:
    shop(lab)
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "9.9")
        clock = Stopwatch()
        report = await program.check()
        assert clock.seconds < PATIENCE
        assert red(report) == ["preflight.no_tag"]
        assert f"{lab.address}/common has no tag 9.9" in render(report.red()[0].message)
        refused(program, report)
    assert lab.generation("Deployment", "web") == 1


async def test_crash_loop(lab: Lab) -> None:
    shop(lab)
    lab.push("common", "bad", "echo the disk is upside down; exit 3; true")
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "bad")
        run_id = program.workbench.executor.start(await program.check(), YES)
        message = await wait_for(program, run_id, "pod.crash")
        assert "main" in render(message)
        run = await program.workbench.executor.wait(run_id)
        assert run.state is State.FAILED
        assert "the disk is upside down" in program.log(run_id, program.step(run_id, "web").id)
        assert program.workbench.planner.choice(program.row("web")).tag == "bad", "a failed row keeps its choice"
    assert lab.running("web")["main"] >= {lab.digest("common", "1.0")}, "the good pod is still there"


async def test_image_that_needs_a_password(lab: Lab) -> None:
    """The workstation has the password, the cluster has not."""
    shop(lab)
    engines = lab.engines
    lab.docker("login", "-u", engines.user, "--password-stdin", engines.registry_auth, stdin=engines.password)
    try:
        for tag in ("1", "2"):
            lab.push("private", tag, address=f"{engines.registry_auth}/{lab.shop}")
    finally:
        lab.docker("logout", engines.registry_auth)
    lab.workload("Deployment", "web", {"main": f"{engines.registry_auth}/{lab.shop}/private:1"})
    folder = lab.write_workspace()
    text = (folder / "workspace.yaml").read_text()
    auth = f"  - id: auth\n    address: {engines.registry_auth}/{lab.shop}\n    plain_http: true\n"
    (folder / "workspace.yaml").write_text(text.replace("engines:\n", auth + "engines:\n"))
    bindings = lab.profile() / "bindings.yaml"
    bindings.write_text(bindings.read_text() + f"registries:\n  auth:\n    username: {engines.user}\n")
    async with session(lab, {"registry/auth": engines.password}) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "2")
        run_id = program.workbench.executor.start(await program.check(), YES)
        message = await wait_for(program, run_id, "verdict.image_denied")
        assert "401" in render(message)
        assert (await program.workbench.executor.wait(run_id)).state is State.FAILED


async def test_wrong_registry_password(lab: Lab) -> None:
    shop(lab)
    folder = lab.write_workspace(builds={"web": build_yaml("Web", "web", dockerfile=f"FROM {lab.engines.registry}/base/busybox:1")})
    text = (folder / "workspace.yaml").read_text()
    (folder / "workspace.yaml").write_text(text.replace(lab.address, f"{lab.engines.registry_auth}/{lab.shop}"))
    bindings = lab.profile() / "bindings.yaml"
    bindings.write_text(bindings.read_text() + f"registries:\n  main:\n    username: {lab.engines.user}\n")
    async with session(lab, {"registry/main": "wrong-password"}) as program:
        from desktop_pipeline.domain.plans import Plan

        clock = Stopwatch()
        report = await program.workbench.preflight.check(Plan("web", (), also_build=("web",)))
        assert clock.seconds < PATIENCE
        assert red(report) == ["registry.unauthorized"]
        assert "wrong-password" not in render(report.red()[0].message)
        refused(program, report)


async def test_failing_build(lab: Lab) -> None:
    shop(lab)
    lab.push_build("web", "web", "1.0.0", 1)
    lab.workload("Deployment", "web", {"main": f"{lab.address}/web:1.0.0.B000001", "side": f"{lab.address}/common:1.0"})
    dockerfile = f"FROM {lab.engines.registry}/base/busybox:1\nRUN echo the compiler is on holiday; exit 7"
    lab.write_workspace(builds={"web": build_yaml("Web", "web", dockerfile=dockerfile)})
    before = lab.template("Deployment", "web")
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.BUILD, container="main")
        program.choose("web", Mode.TAG, "2.0", container="side")
        clock = Stopwatch()
        run = await program.run()
        assert clock.seconds < PATIENCE
        build = run.steps["build/web"]
        assert (build.state, program.step(run.id, "web").state) == (State.FAILED, State.SKIPPED)
        assert build.message is not None
        assert "7" in render(build.message)
        assert "the compiler is on holiday" in program.log(run.id, "build/web")
    assert lab.template("Deployment", "web") == before, "a failed build deploys nothing, also not the other rows"
    assert lab.tags("web") == ["1.0.0.B000001"]


async def test_forbidden_by_rbac(lab: Lab) -> None:
    shop(lab)
    lab.write_workspace(context="lab-viewer")
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "2.0")
        clock = Stopwatch()
        report = await program.check()
        assert clock.seconds < PATIENCE
        assert red(report) == ["cluster.forbidden"]
        assert "viewer" in render(report.red()[0].message)
        refused(program, report)
    assert lab.generation("Deployment", "web") == 1


async def test_sees_only_one_namespace(lab: Lab) -> None:
    """The context lab-shop may release in the namespace `shop`, and sees neither other namespaces nor CronJobs."""
    name = f"web-{lab.shop}"
    other = Lab(lab.engines, "shop", lab.folder, lab.shop)
    other.push("common", "1.0")
    other.push("common", "2.0")
    other.workload("Deployment", name, {"main": f"{lab.address}/common:1.0"})
    try:
        other.wait("Deployment", name)
        other.write_workspace(context="lab-shop")
        async with session(other) as program:
            with pytest.raises(UserError) as forbidden:
                await program.workbench.world.cluster("lab").namespaces()
            assert forbidden.value.code == "cluster.forbidden"
            await program.until(lambda: any(row.workload.key.name == name for row in program.rows()))
            await program.until(lambda: Kind.CRON_JOB in program.workbench.inventory.facts("lab", "shop").forbidden)
            assert program.workbench.inventory.facts("lab", "shop").link is Link.LIVE
            await program.until(lambda: program.row(name).versions.complete)
            program.choose(name, Mode.TAG, "2.0")
            run = await program.run()
            assert run.state is State.DONE
        assert other.running(name) == {"main": {lab.digest("common", "2.0")}}
    finally:
        lab.engines.kubectl("delete", "deployment", name, "-n", "shop", "--wait=false")


async def test_changed_by_kubectl_between_plan_and_patch(lab: Lab) -> None:
    shop(lab)
    lab.push("common", "hotfix")
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "2.0")
        report = await program.check()
        assert not report.findings
        began = time.time()
        lab.engines.kubectl("set", "image", "deployment/web", f"main={lab.address}/common:hotfix", "-n", lab.namespace)
        run = await program.run(report)
        step = program.step(run.id, "web")
        assert step.state is State.FAILED
        assert step.message is not None
        assert step.message.code == "drift.image"
        assert "hotfix" in render(step.message)
        assert "kubectl-set" in render(step.message)
    ours = [entry for entry in lab.audit(began) if entry["verb"] == "patch" and "desktop-pipeline" in entry["userAgent"]]
    assert [entry["responseStatus"]["code"] for entry in ours] == [422], "it was the API server that refused"
    assert lab.template("Deployment", "web") == {"main": f"{lab.address}/common:hotfix"}


async def test_stuck_stateful_set_is_repaired(lab: Lab) -> None:
    shop(lab, "StatefulSet")
    lab.engines.kubectl("set", "image", "statefulset/web", f"main={lab.address}/common:nowhere", "-n", lab.namespace)
    lab.wait_for_pull_error("web")
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "2.0")
        report = await program.check()
        assert [finding.message.code for finding in report.findings] == ["preflight.repair"]
        run = await program.run(report)
        assert run.state is State.DONE
    assert lab.running("web") == {"main": {lab.digest("common", "2.0")}}


async def test_api_server_stopped_for_20_seconds(lab: Lab) -> None:
    """The rollout is waited for, the window says that the link is lost, and it goes on by itself."""
    shop(lab)
    lab.push("common", "slow", "sleep 3600")
    lab.workload("Deployment", "web", {"main": f"{lab.address}/common:1.0"}, minReadySeconds=8)
    lab.wait("Deployment", "web")
    server = int((Path(lab.engines.kubeconfig).parent / "lab-apiserver.pid").read_text().split()[0])
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "slow")
        run_id = program.workbench.executor.start(await program.check(), YES)
        await wait_for(program, run_id, "rollout.old_left")
        os.kill(server, signal.SIGSTOP)
        clock = Stopwatch()
        try:
            await program.until(lambda: program.workbench.inventory.facts("lab", lab.namespace).link is Link.LOST, PATIENCE)
            await wait_for(program, run_id, "rollouts.link_lost")
            while clock.seconds < 20:
                await program.workbench.clock.sleep(0.2)
        finally:
            os.kill(server, signal.SIGCONT)
        run = await program.workbench.executor.wait(run_id)
        assert run.state is State.DONE
        assert program.workbench.inventory.facts("lab", lab.namespace).link is Link.LIVE
    assert lab.running("web") == {"main": {lab.digest("common", "slow")}}


async def test_a_password_is_not_sent_to_a_host_it_was_not_entered_for(lab: Lab) -> None:
    """Somebody edits the shared workspace so that the registry's address leads elsewhere."""
    shop(lab)
    folder = lab.write_workspace(builds={"web": build_yaml("Web", "web", dockerfile=f"FROM {lab.engines.registry}/base/busybox:1")})
    bindings = lab.profile() / "bindings.yaml"
    entry = f"registries:\n  main:\n    username: {lab.engines.user}\n    host: {lab.engines.registry}\n"
    bindings.write_text(bindings.read_text() + entry)
    text = (folder / "workspace.yaml").read_text()
    (folder / "workspace.yaml").write_text(text.replace(lab.address, f"{lab.engines.registry_auth}/{lab.shop}"))
    async with session(lab, {"registry/main": lab.engines.password}) as program:
        from desktop_pipeline.domain.plans import Plan

        report = await program.workbench.preflight.check(Plan("web", (), also_build=("web",)))
        assert red(report) == ["registry.other_host"]
        refused(program, report)
