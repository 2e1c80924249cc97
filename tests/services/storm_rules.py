"""What must hold of a random run, whatever happened: nothing twice, order kept, policy kept, true ends, nothing left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS
from desktop_pipeline.domain.builds import LABEL
from desktop_pipeline.domain.drift import OnDrift
from desktop_pipeline.domain.order import OnFailure, build_step_id
from desktop_pipeline.domain.plans import FIELD_MANAGER, Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import Event, RunState, State, What, fold
from desktop_pipeline.domain.workloads import Phase, rollout_status
from tests.services.storm_lives import Seen, Write, ended
from tests.services.storms import SPACE, Storm, image_of

BAD = (State.FAILED, State.TIMED_OUT, State.SUPERSEDED, State.UNKNOWN)
BEGINS = ("patch", "build", "job")
_NOT_BEGUN = ("executor.not_begun", "executor.declined", "executor.skipped", "recovery.cancelled")
_REFUSED = ("drift", "cluster", "run", "preflight")
"""Codes of messages that say that nothing was changed."""
_BLIND = 6.0
"""Seconds for which somebody else's change, or a link that was cut, may not be seen yet (`Link.notice`)."""


def broken(storm: Storm, seen: Seen) -> list[str]:
    """Everything that does not hold."""
    found = list(seen.wrong)
    for run_id in seen.runs():
        run = seen.disk.runs[run_id]
        rules = _Rules(storm, seen, run_id, run.plan, tuple(run.events))
        found += [f"{run_id}: {text}" for text in rules.broken()]
    found += _of_all(seen)
    return found


def _of_all(seen: Seen) -> Iterator[str]:
    plans = {run_id: seen.disk.runs[run_id].plan for run_id in seen.runs()}
    for write in seen.writes:
        if write.by != FIELD_MANAGER:
            continue
        plan = plans.get(write.run)
        step = next((step for step in plan.steps if step.id == write.step), None) if plan is not None else None
        changed = {name for name, image in write.after.items() if write.before.get(name) != image}
        if step is None or step.key != write.key:
            yield f"{write.key} was changed, which is not in the plan of {write.run}"
        elif not changed <= {row.container for row in step.rows}:
            yield f"{write.key}: {changed} were changed, which are not all in the plan"
    lab = seen.sandbox.clusters["lab"]
    bystander = lab.workload(SPACE, "bystander").template.containers[0].image
    if bystander != image_of(seen.sandbox, "old"):
        yield f"the bystander runs {bystander}"


