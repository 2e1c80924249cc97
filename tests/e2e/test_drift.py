"""The drift gate on real engines: of 50 steps 20 are changed behind the plan's back, and a change comes between check and patch."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import FIELD_MANAGER
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.crew import Consent
from tests.e2e.lab import Lab, build_yaml
from tests.e2e.support import YES, session

pytestmark = [pytest.mark.engines, pytest.mark.timeout(300)]
ALL = [f"w{number:02d}" for number in range(50)]
CHANGED, GONE, REPLACED, OTHER_CONTAINER, MOVED, THERE, NEWER = ALL[:5], ALL[5:8], ALL[8:11], ALL[11:13], ALL[13:16], ALL[16:18], ALL[18:20]
STOPPED = [*CHANGED, *GONE, *REPLACED, *OTHER_CONTAINER, *MOVED]


def image_of(lab: Lab, name: str) -> str:
    if name in NEWER:
        return f"{lab.address}/built:1.0.0.B000001"
    return f"{lab.address}/{'moving' if name in MOVED else 'common'}:1.0"


def made(lab: Lab, name: str, container: str = "main") -> dict[str, object]:
    """No pod of it runs: every other one is a CronJob, the rest have no replicas."""
    pod = {"containers": [{"name": container, "image": image_of(lab, name)}]}
    meta = {"name": name, "namespace": lab.namespace}
    if int(name[1:]) % 2:
        template = {"spec": {**pod, "restartPolicy": "Never"}}
        spec: dict[str, object] = {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": template}}}
        return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": meta, "spec": spec}
    labels = {"app": name}
    spec = {"replicas": 0, "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": spec}


def kind_of(name: str) -> str:
    return "CronJob" if int(name[1:]) % 2 else "Deployment"


def remove(lab: Lab, names: list[str]) -> None:
    lab.engines.kubectl("delete", "-n", lab.namespace, *(f"{kind_of(name).lower()}/{name}" for name in names))


def set_image(lab: Lab, name: str, image: str, manager: str) -> None:
    what = f"{kind_of(name).lower()}/{name}"
    lab.engines.kubectl("set", "image", what, f"main={image}", "-n", lab.namespace, f"--field-manager={manager}")


def images(lab: Lab) -> dict[str, str]:
    """What the pod templates say, as kubectl reads them."""
    listed = lab.engines.get("deployments,cronjobs", "-n", lab.namespace)
    found = {}
    for item in listed["items"]:  # type: ignore[attr-defined]  # JSON of the API server
        spec = item["spec"].get("jobTemplate", item)["spec"]
        found[item["metadata"]["name"]] = spec["template"]["spec"]["containers"][0]["image"]
    return found


def patches(lab: Lab, since: float) -> Counter[tuple[str, int]]:
    """Our patches in the audit log of the API server: name of the object and status of the answer."""
    return Counter(
        (entry["objectRef"]["name"], entry["responseStatus"]["code"]) for entry in lab.audit(since)
        if entry["verb"] == "patch" and f"fieldManager={FIELD_MANAGER}" in entry["requestURI"])


async def test_of_50_steps_20_were_changed(lab: Lab) -> None:
    lab.push("common", "1.0")
    wanted = lab.push("common", "2.0")
    lab.push("common", "9.0")
    lab.push("moving", "1.0")
    lab.push("moving", "2.0")
    for number in (1, 2):
        lab.push_build("built", "built", "1.0.0", number)
    lab.engines.apply(*(made(lab, name) for name in ALL))
    lab.write_workspace(builds={"built": build_yaml("Built", "built", dockerfile="FROM scratch")})
    async with session(lab) as program:
        await program.ready(len(ALL))
        for name in ALL:
            program.choose(name, Mode.LATEST if name in NEWER else Mode.TAG, "" if name in NEWER else "2.0")
        bench = program.workbench
        plan = replace(bench.planner.plan("lab", lab.namespace, title="release"), name="friday")
        await bench.files.save_plan(plan)

        remove(lab, [*GONE, *REPLACED, *OTHER_CONTAINER])
        lab.engines.apply(*(made(lab, name) for name in REPLACED), *(made(lab, name, "other") for name in OTHER_CONTAINER))
        for name in CHANGED:
            set_image(lab, name, f"{lab.address}/common:9.0", "helm")
        for number, name in enumerate(THERE):
            set_image(lab, name, f"{lab.address}/common:2.0" + (f"@{wanted}" if number % 2 else ""), "kubectl-set")
        lab.push("moving", "2.0")
        lab.push_build("built", "built", "1.0.0", 3)
        before, since = images(lab), time.time()

        plan = await bench.files.load_plan("friday")
        report = await bench.preflight.check(plan)
        told: dict[str, set[str]] = {}
        for finding in report.findings:
            told.setdefault(finding.step.rpartition("/")[2], set()).add(f"{finding.level.value} {finding.message.code}")
        assert all(told[name] == {"red drift.image"} for name in CHANGED)
        assert all(told[name] == {"red drift.gone"} for name in GONE)
        assert all(told[name] == {"red drift.replaced"} for name in REPLACED)
        assert all("red drift.container" in told[name] for name in OTHER_CONTAINER)
        assert all(told[name] == {"red preflight.tag_moved"} for name in MOVED)
        assert all(told[name] == {"info preflight.already_there"} for name in THERE)
        assert all(told[name] == {"info drift.newer"} for name in NEWER)
        assert set(told) - {""} == set(ALL[:20]), "20 of 20, and no other"
        changed = next(finding.message for finding in report.findings if finding.message.code == "drift.image")
        assert changed.argument("by") == "helm"
        assert changed.argument("when").startswith(time.strftime("%Y-%m-%d", time.gmtime()))

        state = await bench.executor.run(plan, Consent(confirmed=True, skip_blocked=True))
    ends = {step.title: step.state for step in state.steps.values()}
    assert {name for name, end in ends.items() if end is State.SKIPPED} == set(STOPPED)
    assert all(ends[name] is State.DONE for name in THERE)
    assert all(ends[name] is State.NOT_STARTED for name in [*ALL[20:], *NEWER])
    after = images(lab)
    assert {name: after.get(name) for name in ALL[:18]} == {name: before.get(name) for name in ALL[:18]}, "nothing was overwritten"
    assert all(after[name] == f"{lab.address}/common:2.0@{wanted}" for name in ALL[20:])
    assert all(":1.0.0.B000002@" in after[name] for name in NEWER), "what the plan shows, not the newer one"
    assert patches(lab, since) == Counter({(name, 200): 1 for name in [*ALL[20:], *NEWER]}), "the API server saw no other change"


async def test_a_change_between_check_and_patch_is_refused_by_the_api_server(lab: Lab) -> None:
    for tag in ("1.0", "2.0", "9.0"):
        lab.push("common", tag)
    lab.engines.apply(made(lab, "w20"), made(lab, "w21"))
    lab.write_workspace()
    async with session(lab) as program:
        await program.ready(2)
        for name in ("w20", "w21"):
            program.choose(name, Mode.TAG, "2.0")
        report = await program.check()
        assert not report.red()
        since, cluster = time.time(), program.workbench.ports.world.cluster("lab")
        read = cluster.get

        async def get(key):  # type: ignore[no-untyped-def]  # as the port says
            """What was read is older than the change when the patch is sent."""
            live = await read(key)
            if key.name == "w20":
                set_image(lab, "w20", f"{lab.address}/common:9.0", "kubectl-set")
            return live

        cluster.get = get  # type: ignore[method-assign]  # a stand-in
        state = await program.workbench.executor.wait(program.workbench.executor.start(report, YES))
        cluster.get = read  # type: ignore[method-assign]
    ends = {step.title: step for step in state.steps.values()}
    assert (ends["w20"].state, ends["w21"].state) == (State.FAILED, State.NOT_STARTED)
    message = ends["w20"].message
    assert message is not None
    assert (message.code, message.argument("by")) == ("drift.image", "kubectl-set")
    assert images(lab)["w20"] == f"{lab.address}/common:9.0"
    found = patches(lab, since)
    assert found["w20", 422] >= 1, json.dumps([list(item) for item in found])
    assert (found["w20", 200], found["w21", 200]) == (0, 1)


async def test_what_pods_run_by_the_tag_alone_is_there_until_the_tag_moves(lab: Lab) -> None:
    for tag in ("1.0", "2.0"):
        lab.push("common", tag)
    lab.workload("Deployment", "web", {"main": f"{lab.address}/common:1.0"})
    lab.wait("deployment", "web")
    lab.write_workspace()
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "2.0")
        bench = program.workbench
        plan = bench.planner.plan("lab", lab.namespace, title="release")
        early = await bench.preflight.check(plan)
        lab.engines.kubectl("set", "image", "deployment/web", f"main={lab.address}/common:2.0", "-n", lab.namespace)
        lab.wait("deployment", "web")
        since = time.time()
        report = await bench.preflight.check(plan)
        assert [finding.message.code for finding in report.findings if finding.step] == ["preflight.already_there"]
        for known in (early, report):
            assert (await bench.executor.wait(bench.executor.start(known, YES))).state is State.DONE
        assert patches(lab, since) == Counter(), "nothing was changed"

        lab.push("common", "2.0")
        moved = await bench.preflight.check(plan)
        assert {finding.message.code for finding in moved.red()} == {"drift.image", "preflight.tag_moved"}
