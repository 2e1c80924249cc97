"""How long the runs at work still take: looked at again and again, shown without jumps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.time_left import Course, StepLeft, TimeLeft, course, steady, time_left
from desktop_pipeline.domain.workspace import Limits
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.ports import Clock
from desktop_pipeline.services.tasks import TaskHost

_FRESH = 0.5
"""Seconds for which a time left is not worked out anew: several parts of a window ask for the same."""
_WHOLE = ""
"""The run itself, among the ends of its steps."""


@dataclass(slots=True)
class _Followed:
    """A run at work. `way` is None until its plan is read, and for good where it cannot be read."""

    way: Course | None = None
    usual: Mapping[str, float] = field(default_factory=dict)
    at: float = 0.0
    left: TimeLeft | None = None
    ends: dict[str, float] = field(default_factory=dict)
    """What was shown, epoch times, by step."""


class Outlook:
    """`durations` are seconds that steps took before, by id; they are read once for each run. To be used on the loop's thread only."""

    def __init__(
        self, journal: Journal, durations: Callable[[], Awaitable[Mapping[str, float]]], limits: Callable[[], Limits], feed: Feed,
        tasks: TaskHost, clock: Clock,
    ) -> None:
        self._journal, self._durations, self._limits = journal, durations, limits
        self._feed, self._tasks, self._clock = feed, tasks, clock
        self._followed: dict[str, _Followed] = {}

    def follow(self, run_id: str) -> None:
        """From now on `left` can tell of this run; when it is so far, the run is told as changed. A second call changes nothing."""
        if run_id not in self._followed:
            self._followed[run_id] = _Followed()
            self._tasks.start(self._read(run_id), f"time left of {run_id}")

    async def _read(self, run_id: str) -> None:
        """Without its plan or an order nothing is told; without durations the times are guesses, and say so."""
        try:
            usual = await self._durations()
        except UserError:
            usual = {}
        try:
            plan = await self._journal.plan(run_id)
            limits = self._limits()
            way = None
            if plan is not None:
                way = course(plan, plan.concurrency or limits.rollouts, limits.builds, limits.rollout_seconds)
        except UserError:
            return
        followed = self._followed.get(run_id)
        if followed is not None:
            followed.way, followed.usual = way, usual
            self._feed.publish(Area.RUN, run_id)

    def forget(self, run_id: str) -> None:
        """A run is not at work any more; it may be followed again."""
        self._followed.pop(run_id, None)

    def left(self, run_id: str) -> TimeLeft | None:
        """How long a run still takes. None: it is not followed or not at work, is being stopped, or its plan is not read yet."""
        followed, run = self._followed.get(run_id), self._feed.run(run_id)
        if followed is None or run is None or run.state.ended or run.interrupted:
            return None
        if followed.way is None or run.stopping or not run.steps:
            return None
        now = self._clock.now()
        if followed.left is None or not 0.0 <= now - followed.at < _FRESH:
            followed.left = self._settled(followed, time_left(followed.way, followed.usual, run, now), now)
            followed.at = now
        return followed.left

    @staticmethod
    def _settled(followed: _Followed, found: TimeLeft, now: float) -> TimeLeft:
        """From a guess to something that is known one may jump: the guess was not shown."""
        before = followed.left
        passed = now - followed.at if before is not None else 0.0
        told = {name for name, step in before.steps.items() if step.basis} if before is not None else set()
        if before is not None and before.known:
            told.add(_WHOLE)
        ends = {name: now + step.ends for name, step in found.steps.items()} | {_WHOLE: now + found.seconds}
        shown = {name: steady(followed.ends.get(name) if name in told else None, end, now, passed) for name, end in ends.items()}
        followed.ends = shown
        steps = {name: _moved(step, shown[name] - now - step.ends) for name, step in found.steps.items()}
        return replace(found, seconds=max(0.0, shown[_WHOLE] - now), steps=steps)


def _moved(step: StepLeft, seconds: float) -> StepLeft:
    begins = max(0.0, step.begins + seconds) if step.begins else 0.0
    return replace(step, begins=begins, ends=max(0.0, step.ends + seconds))
