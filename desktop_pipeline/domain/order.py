"""The order of a plan: waves, what comes after what, pauses for a person, and what a failure does to the rest."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind
from desktop_pipeline.domain.workloads import Kind, WorkloadKey

if TYPE_CHECKING:
    from desktop_pipeline.domain.plans import Plan, WorkloadStep

_KINDS = {kind.value: kind for kind in Kind}
_AGAINST = "order.against_waves"
_ARROW = " → "
"""Between the steps of a loop."""
_LOOPS = 20
"""So many loops are told of one plan."""


def build_step_id(build: str) -> str:
    return f"build/{build}"


def job_step_id(key: WorkloadKey) -> str:
    """Id of the step that starts a job of a CronJob; the rollout of the CronJob itself has another."""
    return f"job/{key}"


def key_of_step(step_id: str) -> WorkloadKey | None:
    """The workload that the id of a step names, of a rollout or of a job; None for builds and pauses."""
    cluster, namespace, kind, name = ("", "", "", "", *step_id.split("/"))[-4:]
    return WorkloadKey(cluster, namespace, _KINDS[kind], name) if kind in _KINDS else None


class OnFailure(StrEnum):
    """What happens to the rest of a run when a step does not end well."""

    CONTINUE = "continue"
    """Only what needs that step is left out."""
    STOP = "stop"
    """Nothing more is begun; what is under way goes to its end."""
    UNDO = "undo"
    """As STOP, then everything that the run has changed is put back."""


def policy_after(plan: Plan, step_id: str, state: State) -> OnFailure:
    """What the state of a step does to the rest: CONTINUE unless it is a failure; to be stopped or left out is none."""
    bad = state.ended and not state.good and state not in (State.CANCELLED, State.SKIPPED)
    return plan.failure_policy(step_id) if bad else OnFailure.CONTINUE


def place_of(step_id: str) -> str:
    """For what kind of free place a step waits before it begins: `build` for builds, else the id of the cluster, each with a limit of its
    own. '' for pauses and jobs, which wait for none."""
    key = key_of_step(step_id)
    if key is None:
        return "build" if step_id.startswith("build/") else ""
    return "" if step_id == job_step_id(key) else key.cluster + "/"


@dataclass(frozen=True, slots=True)
class Pause:
    """A person is asked `text` once all steps up to wave `after_wave` have ended; later waves wait for a yes."""

    after_wave: int
    text: str = ""

    @property
    def id(self) -> str:
        return f"pause/{self.after_wave}"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a step waits for, by ids of steps. `well`: those without whose good end it is left out; `over`: those that only have to end."""

    well: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()

    def all(self) -> frozenset[str]:
        return self.well | self.over


class StepNames:
    """Finds the steps of a plan that words of `after` mean."""

    def __init__(self, steps: Iterable[WorkloadStep]) -> None:
        self._by_name: dict[str, list[WorkloadStep]] = {}
        for step in steps:
            self._by_name.setdefault(step.key.name, []).append(step)

    def find(self, word: str, near: WorkloadKey) -> WorkloadStep:
        """The step that is meant by `WORKLOAD`, `KIND/WORKLOAD` or `CLUSTER/NAMESPACE/KIND/WORKLOAD`; the shorter forms look in the app map
        of `near` first, then everywhere. Raises UserError `order.unknown` or `order.ambiguous`."""
        *place, kind, name = ("", *word.split("/")) if "/" not in word else tuple(word.split("/"))
        known = self._by_name.get(name, [])
        found = [step for step in known if kind.lower() in ("", step.key.kind.value.lower()) and (not place or [*step.key[:2]] == place)]
        if not place:
            found = [step for step in found if step.key[:2] == near[:2]] or found
        if not found:
            raise UserError("order.unknown", word=word)
        if len(found) > 1:
            raise UserError("order.ambiguous", word=word, found=", ".join(str(step.key) for step in found))
        return found[0]


def comes_after(names: StepNames, step: WorkloadStep, others: frozenset[str]) -> bool:
    """Whether a step may only come after one of `others`, ids of steps; a word that means no step means none of them."""
    for word in step.after:
        try:
            if names.find(word, step.key).id in others:
                return True
        except UserError:
            continue
    return False


