"""Two people changed one plan: what only one of them changed is taken over, what both changed is for a person to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from desktop_pipeline.domain.plans import Plan, WorkloadStep
from desktop_pipeline.domain.workloads import WorkloadKey


class Side(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    """One after the other; of texts and links only."""


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed, and not to the same. `step` is an id, '' = of the whole plan; `field` is that of `Plan` or `WorkloadStep`, '' =
    the whole step, where one of them took it out (None) and the other changed it."""

    step: str
    field: str
    ours: Any
    theirs: Any

    @property
    def can_be_both(self) -> bool:
        return self.field in ("notes", "note", "description", "links")


@dataclass(frozen=True, slots=True)
class Merged:
    """`plan` has all that is decided; what still clashes is as `ours`. `taken` is what came from the other one, as (step, field)."""

    plan: Plan
    clashes: tuple[Clash, ...]
    taken: tuple[tuple[str, str], ...]


def merged(base: Plan, ours: Plan, theirs: Plan, answers: Mapping[tuple[str, str], Side] | None = None) -> Merged:
    """Bring two versions of the plan `base` together. `answers` decide clashes, by step and field; without one, a clash stays ours.

    The steps stand in the order of `theirs`, those that only `ours` has behind them.
    """
    found = _Merge(answers or {})
    values = {name: found.value("", name, getattr(base, name), getattr(ours, name), getattr(theirs, name))
              for name in (field.name for field in fields(Plan)) if name != "steps"}
    steps = found.steps(base, ours, theirs)
    return Merged(replace(ours, **values, steps=steps), tuple(found.clashes), tuple(found.taken))


class _Merge:
    def __init__(self, answers: Mapping[tuple[str, str], Side]) -> None:
        self._answers = answers
        self.clashes: list[Clash] = []
        self.taken: list[tuple[str, str]] = []

    def value(self, step: str, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        """One value of the three versions."""
        if theirs in (base, ours):
            return ours
        if ours == base:
            self.taken.append((step, name))
            return theirs
        clash = Clash(step, name, ours, theirs)
        self.clashes.append(clash)
        side = self._answers.get((step, name), Side.OURS)
        if side is Side.BOTH and clash.can_be_both:
            return _both(ours, theirs)
        return theirs if side is Side.THEIRS else ours

    def steps(self, base: Plan, ours: Plan, theirs: Plan) -> tuple[WorkloadStep, ...]:
        was, mine, other = _by_key(base), _by_key(ours), _by_key(theirs)
        found = (self._step(key, was.get(key), mine.get(key), other.get(key)) for key in dict.fromkeys((*other, *mine)))
        return tuple(step for step in found if step is not None)

    def _step(
        self, key: WorkloadKey, base: WorkloadStep | None, ours: WorkloadStep | None, theirs: WorkloadStep | None
    ) -> WorkloadStep | None:
        if base is None or ours is None or theirs is None:
            step: WorkloadStep | None = self.value(str(key), "", base, ours, theirs)
            return step
        values = {field.name: self.value(str(key), field.name, *(getattr(step, field.name) for step in (base, ours, theirs)))
                  for field in fields(WorkloadStep) if field.name != "key"}
        return replace(ours, **values)


def _by_key(plan: Plan) -> dict[WorkloadKey, WorkloadStep]:
    return {step.key: step for step in plan.steps}


def _both(ours: Any, theirs: Any) -> Any:
    """Theirs, then what only ours has."""
    if isinstance(ours, str):
        return "\n".join(part for part in (theirs, ours) if part)
    return tuple(dict.fromkeys((*theirs, *ours)))
