"""Random runs in random weather, as plain data, so that hypothesis can make them smaller: a plan, what happens to the world meanwhile, when
the program dies, and what is done afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop_pipeline.adapters.sandbox import Behaviour, Manner, Sandbox
from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Container, Kind, WorkloadKey

SPACE, REPOSITORY = "play", f"{ADDRESS}/play/app"
BEHAVIOURS = {
    "good": Behaviour(), "better": Behaviour(), "slow": Behaviour(Manner.GOOD, 30.0), "crash": Behaviour(Manner.CRASH, 0.3),
    "never": Behaviour(Manner.NEVER_READY), "later": Behaviour(Manner.CRASH_LATER, 8.0), "old": Behaviour()}
"""Tags of the image of the workloads, by how its containers behave."""
BUILDS = ("web", "api", "mailer")
"""The last one always fails."""


@dataclass(frozen=True)
class Load:
    """A workload of the plan. `want`: a tag, or the name of a build; `after`: the number of another workload, lower than its own."""

    kind: Kind = Kind.DEPLOYMENT
    want: str = "good"
    replicas: int = 1
    wave: int = 0
    after: int | None = None
    policy: OnFailure | None = None
    limit: float = 0.0
    expect: bool = True
    side: bool = False
    """A second container gets a new image too."""
    odd: bool = False
    """Its pods change by hand: paused, OnDelete or suspended."""


class Act(StrEnum):
    """What may happen meanwhile."""

    CUT = "cut"
    STALL = "stall"
    BUSY = "busy"
    LOSE = "lose"
    LOSE_FOR_GOOD = "lose for good"
    FORBID = "forbid"
    SET = "set"
    REMOVE = "remove"
    REPLACE = "replace"
    SCALE = "scale"
    BUILD_FAILS = "build fails"
    REGISTRY = "registry"
    STOP = "stop"
    STOP_ELSEWHERE = "stop elsewhere"
    SKIP = "skip"


@dataclass(frozen=True)
class Happening:
    """Something happens so many seconds after the beginning of the run, or right before its write number `write` (from 1)."""

    act: Act
    seconds: float = 0.0
    write: int = 0
    which: int = 0
    amount: float = 1.0


class Afterwards(StrEnum):
    NOTHING = "nothing"
    UNDO = "undo"
    RETRY = "retry"


@dataclass(frozen=True)
class Storm:
    """All of it. `kills`: each life of the program ends at this write of its own, before or after it; then the next one begins."""

    loads: tuple[Load, ...]
    on_failure: OnFailure = OnFailure.CONTINUE
    concurrency: int = 0
    limit: float = 0.0
    pauses: tuple[int, ...] = ()
    job: bool = False
    also_build: tuple[str, ...] = ()
    goes_on: bool = False
    """The plan's drift policy overwrites what somebody else did."""
    happenings: tuple[Happening, ...] = ()
    answers: tuple[bool, ...] = ()
    """What is said to its questions, in turn; none: yes was said beforehand."""
    kills: tuple[tuple[int, bool], ...] = ()
    finish: bool = False
    """The next program ends the run as it stands."""
    afterwards: Afterwards = Afterwards.NOTHING


def furnish(storm: Storm, sandbox: Sandbox) -> list[WorkloadKey]:
    """The workloads in the cluster and their images in the registry; the keys of those of the plan."""
    for name, behaviour in BEHAVIOURS.items():
        sandbox.registry.put("play/app", name, behaviour=behaviour)
    lab, before = sandbox.clusters["lab"], image_of(sandbox, "old")
    for number, load in enumerate(storm.loads):
        containers = [Container("main", before), *([Container("side", before)] if load.side else [])]
        lab.add(SPACE, load.kind, f"w{number}", *containers, replicas=load.replicas, paused=load.odd and load.kind is Kind.DEPLOYMENT,
                on_delete=load.odd and load.kind in (Kind.DAEMON_SET, Kind.STATEFUL_SET), suspended=load.odd and load.kind is Kind.CRON_JOB)
    lab.add(SPACE, Kind.CRON_JOB, "nightly", Container("main", before))
    lab.add(SPACE, Kind.DEPLOYMENT, "bystander", Container("main", before))
    return [WorkloadKey("lab", SPACE, load.kind, f"w{number}") for number, load in enumerate(storm.loads)]


def image_of(sandbox: Sandbox, tag: str) -> str:
    return f"{REPOSITORY}:{tag}@{sandbox.registry.find('play/app', tag)}"


def plan_of(storm: Storm, sandbox: Sandbox, keys: list[WorkloadKey]) -> Plan:
    before, steps = image_of(sandbox, "old"), []
    for load, key in zip(storm.loads, keys, strict=True):
        expect = before if load.expect else ""
        build = load.want if load.want in BUILDS else ""
        rows = [RowChange("main", Mode.BUILD if build else Mode.TAG, f"{ADDRESS}/shop/{build}" if build else REPOSITORY,
                          "" if build else load.want, build=build, expect=expect)]
        rows += [RowChange("side", Mode.TAG, REPOSITORY, "better", expect=expect)] if load.side else []
        uid = sandbox.clusters["lab"].workload(SPACE, key.name).uid if load.expect else ""
        after = (f"w{load.after}",) if load.after is not None else ()
        steps.append(WorkloadStep(key, tuple(rows), uid, load.wave, after, load.policy, load.limit))
    pauses = tuple(Pause(wave) for wave in sorted(set(storm.pauses)) if wave < max(load.wave for load in storm.loads))
    jobs = (WorkloadKey("lab", SPACE, Kind.CRON_JOB, "nightly"),) if storm.job else ()
    drift = DriftPolicy(OnDrift.GO_ON, OnDrift.GO_ON) if storm.goes_on else DriftPolicy()
    return Plan("storm", tuple(steps), concurrency=storm.concurrency, also_build=storm.also_build, start_jobs=jobs,
                on_failure=storm.on_failure, time_limit=storm.limit, pauses=pauses, drift=drift)
