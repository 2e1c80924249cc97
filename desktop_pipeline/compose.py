"""The composition root: makes adapters and services for one workspace and one profile. No Qt."""

from __future__ import annotations

import asyncio
import getpass
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.workspace import Bindings, Workspace
from desktop_pipeline.services.kept_secrets import KeptSecrets
from desktop_pipeline.services.ports import Vault
from desktop_pipeline.services.workbench import Place, Ports, Workbench

_NAME = "desktop-pipeline"
_LAST = "last-workspace"


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for. Empty folders mean the usual ones; `temp_profile`: a profile that is deleted at the end."""

    workspace: str = ""
    profile: str = ""
    temp_profile: bool = False
    sandbox: bool = False


def profile_folder(options: Options) -> Path:
    """The profile that the options name: databases, logs and bindings of this computer."""
    return Path(options.profile).absolute() if options.profile else Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def workspace_folder(options: Options) -> Path:
    """The workspace that the options name, or the one opened last, or the usual one (which need not exist)."""
    if options.workspace:
        return Path(options.workspace).absolute()
    last = profile_folder(options) / _LAST
    if last.is_file():
        return Path(last.read_text(encoding="utf-8").strip())
    return profile_folder(options) / "workspace"


def workspace_exists(options: Options) -> bool:
    return (workspace_folder(options) / "workspace.yaml").is_file()


def remember_workspace(options: Options, folder: Path) -> None:
    """Open this workspace at the next start."""
    profile = profile_folder(options)
    profile.mkdir(parents=True, exist_ok=True)
    (profile / _LAST).write_text(str(folder), encoding="utf-8")


def user_name() -> str:
    """Who is at work, for journal and labels: `user@host`."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}"


def compose(options: Options, vault: Vault | None = None) -> Workbench:
    """The workbench for these options; nothing is read or connected before `start()`. `vault` replaces the OS keyring in tests."""
    return compose_sandbox() if options.sandbox else _real(options, vault)


def compose_sandbox(speed: float = 1.0) -> Workbench:
    """A workbench on the built-in sandbox; `speed`: how many times faster than usual things happen there."""
    from desktop_pipeline.adapters.clock import SystemClock
    from desktop_pipeline.adapters.sandbox import make_sandbox
    from desktop_pipeline.adapters.sandbox.network import SandboxNetwork
    from desktop_pipeline.adapters.scratch import TemporaryFolders

    clock, scratch = SystemClock(), TemporaryFolders()
    sandbox = make_sandbox(clock, speed)
    ports = Ports(
        world=sandbox.world, vault=sandbox.vault, files=sandbox.files, journal=sandbox.journal, drafts=sandbox.drafts, cache=sandbox.cache,
        logs=sandbox.logs, scratch=scratch, clock=clock, network=SandboxNetwork(), redact=sandbox.redactor,
        closers=(sandbox.close, scratch.close))
    return Workbench(ports, Place(workspace="sandbox", profile="", sandbox=True, by=user_name()))


def _real(options: Options, vault: Vault | None) -> Workbench:
    from desktop_pipeline.adapters.awake import system_awake
    from desktop_pipeline.adapters.clock import SystemClock
    from desktop_pipeline.adapters.keyring_vault import KeyringVault
    from desktop_pipeline.adapters.logs import FileLogs
    from desktop_pipeline.adapters.network import SystemNetwork
    from desktop_pipeline.adapters.notices import BusNotices
    from desktop_pipeline.adapters.profile_folder import ProfileFolder
    from desktop_pipeline.adapters.profile_locks import ProfileLocks
    from desktop_pipeline.adapters.scratch import TemporaryFolders
    from desktop_pipeline.adapters.sqlite import SqliteJournal, SqliteStore
    from desktop_pipeline.adapters.workspace_files import WorkspaceFiles
    from desktop_pipeline.world import RealWorld

    profile = Path(tempfile.mkdtemp(prefix=f"{_NAME}-profile-")) if options.temp_profile else profile_folder(options)
    folder = Path(options.workspace).absolute() if options.workspace else workspace_folder(options)
    redactor = Redactor()
    keyring = None if vault is not None else KeyringVault()
    secrets = KeptSecrets(RedactingVault(vault or keyring or KeyringVault(), redactor))
    locks = ProfileLocks(profile)
    world, files = RealWorld(secrets, profile / "mirrors"), WorkspaceFiles(folder, profile)
    journal, drafts, cache = SqliteJournal(profile), SqliteStore.drafts(profile), SqliteStore.cache(profile)
    logs, scratch = FileLogs(profile / "logs", redactor), TemporaryFolders()
    awake, notices = system_awake(), BusNotices()

    async def forget_profile() -> None:
        if options.temp_profile:
            await asyncio.to_thread(shutil.rmtree, profile, True)

    async def close_keyring() -> None:
        if keyring is not None:
            await keyring.close()

    ports = Ports(
        world=world, vault=secrets, files=files, journal=journal, drafts=drafts, cache=cache, logs=logs, scratch=scratch,
        clock=SystemClock(), network=SystemNetwork(), redact=redactor, locks=locks, awake=awake, notices=notices,
        profile=ProfileFolder(profile),
        closers=(
            notices.close, awake.close, world.close, scratch.close, files.close, logs.close, journal.close, drafts.close, cache.close,
            locks.close, close_keyring, forget_profile))
    workbench = Workbench(ports, Place(workspace=str(folder), profile=str(profile), by=user_name()))

    def setup() -> tuple[Workspace, Bindings]:
        return workbench.catalog.workspace, workbench.catalog.bindings

    world.configure(setup)
    return workbench


class RedactingVault:
    """A vault that makes each secret it gives known to redaction, before anybody can write it anywhere."""

    def __init__(self, vault: Vault, redactor: Redactor) -> None:
        self._vault, self._redactor = vault, redactor

    async def get(self, name: str) -> str | None:
        secret = await self._vault.get(name)
        if secret:
            self._redactor.add(secret)
        return secret

    async def put(self, name: str, secret: str) -> None:
        self._redactor.add(secret)
        await self._vault.put(name, secret)

    async def delete(self, name: str) -> None:
        await self._vault.delete(name)

    def notice(self) -> Message | None:
        return self._vault.notice()
