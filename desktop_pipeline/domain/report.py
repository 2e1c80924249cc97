"""What a report says about a run: collected from the journal, for one page in a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop_pipeline.domain.acts import Acts, acts_by_step
from desktop_pipeline.domain.audit import Head
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import INTERRUPTED
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, RunState, State, StepKind, StepState, fold


@dataclass(frozen=True, slots=True)
class Change:
    """One container of a change, as exact image strings. `commit` is what the new image was built from, where this computer knows."""

    container: str
    before: str
    after: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class ReportStep:
    """One step. `name` is the build, the workload as cluster/namespace/kind/name, the job or the question of a pause.

    Times are epoch seconds. `tag`, `digest` and `commit` are those of a build.
    """

    kind: StepKind
    name: str
    state: str
    started: float | None
    ended: float | None
    cause: Message | None = None
    changes: tuple[Change, ...] = ()
    tag: str = ""
    digest: str = ""
    commit: str = ""


class Undone(StrEnum):
    """What an undo did with one workload."""

    BACK = "back"
    IDLE = "back-idle"
    """Its template was put back; nothing was started by it."""
    BAD = "back-bad"
    """It was put back, and did not become ready, or was changed again."""
    LEFT = "left"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class UndoneStep:
    """What an undo did with one workload, cluster/namespace/kind/name, and why not more."""

    name: str
    end: Undone
    cause: Message | None = None


_NO_END = (State.PENDING.value, State.RUNNING.value, INTERRUPTED)


def undone_of(run: RunState, events: Iterable[Event]) -> tuple[UndoneStep, ...]:
    """What a run that undoes another one did with each workload."""
    patches = acts_by_step(events, "patch")
    return tuple(
        UndoneStep(step.id, end := _undone(step.state, sent=patches.get(step.id, Acts()).counts), None if end in _WELL else step.message)
        for step in run.steps.values() if step.kind is StepKind.ROLLOUT)


_WELL = (Undone.BACK, Undone.IDLE, Undone.WAITS)


def _undone(state: State, *, sent: bool) -> Undone:
    if state.good:
        return Undone.BACK if state is State.DONE else Undone.IDLE
    if not state.ended:
        return Undone.WAITS
    if state is State.UNKNOWN:
        return Undone.UNKNOWN
    if sent:
        return Undone.BAD
    return Undone.REFUSED if state is State.FAILED else Undone.LEFT


@dataclass(frozen=True, slots=True)
class Undoing:
    """A run that took back something of the one reported. `changed`: the workloads of that one which can be put back; `before`: those
    that earlier undos had put back."""

    run: str
    by: str
    started: float
    state: str
    steps: tuple[UndoneStep, ...]
    changed: frozenset[str]
    before: frozenset[str] = frozenset()

    @property
    def back(self) -> frozenset[str]:
        """The workloads that it put back."""
        return frozenset(step.name for step in self.steps if step.end in (Undone.BACK, Undone.IDLE))

    @property
    def result(self) -> str:
        """What came of all of it: `back` (everything that the other run has changed), `rest` (what earlier undos had left of that), `part`,
        `nothing`; while it is at work, or was interrupted, its state."""
        if self.state in _NO_END:
            return self.state
        if not self.back:
            return "nothing"
        if self.changed <= self.back:
            return "back"
        return "rest" if self.changed <= self.back | self.before else "part"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page. `state` is that of `runs.State`, or `history.INTERRUPTED`."""

    run: str
    title: str
    by: str
    state: str
    started: float
    ended: float | None
    where: tuple[str, ...]
    steps: tuple[ReportStep, ...]
    undone: tuple[Undoing, ...]
    head: Head
    undoes: str = ""
    notes: str = ""
    links: tuple[str, ...] = ()

    def counts(self) -> Mapping[str, int]:
        """How many steps ended how, in the order in which the states come."""
        found: dict[str, int] = {}
        for step in self.steps:
            found[step.state] = found.get(step.state, 0) + 1
        return found


def where_of(plan: Plan) -> tuple[str, ...]:
    """The app maps that a plan acts in."""
    return tuple(dict.fromkeys(f"{key.cluster}/{key.namespace}" for _, key in plan.targets()))


def steps_of(run_id: str, plan: Plan, events: Iterable[Event], builds: Iterable[BuildRun], *, live: bool) -> tuple[ReportStep, ...]:
    """The steps of a run in their order. `builds` tell the commits of images that were not built in it."""
    events = tuple(events)
    run = fold(run_id, events)
    commits = {build.digest: build.commit for build in builds if build.digest and build.commit}
    commits.update((str(step.data["digest"]), str(step.data.get("commit") or "")) for step in run.steps.values() if step.data.get("digest"))
    patches = acts_by_step(events, "patch")
    return tuple(_step(step, patches.get(step.id, Acts()), commits, live=live) for step in run.steps.values())


def digest_in(image: str) -> str:
    """The digest of an image string; '' when it has none or cannot be read."""
    try:
        return ImageRef.parse(image).digest
    except UserError:
        return ""


def _step(step: StepState, patch: Acts, commits: Mapping[str, str], *, live: bool) -> ReportStep:
    name = step.id if step.kind is StepKind.ROLLOUT else step.title
    state = step.state.value if live or step.state.ended or step.started is None else INTERRUPTED
    cause = step.message if not step.state.good and (step.state.ended or not live) else None
    return ReportStep(
        step.kind, name, state, step.started, step.ended, cause, _changes(patch, commits),
        *(str(step.data.get(key) or "") for key in ("tag", "digest", "commit")))


def _changes(acts: Acts, commits: Mapping[str, str]) -> tuple[Change, ...]:
    """The change that was sent last, as the cluster took it."""
    return tuple(Change(item.container, item.before, item.after, commits.get(digest_in(item.after), ""))
                 for item in (acts.written() if acts.counts else ()))
