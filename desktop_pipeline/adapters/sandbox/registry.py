"""Registries in memory, and how the images in them behave when a cluster runs them."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.changes import ImageConfig, safe_config
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import LATEST, ImageRef
from desktop_pipeline.services.ports import ImageInfo, Login, TagList


class Manner(StrEnum):
    """What a container of an image does."""

    GOOD = "good"
    NEVER_READY = "never-ready"
    CRASH = "crash"
    """Ends with exit code 1 right after its start, again and again."""
    CRASH_LATER = "crash-later"
    """Becomes ready and crashes some seconds after."""
    OOM = "oom"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`seconds`: of CRASH_LATER and OOM the time from start to end, of GOOD until it is ready."""

    manner: Manner = Manner.GOOD
    seconds: float = 0.4
    exit_code: int = 1


_CONFIG = ImageConfig(
    env={"PATH": "/usr/local/bin:/usr/bin:/bin"}, cmd=("python", "-m", "app"), ports=("8080/tcp",), user="app", workdir="/app")
GOOD = Behaviour()
NEVER_READY = Behaviour(Manner.NEVER_READY)
CRASH = Behaviour(Manner.CRASH, 0.3)


def digest_of(*parts: object) -> str:
    """A digest made from some text."""
    return "sha256:" + hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()


@dataclass(slots=True)
class Repository:
    """Tags and manifests of one path."""

    tags: dict[str, str] = field(default_factory=dict)
    images: dict[str, ImageInfo] = field(default_factory=dict)
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    configs: dict[str, ImageConfig] = field(default_factory=dict)
    """How images run, by digest; of others it is as for the newest of them."""


class SandboxRegistry:
    """A registry in memory. Its attributes are the handles of tests:

    `lock` (the login it asks for; None = open), `down` (no answer), `refuse` (no login is good enough), `slow` (seconds per request),
    `partial` (the list of tags is cut short), `refuse_pulls` (clusters have no pull secret), `no_delete` (deleting is switched off),
    `no_push` (logins may only read).
    """

    def __init__(self, host: str) -> None:
        self.host = host
        self.lock: Login | None = None
        self.repositories: dict[str, Repository] = {}
        self.down = self.refuse = self.partial = self.refuse_pulls = self.no_delete = self.no_push = False
        self.slow = 0.0
        self.requests: list[str] = []
        """What was asked, for tests: `HEAD shop/web:1.0`."""

    # ---- handles ---------------------------------------------------------------------------------------------------

    def put(
        self, path: str, tag: str, *, digest: str = "", created: float | None = None, size: int = 30_000_000,
        labels: Mapping[str, str] | None = None, platforms: tuple[str, ...] = ("linux/amd64", "linux/arm64"), behaviour: Behaviour = GOOD,
        config: ImageConfig | None = None,
    ) -> str:
        """Put an image under a tag, as a push does; returns its digest. A tag that exists is moved."""
        digest = digest or digest_of(self.host, path, tag, created, sorted((labels or {}).items()))
        repository = self.repositories.setdefault(path, Repository())
        if digest not in repository.images:
            repository.images[digest] = ImageInfo(created, size, dict(labels or {}), platforms, digest_of("config", digest))
        if tag:
            repository.tags[tag] = digest
        if behaviour != GOOD:
            repository.behaviours[digest] = behaviour
        if config is not None:
            repository.configs[digest] = config
        return digest

    def find(self, path: str, reference: str) -> str | None:
        """The digest a tag or digest names, without a request."""
        repository = self.repositories.get(path)
        if repository is None:
            return None
        return reference if reference in repository.images else repository.tags.get(reference)

    def behaviour(self, path: str, digest: str) -> Behaviour:
        repository = self.repositories.get(path)
        return repository.behaviours.get(digest, GOOD) if repository else GOOD

    def behave(self, path: str, tag: str, behaviour: Behaviour) -> None:
        """Containers of this tag's image behave like this when they start the next time."""
        digest = self.find(path, tag)
        if digest is None:
            raise KeyError(f"{path}:{tag}")
        self.repositories[path].behaviours[digest] = behaviour

    # ---- for clients, builders and clusters ------------------------------------------------------------------------

    def check(self, login: Login | None) -> None:
        """Raise what a request with this login would raise now."""
        if self.down:
            raise Unreachable("registry.unreachable", host=self.host, text="connection refused.")
        if self.refuse or not self.opens(login):
            raise Refused("registry.unauthorized", host=self.host, text="authentication required.")

    def opens(self, login: Login | None) -> bool:
        """Whether a login is good enough."""
        return self.lock is None or (login is not None and (login.username, login.secret) == (self.lock.username, self.lock.secret))


