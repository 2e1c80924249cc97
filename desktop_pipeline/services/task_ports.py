"""What the tasks of a build need from the world beyond git and the engine. The rules of `ports.py` hold here too.

Requests hold finished values: variables and secrets are filled in before. A request's `repr` never shows a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login, Progress


@dataclass(frozen=True, slots=True)
class ScriptRequest:
    """A script for this workstation. `folder` is its working folder, `environment` comes on top of a small clean one."""

    text: str
    folder: Path
    shell: str = "/bin/sh"
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


class Shell(Protocol):
    """Runs scripts on the workstation."""

    async def run(self, request: ScriptRequest, log: LogWriter) -> int:
        """Run to its end and return the exit code. Cancelling ends the whole process group within a second.

        Raises UserError `script.no_shell`.
        """


@dataclass(frozen=True, slots=True)
class ContainerRequest:
    """Commands for a container of the build's engine. `work` goes in and comes out again through a volume, mounted at `mount`.

    `commands` are run one after the other by the image's `/bin/sh -ec`; without any, the image's own command runs. `folder` is the
    working folder below the mount.
    """

    image: str
    work: Path
    commands: tuple[str, ...] = ()
    folder: str = ""
    mount: str = "/work"
    volumes: Mapping[str, str] = field(default_factory=dict)
    """More named volumes (caches) by the path in the container."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


class Containers(Protocol):
    """Runs a container on the build's engine, also when that is another machine."""

    async def run(self, request: ContainerRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> int:
        """Copy the work folder in, run, copy it out (ownership, modes, symlinks kept), remove container and volume; return the exit code.

        Cancelling stops the container and removes both within a second. Raises UserError `container.no_image`, Refused
        `build.base_unauthorized`, Unreachable `engine.unreachable`.
        """

    async def sweep(self) -> tuple[str, ...]:
        """Remove what killed programs of this computer left at the engine: names of containers and volumes."""


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """A file or folder to be moved. `protocol`: ftp, ftps (explicit TLS) or sftp; `upload` False = download.

    `host_key` is the server's known key for sftp as `ssh-keyscan` writes it (`ssh-ed25519 AAAA…`) or a fingerprint (`SHA256:…`).
    """

    protocol: str
    host: str
    port: int
    upload: bool
    remote: str
    local: Path
    login: Login | None = None
    private_key: str = field(default="", repr=False)
    host_key: str = ""


class Transfers(Protocol):
    """FTP and SFTP."""

    async def move(self, request: TransferRequest, log: LogWriter, progress: Progress) -> None:
        """Move a file, or a folder with all in it. What is half done at a cancel is removed at the receiving end.

        Raises Unreachable `transfer.unreachable`, Refused `transfer.unauthorized`, `transfer.host_key` (with the fingerprint that the
        server showed), UserError `transfer.not_found`, `transfer.failed`.
        """


@dataclass(frozen=True, slots=True)
class RestRequest:
    """An HTTP request. `timeout` in seconds for the whole of it; `output` takes the body of the answer ('None' = it is only logged)."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str = field(default="", repr=False)
    login: Login | None = None
    verify_tls: bool = True
    timeout: float = 30.0
    accepted: tuple[int, ...] = (200,)
    expected: str = ""
    """A text that the answer must contain; '' = anything."""
    output: Path | None = None
    log_body: bool = True


class Rest(Protocol):
    """HTTP calls."""

    async def call(self, request: RestRequest, log: LogWriter) -> str:
        """Send it and return the answer's body as text (at most 1 MB of it; `output` gets all).

        Raises UserError `rest.status`, `rest.content`, `rest.bad_url`, Unreachable `rest.unreachable`, `rest.timeout`.
        """


@dataclass(frozen=True, slots=True)
class TaskTools:
    """What runs on this workstation or from it."""

    shell: Shell
    rest: Rest
    transfers: Transfers
