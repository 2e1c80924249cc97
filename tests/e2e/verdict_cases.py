"""Workloads whose next image fails for one reason each, or starts slowly but well; and what the API server shows of it, with its time."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from desktop_pipeline.domain.runs import State
from tests.e2e.lab import Lab

Json = dict[str, Any]
GOOD = "touch /ready /alive; sleep 3600"
COMMANDS = {
    "1": GOOD,
    "2": GOOD,
    "gone": GOOD,
    "late": GOOD,
    "crash": "echo the disk is upside down; exit 3; true",
    "sick": "echo looking for the database; sleep 3600",
    "oom": "exec tail /dev/zero; true",
    "slow": "sleep 15; touch /ready; sleep 3600",
    "once": "if [ ! -e /state/x ]; then touch /state/x; exit 1; fi; touch /ready; sleep 3600",
    "setup-1": "true",
    "setup-bad": "echo migration 7 does not apply; exit 4; true",
    "setup-slow": "sleep 15; true",
}
DEADLINE = 25
A_LITTLE = {"requests": {"memory": "1Mi"}}


def probe(path: str, **more: int) -> Json:
    return {"exec": {"command": ["test", "-e", path]}, "periodSeconds": 1, **more}


@dataclass(frozen=True)
class Case:
    """A workload, the image that is deployed to it, and what the API server and the row must show."""

    name: str
    tag: str
    row: str = ""
    """Part of the text of the row; '' = a healthy start."""
    shows: Callable[[str, Json], bool] = lambda kind, item: False
    """Whether an object of this kind (pods: only new ones) shows the cause."""
    ends: tuple[State, ...] = (State.FAILED,)
    log: str = ""
    """Part of the step's log."""
    kind: str = "Deployment"
    container: str = "main"
    main: Json = field(default_factory=dict)
    pod: Json = field(default_factory=dict)
    init: bool = False
    scarce: bool = False
    """Its pods count for the quota: those without any request."""
    deadline: int = DEADLINE

    def manifest(self, lab: Lab) -> Json:
        main = {"resources": {} if self.scarce else A_LITTLE, **self.main}
        containers = [{"name": "main", "image": f"{lab.address}/app:1", **main}]
        inits = [{"name": "setup", "image": f"{lab.address}/app:setup-1"}] if self.init else []
        template = {"metadata": {"labels": {"app": self.name}},
                    "spec": {"terminationGracePeriodSeconds": 1, "containers": containers, "initContainers": inits, **self.pod}}
        spec: Json = {"replicas": 1, "selector": {"matchLabels": {"app": self.name}}, "template": template}
        spec |= {"serviceName": self.name} if self.kind == "StatefulSet" else {"progressDeadlineSeconds": self.deadline}
        return {"apiVersion": "apps/v1", "kind": self.kind, "metadata": {"name": self.name, "namespace": lab.namespace}, "spec": spec}


def _states(item: Json) -> Iterator[Json]:
    for status in [*item["status"].get("initContainerStatuses", []), *item["status"].get("containerStatuses", [])]:
        yield from (status.get("state", {}), status.get("lastState", {}))


def waiting(*reasons: str) -> Callable[[str, Json], bool]:
    return lambda kind, item: kind == "pods" and any(state.get("waiting", {}).get("reason") in reasons for state in _states(item))


def ended(code: int, reason: str = "") -> Callable[[str, Json], bool]:
    def shows(kind: str, item: Json) -> bool:
        ends = [state["terminated"] for state in _states(item) if "terminated" in state] if kind == "pods" else []
        return any(end["exitCode"] == code and reason in ("", end.get("reason")) for end in ends)

    return shows


def event(reason: str, text: str = "") -> Callable[[str, Json], bool]:
    return lambda kind, item: kind == "events" and item["reason"] == reason and text in item["message"]


def condition(of: str, kind_: str, reason: str) -> Callable[[str, Json], bool]:
    return lambda kind, item: kind == of and any(
        entry["type"] == kind_ and entry.get("reason") == reason for entry in item["status"].get("conditions", []))


SICK = (
    Case("absent", "gone", "the registry does not have the image", waiting("ErrImagePull", "ImagePullBackOff"), log="event: Failed: "),
    Case("crash", "crash", "main: crashed with exit code 3", ended(3), log="the disk is upside down"),
    Case("oom", "oom", "out of memory", ended(137, "OOMKilled"), main={"resources": {"limits": {"memory": "24Mi"}}}),
    Case("setup", "setup-bad", "init container setup: crashed with exit code 4", ended(4), container="setup", init=True,
         log="migration 7 does not apply"),
    Case("config", "2", 'configmap "settings" not found', waiting("CreateContainerConfigError"),
         main={"envFrom": [{"configMapRef": {"name": "settings"}}]}),
    Case("volume", "2", "a volume cannot be mounted", event("FailedMount"), log='secret "keys" not found',
         main={"volumeMounts": [{"name": "keys", "mountPath": "/keys"}]},
         pod={"volumes": [{"name": "keys", "secret": {"secretName": "keys"}}]}),
    Case("no-room", "2", "cannot be scheduled", condition("pods", "PodScheduled", "Unschedulable"), log="Insufficient cpu",
         main={"resources": {"requests": {"cpu": "1000"}}}),
    Case("unready", "sick", "its readiness probe fails", event("Unhealthy", "Readiness probe"), log="looking for the database",
         main={"readinessProbe": probe("/ready")}),
    Case("unstarted", "sick", "its startup probe fails", event("Unhealthy", "Startup probe"), log="looking for the database",
         main={"startupProbe": probe("/ready", failureThreshold=100)}),
    Case("killed", "sick", "its liveness probe failed", event("Killing", "failed liveness probe"), log="looking for the database",
         main={"livenessProbe": probe("/alive", failureThreshold=1)}),
    Case("quota", "2", "the cluster refuses to make pods", condition("deployments", "ReplicaFailure", "FailedCreate"), scarce=True),
    Case("quota-set", "2", "the cluster refuses to make pods", event("FailedCreate"), (State.TIMED_OUT,), log="exceeded quota",
         kind="StatefulSet", scarce=True),
)
NEIGHBOUR = {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
    {"labelSelector": {"matchLabels": {"app": "friend"}}, "topologyKey": "kubernetes.io/hostname"}]}}}