class RegistryClient:
    """The port `Registry`: one registry as somebody with (or without) a login sees it. `login` is asked at each request."""

    def __init__(self, registry: SandboxRegistry, timeline: Timeline, login: Callable[[], Awaitable[Login | None]] | None = None) -> None:
        self._registry, self._timeline, self._login = registry, timeline, login

    async def _ask(self, what: str) -> None:
        registry = self._registry
        registry.requests.append(what)
        del registry.requests[:-1000]
        await self._timeline.sleep_real(registry.slow)
        registry.check(await self._login() if self._login else None)

    def _repository(self, path: str) -> Repository:
        return self._registry.repositories.get(path) or Repository()

    async def ping(self) -> None:
        await self._ask("GET /v2/")

    async def tags(self, path: str) -> TagList:
        await self._ask(f"GET {path}/tags")
        names = tuple(sorted(self._repository(path).tags))
        return TagList(names[: len(names) // 2], False) if self._registry.partial else TagList(names, True)

    async def digest(self, path: str, reference: str) -> str | None:
        await self._ask(f"HEAD {path}:{reference}")
        return self._registry.find(path, reference)

    async def may_push(self, path: str) -> None:
        await self._ask(f"POST {path}/blobs/uploads/")
        if self._registry.no_push:
            raise Refused("registry.unauthorized", host=self._registry.host, text="requested access to the resource is denied.")

    async def image(self, path: str, digest: str) -> ImageInfo | None:
        await self._ask(f"GET {path}@{digest}")
        return self._repository(path).images.get(digest)

    async def put_tag(self, path: str, digest: str, tag: str) -> bool:
        await self._ask(f"PUT {path}:{tag}")
        repository = self._repository(path)
        if digest not in repository.images:
            return False
        repository.tags[tag] = digest
        return True

    async def config(self, path: str, digest: str) -> ImageConfig | None:
        info = await self.image(path, digest)
        if info is None:
            return None
        configs = self._repository(path).configs
        known = configs.get(digest) or next(reversed(configs.values()), _CONFIG)
        return safe_config(replace(known, labels={**known.labels, **info.labels}, platform=info.platforms[0], size=info.size))

    async def delete(self, path: str, digest: str) -> None:
        await self._ask(f"DELETE {path}@{digest}")
        if self._registry.no_delete:
            raise Refused("registry.delete_disabled", host=self._registry.host)
        repository = self._repository(path)
        repository.images.pop(digest, None)
        repository.tags = {tag: named for tag, named in repository.tags.items() if named != digest}

    async def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Pulled:
    """An image as a node got it."""

    image_id: str
    behaviour: Behaviour


@dataclass(frozen=True, slots=True)
class PullError:
    """Why a node does not get an image: reason and text as the kubelet writes them."""

    reason: str
    text: str


class Shelf:
    """All registries of the sandbox by host name, with the other names under which clusters know them."""

    def __init__(self) -> None:
        self._registries: dict[str, SandboxRegistry] = {}

    def registry(self, host: str) -> SandboxRegistry:
        """The registry of a host; an empty one is made for a host nobody has named yet."""
        if host not in self._registries:
            self._registries[host] = SandboxRegistry(host)
        return self._registries[host]

    def alias(self, host: str, registry: SandboxRegistry) -> None:
        self._registries[host] = registry

    def known(self, host: str) -> SandboxRegistry | None:
        return self._registries.get(host)

    def pull(self, image: str, policy: str, present: dict[str, str]) -> Pulled | PullError:
        """What a node gets for an image. `present` is what the node has: reference → digest, kept up to date."""
        try:
            reference = ImageRef.parse(image).normalised()
        except UserError as error:
            text = f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": invalid reference format: {error}'
            return PullError("InvalidImageName", text)
        registry = self.known(reference.host)
        head = f'failed to pull and unpack image "{reference}": failed to resolve reference "{reference}": '
        url = f"https://{reference.host}/v2/{reference.path}/manifests/{reference.digest or reference.tag}"
        if registry is None:
            return PullError("ErrImagePull", f'{head}failed to do request: Head "{url}": dial tcp: lookup {reference.host}: no such host')
        key = str(reference)
        kept = present.get(key) if policy != "Always" else None
        if kept is None:
            if registry.down:
                return PullError("ErrImagePull", f'{head}failed to do request: Head "{url}": dial tcp: connect: connection refused')
            if registry.refuse_pulls:
                return PullError("ErrImagePull", f"{head}pulling from host {reference.host} failed with status code "
                                                 f"[manifests {reference.tag}]: 401 Unauthorized")
            kept = registry.find(reference.path, reference.digest or reference.tag or LATEST)
        if kept is None:
            return PullError("ErrImagePull", f"rpc error: code = NotFound desc = {head}{reference}: not found")
        present[key] = kept
        return Pulled(f"{reference.repository}@{kept}", registry.behaviour(reference.path, kept))
