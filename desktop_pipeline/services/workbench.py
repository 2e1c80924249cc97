"""Everything a front end needs, in one place: window, command line and tests get the same."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import redacted
from desktop_pipeline.services.away import Away
from desktop_pipeline.services.builds import BuildPorts, Builds
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.changes import ReleaseChanges
from desktop_pipeline.services.composer import Composer
from desktop_pipeline.services.computer_ports import (
    Awake,
    InMemory,
    Locks,
    Network,
    Notices,
    OneProcess,
    Profile,
    Remembered,
    Still,
    Wakeful,
)
from desktop_pipeline.services.crew import Crew
from desktop_pipeline.services.doctor import Doctor
from desktop_pipeline.services.durations import Durations
from desktop_pipeline.services.endpoints import Endpoints
from desktop_pipeline.services.executor import Executor
from desktop_pipeline.services.feed import Feed
from desktop_pipeline.services.history import History
from desktop_pipeline.services.hold import Holds
from desktop_pipeline.services.hold_store import HoldStore
from desktop_pipeline.services.inventory import Inventory
from desktop_pipeline.services.jobs import JobRuns
from desktop_pipeline.services.keep_awake import KeepAwake
from desktop_pipeline.services.kept_ports import Files, Journal, Logs, Store
from desktop_pipeline.services.kept_secrets import KeptSecrets
from desktop_pipeline.services.links import Links
from desktop_pipeline.services.outlook import Outlook
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.plans import Plans
from desktop_pipeline.services.pod_logs import PodLogs
from desktop_pipeline.services.ports import Clock, Scratch, Vault, World
from desktop_pipeline.services.preflight import Preflight
from desktop_pipeline.services.promotion import Promotion
from desktop_pipeline.services.recovery import Recovery
from desktop_pipeline.services.report import Reports
from desktop_pipeline.services.retention import Retention
from desktop_pipeline.services.retries import Retries
from desktop_pipeline.services.rollouts import Rollouts
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import TaskHost
from desktop_pipeline.services.trust import Trust
from desktop_pipeline.services.undo import Undo

log = logging.getLogger(__name__)
_UNWRITABLE = frozenset({"store.unwritable", "journal.unwritable", "journal.locks_unwritable"})
_AGAIN = 5.0
"""Seconds between two tries to read the choices of the last start."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The adapters that the composition root made. `closers` are called in order when the program ends."""

    world: World
    vault: Vault
    files: Files
    journal: Journal
    drafts: Store
    cache: Store
    logs: Logs
    scratch: Scratch
    clock: Clock
    redact: Callable[[str], str] = str
    """Masks the secrets that were handed out, in texts for people and for the journal."""
    locks: Locks = field(default_factory=OneProcess)
    profile: Profile = field(default_factory=InMemory)
    network: Network = field(default_factory=Still)
    awake: Awake = field(default_factory=Wakeful)
    notices: Notices = field(default_factory=Remembered)
    closers: tuple[Callable[[], Awaitable[None]], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are kept, for the title and the doctor. `sandbox`: everything is in memory."""

    workspace: str = ""
    profile: str = ""
    sandbox: bool = False
    by: str = ""


@dataclass
class Workbench:
    """The services, made from ports."""

    ports: Ports
    place: Place = field(default_factory=Place)

    def __post_init__(self) -> None:
        ports = self.ports
        self.tasks = TaskHost(self._broken)
        self.feed = Feed()
        self.clock, self.world, self.vault, self.files = ports.clock, ports.world, ports.vault, ports.files
        self.logs, self.drafts, self.journal = ports.logs, ports.drafts, ports.journal
        self.catalog = Catalog(ports.files, ports.world, self.feed)
        self.inventory = Inventory(ports.world, ports.cache, self.feed, self.tasks, ports.clock)
        self.catalog.on_rebound = self._rebound
        self.tags = Tags(ports.world, self.catalog, ports.cache, ports.journal, self.feed, self.tasks, ports.clock)
        self.planner = Planner(self.catalog, self.inventory, self.tags, ports.drafts, self.feed, self.tasks, ports.clock)
        self.composer = Composer(self.planner, self.inventory, self.catalog)
        self.promotion = Promotion(self.planner, self.inventory, self.tags, ports.world)
        self.links = Links(
            ports.world, self.catalog, self.inventory, self.tags, ports.cache, ports.network, self.feed, self.tasks, ports.clock)
        self.away = Away(self.planner, self.inventory, self.feed, ports.clock)
        self.links.on_gap.append(self.away.gap)
        self.trust = Trust(ports.drafts)
        self.preflight = Preflight(self.catalog, self.tags, ports.world, ports.vault, ports.journal, self.trust, ports.clock)
        build_ports = BuildPorts(
            self.catalog, self.tags, ports.world, ports.vault, ports.journal, ports.logs, ports.scratch, ports.clock)
        self.builds = Builds(build_ports, self.inventory)
        rollouts = Rollouts(self.catalog, self.inventory, ports.world, ports.logs, self.tasks, ports.clock)
        jobs = JobRuns(self.catalog, ports.world, ports.logs, ports.clock)
        self.undo = Undo(ports.journal)
        self.reports = Reports(ports.journal)
        self.history = History(ports.journal, self.inventory, self.tags)
        self.retention = Retention(self.catalog, ports.journal, ports.logs, ports.clock)
        self.retries = Retries(ports.journal)
        self.recovery = Recovery(ports.journal, self.catalog, ports.world, self.tags, self.feed, ports.clock, self.planner)
        crew = Crew(
            self.catalog, self.planner, self.builds, rollouts, jobs, ports.journal, ports.locks, self.feed, self.tasks, ports.clock,
            self.place.by, ports.redact)
        self.executor = Executor(crew, self.preflight, self.undo)
        self.pod_logs = PodLogs(ports.world, ports.logs, ports.clock)
        self.plans = Plans(self.catalog, ports.files, self.inventory, self.planner, self.composer, Durations(ports.journal))
        self.outlook = Outlook(
            ports.journal, self.plans.durations, lambda: self.catalog.workspace.limits, self.feed, self.tasks, ports.clock)
        self.keep_awake = KeepAwake(ports.awake, self.feed, self.executor.active_runs, self.tasks)
        self.changes = ReleaseChanges(
            self.catalog, self.tags, ports.world, ports.vault, ports.cache, self.tasks, ports.clock)
        kept = ports.vault if isinstance(ports.vault, KeptSecrets) else KeptSecrets(ports.vault)
        endpoints = Endpoints(ports.world, self.inventory, self.tags, self.links, ports.network, self.tasks, ports.clock)
        self.holds = Holds(
            self.catalog, self.preflight, self.executor, self.trust, ports.journal, HoldStore(ports.drafts, ports.locks, ports.clock),
            endpoints, kept, self.feed, self.tasks, ports.clock, self.place.by, self.place.workspace, ports.files)
        self.doctor = Doctor(self.catalog, ports.world, ports.vault, ports.awake, ports.profile)

    @property
    def sandbox(self) -> bool:
        return self.place.sandbox

    def _rebound(self, cluster_id: str) -> None:
        """What is shown of a cluster must not look like that of the former one: its app maps are opened anew, at once."""
        self.tasks.start(self.inventory.reopen(cluster_id), f"reopen {cluster_id}")

    def _broken(self, name: str, error: BaseException) -> None:
        """A task ended with an exception that nobody took: shown to the user, never silent."""
        if isinstance(error, UserError):
            self.feed.notify(self.clock.now(), redacted(error.message, self.ports.redact))
        else:
            text = self.ports.redact(f"{type(error).__name__}: {error}")
            self.feed.notify(self.clock.now(), Message.of("program.defect", task=name, error=text))
            log.error("task %s failed", name, exc_info=error)

    async def start(self, *, watch: bool = True) -> None:
        """Load what the user set up and chose. Raises UserError or UserErrors when a file cannot be read."""
        await self.catalog.load()
        await self._unless_unwritable(self.planner.load())
        self.keep_awake.start()
        if watch:
            if not self.planner.loaded:
                self.tasks.start(self._load_later(), "read choices of the last start")
            self.tasks.start(self.catalog.watch(), "watch workspace files")
            self.links.start()
            self.sweep()
            self.tasks.start(self.retention.sweep(), "sweep old logs")
            await self._unless_unwritable(self.holds.load())
            self.tasks.start(self.ports.profile.try_to_write(), "look at the profile")
            self.tasks.start(self.recovery.watch(self.executor.knows), "watch runs of other programs")

    async def _unless_unwritable(self, loading: Awaitable[None]) -> None:
        """SQLite reads nothing either from a folder that it cannot write. All else can be looked at, and the doctor asked: it is told."""
        try:
            await loading
        except UserError as error:
            if error.code not in _UNWRITABLE:
                raise
            if error.message not in [message for _, message in self.feed.notices()]:
                self.feed.notify(self.clock.now(), error.message)

    async def _load_later(self) -> None:
        """Choices that could not be read come back once they can be, and what was chosen meanwhile is written."""
        kept = False
        while not kept:
            await self.clock.sleep(_AGAIN)
            with contextlib.suppress(UserError):  # it was told at the start
                await self.planner.catch_up()
                await self.planner.save()
                kept = True

    def sweep(self) -> None:
        """Clean up after killed programs, in the background: what they left on this computer and at the engines of the workspace."""
        self.tasks.start(self.ports.scratch.sweep(), "sweep this computer")
        for engine in dict.fromkeys(build.engine for build in self.catalog.builds):
            self.tasks.start(self._sweep_engine(engine), f"sweep engine {engine}")

    async def _sweep_engine(self, engine: str) -> None:
        """An engine that does not answer is asked again at the next start."""
        try:
            for name in await self.world.containers(engine).sweep():
                log.info("removed %s at engine %s, which a killed program had left", name, engine)
        except UserError as error:
            log.info("engine %s is not swept: %s", engine, error)

    async def close(self) -> None:
        """Stop everything that runs and let go of all engines. Afterwards no task, thread or process is left."""
        await self.holds.close()
        await self.executor.stop_all()
        await self.tasks.stop_all()
        try:
            await self.planner.save()
        except UserError as error:  # told when it was tried before; what follows is to be let go all the same
            log.warning("%s", error)
        for close in self.ports.closers:
            await close()
