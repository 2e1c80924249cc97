"""API objects → domain, and the operations of a patch. No cluster."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.adapters.kubernetes import patches, structs, surroundings
from desktop_pipeline.adapters.kubernetes.cluster import refusal
from desktop_pipeline.adapters.kubernetes.convert import belongs, epoch, event_of, is_listed, pod_of, selector_text, workload_of
from desktop_pipeline.adapters.kubernetes.errors import Answer, error_of, status_of, warning_text
from desktop_pipeline.adapters.kubernetes.watch import went_back
from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import ImageChange, WorkloadPatch
from desktop_pipeline.domain.surroundings import Budget, PodNeeds, Quota
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Container, ContainerState, Group, Kind, Workload, WorkloadKey, pod_trouble
from desktop_pipeline.services.cluster_ports import PatchVerdict, PullSecret
from desktop_pipeline.services.ports import Login

KEY = WorkloadKey("c", "shop", Kind.DEPLOYMENT, "web")


def decode(value: dict[str, Any]) -> structs.WorkloadObject:
    return msgspec.json.decode(json.dumps(value), type=structs.WorkloadObject)


def pod(value: dict[str, Any]) -> structs.PodObject:
    return msgspec.json.decode(json.dumps(value), type=structs.PodObject)


def meta(**fields: Any) -> dict[str, Any]:
    return {"name": "web", "namespace": "shop", "uid": "u1", "resourceVersion": "7", "generation": 3, **fields}


def managed(manager: str, time: str, *containers: str, job: bool = False, subresource: str = "") -> dict[str, Any]:
    names: dict[str, Any] = {f'k:{{"name":"{name}"}}': {".": {}, "f:image": {}, "f:name": {}} for name in containers}
    template: dict[str, Any] = {"f:template": {"f:spec": {"f:containers": {**names, 'k:{"name":"zz"}': {"f:imagePullPolicy": {}}}}}}
    spec = {"f:jobTemplate": {"f:spec": template}} if job else template
    return {"manager": manager, "operation": "Update", "time": time, "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": spec},
            "subresource": subresource}


DEPLOYMENT: dict[str, Any] = {
    "metadata": meta(
        annotations={"deployment.kubernetes.io/revision": "5", "meta.helm.sh/release-name": "r"},
        managedFields=[managed("kubectl-create", "2024-01-01T00:00:00Z", "main", "side"),
                       managed("kubectl-set", "2024-01-02T00:00:00Z", "main"), managed("hpa", "2024-01-03T00:00:00Z"),
                       managed("odd", "2024-01-04T00:00:00Z", "main", subresource="status"),
                       {"manager": "kubectl", "time": "2024-01-05T00:00:00Z", "fieldsV1": {"f:metadata": {"f:labels": {}}}}],
        ownerReferences=[{"kind": "Shop", "name": "s", "uid": "o", "controller": True, "apiVersion": "x/v1"}],
    ),
    "spec": {
        "replicas": 3, "paused": True, "minReadySeconds": 4,
        "selector": {"matchLabels": {"b": "2", "a": "1"}, "matchExpressions": [
            {"key": "t", "operator": "In", "values": ["y", "x"]}, {"key": "u", "operator": "NotIn", "values": ["z"]},
            {"key": "v", "operator": "Exists"}, {"key": "w", "operator": "DoesNotExist"}]},
        "template": {
            "metadata": {"creationTimestamp": None, "annotations": {"desktop-pipeline.io/run": "r1", "desktop-pipeline.io/step": "s1"}},
            "spec": {
                "containers": [{"name": "main", "image": "a:1", "imagePullPolicy": "Always"}],
                "initContainers": [{"name": "init", "image": "b"}, {"name": "proxy", "image": "p:1", "restartPolicy": "Always"}],
                "ephemeralContainers": [{"name": "debug", "image": "d"}],
            },
        },
    },
    "status": {
        "observedGeneration": 2, "replicas": 4, "updatedReplicas": 1, "readyReplicas": 3, "availableReplicas": 2,
        "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "timed out"},
                       {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "exceeded quota"}],
    },
}


def test_deployment() -> None:
    assert workload_of("c", Kind.DEPLOYMENT, decode(DEPLOYMENT)) == Workload(
        key=KEY, uid="u1",
        containers=(Container("main", "a:1", Group.MAIN, False, "Always"), Container("init", "b", Group.INIT),
                    Container("proxy", "p:1", Group.INIT, sidecar=True)),
        generation=3, observed_generation=2, replicas=3, current=4, updated=1, ready=3, available=2, paused=True, min_ready_seconds=4.0,
        deadline_exceeded="timed out", replica_failure="exceeded quota", owner="Shop/s", managed_by="Helm", changed_by="kubectl-set",
        changed_at=epoch("2024-01-02T00:00:00Z"), run="r1", step="s1", selector="a=1,b=2,t in (x,y),u notin (z),v,!w", revision="5",
        resource_version="7",
    )


def test_stateful_set() -> None:
    item = decode({
        "metadata": meta(deletionTimestamp="2024-01-01T00:00:00Z"),
        "spec": {"podManagementPolicy": "Parallel", "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}},
                 "template": {"spec": {"containers": []}}},
        "status": {"updateRevision": "web-2", "currentRevision": "web-1", "updatedReplicas": 1, "replicas": 3},
    })
    found = workload_of("c", Kind.STATEFUL_SET, item)
    assert (found.replicas, found.partition, found.ordered, found.on_delete, found.deleting) == (1, 2, False, False, True)
    assert (found.update_revision, found.current_revision, found.current) == ("web-2", "web-1", 3)


def test_daemon_set() -> None:
    item = decode({
        "metadata": meta(annotations={"deprecated.daemonset.template.generation": "9"}),
        "spec": {"updateStrategy": {"type": "OnDelete", "rollingUpdate": None}},
        "status": {"desiredNumberScheduled": 5, "currentNumberScheduled": 4, "updatedNumberScheduled": 3, "numberReady": 2,
                   "numberAvailable": 1},
    })
    found = workload_of("c", Kind.DAEMON_SET, item)
    assert (found.replicas, found.current, found.updated, found.ready, found.available) == (5, 4, 3, 2, 1)
    assert (found.on_delete, found.revision) == (True, "9")


def test_cron_job_and_job() -> None:
    template = {"metadata": {}, "spec": {"containers": [{"name": "main", "image": "a"}]}}
    cron = workload_of("c", Kind.CRON_JOB, decode({
        "metadata": meta(managedFields=[managed("kubectl-create", "2024-01-01T00:00:00Z", "main", job=True)]),
        "spec": {"suspend": True, "jobTemplate": {"metadata": {}, "spec": {"template": template}}},
        "status": {"active": [{"name": "x"}, {}]},
    }))
    assert (cron.replicas, cron.suspended, cron.active_jobs, cron.changed_by) == (0, True, 2, "kubectl-create")
    assert cron.containers == (Container("main", "a"),)
    item = decode({"metadata": meta(), "spec": {"parallelism": 2, "template": template}, "status": {"active": 1}})
    job = workload_of("c", Kind.JOB, item)
    assert (job.replicas, job.current, job.active_jobs) == (2, 1, 0)


@pytest.mark.parametrize(("spec", "vanish"), [
    ({}, False), ({"successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1}, False),
    ({"successfulJobsHistoryLimit": 0}, True), ({"failedJobsHistoryLimit": 0}, True),
    ({"jobTemplate": {"spec": {"ttlSecondsAfterFinished": 0}}}, True),
    ({"jobTemplate": {"spec": {"ttlSecondsAfterFinished": 3600}}}, False)])
def test_jobs_that_may_be_gone_before_their_end_is_seen(spec: dict[str, Any], vanish: bool) -> None:
    assert workload_of("c", Kind.CRON_JOB, decode({"metadata": meta(), "spec": spec})).jobs_vanish is vanish


@pytest.mark.parametrize(("status", "end", "text"), [
    ({}, "", ""), ({"conditions": [{"type": "Complete", "status": "True"}]}, "complete", ""),
    ({"conditions": [{"type": "Failed", "status": "True", "message": "Job has reached the specified backoff limit"}]}, "failed",
     "Job has reached the specified backoff limit"), ({"conditions": [{"type": "Complete", "status": "False"}]}, "", "")])
def test_how_a_job_ended(status: dict[str, Any], end: str, text: str) -> None:
    job = workload_of("c", Kind.JOB, decode({"metadata": meta(), "spec": {}, "status": status}))
    assert (job.job_end, job.job_text) == (end, text)


def test_bare_objects() -> None:
    for kind in Kind:
        assert workload_of("c", kind, decode({"metadata": meta()})).containers == ()
        bookmark = {"metadata": {"name": "", "uid": "", "resourceVersion": "8", "creationTimestamp": None},
                    "spec": {"template": {"spec": {"containers": None}}}}
        assert workload_of("c", kind, decode(bookmark)).resource_version == "8"


@pytest.mark.parametrize(
    ("fields", "tool"),
    [({}, ""), ({"labels": {"app.kubernetes.io/managed-by": "pulumi"}}, "pulumi"),
     ({"labels": {"app.kubernetes.io/managed-by": "Helm", "kustomize.toolkit.fluxcd.io/name": "x"}}, "Flux"),
     ({"labels": {"helm.toolkit.fluxcd.io/name": "x"}}, "Flux"), ({"labels": {"argocd.argoproj.io/instance": "x"}}, "Argo CD"),
     ({"annotations": {"argocd.argoproj.io/tracking-id": "x", "meta.helm.sh/release-name": "y"}}, "Argo CD")],
)
def test_managed_by(fields: dict[str, Any], tool: str) -> None:
    assert workload_of("c", Kind.DEPLOYMENT, decode({"metadata": meta(**fields)})).managed_by == tool


@pytest.mark.parametrize(("manager", "tool"), [
    ("argocd-controller", "Argo CD"), ("kustomize-controller", "Flux"), ("helm-controller", "Flux"), ("kubectl-set", "")])
def test_tools_are_known_by_their_field_managers(manager: str, tool: str) -> None:
    fields = meta(managedFields=[managed(manager, "2024-01-01T00:00:00Z", "main")])
    assert workload_of("c", Kind.DEPLOYMENT, decode({"metadata": fields})).managed_by == tool


def test_each_container_has_its_last_writer() -> None:
    writers = [managed("helm", "2024-01-01T00:00:00Z", "main", "side"), managed("kubectl-set", "2024-01-02T00:00:00Z", "side")]
    item = {"metadata": meta(managedFields=writers), "spec": {"template": {"spec": {"containers": [
        {"name": "main", "image": "a"}, {"name": "side", "image": "b"}, {"name": "none", "image": "c"}]}}}}
    found = workload_of("c", Kind.DEPLOYMENT, decode(item)).containers
    assert [(each.changed_by, each.changed_at) for each in found] == [
        ("helm", epoch("2024-01-01T00:00:00Z")), ("kubectl-set", epoch("2024-01-02T00:00:00Z")), ("", None)]


@pytest.mark.parametrize(("kind", "spec", "at_once"), [
    (Kind.DEPLOYMENT, {"replicas": 4}, (1, 1)), (Kind.DEPLOYMENT, {"replicas": 1}, (1, 0)), (Kind.DEPLOYMENT, {"replicas": 0}, (0, 0)),
    (Kind.DEPLOYMENT, {"replicas": 3, "strategy": {"type": "Recreate"}}, (0, 3)),
    (Kind.DEPLOYMENT, {"replicas": 4, "strategy": {"rollingUpdate": {"maxSurge": "50%", "maxUnavailable": 0}}}, (2, 0)),
    (Kind.DEPLOYMENT, {"replicas": 4, "strategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": "1%"}}}, (0, 1)),
    (Kind.STATEFUL_SET, {"replicas": 2}, (0, 1)), (Kind.STATEFUL_SET, {"replicas": 2, "updateStrategy": {"type": "OnDelete"}}, (0, 0)),
    (Kind.DAEMON_SET, {}, (0, 1)), (Kind.DAEMON_SET, {"updateStrategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}}, (1, 0)),
    (Kind.CRON_JOB, {}, (0, 0))])
def test_pods_that_are_exchanged_at_once(kind: Kind, spec: dict[str, Any], at_once: tuple[int, int]) -> None:
    item = decode({"metadata": meta(), "spec": spec, "status": {"desiredNumberScheduled": 3}})
    needs = workload_of("c", kind, item).needs
    assert (needs.surge, needs.unavailable) == at_once


def test_what_a_pod_asks_for() -> None:
    def container(name: str, requests: dict[str, Any], limits: dict[str, Any] | None = None, **more: str) -> dict[str, Any]:
        return {"name": name, "image": "a", "resources": {"requests": requests, "limits": limits or {}}, **more}

    spec = {
        "containers": [container("main", {"cpu": "250m"}, {"memory": "1Gi"}), container("side", {"cpu": 1})],
        "initContainers": [container("init", {"cpu": 3}), container("proxy", {"memory": "1Ki"}, restartPolicy="Always")],
        "imagePullSecrets": [{"name": "regcred"}, {}], "nodeSelector": {"disk": "ssd"}, "affinity": {"nodeAffinity": {}}}
    item = {"metadata": meta(), "spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": spec}}}
    needs = workload_of("c", Kind.DEPLOYMENT, decode(item)).needs
    assert needs == PodNeeds(
        ("regcred",), {"app": "web"}, {"disk": "ssd"}, True,
        {"requests.memory": 2.0**30 + 1024, "requests.cpu": 3.0, "limits.memory": 2.0**30}, 1, 0)


def secret(data: dict[str, str]) -> PullSecret:
    encoded = {name: base64.b64encode(text.encode()).decode() for name, text in data.items()}
    return surroundings.pull_secret_of("s", surroundings.SECRET.decode(json.dumps({"data": encoded}).encode()))


@pytest.mark.parametrize(("data", "logins"), [
    ({}, {}), ({".dockerconfigjson": "no json"}, {}), ({".dockerconfigjson": "{}"}, {}),
    ({".dockerconfigjson": '{"auths": {"https://index.docker.io/v1/": {"auth": "YTpi"}}}'}, {"docker.io": Login("a", "b")}),
    ({".dockerconfigjson": '{"auths": {"r:5000": {"username": "a", "password": "b"}, "x": {"auth": "??"}, "y": {}}}'},
     {"r:5000": Login("a", "b")}),
    ({".dockercfg": '{"r": {"auth": "YTpi"}}'}, {"r": Login("a", "b")})])
def test_pull_secrets(data: dict[str, str], logins: dict[str, Login]) -> None:
    assert secret(data).logins == logins


def test_quotas_and_budgets_that_count_only_some_pods_are_left_out() -> None:
    quotas: list[dict[str, Any]] = [
        {"metadata": {"name": "all"}, "status": {"hard": {"pods": "3"}, "used": {"pods": 1}}},
        {"metadata": {"name": "some"}, "spec": {"scopes": ["BestEffort"]}}, {"metadata": {"name": "other"}, "spec": {"scopeSelector": {}}}]
    assert surroundings.quotas_of(surroundings.QUOTA.decode(json.dumps(item).encode()) for item in quotas) == (
        Quota("all", {"pods": 3.0}, {"pods": 1.0}),)
    budgets: list[dict[str, Any]] = [
        {"metadata": {"name": "web"}, "spec": {"selector": {"matchLabels": {"app": "web"}}},
         "status": {"expectedPods": 3, "desiredHealthy": 2}},
        {"metadata": {"name": "all"}, "spec": {"selector": {}}}, {"metadata": {"name": "none"}}]
    assert surroundings.budgets_of(surroundings.BUDGET.decode(json.dumps(item).encode()) for item in budgets) == (
        Budget("web", {"app": "web"}, 1),)


def test_nodes() -> None:
    nodes: list[dict[str, Any]] = [
        {"metadata": {"name": "a", "labels": {"kubernetes.io/os": "linux", "kubernetes.io/arch": "arm64"}}}, {"metadata": {"name": "b"}}]
    found = surroundings.nodes_of(surroundings.PLAIN.decode(json.dumps(item).encode()) for item in nodes)
    assert [(node.name, node.platform) for node in found] == [("a", "linux/arm64")]


def test_writer_in_the_same_second() -> None:
    times = [managed("desktop-pipeline", "2024-01-01T00:00:00Z", "main"), managed("kubectl-create", "2024-01-01T00:00:00Z", "side")]
    assert workload_of("c", Kind.DEPLOYMENT, decode({"metadata": meta(managedFields=times)})).changed_by == "desktop-pipeline"


def test_owned_jobs_are_not_listed() -> None:
    owned = decode({"metadata": meta(ownerReferences=[{"kind": "CronJob", "name": "x", "uid": "y", "controller": True}])}).metadata
    loose = decode({"metadata": meta(ownerReferences=[{"kind": "Release", "name": "x", "uid": "y"}])}).metadata
    assert [is_listed(Kind.JOB, owned), is_listed(Kind.JOB, loose), is_listed(Kind.DEPLOYMENT, owned)] == [False, True, True]


def test_no_selector() -> None:
    assert selector_text(None) == ""
    assert selector_text(structs.Selector()) == ""


# ---- pods ------------------------------------------------------------------------------------------------------------------

POD: dict[str, Any] = {
    "metadata": meta(
        name="web-x-1", creationTimestamp="2024-01-01T00:00:00Z", annotations={"desktop-pipeline.io/run": "r1"},
        labels={"pod-template-hash": "x", "controller-revision-hash": "web-2", "pod-template-generation": "4"},
        ownerReferences=[{"kind": "ReplicaSet", "name": "web-x", "uid": "rs", "controller": True}],
    ),
    "spec": {"nodeName": "n1", "containers": [{"name": "main", "image": "a:1"}],
             "initContainers": [{"name": "init", "image": "b"}, {"name": "proxy", "image": "p", "restartPolicy": "Always"}]},
    "status": {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2024-01-01T00:01:00Z"}],
        "initContainerStatuses": [
            {"name": "init", "ready": True, "restartCount": 0, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}},
            {"name": "proxy", "ready": True, "restartCount": 0, "state": {"running": {"startedAt": "2024-01-01T00:00:01Z"}}}],
        "containerStatuses": [{
            "name": "main", "ready": False, "restartCount": 2, "imageID": "host/a@sha256:1",
            "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
            "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}],
    },
}


def test_pod() -> None:
    found = pod_of(pod(POD), Kind.DEPLOYMENT)
    assert (found.name, found.phase, found.ready, found.run, found.revision, found.node) == ("web-x-1", "Running", True, "r1", "x", "n1")
    assert (found.created, found.ready_since) == (epoch("2024-01-01T00:00:00Z"), epoch("2024-01-01T00:01:00Z"))
    assert found.images == {"main": "a:1", "init": "b", "proxy": "p"}
    assert found.containers == (
        ContainerState("init", ready=True, terminated="Completed", init=True), ContainerState("proxy", ready=True),
        ContainerState("main", "host/a@sha256:1", restarts=2, waiting="CrashLoopBackOff", last_terminated="OOMKilled", last_exit_code=137,
                       message="back-off"))
    trouble = pod_trouble(found)
    assert trouble is not None
    assert trouble.container == "main"


@pytest.mark.parametrize(
    ("kind", "newest", "revision", "is_new"),
    [(Kind.STATEFUL_SET, "web-2", "web-2", True), (Kind.STATEFUL_SET, "web-3", "web-2", False), (Kind.STATEFUL_SET, "", "web-2", True),
     (Kind.DAEMON_SET, "other", "4", True), (Kind.DEPLOYMENT, "other", "x", True)],
)
def test_revision_of_a_pod(kind: Kind, newest: str, revision: str, is_new: bool) -> None:
    found = pod_of(pod(POD), kind, newest)
    assert (found.revision, found.is_new) == (revision, is_new)


def test_pods_in_trouble() -> None:
    unschedulable = {"metadata": meta(), "status": {"phase": "Pending", "conditions": [
        {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes"},
        {"type": "Ready", "status": "False"}]}}
    found = pod_of(pod(unschedulable), Kind.DEPLOYMENT)
    assert (found.unschedulable, found.ready, found.ready_since) == ("0/1 nodes", False, None)
    evicted = {"metadata": meta(deletionTimestamp="2024-01-01T00:00:00Z"),
               "status": {"phase": "Failed", "reason": "Evicted", "message": "low"}}
    found = pod_of(pod(evicted), Kind.DEPLOYMENT)
    assert (found.reason, found.deleting) == ("Evicted: low", True)


def test_whose_pod() -> None:
    workload = Workload(KEY, "u1")
    assert belongs(workload, pod(POD).metadata)
    assert not belongs(Workload(KEY._replace(name="web-x"), "u1"), pod(POD).metadata)
    assert not belongs(workload, pod({"metadata": meta()}).metadata)
    daemons = Workload(KEY._replace(kind=Kind.DAEMON_SET), "rs")
    assert belongs(daemons, pod(POD).metadata)
    assert not belongs(Workload(daemons.key, "other"), pod(POD).metadata)


# ---- patches ---------------------------------------------------------------------------------------------------------------

CHANGE = ImageChange("main", Group.MAIN, "a:1", "a:2")
PATCH = WorkloadPatch(KEY, "u1", (CHANGE, ImageChange("proxy", Group.INIT, "p:1", "p:2", "Always")), "r2", "s2", "run r2")


def test_operations() -> None:
    assert patches.operations(PATCH, decode(DEPLOYMENT)) == [
        {"op": "test", "path": "/metadata/uid", "value": "u1"},
        {"op": "test", "path": "/spec/template/spec/containers/0/name", "value": "main"},
        {"op": "test", "path": "/spec/template/spec/containers/0/image", "value": "a:1"},
        {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "a:2"},
        {"op": "test", "path": "/spec/template/spec/initContainers/1/name", "value": "proxy"},
        {"op": "test", "path": "/spec/template/spec/initContainers/1/image", "value": "p:1"},
        {"op": "replace", "path": "/spec/template/spec/initContainers/1/image", "value": "p:2"},
        {"op": "add", "path": "/spec/template/spec/initContainers/1/imagePullPolicy", "value": "Always"},
        {"op": "test", "path": "/spec/template/metadata/annotations/desktop-pipeline.io~1run", "value": "r1"},  # may arrive late
        {"op": "add", "path": "/spec/template/metadata/annotations/desktop-pipeline.io~1run", "value": "r2"},
        {"op": "add", "path": "/spec/template/metadata/annotations/desktop-pipeline.io~1step", "value": "s2"},
        {"op": "add", "path": "/metadata/annotations/kubernetes.io~1change-cause", "value": "run r2"},
    ]


def test_operations_without_annotations() -> None:
    patch = WorkloadPatch(KEY._replace(kind=Kind.CRON_JOB), "u1", (CHANGE,), "r2", "s2", "why")
    template = {"metadata": {}, "spec": {"containers": [{"name": "zero", "image": "z"}, {"name": "main", "image": "else"}]}}
    item = decode({"metadata": meta(), "spec": {"jobTemplate": {"spec": {"template": template}}}})
    base = "/spec/jobTemplate/spec/template"
    assert patches.operations(patch, item) == [
        {"op": "test", "path": "/metadata/uid", "value": "u1"},
        {"op": "test", "path": f"{base}/spec/containers/1/name", "value": "main"},
        {"op": "test", "path": f"{base}/spec/containers/1/image", "value": "a:1"},  # for the server to find out
        {"op": "replace", "path": f"{base}/spec/containers/1/image", "value": "a:2"},
        {"op": "test", "path": f"{base}/metadata/annotations", "value": None},
        {"op": "add", "path": f"{base}/metadata/annotations", "value": {"desktop-pipeline.io/run": "r2", "desktop-pipeline.io/step": "s2"}},
        {"op": "test", "path": "/metadata/annotations", "value": None},
        {"op": "add", "path": "/metadata/annotations", "value": {"kubernetes.io/change-cause": "why"}},
    ]


def test_operations_for_a_container_that_is_not_there() -> None:
    for change in (ImageChange("none", Group.MAIN, "a", "b"), ImageChange("main", Group.INIT, "a", "b")):
        patch = WorkloadPatch(KEY, "u1", (change,), "r", "s", "")
        assert patches.operations(patch, decode(DEPLOYMENT)) == patches.Missing(change.container)


def test_what_admission_made_of_it() -> None:
    item = json.loads(json.dumps(DEPLOYMENT).replace("a:1", "mirror/a:2").replace("p:1", "p:2"))
    found = patches.rewritten(PATCH, workload_of("c", Kind.DEPLOYMENT, decode(item)))
    texts = [render(message) for message in found]
    assert len(texts) == 3
    assert "“a:2”" in texts[0] and "“mirror/a:2”" in texts[0]
    assert "imagePullPolicy" in texts[1]
    assert "annotations" in texts[2]


# ---- answers ---------------------------------------------------------------------------------------------------------------


def body(message: str, **details: Any) -> bytes:
    return json.dumps({"kind": "Status", "message": message, "details": details}).encode()


RBAC = 'deployments.apps "a" is forbidden: User "v" cannot patch resource "deployments" in API group "apps" in the namespace "x"'


@pytest.mark.parametrize(
    ("status", "content", "verdict"),
    [(401, body("Unauthorized"), "FORBIDDEN"), (403, body(RBAC), "FORBIDDEN"), (404, body("not found"), "GONE"),
     (409, body("modified"), "BUSY"),
     (403, body('pods "a" is forbidden: exceeded quota: q'), "INVALID"),
     (403, body('admission webhook "x" denied the request: no'), "INVALID"),
     (422, body("invalid", name="a"), "INVALID"), (429, body("slow down"), "BUSY"), (400, body("bad"), "INVALID"),
     (500, body("etcdserver: request timed out"), "UNKNOWN"), (504, b"<html>Gateway", "UNKNOWN"),
     (500, body('Internal error occurred: failed calling webhook "x": timeout'), "BUSY")],
)
def test_verdicts(status: int, content: bytes, verdict: str) -> None:
    result = refusal(PATCH, Answer(status, content, ("careful",)), error_of(status, content, "https://x", "c"), changed=None)
    assert result.verdict is PatchVerdict[verdict]
    assert result.message is not None
    assert "?" not in render(result.message)
    assert result.warnings == ("careful",)
    unsent = refusal(PATCH, Answer(status, content), error_of(status, content, "https://x", "c"), changed=False)
    assert unsent.verdict is not PatchVerdict.UNKNOWN


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(401, "unauthorized", Refused), (403, "forbidden", Refused), (404, "not_found", Refused), (409, "conflict", Refused),
     (410, "expired", Refused), (415, "invalid", Refused), (429, "busy", Unreachable), (503, "server_error", Unreachable),
     (302, "garbage", Unreachable)],
)
def test_errors(status: int, code: str, kind: type[Exception]) -> None:
    error = error_of(status, body("the words"), "https://x", "c")
    assert error.code == f"cluster.{code}"
    assert isinstance(error, kind)
    assert "https://x" in str(error) or "the words" in str(error)


def test_refusal_does_not_quote_the_spec() -> None:
    quoted = '{"Env":[{"Name":"PW","Value":"hunter2secret"}]' + 80 * " x" + "}"
    message = f'Job.batch "j" is invalid: spec.template: Invalid value: {quoted}: immutable'
    assert str(error_of(422, body(message), "https://x", "c")) == (
        'The cluster refused the change: Job.batch "j" is invalid: spec.template: Invalid value: {…}: immutable.')


def test_small_things() -> None:
    assert warning_text('299 - "would violate \\"x\\"" "date"') == 'would violate "x"'
    assert warning_text("odd") == "odd"
    assert (epoch("nonsense"), epoch(None), epoch("1970-01-01T00:00:01.5Z")) == (None, None, 1.5)
    assert [went_back("10", "9"), went_back("10", "10"), went_back("9", "10"), went_back("a", "b")] == [True, False, False, True]


@pytest.mark.parametrize(("fields", "seen"), [
    ({"type": "Warning", "reason": "Unhealthy", "message": " Readiness probe failed: x\n", "count": 3,
      "lastTimestamp": "1970-01-01T00:01:00Z", "involvedObject": {"kind": "Pod", "name": "web-1", "fieldPath": "spec.containers{main}"}},
     EventSeen("Unhealthy", "Readiness probe failed: x", True, "main", 60.0, 3, "Pod web-1")),
    ({"type": "Normal", "reason": "Pulled", "involvedObject": {"fieldPath": "spec.initContainers{setup}"},
      "eventTime": "1970-01-01T00:00:30.5Z"}, EventSeen("Pulled", "", False, "setup", 30.5)),
    ({"type": "Warning", "reason": "FailedScheduling", "eventTime": "1970-01-01T00:00:30Z",  # of events.k8s.io
      "series": {"count": 5, "lastObservedTime": "1970-01-01T00:00:45Z"}}, EventSeen("FailedScheduling", "", True, "", 45.0, 5)),
    ({"metadata": {"creationTimestamp": "1970-01-01T00:00:05Z"}}, EventSeen("", "", False, "", 5.0)),
    ({}, EventSeen("", "", False)),
])
def test_events(fields: dict[str, Any], seen: EventSeen) -> None:
    assert event_of(msgspec.json.decode(json.dumps({"metadata": {}} | fields), type=structs.EventObject)) == seen


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: json.dumps({"message": text}).encode()))
def test_any_body_is_a_status(content: bytes) -> None:
    status_of(content)
    error_of(500, content, "https://x", "c")
