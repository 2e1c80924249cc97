"""How long a run that is at work still takes: from its order, from how long its steps took before, and from what has happened so far.

Nothing here is a promise. What no former duration speaks for is said to be a guess, and a step that takes longer than usual is said to do
so: its end is not moved on and on.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from statistics import median

from desktop_pipeline.domain.order import Places, needs
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState

GUESS = 60.0
"""Seconds for a step that nothing is known of, as in `order.forecast`."""
GRACE = 5.0
GRACE_PART = 0.25
"""Half of all steps take longer than the median: one is late only after so many seconds more, and after such a part of the median more."""
_TELLING = 0.1
"""A bar tells something of the time once it has come so far, 0..1."""
_BAND, _BAND_PART = 3.0, 0.06
"""An end that is shown stays while the newer one is so near to it: in seconds, and as a part of the time left."""
_HALF = 4.0
"""Seconds in which an end that is shown comes half way to the newer one."""


class Usual(dict[str, float]):
    """Seconds that steps took before, by id. Of those `at_once` it is only known how long it took to change them: nothing was started by
    it (no replicas, CronJob, paused), so they tell of themselves and of no other."""

    def __init__(self, seconds: Mapping[str, float], at_once: frozenset[str] = frozenset()) -> None:
        super().__init__(seconds)
        self.at_once = at_once


class Basis(IntEnum):
    """What a time is made from; the larger the surer."""

    NOTHING = 0
    LIKE = 1
    """How long steps of the same kind took, or how far its own bar has come."""
    BEFORE = 2
    """How long this very step took before."""


@dataclass(frozen=True, slots=True)
class StepLeft:
    """Seconds from now until a step begins (0: it is at work) and until it ends. `late`: it takes longer than usual, and when it ends
    nobody knows."""

    begins: float
    ends: float
    basis: Basis = Basis.BEFORE
    late: bool = False


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds until a run ends, answers of people counted as nothing. `late`: a step that takes longer than usual holds it up, so it is at
    least so long. `known` is False when nothing is known of a step that the end waits for: then the seconds are a guess."""

    seconds: float
    steps: Mapping[str, StepLeft] = field(default_factory=dict)
    late: bool = False
    known: bool = True
    asks: bool = False
    """A person is asked, and nothing goes on without an answer."""


@dataclass(frozen=True, slots=True)
class Course:
    """What each step of a plan waits for, by id of step, and how many are at work side by side: `rollouts` on each cluster. `limits`:
    seconds that steps may take at most, where there is such a limit."""

    needs: Mapping[str, frozenset[str]]
    rollouts: int
    builds: int
    limits: Mapping[str, float] = field(default_factory=dict)


def course(plan: Plan, rollouts: int, builds: int, seconds: float) -> Course:
    """The course of a plan, worked out once. Limits of 0 or less count as one. `seconds`: the limit of a rollout of which the plan says
    none. Raises what `order.needs` raises."""
    limits = {step.id: step.time_limit or plan.time_limit or seconds for step in plan.steps}
    return Course({step: need.all() for step, need in needs(plan).items()}, max(1, rollouts), max(1, builds), limits)


def time_left(way: Course, usual: Mapping[str, float], run: RunState, now: float) -> TimeLeft:
    """How long a run still takes. `usual`: seconds by id of step, as they were before; `now` is an epoch time."""
    open_steps = {name: run.steps.get(name) for name in way.needs if not _ended(run, name)}
    of_kind = _by_kind(usual, run.steps.values())
    expected = {name: _expected(name, step, usual, of_kind, way.limits.get(name, math.inf), now) for name, step in open_steps.items()}
    ends, because = _go_by(way, open_steps, expected)
    steps = {name: StepLeft(max(0.0, ends[name] - expected[name].ends), ends[name], expected[name].basis, expected[name].late)
             for name in ends}
    last = max(ends, key=lambda name: ends[name], default="")
    chain = [last] if last else []
    while chain and because[chain[-1]]:
        chain.append(because[chain[-1]])
    return TimeLeft(
        ends.get(last, 0.0), steps, late=bool(chain) and expected[chain[-1]].late,
        known=all(expected[name].basis is not Basis.NOTHING for name in chain),
        asks=bool(run.asking()) and not any(_at_work(step) for step in run.steps.values()))


def _ended(run: RunState, name: str) -> bool:
    step = run.steps.get(name)
    return step is not None and step.state.ended


def _at_work(step: StepState) -> bool:
    return step.started is not None and not step.state.ended and step.question is None


