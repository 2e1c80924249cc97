"""Plans that wait until they can be run: what they wait for, in which window of time, and what may follow what."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.variables import secret_names
from desktop_pipeline.domain.workspace import Bindings, Workspace

_WALL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")

NO_LOGIN = frozenset({"cluster.exec_failed", "cluster.exec_bad", "cluster.exec_empty"})
"""A login program that gave no login. Such programs ask servers of their own, so offline they fail too."""
NO_ANSWER = NO_LOGIN | {
    "cluster.unreachable", "cluster.timeout", "cluster.cut", "cluster.busy", "cluster.server_error", "cluster.garbage", "cluster.closed",
    "cluster.tls", "cluster.proxy_refused", "cluster.exec_timeout", "registry.unreachable", "registry.busy", "registry.trouble",
    "registry.certificate",
    "engine.unreachable", "engine.lost", "engine.ssh", "builder.failed", "git.unreachable", "git.certificate", "rest.timeout",
    "rest.unreachable", "rest.certificate", "transfer.unreachable", "transfer.certificate", "preflight.no_answer", "composing.no_answer"}
"""Nobody who is meant said no, so waiting may help: all codes of `Unreachable`, and `NO_LOGIN`. A certificate that is not trusted is often
that of a network's login page."""


ARM_AGAIN = frozenset({"hold.file_changed", "hold.file_gone", "hold.file_broken"})
"""The file that a plan was armed from is not the same any more: no waiting helps, a person has to look."""


# ---- what is waited for ------------------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    CLUSTER = "cluster"
    REGISTRY = "registry"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must be reachable, by its id in the workspace."""

    kind: Kind
    id: str


def conditions(plan: Plan, workspace: Workspace, builds: Iterable[Build]) -> tuple[Condition, ...]:
    """What a plan needs: its clusters, the registries of the workspace that its images lie in, engine and registry of each of its builds.

    An undo pulls nothing itself, so it needs no registry. `builds` are those of the plan, as they will run.
    """
    found = [Condition(Kind.CLUSTER, key.cluster) for _, key in plan.targets()]
    for step in plan.steps:
        for row in step.rows:
            registry = workspace.registry_of(ImageRef.parse(row.repository)) if row.repository and not row.restore else None
            found += [Condition(Kind.REGISTRY, registry.id)] if registry else []
    for build in builds:
        found += [Condition(Kind.REGISTRY, build.registry), Condition(Kind.ENGINE, build.engine)]
    order = tuple(Kind)
    return tuple(sorted(dict.fromkeys(found), key=lambda item: (order.index(item.kind), item.id)))


def secrets_of(conditions: Iterable[Condition], workspace: Workspace, bindings: Bindings, builds: Sequence[Build]) -> frozenset[str]:
    """Names of all secrets of the keyring that a plan will ask for: passwords of registries, and those that its builds name.

    A build logs in at every registry of the workspace: its base images may lie in any of them.
    """
    registries = {item.id for item in conditions if item.kind is Kind.REGISTRY}
    registries |= {registry.id for registry in workspace.registries} if builds else set()
    wanted = {f"registry/{name}" for name in registries if name in bindings.registries and bindings.registries[name].username}
    return frozenset(wanted).union(*(secret_names(task) for build in builds for task in build.tasks if task.enabled))


# ---- when --------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """When a plan may start: wall times `YYYY-MM-DDTHH:MM` in an IANA zone; '' = open on that side. Made by `window`, which checks."""

    not_before: str = ""
    not_after: str = ""
    zone: str = ""

    def begins(self) -> float | None:
        """Epoch seconds; None = at once. Raises UserError `hold.bad_zone` for a zone that this computer does not know (any more)."""
        return _epoch(self.not_before, _zone(self.zone)) if self.not_before else None

    def ends(self) -> float | None:
        """Epoch seconds after which nothing starts; None = never. Raises as `begins`."""
        return _epoch(self.not_after, _zone(self.zone)) if self.not_after else None


def window(not_before: str, not_after: str, zone: str, now: float) -> Window:
    """A window of time that lies, at least partly, ahead of `now` (epoch seconds).

    Raises UserError `hold.no_zone`, `hold.bad_zone`, `hold.bad_time`, `hold.no_such_time` and `hold.twice` where clocks are changed,
    `hold.turned_round`, `hold.past`.
    """
    if not not_before and not not_after:
        return Window()
    if not zone:
        raise UserError("hold.no_zone")
    found = _zone(zone)
    made = Window(_wall(not_before, zone, found), _wall(not_after, zone, found), zone)
    begins, ends = made.begins(), made.ends()
    if begins is not None and ends is not None and ends <= begins:
        raise UserError("hold.turned_round", begin=shown(not_before), end=shown(not_after))
    if ends is not None and ends <= now:
        raise UserError("hold.past", end=shown(not_after), zone=zone)
    return made


def shown(wall: str) -> str:
    """A wall time as people read it."""
    return wall.replace("T", " ")


def timer(when: Window, plan: str, options: Sequence[str] = (), where: Sequence[str] = ()) -> str:
    """The line by which systemd runs a plan at that time without the window; at once where it has no beginning. `where` are options of
    the whole command line, `options` those of `run`. systemd.time(7): a zone may stand behind the time; systemd-run(1)."""
    at = [f"--on-calendar={shown(when.not_before)}:00 {when.zone}"] if when.not_before else []
    end = ["--not-after", when.not_after, "--zone", when.zone] if when.not_after else []
    return shlex.join(["systemd-run", "--user", *at, "desktop-pipeline", *where, "run", plan, "--when-connected", *end, *options])


def _zone(name: str) -> tzinfo:
    if name == "UTC":  # also where a computer has no table of zones
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise UserError("hold.bad_zone", zone=name) from None


def _wall(text: str, name: str, zone: tzinfo) -> str:
    """A wall time in its one form, '' stays. One that clocks skip or show twice means nothing sure, so it is refused."""
    if not text:
        return ""
    try:
        if not _WALL.fullmatch(text):
            raise ValueError
        wall = datetime.fromisoformat(text)
        first, second = _epoch(text, zone, 0), _epoch(text, zone, 1)
    except (ValueError):
        raise UserError("hold.bad_time", time=text) from None
    if first != second:
        back = datetime.fromtimestamp(first, zone).replace(tzinfo=None)
        raise UserError("hold.twice" if back == wall else "hold.no_such_time", time=shown(text), zone=name)
    return wall.isoformat(timespec="minutes")


def _epoch(text: str, zone: tzinfo, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


# ---- the held plan -----------------------------------------------------------------------------------------------------------------------


class Phase(StrEnum):
    HELD = "held"
    STARTING = "starting"
    """Everything is there: pre-flight asks; once the run has an id, it is being begun."""
    STARTED = "started"
    MISSED = "missed"
    REFUSED = "refused"
    DISARMED = "disarmed"

    @property
    def over(self) -> bool:
        return self not in (Phase.HELD, Phase.STARTING)


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, and the step it is about ('' = the whole plan)."""

    message: Message
    step: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person agreed to when the plan was armed: as in a run's consent, and `amber`: warnings of pre-flight do not hold it up,
    but for drift that the policy of the plan wants to be asked about: what that will be nobody can know beforehand.

    `asks`: somebody is there to answer while it runs.
    """

    confirmed: bool = False
    names: frozenset[str] = frozenset()
    amber: bool = False
    large_context: bool = False
    go_on: bool = False
    asks: bool = True
    skip_blocked: bool = False
    """What pre-flight refuses then is left out, and the rest is run."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A plan that is run once all `conditions` hold in its `window`. `run` is the id of its run, written before that is begun."""

    id: str
    plan: Plan
    title: str
    conditions: tuple[Condition, ...]
    window: Window = Window()
    agreed: Agreement = Agreement()
    armed_at: float = 0.0
    by: str = ""
    phase: Phase = Phase.HELD
    why: tuple[Why, ...] = ()
    run: str = ""
    images: tuple[str, ...] = field(default=())
    """What it will change, one line for each container, as it was shown when it was armed."""
    workspace: str = ""
    """The folder whose ids the plan means: it waits while that is open."""
    file: str = ""
    """Name or path of the plan file that it was armed from: it starts only while that still says the same. '' = from no file."""
    left_out: tuple[str, ...] = ()
    """Titles of the steps that its run goes without."""