def needs(plan: Plan) -> Mapping[str, Needs]:
    """For every step of a plan what it waits for: builds wait for nothing, rollouts for their builds, for `after`, and for lower waves with
    their pauses. Whoever waits for a wave needs only the next lower one that has steps: those have waited for all before them.

    Raises UserError `order.unknown`, `order.ambiguous`, `order.against_waves`, `order.cycle`.
    """
    names = StepNames(plan.steps)
    _refuse_against_waves(plan, names)
    by_wave: dict[int, list[str]] = {}
    for step in plan.steps:
        by_wave.setdefault(step.wave, []).append(step.id)
    waves = {wave: frozenset(steps) for wave, steps in by_wave.items()}
    pauses = sorted(plan.pauses, key=lambda pause: pause.after_wave)
    found: dict[str, Needs] = {build_step_id(name): Needs() for name in plan.builds()}

    def lower(wave: int) -> frozenset[str]:
        below = [known for known in waves if known < wave]
        return waves[max(below)] if below else frozenset()

    before = {wave: lower(wave) for wave in waves}
    for earlier, pause in zip([None, *pauses], pauses, strict=False):
        found[pause.id] = Needs(frozenset([earlier.id] if earlier else []), lower(pause.after_wave + 1))
    gate = {wave: [pause.id for pause in pauses if pause.after_wave < wave][-1:] for wave in waves}
    for step in plan.steps:
        after = [names.find(word, step.key).id for word in step.after]
        found[step.id] = Needs(frozenset([*after, *map(build_step_id, step.builds()), *gate[step.wave]]), before[step.wave])
    found.update((job_step_id(key), Needs()) for key in plan.start_jobs)
    cycle = _cycle(found)
    if cycle:
        raise UserError("order.cycle", steps=_ARROW.join(cycle))
    return found


def _refuse_against_waves(plan: Plan, names: StepNames) -> None:
    """A step that comes after one of a later wave would never begin, and said as a loop nobody would find it: no loop was written."""
    for step in plan.steps:
        for word in step.after:
            _refuse_later_wave(step, names.find(word, step.key))


def _refuse_later_wave(step: WorkloadStep, other: WorkloadStep) -> None:
    if other.wave > step.wave:
        raise UserError(_AGAINST, step=step.key.name, wave=step.wave, other=other.key.name, later=other.wave)


def not_over(graph: Mapping[str, Needs], step: str, over: Callable[[str], bool]) -> frozenset[str]:
    """What a step still has to wait for; `over` tells of each whether it is over. One that was skipped has not waited for what comes
    before it: that is waited for all the same."""
    found: set[str] = set()
    seen, left = {step}, list(graph[step].all())
    while left:
        other = left.pop()
        if other in seen:
            continue
        seen.add(other)
        if over(other):
            left += graph[other].all()
        else:
            found.add(other)
    return frozenset(found)


def _cycle(graph: Mapping[str, Needs]) -> tuple[str, ...]:
    """Steps that wait for one another; empty when there are none. Without recursion: a plan may be a chain of thousands."""
    done: set[str] = set()
    for start in graph:
        path: dict[str, None] = {}
        stack = [(start, iter(sorted(graph[start].all())))] if start not in done else []
        path.update({start: None} if stack else {})
        while stack:
            here, rest = stack[-1]
            following = next((item for item in rest if item not in done), None)
            if following is None:
                stack.pop()
                path.pop(here)
                done.add(here)
            elif following in path:
                names = list(path)
                return (*names[names.index(following):], following)
            else:
                path[following] = None
                stack.append((following, iter(sorted(graph[following].all()))))
    return ()


def problems(plan: Plan) -> tuple[tuple[str, Message], ...]:
    """All that is wrong with the order of a plan, each with the id of its step ('' = the whole plan). What is wrong with one word hides
    nothing of the others; of very many loops only the first are told."""
    found: list[tuple[str, Message]] = []
    whole: list[tuple[str, Message]] = []
    names = StepNames(plan.steps)
    steps: dict[str, WorkloadStep] = {}
    for step in plan.steps:
        good = []
        for word in step.after:
            try:
                other = names.find(word, step.key)
                _refuse_later_wave(step, other)
            except UserError as error:
                (whole if error.code == _AGAINST else found).append(("" if error.code == _AGAINST else step.id, error.message))
            else:
                good.append(word)
        steps[step.id] = replace(step, after=tuple(good))
    for _ in range(_LOOPS):
        try:
            needs(replace(plan, steps=tuple(steps.values())))
        except UserError as error:
            whole.append(("", error.message))
            loop = [steps[name] for name in error.message.argument("steps").split(_ARROW) if name in steps]
            steps.update((step.id, replace(step, after=())) for step in loop)
        else:
            break
    return (*found, *whole)


