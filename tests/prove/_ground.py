"""Where `prove preflight` provokes its findings: workloads, a user with few rights, a registry that only answers reads."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.preflight import Report
from tests import engines_support
from tests.e2e.lab import Lab, build_yaml
from tests.e2e.support import Session

NOWHERE = {"nodeSelector": {"desktop-pipeline.test/none": "none"}}
Object = dict[str, Any]


@dataclass
class Ground:
    """The place of the proof."""

    lab: Lab
    program: Session
    limited: Path
    """Kubeconfig of people who may change Deployments and StatefulSets here, and little else."""
    serial: int = 0
    made: list[tuple[str, str]] = field(default_factory=list)
    """Objects without a namespace, to be deleted: kind and name."""

    def name(self) -> str:
        self.serial += 1
        return f"p{self.serial:03d}"

    def apply(self, *objects: Object) -> None:
        for item in objects:
            item["metadata"].setdefault("namespace", self.lab.namespace)
        self.lab.engines.apply(*objects)

    def kubectl(self, *arguments: str) -> str:
        return self.lab.engines.kubectl(*arguments, "-n", self.lab.namespace)

    def image(self, name: str = "common", tag: str = "1.0") -> str:
        return f"{self.lab.address}/{name}:{tag}"

    def workload(self, kind: Kind = Kind.DEPLOYMENT, *, image: str = "", replicas: int = 0, pod: Object | None = None,
                 meta: Object | None = None, init: str = "", **spec: Any) -> WorkloadKey:
        """A new workload; without replicas no pod of it is started."""
        name = self.name()
        labels = {"app": name}
        body: Object = {"containers": [{"name": "main", "image": image or self.image()}], **(pod or {})}
        if init:
            body["initContainers"] = [{"name": "init", "image": init}]
        content: Object = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": body}, **spec}
        if kind in (Kind.DEPLOYMENT, Kind.STATEFUL_SET):
            content["replicas"] = replicas
        if kind is Kind.STATEFUL_SET:
            content["serviceName"] = name
        if kind is Kind.CRON_JOB:
            template = {"spec": {**body, "restartPolicy": "Never"}}
            content = {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": template}}, **spec}
        version = "batch/v1" if kind is Kind.CRON_JOB else "apps/v1"
        self.apply({"apiVersion": version, "kind": kind.value, "metadata": {"name": name, **(meta or {})}, "spec": content})
        return WorkloadKey("lab", self.lab.namespace, kind, name)

    def step(self, key: WorkloadKey, tag: str = "2.0", *, repository: str = "", uid: str = "", **row: Any) -> WorkloadStep:
        mode, repository = row.pop("mode", Mode.TAG), repository or f"{self.lab.address}/common"
        return WorkloadStep(key, (RowChange("main", mode, repository, tag, **row),), uid)

    def digest(self, name: str, tag: str) -> str:
        return self.lab.digest(name, tag)

    async def check(self, *steps: WorkloadStep, builds: tuple[str, ...] = ()) -> Report:
        return await self.program.workbench.preflight.check(Plan("proof", steps, also_build=builds))

    @contextlib.asynccontextmanager
    async def limited_user(self, context: str = "limited") -> AsyncIterator[None]:
        """Meanwhile the program is somebody with few rights."""
        files, own = self.program.workbench.files, await self.program.workbench.files.load_bindings()
        cluster = replace(own.clusters["lab"], context=context, kubeconfig=str(self.limited))
        await self._bind(replace(own, clusters={"lab": cluster}))
        try:
            yield
        finally:
            await self._bind(own)
            assert await files.load_bindings() == own

    async def _bind(self, bindings: Any) -> None:
        await self.program.workbench.catalog.save_bindings(bindings)


@contextlib.contextmanager
def read_only_registry(folder: Path) -> Iterator[str]:
    """A registry that only answers reads: its address."""
    address, config = "127.0.0.1:5917", folder / "registry.json"
    config.write_text(json.dumps({"version": "0.1", "http": {"addr": address}, "storage": {
        "filesystem": {"rootdirectory": str(folder / "registry")}, "maintenance": {"readonly": {"enabled": True}}}}))
    process = subprocess.Popen(["docker-registry", "serve", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                engines_support.ping_registry(address)
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def limited_kubeconfig(lab: Lab) -> Path:
    """Two people with few rights in the namespace, each a context: `limited` may change Deployments and StatefulSets, but not list the
    latter, nor see pods or secrets; `deaf` sees pods too, but not their logs."""
    content = yaml.safe_load(lab.engines.kubeconfig.read_text())
    rules = [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list", "watch", "patch"]},
             {"apiGroups": ["apps"], "resources": ["statefulsets"], "verbs": ["get", "patch"]},
             {"apiGroups": ["batch"], "resources": ["cronjobs"], "verbs": ["get", "list", "watch"]}]
    _person(lab, content, "limited", rules)
    _person(lab, content, "deaf", [*rules, {"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]}])
    path = lab.folder / "limited-kubeconfig"
    path.write_text(json.dumps(content))
    path.chmod(0o600)
    return path


def _person(lab: Lab, content: Object, name: str, rules: list[Object]) -> None:
    engines, meta = lab.engines, {"name": name, "namespace": lab.namespace}
    engines.apply(
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta},
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": meta, "rules": rules},
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": meta,
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": name},
         "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": lab.namespace}]})
    cluster = next(item["context"]["cluster"] for item in content["contexts"] if item["name"] == "lab")
    content["users"].append({"name": name, "user": {"token": engines.kubectl("create", "token", name, "-n", lab.namespace).strip()}})
    content["contexts"].append({"name": name, "context": {"cluster": cluster, "user": name}})


def furnish(lab: Lab, locked: str) -> None:
    """Images, workspace and bindings."""
    for tag in ("1.0", "2.0", "9.0"):
        lab.push("common", tag)
    engines = lab.engines
    lab.docker("login", "-u", engines.user, "--password-stdin", engines.registry_auth, stdin=engines.password)
    try:
        for tag in ("1", "2"):
            lab.push("private", tag, address=f"{engines.registry_auth}/{lab.shop}")
    finally:
        lab.docker("logout", engines.registry_auth)
    text = build_yaml("Locked", "locked", dockerfile="FROM scratch")
    folder = lab.write_workspace(builds={
        "built": build_yaml("Built", "built", dockerfile="FROM scratch"), "locked": text.replace("registry: main", "registry: locked"),
        "no-engine": build_yaml("No engine", "no-engine", dockerfile="FROM scratch").replace("engine: local", "engine: dead")})
    workspace = (folder / "workspace.yaml").read_text()
    more = f"  - id: auth\n    address: {engines.registry_auth}/{lab.shop}\n    plain_http: true\n"
    more += f"  - id: locked\n    address: {locked}/{lab.shop}\n    plain_http: true\n"
    workspace = workspace.replace("engines:\n  - id: local\n", f"{more}engines:\n  - id: local\n  - id: dead\n")
    (folder / "workspace.yaml").write_text(workspace)
    bindings = lab.profile() / "bindings.yaml"
    dead = "  dead:\n    host: tcp://127.0.0.1:9\n"
    bindings.write_text(bindings.read_text() + dead + f"registries:\n  auth:\n    username: {engines.user}\n")