def _kind(step: str) -> StepKind:
    """The kind of a step by its id (`order.build_step_id`, `order.job_step_id`, `Pause.id`)."""
    first, _, rest = step.partition("/")
    if "/" not in rest:
        return StepKind.BUILD if first == "build" else StepKind.PAUSE
    return StepKind.JOB if rest.count("/") == 3 else StepKind.ROLLOUT


def _by_kind(usual: Mapping[str, float], steps: Iterable[StepState]) -> Mapping[StepKind, float]:
    """The median for each kind: of this run once something of the kind has ended well in it, else of former runs. What was changed without
    that anything was started by it is no pattern for others."""
    before: dict[StepKind, list[float]] = {}
    at_once = usual.at_once if isinstance(usual, Usual) else frozenset[str]()
    for name, seconds in usual.items():
        if name not in at_once:
            before.setdefault(_kind(name), []).append(seconds)
    here: dict[StepKind, list[float]] = {}
    for step in steps:
        if step.state is State.DONE and step.started is not None and step.ended is not None:
            here.setdefault(step.kind, []).append(max(0.0, step.ended - step.started))
    return {kind: median(found) for kind, found in {**before, **here}.items()}


def _expected(
    name: str, step: StepState | None, usual: Mapping[str, float], of_kind: Mapping[StepKind, float], limit: float,
    now: float,
) -> StepLeft:
    """How long a step still is at work once it is at work: `begins` is 0. A bar tells what it told when it last moved: one that stands
    still tells nothing new."""
    if _kind(name) is StepKind.PAUSE:
        return StepLeft(0.0, 0.0)
    took, basis = GUESS, Basis.NOTHING
    if name in usual:
        took, basis = usual[name], Basis.BEFORE
    elif _kind(name) in of_kind:
        took, basis = of_kind[_kind(name)], Basis.LIKE
    if step is None or step.started is None or step.question is not None:  # what was done before a question is little, and the answer may
        return StepLeft(0.0, took, basis)                                   # take hours
    elapsed = max(0.0, now - step.started)
    if basis is not Basis.BEFORE and step.fraction is not None and step.moved is not None and step.fraction >= _TELLING:
        took, basis = min(max(0.0, step.moved - step.started) / step.fraction, limit), Basis.LIKE
    over = basis is not Basis.NOTHING and elapsed > took + max(GRACE, GRACE_PART * took)
    if over and basis is Basis.LIKE:  # so it is not like the others, and of itself nothing is usual
        return StepLeft(0.0, max(0.0, GUESS - elapsed), Basis.NOTHING)
    return StepLeft(0.0, max(0.0, took - elapsed), basis, late=over)


def _go_by(
    way: Course, steps: Mapping[str, StepState | None], expected: Mapping[str, StepLeft],
) -> tuple[dict[str, float], dict[str, str]]:
    """When each step ends, in seconds from now, and the step because of which it did not begin earlier ('' = none). What is at work has
    its place before all others."""
    waiting = {name: sum(other in steps for other in way.needs[name]) for name in steps}
    followers: dict[str, list[str]] = {name: [] for name in steps}
    for name in steps:
        for other in way.needs[name]:
            if other in steps:
                followers[other].append(name)
    place = {name: (step is None or step.started is None, number) for number, (name, step) in enumerate(steps.items())}
    ends: dict[str, float] = {}
    because = dict.fromkeys(steps, "")
    places = Places(way.rollouts, way.builds)
    ready = [(0.0, place[name], name) for name in steps if not waiting[name]]
    heapq.heapify(ready)
    while ready:
        start, _, here = heapq.heappop(ready)
        start, by = places.take(here, start, expected[here].ends)
        because[here] = by or because[here]
        ends[here] = start + expected[here].ends
        for other in followers[here]:
            waiting[other] -= 1
            if not because[other] or ends[because[other]] <= ends[here]:
                because[other] = here
            if not waiting[other]:
                heapq.heappush(ready, (ends[because[other]], place[other], other))
    return ends, because


def steady(shown: float | None, end: float, now: float, passed: float) -> float:
    """The end to be shown, an epoch time, when `shown` was shown `passed` seconds ago and it is `end` by what is known now: it stays
    while the two are near, else it goes there without a jump. None: nothing was shown yet."""
    if shown is None:
        return end
    if abs(end - shown) <= max(_BAND, _BAND_PART * (end - now)):
        return shown
    return shown + (end - shown) * (1.0 - math.pow(0.5, max(0.0, passed) / _HALF))


def rounded(seconds: float) -> int:
    """Seconds as precise as people believe them: to 5 below two minutes, to 10 below ten, then to whole minutes; never 0."""
    step = 5 if seconds < 120 else 10 if seconds < 600 else 60
    return max(step, round(seconds / step) * step)