STATE = {"volumes": [{"name": "state", "emptyDir": {}}]}
HEALTHY = (
    Case("slow-setup", "setup-slow", container="setup", init=True, deadline=600),
    Case("slow-probe", "slow", main={"readinessProbe": probe("/ready")}, deadline=600),
    Case("crash-once", "once", deadline=600, pod=STATE,
         main={"readinessProbe": probe("/ready"), "volumeMounts": [{"name": "state", "mountPath": "/state"}]}),
    Case("late-push", "late", deadline=600),
    Case("late-room", "2", pod=NEIGHBOUR, deadline=600),
)
CASES = {case.name: case for case in (*SICK, *HEALTHY)}


def set_up(lab: Lab) -> None:
    """Images, and all workloads running the good one; then what they need is taken away."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda tag: lab.push("app", tag, COMMANDS[tag]), COMMANDS))
    lab.engines.apply(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": lab.namespace}, "data": {"A": "1"}},
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys", "namespace": lab.namespace}, "stringData": {"a": "1"}},
        friend(lab), *(case.manifest(lab) for case in CASES.values()))
    well = [f"deployment/{case.name}" for case in CASES.values() if case.kind == "Deployment" and case.name != "no-room"]
    lab.engines.kubectl("wait", *well, "-n", lab.namespace, "--for=condition=Available", "--timeout=90s", timeout=100)
    lab.wait("StatefulSet", "quota-set")
    quota = {"hard": {"pods": "1"}, "scopes": ["BestEffort"]}
    lab.engines.apply({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q", "namespace": lab.namespace}, "spec": quota})
    lab.engines.kubectl("delete", "configmap/settings", "secret/keys", "pod/friend", "-n", lab.namespace, "--force")


def friend(lab: Lab) -> Json:
    """The pod that late-room must run beside."""
    spec = {"terminationGracePeriodSeconds": 1, "containers": [{"name": "main", "image": f"{lab.address}/app:1", "resources": A_LITTLE}]}
    return {"apiVersion": "v1", "kind": "Pod", "spec": spec,
            "metadata": {"name": "friend", "namespace": lab.namespace, "labels": {"app": "friend"}}}


class Witnessed:
    """What `kubectl get --watch` told, each object with the time at which it came."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._seen: list[tuple[float, str, Json]] = []

    def _read(self, kind: str, stream: Any) -> None:
        decoder, text = json.JSONDecoder(), ""
        while chunk := stream.read1(1 << 20):
            now = time.monotonic()
            text += chunk.decode()
            while text := text.lstrip():
                try:
                    item, end = decoder.raw_decode(text)
                except json.JSONDecodeError:
                    break  # the rest of it is still to come
                self._seen.append((now, kind, item))
                text = text[end:]

    @contextmanager
    def watching(self) -> Iterator[Witnessed]:
        engines, tools, threads, streams = self._lab.engines, [], [], list[Any]()
        for kind in ("pods", "events", "deployments"):
            command = [str(engines.kubectl_path), "--kubeconfig", str(engines.kubeconfig), "--context", "lab", "get", kind,
                       "-n", self._lab.namespace, "--watch", "-o", "json"]
            tool = subprocess.Popen(command, stdout=subprocess.PIPE)
            thread = threading.Thread(target=self._read, args=(kind, tool.stdout))
            thread.start()
            streams.append(tool.stdout)
            tools.append(tool)
            threads.append(thread)
        try:
            yield self
        finally:
            for tool in tools:
                tool.terminate()
                tool.wait(10)
            for thread in threads:
                thread.join(10)
            for stream in streams:
                stream.close()

    def first(self, case: Case, run: str) -> float | None:
        """When something of this run first showed the cause of a case; monotonic seconds."""
        mine = {item["metadata"]["uid"] for _, kind, item in tuple(self._seen) if kind == "pods" and self._is_new(item, case, run)}
        for at, kind, item in tuple(self._seen):
            about = item.get("involvedObject", {})
            belongs = {"pods": item["metadata"]["uid"] in mine, "deployments": item["metadata"]["name"] == case.name,
                       "events": about.get("uid") in mine or (about.get("kind"), about.get("name")) == (case.kind, case.name)}[kind]
            if belongs and case.shows(kind, item):
                return at
        return None

    @staticmethod
    def _is_new(item: Json, case: Case, run: str) -> bool:
        meta = item["metadata"]
        return meta.get("labels", {}).get("app") == case.name and run in meta.get("annotations", {}).values()

    def pull_failed(self, name: str, run: str) -> bool:
        """Whether a new pod of a workload could not pull its image."""
        return self.first(Case(name, "", shows=waiting("ErrImagePull", "ImagePullBackOff")), run) is not None
