"""What the services need from the world. Adapters implement these; the sandbox implements all of them in memory.

Every port: raises `Unreachable` when the other side does not answer in time, `Refused` when it says no, other `UserError`s for bad input;
never lets a secret into an error, a log or a return value; and can be cancelled: a cancelled call ends within one second and leaves
nothing behind. Times are epoch seconds, sizes bytes, durations seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.changes import MOST_ENTRIES, Commits, ImageConfig
from desktop_pipeline.domain.importing import FolderFound, WorkTree
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.kept_ports import LogWriter

if TYPE_CHECKING:
    from desktop_pipeline.services.cluster_ports import Cluster
    from desktop_pipeline.services.task_ports import Containers, TaskTools


URGENT: ContextVar[bool] = ContextVar("URGENT", default=False)
"""Set in the task of a run at work: adapters try an endpoint out of reach again at once. Everything else waits for its turn, so that being
offline makes no storm of attempts."""


class Clock(Protocol):
    def now(self) -> float:
        """Epoch seconds."""

    def monotonic(self) -> float:
        """Seconds since some moment: only differences mean something. Unlike `now` it never jumps when the computer's time is set."""

    async def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and password or token. Never logged: `repr` hides the secret."""

    username: str
    secret: str = field(repr=False)


# ---- registry, builder, code -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TagList:
    tags: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What the image's configuration says. `platforms` such as `linux/amd64`; `size` is the compressed size of its layers."""

    created: float | None
    size: int
    labels: Mapping[str, str]
    platforms: tuple[str, ...]
    config_digest: str = ""
    images: tuple[str, ...] = ()
    """Of an index the digests of its images; a node may say that it runs one of these."""


class Registry(Protocol):
    """One registry. `path` is the repository below its host, prefix included."""

    async def ping(self) -> None:
        """Ask /v2/ with the login. Raises Unreachable `registry.unreachable` or Refused `registry.unauthorized`."""

    async def tags(self, path: str) -> TagList:
        """All tag names in any order; an unknown repository has none. `complete` is False when a page could not be had."""

    async def digest(self, path: str, reference: str) -> str | None:
        """Digest of a tag or digest by HEAD; None when it does not exist."""

    async def may_push(self, path: str) -> None:
        """Begin an upload into a repository and give it up: nothing is left. Raises Refused `registry.unauthorized` or
        `registry.failed` where pushing is not allowed."""

    async def image(self, path: str, digest: str) -> ImageInfo | None:
        """Dates, labels and platforms of an image; of an index the first platform's date and labels."""

    async def put_tag(self, path: str, digest: str, tag: str) -> bool:
        """Let a tag name an image that is there, whatever it named before; False when there is no image with this digest."""

    async def config(self, path: str, digest: str) -> ImageConfig | None:
        """How an image runs, of an index its first image, without secrets (`changes.safe_config`); None when there is no such image."""

    async def delete(self, path: str, digest: str) -> None:
        """Delete a manifest: every tag with this digest goes."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build. `context` is a folder; `dockerfile` is a path in it, unless `dockerfile_text` is given. `reference` is repo:tag.

    The fields from `platforms` on need BuildKit. `secrets` are for `RUN --mount=type=secret`, by id; `ssh` lends the ssh agent to the
    build; `cache_from` and `cache_to` are as `docker buildx build` takes them; `provenance` None = what the builder does by itself.
    """

    context: Path
    reference: str
    dockerfile: str = "Dockerfile"
    dockerfile_text: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    no_cache: bool = False
    pull: bool = False
    platforms: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    ssh: bool = False
    cache_from: tuple[str, ...] = ()
    cache_to: tuple[str, ...] = ()
    provenance: bool | None = None
    sbom: bool = False
    context_size: int = 0
    """What `measure` found, so that progress can say how much is left; 0 = not counted."""


@dataclass(frozen=True, slots=True)
class ContextSize:
    """The files of a build: bytes, number (links count, folders do not), and the largest files and folders (`name/`) directly in it with
    their bytes, largest first. It is what may be sent: BuildKit leaves out what the Dockerfile does not ask for."""

    size: int
    files: int
    largest: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What builds. `builder`: classic or buildkit; `kind`: the driver of a buildx builder (docker, docker-container, kubernetes, remote),
    `engine` for the classic builder; `platforms` it can build for; `state` in the tool's own word."""

    version: str
    platform: str
    builder: str = "classic"
    kind: str = "engine"
    platforms: tuple[str, ...] = ()
    state: str = "running"


@dataclass(frozen=True, slots=True)
class BuilderFound:
    """A buildx builder that this computer knows. `state` in the tool's own word; `problem` says why it cannot be asked."""

    name: str
    driver: str
    state: str
    platforms: tuple[str, ...] = ()
    version: str = ""
    endpoint: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EngineContext:
    """A docker context that this computer knows. `tls`: it has certificates of its own."""

    name: str
    host: str
    tls: bool = False


Progress = Callable[[float | None, Message], None]
"""Called with a fraction 0..1 (None = cannot be told) and a text; from any thread."""


