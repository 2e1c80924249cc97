"""A lively little shop: the clusters, app maps and workloads a new user finds in the sandbox."""

from __future__ import annotations

from typing import Any

from desktop_pipeline.adapters.sandbox.cluster import SandboxCluster
from desktop_pipeline.adapters.sandbox.registry import Behaviour, Manner, SandboxRegistry
from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS, MIRROR, tag
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Container, Group, Kind, RowKey, WorkloadKey
from desktop_pipeline.domain.workspace import (
    AppMap,
    Bindings,
    Cluster,
    ClusterBinding,
    Engine,
    EngineBinding,
    Limits,
    Protection,
    Registry,
    RegistryBinding,
    Workspace,
)

LAB, PROD, SPARE = "lab", "prod-eu", "staging"
USER = "builder"
_CONTEXT = "sandbox-"
_DB = "docker.io/library/postgres:16.4"


def context(cluster_id: str) -> str:
    """The name of a cluster's context."""
    return _CONTEXT + cluster_id


def workspace(lab_uid: str, prod_uid: str, limits: Limits) -> Workspace:
    return Workspace(
        title="A lively little shop",
        clusters=(Cluster(LAB, "Test cluster", lab_uid), Cluster(PROD, "Production Europe", prod_uid, Protection.CONFIRM)),
        app_maps=(
            AppMap(LAB, "shop", "Shop"), AppMap(LAB, "tools", "Tools"),
            AppMap(PROD, "shop-prod", "Shop (production)", Protection.TYPE_NAME),
            AppMap(PROD, "ledger", "Ledger", Protection.READ_ONLY)),
        registries=(
            Registry("shop", ADDRESS, "Registry of the shop", (MIRROR,)), Registry("hub", "docker.io", "Docker Hub")),
        engines=(Engine("local", "This computer"),), limits=limits)


def bindings() -> Bindings:
    return Bindings(
        clusters={LAB: ClusterBinding(context(LAB)), PROD: ClusterBinding(context(PROD))},
        registries={"shop": RegistryBinding(USER)}, engines={"local": EngineBinding()})


class Shelfmark:
    """Image references of the shop's own builds, by digest or tag, as one cluster calls them."""

    def __init__(self, registry: SandboxRegistry, host: str) -> None:
        self._registry, self._host = registry, host

    def pinned(self, build: str, number: int, shown: int = 0) -> str:
        """`repo:tag@digest` of a run; with `shown` the tag is that of another run: it lies."""
        path = f"shop/{build}"
        return f"{self._host}/{path}:{tag(build, shown or number)}@{self._registry.find(path, tag(build, number))}"

    def tagged(self, build: str, number: int) -> str:
        return f"{self._host}/shop/{build}:{tag(build, number)}"


def furnish_lab(cluster: SandboxCluster, shop: SandboxRegistry) -> None:
    """The test cluster: a bit of everything, also what is wrong."""
    image = Shelfmark(shop, ADDRESS)
    helm: dict[str, Any] = {"managed_by": "Helm", "changed_by": "helm"}
    ours: dict[str, Any] = {"changed_by": "desktop-pipeline"}
    cluster.add(
        "shop", Kind.DEPLOYMENT, "web", Container("migrate", image.pinned("migrate", 1), Group.INIT),
        Container("log-shipper", "fluent/fluent-bit:3.1.9", Group.INIT, sidecar=True), Container("web", image.pinned("web", 5)),
        Container("proxy", "nginx:1.27.2"), replicas=3, **ours)
    cluster.add("shop", Kind.DEPLOYMENT, "api", Container("api", image.pinned("api", 2)), replicas=2, **ours)
    cluster.add("shop", Kind.DEPLOYMENT, "worker", Container("worker", image.pinned("worker", 2, shown=3)), replicas=2)
    cluster.add("shop", Kind.STATEFUL_SET, "db", Container("postgres", _DB), replicas=3, **helm)
    cluster.add("shop", Kind.STATEFUL_SET, "cache", Container("redis", "redis:7.2.5"), replicas=2, **helm)
    cluster.add("shop", Kind.DAEMON_SET, "logs", Container("fluent-bit", "fluent/fluent-bit:3.0.7"), replicas=3)
    cluster.add("shop", Kind.CRON_JOB, "nightly-report", Container("report", image.tagged("worker", 2)))
    cluster.add("shop", Kind.JOB, "import-2026", Container("migrate", image.tagged("migrate", 1)))
    cluster.add("shop", Kind.DEPLOYMENT, "mailer", Container("mailer", image.pinned("mailer", 1)), replicas=1)
    cluster.add("shop", Kind.DEPLOYMENT, "web-preview", Container("web", image.pinned("web", 3)), replicas=0)
    cluster.add("shop", Kind.DEPLOYMENT, "recommend", Container("recommend", image.pinned("recommend", 1)), replicas=2)
    cluster.somebody_sets("shop", "recommend", "recommend", image.pinned("recommend", 2), by="kubectl-client-side-apply")

    cluster.add("tools", Kind.DEPLOYMENT, "grafana", Container("grafana", "grafana/grafana:11.2.0"), replicas=1, **helm)
    prometheus = Container("prometheus", "quay.io/prometheus/prometheus:v2.53.1")
    exporter = Container("exporter", "prom/node-exporter:v1.8.1")
    cluster.add("tools", Kind.STATEFUL_SET, "prometheus", prometheus, replicas=2, partition=1)
    cluster.add("tools", Kind.DAEMON_SET, "node-exporter", exporter, replicas=3, on_delete=True)
    cluster.add("tools", Kind.DEPLOYMENT, "search", Container("search", "docker.io/library/redis:7.4.1"), replicas=2, paused=True)
    cluster.somebody_sets("tools", "search", "search", "docker.io/library/redis:7.4.3", by="kubectl-set")
    cluster.add("tools", Kind.CRON_JOB, "heartbeat", Container("ping", "busybox:1.36.1"))
    cluster.add("tools", Kind.CRON_JOB, "backup", Container("dump", _DB), suspended=True)
    cluster.add("tools", Kind.DEPLOYMENT, "chat", Container("chat", "docker.io/library/python:3.12.3"), replicas=2)
    cluster.somebody_sets("tools", "chat", "chat", "docker.io/library/python:3.12.99", by="argocd-controller")


