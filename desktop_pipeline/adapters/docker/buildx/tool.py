"""Runs `docker buildx …`: a temporary configuration folder that names our credential helper and holds no secret.

Plugins, contexts and builders stay those of the user; logins are only those that were given.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_pipeline.adapters.common.locks import FileLock
from desktop_pipeline.adapters.common.process import Ended, run_process
from desktop_pipeline.adapters.common.secret_pipe import Helper, registry_helper
from desktop_pipeline.adapters.docker.endpoint import resolve
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import DOCKER_HUB
from desktop_pipeline.services.ports import Login

_HUB = "https://index.docker.io/v1/"
_DROPPED = ("DOCKER_AUTH_CONFIG", "DOCKER_CONTEXT", "BUILDX_BUILDER", "BUILDKIT_PROGRESS", "BUILDX_METADATA_WARNINGS")
_MISSING = ("is not a docker command", "unknown command: docker buildx", "unknown flag: --builder")


@dataclass(frozen=True, slots=True)
class Tool:
    """The docker command for one engine. `host` and `context` as for DockerBuilder; `builder` '' = the engine's own."""

    host: str
    context: str
    builder: str
    program: str

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.builder or self.host or self.context or "docker"

    @contextlib.asynccontextmanager
    async def session(self, logins: Mapping[str, Login] | None = None) -> AsyncIterator[Session]:
        """A folder for one piece of work. Raises UserError `builder.login_windows` and those about the engine's address."""
        endpoint = self._environment()
        folder = Path(tempfile.mkdtemp(prefix="desktop-pipeline-buildx-"))
        lock = FileLock(folder / "lock")  # whoever sweeps work folders sees that this one is in use
        try:
            lock.acquire()
            servers = {_HUB if host == DOCKER_HUB else host: login for host, login in (logins or {}).items()}
            with _helper(servers, folder) as helper:
                _write_config(folder, helper.program, servers)
                path = os.pathsep.join((str(folder), os.environ.get("PATH", os.defpath)))
                yield Session(self, folder, {**endpoint, **helper.variables, "DOCKER_CONFIG": str(folder), "PATH": path}, helper.pass_fds)
        finally:
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        found = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        found["BUILDX_CONFIG"] = os.environ.get("BUILDX_CONFIG") or str(_config() / "buildx")
        found["BUILDX_METADATA_PROVENANCE"] = "disabled"
        found["DOCKER_CLI_HINTS"] = "false"
        if self.builder and not self.host and not self.context:
            return found
        endpoint = resolve(self.host, self.context)
        found["DOCKER_HOST"] = endpoint.host
        for name in ("DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "DOCKER_TLS"):
            found.pop(name, None)
        if endpoint.tls_folder is not None and not endpoint.host.startswith("ssh"):
            found["DOCKER_CERT_PATH"] = str(endpoint.tls_folder)
            found["DOCKER_TLS_VERIFY" if endpoint.verify else "DOCKER_TLS"] = "1"
        return found


@dataclass(frozen=True, slots=True)
class Session:
    """Runs commands of one piece of work."""

    tool: Tool
    folder: Path
    environment: Mapping[str, str]
    pass_fds: tuple[int, ...]

    async def run(
        self, arguments: Sequence[str], out: Callable[[str], None], err: Callable[[str], None], more: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run `docker buildx ARGUMENTS`; `more` is for the environment of this one child. Raises UserError `builder.no_buildx`."""
        command = [self.tool.program, "buildx", *arguments]
        try:
            ended = await run_process(
                command, out=out, err=err, environment={**self.environment, **(more or {})}, pass_fds=self.pass_fds, folder=self.folder,
            )
        except FileNotFoundError as error:
            raise UserError("builder.no_buildx", text=f"there is no program “{self.tool.program}”.") from error
        except OSError as error:
            raise UserError("builder.no_buildx", text=f"{error.strerror}.") from error
        if ended.code and any(sign in ended.tail for sign in _MISSING):
            raise UserError("builder.no_buildx", text="docker has no plugin of this name.")
        return ended

    def chosen(self) -> str:
        """The option that names the builder."""
        return f"--builder={self.tool.builder or 'default'}"


def _config() -> Path:
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")


@contextlib.contextmanager
def _helper(servers: Mapping[str, Login], folder: Path) -> Iterator[Helper]:
    try:
        context = registry_helper(servers, folder)
        helper = context.__enter__()
    except ValueError as error:
        raise UserError("builder.login_windows") from error
    try:
        yield helper
    finally:
        context.__exit__(None, None, None)


def _write_config(folder: Path, helper: str, servers: Mapping[str, Login]) -> None:
    users = _config()
    try:
        theirs: Any = json.loads((users / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        theirs = {}
    if not isinstance(theirs, dict):
        theirs = {}
    folders = [str(users / "cli-plugins"), *(str(item) for item in theirs.get("cliPluginsExtraDirs") or ())]
    config: dict[str, Any] = {"cliPluginsExtraDirs": folders, "credHelpers": {server: helper for server in servers}}
    if "proxies" in theirs and "@" not in json.dumps(theirs["proxies"]):  # one with a password stays where it is
        config["proxies"] = theirs["proxies"]
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with contextlib.suppress(OSError):  # Windows may not allow links: builders that name a context are not found then
        (folder / "contexts").symlink_to(users / "contexts", target_is_directory=True)