def looked(hold: Hold, now: float, lacking: Sequence[Why]) -> Hold:
    """A held plan after a look at its conditions: held for what is `lacking`, missed after its window, else starting.

    A plan whose run has an id, or that is over, stays as it is. Raises as `Window.begins`.
    """
    if hold.phase.over or hold.run:
        return hold
    begins, ends = hold.window.begins(), hold.window.ends()
    if ends is not None and now > ends:
        text = Message.of("hold.missed", end=shown(hold.window.not_after), zone=hold.window.zone)
        return replace(hold, phase=Phase.MISSED, why=(Why(text), *hold.why))
    if begins is not None and now < begins:
        early = Message.of("hold.early", begin=shown(hold.window.not_before), zone=hold.window.zone)
        return replace(hold, phase=Phase.HELD, why=(Why(early), *(why for why in lacking if why.message.code in ARM_AGAIN)))
    return replace(hold, phase=Phase.HELD if lacking else Phase.STARTING, why=tuple(lacking))


def fired(hold: Hold, run: str) -> Hold:
    """It is about to be run under this id. Raises ValueError for one that is not starting, or has a run already: it must not fire twice."""
    if hold.phase is not Phase.STARTING or hold.run:
        raise ValueError(f"{hold.phase} cannot be run")
    return replace(hold, run=run, why=())


def recalled(hold: Hold, *, began: bool) -> Hold:
    """After a restart: `began`: the journal knows its run, so it is never run again; else it waits once more."""
    if hold.phase is not Phase.STARTING:
        return hold
    if hold.run and began:
        return replace(hold, phase=Phase.STARTED)
    return replace(hold, phase=Phase.HELD, run="", why=())


def ended(hold: Hold, phase: Phase, why: Sequence[Why] = ()) -> Hold:
    """It is over. Raises ValueError where that cannot be: what is over stays so, and what has a run is not disarmed or missed any more."""
    possible = (Phase.STARTED, Phase.REFUSED) if hold.run else (Phase.MISSED, Phase.REFUSED, Phase.DISARMED)
    if hold.phase.over or phase not in possible:
        raise ValueError(f"{hold.phase} cannot become {phase}")
    return replace(hold, phase=phase, why=tuple(why))
