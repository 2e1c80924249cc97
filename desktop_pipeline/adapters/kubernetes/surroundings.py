"""What stands around workloads: API objects → what pre-flight counts with. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping

import msgspec

from desktop_pipeline.adapters.kubernetes import structs
from desktop_pipeline.domain.surroundings import Budget, Node, PodNeeds, Quota, quantity, share
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.cluster_ports import PullSecret
from desktop_pipeline.services.ports import Login

METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
PLAIN = msgspec.json.Decoder(structs.PlainObject)
QUOTA = msgspec.json.Decoder(structs.QuotaObject)
BUDGET = msgspec.json.Decoder(structs.BudgetObject)
SECRET = msgspec.json.Decoder(structs.SecretObject)
_NEW, _OLD = ".dockerconfigjson", ".dockercfg"
Amounts = Mapping[str, str | int | float]


class _Auth(structs.Struct):
    username: str | None = None
    password: str | None = None
    auth: str | None = None


class _Config(structs.Struct):
    auths: dict[str, _Auth] | None = None


def needs_of(kind: Kind, spec: structs.Spec, template: structs.Template, replicas: int) -> PodNeeds:
    """What the pods of a workload need, and how many are exchanged at once."""
    pod, meta = template.spec or structs.PodSpec(), template.metadata or structs.Meta()
    surge, unavailable = _at_once(kind, spec, replicas)
    return PodNeeds(
        tuple(item.name for item in pod.image_pull_secrets or () if item.name), meta.labels or {}, pod.node_selector or {},
        pod.affinity is not None and pod.affinity.node_affinity is not None, _requests(pod), surge, unavailable)


def _at_once(kind: Kind, spec: structs.Spec, replicas: int) -> tuple[int, int]:
    """Pods more than wanted, and pods that may be missing, during a rollout."""
    strategy = (spec.strategy if kind is Kind.DEPLOYMENT else spec.update_strategy) or structs.Strategy()
    rolling = strategy.rolling_update or structs.RollingUpdate()
    if replicas == 0 or strategy.type == "OnDelete" or kind in (Kind.CRON_JOB, Kind.JOB):
        return 0, 0
    if kind is Kind.STATEFUL_SET:
        return 0, 1
    if kind is Kind.DAEMON_SET:
        return share(rolling.max_surge, "0", replicas, up=True), share(rolling.max_unavailable, "1", replicas, up=True)
    if strategy.type == "Recreate":
        return 0, replicas
    surge, unavailable = share(rolling.max_surge, "25%", replicas, up=True), share(rolling.max_unavailable, "25%", replicas, up=False)
    return surge, unavailable if surge or unavailable else 1


def _requests(pod: structs.PodSpec) -> dict[str, float]:
    """Of one pod: all that run side by side, or the largest init container where that is more."""
    side = [*(pod.containers or ()), *(item for item in pod.init_containers or () if item.restart_policy == "Always")]
    first = [item for item in pod.init_containers or () if item.restart_policy != "Always"]
    found: dict[str, float] = {}
    for item in side:
        for name, amount in _amounts(item).items():
            found[name] = found.get(name, 0.0) + amount
    for item in first:
        for name, amount in _amounts(item).items():
            found[name] = max(found.get(name, 0.0), amount)
    return found


def _amounts(container: structs.Container) -> dict[str, float]:
    """A request that is not written is as high as the limit."""
    resources = container.resources or structs.Resources()
    limits = _numbers(resources.limits or {})
    requests = {**limits, **_numbers(resources.requests or {})}
    found = {f"requests.{name}": value for name, value in requests.items()}
    return {**found, **{f"limits.{name}": value for name, value in limits.items()}}


def _numbers(amounts: Amounts) -> dict[str, float]:
    return {name: quantity(str(value)) for name, value in amounts.items()}


def nodes_of(items: Iterable[structs.PlainObject]) -> tuple[Node, ...]:
    """Every kubelet labels its node with operating system and architecture (kubernetes.io: "Well-Known Labels")."""
    found = []
    for item in items:
        labels = item.metadata.labels or {}
        if labels.get("kubernetes.io/os") and labels.get("kubernetes.io/arch"):
            found.append(Node(item.metadata.name, f"{labels['kubernetes.io/os']}/{labels['kubernetes.io/arch']}", labels))
    return tuple(found)


def quotas_of(items: Iterable[structs.QuotaObject]) -> tuple[Quota, ...]:
    """Those with scopes count only some pods; which, is not worked out here."""
    found = []
    for item in items:
        spec, status = item.spec or structs.QuotaSpec(), item.status or structs.QuotaStatus()
        if not spec.scopes and spec.scope_selector is None:
            found.append(Quota(item.metadata.name, _numbers(status.hard or {}), _numbers(status.used or {})))
    return tuple(found)


def budgets_of(items: Iterable[structs.BudgetObject]) -> tuple[Budget, ...]:
    found = []
    for item in items:
        selector, status = (item.spec or structs.BudgetSpec()).selector or structs.Selector(), item.status or structs.BudgetStatus()
        if selector.match_labels and not selector.match_expressions:
            spare = max(0, (status.expected_pods or 0) - (status.desired_healthy or 0))
            found.append(Budget(item.metadata.name, selector.match_labels, spare))
    return tuple(found)


def pull_secret_of(name: str, item: structs.SecretObject) -> PullSecret:
    """Logins by host (kubernetes.io: "Pull an Image from a Private Registry"). What cannot be read holds none."""
    data = item.data or {}
    try:
        if _NEW in data:
            auths = msgspec.json.decode(base64.b64decode(data[_NEW]), type=_Config).auths or {}
        else:
            auths = msgspec.json.decode(base64.b64decode(data.get(_OLD, "e30=")), type=dict[str, _Auth])
    except (ValueError, msgspec.MsgspecError, binascii.Error):
        return PullSecret(name)
    return PullSecret(name, True, {_host(place): login for place, auth in auths.items() if (login := _login(auth)) is not None})


def _host(place: str) -> str:
    host = place.partition("://")[2] or place
    host = host.partition("/")[0]
    return "docker.io" if host in ("index.docker.io", "registry-1.docker.io") else host


def _login(auth: _Auth) -> Login | None:
    if auth.username and auth.password:
        return Login(auth.username, auth.password)
    try:
        user, colon, word = base64.b64decode(auth.auth or "").decode().partition(":")
    except (ValueError, binascii.Error):
        return None
    return Login(user, word) if colon else None
