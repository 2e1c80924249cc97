"""Pre-flight on real engines: 50 steps within 3 s, and each of its findings provoked once for real.

What is provoked is made with kubectl, docker and requests to the registry, in a namespace and repositories of its own; hardly a pod is
started. `--steps N`: how many steps are timed. `--only CODE …`: only these findings.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import WorkloadStep
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.preflight import Report
from tests import engines_support
from tests.adapters.test_registry import RealWorld
from tests.e2e.lab import Lab
from tests.e2e.support import session
from tests.prove._ground import NOWHERE, Ground, furnish, limited_kubeconfig, read_only_registry

BUDGET = 3.0


Proof = Callable[[Ground], Coroutine[Any, Any, Report]]
PROOFS: dict[str, Proof] = {}


def proves(level: str, code: str) -> Callable[[Proof], Proof]:
    def note(proof: Proof) -> Proof:
        PROOFS[f"{level} {code}"] = proof
        return proof

    return note


# ---- images --------------------------------------------------------------------------------------------------------


@proves("red", "preflight.no_tag")
async def no_tag(ground: Ground) -> Report:
    return await ground.check(ground.step(ground.workload(), "9.9.9"))


@proves("red", "preflight.tag_moved")
async def tag_moved(ground: Ground) -> Report:
    ground.lab.push("moving", "1.0")
    before = ground.lab.push("moving", "2.0")
    key = ground.workload(image=ground.image("moving"))
    ground.lab.push("moving", "2.0")
    return await ground.check(ground.step(key, repository=f"{ground.lab.address}/moving", digest=before))


@proves("info", "drift.newer")
async def newer(ground: Ground) -> Report:
    for number in (1, 2, 3):
        ground.lab.push_build("built", "built", "1.0.0", number)
    key = ground.workload(image=ground.image("built", "1.0.0.B000001"))
    return await ground.check(ground.step(key, "1.0.0.B000002", repository=f"{ground.lab.address}/built", mode=Mode.LATEST))


@proves("amber", "preflight.no_platform")
async def wrong_platform(ground: Ground) -> Report:
    async with aiohttp.ClientSession() as http:
        world = RealWorld(ground.lab.engines, http)
        world.path = f"{ground.lab.shop}/far"
        for tag in ("1.0", "2.0"):
            await world.put(tag, "2026-01-01T00:00:00Z", {"tag": tag}, "linux/s390x")
        for client in world.clients:
            await client.close()
    return await ground.check(ground.step(ground.workload(image=ground.image("far")), repository=f"{ground.lab.address}/far"))


@proves("amber", "preflight.apart")
async def apart(ground: Ground) -> Report:
    return await ground.check(ground.step(ground.workload(init=ground.image())))


# ---- pull secrets --------------------------------------------------------------------------------------------------


def private(ground: Ground, secret: str, *logins: tuple[str, str, str]) -> WorkloadStep:
    """A workload whose image wants a login, with a pull secret of these hosts, users and passwords (none: it is not there)."""
    auths = {host: {"auth": base64.b64encode(f"{user}:{word}".encode()).decode()} for host, user, word in logins}
    if logins:
        ground.apply({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": secret}, "type": "kubernetes.io/dockerconfigjson",
                      "stringData": {".dockerconfigjson": json.dumps({"auths": auths})}})
    repository = f"{ground.lab.engines.registry_auth}/{ground.lab.shop}/private"
    key = ground.workload(image=f"{repository}:1", pod={"imagePullSecrets": [{"name": secret}]})
    return ground.step(key, "2", repository=repository)


@proves("amber", "preflight.pull_refused")
async def pull_refused(ground: Ground) -> Report:
    engines = ground.lab.engines
    good = await ground.check(private(ground, "right", (engines.registry_auth, engines.user, engines.password)))
    assert not any(finding.message.code.startswith("preflight.pull") for finding in good.findings), good.findings
    return await ground.check(private(ground, "wrong", (engines.registry_auth, engines.user, "old-word")))


@proves("amber", "preflight.pull_no_login")
async def pull_no_login(ground: Ground) -> Report:
    return await ground.check(private(ground, "other", ("elsewhere.test", "anna", "word")))


@proves("amber", "preflight.pull_secret_gone")
async def pull_secret_gone(ground: Ground) -> Report:
    return await ground.check(private(ground, "no-such-secret"))


@proves("info", "preflight.pull_not_known")
async def pull_not_known(ground: Ground) -> Report:
    step = private(ground, "hidden", ("elsewhere.test", "anna", "word"))
    async with ground.limited_user():
        return await ground.check(step)


# ---- the cluster ---------------------------------------------------------------------------------------------------


@proves("red", "cluster.invalid")
async def admission_policy(ground: Ground) -> Report:
    """A ValidatingAdmissionPolicy refuses an image."""
    name = f"proof-{ground.lab.namespace}"
    expression = "object.spec.template.spec.containers.all(c, !c.image.contains(':2.0'))"
    api, here = "admissionregistration.k8s.io/v1", {"matchLabels": {"kubernetes.io/metadata.name": ground.lab.namespace}}
    rule = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["deployments"]}
    ground.made += [("validatingadmissionpolicybinding", name), ("validatingadmissionpolicy", name)]
    ground.lab.engines.apply(
        {"apiVersion": api, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": name}, "spec": {
            "failurePolicy": "Fail", "matchConstraints": {"resourceRules": [rule], "namespaceSelector": here},
            "validations": [{"expression": expression, "message": "2.0 is not released for this namespace"}]}},
        {"apiVersion": api, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": name}, "spec": {
            "policyName": name, "validationActions": ["Deny"], "matchResources": {"namespaceSelector": here}}})
    step = ground.step(ground.workload())
    try:
        for _ in range(50):  # the API server takes it up within some seconds
            report = await ground.check(step)
            if report.red():
                break
            await asyncio.sleep(0.3)
        return report
    finally:
        for kind, item in ground.made:
            ground.lab.engines.kubectl("delete", kind, item)
        ground.made.clear()
        while (await ground.check(step)).red():  # noqa: ASYNC110  # nobody tells of it
            await asyncio.sleep(0.3)


@proves("amber", "preflight.warning")
async def pod_security(ground: Ground) -> Report:
    """The label pod-security.kubernetes.io/warn of the namespace makes the API server warn."""
    label = "pod-security.kubernetes.io/warn"
    ground.lab.engines.kubectl("label", "namespace", ground.lab.namespace, f"{label}=restricted")
    try:
        return await ground.check(ground.step(ground.workload()))
    finally:
        ground.lab.engines.kubectl("label", "namespace", ground.lab.namespace, f"{label}-")


async def without_room(ground: Ground, code: str, replicas: int) -> Report:
    """A Deployment whose rollout needs a pod more than the quota has."""
    ground.apply({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "full"}, "spec": {"hard": {"pods": "0"}}})
    try:
        key = ground.workload(replicas=replicas)
        for _ in range(50):  # its controller counts within a second
            report = await ground.check(ground.step(key))
            if any(finding.message.code == code for finding in report.findings):
                break
            await asyncio.sleep(0.2)
        ground.kubectl("delete", "deployment", key.name)
        return report
    finally:
        ground.kubectl("delete", "resourcequota", "full")


@proves("amber", "preflight.quota")
async def quota(ground: Ground) -> Report:
    return await without_room(ground, "preflight.quota", 1)


@proves("info", "preflight.quota_slow")
async def quota_slow(ground: Ground) -> Report:
    """Of four pods one may be missing: it makes room."""
    return await without_room(ground, "preflight.quota_slow", 4)


@proves("amber", "preflight.budget")
async def budget(ground: Ground) -> Report:
    key = ground.workload(Kind.STATEFUL_SET, replicas=1, pod=NOWHERE)
    ground.apply({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": key.name},
                  "spec": {"maxUnavailable": 0, "selector": {"matchLabels": {"app": key.name}}}})
    return await ground.check(ground.step(key))


@proves("red", "cluster.forbidden")
async def may_not_patch(ground: Ground) -> Report:
    step = ground.step(ground.workload(Kind.CRON_JOB))
    async with ground.limited_user():
        return await ground.check(step)


@proves("amber", "preflight.no_pods")
async def may_not_see_pods(ground: Ground) -> Report:
    step = ground.step(ground.workload())
    async with ground.limited_user():
        return await ground.check(step)


@proves("amber", "preflight.no_delete")
async def may_not_delete_pods(ground: Ground) -> Report:
    step = ground.step(ground.workload(Kind.STATEFUL_SET))
    async with ground.limited_user():
        return await ground.check(step)


@proves("info", "preflight.no_logs")
async def may_not_read_logs(ground: Ground) -> Report:
    step = ground.step(ground.workload())
    async with ground.limited_user("deaf"):
        return await ground.check(step)


@proves("info", "preflight.no_watch")
async def may_not_watch(ground: Ground) -> Report:
    step = ground.step(ground.workload(Kind.STATEFUL_SET))
    async with ground.limited_user():
        return await ground.check(step)


# ---- owners --------------------------------------------------------------------------------------------------------


@proves("info", "preflight.fate_helm")
async def helm(ground: Ground) -> Report:
    meta = {"labels": {"app.kubernetes.io/managed-by": "Helm"}, "annotations": {"meta.helm.sh/release-name": "shop"}}
    return await ground.check(ground.step(ground.workload(meta=meta)))


@proves("info", "preflight.fate_argo")
async def argo(ground: Ground) -> Report:
    meta = {"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment"}}
    return await ground.check(ground.step(ground.workload(meta=meta)))


@proves("info", "preflight.fate_flux")
async def flux(ground: Ground) -> Report:
    """Known by its field manager alone."""
    key = ground.workload()
    ground.kubectl("set", "image", f"deployment/{key.name}", f"main={ground.image()}", "--field-manager=kustomize-controller")
    ground.kubectl("annotate", f"deployment/{key.name}", "a=b", "--field-manager=kustomize-controller")
    return await ground.check(ground.step(key))


@proves("amber", "preflight.managed")
async def other_tool(ground: Ground) -> Report:
    return await ground.check(ground.step(ground.workload(meta={"labels": {"app.kubernetes.io/managed-by": "pulumi"}})))


@proves("amber", "preflight.owned")
async def operator(ground: Ground) -> Report:
    name = ground.name()
    ground.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}})
    uid = json.loads(ground.kubectl("get", "configmap", name, "-o", "json"))["metadata"]["uid"]
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": name, "uid": uid, "controller": True}
    return await ground.check(ground.step(ground.workload(meta={"ownerReferences": [owner]})))


@proves("amber", "preflight.paused")
async def paused(ground: Ground) -> Report:
    return await ground.check(ground.step(ground.workload(paused=True)))


@proves("info", "preflight.suspended")
async def suspended(ground: Ground) -> Report:
    return await ground.check(ground.step(ground.workload(Kind.CRON_JOB, suspend=True)))


@proves("info", "preflight.on_delete")
async def on_delete(ground: Ground) -> Report:
    return await ground.check(ground.step(ground.workload(Kind.DAEMON_SET, pod=NOWHERE, updateStrategy={"type": "OnDelete"})))


# ---- drift ---------------------------------------------------------------------------------------------------------


@proves("red", "drift.image")
async def changed(ground: Ground) -> Report:
    key = ground.workload()
    ground.kubectl("set", "image", f"deployment/{key.name}", f"main={ground.image(tag='9.0')}")
    return await ground.check(ground.step(key, expect=ground.image()))


@proves("red", "drift.gone")
async def gone(ground: Ground) -> Report:
    return await ground.check(ground.step(WorkloadKey("lab", ground.lab.namespace, Kind.DEPLOYMENT, "was-here")))


@proves("red", "drift.replaced")
async def replaced(ground: Ground) -> Report:
    return await ground.check(ground.step(ground.workload(), uid="00000000-0000-4000-a000-000000000000"))


@proves("red", "drift.container")
async def container_gone(ground: Ground) -> Report:
    step = ground.step(ground.workload())
    return await ground.check(replace(step, rows=(replace(step.rows[0], container="other"),)))


@proves("info", "preflight.already_there")
async def already_there(ground: Ground) -> Report:
    key = ground.workload(image=f"{ground.image(tag='2.0')}@{ground.digest('common', '2.0')}")
    return await ground.check(ground.step(key, expect=ground.image()))


# ---- builds --------------------------------------------------------------------------------------------------------


@proves("red", "preflight.no_push")
async def may_not_push(ground: Ground) -> Report:
    return await ground.check(builds=("locked",))


@proves("red", "engine.unreachable")
async def no_engine(ground: Ground) -> Report:
    return await ground.check(builds=("no-engine",))


async def timed(ground: Ground, steps: int) -> bool:
    """How long so many steps take, the first time and again."""
    keys = [ground.workload(Kind.CRON_JOB if number % 2 else Kind.DEPLOYMENT) for number in range(steps)]
    well = True
    for words in ("the first time", "again"):
        begun = time.perf_counter()
        report = await ground.check(*(ground.step(key, expect=ground.image()) for key in keys))
        took = time.perf_counter() - begun
        held = took <= BUDGET and not report.findings
        well &= held
        print(f"{'held' if held else 'NOT HELD':9}{steps} steps, {words}: {took:.2f} s of {BUDGET:g} s, findings: {len(report.findings)}")
    return well


async def prove(lab: Lab, locked: str, steps: int, only: list[str]) -> bool:
    well = True
    secrets = {"registry/auth": lab.engines.password}
    async with session(lab, secrets) as program:
        ground = Ground(lab, program, limited_kubeconfig(lab))
        well &= await timed(ground, steps)
        for wanted, proof in PROOFS.items():
            if only and wanted.partition(" ")[2] not in only:
                continue
            report = await proof(ground)
            found = {f"{finding.level.value} {finding.message.code}": finding for finding in report.findings}
            held = wanted in found
            well &= held
            text = render(found[wanted].message) if held else f"found: {', '.join(found) or 'nothing'}"
            print(f"{'held' if held else 'NOT HELD':9}{wanted:34}{text[:150]}", flush=True)
    print(f"{len(PROOFS) if not only else len(only)} findings: {'held' if well else 'NOT HELD'}")
    return well


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--only", nargs="*", default=[], metavar="CODE")
    given = parser.parse_args()
    engines = engines_support.provide()
    fresh = engines_support.fresh_namespace(engines, "prove-preflight")
    with tempfile.TemporaryDirectory(prefix="prove-preflight-") as folder, fresh as namespace, read_only_registry(Path(folder)) as locked:
        lab = Lab(engines, namespace, Path(folder))
        furnish(lab, locked)
        well = asyncio.run(prove(lab, locked, given.steps, given.only))
        names = lab.docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"reference=*/{lab.shop}/*").split()
        names = [name for name in names if not name.endswith(":<none>")]
        if names:
            lab.docker("rmi", "-f", *names)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
