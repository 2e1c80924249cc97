"""What is different between two plans: rows by cluster, namespace, kind, workload and container; the order they are done in; and what they
say to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import RowKey, WorkloadKey


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that the plans want differently. None: the plan does not have it. `fields` names what differs when both do."""

    key: RowKey
    old: RowChange | None
    new: RowChange | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderDifference:
    """A setting of the order, or a text, that differs. `step` is an id, '' = of the whole plan; an empty value = not set."""

    step: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PlanDiff:
    rows: tuple[RowDifference, ...]
    order: tuple[OrderDifference, ...]
    texts: tuple[OrderDifference, ...] = ()
    """Title, description, notes and links, and the notes of steps that are in both plans."""

    @property
    def same(self) -> bool:
        """Whether both plans do the same in the same order; texts do not count."""
        return not self.rows and not self.order

    @property
    def equal(self) -> bool:
        """Whether there is no difference at all."""
        return self.same and not self.texts

    def only_old(self) -> tuple[RowDifference, ...]:
        return tuple(row for row in self.rows if row.new is None)

    def only_new(self) -> tuple[RowDifference, ...]:
        return tuple(row for row in self.rows if row.old is None)

    def changed(self) -> tuple[RowDifference, ...]:
        return tuple(row for row in self.rows if row.old is not None and row.new is not None)


def compare(old: Plan, new: Plan) -> PlanDiff:
    """All differences, in the order of the new plan, what only the old one has at the end."""
    before, after = _rows(old), _rows(new)
    rows = [RowDifference(key, before.get(key), row, _fields(before.get(key), row)) for key, row in after.items()]
    rows = [row for row in rows if row.old is None or row.fields]
    rows += [RowDifference(key, row, None) for key, row in before.items() if key not in after]
    return PlanDiff(tuple(rows), (*_whole(old, new), *_steps(old, new)), _texts(old, new))


def _rows(plan: Plan) -> dict[RowKey, RowChange]:
    return {RowKey(step.key, row.container): row for step in plan.steps for row in step.rows}


def _fields(old: RowChange | None, new: RowChange) -> tuple[str, ...]:
    """What differs between two wishes for one row. A digest that is not known differs from none: pre-flight finds it."""
    if old is None:
        return ()
    found = [name for name in ("mode", "tag", "build", "repository", "exact") if getattr(old, name) != getattr(new, name)]
    return (*found, *(("digest",) if old.digest and new.digest and old.digest != new.digest else ()))


def _whole(old: Plan, new: Plan) -> tuple[OrderDifference, ...]:
    before, after = _settings(old), _settings(new)
    return tuple(OrderDifference("", name, before[name], after[name]) for name in before if before[name] != after[name])


def _settings(plan: Plan) -> Mapping[str, str]:
    return {
        "on_failure": plan.on_failure.value, "concurrency": _number(plan.concurrency), "rollout_seconds": _number(plan.time_limit),
        "pauses": "; ".join(f"{pause.after_wave}: {pause.text}" for pause in sorted(plan.pauses, key=lambda pause: pause.after_wave)),
        **{f"drift.{kind}": str(policy) for kind, policy in asdict(plan.drift).items()},
        "also_build": ", ".join(sorted(plan.also_build)), "start_jobs": ", ".join(sorted(map(str, plan.start_jobs))),
    }


def _steps(old: Plan, new: Plan) -> tuple[OrderDifference, ...]:
    """Order of the workloads that are in both plans."""
    before: dict[WorkloadKey, WorkloadStep] = {step.key: step for step in old.steps}
    found: list[OrderDifference] = []
    for step in new.steps:
        if step.key in before:
            was, now = _order(before[step.key]), _order(step)
            found += [OrderDifference(step.id, name, was[name], now[name]) for name in was if was[name] != now[name]]
    return tuple(found)


def _order(step: WorkloadStep) -> Mapping[str, str]:
    return {"wave": str(step.wave), "after": ", ".join(step.after), "on_failure": step.on_failure.value if step.on_failure else "",
            "rollout_seconds": _number(step.time_limit)}


def _texts(old: Plan, new: Plan) -> tuple[OrderDifference, ...]:
    before, after = _words(old), _words(new)
    notes = {step.key: step.note for step in old.steps}
    own = [OrderDifference("", name, before[name], after[name]) for name in before if before[name] != after[name]]
    return (*own, *(OrderDifference(step.id, "note", notes[step.key], step.note) for step in new.steps
                    if step.key in notes and notes[step.key] != step.note))


def _words(plan: Plan) -> Mapping[str, str]:
    return {"title": plan.title, "description": plan.description, "notes": plan.notes, "links": "\n".join(plan.links)}


def _number(value: float) -> str:
    return f"{value:g}" if value else ""