class _Rules:
    """Those of one run. What is written down (events) is held against what the cluster has seen."""

    def __init__(self, storm: Storm, seen: Seen, run_id: str, plan: Plan, events: tuple[Event, ...]) -> None:
        self.storm, self.seen, self.run_id, self.plan, self.events = storm, seen, run_id, plan, events
        self.state: RunState = fold(run_id, events)
        self.end_at = {event.step: number for number, event in enumerate(events) if event.what is What.STEP_ENDED}
        self.begins = [(number, event.step) for number, event in enumerate(events)
                       if event.what is What.INTENT and event.text("act") in BEGINS]
        self.writes = [write for write in seen.writes if write.run == run_id and write.by == FIELD_MANAGER]

    def broken(self) -> Iterator[str]:
        yield from self._shape()
        yield from self._twice()
        yield from self._order()
        yield from self._policy()
        yield from self._nobody_overwritten()
        for step in self.plan.steps:
            yield from self._true(step)
        yield from self._put_back()

    def _shape(self) -> Iterator[str]:
        if ended(self.seen, self.run_id) is None:
            yield "it has no end"
            return
        counts = Counter(event.step for event in self.events if event.what is What.STEP_ENDED)
        yield from (f"{step} ended {count} times" for step, count in counts.items() if count > 1)
        yield from (f"{step.id} has no end" for step in self.state.steps.values() if not step.state.ended)
        if sum(event.what is What.RUN_ENDED for event in self.events) != 1:
            yield "it ended more than once"
        missing = {step for step, _ in self.plan.targets()} - set(self.state.steps)
        if missing and not self.storm.finish:
            yield f"nothing is told of {missing}"
        defects = [step.id for step in self.state.steps.values() if step.message and step.message.code == "executor.defect"]
        yield from (f"defect in {step}: {self.state.steps[step].message}" for step in defects)
        states = {step.state for step in self.state.steps.values()}
        good = bool(states) and all(state.good for state in states)
        if self.state.state.good != good:
            yield f"the run is {self.state.state.value}, its steps {sorted(states)}"
        if self.state.state is State.DONE and State.DONE not in states and states:
            yield "done, though nothing was done"
        if State.UNKNOWN in states and self.state.state is not State.UNKNOWN:
            yield f"something is unknown, and the run says {self.state.state.value}"

    def _twice(self) -> Iterator[str]:
        lab = self.seen.sandbox.clusters["lab"]
        counts = Counter(patch.step for patch in lab.patches if patch.run == self.run_id)
        yield from (f"{step} was patched {count} times" for step, count in counts.items() if count > 1)
        jobs = sum(workload.made_by == self.run_id for workload in lab.engine.workloads.values())
        if jobs > len(self.plan.start_jobs):
            yield f"{jobs} jobs were started"
        tags = Counter(request.reference for request in self.seen.sandbox.builder.builds if request.labels.get(
            LABEL + "run") == self.run_id)
        if len(self.seen.deaths) == 0:
            yield from (f"{tag} was built {count} times" for tag, count in tags.items() if count > 1)

    def _over_before(self, number: int, other: str, *, well: bool = False) -> bool:
        return self.end_at.get(other, len(self.events)) < number and (not well or self.state.steps[other].state.good)

    def _order(self) -> Iterator[str]:
        steps = {step.id: step for step in self.plan.steps}
        names = {step.key.name: step.id for step in self.plan.steps}
        for number, begun in self.begins:
            step = steps.get(begun)
            if step is None:
                continue
            for other in self.plan.steps:
                if other.wave < step.wave and not self._over_before(number, other.id):
                    yield f"{begun} began before {other.id} of a lower wave had ended"
            for pause in self.plan.pauses:
                if pause.after_wave < step.wave and not self._over_before(number, pause.id, well=True):
                    yield f"{begun} began before the pause {pause.id}"
            for name in step.after:
                if not self._over_before(number, names.get(name, name), well=True):
                    yield f"{begun} began before {name} had ended well"
            for build in step.builds():
                if not self._over_before(number, build_step_id(build), well=True):
                    yield f"{begun} began before its build {build} was made"

    def _failed_at(self) -> tuple[int, OnFailure] | None:
        """Where the first failure stands after which nothing more may begin."""
        for number, event in enumerate(self.events):
            if event.what is What.STEP_ENDED and State(event.text("state")) in BAD:
                own = next((step.on_failure for step in self.plan.steps if step.id == event.step), None)
                if (own or self.plan.on_failure) is not OnFailure.CONTINUE:
                    return number, own or self.plan.on_failure
        return None

    def _policy(self) -> Iterator[str]:
        failed = self._failed_at()
        if failed is not None:
            culprit = self.events[failed[0]].step
            yield from (f"{step} began after {culprit} had failed" for number, step in self.begins if number > failed[0])

    def _nobody_overwritten(self) -> Iterator[str]:
        if self.plan.drift.changed is not OnDrift.STOP:
            return
        steps = {step.id: step for step in self.plan.steps}
        for write in self.writes:
            step = steps.get(write.step)
            if step is None:
                continue
            if step.uid and write.uid != step.uid:
                yield f"{step.id} was made anew by somebody, and changed all the same"
            for row in step.rows:
                there = write.before.get(row.container, "")
                if row.expect and there not in (row.expect, row.restore) and not self._is_wanted(row, there):
                    yield f"{step.id}: {there} of somebody else was overwritten"

    def _wanted(self, row: RowChange) -> str:
        """The image a row wants, by tag."""
        if row.restore:
            return row.restore
        tag = str(self.state.steps[build_step_id(row.build)].data.get("tag")) if row.build else row.tag
        return f"{row.repository}:{tag}"

    def _is_wanted(self, row: RowChange, image: str) -> bool:
        if row.restore:
            return image == row.restore
        wanted, registry = self._wanted(row), self.seen.sandbox.registry
        path = row.repository.removeprefix(f"{ADDRESS}/")
        return image in (wanted, f"{wanted}@{registry.find(path, wanted.rpartition(':')[2])}")

    def _excused(self, step: WorkloadStep, at: float) -> bool:
        """What was seen may be older than what is there."""
        others = any(key == step.key and at - _BLIND <= when <= at for when, key in self.seen.touched)
        return others or any(begin <= at and at - _BLIND <= end for begin, end in self.seen.bad_link)

    def _true(self, step: WorkloadStep) -> Iterator[str]:
        """What is said at the end of a step is so."""
        known = self.state.steps.get(step.id)
        if known is None or not known.state.ended:
            return
        code = known.message.code if known.message else ""
        mine = [write for write in self.writes if write.step == step.id]
        nothing = known.state is State.SKIPPED or code in _NOT_BEGUN
        refused = known.state is State.FAILED and code.partition(".")[0] in _REFUSED
        if (nothing or refused) and mine:
            yield f"{step.id} is {known.state.value} ({code}), and was changed"
        if code == "executor.cluster_goes_on" and not mine:
            yield f"{step.id}: the cluster is said to go on with a change that was not made"
        yield from self._outcomes(step, mine)
        end = self.seen.ends.get((self.run_id, step.id))
        if end is None or not known.state.good or code.startswith("recovery."):
            if known.state is State.SUPERSEDED and not any(key == step.key for _, key in self.seen.touched):
                yield f"{step.id} is superseded, and nobody was there"
            return
        if self._excused(step, end.at):
            return
        if end.workload is None:
            yield f"{step.id} is {known.state.value}, and is not there"
            return
        images = {item.name: item.image for item in end.workload.containers}
        for row in step.rows:
            if not self._is_wanted(row, images[row.container]):
                yield f"{step.id} is {known.state.value}, and runs {images[row.container]}, not {self._wanted(row)}"
        phase = rollout_status(end.workload).phase
        over = (Phase.DONE,) if known.state is State.DONE else (Phase.PAUSED, Phase.MANUAL, Phase.NONE)
        if phase not in over and not (code == "preflight.already_there" and phase in (Phase.PAUSED, Phase.MANUAL, Phase.NONE)):
            yield f"{step.id} is {known.state.value} ({code}), and its rollout is {phase.value}"

    def _outcomes(self, step: WorkloadStep, mine: list[Write]) -> Iterator[str]:
        said = [event.text("result") for event in self.events
                if event.what is What.OUTCOME and event.step == step.id and event.text("act") == "patch"]
        if "ok" in said and not mine:
            yield f"{step.id}: a change is written down that was not made"
        if said and said[-1] in ("failed", "cancelled") and mine:
            yield f"{step.id}: its change is written down as {said[-1]}, and was made"

    def _put_back(self) -> Iterator[str]:
        """With the policy undo all is back, or named."""
        failed = self._failed_at()
        undone = [run_id for run_id in self.seen.runs() if self.seen.disk.runs[run_id].plan.undoes == self.run_id]
        policies = [self.plan.failure_policy(event.step) for event in self.events
                    if event.what is What.STEP_ENDED and State(event.text("state")) in BAD]
        notices = {"executor.not_put_back"} | ({"executor.undo_stopped"} if self.seen.stopped else set())
        if failed is not None and OnFailure.UNDO in policies and self.writes and not self.storm.finish \
                and not undone and notices.isdisjoint(self.seen.notices):
            yield "it failed with the policy undo, and nothing was put back"
        for undo in undone[:1]:
            events = self.seen.disk.runs[undo].events
            if any(event.what is What.RUN_RESUMED for event in events) or self.storm.finish:
                continue  # killed in its first writes it forgets what pre-flight had left out
            told = fold(undo, events)
            for write in self.writes:
                step = told.steps.get(write.step)
                if step is None:
                    yield f"{undo} says nothing of {write.step}"
                elif not step.state.good and step.message is None:
                    yield f"{undo} does not say why {write.step} is {step.state.value}"