class Builder(Protocol):
    """Builds images and pushes them: a Docker engine, or BuildKit somewhere."""

    async def info(self) -> EngineInfo:
        """Raises Unreachable `engine.unreachable`."""

    async def free_space(self) -> int | None:
        """Bytes free where the engine keeps its images; None where that cannot be told honestly: engines do not say it, so it is known
        only of one that works on this computer itself. Raises Unreachable `engine.unreachable`."""

    async def measure(self, request: BuildRequest) -> ContextSize:
        """Count what `build` may send; asks no engine. Raises UserError `build.no_context`, `build.no_dockerfile`, `build.unreadable`."""

    async def build(self, request: BuildRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> str:
        """Build an image; returns what `push` takes to name it. `logins` by registry host: for base images, and for the registry of
        `reference`, since a builder without a store of its own puts the image there at once, though under no tag.

        Cancelling stops the build: its container is gone within a second. Raises UserError `build.failed` with the last error,
        `build.needs_buildkit` for a request that this builder cannot do.
        """

    async def push(self, image: str, reference: str, login: Login | None, log: LogWriter, progress: Progress) -> str:
        """Push what `build` returned as repo:tag, the repository being that of its request, and return the digest that the registry gave
        it. Cancelled: the tag is not written.

        Raises UserError `push.failed`, `push.no_image`, Refused `registry.unauthorized`.
        """

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class History:
    """What the copy of a history on this computer says. `seen`: when the server was last asked (None = never), `problem`: why the commits
    are not known."""

    commits: Commits
    seen: float | None = None
    problem: Message | None = None


class CodeSource(Protocol):
    """Git, through the `git` program."""

    async def resolve(self, repository: CodeRepository, login: Login | None) -> str:
        """The commit that branch, tag or commit names now. Raises UserError `git.no_ref`, Refused `git.unauthorized`, Unreachable."""

    async def describe(self, repository: CodeRepository, commit: str, login: Login | None) -> str:
        """The commit by the nearest tag before it, as `git describe --tags --always` says it in a whole clone; without a tag the start of
        its name. Raises UserError `git.no_ref`, Refused `git.unauthorized`, Unreachable."""

    async def history(
        self, repository: CodeRepository, old: str, new: str, login: Login | None, *, ask: bool = True, most: int = MOST_ENTRIES,
    ) -> History:
        """The commits between two, given by their whole names, at most `most` of them listed. They come from a copy that is kept on this
        computer, so the answer is the same offline; the server is asked, if `ask`, only for commits that the copy lacks. A server that
        cannot be reached, refuses, or does not have them is the answer's `problem`. Raises UserError `git.no_ref` for what is no whole
        name, `git.bad_url`, `git.missing`, `changes.copy_broken`."""

    async def fetch(self, repository: CodeRepository, commit: str, into: Path, login: Login | None, log: LogWriter) -> None:
        """Put the files of a commit into a folder, with submodules. Cancelling ends git and its children."""


    async def work_tree(self, folder: Path) -> WorkTree | None:
        """The work tree that a folder of this computer is in; None when it is in none. Nothing is fetched, and nothing of it is run."""


class Folders(Protocol):
    """Folders of this computer from which builds can be made."""

    async def look(self, folder: Path) -> FolderFound:
        """Dockerfiles and compose file of a folder. Raises UserError `import.no_folder`."""


class Scratch(Protocol):
    """Work folders of builds, outside the workspace."""

    async def make(self, name: str) -> Path:
        """A new empty folder."""

    async def remove(self, folder: Path) -> None:
        """Delete a folder and all that is in it."""

    async def sweep(self) -> None:
        """Clean up after killed programs of this computer: their children, their folders. Once; `make` does it too."""


class Vault(Protocol):
    """Secrets in the OS keyring, by name: `registry/ID`, `git/NAME`."""

    async def get(self, name: str) -> str | None:
        """The secret; None when there is none."""

    async def put(self, name: str, secret: str) -> None: ...

    async def delete(self, name: str) -> None: ...

    def notice(self) -> Message | None:
        """Why secrets are only kept for this session; None while the keyring works."""


@dataclass(frozen=True, slots=True)
class ContextInfo:
    """A context of a kubeconfig, as found on this computer."""

    name: str
    kubeconfig: str
    server: str
    namespace: str


class World(Protocol):
    """Finds the adapter behind an id of the workspace. Raises UserError `binding.missing` for "not set on this computer"."""

    def cluster(self, cluster_id: str) -> Cluster: ...

    def registry(self, registry_id: str) -> Registry: ...

    def registry_as(self, registry_id: str, login: Login | None) -> Registry:
        """A registry as somebody with this login sees it; whoever asks for it closes it."""

    def builder(self, engine_id: str) -> Builder: ...

    def code(self) -> CodeSource: ...

    def folders(self) -> Folders: ...

    def tools(self) -> TaskTools: ...

    def containers(self, engine_id: str) -> Containers: ...

    async def login(self, registry_id: str) -> Login | None:
        """User name from the binding, password from the vault; None where none is set. The secret is made known to redaction."""

    async def contexts(self, kubeconfig: str = "") -> tuple[ContextInfo, ...]:
        """Contexts of a kubeconfig; '' = `KUBECONFIG` or the default one. Raises UserError `kubeconfig.bad`."""

    async def refresh(self) -> None:
        """Forget adapters whose bindings changed; they are closed."""

    def wake(self) -> None:
        """Let endpoints that were out of reach be tried again at once: the network has changed, or a person asks."""

    async def close(self) -> None: ...
