"""Facts to test with: one registry that is pulled under another name, one build, workloads of every kind."""

from __future__ import annotations

from desktop_pipeline.domain.builds import Build, BuildImage, BuildRun, RunOutcome, Versions
from desktop_pipeline.domain.choices import Row
from desktop_pipeline.domain.images import build_tag
from desktop_pipeline.domain.workloads import Container, Kind, Workload, WorkloadKey
from desktop_pipeline.domain.workspace import Registry, Workspace

REGISTRY = Registry("main", "localhost:5000", pulled_as=("registry:5000", "registry.shop.svc:5000/mirror"))
BUILD = Build("web", "main", "shop/web", "1.4.0", tasks=(BuildImage(),))
WORKSPACE = Workspace(registries=(REGISTRY,))


def digest(number: int) -> str:
    """A digest that can be told from others by its first digits."""
    return f"sha256:{number:012d}{'a' * 52}"


def run(number: int, version: str = "1.4.0", outcome: RunOutcome = RunOutcome.DONE, *, exists: bool = True, **more: object) -> BuildRun:
    """A run of the build; its image has the digest of its number."""
    more.setdefault("digest", digest(number) if exists else "")
    return BuildRun("web", number, build_tag(version, number), outcome, exists=exists, **more)  # type: ignore[arg-type]


def versions(*runs: BuildRun, tags: dict[str, str] | None = None, complete: bool = True) -> Versions:
    """Facts of a repository: runs, and other tags with their digests ('' = not known)."""
    tags = tags or {}
    ordered = tuple(sorted(runs, key=lambda item: item.number, reverse=True))
    there = {item.tag: item.digest for item in ordered if item.exists} | tags
    digests = {tag: value for tag, value in there.items() if value}
    return Versions("localhost:5000/shop/web", ordered, tuple(there), digests, complete)


def workload(kind: Kind = Kind.DEPLOYMENT, name: str = "web", *containers: Container, **fields: object) -> Workload:
    """A workload at rest with two pods, or with what `fields` say."""
    counts = dict.fromkeys(["replicas", "current", "updated", "ready", "available"], 2)
    rest: dict[str, object] = {"generation": 3, "observed_generation": 3, **counts}
    images = containers or (Container("main", "registry:5000/shop/web:1.4.0.B000005"),)
    return Workload(WorkloadKey("lab", "shop", kind, name), f"uid-{name}", images, **(rest | fields))  # type: ignore[arg-type]


def row(
    image: str, facts: Versions | None = None, *, built: bool = False, kind: Kind = Kind.DEPLOYMENT, name: str = "web", **more: object
) -> Row:
    """A row of a workload with one container."""
    one = Container("main", image)
    known = facts or Versions("")
    return Row(workload(kind, name, one), one, known, BUILD if built else None, REGISTRY, **more)  # type: ignore[arg-type]
