"""The real cluster `lab` behind a fault proxy, as a `ClusterWorld`."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from desktop_pipeline.adapters.kubernetes import KubernetesCluster
from desktop_pipeline.domain.workloads import Container, Group, Kind, WorkloadKey
from desktop_pipeline.services.ports import Login
from tests.adapters.cluster_world import ClusterWorld
from tests.adapters.fault_proxy import FaultProxy
from tests.engines_support import Engines

API = {Kind.CRON_JOB: "batch/v1", Kind.JOB: "batch/v1"}
SECRET = "not-the-" + "right-token"


def proxied(engines: Engines, port: int, folder: Path, **users: dict[str, Any]) -> Path:
    """A copy of the lab's kubeconfig that leads through 127.0.0.1:port; `users` are added, with a context of the same name."""
    content = yaml.safe_load(engines.kubeconfig.read_text())
    for item in content["clusters"]:
        item["cluster"]["server"] = f"https://127.0.0.1:{port}"
        item["cluster"]["tls-server-name"] = "localhost"
    for name, user in users.items():
        content["users"].append({"name": name, "user": user})
        content["contexts"].append({"name": name, "context": {"cluster": "lab", "user": name}})
    path = folder / "kubeconfig"
    path.write_text(json.dumps(content))
    return path


def server_of(engines: Engines) -> tuple[str, int]:
    url = urlsplit(yaml.safe_load(engines.kubeconfig.read_text())["clusters"][0]["cluster"]["server"])
    return url.hostname or "", url.port or 443


class LabWorld(ClusterWorld):
    id = "here"
    narrow_namespace = "shop"
    secret = SECRET

    def __init__(self, engines: Engines, namespace: str, proxy: FaultProxy, folder: Path) -> None:
        self.engines = engines
        self.namespace = namespace
        self.proxy = proxy
        self.images = (f"{engines.registry}/base/busybox:1", f"{engines.registry}/base/debian:12")
        self.kubeconfig = str(proxied(engines, proxy.port, folder, stranger={"token": SECRET}))
        self.cluster = KubernetesCluster(self.id, "lab", self.kubeconfig)
        self.viewer = KubernetesCluster(self.id, "lab-viewer", str(engines.kubeconfig))
        self.narrow = KubernetesCluster(self.id, "lab-shop", str(engines.kubeconfig))
        self.stranger = KubernetesCluster(self.id, "stranger", self.kubeconfig)

    async def close(self) -> None:
        for cluster in (self.cluster, self.viewer, self.narrow, self.stranger):
            if isinstance(cluster, KubernetesCluster):
                await cluster.close()

    async def kubectl(self, *arguments: str, stdin: str = "") -> str:
        """kubectl without blocking the event loop: the proxy lives in it."""
        process = await asyncio.create_subprocess_exec(
            str(self.engines.kubectl_path), "--kubeconfig", str(self.engines.kubeconfig), "--context", "lab",
            "-n", self.namespace, *arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )
        output, error = await process.communicate(stdin.encode())
        assert process.returncode == 0, f"kubectl {' '.join(arguments)}: {error.decode()}"
        return output.decode()

    async def apply(self, body: dict[str, Any]) -> None:
        await self.kubectl("create", "-f", "-", stdin=json.dumps(body))

    def name(self) -> str:
        return "w-" + secrets.token_hex(3)

    async def add(self, kind: Kind, name: str, *containers: Container, replicas: int = 1, **spec: object) -> WorkloadKey:
        await self.apply(manifest(kind, name, *containers, replicas=replicas, **spec))
        return WorkloadKey(self.id, self.namespace, kind, name)

    async def add_talker(self, name: str) -> WorkloadKey:
        body = manifest(Kind.DEPLOYMENT, name, Container("main", self.images[0]))
        script = "trap 'printf last-words; exit 3' TERM; i=0; while :; do echo line $i; i=$((i+1)); sleep 0.1; done"
        body["spec"]["template"]["spec"]["containers"][0]["command"] = ["/bin/sh", "-c", script]
        await self.apply(body)
        return WorkloadKey(self.id, self.namespace, Kind.DEPLOYMENT, name)

    async def add_crasher(self, name: str) -> WorkloadKey:
        body = manifest(Kind.DEPLOYMENT, name, Container("main", self.images[0]))
        body["spec"]["template"]["spec"]["containers"][0]["command"] = ["/bin/sh", "-c", "echo no password; exit 3"]
        await self.apply(body)
        return WorkloadKey(self.id, self.namespace, Kind.DEPLOYMENT, name)

    async def crash(self, key: WorkloadKey, pod: str) -> None:
        await self.kubectl("exec", pod, "-c", "main", "--", "kill", "-TERM", "1")

    async def somebody_sets(self, key: WorkloadKey, container: str, image: str) -> None:
        await self.kubectl("set", "image", f"{key.kind.value.lower()}/{key.name}", f"{container}={image}")

    async def remove(self, key: WorkloadKey) -> None:
        await self.kubectl("delete", key.kind.value.lower(), key.name)

    async def put_quota(self, name: str, pods: int) -> None:
        await self.apply({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": name}, "spec": {"hard": {"pods": str(pods)}}})

    async def put_budget(self, name: str, app: str, spare: int) -> None:
        spec = {"maxUnavailable": spare, "selector": {"matchLabels": {"app": app}}}
        await self.apply({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec})

    async def put_pull_secret(self, name: str, host: str, login: Login) -> None:
        auth = base64.b64encode(f"{login.username}:{login.secret}".encode()).decode()
        config = json.dumps({"auths": {f"https://{host}/v1/": {"auth": auth}}})
        await self.apply({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "type": "kubernetes.io/dockerconfigjson",
                          "stringData": {".dockerconfigjson": config}})

    async def cut(self) -> None:
        await self.proxy.cut()

    async def stall(self) -> None:
        self.proxy.stall()

    async def mend(self) -> None:
        await self.proxy.mend()


def manifest(kind: Kind, name: str, *containers: Container, replicas: int = 1, **spec: object) -> dict[str, Any]:
    """A workload of busybox-like containers that sleep; init containers end well."""
    labels = {"app": name}
    groups: dict[str, list[dict[str, Any]]] = {"containers": [], "initContainers": []}
    for item in containers:
        entry: dict[str, Any] = {"name": item.name, "image": item.image, "command": ["sleep", "100000"]}
        if item.group is Group.INIT and not item.sidecar:
            entry["command"] = ["true"]
        if item.sidecar:
            entry["restartPolicy"] = "Always"
        groups[item.group.value].append(entry)
    pod = {"terminationGracePeriodSeconds": 0, **{group: items for group, items in groups.items() if items}}
    template: dict[str, Any] = {"metadata": {"labels": labels}, "spec": pod}
    body: dict[str, Any] = {"selector": {"matchLabels": labels}, "template": template, **spec}
    if kind in (Kind.DEPLOYMENT, Kind.STATEFUL_SET):
        body["replicas"] = replicas
    if kind in (Kind.JOB, Kind.CRON_JOB):
        pod["restartPolicy"] = "Never"
        body = {"template": {"spec": pod}, **spec}
    if kind is Kind.CRON_JOB:
        body = {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": body}}
    return {"apiVersion": API.get(kind, "apps/v1"), "kind": kind.value, "metadata": {"name": name}, "spec": body}
