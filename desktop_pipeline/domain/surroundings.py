"""What stands around a workload: what its pods need, and what nodes, quotas and disruption budgets give. Pure sums for pre-flight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_QUANTITY = re.compile(r"(?P<number>[+-]?[0-9]*\.?[0-9]+)(?:(?P<exponent>[eE][+-]?[0-9]{1,2})|(?P<unit>[a-zA-Z]*))")
_UNITS = {"": 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
          "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60}


@dataclass(frozen=True, slots=True)
class PodNeeds:
    """What a workload's pod template asks for. `requests`: of one pod, by the names that quotas use (`requests.cpu`, `limits.memory`),
    in cores and bytes. During a rollout there may be `surge` pods more than wanted, and `unavailable` may be missing."""

    pull_secrets: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    node_selector: Mapping[str, str] = field(default_factory=dict)
    by_affinity: bool = False
    """Node affinity also chooses the nodes; it is not worked out here."""
    requests: Mapping[str, float] = field(default_factory=dict)
    surge: int = 0
    unavailable: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the cluster; `platform` such as `linux/amd64`."""

    name: str
    platform: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quota:
    """A ResourceQuota that counts all pods of its namespace, in cores, bytes and pieces."""

    name: str
    hard: Mapping[str, float]
    used: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Budget:
    """A PodDisruptionBudget: of the pods with these labels `spare` may be missing when all are well."""

    name: str
    labels: Mapping[str, str]
    spare: int


def quantity(text: str) -> float:
    """A Kubernetes quantity (`250m`, `1.5Gi`, `1e3`) as a number; 0 for what is none.

    kubernetes.io: "Resource units in Kubernetes".
    """
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        return 0.0
    if found["exponent"]:
        return float(found["number"] + found["exponent"])
    return float(found["number"]) * _UNITS.get(found["unit"], 0.0)


def share(value: int | str | None, default: str, replicas: int, *, up: bool) -> int:
    """`maxSurge` (rounded up) or `maxUnavailable` (rounded down) in pods: a number, or a percentage of the replicas."""
    text = str(default if value is None else value)
    if not text.endswith("%"):
        return int(text) if text.isdecimal() else 0
    percent = int(text[:-1]) if text[:-1].isdecimal() else 0
    return -(-percent * replicas // 100) if up else percent * replicas // 100


def fits(image: Iterable[str], node: str) -> bool:
    """Whether an image for some platforms runs on a node; variants (`arm/v7`) are left to the node."""
    return not (platforms := {"/".join(item.split("/")[:2]) for item in image}) or node in platforms


def candidates(needs: PodNeeds, nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Nodes with the labels that the pods ask for."""
    wanted = needs.node_selector.items()
    return tuple(node for node in nodes if all(node.labels.get(name) == value for name, value in wanted))


@dataclass(frozen=True, slots=True)
class Tight:
    """A quota that has no room for the additional pods of a rollout: `free` of `resource` is left, `needed` is one pod's share."""

    quota: str
    resource: str
    free: float
    needed: float


def tight(needs: PodNeeds, quotas: Iterable[Quota]) -> tuple[Tight, ...]:
    """Quotas with no room for even one pod more than there is now, for a workload whose rollout needs one."""
    one = {**needs.requests, "pods": 1.0, "count/pods": 1.0}
    one.update({short: one[f"requests.{short}"] for short in ("cpu", "memory") if f"requests.{short}" in one})
    found = []
    for quota in quotas if needs.surge else ():
        for resource, hard in quota.hard.items():
            free = hard - quota.used.get(resource, 0.0)
            if one.get(resource, 0.0) > free:
                found.append(Tight(quota.name, resource, free, one[resource]))
    return tuple(found)


def broken_budgets(needs: PodNeeds, budgets: Iterable[Budget]) -> tuple[Budget, ...]:
    """Budgets that a rollout may go below: the controllers of workloads do not heed them, only evictions do
    (kubernetes.io: Disruptions, "Pod disruption budgets")."""
    return tuple(
        budget for budget in budgets
        if budget.labels and all(needs.labels.get(name) == value for name, value in budget.labels.items())
        and needs.unavailable > budget.spare)
