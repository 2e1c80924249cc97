"""What the user set up: clusters, app maps, registries, engines and their policies; and what an id means on this computer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.domain.images import ImageRef, full_name


def _full_address(address: str) -> str:
    """The address of a registry as the beginning of full names: `index.docker.io/team/` → `docker.io/team`."""
    return full_name(f"{address.rstrip('/')}/x/x").removesuffix("/x/x")


class Protection(StrEnum):
    """How a target is guarded, from open to closed; enforced in the executor."""

    OPEN = "open"
    CONFIRM = "confirm"
    TYPE_NAME = "type-the-name"
    READ_ONLY = "read-only"


_STRICTNESS = (Protection.OPEN, Protection.CONFIRM, Protection.TYPE_NAME, Protection.READ_ONLY)


class Pinning(StrEnum):
    DIGEST = "digest"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Kubernetes cluster. `uid` is that of its kube-system namespace (or the hash of its CA), once seen."""

    id: str
    title: str = ""
    uid: str = ""
    protection: Protection = Protection.OPEN

    def is_at(self, identity: str) -> bool | None:
        """Whether what answers is this cluster. None when that cannot be told: one was named by its uid, the other by a hash."""
        if not self.uid or identity == self.uid:
            return True
        kinds = {text.rpartition(":")[0] for text in (self.uid, identity)}
        return False if len(kinds) == 1 else None

    def noted(self, identity: str) -> Cluster:
        """This cluster with what it says of itself: a uid takes the place of a hash, which says less; a hash never that of a uid."""
        says_more = not self.uid or (":" in self.uid and ":" not in identity)
        return replace(self, uid=identity) if says_more else self


@dataclass(frozen=True, slots=True)
class AppMap:
    """One cluster and one namespace."""

    cluster: str
    namespace: str
    title: str = ""
    protection: Protection = Protection.OPEN

    @property
    def name(self) -> str:
        return self.title or self.namespace

    @property
    def id(self) -> str:
        return f"{self.cluster}/{self.namespace}"


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry: `address` is `host[:port][/prefix]` as this workstation pushes to it, `pulled_as` what clusters call it."""

    id: str
    address: str
    title: str = ""
    pulled_as: tuple[str, ...] = ()
    pinning: Pinning = Pinning.DIGEST
    plain_http: bool = False

    @property
    def host(self) -> str:
        return self.address.partition("/")[0]

    def names(self) -> tuple[str, ...]:
        """All names of the registry, the push address first."""
        return (self.address, *self.pulled_as)

    def repository(self, path: str) -> str:
        """The full push name of a path below the registry's address; the key of everything known about a repository."""
        return full_name(f"{self.address.rstrip('/')}/{path}")

    def path_below(self, repository: str) -> str:
        """The part of a repository's name below this registry's address or one of its `pulled_as` names; '' when elsewhere.

        The longest of the names decides.
        """
        full, prefixes = full_name(repository), [_full_address(name) + "/" for name in self.names()]
        return min((full[len(prefix):] for prefix in prefixes if full.startswith(prefix)), key=len, default="")

    def push_name(self, repository: str) -> str:
        """The repository under the name by which this workstation reaches it; one that lies elsewhere keeps its name."""
        below = self.path_below(repository)
        return self.repository(below) if below else repository


@dataclass(frozen=True, slots=True)
class Engine:
    """A Docker engine that builds; which one it is on this computer says a binding."""

    id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much runs side by side (`rollouts` of a run on each cluster, `builds` on each engine), times in seconds, and how many
    megabytes (10^6 bytes) of files a build sends without asking."""

    rollouts: int = 5
    builds: int = 2
    rollout_seconds: float = 600.0
    settle_seconds: float = 15.0
    context_megabytes: int = 500
    log_days: int = 0
    """Logs of runs that ended so many days ago are deleted; 0 = never."""
    log_runs: int = 0
    """Logs of this many runs are kept, the newest; 0 = of all. With both, a log goes only where both let it go."""


@dataclass(frozen=True, slots=True)
class Workspace:
    title: str = ""
    clusters: tuple[Cluster, ...] = ()
    app_maps: tuple[AppMap, ...] = ()
    registries: tuple[Registry, ...] = ()
    engines: tuple[Engine, ...] = ()
    limits: Limits = Limits()

    def cluster(self, cluster_id: str) -> Cluster | None:
        return next((cluster for cluster in self.clusters if cluster.id == cluster_id), None)

    def app_map(self, cluster_id: str, namespace: str) -> AppMap | None:
        return next((item for item in self.app_maps if (item.cluster, item.namespace) == (cluster_id, namespace)), None)

    def registry(self, registry_id: str) -> Registry | None:
        return next((registry for registry in self.registries if registry.id == registry_id), None)

    def engine(self, engine_id: str) -> Engine | None:
        return next((engine for engine in self.engines if engine.id == engine_id), None)

    def registry_of(self, image: ImageRef) -> Registry | None:
        """The registry an image lies in, by push address or pull name; the longest name wins."""
        below = [(registry.path_below(image.repository), registry) for registry in self.registries]
        return min(((len(path), registry) for path, registry in below if path), key=lambda item: item[0], default=(0, None))[1]

    def protection(self, cluster_id: str, namespace: str) -> Protection:
        """The stricter of the cluster's and the app map's protection."""
        cluster, app_map = self.cluster(cluster_id), self.app_map(cluster_id, namespace)
        levels = [item.protection for item in (cluster, app_map) if item]
        return max(levels, key=_STRICTNESS.index, default=Protection.OPEN)

    def confirmation_name(self, cluster_id: str, namespace: str) -> str:
        """What has to be typed for *type the name*: the app map's id."""
        return AppMap(cluster_id, namespace).id


@dataclass(frozen=True, slots=True)
class ClusterBinding:
    """Which kubeconfig and context a cluster id means here. An empty kubeconfig means `KUBECONFIG` or the default file."""

    context: str
    kubeconfig: str = ""


@dataclass(frozen=True, slots=True)
class RegistryBinding:
    """The user name for a registry; its password is in the keyring under the registry's id.

    `host` is the one the password was entered for: whoever edits the shared workspace cannot have it sent elsewhere ('' = any).
    """

    username: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class EngineBinding:
    """Address of a Docker engine (`unix://…`, `tcp://…`) or the name of a docker context; both empty: `DOCKER_HOST` or the default.

    `builder`: `classic` (the engine's old builder), `buildkit` (the engine's BuildKit), or the name of a buildx builder anywhere.
    """

    host: str = ""
    context: str = ""
    builder: str = "classic"


@dataclass(frozen=True, slots=True)
class Bindings:
    clusters: dict[str, ClusterBinding] = field(default_factory=dict)
    registries: dict[str, RegistryBinding] = field(default_factory=dict)
    engines: dict[str, EngineBinding] = field(default_factory=dict)