def left_out(need: Needs, run: RunState, halted: str) -> Message | None:
    """Why a step whose turn it is, is left out after all; None when it may begin. `halted`: the step after whose failure nothing begins."""
    bad = next((run.steps[other] for other in sorted(need.well) if not run.steps[other].state.good), None)
    if bad is None:
        return Message.of("executor.halted", step=run.steps[halted].title) if halted else None
    if bad.kind is StepKind.BUILD:
        return Message.of("executor.build_failed")
    return Message.of("executor.not_past_pause") if bad.kind is StepKind.PAUSE else Message.of("executor.after_failed", step=bad.title)


@dataclass(frozen=True, slots=True)
class Span:
    """When a step would be at work, in seconds since the beginning of the run."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """How a run would go by. `seconds`: until its end, pauses counted as nothing; `critical`: the steps that make it last so long, in
    order; `guessed`: steps of which no former duration is known."""

    spans: Mapping[str, Span]
    seconds: float
    critical: tuple[str, ...]
    guessed: frozenset[str]


def forecast(plan: Plan, durations: Mapping[str, float], rollouts: int, builds: int, guess: float = 60.0) -> Forecast:
    """When each step would begin and end if it took as long as it did before, side by side up to the limits (0 or less: one), of which
    `rollouts` is that of each cluster.

    `durations` are seconds by id of step; a step without one counts as `guess` seconds, a pause as nothing. Raises what `needs` raises.
    """
    graph = needs(plan)
    place = {step: number for number, step in enumerate(graph)}
    pauses = frozenset(pause.id for pause in plan.pauses)
    waiting = {step: len(graph[step].all()) for step in graph}
    followers: dict[str, list[str]] = {step: [] for step in graph}
    for step in graph:
        for other in graph[step].all():
            followers[other].append(step)
    spans: dict[str, Span] = {}
    because: dict[str, str] = dict.fromkeys(graph, "")
    places = Places(rollouts, builds)
    ready = [(0.0, place[step], step) for step in graph if not waiting[step]]
    while ready:
        start, _, here = heapq.heappop(ready)
        takes = durations.get(here, guess)
        if here in pauses:
            takes = 0.0
        start, by = places.take(here, start, takes)
        because[here] = by or because[here]
        spans[here] = Span(start, start + takes)
        for other in followers[here]:
            waiting[other] -= 1
            if not because[other] or spans[because[other]].end <= spans[here].end:
                because[other] = here
            if not waiting[other]:
                heapq.heappush(ready, (spans[because[other]].end, place[other], other))
    return Forecast(spans, max((span.end for span in spans.values()), default=0.0), _chain(spans, because),
                    frozenset(step for step in graph if step not in durations and step not in pauses))


class Places:
    """The places at which steps work side by side: `builds` of them for builds, and for each cluster `rollouts` (0 or less: one)."""

    def __init__(self, rollouts: int, builds: int) -> None:
        self._rollouts, self._builds = max(1, rollouts), max(1, builds)
        self._free: dict[str, list[tuple[float, str]]] = {}
        """When each place is free, and which step has it until then."""

    def take(self, step_id: str, ready: float, takes: float) -> tuple[float, str]:
        """Give a step that is ready then the place that is free first, for so many seconds. When it begins, and the step it had to wait
        for there ('' = none)."""
        place = place_of(step_id)
        if not place:
            return ready, ""
        free = self._free.setdefault(place, [(0.0, "")] * (self._builds if place == "build" else self._rollouts))
        at, by = heapq.heappop(free)
        start = max(at, ready)
        heapq.heappush(free, (start + takes, step_id))
        return start, by if at > ready else ""


def _chain(spans: Mapping[str, Span], because: Mapping[str, str]) -> tuple[str, ...]:
    """The steps that one after the other make the end, from the first on."""
    here = max(spans, key=lambda step: spans[step].end, default="")
    found: list[str] = []
    while here:
        found.append(here)
        here = because[here]
    return tuple(reversed(found))
