"""How far several runs are together. Counted anew only for runs that have changed: a run may have hundreds of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desktop_pipeline.domain.history import went_bad
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.domain.time_left import TimeLeft
from desktop_pipeline.services import time_words
from desktop_pipeline.ui.texts import duration, state_word, text, tr, trn


@dataclass(frozen=True, slots=True)
class Counts:
    """Steps of one or several runs. Pauses count in `rows` and `running` only, which tell how many rows are shown. `part`: how much is
    over, 0..1, bars of steps at work included."""

    all: int = 0
    ended: int = 0
    good: int = 0
    running: int = 0
    failed: int = 0
    part: float = 0.0
    rows: int = 0

    @property
    def unfinished(self) -> int:
        """Stopped or left out."""
        return self.ended - self.good - self.failed

    def __add__(self, other: Counts) -> Counts:
        both = self.all + other.all
        part = (self.part * self.all + other.part * other.all) / both if both else 0.0
        return Counts(both, self.ended + other.ended, self.good + other.good, self.running + other.running,
                      self.failed + other.failed, part, self.rows + other.rows)


def counts_of(run: RunState) -> Counts:
    steps = run.work()
    return Counts(len(steps), sum(step.state.ended for step in steps), sum(step.state.good for step in steps),
                  sum(step.state is State.RUNNING for step in run.steps.values()), sum(went_bad(run, step) for step in steps),
                  run.fraction, len(run.steps))


class Totals:
    """Remembers the counts of runs as long as they do not change."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[RunState, Counts]] = {}

    def of(self, runs: Iterable[RunState]) -> Counts:
        """Of all these runs together; others are forgotten."""
        known: dict[str, tuple[RunState, Counts]] = {}
        for run in runs:
            before = self._known.get(run.id)
            known[run.id] = before if before is not None and before[0] is run else (run, counts_of(run))
        self._known = known
        return sum((counts for _, counts in known.values()), Counts())


def words(runs: tuple[RunState, ...], counts: Counts, left: Callable[[str], TimeLeft | None], now: float) -> str:
    """`12 of 30 done · 1 failed · about 2:10 left, ends about 17:42`; of runs that have ended the verdict. '' of none."""
    if not runs:
        return ""
    parts = [tr("Batch", "{n} of {all} done", n=counts.good, all=counts.all)]
    if counts.failed:
        parts.append(trn("Runs", "{n} failed", "{n} failed", counts.failed))
    if counts.unfinished:
        parts.append(tr("Batch", "{n} not finished", n=counts.unfinished))
    working = [run for run in runs if not run.state.ended]
    if any(run.stopping for run in working):
        parts.append(tr("Runs", "Stopping"))
    elif working:
        lefts = [found for found in (left(run.id) for run in working) if found is not None]
        if lefts:
            parts.append(text(time_words.of_run(max(lefts, key=_worst), now)))
    else:
        newest = runs[0]
        parts.insert(0, state_word(newest.state))
        if newest.started is not None and newest.ended is not None:
            parts.append(tr("Batch", "took {time}", time=duration(newest.ended - newest.started)))
    return " · ".join(parts)


def _worst(left: TimeLeft) -> tuple[bool, bool, float]:
    """Of several runs the one is told that people have to know of: one that asks, one that is late, the longest."""
    return left.asks, left.late, left.seconds