def furnish_prod(cluster: SandboxCluster, shop: SandboxRegistry) -> None:
    """Production: the same shop, older, under the name by which that cluster knows the registry."""
    image = Shelfmark(shop, MIRROR)
    cluster.add(
        "shop-prod", Kind.DEPLOYMENT, "web", Container("migrate", image.pinned("migrate", 1), Group.INIT),
        Container("web", image.pinned("web", 3)), Container("proxy", "nginx:1.26.1"), replicas=4, changed_by="desktop-pipeline")
    cluster.add("shop-prod", Kind.DEPLOYMENT, "api", Container("api", image.pinned("api", 2)), replicas=3)
    cluster.add("shop-prod", Kind.DEPLOYMENT, "worker", Container("worker", image.pinned("worker", 2)), replicas=2)
    cluster.add("shop-prod", Kind.STATEFUL_SET, "db", Container("postgres", _DB), replicas=3)
    cluster.add("shop-prod", Kind.STATEFUL_SET, "cache", Container("redis", "redis:7.2.5"), replicas=3)
    cluster.add("ledger", Kind.STATEFUL_SET, "ledger", Container("ledger", "docker.io/library/postgres:15.8"), replicas=2)


def furnish_spare(cluster: SandboxCluster) -> None:
    """A context that is in nobody's workspace yet: for trying "add a cluster"."""
    cluster.add("default", Kind.DEPLOYMENT, "hello", Container("hello", "nginx:1.25.3"), replicas=2)


def live(cluster: SandboxCluster) -> None:
    """Something happens now and then: a job every 40 s, a container that runs out of memory every five minutes."""
    engine = cluster.engine

    def beat() -> None:
        job = cluster.workload("tools", "heartbeat") if ("tools", Kind.CRON_JOB, "heartbeat") in engine.workloads else None
        if job is not None and not job.suspended and not job.active_jobs:
            engine.run_job(job)
        engine.timeline.after(40.0, beat)

    def stumble() -> None:
        grafana = engine.workloads.get(("tools", Kind.DEPLOYMENT, "grafana"))
        pod = next((pod for pod in grafana.alive() if pod.ready_since is not None), None) if grafana else None
        if pod is not None:
            engine.kubelet.crash(pod, "grafana", "OOMKilled", 137)
        engine.timeline.after(300.0, stumble)

    engine.timeline.after(12.0, beat)
    engine.timeline.after(180.0, stumble)


def plans() -> tuple[Plan, ...]:
    """One saved release."""
    key = WorkloadKey(LAB, "shop", Kind.DEPLOYMENT, "api")
    change = RowChange("api", Mode.APPOINTED, f"{ADDRESS}/shop/api", tag("api", 3))
    return (Plan("Release 2.0 of the API", (WorkloadStep(key, (change,)),), name="api-2.0", notes="Faster search"),)


def demonstration_choices() -> tuple[tuple[RowKey, Choice], ...]:
    """What the demonstration release chooses: one row in each of the four modes; all of it goes well."""
    def row(kind: Kind, workload: str, container: str) -> RowKey:
        return RowKey(WorkloadKey(LAB, "shop", kind, workload), container)

    return (
        (row(Kind.STATEFUL_SET, "cache", "redis"), Choice(Mode.TAG, "7.4.2")),
        (row(Kind.DEPLOYMENT, "api", "api"), Choice(Mode.APPOINTED, tag("api", 3))),
        (row(Kind.DEPLOYMENT, "worker", "worker"), Choice(Mode.LATEST)),
        (row(Kind.DEPLOYMENT, "web", "web"), Choice(Mode.BUILD, execute=True)),
    )


LEAKY = Behaviour(Manner.OOM, 120.0)
"""For tests and talks: an image that is killed two minutes after its start."""
