"""The tasks of a build: what can be done on the way to an image."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class TaskKind(StrEnum):
    CODE = "code"
    USER = "user"
    FILE = "file"
    REST = "rest"
    SCRIPT = "script"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What all tasks of a build have in common."""

    kind: ClassVar[TaskKind]
    title: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRepository(Task):
    """Fetch a git repository. `ref` is a branch, tag or commit; `secret` names the password or token in the keyring ('' = public)."""

    kind = TaskKind.CODE
    url: str = ""
    ref: str = ""
    username: str = ""
    secret: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCommand(Task):
    """Run commands in a container of the build's engine, with the work folder in it."""

    kind = TaskKind.USER
    image: str = ""
    commands: tuple[str, ...] = ()
    folder: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    volumes: dict[str, str] = field(default_factory=dict)
    """Named volumes of the engine that stay between runs (caches), by their path in the container."""
    result: str = ""
    """Variable that takes the last line of output, for later tasks; '' = none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTransfer(Task):
    """Move a file or folder by FTP, FTPS or SFTP. `key` names a private key in the keyring, `host_key` the server's key or print."""

    kind = TaskKind.FILE
    protocol: str = "sftp"
    host: str = ""
    port: int = 0
    username: str = ""
    secret: str = ""
    key: str = ""
    host_key: str = ""
    direction: str = "download"
    remote: str = ""
    local: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestCall(Task):
    """Send an HTTP request. `timeout` in seconds."""

    kind = TaskKind.REST
    url: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    username: str = ""
    secret: str = ""
    timeout: float = 30.0
    accepted: tuple[int, ...] = (200,)
    expected: str = ""
    """Text that the answer must contain; '' = anything."""
    ignore_tls_errors: bool = False
    output: str = ""
    """File in the work folder that takes the answer's body."""
    hide_body: bool = False
    """Keep the answer's body out of the log."""
    result: str = ""
    """Variable that takes the answer's body, for later tasks; '' = none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Task):
    """Run a script on the workstation."""

    kind = TaskKind.SCRIPT
    text: str = ""
    shell: str = "/bin/sh"
    folder: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    result: str = ""
    """Variable that takes the last line of output, for later tasks; '' = none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildImage(Task):
    """Build the image. Either `dockerfile_text` or `dockerfile` (a path below `context`) is used, text first."""

    kind = TaskKind.IMAGE
    dockerfile: str = "Dockerfile"
    dockerfile_text: str = ""
    context: str = "."
    arguments: dict[str, str] = field(default_factory=dict)
    target: str = ""
    also_latest: bool = False
    no_cache: bool = False
    pull: bool = False
    platforms: tuple[str, ...] = ()
    """Platforms such as `linux/arm64`; none = the engine's own. More than one needs BuildKit."""
    secrets: dict[str, str] = field(default_factory=dict)
    """Names of secrets in the keyring, by the id that `RUN --mount=type=secret,id=…` uses. Needs BuildKit."""
    ssh: bool = False
    """Forward the ssh agent to `RUN --mount=type=ssh`. Needs BuildKit."""
    cache_from: tuple[str, ...] = ()
    cache_to: tuple[str, ...] = ()
    provenance: bool = False
    sbom: bool = False


TASK_TYPES: dict[TaskKind, type[Task]] = {
    cls.kind: cls for cls in (CodeRepository, UserCommand, FileTransfer, RestCall, Script, BuildImage)
}
